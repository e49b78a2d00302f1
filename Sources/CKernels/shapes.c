// Passing over words whose shape shows that they are not alike enough: eight words at a time where there is AVX2.
#include <string.h>

#include "shapes.h"

#define SIZE CONCORD_SHAPE_SIZE
#define LETTERS ((1u << CONCORD_SHAPE_CLASSES) - 1)

static inline uint32_t shape_at(const uint8_t *shapes, unsigned index) {
  const uint8_t *bytes = shapes + SIZE * (size_t)index;
  return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16;
}

static unsigned select_plain(
    const uint8_t *shapes, unsigned start, unsigned count, const concord_shape_filter *filter, uint32_t *out,
    unsigned found) {
  for (unsigned i = start; i < count; i++) {
    const uint32_t shape = shape_at(shapes, i), letters = shape & LETTERS, length = shape >> CONCORD_SHAPE_CLASSES;
    const unsigned present = (unsigned)(__builtin_popcount(letters & filter->wanted[0])
        + __builtin_popcount(letters & filter->wanted[1]) + __builtin_popcount(letters & filter->wanted[2]));
    const unsigned foreign = (unsigned)__builtin_popcount(letters & ~filter->wanted[0]);
    out[found] = i;
    found += present >= filter->present[length] && foreign <= filter->foreign[length];
  }
  return found;
}

// CONCORD_PLAIN turns explicit vectors off, so that tools/check-arm64 can test the plain paths anywhere.
#if defined(__x86_64__) && !defined(CONCORD_PLAIN)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2,popcnt")))

/// Bits of every byte.
AVX2 static inline __m256i bits_of_bytes(__m256i v) {
  const __m256i counts = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
  const __m256i nibble = _mm256_set1_epi8(15);
  return _mm256_add_epi8(
      _mm256_shuffle_epi8(counts, _mm256_and_si256(v, nibble)),
      _mm256_shuffle_epi8(counts, _mm256_and_si256(_mm256_srli_epi16(v, 4), nibble)));
}

/// The sum of the four bytes of every word.
AVX2 static inline __m256i sum_bytes(__m256i v) {
  return _mm256_madd_epi16(_mm256_maddubs_epi16(v, _mm256_set1_epi8(1)), _mm256_set1_epi16(1));
}

/// Eight shapes, each in a word.
AVX2 static inline __m256i load_eight(const uint8_t *shapes) {
  const __m256i bytes = _mm256_inserti128_si256(
      _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)shapes)), _mm_loadu_si128((const __m128i *)(shapes + 8)), 1);
  return _mm256_shuffle_epi8(
      bytes, _mm256_setr_epi8(
          0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1,
          4, 5, 6, -1, 7, 8, 9, -1, 10, 11, 12, -1, 13, 14, 15, -1));
}

AVX2 static inline __m256i load_table(const uint8_t *bytes) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)bytes));
}

AVX2 static unsigned select_avx2(
    const uint8_t *shapes, unsigned count, const concord_shape_filter *filter, uint32_t *out) {
  const __m256i once = _mm256_set1_epi32((int)filter->wanted[0]), twice = _mm256_set1_epi32((int)filter->wanted[1]),
                thrice = _mm256_set1_epi32((int)filter->wanted[2]);
  const __m256i other = _mm256_set1_epi32((int)(~filter->wanted[0] & LETTERS));
  const __m256i present_table = load_table(filter->present), foreign_table = load_table(filter->foreign);
  // A set highest bit makes the bytes of a looked-up word above the low one zero.
  const __m256i only_low = _mm256_set1_epi32((int)0x80808000);
  const int repeats = filter->wanted[1] != 0;
  unsigned found = 0;
  for (unsigned i = 0; i < count; i += 8) {
    const uint8_t *eight = shapes + SIZE * (size_t)i;
    uint8_t rest[8 * SIZE] = {0};
    unsigned are_shapes = 0xFF;
    if (count - i < 8) {
      // Lanes behind the last shape are not read, and do not pass.
      are_shapes >>= 8 - (count - i);
      memcpy(rest, eight, SIZE * (size_t)(count - i));
      eight = rest;
    }
    const __m256i shape = load_eight(eight);
    const __m256i lengths = _mm256_or_si256(_mm256_srli_epi32(shape, CONCORD_SHAPE_CLASSES), only_low);
    __m256i bits = bits_of_bytes(_mm256_and_si256(shape, once));
    if (repeats) {
      bits = _mm256_add_epi8(bits, bits_of_bytes(_mm256_and_si256(shape, twice)));
      bits = _mm256_add_epi8(bits, bits_of_bytes(_mm256_and_si256(shape, thrice)));
    }
    const __m256i lacks = _mm256_cmpgt_epi32(_mm256_shuffle_epi8(present_table, lengths), sum_bytes(bits));
    unsigned passes = ~(unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(lacks)) & are_shapes;
    if (passes == 0) continue;
    const __m256i foreign = sum_bytes(bits_of_bytes(_mm256_and_si256(shape, other)));
    const __m256i strange = _mm256_cmpgt_epi32(foreign, _mm256_shuffle_epi8(foreign_table, lengths));
    passes &= ~(unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(strange));
    for (; passes != 0; passes &= passes - 1) out[found++] = i + (unsigned)__builtin_ctz(passes);
  }
  return found;
}
#elif defined(__aarch64__) && !defined(CONCORD_PLAIN)
#include <arm_neon.h>
#define NEON

