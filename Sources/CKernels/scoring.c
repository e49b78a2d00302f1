// Scores of one block of up to 128 postings; ConcordArtifact/Scoring states the definition, these are its fast form.
#include <math.h>

#include "scoring.h"

// A fused multiply-add rounds once where the definition rounds twice, which would make scores differ between machines.
#pragma STDC FP_CONTRACT OFF

void concord_strength_first(
    float *strength, const uint32_t *documents, const uint32_t *frequencies, const uint8_t *norms,
    const float *weights, unsigned count) {
  for (unsigned i = 0; i < count; i++) strength[i] = weights[norms[documents[i]]];
  for (unsigned i = 0; i < count; i++) strength[i] = strength[i] * (float)frequencies[i];
}

void concord_strength_add(
    float *strength, const uint32_t *documents, const uint32_t *frequencies, const uint8_t *norms,
    const float *weights, unsigned count) {
  float field[128];
  for (unsigned i = 0; i < count; i++) field[i] = weights[norms[documents[i]]];
  for (unsigned i = 0; i < count; i++) {
    float product = field[i] * (float)frequencies[i];
    strength[i] = strength[i] + product;
  }
}

#if defined(__x86_64__)
#include <emmintrin.h>

void concord_contributions(int32_t *contributions, const float *strength, float k1, float scale, unsigned count) {
  unsigned i = 0;
  const __m128 k = _mm_set1_ps(k1), s = _mm_set1_ps(scale);
  for (; i + 4 <= count; i += 4) {
    __m128 v = _mm_loadu_ps(strength + i);
    __m128 c = _mm_mul_ps(s, _mm_div_ps(v, _mm_add_ps(k, v)));
    _mm_storeu_si128((__m128i *)(contributions + i), _mm_cvtps_epi32(c));
  }
  for (; i < count; i++) {
    contributions[i] = _mm_cvtss_si32(_mm_set_ss(scale * (strength[i] / (k1 + strength[i]))));
  }
}
#else
void concord_contributions(int32_t *contributions, const float *strength, float k1, float scale, unsigned count) {
  for (unsigned i = 0; i < count; i++) {
    float share = strength[i] / (k1 + strength[i]);
    float value = rintf(scale * share);
    // Hostile weights can give what is no number, which a conversion to an integer does not define.
    contributions[i] = value >= 0 && value < 2147483648.0f ? (int32_t)value : 0;
  }
}
#endif
