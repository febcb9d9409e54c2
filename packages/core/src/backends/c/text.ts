/** What every kernel begins with: vectors as wide as the processor has, and the few things that C cannot say of them. */

/** Elements of which sums are float32 before they are added to float64. */
export const BLOCK = 1024;
/** Elements that are looked at before they are used: few, so that memory is read evenly, and they are near afterwards. */
export const GUARDED = 256;

/**
 * Elements of a call from which on results go to memory past the caches, which have no room for them: a cache would first
 * read what is overwritten.
 */
export const STREAMED = 2 ** 21;

export const PRELUDE = `\
#if defined(__AVX512F__)
#define W 16
#elif defined(__AVX__)
#define W 8
#else
#define W 4
#endif
#define BLOCK ${BLOCK}
#define GUARDED ${GUARDED}
typedef float F __attribute__((vector_size(4 * W)));
typedef int I __attribute__((vector_size(4 * W)));
typedef float Unaligned __attribute__((vector_size(4 * W), aligned(4), may_alias));
typedef float Four __attribute__((vector_size(16), aligned(4), may_alias));
typedef float Number __attribute__((may_alias));
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 8")
#endif
#define EACH for (int i = 0; i < W; i++)
static inline F all(float x) { return x - (F){0}; }
static inline I same(unsigned x) { return (int)x + (I){0}; }
#if defined(__x86_64__)
#define KEPT "+v"
#elif defined(__aarch64__)
#define KEPT "+w"
#else
#define KEPT "+m"
#endif
static inline F apart(F x) { __asm__("" : KEPT(x)); return x; }
static inline F choose(I mask, F a, F b) { return (F)((mask & (I)a) | (~mask & (I)b)); }
static inline F magnitude(F x) { return (F)((I)x & 0x7fffffff); }
static inline F root(F x) { F y; EACH y[i] = __builtin_sqrtf(x[i]); return y; }
static inline F rounded_down(F x) { F y; EACH y[i] = __builtin_floorf(x[i]); return y; }
static inline F nearest(F x) { F y; EACH y[i] = __builtin_rintf(x[i]); return y; }
static inline F load(const Number *p) { return *(const Unaligned *)p; }
static inline void store(Number *p, F x) { *(Unaligned *)p = x; }
#ifndef __has_builtin
#define __has_builtin(x) 0
#endif
static inline void store_past_caches(Number *p, F x) {
#if __has_builtin(__builtin_nontemporal_store)
  __builtin_nontemporal_store(x, (F *)p);
#elif defined(__AVX512F__)
  __builtin_ia32_movntps512((float *)p, x);
#elif defined(__AVX__)
  __builtin_ia32_movntps256((float *)p, x);
#elif defined(__x86_64__)
  __builtin_ia32_movntps((float *)p, x);
#else
  store(p, x);
#endif
}
static inline void put(int streams, Number *p, F x) {
  if (streams) store_past_caches(p, x);
  else store(p, x);
}
static inline int can_stream(const double *call, const Number *p) {
  return call[0] * call[1] >= ${STREAMED} && (unsigned long long)p % sizeof(F) == 0;
}
/* Other threads may read what went past the caches only after this. */
static inline void finish_streams(void) {
#if defined(__x86_64__)
  __builtin_ia32_sfence();
#elif defined(__aarch64__)
  __asm__ volatile("dmb ishst" ::: "memory");
#endif
}
static inline I lanes(void) { I x; EACH x[i] = i; return x; }
static inline void store_some(Number *p, F x, long count) {
  if (count >= W) store(p, x);
  else for (int i = 0; i < count; i++) p[i] = x[i];
}
static inline void widen(double *sums, F x) { EACH sums[i] += x[i]; }
static inline double add_up(const double *sums) { double sum = 0; EACH sum += sums[i]; return sum; }
static inline float largest(F x) { float y = x[0]; EACH y = y < x[i] ? x[i] : y; return y; }
static inline float smallest(F x) { float y = x[0]; EACH y = x[i] < y ? x[i] : y; return y; }
`;