/// The sum of the four bytes of every word.
static inline uint32x4_t sum_bytes(uint8x16_t bytes) { return vpaddlq_u16(vpaddlq_u8(bytes)); }

static unsigned select_neon(
    const uint8_t *shapes, unsigned count, const concord_shape_filter *filter, uint32_t *out) {
  uint8x16_t wanted[3];
  for (int i = 0; i < 3; i++) wanted[i] = vreinterpretq_u8_u32(vdupq_n_u32(filter->wanted[i]));
  const uint8x16_t other = vreinterpretq_u8_u32(vdupq_n_u32(~filter->wanted[0] & LETTERS));
  const uint8x16_t present = vld1q_u8(filter->present), foreign = vld1q_u8(filter->foreign);
  static const uint8_t spread[16] = {0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11, 255};
  const uint8x16_t places_of_bytes = vld1q_u8(spread);
  unsigned found = 0, i = 0;
  // Four shapes at a time, as long as there are the 16 bytes that are loaded for them.
  for (; count - i >= 6; i += 4) {
    const uint8x16_t shape = vqtbl1q_u8(vld1q_u8(shapes + SIZE * (size_t)i), places_of_bytes);
    // Places beyond a table give 0: that is what the three bytes above the length are to be.
    const uint32x4_t lengths = vshrq_n_u32(vreinterpretq_u32_u8(shape), CONCORD_SHAPE_CLASSES);
    const uint8x16_t places = vreinterpretq_u8_u32(vorrq_u32(lengths, vdupq_n_u32(0xFFFFFF00u)));
    uint8x16_t bits = vcntq_u8(vandq_u8(shape, wanted[0]));
    bits = vaddq_u8(bits, vcntq_u8(vandq_u8(shape, wanted[1])));
    bits = vaddq_u8(bits, vcntq_u8(vandq_u8(shape, wanted[2])));
    const uint32x4_t strange = sum_bytes(vcntq_u8(vandq_u8(shape, other)));
    const uint32x4_t passes = vandq_u32(
        vcgeq_u32(sum_bytes(bits), vreinterpretq_u32_u8(vqtbl1q_u8(present, places))),
        vcleq_u32(strange, vreinterpretq_u32_u8(vqtbl1q_u8(foreign, places))));
    if (vmaxvq_u32(passes) == 0) continue;
    uint32_t lanes[4];
    vst1q_u32(lanes, passes);
    for (unsigned k = 0; k < 4; k++) {
      out[found] = i + k;
      found += lanes[k] & 1;
    }
  }
  return select_plain(shapes, i, count, filter, out, found);
}
#endif

unsigned concord_select_shapes(
    const uint8_t *shapes, unsigned count, const concord_shape_filter *filter, uint32_t *out) {
#if defined(AVX2)
  if (__builtin_cpu_supports("avx2")) return select_avx2(shapes, count, filter, out);
#elif defined(NEON)
  return select_neon(shapes, count, filter, out);
#endif
  return select_plain(shapes, 0, count, filter, out, 0);
}
