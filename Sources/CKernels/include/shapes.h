// Passing over words whose shape (length and set of letters) shows that they are not alike enough.
#pragma once
#include <stdint.h>

/// Bytes of a shape, and classes of letters. A shape is little-endian: the low 20 bits are the set of the classes of a word's
/// letters, the high 4 its length modulo 16.
#define CONCORD_SHAPE_SIZE 3
#define CONCORD_SHAPE_CLASSES 20

/// The class of a letter, 0 to 25 for a to z and 26 for the apostrophe: those that are rarest share one.
static inline uint32_t concord_letter_class(uint32_t letter) {
  // In pairs w is with f, k with v, and b with y; the apostrophe, j, q, x and z are together.
  static const uint8_t classes[27] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13,
                                      14, 15, 9,  16, 17, 18, 19, 10, 5,  9,  1,  9,  9};
  return classes[letter < 27 ? letter : 26];
}

/// What a word needs so that it is worth a look.
typedef struct {
  /// Classes of letters that the wanted word has at least once, twice, three times.
  uint32_t wanted[3];
  /// By length modulo 16: how many letters of the wanted word, counted with repeats, the word must have at least; 255 for never.
  uint8_t present[16];
  /// By length modulo 16: how many classes of letters that the wanted word lacks it may have at most.
  uint8_t foreign[16];
} concord_shape_filter;

/// Writes the indexes i < count of the shapes that pass, ascending; returns how many. `out` has room for `count`.
unsigned concord_select_shapes(
    const uint8_t *_Nonnull shapes, unsigned count, const concord_shape_filter *_Nonnull filter,
    uint32_t *_Nonnull out);
