// Looking strings up in a sorted table: down a tree over the heads of its blocks, and inside a block.
#include "tree.h"

#include <stdbool.h>
#include <string.h>

#include "compare.h"
#include "string_block.h"

#define NODE (CONCORD_TREE_FAN_OUT * 8)
/// A base and the end of each block, counted from it.
#define GROUP (8 + CONCORD_TREE_FAN_OUT * 4)
static inline int is_verified(const concord_string_table *table, uint64_t first, uint64_t offset) {
  const uint64_t bit = first + (offset >> 12);
  return __atomic_load_n(table->verified + (bit >> 6), __ATOMIC_RELAXED) >> (bit & 63) & 1;
}

static inline int64_t unverified(uint64_t offset, int of_blocks) {
  return CONCORD_UNVERIFIED - (int64_t)(offset >> 12) * 2 - of_blocks;
}

static inline uint32_t load32(const uint8_t *bytes) {
  uint32_t word;
  memcpy(&word, bytes, 4);
  return word;
}

static inline uint64_t load64(const uint8_t *bytes) {
  uint64_t word;
  memcpy(&word, bytes, 8);
  return word;
}

static inline uint64_t least64(uint64_t a, uint64_t b) { return a < b ? a : b; }

// MARK: The tree

/// How many of the 16 keys of a node are not above a key.
static inline unsigned count_plain(const uint8_t *node, uint64_t key) {
  unsigned count = 0;
  for (int i = 0; i < CONCORD_TREE_FAN_OUT; i++) count += load64(node + 8 * i) <= key;
  return count;
}

// One body for every way of counting, which the compiler inlines; and so below.
__attribute__((always_inline)) static inline int64_t count_heads(
    const concord_string_table *table, uint64_t head, unsigned (*count)(const uint8_t *, uint64_t)) {
  uint64_t node = 0;
  for (unsigned level = 0;; level++) {
    const uint64_t offset = table->starts[level] + node * NODE;
    if (level + 1 >= table->levels) {
      const uint8_t *group = table->index + table->offsets + node * GROUP;
      __builtin_prefetch(group);
      __builtin_prefetch(group + GROUP - 1);
    }
    if (!is_verified(table, table->index_unit, offset)) return unverified(offset, 0);
    const unsigned below = count(table->index + offset, head);
    if (level + 1 >= table->levels) {
      // Keys behind the last block's are no blocks, and may be like the one that is looked for.
      const uint64_t heads = node * CONCORD_TREE_FAN_OUT + below;
      return (int64_t)(heads < table->block_count ? heads : table->block_count);
    }
    node = node * CONCORD_TREE_FAN_OUT + below - (below > 0);
    if (node >= table->nodes[level + 1]) node = table->nodes[level + 1] - 1;
  }
}

/// Finds where a block lies; 0 if it and what says so are verified and make sense.
static inline int64_t find_block(const concord_string_table *table, uint64_t number, concord_block_place *place) {
  const uint64_t inside = number & (CONCORD_TREE_FAN_OUT - 1), offset = table->offsets + number / CONCORD_TREE_FAN_OUT * GROUP;
  if (!is_verified(table, table->index_unit, offset)) return unverified(offset, 0);
  if (!is_verified(table, table->index_unit, offset + GROUP - 1)) return unverified(offset + GROUP - 1, 0);
  const uint8_t *group = table->index + offset;
  const uint64_t base = load64(group), end = load32(group + 8 + 4 * inside);
  // Of the first block half the base is read instead, and dropped.
  const uint64_t before = load32(group + 4 + 4 * inside), start = inside ? before : 0;
  if (start > end || base > table->blocks_length || end > table->blocks_length - base) return CONCORD_INDEX_DAMAGED;
  place->start = base + start;
  place->end = base + end;
  if (start == end) return CONCORD_BLOCK_DAMAGED;
  // Most blocks lie in one unit.
  uint64_t at = place->start;
  do {
    if (!is_verified(table, table->blocks_unit, at)) return unverified(at, 1);
    at = (at | 4095) + 1;
  } while (at < place->end);
  return 0;
}

static inline block_bytes bytes_of(const concord_string_table *table, uint64_t number, const concord_block_place *place) {
  const uint64_t first = number * CONCORD_BLOCK_STRINGS, left = table->strings - first;
  return (block_bytes){
      table->blocks + place->start, place->end - place->start, table->readable - place->start,
      left < CONCORD_BLOCK_STRINGS ? (unsigned)left : CONCORD_BLOCK_STRINGS};
}

// MARK: Tree and block

