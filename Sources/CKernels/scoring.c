// Scores of one block of up to 128 postings; ConcordArtifact/Scoring states the definition, these are its fast form.
#include <math.h>

#include "scoring.h"

// A fused multiply-add rounds once where the definition rounds twice, which would make scores differ between machines.
#pragma STDC FP_CONTRACT OFF

// CONCORD_PLAIN turns explicit vectors off, so that tools/check-arm64 can test the plain paths anywhere.
#if defined(__x86_64__) && !defined(CONCORD_PLAIN)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2")))
#endif

// Loads one by one and arithmetic in vectors: gather instructions were measured at twice the time of the loads.
static inline __attribute__((always_inline)) void look_up(
    float *out, const uint32_t *documents, const uint8_t *norms, const float *weights, unsigned count) {
  for (unsigned i = 0; i < count; i++) out[i] = weights[norms[documents[i]]];
}

static inline __attribute__((always_inline)) void multiply(
    float *restrict out, const float *restrict factors, const uint32_t *frequencies, unsigned count) {
  for (unsigned i = 0; i < count; i++) out[i] = factors[i] * (float)frequencies[i];
}

static inline __attribute__((always_inline)) void multiply_add(
    float *restrict out, const float *restrict factors, const uint32_t *frequencies, unsigned count) {
  for (unsigned i = 0; i < count; i++) {
    float product = factors[i] * (float)frequencies[i];
    out[i] = out[i] + product;
  }
}

#if defined(AVX2)
AVX2 static void multiply_avx2(float *out, const float *factors, const uint32_t *frequencies, unsigned count) {
  multiply(out, factors, frequencies, count);
}

AVX2 static void multiply_add_avx2(float *out, const float *factors, const uint32_t *frequencies, unsigned count) {
  multiply_add(out, factors, frequencies, count);
}
#endif

void concord_strength_first(
    float *strength, const uint32_t *documents, const uint32_t *frequencies, const uint8_t *norms,
    const float *weights, unsigned count) {
  float field[128];
  look_up(field, documents, norms, weights, count);
#if defined(AVX2)
  if (__builtin_cpu_supports("avx2")) {
    multiply_avx2(strength, field, frequencies, count);
    return;
  }
#endif
  multiply(strength, field, frequencies, count);
}

void concord_strength_add(
    float *strength, const uint32_t *documents, const uint32_t *frequencies, const uint8_t *norms,
    const float *weights, unsigned count) {
  float field[128];
  look_up(field, documents, norms, weights, count);
#if defined(AVX2)
  if (__builtin_cpu_supports("avx2")) {
    multiply_add_avx2(strength, field, frequencies, count);
    return;
  }
#endif
  multiply_add(strength, field, frequencies, count);
}

void concord_strength_add_few(
    float *strength, const uint32_t *documents, const uint32_t *frequencies, const uint8_t *norms,
    const float *weights, unsigned count) {
  unsigned i = 0;
  // Nothing is added where the frequency is 0: the sum stays bit for bit what adding a zero would make of it.
  for (; i + 4 <= count; i += 4) {
    if ((frequencies[i] | frequencies[i + 1] | frequencies[i + 2] | frequencies[i + 3]) == 0) continue;
    for (unsigned k = i; k < i + 4; k++) {
      if (frequencies[k] == 0) continue;
      float product = weights[norms[documents[k]]] * (float)frequencies[k];
      strength[k] = strength[k] + product;
    }
  }
  for (; i < count; i++) {
    if (frequencies[i] == 0) continue;
    float product = weights[norms[documents[i]]] * (float)frequencies[i];
    strength[i] = strength[i] + product;
  }
}

#if defined(AVX2)
AVX2 static unsigned contributions_avx2(
    int32_t *contributions, const float *strength, float k1, float scale, unsigned count) {
  unsigned i = 0;
  const __m256 k = _mm256_set1_ps(k1), s = _mm256_set1_ps(scale);
  for (; i + 8 <= count; i += 8) {
    __m256 v = _mm256_loadu_ps(strength + i);
    __m256 c = _mm256_mul_ps(s, _mm256_div_ps(v, _mm256_add_ps(k, v)));
    // What is no number (hostile weights) converts to the smallest integer; the definition says 0.
    __m256i whole = _mm256_max_epi32(_mm256_cvtps_epi32(c), _mm256_setzero_si256());
    _mm256_storeu_si256((__m256i *)(contributions + i), whole);
  }
  return i;
}

void concord_contributions(int32_t *contributions, const float *strength, float k1, float scale, unsigned count) {
  unsigned i = __builtin_cpu_supports("avx2") ? contributions_avx2(contributions, strength, k1, scale, count) : 0;
  const __m128 k = _mm_set1_ps(k1), s = _mm_set1_ps(scale);
  for (; i + 4 <= count; i += 4) {
    __m128 v = _mm_loadu_ps(strength + i);
    __m128 c = _mm_mul_ps(s, _mm_div_ps(v, _mm_add_ps(k, v)));
    __m128i whole = _mm_cvtps_epi32(c);
    whole = _mm_andnot_si128(_mm_srai_epi32(whole, 31), whole);
    _mm_storeu_si128((__m128i *)(contributions + i), whole);
  }
  for (; i < count; i++) {
    int32_t whole = _mm_cvtss_si32(_mm_set_ss(scale * (strength[i] / (k1 + strength[i]))));
    contributions[i] = whole > 0 ? whole : 0;
  }
}
#else
void concord_contributions(int32_t *contributions, const float *strength, float k1, float scale, unsigned count) {
  // The compiler makes vectors of this on arm64: 460 instructions for 128 postings, 520 with intrinsics.
  for (unsigned i = 0; i < count; i++) {
    float share = strength[i] / (k1 + strength[i]);
    float value = rintf(scale * share);
    // Hostile weights can give what is no number, which a conversion to an integer does not define.
    contributions[i] = value >= 0 && value < 2147483648.0f ? (int32_t)value : 0;
  }
}
#endif
