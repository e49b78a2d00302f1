// Classes of 64 text bytes as bit masks, and lower-casing of 16: what the word breakers of ConcordText run on.
// `static inline`, because Swift inlines them into its own loop; SSE2 is part of every x86-64, elsewhere plain C.
#pragma once
#include <stdint.h>
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// Bit i speaks of byte i.
typedef struct {
  uint64_t upper, lower, digit, underscore;
  uint64_t joiner;  // ' . ,
  uint64_t high;    // 0x80 and above
} ck_byte_masks;

static inline ck_byte_masks ck_byte_masks_portable(const uint8_t *_Nonnull p) {
  ck_byte_masks m = {0, 0, 0, 0, 0, 0};
  for (int i = 0; i < 64; i++) {
    uint8_t b = p[i];
    uint64_t bit = 1ULL << i;
    if ((uint8_t)(b - 'A') < 26) m.upper |= bit;
    else if ((uint8_t)(b - 'a') < 26) m.lower |= bit;
    else if ((uint8_t)(b - '0') < 10) m.digit |= bit;
    else if (b == '_') m.underscore |= bit;
    else if (b == '\'' || b == '.' || b == ',') m.joiner |= bit;
    else if (b >= 0x80) m.high |= bit;
  }
  return m;
}

// Reads exactly 64 bytes.
static inline ck_byte_masks ck_byte_masks_of(const uint8_t *_Nonnull p) {
#if defined(__SSE2__)
  ck_byte_masks m = {0, 0, 0, 0, 0, 0};
  const __m128i fold = _mm_set1_epi8(0x20);
  for (int i = 0; i < 4; i++) {
    __m128i v = _mm_loadu_si128((const __m128i *)(p + 16 * i));
    __m128i l = _mm_sub_epi8(_mm_or_si128(v, fold), _mm_set1_epi8('a'));
    __m128i letter = _mm_cmpeq_epi8(_mm_min_epu8(l, _mm_set1_epi8(25)), l);
    __m128i d = _mm_sub_epi8(v, _mm_set1_epi8('0'));
    __m128i digit = _mm_cmpeq_epi8(_mm_min_epu8(d, _mm_set1_epi8(9)), d);
    __m128i joiner = _mm_or_si128(
        _mm_cmpeq_epi8(v, _mm_set1_epi8('\'')),
        _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('.')), _mm_cmpeq_epi8(v, _mm_set1_epi8(','))));
    uint64_t small = (uint32_t)_mm_movemask_epi8(_mm_slli_epi16(v, 2));  // bit 5 of each byte
    uint64_t letters = (uint32_t)_mm_movemask_epi8(letter);
    m.upper |= (letters & ~small) << (16 * i);
    m.lower |= (letters & small) << (16 * i);
    m.digit |= (uint64_t)(uint32_t)_mm_movemask_epi8(digit) << (16 * i);
    m.underscore |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('_'))) << (16 * i);
    m.joiner |= (uint64_t)(uint32_t)_mm_movemask_epi8(joiner) << (16 * i);
    m.high |= (uint64_t)(uint32_t)_mm_movemask_epi8(v) << (16 * i);
  }
  return m;
#else
  return ck_byte_masks_portable(p);
#endif
}

// The same for fewer than 64 bytes: what is missing reads as zero bytes.
static inline ck_byte_masks ck_byte_masks_tail(const uint8_t *_Nonnull p, uint64_t count) {
  uint8_t block[64] = {0};
  memcpy(block, p, count < 64 ? count : 64);
  return ck_byte_masks_of(block);
}

// Copies 16 bytes and lowers A-Z among them.
static inline void ck_lower16(uint8_t *_Nonnull to, const uint8_t *_Nonnull from) {
#if defined(__SSE2__)
  __m128i v = _mm_loadu_si128((const __m128i *)from);
  __m128i u = _mm_sub_epi8(v, _mm_set1_epi8('A'));
  __m128i upper = _mm_cmpeq_epi8(_mm_min_epu8(u, _mm_set1_epi8(25)), u);
  _mm_storeu_si128((__m128i *)to, _mm_or_si128(v, _mm_and_si128(upper, _mm_set1_epi8(0x20))));
#else
  for (int i = 0; i < 16; i++) to[i] = from[i] | ((uint8_t)(from[i] - 'A') < 26 ? 0x20 : 0);
#endif
}