__attribute__((always_inline)) static inline int64_t find_string(
    const concord_string_table *table, uint64_t head, const uint8_t *key, uint64_t count, int64_t block,
    concord_block_place *place, unsigned (*count_keys)(const uint8_t *, uint64_t), search *search_block) {
  const bool is_led = block < 0;
  if (is_led) {
    const int64_t heads = count_heads(table, head, count_keys);
    if (heads <= 0) return heads;
    block = heads - 1;
  }
  // A block's first string may be above though its head is not, if only later bytes differ; then it is one of those before.
  for (int tries = 0; tries < 3; tries++) {
    const int64_t status = find_block(table, (uint64_t)block, place);
    if (status < 0) return status;
    __builtin_prefetch(table->blocks + place->start + 64);
    const found result = search_block(bytes_of(table, (uint64_t)block, place), key, count, false);
    if (result.place < 0) return CONCORD_BLOCK_DAMAGED;
    if (!is_led || result.place > 0 || result.relation == CONCORD_IS_SAME || block == 0) {
      return (block * CONCORD_BLOCK_STRINGS + result.place) * 4 + result.relation;
    }
    block--;
  }
  return CONCORD_IS_BEFORE;
}

/// The first eight bytes as a number, filled with zeros.
static inline uint64_t head_plain(const uint8_t *key, uint64_t count) {
  if (count >= 8) return concord_high_first64(key);
  uint64_t head = 0;
  for (uint64_t i = 0; i < count; i++) head |= (uint64_t)key[i] << (56 - 8 * i);
  return head;
}

/// Blocks, the last included.
typedef struct {
  uint64_t first, last;
} block_range;

/// The largest first eight bytes of a string that begins with a prefix.
static inline uint64_t largest_head(uint64_t head, uint64_t count) {
  return count < 8 ? head | ~UINT64_C(0) >> 8 * count : head;
}

/// Finds the blocks that can have strings that begin with a prefix, or where one would be: down the tree, both ends at once as long as
/// they are in one node. The first eight bytes of the strings are from `low`, which is not 0, to `high`.
__attribute__((always_inline)) static inline int64_t blocks_of_heads(
    const concord_string_table *table, uint64_t low, uint64_t high, block_range *blocks,
    unsigned (*count)(const uint8_t *, uint64_t)) {
  uint64_t node = 0, other = 0;
  for (unsigned level = 0;; level++) {
    const uint64_t offset = table->starts[level] + node * NODE, other_offset = table->starts[level] + other * NODE;
    const bool is_bottom = level + 1 >= table->levels;
    if (is_bottom) {
      const uint8_t *group = table->index + table->offsets + node * GROUP;
      __builtin_prefetch(group);
      __builtin_prefetch(group + GROUP - 1);
    }
    if (!is_verified(table, table->index_unit, offset)) return unverified(offset, 0);
    if (!is_verified(table, table->index_unit, other_offset)) return unverified(other_offset, 0);
    const unsigned below = count(table->index + offset, low - 1), up_to = count(table->index + other_offset, high);
    // A block that begins below may end above; where none begins below it is the first.
    node = node * CONCORD_TREE_FAN_OUT + below - (below > 0);
    other = other * CONCORD_TREE_FAN_OUT + up_to - (up_to > 0);
    const uint64_t nodes = is_bottom ? table->block_count : table->nodes[level + 1];
    if (node >= nodes) node = nodes - 1;
    if (other >= nodes) other = nodes - 1;
    if (is_bottom) break;
  }
  *blocks = (block_range){node, other};
  return 0;
}

/// Narrows a range of blocks in the same way by a look at their heads alone.
static inline int64_t narrow_blocks(
    const concord_string_table *table, uint64_t low, uint64_t high, block_range *blocks) {
  const uint64_t first = blocks->first, others = blocks->last - first;
  // A node of the tree of beginnings has a few; any number is answered without this too.
  if (others == 0 || others > 512) return 0;
  const uint64_t offset = table->starts[table->levels - 1] + 8 * (first + 1), end = offset + 8 * others - 1;
  if (!is_verified(table, table->index_unit, offset)) return unverified(offset, 0);
  if (!is_verified(table, table->index_unit, end)) return unverified(end, 0);
  uint64_t below = 0, up_to = 0;
  for (uint64_t i = 0; i < others; i++) {
    const uint64_t head = load64(table->index + offset + 8 * i);
    below += head < low;
    up_to += head <= high;
  }
  *blocks = (block_range){first + below, first + up_to};
  return 0;
}

