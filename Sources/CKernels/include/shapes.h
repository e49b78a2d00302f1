// Passing over words whose shape (length and set of letters) shows that they are not alike enough.
#pragma once
#include <stdint.h>

/// What a word needs so that it is worth a look. A shape is a little-endian u32: the low 27 bits are the set of its
/// letters, the high 5 its length, 31 for all from 31.
typedef struct {
  /// Letters that the wanted word has at least once, twice, three times.
  uint32_t wanted[3];
  /// By length: how many letters of the wanted word, counted with repeats, the word must have at least; 255 for never.
  uint8_t present[32];
  /// By length: how many letters that the wanted word lacks it may have at most.
  uint8_t foreign[32];
} concord_shape_filter;

/// Writes the indexes i < count of the shapes that pass, ascending; returns how many. `out` has room for `count`.
/// `shapes` are 4 bytes each and need no alignment.
unsigned concord_select_shapes(
    const uint8_t *_Nonnull shapes, unsigned count, const concord_shape_filter *_Nonnull filter,
    uint32_t *_Nonnull out);
