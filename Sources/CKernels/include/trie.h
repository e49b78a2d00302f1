// Going down a tree of beginnings: PrefixTrie says what its bytes are.
#pragma once
#include <stdint.h>

/// A tree in an artifact that is in memory: only units of 4,096 bytes that are verified may be read.
typedef struct {
  const uint8_t *_Nonnull bytes;
  /// A bit for each verified unit, and the bit of the tree's first one.
  const uint64_t *_Nonnull verified;
  uint64_t first_unit;
  /// Bytes that may be loaded, verified or not.
  uint64_t readable;
  uint64_t nodes;
  /// Where children, first strings and labels begin.
  uint64_t children, firsts, labels;
  /// Bytes of a number, 3 or 4; behind the last one follows at least a byte.
  uint32_t width;
} concord_prefix_trie;

/// A node: all strings from `low` to `high` begin with the first `depth` bytes of a text.
typedef struct {
  uint64_t node, depth, low, high;
  uint32_t is_leaf;
} concord_prefix_place;

/// What `concord_descend` gives if it cannot answer: something makes no sense, or a unit is not verified yet (its number is to be
/// subtracted): verify it and ask again.
enum { CONCORD_TRIE_DAMAGED = -1, CONCORD_TRIE_UNVERIFIED = -2 };

/// Goes down as far as a text and the tree agree; 0 if `place` is where that is.
///
/// O(count).
int64_t concord_descend(
    const concord_prefix_trie *_Nonnull trie, const uint8_t *_Nonnull text, uint64_t count,
    concord_prefix_place *_Nonnull place);
