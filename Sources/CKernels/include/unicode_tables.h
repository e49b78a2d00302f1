// Unicode 15.0.0: two-stage tables and their look-ups. Written by tools/unicode/generate.py; do not edit.
#pragma once
#include <stddef.h>
#include <stdint.h>

#define CK_UNICODE_MAJOR 15
#define CK_COMPOSE_COUNT 941

extern const uint16_t ck_text_props_stage1[];
extern const uint32_t ck_text_props_stage2[];
extern const uint8_t ck_exact_index_stage1[];
extern const uint16_t ck_exact_index_stage2[];
extern const uint8_t ck_plain_props_stage1[];
extern const uint32_t ck_plain_props_stage2[];
extern const uint8_t ck_grapheme_props_stage1[];
extern const uint8_t ck_grapheme_props_stage2[];
extern const uint8_t ck_combining_class_stage1[];
extern const uint8_t ck_combining_class_stage2[];
extern const uint8_t ck_fold_pool[];
extern const uint32_t ck_exact_pool[];
extern const uint64_t ck_compose_keys[];
extern const uint32_t ck_compose_values[];
extern const uint8_t ck_display_stage1[];
extern const uint8_t ck_display_stage2[];

static inline uint64_t ck_unicode_identity(void) { return 0x9C5ECD7592CE03CCULL; }

static inline uint32_t ck_text_props_of(uint32_t scalar) {
  if (scalar > 0x10FFFF) return 0;
  return ck_text_props_stage2[(uint32_t)ck_text_props_stage1[scalar >> 7] << 7 | (scalar & 127)];
}

static inline uint16_t ck_exact_index_of(uint32_t scalar) {
  if (scalar > 0x10FFFF) return 0;
  return ck_exact_index_stage2[(uint32_t)ck_exact_index_stage1[scalar >> 7] << 7 | (scalar & 127)];
}

static inline uint32_t ck_plain_props_of(uint32_t scalar) {
  if (scalar > 0x10FFFF) return 0;
  return ck_plain_props_stage2[(uint32_t)ck_plain_props_stage1[scalar >> 7] << 7 | (scalar & 127)];
}

static inline uint8_t ck_grapheme_props_of(uint32_t scalar) {
  if (scalar > 0x10FFFF) return 0;
  return ck_grapheme_props_stage2[(uint32_t)ck_grapheme_props_stage1[scalar >> 7] << 7 | (scalar & 127)];
}

static inline uint8_t ck_combining_class_of(uint32_t scalar) {
  if (scalar > 0x10FFFF) return 0;
  return ck_combining_class_stage2[(uint32_t)ck_combining_class_stage1[scalar >> 7] << 7 | (scalar & 127)];
}

static inline uint8_t ck_display_of(uint32_t scalar) {
  if (scalar > 0x10FFFF) return 0;
  return ck_display_stage2[(uint32_t)ck_display_stage1[scalar >> 7] << 7 | (scalar & 127)];
}

// The code points that `scalar` stands for after case folding and compatibility decomposition; NULL: itself.
static inline const uint32_t *_Nullable ck_exact_points(uint32_t scalar) {
  uint16_t at = ck_exact_index_of(scalar);
  return at ? ck_exact_pool + at : NULL;
}

// The UTF-8 of a folded scalar: a length byte, then the bytes.
static inline const uint8_t *_Nonnull ck_fold_bytes(uint32_t props) { return ck_fold_pool + (props >> 16); }

// The primary composite of two scalars, or 0. Hangul is arithmetic.
static inline uint32_t ck_compose(uint32_t a, uint32_t b) {
  if (a - 0x1100u < 19 && b - 0x1161u < 21) return 0xAC00 + ((a - 0x1100) * 21 + (b - 0x1161)) * 28;
  if (a - 0xAC00u < 11172 && (a - 0xAC00) % 28 == 0 && b - 0x11A8u < 27) return a + b - 0x11A7;
  uint64_t key = (uint64_t)a << 21 | b;
  uint32_t low = 0, high = CK_COMPOSE_COUNT;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (ck_compose_keys[middle] < key) low = middle + 1; else high = middle;
  }
  return low < CK_COMPOSE_COUNT && ck_compose_keys[low] == key ? ck_compose_values[low] : 0;
}

// Letters with a stroke and digraphs: what the folded form writes for a scalar of the exact form, or NULL.
static inline const char *_Nullable ck_fold_extra(uint32_t scalar) {
  switch (scalar) {
  case 0xE6: return "ae";
  case 0xF0: return "d";
  case 0xF8: return "o";
  case 0xFE: return "th";
  case 0x111: return "d";
  case 0x127: return "h";
  case 0x131: return "i";
  case 0x138: return "k";
  case 0x140: return "l";
  case 0x142: return "l";
  case 0x14B: return "n";
  case 0x153: return "oe";
  case 0x167: return "t";
  case 0x180: return "b";
  case 0x19A: return "l";
  case 0x1B6: return "z";
  case 0x1E5: return "g";
  case 0x249: return "j";
  case 0x24D: return "r";
  case 0x24F: return "y";
  default: return NULL;
  }
}