/// Narrows a range of strings to those that begin with a prefix, which are in some blocks.
__attribute__((always_inline)) static inline int64_t narrow_in(
    const concord_string_table *table, block_range blocks, const uint8_t *prefix, uint64_t count,
    concord_string_range *range, search *search_block) {
  const uint64_t end = least64((blocks.last + 1) * CONCORD_BLOCK_STRINGS, range->high);
  uint64_t low = end, high = end;
  for (uint64_t block = blocks.first; block <= blocks.last; block++) {
    concord_block_place place;
    const int64_t status = find_block(table, block, &place);
    if (status < 0) return status;
    __builtin_prefetch(table->blocks + place.start + 64);
    const block_bytes bytes = bytes_of(table, block, &place);
    const found result = search_block(bytes, prefix, count, true);
    if (result.place < 0) return CONCORD_BLOCK_DAMAGED;
    const uint64_t first = block * CONCORD_BLOCK_STRINGS + (uint64_t)result.place;
    if (result.place == (int)bytes.strings) continue;
    if (first < low) low = first;
    if (result.relation == CONCORD_IS_ABOVE || result.end < (int)bytes.strings) {
      high = result.relation == CONCORD_IS_ABOVE ? first : block * CONCORD_BLOCK_STRINGS + (uint64_t)result.end;
      break;
    }
    // Heads that say all of the prefix have shown that the blocks between begin with it.
    if (count <= 8 && block < blocks.last) block = blocks.last - 1;
  }
  // What a hostile file has outside of the range is not handed out.
  if (low < range->low) low = range->low;
  if (low > range->high) low = range->high;
  if (high > range->high) high = range->high;
  if (high < low) high = low;
  *range = (concord_string_range){low, high};
  return 0;
}

__attribute__((always_inline)) static inline int64_t narrow(
    const concord_string_table *table, uint64_t head, const uint8_t *prefix, uint64_t count, concord_string_range *range,
    unsigned (*count_keys)(const uint8_t *, uint64_t), search *search_block) {
  block_range blocks;
  int64_t status;
  if (range->low == 0 && range->high == table->strings && head > 0) {
    status = blocks_of_heads(table, head, largest_head(head, count), &blocks, count_keys);
  } else {
    blocks = (block_range){range->low / CONCORD_BLOCK_STRINGS, (range->high - 1) / CONCORD_BLOCK_STRINGS};
    status = narrow_blocks(table, head, largest_head(head, count), &blocks);
  }
  return status < 0 ? status : narrow_in(table, blocks, prefix, count, range, search_block);
}

#if defined(CONCORD_BLOCK_SSE2)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))

// MARK: With vectors

/// Strings of more bytes are looked for string by string.
#define LONGEST_KEY 128

/// A string with 16 bytes behind it that may be loaded.
typedef struct {
  const uint8_t *bytes;
  uint8_t room[LONGEST_KEY + 16];
} padded;

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif

/// Bytes behind a string may be loaded, if not used, as far as its page goes: nothing is protected by less than a page. Only a
/// string that ends near the end of a page is copied, and one without bytes, which may be nowhere.
__attribute__((always_inline)) static inline void pad(padded *key, const uint8_t *bytes, uint64_t count) {
  key->bytes = bytes;
#if !defined(SANITIZED)
  if (__builtin_expect(count > 0 && ((uintptr_t)bytes & 4095) + count <= 4096 - 16, 1)) return;
#endif
  memset(key->room, 0, sizeof key->room);
  memcpy(key->room, bytes, count);
  key->bytes = key->room;
}

AVX2 static inline unsigned count_avx2(const uint8_t *node, uint64_t key) {
  // AVX2 compares signed words only, so both sides are shifted by half the range.
  const __m256i half = _mm256_set1_epi64x((long long)0x8000000000000000ULL);
  const __m256i wanted = _mm256_xor_si256(_mm256_set1_epi64x((long long)key), half);
#define ABOVE(i) _mm256_cmpgt_epi64(_mm256_xor_si256(_mm256_loadu_si256((const __m256i *)(node + 32 * (i))), half), wanted)
  const __m256i a = _mm256_packs_epi32(ABOVE(0), ABOVE(1)), b = _mm256_packs_epi32(ABOVE(2), ABOVE(3));
  // Two bits a key, in some order.
  return 16 - (unsigned)__builtin_popcount((unsigned)_mm256_movemask_epi8(_mm256_packs_epi16(a, b))) / 2;
}

AVX2 static int64_t count_heads_avx2(const concord_string_table *table, uint64_t head) {
  return count_heads(table, head, count_avx2);
}

