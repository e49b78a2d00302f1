// Runs of bytes that need no attention, for the JSON and CSV scanners; Swift twins in ConcordText/JSON/ByteRuns.swift.
//
// They are inline because most runs are shorter than a call is dear. None reads outside bytes[0 ..< count]: a tail
// shorter than a register is read again together with the bytes before it, which are known to be plain.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#endif

/// How many bytes were passed, and whether one of them is 0x80 or above.
typedef struct {
  size_t count;
  bool high;
} concord_run;

#define CONCORD_BYTES(b) (0x0101010101010101ull * (uint64_t)(uint8_t)(b))

/// The high bit of each byte of `word` that equals `byte`; bits above the lowest one set may be wrong.
static inline uint64_t concord_swar_equal(uint64_t word, uint8_t byte) {
  uint64_t x = word ^ CONCORD_BYTES(byte);
  return (x - CONCORD_BYTES(0x01)) & ~x & CONCORD_BYTES(0x80);
}

/// The high bit of each byte that ends a run inside a JSON string: quote, backslash, control character.
static inline uint64_t concord_swar_special(uint64_t word) {
  uint64_t control = (word - CONCORD_BYTES(0x20)) & ~word & CONCORD_BYTES(0x80);
  return control | concord_swar_equal(word, '"') | concord_swar_equal(word, '\\');
}

static inline uint64_t concord_swar_load(const uint8_t *_Nonnull bytes) {
  uint64_t word;
  memcpy(&word, bytes, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap64(word);
#endif
  return word;
}

/// One register of string content: a set bit (or nibble on arm64) per byte that ends the run, and per high byte.
#if defined(__SSE2__)
#define CONCORD_STEP 16
#define CONCORD_BITS 1
typedef struct {
  uint32_t special, high;
} concord_mask;
static inline concord_mask concord_mask_string(const uint8_t *_Nonnull bytes) {
  __m128i v = _mm_loadu_si128((const __m128i *)bytes);
  __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1F)), v);
  __m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"')), slash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));
  concord_mask mask = {
      (uint32_t)_mm_movemask_epi8(_mm_or_si128(control, _mm_or_si128(quote, slash))), (uint32_t)_mm_movemask_epi8(v)};
  return mask;
}
static inline uint32_t concord_mask_either(const uint8_t *_Nonnull bytes, uint8_t a, uint8_t b) {
  __m128i v = _mm_loadu_si128((const __m128i *)bytes);
  return (uint32_t)_mm_movemask_epi8(
      _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8((char)a)), _mm_cmpeq_epi8(v, _mm_set1_epi8((char)b))));
}
#elif defined(__ARM_NEON) && defined(__aarch64__)
#define CONCORD_STEP 16
#define CONCORD_BITS 4
typedef struct {
  uint64_t special, high;
} concord_mask;
static inline uint64_t concord_neon_mask(uint8x16_t v) {
  return vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(v), 4)), 0);
}
static inline concord_mask concord_mask_string(const uint8_t *_Nonnull bytes) {
  uint8x16_t v = vld1q_u8(bytes);
  uint8x16_t either = vorrq_u8(vceqq_u8(v, vdupq_n_u8('"')), vceqq_u8(v, vdupq_n_u8('\\')));
  concord_mask mask = {
      concord_neon_mask(vorrq_u8(either, vcltq_u8(v, vdupq_n_u8(0x20)))),
      concord_neon_mask(vcgeq_u8(v, vdupq_n_u8(0x80)))};
  return mask;
}
static inline uint64_t concord_mask_either(const uint8_t *_Nonnull bytes, uint8_t a, uint8_t b) {
  uint8x16_t v = vld1q_u8(bytes);
  return concord_neon_mask(vorrq_u8(vceqq_u8(v, vdupq_n_u8(a)), vceqq_u8(v, vdupq_n_u8(b))));
}
#else
#define CONCORD_STEP 8
#define CONCORD_BITS 8
typedef struct {
  uint64_t special, high;
} concord_mask;
static inline concord_mask concord_mask_string(const uint8_t *_Nonnull bytes) {
  uint64_t word = concord_swar_load(bytes);
  concord_mask mask = {concord_swar_special(word), word & CONCORD_BYTES(0x80)};
  return mask;
}
static inline uint64_t concord_mask_either(const uint8_t *_Nonnull bytes, uint8_t a, uint8_t b) {
  uint64_t word = concord_swar_load(bytes);
  return concord_swar_equal(word, a) | concord_swar_equal(word, b);
}
#endif

