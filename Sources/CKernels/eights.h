// Vectors of eight numbers that more than one file of kernels works with; not part of the interface.
#pragma once
#include <stdint.h>

#if defined(__x86_64__) && !defined(CONCORD_PLAIN)
#include <immintrin.h>

// Lanes of the last eight numbers that count: eight of these from 8 - count on.
static const uint32_t concord_lanes[16] = {~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u};

// Each of eight numbers with those before it added.
static inline __attribute__((always_inline, target("avx2"))) __m256i concord_running_sums(__m256i v) {
  v = _mm256_add_epi32(v, _mm256_slli_si256(v, 4));
  v = _mm256_add_epi32(v, _mm256_slli_si256(v, 8));
  return _mm256_add_epi32(v, _mm256_shuffle_epi32(_mm256_permute2x128_si256(v, v, 0x08), 0xFF));
}
#endif
