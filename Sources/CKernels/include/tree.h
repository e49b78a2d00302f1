// Looking strings up in a sorted table: down a tree over the heads of its blocks, and inside a block.
//
// StringTableWriter says what the bytes are. Only units of 4,096 bytes that are verified may be read, and what they say may
// be hostile: nothing outside of the two sections is followed, and no length is believed.
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/// Keys of a node, and blocks whose offsets stand together.
#define CONCORD_TREE_FAN_OUT 16
/// Strings of a block.
#define CONCORD_BLOCK_STRINGS 16
/// Levels of a tree over as many blocks as strings below 2^32 need.
#define CONCORD_TREE_LEVELS 8

/// A table of strings in an artifact that is in memory.
typedef struct {
  /// Levels of nodes of 16 ascending keys, the top first; behind the last one 72 bytes for the blocks of each of its nodes.
  const uint8_t *_Nonnull index;
  const uint8_t *_Nonnull blocks;
  /// Bytes of the blocks, and how many may be loaded from their start, verified or not.
  uint64_t blocks_length, readable;
  /// A bit for each verified unit, and the bits of the first ones of index and blocks.
  const uint64_t *_Nonnull verified;
  uint64_t index_unit, blocks_unit;
  uint64_t strings, block_count;
  /// Where each level begins in the index, how many nodes it has, and where the offsets of the blocks begin.
  uint64_t starts[CONCORD_TREE_LEVELS], nodes[CONCORD_TREE_LEVELS], offsets;
  uint32_t levels;
} concord_string_table;

/// Sets one level of a table's tree.
static inline void concord_set_level(
    concord_string_table *_Nonnull table, uint32_t level, uint64_t start, uint64_t nodes) {
  if (level >= CONCORD_TREE_LEVELS) return;
  table->starts[level] = start;
  table->nodes[level] = nodes;
}

/// Where a block lies among the blocks.
typedef struct {
  uint64_t start, end;
} concord_block_place;

/// What functions give that cannot answer: a unit of the index, or of the blocks, is not verified yet (its number comes behind,
/// counted from the section's first: verify it and ask again), something in them makes no sense, or whole heads must decide.
enum {
  CONCORD_IS_BEFORE = -1,
  CONCORD_INDEX_DAMAGED = -2,
  CONCORD_BLOCK_DAMAGED = -3,
  CONCORD_UNVERIFIED = -4,
};

/// How a place in a table and a string are related: the string at the place is above it, or longer and begins with it, or is it.
enum { CONCORD_IS_ABOVE = 0, CONCORD_IS_LONGER = 1, CONCORD_IS_SAME = 2 };

/// How many of the tree's keys are not above `head`; or CONCORD_UNVERIFIED - 2 · unit. O(levels).
int64_t concord_count_heads(const concord_string_table *_Nonnull table, uint64_t head);

/// The number of the first string of a block that is not below a string, times 4, and how the two are related.
///
/// It is the next block's first if all strings of the block are below. `block` -1 stands for the one that the tree leads to, and
/// then CONCORD_IS_BEFORE comes back where several blocks begin with the same eight bytes and are above. Otherwise a string that is
/// below the whole block has the number of the block's first.
/// `place` says where the block lies whose strings were compared.
/// For a table without strings CONCORD_IS_ABOVE comes back. O(levels + 16).
int64_t concord_find_string(
    const concord_string_table *_Nonnull table, const uint8_t *_Nonnull key, uint64_t count, int64_t block,
    concord_block_place *_Nonnull place);

/// Numbers of strings.
typedef struct {
  uint64_t low, high;
} concord_string_range;

/// Narrows `range`, a range of at least one string that has all those that begin with `prefix`, to those; 0 if all is well.
///
/// Where none begins with it, the range is empty, and where the first string above would be. At most two blocks are opened for a
/// prefix of up to 8 bytes.
int64_t concord_narrow(
    const concord_string_table *_Nonnull table, const uint8_t *_Nonnull prefix, uint64_t count,
    concord_string_range *_Nonnull range);

/// The strings of a block that are to be written one after another.
typedef struct {
  /// Lengths of the block, labels as if the first string had one, and rests.
  const uint8_t *_Nullable shared;
  const uint8_t *_Nullable labels;
  const uint8_t *_Nullable rests;
  /// Where each rest begins, and how long each string is.
  uint8_t starts[CONCORD_BLOCK_STRINGS], lengths[CONCORD_BLOCK_STRINGS];
} concord_block_strings;

/// Prepares writing the strings of a block of which `readable` bytes may be loaded from its start; false if its bytes make no sense,
/// or some strings are so long that they must be read one by one.
bool concord_prepare(
    const uint8_t *_Nonnull block, uint64_t length, uint64_t readable, concord_block_strings *_Nonnull strings);

/// The same for a block of a table: 1 if its strings are prepared, 0 if they must be read one by one; or what `concord_find_string`
/// gives if it cannot answer. `number` is that of a block.
int64_t concord_open_block(
    const concord_string_table *_Nonnull table, uint64_t number, concord_block_strings *_Nonnull strings);

/// Puts a string over the one before it, into room for 512 bytes; returns its length.
static inline unsigned concord_put(
    const concord_block_strings *_Nonnull strings, unsigned place, uint8_t *_Nonnull room) {
  if (place == 0) {
    const uint8_t *first = strings->rests - strings->lengths[0];
    memcpy(room, first, 16);
    if (strings->lengths[0] > 16) memcpy(room + 16, first + 16, strings->lengths[0] - 16u);
  } else {
    const unsigned shared = strings->shared[place] >> 4;
    room[shared] = strings->labels[place];
    memcpy(room + shared + 1, strings->rests + strings->starts[place], 16);
  }
  return strings->lengths[place];
}

static inline void concord_prefetch(const void *_Nonnull address) { __builtin_prefetch(address); }
