// Counting the keys of one tree node that are below a searched key.
#include <string.h>

#include "tree.h"

// CONCORD_PLAIN turns explicit vectors off, so that tools/check-arm64 can test the plain paths anywhere.
#if defined(__x86_64__) && !defined(CONCORD_PLAIN)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2")))

AVX2 static unsigned count_avx2(const uint64_t *node, uint64_t key) {
  // AVX2 compares signed words only, so both sides are shifted by half the range.
  const __m256i half = _mm256_set1_epi64x((long long)0x8000000000000000ULL);
  const __m256i wanted = _mm256_xor_si256(_mm256_set1_epi64x((long long)key), half);
  __m256i a = _mm256_xor_si256(_mm256_loadu_si256((const __m256i *)node), half);
  __m256i b = _mm256_xor_si256(_mm256_loadu_si256((const __m256i *)(node + 4)), half);
  int below = _mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpgt_epi64(wanted, a)))
      | _mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpgt_epi64(wanted, b))) << 4;
  return (unsigned)__builtin_popcount((unsigned)below);
}
#endif

static unsigned count_plain(const uint64_t *node, uint64_t key) {
  unsigned count = 0;
  for (int i = 0; i < 8; i++) {
    uint64_t word;
    memcpy(&word, node + i, 8);
    count += word < key;
  }
  return count;
}

unsigned concord_count_below(const uint64_t *node, uint64_t key, int inclusive) {
  if (inclusive) {
    if (key == UINT64_MAX) return 8;
    key += 1;
  }
#if defined(AVX2)
  if (__builtin_cpu_supports("avx2")) return count_avx2(node, key);
#endif
  return count_plain(node, key);
}
