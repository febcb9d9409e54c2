/**
 * The addon of Node that runs kernels, as C text: it is compiled on the user's machine together with them, and so declares
 * the few functions of Node-API itself.
 *
 * Starting a job must cost microseconds: a job is a list of parts of which each thread takes the next one until none is
 * left. Threads spin for a while before they sleep. A job never waits for one that sleeps or has no processor: the others do
 * its share, and it comes too late to take anything. How a job is cut depends on its size alone, and results are added up
 * in the order of the parts, so that no number depends on who computed it.
 */
import { SHORT_ROW } from "../backends/c/side-by-side.js";
import { BLOCK } from "../backends/c/text.js";

export const HOST = `\
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

typedef struct napi_env__ *napi_env;
typedef struct napi_value__ *napi_value;
typedef struct napi_callback_info__ *napi_callback_info;
typedef napi_value (*napi_callback)(napi_env, napi_callback_info);
int napi_get_cb_info(napi_env, napi_callback_info, size_t *, napi_value *, napi_value *, void **);
int napi_get_typedarray_info(napi_env, napi_value, int *, size_t *, void **, napi_value *, size_t *);
int napi_get_value_string_utf8(napi_env, napi_value, char *, size_t, size_t *);
int napi_create_double(napi_env, double, napi_value *);
int napi_create_function(napi_env, const char *, size_t, napi_callback, void *, napi_value *);
int napi_set_named_property(napi_env, napi_value, const char *, napi_value);
int napi_throw_error(napi_env, const char *, const char *);

typedef double (*Kernel)(char *memory, const double *call, long long first, long long count, float *scratch);
typedef struct { const double *call; long long first, count; } Part;

enum { KERNELS = 65536, THREADS = 64 };
/* Nanoseconds for which a thread looks for the next job before it sleeps. */
enum { PATIENCE = 50000 };
/* Elements of a part: few enough to share, and so many that taking one costs nothing. A job of one part is not shared. */
enum { PARTS = 256, SMALLEST_PART = 16384, LARGEST_PART = 65536, SHORT_ROW = ${SHORT_ROW}, SIDE_BY_SIDE = 16, BLOCK = ${BLOCK} };

static Kernel kernels[KERNELS];
static int kernel_count;
static pthread_mutex_t registry = PTHREAD_MUTEX_INITIALIZER;

/* Scratch memory of a thread, and what it may hold. */
typedef struct { float *memory; size_t bytes; } Scratch;

/* What a job consists of; written before it is announced, by the one thread that holds \`busy\`. */
static pthread_mutex_t busy = PTHREAD_MUTEX_INITIALIZER;
static struct {
  Kernel kernel;
  char *memory;
  size_t scratch;
  Part *parts;
  double *results;
  uint32_t capacity;
} job;
static Scratch scratches[THREADS];
static int threads = 1;
static uint32_t generation;

/* The job's number in the high half, the next part in the low one. */
static _Atomic uint64_t next;
static _Atomic uint32_t announced, part_count, members, done, failed, sleepers;
static pthread_mutex_t sleep_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;

static inline void rest(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int provide(Scratch *scratch, size_t bytes) {
  if (bytes <= scratch->bytes) return 1;
  free(scratch->memory);
  void *memory;
  if (posix_memalign(&memory, 64, bytes)) memory = NULL;
  scratch->memory = memory;
  scratch->bytes = memory ? bytes : 0;
  return memory != NULL;
}

static double compute(Kernel kernel, char *memory, const Part *part, Scratch *scratch, size_t bytes, int *ok) {
  if (!(*ok = provide(scratch, bytes))) return 0;
  return kernel(memory, part->call, part->first, part->count, scratch->memory);
}

/* The claim fails where a part belongs to a later job; after it, the job cannot end before this part is done. */
static void take(uint32_t number, Scratch *scratch) {
  for (;;) {
    uint64_t ticket = atomic_load_explicit(&next, memory_order_acquire);
    const uint32_t index = (uint32_t)ticket;
    if (ticket >> 32 != number || index >= atomic_load(&part_count)) return;
    if (!atomic_compare_exchange_strong(&next, &ticket, ticket + 1)) continue;
    int ok;
    job.results[index] = compute(job.kernel, job.memory, &job.parts[index], scratch, job.scratch, &ok);
    if (!ok) atomic_store(&failed, 1);
    atomic_fetch_add_explicit(&done, 1, memory_order_release);
  }
}

static void *work(void *given) {
  const uint32_t me = (uint32_t)(uintptr_t)given;
  uint32_t seen = 0;
  for (;;) {
    const int64_t start = now();
    for (int turn = 1; atomic_load(&announced) == seen; turn++) {
      rest();
      if (turn % 64 || now() - start < PATIENCE) continue;
      pthread_mutex_lock(&sleep_lock);
      atomic_fetch_add(&sleepers, 1);
      while (atomic_load(&announced) == seen) pthread_cond_wait(&wake, &sleep_lock);
      atomic_fetch_sub(&sleepers, 1);
      pthread_mutex_unlock(&sleep_lock);
    }
    seen = atomic_load(&announced);
    if (me < atomic_load(&members)) take(seen, &scratches[me]);
  }
  return NULL;
}

/* Threads are never ended: they sleep until the process does. Signals are for the others. */
static void hire(int wanted) {
  if (threads >= wanted) return;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  for (; threads < wanted; threads++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, (void *)(uintptr_t)threads)) break;
    pthread_detach(thread);
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* Where parts may end: with the blocks of float32 sums, or with as many rows as run side by side. */
static long long part_length(double elements, int has_rows, long long whole, long long columns) {
  double most = elements / PARTS;
  most = most < SMALLEST_PART ? SMALLEST_PART : most > LARGEST_PART ? LARGEST_PART : most;
  const long long grain = !has_rows ? BLOCK : columns <= SHORT_ROW ? SIDE_BY_SIDE : 1;
  const long long per = has_rows && columns > 0 ? (long long)most / columns : (long long)most;
  const long long length = (per + grain - 1) / grain * grain;
  return length < 1 ? whole : length;
}

static int cut(const double *given, Part **parts, double **results, uint32_t *capacity, uint32_t *count, double *elements) {
  const int has_rows = given[2] != 0;
  const long long calls = (long long)given[4], size = (long long)given[5];
  double total = 0;
  for (long long i = 0; i < calls; i++) total += given[6 + i * size] * given[7 + i * size];
  uint32_t filled = 0;
  for (long long i = 0; i < calls; i++) {
    const double *call = given + 6 + i * size;
    const long long columns = (long long)call[1], whole = has_rows ? (long long)call[0] : columns;
    const long long length = part_length(total, has_rows, whole, columns);
    for (long long first = 0; first < whole; first += length) {
      if (filled == *capacity) {
        const uint32_t larger = *capacity ? 2 * *capacity : 512;
        Part *more_parts = realloc(*parts, larger * sizeof(Part));
        if (more_parts) *parts = more_parts;
        double *more_results = realloc(*results, larger * sizeof(double));
        if (more_results) *results = more_results;
        if (!more_parts || !more_results) return 0;
        *capacity = larger;
      }
      (*parts)[filled++] = (Part){call, first, whole - first < length ? whole - first : length};
    }
  }
  *count = filled;
  *elements = total;
  return 1;
}

static int run_shared(char *memory, const double *given, Kernel kernel, size_t scratch, double *sum) {
  uint32_t count;
  double elements;
  const int wanted = given[1] > THREADS ? THREADS : (int)given[1];
  if (!cut(given, &job.parts, &job.results, &job.capacity, &count, &elements)) return 0;
  job.kernel = kernel;
  job.memory = memory;
  job.scratch = scratch;
  int ok = 1;
  if (count < 2 || wanted < 2) {
    for (uint32_t i = 0; ok && i < count; i++)
      job.results[i] = compute(kernel, memory, &job.parts[i], &scratches[0], scratch, &ok);
  } else {
    hire(wanted);
    generation = generation + 1 ? generation + 1 : 1;
    /* No part of an earlier job can be claimed from here on, and none of this one yet. */
    atomic_store(&next, (uint64_t)generation << 32 | UINT32_MAX);
    atomic_store(&part_count, count);
    atomic_store(&members, (uint32_t)wanted);
    atomic_store(&done, 0);
    atomic_store(&failed, 0);
    atomic_store(&next, (uint64_t)generation << 32);
    atomic_store(&announced, generation);
    if (atomic_load(&sleepers)) {
      pthread_mutex_lock(&sleep_lock);
      pthread_cond_broadcast(&wake);
      pthread_mutex_unlock(&sleep_lock);
    }
    take(generation, &scratches[0]);
    for (int turn = 1; atomic_load_explicit(&done, memory_order_acquire) < count; turn++)
      if (turn % 4096) rest();
      else sched_yield();
    ok = !atomic_load(&failed);
  }
  *sum = 0;
  for (uint32_t i = 0; i < count; i++) *sum += job.results[i];
  return ok;
}

/* Another thread of JavaScript has a job running: this one does its own alone. */
static int run_alone(char *memory, const double *given, Kernel kernel, size_t bytes, double *sum) {
  Part *parts = NULL;
  double *results = NULL, elements;
  uint32_t capacity = 0, count;
  Scratch scratch = {NULL, 0};
  int ok = cut(given, &parts, &results, &capacity, &count, &elements);
  *sum = 0;
  for (uint32_t i = 0; ok && i < count; i++) *sum += compute(kernel, memory, &parts[i], &scratch, bytes, &ok);
  free(parts);
  free(results);
  free(scratch.memory);
  return ok;
}

/* (kernel, threads, has rows, scratch bytes, calls, numbers per call, then those numbers; the memory) */
static napi_value run(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2], result = NULL;
  void *given, *memory;
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  if (count < 2 || napi_get_typedarray_info(env, arguments[0], NULL, NULL, &given, NULL, NULL) ||
      napi_get_typedarray_info(env, arguments[1], NULL, NULL, &memory, NULL, NULL)) {
    napi_throw_error(env, NULL, "expected a job and a memory");
    return NULL;
  }
  const double *numbers = given;
  const Kernel kernel = kernels[(int)numbers[0]];
  const size_t scratch = (size_t)numbers[3];
  double sum;
  int ok;
  if (pthread_mutex_trylock(&busy)) ok = run_alone(memory, numbers, kernel, scratch, &sum);
  else {
    ok = run_shared(memory, numbers, kernel, scratch, &sum);
    pthread_mutex_unlock(&busy);
  }
  if (!ok) napi_throw_error(env, NULL, "out of memory");
  else napi_create_double(env, sum, &result);
  return result;
}

/*
 * Asks for a memory in pages of 2 MB, for what is there and for what comes: kernels that wait for memory wait for the tables
 * of small pages, too. It is advice; where it is not taken nothing changes.
 */
static napi_value advise(napi_env env, napi_callback_info info) {
  size_t count = 1, length = 0;
  napi_value view;
  void *memory = NULL;
  napi_get_cb_info(env, info, &count, &view, NULL, NULL);
  if (count < 1 || napi_get_typedarray_info(env, view, NULL, &length, &memory, NULL, NULL)) {
    napi_throw_error(env, NULL, "expected a memory");
    return NULL;
  }
#if defined(__linux__)
  enum { NOW = 25 }; /* MADV_COLLAPSE, which older headers lack */
  const uintptr_t page = 2 << 20, begin = ((uintptr_t)memory + page - 1) / page * page;
  const uintptr_t end = ((uintptr_t)memory + 4 * length) / page * page;
  if (begin < end && !madvise((void *)begin, end - begin, MADV_HUGEPAGE)) madvise((void *)begin, end - begin, NOW);
#endif
  return NULL;
}

/* Opens a library of one kernel. Returns its number. */
static napi_value open_kernel(napi_env env, napi_callback_info info) {
  size_t count = 1, length;
  napi_value path, result = NULL;
  char text[4096];
  napi_get_cb_info(env, info, &count, &path, NULL, NULL);
  if (count < 1 || napi_get_value_string_utf8(env, path, text, sizeof text, &length)) {
    napi_throw_error(env, NULL, "expected a path");
    return NULL;
  }
  void *library = dlopen(text, RTLD_NOW | RTLD_LOCAL);
  const Kernel kernel = library ? (Kernel)dlsym(library, "run") : NULL;
  if (!kernel) {
    napi_throw_error(env, NULL, dlerror());
    return NULL;
  }
  pthread_mutex_lock(&registry);
  int number = 0;
  while (number < kernel_count && kernels[number] != kernel) number++;
  if (number == KERNELS) number = -1;
  else if (number == kernel_count) kernels[kernel_count++] = kernel;
  pthread_mutex_unlock(&registry);
  if (number < 0) napi_throw_error(env, NULL, "too many kernels");
  else napi_create_double(env, number, &result);
  return result;
}

__attribute__((visibility("default"))) napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  napi_value function;
  Dl_info own;
  /* A worker thread that ends must not take this code from under the threads. */
  if (dladdr((void *)napi_register_module_v1, &own)) dlopen(own.dli_fname, RTLD_NOW | RTLD_NODELETE);
  napi_create_function(env, "open", 4, open_kernel, NULL, &function);
  napi_set_named_property(env, exports, "open", function);
  napi_create_function(env, "run", 3, run, NULL, &function);
  napi_set_named_property(env, exports, "run", function);
  napi_create_function(env, "advise", 6, advise, NULL, &function);
  napi_set_named_property(env, exports, "advise", function);
  return exports;
}
`;