/// Passes the bytes of a JSON string up to the first quote, backslash or control character.
__attribute__((always_inline)) static inline concord_run concord_json_plain(const uint8_t *_Nonnull bytes, size_t count) {
  concord_run run = {0, false};
  size_t i = 0;
  if (count >= CONCORD_STEP) {
    for (;;) {
      concord_mask mask = concord_mask_string(bytes + i);
      if (mask.special) {
        unsigned bit = (unsigned)__builtin_ctzll(mask.special);
        run.high |= (mask.high & ((1ull << bit) - 1)) != 0;
        run.count = i + bit / CONCORD_BITS;
        return run;
      }
      run.high |= mask.high != 0;
      i += CONCORD_STEP;
      if (count - i < CONCORD_STEP) {
        if (i == count) break;
        i = count - CONCORD_STEP;
      }
    }
    run.count = count;
    return run;
  }
  for (; count - i >= 8; i += 8) {
    uint64_t word = concord_swar_load(bytes + i), special = concord_swar_special(word);
    if (special) {
      unsigned bit = (unsigned)__builtin_ctzll(special);
      run.high |= (word & CONCORD_BYTES(0x80) & ((1ull << bit) - 1)) != 0;
      run.count = i + bit / 8;
      return run;
    }
    run.high |= (word & CONCORD_BYTES(0x80)) != 0;
  }
  for (; i < count; i++) {
    uint8_t byte = bytes[i];
    if (byte == '"' || byte == '\\' || byte < 0x20) break;
    run.high |= byte >= 0x80;
  }
  run.count = i;
  return run;
}

/// Copies bytes up to the first backslash and returns how many; may scribble on all of target[0 ..< count].
static inline size_t concord_json_copy(uint8_t *_Nonnull target, const uint8_t *_Nonnull bytes, size_t count) {
  size_t i = 0;
  for (; count - i >= CONCORD_STEP; i += CONCORD_STEP) {
    memcpy(target + i, bytes + i, CONCORD_STEP);
    uint64_t mask = concord_mask_either(bytes + i, '\\', '\\');
    if (mask) return i + (unsigned)__builtin_ctzll(mask) / CONCORD_BITS;
  }
  for (; i < count && bytes[i] != '\\'; i++) target[i] = bytes[i];
  return i;
}

/// The value of hexadecimal digits, 0xFF for all other bytes.
extern const uint8_t concord_hex_values[256];

/// The number that four hexadecimal digits spell, -1 if one of the four bytes is none.
static inline int32_t concord_json_hex(const uint8_t *_Nonnull digits) {
  uint32_t a = concord_hex_values[digits[0]], b = concord_hex_values[digits[1]], c = concord_hex_values[digits[2]],
           d = concord_hex_values[digits[3]];
  return (a | b | c | d) > 0xF ? -1 : (int32_t)(a << 12 | b << 8 | c << 4 | d);
}

/// How many bytes come before the first `a` or `b`; `count` if there is none.
static inline size_t concord_find_either(const uint8_t *_Nonnull bytes, size_t count, uint8_t a, uint8_t b) {
  size_t i = 0;
  for (; count - i >= CONCORD_STEP; i += CONCORD_STEP) {
    uint64_t mask = concord_mask_either(bytes + i, a, b);
    if (mask) return i + (unsigned)__builtin_ctzll(mask) / CONCORD_BITS;
  }
  for (; i < count; i++) {
    if (bytes[i] == a || bytes[i] == b) break;
  }
  return i;
}

/// Whether the bytes are well-formed UTF-8: 1 yes, 0 no, -1 this machine has no kernel for it (ask the Swift twin).
int concord_utf8_valid(const uint8_t *_Nonnull bytes, size_t count);
