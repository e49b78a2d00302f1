// Which of sixteen bytes are large enough: one node of a tree over codes of weights.
#pragma once
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__) && !defined(CONCORD_PLAIN)
#include <emmintrin.h>
#elif defined(__ARM_NEON) && !defined(CONCORD_PLAIN)
#include <arm_neon.h>
#endif

/// A bit for each of 16 bytes that is at least `least`, the first in the lowest bit.
static inline uint32_t concord_at_least(const void *_Nonnull bytes, uint8_t least) {
#if defined(__SSE2__) && !defined(CONCORD_PLAIN)
  __m128i all = _mm_loadu_si128((const __m128i *)bytes);
  return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(all, _mm_set1_epi8((char)least)), all));
#elif defined(__ARM_NEON) && !defined(CONCORD_PLAIN)
  static const uint8_t bits[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t above = vandq_u8(vcgeq_u8(vld1q_u8((const uint8_t *)bytes), vdupq_n_u8(least)), vld1q_u8(bits));
  return (uint32_t)vaddv_u8(vget_low_u8(above)) | (uint32_t)vaddv_u8(vget_high_u8(above)) << 8;
#else
  uint32_t mask = 0;
  for (int i = 0; i < 16; i++) mask |= (uint32_t)(((const uint8_t *)bytes)[i] >= least) << i;
  return mask;
#endif
}
