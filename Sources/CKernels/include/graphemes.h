// Which two neighbours are parts of one character as people see it: the rules of UAX #29 that look at two scalars.
#pragma once
#include <stdint.h>

// Values of Grapheme_Cluster_Break as tools/unicode/generate.py numbers them; bit 16 says Extended_Pictographic.
enum {
  CK_GCB_CR = 1, CK_GCB_CONTROL = 3, CK_GCB_EXTEND = 4, CK_GCB_ZWJ = 5, CK_GCB_REGIONAL = 6, CK_GCB_PREPEND = 7,
  CK_GCB_SPACING_MARK = 8, CK_GCB_L = 9, CK_GCB_V = 10, CK_GCB_T = 11, CK_GCB_LV = 12, CK_GCB_LVT = 13,
  CK_GCB_PICTOGRAPHIC = 16
};

// What two neighbours say. The two rules that look farther back are left to the caller: an emoji sequence joins if a
// pictograph stands before the joiner and what extends it, a flag joins if an odd number of its letters stands before.
enum { CK_GRAPHEME_BREAKS = 0, CK_GRAPHEME_JOINS = 1, CK_GRAPHEME_EMOJI_SEQUENCE = 2, CK_GRAPHEME_FLAG = 3 };

// `last` and `next` are what `ck_grapheme_props_of` says of two scalars that follow each other.
static inline uint8_t ck_grapheme_pair(uint8_t last, uint8_t next) {
  uint8_t a = last & 15, b = next & 15;
  if (a == 0 && b == 0) return CK_GRAPHEME_BREAKS;                                      // GB999, nearly always
  if (a == CK_GCB_CR && b == CK_GCB_CR + 1) return CK_GRAPHEME_JOINS;                   // GB3
  if ((a >= CK_GCB_CR && a <= CK_GCB_CONTROL) || (b >= CK_GCB_CR && b <= CK_GCB_CONTROL))
    return CK_GRAPHEME_BREAKS;                                                          // GB4, GB5
  if (a == CK_GCB_L && (b == CK_GCB_L || b == CK_GCB_V || b == CK_GCB_LV || b == CK_GCB_LVT))
    return CK_GRAPHEME_JOINS;                                                           // GB6
  if ((a == CK_GCB_LV || a == CK_GCB_V) && (b == CK_GCB_V || b == CK_GCB_T)) return CK_GRAPHEME_JOINS;  // GB7
  if ((a == CK_GCB_LVT || a == CK_GCB_T) && b == CK_GCB_T) return CK_GRAPHEME_JOINS;    // GB8
  if (b == CK_GCB_EXTEND || b == CK_GCB_ZWJ || b == CK_GCB_SPACING_MARK || a == CK_GCB_PREPEND)
    return CK_GRAPHEME_JOINS;                                                           // GB9, GB9a, GB9b
  if (a == CK_GCB_ZWJ && (next & CK_GCB_PICTOGRAPHIC)) return CK_GRAPHEME_EMOJI_SEQUENCE;  // GB11
  if (a == CK_GCB_REGIONAL && b == CK_GCB_REGIONAL) return CK_GRAPHEME_FLAG;            // GB12, GB13
  return CK_GRAPHEME_BREAKS;
}
