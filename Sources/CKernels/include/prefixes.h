// Sorted strings as they are written: how much each shares with the one before, and which beginnings many have.
//
// What is inlined here reads and writes up to 15 bytes beyond a string, for which the caller has made room: a copy of so
// many bytes as the string has would be a call, and a branch that its length decides.
#pragma once
#include "compare.h"

/// Copies `count` bytes, 16 at a time.
static inline void concord_copy_padded(uint8_t *_Nonnull to, const uint8_t *_Nonnull from, size_t count) {
  for (size_t i = 0; i < count; i += 16) memcpy(to + i, from + i, 16);
}

/// How many of `count` bytes at the start are the same.
static inline size_t concord_shared_padded(const uint8_t *_Nonnull a, const uint8_t *_Nonnull b, size_t count) {
  for (size_t i = 0; i < count; i += 16) {
#if defined(CONCORD_COMPARE_SSE2)
    const unsigned equal = concord_equal16(a + i, b + i);
    if (equal == 0xFFFF) continue;
    i += (unsigned)__builtin_ctz(~equal);
#else
    uint64_t difference = concord_load64(a + i) ^ concord_load64(b + i);
    size_t start = i;
    if (!difference) {
      difference = concord_load64(a + i + 8) ^ concord_load64(b + i + 8);
      start += 8;
    }
    if (!difference) continue;
    i = start + concord_equal_start(difference);
#endif
    return i < count ? i : count;
  }
  return count;
}

/// The bit of each byte of ASCII in the shape of its word. Two more are set: the second highest for all but small letters and the
/// apostrophe, the highest for NUL and bytes that are no ASCII.
extern const uint32_t concord_letter_bits[256];

/// The sets of letters of a word's starts by length, given those up to `from`: up to `count` and 3 more.
static inline void concord_letter_sets(
    uint32_t *_Nonnull sets, const uint8_t *_Nonnull word, size_t from, size_t count) {
  uint32_t set = sets[from];
  for (size_t i = from; i < count; i += 4) {
    sets[i + 1] = set |= concord_letter_bits[word[i]];
    sets[i + 2] = set |= concord_letter_bits[word[i + 1]];
    sets[i + 3] = set |= concord_letter_bits[word[i + 2]];
    sets[i + 4] = set |= concord_letter_bits[word[i + 3]];
  }
}

/// Where words begin in a text of at least one byte, but for its own start: 1 for those bytes, 0 for others. CompletionKey says what is
/// of a word.
///
/// Reads up to 15 bytes behind the text, and writes as many.
void concord_word_starts(const uint8_t *_Nonnull text, size_t count, uint8_t *_Nonnull starts);

/// The first eight of `count` bytes, at least one, as a big-endian number, behind the last one zeros; eight may be read.
static inline uint64_t concord_head(const uint8_t *_Nonnull bytes, uint32_t count) {
  // A minimum is no branch, which half of all words would mispredict.
  const unsigned there = count < 8 ? count : 8, missing = 64 - 8 * there;
  return concord_high_first64(bytes) >> missing << missing;
}

/// A string that is to be sorted.
typedef struct {
  /// Eight of its bytes as a big-endian number, behind its end zeros.
  uint64_t head;
  /// Which one it is.
  uint32_t number;
  /// Its bytes.
  uint32_t count;
} concord_start;

/// Gives each of `count` items that `which` names the eight bytes that stand `depth` bytes behind its start as head, and 0 where it
/// has none. An item begins at keys[sources[its number]], and behind its end 8 bytes may be read.
void concord_next_heads(
    concord_start *_Nonnull items, const uint32_t *_Nonnull which, size_t count, const uint64_t *_Nonnull sources,
    const uint8_t *_Nonnull keys, uint32_t depth);

/// Which of some strings have a start that is longer than what they share with the string before, and at most one longer than a
/// depth: 1 for those, 0 for others.
void concord_deeper(
    const int16_t *_Nonnull shared, const int16_t *_Nonnull lengths, const int16_t *_Nonnull depths, size_t count,
    uint8_t *_Nonnull deeper);

/// For each of sorted strings, the longest start that it has in common with more than `leaf` strings, itself one of them.
///
/// `shared[i]` is the length of what string i has in common with string i - 1, negative where there is none. The answers
/// for strings leaf ..< count - leaf are written to depths[0] and on. `other` is room like `depths`, for `count` numbers.
/// `leaf` is at least 1, and `count` at least 2 * leaf.
void concord_common_depths(
    const int16_t *_Nonnull shared, size_t count, size_t leaf, int16_t *_Nonnull depths, int16_t *_Nonnull other);
