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

// A cluster so far, as a number: what is said of its last scalar, and what the two rules that look farther back need.
enum { CK_CLUSTER_PICTOGRAPH = 0x100, CK_CLUSTER_HALF_FLAG = 0x200 };
static const uint32_t CK_CLUSTER_ENDS = UINT32_MAX;

// A cluster of one scalar.
static inline uint32_t ck_cluster_begin(uint8_t props) {
  return props | (props & CK_GCB_PICTOGRAPHIC ? CK_CLUSTER_PICTOGRAPH : 0) |
         ((props & 15) == CK_GCB_REGIONAL ? CK_CLUSTER_HALF_FLAG : 0);
}

// The cluster with one more scalar, or CK_CLUSTER_ENDS if that begins another.
static inline uint32_t ck_cluster_add(uint32_t cluster, uint8_t next) {
  const uint8_t last = (uint8_t)cluster, kind = next & 15;
  switch (ck_grapheme_pair(last, next)) {
    case CK_GRAPHEME_BREAKS: return CK_CLUSTER_ENDS;
    case CK_GRAPHEME_EMOJI_SEQUENCE: if (!(cluster & CK_CLUSTER_PICTOGRAPH)) return CK_CLUSTER_ENDS; break;
    case CK_GRAPHEME_FLAG: if (!(cluster & CK_CLUSTER_HALF_FLAG)) return CK_CLUSTER_ENDS; break;
  }
  // GB11 allows one joiner, at the end of what extends a pictograph.
  const int continues = kind == CK_GCB_EXTEND || kind == CK_GCB_ZWJ;
  const int pictograph =
      continues ? (cluster & CK_CLUSTER_PICTOGRAPH) && (last & 15) != CK_GCB_ZWJ : next & CK_GCB_PICTOGRAPHIC;
  const int half_flag = kind == CK_GCB_REGIONAL && !(cluster & CK_CLUSTER_HALF_FLAG);
  return next | (pictograph ? CK_CLUSTER_PICTOGRAPH : 0) | (half_flag ? CK_CLUSTER_HALF_FLAG : 0);
}
