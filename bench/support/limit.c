/* What the memory of this machine can do: the reads and writes of an update or a loss with next to no arithmetic. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static float *array[8];
static int reads, writes, in_place, threads;
static long length;
static atomic_long turn, finished;
static atomic_int leaving;

#define A(k) float *restrict a##k = array[k]
#define EACH for (long i = begin; i < end; i++)

static void work(long begin, long end) {
  A(0); A(1); A(2); A(3); A(4); A(5);
  int kind = in_place * 100 + reads * 10 + writes;
  if (kind == 121) EACH a0[i] -= 0.001f * a1[i];
  else if (kind == 132) EACH { a2[i] = 0.9f * a2[i] + a1[i]; a0[i] -= 0.001f * a2[i]; }
  else if (kind == 143) EACH {
    a2[i] = 0.9f * a2[i] + a1[i];
    a3[i] = 0.9f * a3[i] + a1[i];
    a0[i] -= 0.001f * (a2[i] + a3[i]);
  }
  else if (kind == 11) memcpy(a1 + begin, a0 + begin, 4 * (end - begin));
  else if (kind == 21) EACH a2[i] = a0[i] - a1[i];
  else if (kind == 22) EACH { a2[i] = a0[i] - a1[i]; a3[i] = a1[i] - a0[i]; }
  else if (kind == 33) EACH { a3[i] = a1[i] - a2[i]; a4[i] = a0[i] - a1[i]; a5[i] = a2[i] - a0[i]; }
}

static void part(long index) {
  long size = (length / threads + 15) / 16 * 16, begin = index * size;
  work(begin, index == threads - 1 ? length : begin + size);
}

static void *serve(void *argument) {
  for (long next = 1;; next++) {
    while (atomic_load(&turn) < next) if (atomic_load(&leaving)) return NULL;
    part((long)argument);
    atomic_fetch_add(&finished, 1);
  }
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return 1e3 * t.tv_sec + 1e-6 * t.tv_nsec;
}

int main(void) {
  char line[512];
  while (fgets(line, sizeof line, stdin)) {
    long count;
    if (sscanf(line, "prepare {\"reads\":%d,\"writes\":%d,\"inPlace\":%d,\"length\":%ld,\"threads\":%d}", &reads,
               &writes, &in_place, &length, &threads) == 5) {
      for (int k = 0; k < (in_place ? reads : reads + writes); k++) {
        array[k] = aligned_alloc(4096, (4 * length + 4095) / 4096 * 4096);
        for (long i = 0; i < length; i++) array[k][i] = (i % 64) / 64.0f;
      }
      printf("{\"check\":{},\"note\":\"\"}\n");
    } else if (sscanf(line, "run %ld", &count) == 1) {
      pthread_t others[64];
      atomic_store(&turn, 0), atomic_store(&finished, 0), atomic_store(&leaving, 0);
      for (long k = 1; k < threads; k++) pthread_create(&others[k], NULL, serve, (void *)k);
      printf("{\"milliseconds\":[");
      for (long n = 0; n < count; n++) {
        double start = now();
        atomic_store(&turn, n + 1);
        part(0);
        while (atomic_load(&finished) < (n + 1) * (threads - 1));
        printf("%s%.6f", n ? "," : "", now() - start);
      }
      printf("]}\n");
      atomic_store(&leaving, 1);
      for (long k = 1; k < threads; k++) pthread_join(others[k], NULL);
    } else printf("{\"peakMegabytes\":0}\n");
    fflush(stdout);
  }
}
