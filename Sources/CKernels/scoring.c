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

// All fields of one posting, in the order of the definition. Nothing is added where the frequency is 0, but for the dense
// field, which is multiplied as a whole: the sum stays bit for bit what adding a zero would make of it.
static inline float strength_of(
    uint32_t document, const uint32_t *frequencies, unsigned mask, unsigned dense, const uint8_t *norms, size_t column,
    const float *weights) {
  float sum = 0;
  for (unsigned rest = mask; rest != 0; rest &= rest - 1) {
    const unsigned field = (unsigned)__builtin_ctz(rest);
    const uint32_t frequency = frequencies[128 * field];
    if (frequency == 0 && field != dense) continue;
    float product = weights[256 * field + norms[column * field + document]] * (float)frequency;
    sum = sum + product;
  }
  return sum;
}

#if defined(AVX2)
AVX2 static void add_sparse_avx2(
    float *strength, const uint32_t *documents, const uint32_t *frequencies, unsigned mask, unsigned dense,
    const uint8_t *norms, size_t column, const float *weights, unsigned count) {
  for (unsigned i = 0; i < count; i += 8) {
    __m256i any = _mm256_setzero_si256();
    for (unsigned rest = mask & ~(1u << dense); rest != 0; rest &= rest - 1) {
      const uint32_t *row = frequencies + 128 * (unsigned)__builtin_ctz(rest) + i;
      any = _mm256_or_si256(any, _mm256_loadu_si256((const __m256i *)row));
    }
    if (_mm256_testz_si256(any, any)) continue;
    const __m256i none = _mm256_cmpeq_epi32(any, _mm256_setzero_si256());
    unsigned bits = ~(unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(none)) & 0xff;
    if (count - i < 8) bits &= (1u << (count - i)) - 1;
    for (; bits != 0; bits &= bits - 1) {
      const unsigned k = i + (unsigned)__builtin_ctz(bits);
      strength[k] = strength_of(documents[k], frequencies + k, mask, dense, norms, column, weights);
    }
  }
}
#endif

void concord_strengths(
    float *strength, const uint32_t *documents, const uint32_t *frequencies, unsigned mask, unsigned dense,
    const uint8_t *norms, size_t column, const float *weights, unsigned count) {
  if (mask >> dense & 1) {
    concord_strength_first(
        strength, documents, frequencies + 128 * dense, norms + column * dense, weights + 256 * dense, count);
  } else {
    for (unsigned i = 0; i < count; i++) strength[i] = 0;
  }
  const unsigned others = mask & ~(1u << dense);
  if (others == 0) return;
#if defined(AVX2)
  if (__builtin_cpu_supports("avx2")) {
    add_sparse_avx2(strength, documents, frequencies, mask, dense, norms, column, weights, count);
    return;
  }
#endif
  for (unsigned i = 0; i < count; i++) {
    uint32_t any = 0;
    for (unsigned rest = others; rest != 0; rest &= rest - 1) any |= frequencies[128 * (unsigned)__builtin_ctz(rest) + i];
    if (any == 0) continue;
    strength[i] = strength_of(documents[i], frequencies + i, mask, dense, norms, column, weights);
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
