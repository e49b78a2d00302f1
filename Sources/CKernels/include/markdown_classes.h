// Which of the next bytes mean something in Markdown or in HTML, as bit masks: what the parsers of ConcordMarkdown skip by.
// `static inline`, because Swift inlines them into its own loops; SSE2 is part of every x86-64, elsewhere plain C.
#pragma once
#include <stdint.h>
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// Bytes that may begin something within a line of text: line feed, & * < : @ ~, [ to `, and a w that may begin "www".
// The last two bytes of a block are taken for such a w without a look at the next block.
static inline uint64_t ck_inline_bytes_portable(const uint8_t *_Nonnull p) {
  uint64_t m = 0, w = 0;
  for (int i = 0; i < 64; i++) {
    uint8_t b = p[i];
    int hit = b == '\n' || b == '&' || b == '*' || b == '<' || b == ':' || b == '@' || b == '~' || (uint8_t)(b - '[') < 6;
    m |= (uint64_t)hit << i;
    w |= (uint64_t)((b | 0x20) == 'w') << i;
  }
  return m | (w & (w >> 1 | 1ULL << 63) & (w >> 2 | 3ULL << 62));
}

// Reads exactly 64 bytes.
static inline uint64_t ck_inline_bytes(const uint8_t *_Nonnull p) {
#if defined(__SSE2__)
  uint64_t m = 0, w = 0;
  for (int i = 0; i < 4; i++) {
    __m128i v = _mm_loadu_si128((const __m128i *)(p + 16 * i));
    __m128i r = _mm_sub_epi8(v, _mm_set1_epi8('['));
    __m128i hit = _mm_cmpeq_epi8(_mm_min_epu8(r, _mm_set1_epi8(5)), r);
    hit = _mm_or_si128(hit, _mm_cmpeq_epi8(v, _mm_set1_epi8('\n')));
    hit = _mm_or_si128(hit, _mm_cmpeq_epi8(v, _mm_set1_epi8('&')));
    hit = _mm_or_si128(hit, _mm_cmpeq_epi8(v, _mm_set1_epi8('*')));
    hit = _mm_or_si128(hit, _mm_cmpeq_epi8(v, _mm_set1_epi8('<')));
    hit = _mm_or_si128(hit, _mm_cmpeq_epi8(v, _mm_set1_epi8(':')));
    hit = _mm_or_si128(hit, _mm_cmpeq_epi8(v, _mm_set1_epi8('@')));
    hit = _mm_or_si128(hit, _mm_cmpeq_epi8(v, _mm_set1_epi8('~')));
    __m128i letter = _mm_cmpeq_epi8(_mm_or_si128(v, _mm_set1_epi8(0x20)), _mm_set1_epi8('w'));
    m |= (uint64_t)(uint32_t)_mm_movemask_epi8(hit) << (16 * i);
    w |= (uint64_t)(uint32_t)_mm_movemask_epi8(letter) << (16 * i);
  }
  return m | (w & (w >> 1 | 1ULL << 63) & (w >> 2 | 3ULL << 62));
#else
  return ck_inline_bytes_portable(p);
#endif
}

// Line feeds and carriage returns among exactly 64 bytes.
static inline uint64_t ck_line_ends(const uint8_t *_Nonnull p) {
#if defined(__SSE2__)
  uint64_t m = 0;
  for (int i = 0; i < 4; i++) {
    __m128i v = _mm_loadu_si128((const __m128i *)(p + 16 * i));
    __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\n')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\r')));
    m |= (uint64_t)(uint32_t)_mm_movemask_epi8(hit) << (16 * i);
  }
  return m;
#else
  uint64_t m = 0;
  for (int i = 0; i < 64; i++) m |= (uint64_t)(p[i] == '\n' || p[i] == '\r') << i;
  return m;
#endif
}

// Copies exactly 32 bytes and tells which of them HTML writes otherwise: " & < > and NUL.
static inline uint32_t ck_copy_html(uint8_t *_Nonnull to, const uint8_t *_Nonnull from) {
#if defined(__SSE2__)
  uint32_t m = 0;
  for (int i = 0; i < 2; i++) {
    __m128i v = _mm_loadu_si128((const __m128i *)(from + 16 * i));
    _mm_storeu_si128((__m128i *)(to + 16 * i), v);
    // < and > differ in one bit.
    __m128i hit = _mm_cmpeq_epi8(_mm_or_si128(v, _mm_set1_epi8(2)), _mm_set1_epi8('>'));
    hit = _mm_or_si128(hit, _mm_cmpeq_epi8(v, _mm_set1_epi8('"')));
    hit = _mm_or_si128(hit, _mm_cmpeq_epi8(v, _mm_set1_epi8('&')));
    hit = _mm_or_si128(hit, _mm_cmpeq_epi8(v, _mm_setzero_si128()));
    m |= (uint32_t)_mm_movemask_epi8(hit) << (16 * i);
  }
  return m;
#else
  uint32_t m = 0;
  for (int i = 0; i < 32; i++) {
    uint8_t b = from[i];
    to[i] = b;
    m |= (uint32_t)(b == '"' || b == '&' || b == '<' || b == '>' || b == 0) << i;
  }
  return m;
#endif
}
