// Which beginnings many of some sorted strings have; prefixes.h says what for.
#include "prefixes.h"

// What j and j + leaf have in common is the least of what is shared between them; the longest start that string i has in
// common with leaf others is the most of that over all j from i - leaf to i. Both are windows that double, without a
// branch, which compilers make vectors of.

static size_t least(const int16_t *restrict from, int16_t *restrict to, size_t count, size_t step) {
  for (size_t i = 0; i < count - step; i++) to[i] = from[i] < from[i + step] ? from[i] : from[i + step];
  return count - step;
}

static size_t most(const int16_t *restrict from, int16_t *restrict to, size_t count, size_t step) {
  for (size_t i = 0; i < count - step; i++) to[i] = from[i] > from[i + step] ? from[i] : from[i + step];
  return count - step;
}

void concord_common_depths(
    const int16_t *shared, size_t count, size_t leaf, int16_t *depths, int16_t *other) {
  const int16_t *from = shared + 1;
  int16_t *to = other;
  size_t left = count - 1;
  for (size_t width = 1; width < leaf;) {
    const size_t step = 2 * width <= leaf ? width : leaf - width;
    left = least(from, to, left, step);
    from = to;
    to = to == other ? depths : other;
    width += step;
  }
  for (size_t width = 1; width < leaf + 1;) {
    const size_t step = 2 * width <= leaf + 1 ? width : leaf + 1 - width;
    left = most(from, to, left, step);
    from = to;
    to = to == other ? depths : other;
    width += step;
  }
  if (from != depths) memcpy(depths, from, left * sizeof *depths);
}

#define B(letter) (1u << ((letter) - 'a'))
#define NO (1u << 31)
#define NO4 NO, NO, NO, NO
#define NO16 NO4, NO4, NO4, NO4

const uint32_t concord_letter_bits[256] = {
    NO16, NO16,
    // The apostrophe.
    NO4, NO, NO, NO, 1u << 26, NO4, NO4,
    NO16, NO16, NO16,
    NO, B('a'), B('b'), B('c'), B('d'), B('e'), B('f'), B('g'), B('h'), B('i'), B('j'), B('k'), B('l'), B('m'), B('n'),
    B('o'), B('p'), B('q'), B('r'), B('s'), B('t'), B('u'), B('v'), B('w'), B('x'), B('y'), B('z'), NO, NO4,
    NO16, NO16, NO16, NO16, NO16, NO16, NO16, NO16};
