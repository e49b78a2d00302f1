// Kernels over ascending numbers: in a document mostly fewer than eight positions, so that loops end after one step.
#include "positions.h"

#include <stdbool.h>

#include "eights.h"

// CONCORD_PLAIN turns explicit vectors off, so that tools/check-arm64 can test the plain paths anywhere.
#if defined(__x86_64__) && !defined(CONCORD_PLAIN)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2")))
#define HAS_AVX2 __builtin_cpu_supports("avx2")
#endif

#if defined(AVX2)
static inline __attribute__((always_inline)) AVX2 __m256i steps(__m256i gaps) {
  return concord_running_sums(_mm256_add_epi32(gaps, _mm256_set1_epi32(1)));
}

// Only one addition of each step waits for the step before: what eight gaps add is known without it.
AVX2 static int64_t add_gaps_avx2(const uint32_t *gaps, unsigned count, int64_t previous, uint32_t *values) {
  const __m256i last_lane = _mm256_set1_epi32(7);
  __m256i any = _mm256_setzero_si256(), running = _mm256_set1_epi32((int)(uint32_t)previous);
  unsigned i = 0;
  for (; i + 8 < count; i += 8) {
    const __m256i v = _mm256_loadu_si256((const __m256i *)(gaps + i)), sums = steps(v);
    any = _mm256_or_si256(any, v);
    _mm256_storeu_si256((__m256i *)(values + i), _mm256_add_epi32(sums, running));
    running = _mm256_add_epi32(running, _mm256_permutevar8x32_epi32(sums, last_lane));
  }
  const __m256i counting = _mm256_loadu_si256((const __m256i *)(concord_lanes + 8 - (count - i)));
  const __m256i v = _mm256_and_si256(_mm256_loadu_si256((const __m256i *)(gaps + i)), counting);
  _mm256_storeu_si256((__m256i *)(values + i), _mm256_add_epi32(steps(v), running));
  // 128 gaps below 2^24 add up to less than 2^32: the last value says it all.
  const bool is_small = _mm256_testz_si256(_mm256_or_si256(any, v), _mm256_set1_epi32(~((1 << 24) - 1)));
  if (count <= 128 && is_small) return previous + (uint32_t)(values[count - 1] - (uint32_t)previous);
  // The gaps may have been overwritten, but each step is the difference of two values.
  int64_t last = previous;
  for (unsigned k = 0; k < count; k++) last += 1 + (int64_t)(uint32_t)(values[k] - (uint32_t)last - 1);
  return last;
}

// Each start is compared with eight values at once. The last values of all are larger than any, so that no end is looked for.
AVX2 static unsigned keep_followed_avx2(
    uint32_t *starts, const uint32_t *from, unsigned count, uint32_t before, uint32_t offset, const uint32_t *values) {
  unsigned kept = 0;
  for (unsigned i = 0; i < count; i++) {
    const uint32_t start = from[i] - before, wanted = start + offset;
    if (from[i] < before) continue;
    while (values[7] < wanted) values += 8;
    const __m256i eight = _mm256_loadu_si256((const __m256i *)values);
    const __m256i equal = _mm256_cmpeq_epi32(eight, _mm256_set1_epi32((int)wanted));
    starts[kept] = start;
    kept += (_mm256_testz_si256(equal, equal) == 0) & (wanted != UINT32_MAX);
  }
  return kept;
}
#endif

int64_t concord_add_gaps(const uint32_t *gaps, unsigned count, int64_t previous, uint32_t *values) {
#if defined(AVX2)
  if (HAS_AVX2) return add_gaps_avx2(gaps, count, previous, values);
#endif
  for (unsigned i = 0; i < count; i++) {
    previous += 1 + (int64_t)gaps[i];
    values[i] = (uint32_t)previous;
  }
  return previous;
}

unsigned concord_keep_followed(
    uint32_t *starts, const uint32_t *from, unsigned count, uint32_t before, uint32_t offset, const uint32_t *values) {
#if defined(AVX2)
  if (HAS_AVX2) return keep_followed_avx2(starts, from, count, before, offset, values);
#endif
  unsigned kept = 0;
  for (unsigned i = 0; i < count; i++) {
    const uint32_t start = from[i] - before, wanted = start + offset;
    if (from[i] < before) continue;
    while (*values < wanted) values++;
    starts[kept] = start;
    kept += (*values == wanted) & (wanted != UINT32_MAX);
  }
  return kept;
}
