// Finding the place of a key in a tree over block heads: from the root down in one call.
#pragma once
#include <stdint.h>

/// A tree over block heads: levels of nodes of 8 ascending keys, the top first, from byte 64 of an index; behind the last
/// level follow 8 bytes for each key of it. Only units of 4,096 bytes that are verified may be read.
typedef struct {
  const uint8_t *_Nonnull index;
  /// A bit for each verified unit, and the bit of the index's first one.
  const uint64_t *_Nonnull verified;
  uint64_t first_unit;
  /// Keys of the last level; those behind them are 2^64 - 1.
  uint64_t blocks;
} concord_head_tree;

/// How many of the tree's keys are less than `key`, times 16, and how many that follow are the same: up to 8, or 15 if that
/// is not known.
///
/// `nodes` has the number of nodes of each of at least one level, the top first. Where a unit is not verified yet,
/// -1 - unit comes back, counted from the index's first: verify it and ask again. O(levels).
int64_t concord_find_head(
    const concord_head_tree *_Nonnull tree, const uint64_t *_Nonnull nodes, unsigned levels, uint64_t key);

static inline void concord_prefetch(const void *_Nonnull address) { __builtin_prefetch(address); }