/** Finite numbers times 0 are 0. What lies behind the last one is not looked at. */
export const ARE_FINITE = `\
static inline int are_finite(const Number *p, long count) {
  F sum[4] = {{0}};
  long k = 0;
  for (; k + 4 * W <= count; k += 4 * W) UNROLL for (int u = 0; u < 4; u++) sum[u] += load(p + k + u * W) * 0.0f;
  for (; k < count; k += W) sum[0] += (F)((I)load(p + k) & (lanes() < (int)(count - k))) * 0.0f;
  const F both = (sum[0] + sum[1]) + (sum[2] + sum[3]);
  int bad = 0;
  EACH bad |= both[i] != both[i];
  return !bad;
}
`;

/** Squares of four by four are turned; the last one may overlap the one before. Lanes without a row repeat the last. */
export const TURN = `\
#if defined(__clang__) || __GNUC__ >= 12
#define MIX(a, b, w, x, y, z) __builtin_shufflevector(a, b, w, x, y, z)
#else
typedef int Order __attribute__((vector_size(16)));
#define MIX(a, b, w, x, y, z) __builtin_shuffle(a, b, (Order){w, x, y, z})
#endif
static inline void turn(const Number *const from[4], Number *const to[4]) {
  const Four a = *(const Four *)from[0], b = *(const Four *)from[1], c = *(const Four *)from[2], d = *(const Four *)from[3];
  const Four ab = MIX(a, b, 0, 4, 1, 5), cd = MIX(c, d, 0, 4, 1, 5);
  const Four ef = MIX(a, b, 2, 6, 3, 7), gh = MIX(c, d, 2, 6, 3, 7);
  *(Four *)to[0] = MIX(ab, cd, 0, 1, 4, 5);
  *(Four *)to[1] = MIX(ab, cd, 2, 3, 6, 7);
  *(Four *)to[2] = MIX(ef, gh, 0, 1, 4, 5);
  *(Four *)to[3] = MIX(ef, gh, 2, 3, 6, 7);
}
static inline Number *row_of(const Number *rows, long lane, long count, long columns) {
  return (Number *)rows + (lane < count ? lane : count - 1) * columns;
}
static void turn_in(Number *tile, const Number *rows, long count, long columns) {
  for (int lane = 0; lane < W; lane += 4) {
    Number *row[4];
    for (int i = 0; i < 4; i++) row[i] = row_of(rows, lane + i, count, columns);
    for (long j = 0; j < columns; j += 4) {
      const long at = columns < 4 || j + 4 <= columns ? j : columns - 4;
      if (columns >= 4) {
        const Number *from[4] = {row[0] + at, row[1] + at, row[2] + at, row[3] + at};
        Number *to = tile + at * W + lane, *into[4] = {to, to + W, to + 2 * W, to + 3 * W};
        turn(from, into);
      } else for (long k = 0; k < columns; k++) for (int i = 0; i < 4; i++) tile[k * W + lane + i] = row[i][k];
    }
  }
}
static void turn_out(Number *rows, const Number *tile, long count, long columns) {
  for (int lane = 0; lane < W; lane += 4) {
    Number *row[4];
    for (int i = 0; i < 4; i++) row[i] = row_of(rows, lane + i, count, columns);
    if (lane >= count) return;
    for (long j = 0; j < columns; j += 4) {
      const long at = columns < 4 || j + 4 <= columns ? j : columns - 4;
      if (columns >= 4) {
        const Number *of = tile + at * W + lane, *from[4] = {of, of + W, of + 2 * W, of + 3 * W};
        Number *into[4] = {row[0] + at, row[1] + at, row[2] + at, row[3] + at};
        turn(from, into);
      } else for (long k = 0; k < columns; k++) for (int i = 0; i < 4; i++) row[i][k] = tile[k * W + lane + i];
    }
  }
}
static inline F load_rows(const Number *p, long count) {
  F x = load(p);
  for (long i = count; i < W; i++) x[i] = x[count - 1];
  return x;
}
`;