/// The first eight bytes of a padded key as a number, filled with zeros.
///
/// Without a branch, which half the words would mispredict; behind no bytes at all are zeros.
__attribute__((always_inline)) static inline uint64_t head_of(const padded *key, uint64_t count) {
  const unsigned missing = count < 8 ? (64 - 8 * (unsigned)count) & 63 : 0;
  return __builtin_bswap64(load64(key->bytes)) >> missing << missing;
}

AVX2 static int64_t find_string_avx2(
    const concord_string_table *table, const uint8_t *key, uint64_t count, int64_t block, concord_block_place *place) {
  padded with_room;
  pad(&with_room, key, count);
  return find_string(table, head_of(&with_room, count), with_room.bytes, count, block, place, count_avx2, search_sse2);
}

AVX2 static int64_t narrow_avx2(
    const concord_string_table *table, const uint8_t *prefix, uint64_t count, concord_string_range *range) {
  padded with_room;
  pad(&with_room, prefix, count);
  return narrow(table, head_of(&with_room, count), with_room.bytes, count, range, count_avx2, search_sse2);
}
#endif

int64_t concord_count_heads(const concord_string_table *table, uint64_t head) {
#if defined(AVX2)
  if (__builtin_cpu_supports("avx2")) return count_heads_avx2(table, head);
#endif
  return count_heads(table, head, count_plain);
}

int64_t concord_find_string(
    const concord_string_table *table, const uint8_t *key, uint64_t count, int64_t block, concord_block_place *place) {
#if defined(AVX2)
  if (__builtin_cpu_supports("avx2") && count <= LONGEST_KEY) return find_string_avx2(table, key, count, block, place);
#endif
  return find_string(table, head_plain(key, count), key, count, block, place, count_plain, search_plain);
}

int64_t concord_narrow(
    const concord_string_table *table, const uint8_t *prefix, uint64_t count, concord_string_range *range) {
#if defined(AVX2)
  if (__builtin_cpu_supports("avx2") && count <= LONGEST_KEY) return narrow_avx2(table, prefix, count, range);
#endif
  return narrow(table, head_plain(prefix, count), prefix, count, range, count_plain, search_plain);
}

int64_t concord_open_block(const concord_string_table *table, uint64_t number, concord_block_strings *strings) {
  concord_block_place place;
  const int64_t status = find_block(table, number, &place);
  if (status < 0) return status;
  return concord_prepare(table->blocks + place.start, place.end - place.start, table->readable - place.start, strings);
}

bool concord_prepare(const uint8_t *block, uint64_t length, uint64_t readable, concord_block_strings *strings) {
  if (length < STRINGS || readable < LONGEST) return false;
  const unsigned first = block[LENGTHS];
  unsigned end = 0;
  bool is_good = first < 255;
  strings->lengths[0] = (uint8_t)first;
#if defined(CONCORD_BLOCK_SSE2)
  const __m128i both = load(block + LENGTHS), low = _mm_set1_epi8(15), is_first = _mm_cvtsi32_si128(255);
  const __m128i shared = _mm_andnot_si128(is_first, _mm_and_si128(_mm_srli_epi16(both, 4), low));
  const __m128i rests = _mm_andnot_si128(is_first, _mm_and_si128(both, low));
  const __m128i own = _mm_add_epi8(_mm_add_epi8(shared, rests), _mm_set1_epi8(1));
  const __m128i lengths = _mm_or_si128(_mm_andnot_si128(is_first, own), _mm_and_si128(is_first, both));
  const __m128i before = _mm_slli_si128(lengths, 1), ends = running_sums(rests);
  _mm_storeu_si128((__m128i *)strings->lengths, lengths);
  _mm_storeu_si128((__m128i *)strings->starts, _mm_sub_epi8(ends, rests));
  const __m128i is_long = _mm_cmpeq_epi8(_mm_max_epu8(shared, rests), low);
  const __m128i fits = _mm_cmpeq_epi8(_mm_max_epu8(shared, before), before);
  is_good &= mask(_mm_andnot_si128(is_long, fits)) == 0xFFFF;
  end = strings->starts[15] + (block[LENGTHS + 15] & 15);
#else
  unsigned last = first;
  for (unsigned i = 1; i < CONCORD_BLOCK_STRINGS; i++) {
    const unsigned shared = block[LENGTHS + i] >> 4, rest = block[LENGTHS + i] & 15;
    is_good &= shared < 15 && rest < 15 && shared <= last;
    strings->starts[i] = (uint8_t)end;
    end += rest;
    last = shared + 1 + rest;
    strings->lengths[i] = (uint8_t)last;
  }
#endif
  strings->shared = block + LENGTHS;
  strings->labels = block + LABELS;
  strings->rests = block + STRINGS + first;
  return is_good && STRINGS + first + end <= length;
}
