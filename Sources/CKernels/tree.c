// Finding the place of a key in a tree over block heads: from the root down in one call.
#include <string.h>

#include "tree.h"

/// How many of the 8 keys of a node are less than a key, and how many are the same.
typedef struct {
  unsigned below, same;
} counts;

static inline counts count_plain(const uint8_t *node, uint64_t key) {
  counts found = {0, 0};
  for (int i = 0; i < 8; i++) {
    uint64_t word;
    memcpy(&word, node + 8 * i, 8);
    found.below += word < key;
    found.same += word == key;
  }
  return found;
}

static inline int is_verified(const concord_head_tree *tree, uint64_t offset) {
  const uint64_t bit = tree->first_unit + (offset >> 12);
  return __atomic_load_n(tree->verified + (bit >> 6), __ATOMIC_RELAXED) >> (bit & 63) & 1;
}

// One body for every way of counting, which the compiler inlines.
__attribute__((always_inline)) static inline int64_t find(
    const concord_head_tree *tree, const uint64_t *nodes, unsigned levels, uint64_t key,
    counts (*count)(const uint8_t *, uint64_t)) {
  uint64_t start = 64, node = 0;
  for (unsigned level = 0;; level++) {
    const uint64_t offset = start + node * 64;
    start += nodes[level] * 64;
    const int is_last = level + 1 >= levels;
    // What is kept for the eight blocks stands as far behind the last level as their node in it.
    if (is_last) __builtin_prefetch(tree->index + start + node * 64);
    if (!is_verified(tree, offset)) return -1 - (int64_t)(offset >> 12);
    const counts found = count(tree->index + offset, key);
    if (is_last) {
      const uint64_t place = node * 8 + found.below;
      // Keys behind the last block's are no blocks, and may be like the one that is looked for.
      if (place >= tree->blocks) return (int64_t)tree->blocks * 16;
      const uint64_t left = tree->blocks - place;
      if (found.same >= left) return (int64_t)(place * 16 + left);
      if (found.below + found.same < 8) return (int64_t)(place * 16 + found.same);
      const uint64_t next = offset + 64;
      if (!is_verified(tree, next)) return -1 - (int64_t)(next >> 12);
      uint64_t word;
      memcpy(&word, tree->index + next, 8);
      return (int64_t)(place * 16 + (word == key ? 15 : found.same));
    }
    if (found.below == 0) return 15;
    node = node * 8 + found.below - 1;
    if (node >= nodes[level + 1]) node = nodes[level + 1] - 1;
  }
}

// CONCORD_PLAIN turns explicit vectors off, so that tools/check-arm64 can test the plain paths anywhere.
#if defined(__x86_64__) && !defined(CONCORD_PLAIN)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2,popcnt")))

AVX2 static inline counts count_avx2(const uint8_t *node, uint64_t key) {
  // AVX2 compares signed words only, so both sides are shifted by half the range.
  const __m256i half = _mm256_set1_epi64x((long long)0x8000000000000000ULL);
  const __m256i wanted = _mm256_set1_epi64x((long long)key), shifted = _mm256_xor_si256(wanted, half);
  const __m256i a = _mm256_loadu_si256((const __m256i *)node), b = _mm256_loadu_si256((const __m256i *)(node + 32));
  const unsigned below =
      (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpgt_epi64(shifted, _mm256_xor_si256(a, half))))
      | (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpgt_epi64(shifted, _mm256_xor_si256(b, half)))) << 4;
  const unsigned same = (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpeq_epi64(wanted, a)))
      | (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpeq_epi64(wanted, b))) << 4;
  return (counts){(unsigned)__builtin_popcount(below), (unsigned)__builtin_popcount(same)};
}

AVX2 static int64_t find_avx2(const concord_head_tree *tree, const uint64_t *nodes, unsigned levels, uint64_t key) {
  return find(tree, nodes, levels, key, count_avx2);
}
#endif

int64_t concord_find_head(const concord_head_tree *tree, const uint64_t *nodes, unsigned levels, uint64_t key) {
#if defined(AVX2)
  if (__builtin_cpu_supports("avx2")) return find_avx2(tree, nodes, levels, key);
#endif
  return find(tree, nodes, levels, key, count_plain);
}
