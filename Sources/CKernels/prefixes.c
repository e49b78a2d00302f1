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

void concord_deeper(
    const int16_t *restrict shared, const int16_t *restrict lengths, const int16_t *restrict depths, size_t count,
    uint8_t *restrict deeper) {
  for (size_t i = 0; i < count; i++) {
    const int16_t from = shared[i] > 0 ? shared[i] : 0, depth = (int16_t)(depths[i] + 1);
    deeper[i] = (depth < lengths[i] ? depth : lengths[i]) > from;
  }
}

static inline uint8_t is_of_word(uint8_t byte) {
  return (byte >= 0x80) | ((uint8_t)(byte - 0x30) < 10) | ((uint8_t)((byte | 0x20) - 0x61) < 26) | (byte == 0x27);
}

void concord_word_starts(const uint8_t *restrict text, size_t count, uint8_t *restrict starts) {
  // Sixteen at a time whatever the count, as most texts have about as many: each loop becomes a few vectors. The start of the
  // text counts as the middle of a word.
  uint8_t is[17] = {1};
  for (size_t i = 0; i < count; i += 16) {
    for (size_t k = 0; k < 16; k++) is[k + 1] = is_of_word(text[i + k]);
    for (size_t k = 0; k < 16; k++) starts[i + k] = is[k + 1] & (is[k] ^ 1);
    is[0] = is[16];
  }
}

void concord_next_heads(
    concord_start *items, const uint32_t *which, size_t count, const uint64_t *sources, const uint8_t *keys, uint32_t depth) {
  for (size_t i = 0; i < count; i++) {
    // The places of both are all over memory: they are asked for some items ahead, those of the bytes once their own are there.
    if (i + 16 < count) __builtin_prefetch(&sources[items[which[i + 16]].number]);
    if (i + 8 < count) __builtin_prefetch(keys + sources[items[which[i + 8]].number] + depth);
    concord_start *item = &items[which[i]];
    item->head = item->count <= depth ? 0 : concord_head(keys + sources[item->number] + depth, item->count - depth);
  }
}

#define NO 0xC0000000
#define NO8 NO, NO, NO, NO, NO, NO, NO, NO
#define NO64 NO8, NO8, NO8, NO8, NO8, NO8, NO8, NO8

// What WordShape says for every byte of ASCII.
const uint32_t concord_letter_bits[256] = {
    0xC0000000, 0x40008000, 0x40000200, 0x40010000, 0x40020000, 0x40040000, 0x40080000, 0x40000400,
    0x40000020, 0x40000200, 0x40000002, 0x40000200, 0x40000200, 0x40000001, 0x40000002, 0x40000004,
    0x40000008, 0x40000010, 0x40000020, 0x40000040, 0x40000080, 0x40000100, 0x40000200, 0x40000400,
    0x40000800, 0x40001000, 0x40002000, 0x40004000, 0x40008000, 0x40000200, 0x40010000, 0x40020000,
    0x40040000, 0x40080000, 0x40000400, 0x40000020, 0x40000200, 0x40000002, 0x40000200, 0x00000200,
    0x40000001, 0x40000002, 0x40000004, 0x40000008, 0x40000010, 0x40000020, 0x40000040, 0x40000080,
    0x40000100, 0x40000200, 0x40000400, 0x40000800, 0x40001000, 0x40002000, 0x40004000, 0x40008000,
    0x40000200, 0x40010000, 0x40020000, 0x40040000, 0x40080000, 0x40000400, 0x40000020, 0x40000200,
    0x40000002, 0x40000001, 0x40000002, 0x40000004, 0x40000008, 0x40000010, 0x40000020, 0x40000040,
    0x40000080, 0x40000100, 0x40000200, 0x40000400, 0x40000800, 0x40001000, 0x40002000, 0x40004000,
    0x40008000, 0x40000200, 0x40010000, 0x40020000, 0x40040000, 0x40080000, 0x40000400, 0x40000020,
    0x40000200, 0x40000002, 0x40000200, 0x40000002, 0x40000200, 0x40000200, 0x40000001, 0x40000002,
    0x40000004, 0x00000001, 0x00000002, 0x00000004, 0x00000008, 0x00000010, 0x00000020, 0x00000040,
    0x00000080, 0x00000100, 0x00000200, 0x00000400, 0x00000800, 0x00001000, 0x00002000, 0x00004000,
    0x00008000, 0x00000200, 0x00010000, 0x00020000, 0x00040000, 0x00080000, 0x00000400, 0x00000020,
    0x00000200, 0x00000002, 0x00000200, 0x40000004, 0x40000008, 0x40000010, 0x40000020, 0x40000040,
    NO64, NO64};
