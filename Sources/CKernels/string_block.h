// Looking for a string inside one block of a table: string by string, and 16 at once.
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "compare.h"
#include "tree.h"

// CONCORD_PLAIN turns explicit vectors off, so that tools/check-arm64 can test the plain paths anywhere.
#if defined(__x86_64__) && !defined(CONCORD_PLAIN)
#include <emmintrin.h>
#define CONCORD_BLOCK_SSE2
#endif

/// Bytes of a block before its strings: where its info is, 16 lengths, 15 labels.
#define LENGTHS 2
#define LABELS (LENGTHS + CONCORD_BLOCK_STRINGS - 1)
#define STRINGS (LABELS + CONCORD_BLOCK_STRINGS)

/// Bytes behind a block's lengths and labels that are loaded whatever they say, at most.
#define LONGEST (STRINGS + 255 + 15 * 15 + 16)

/// A block, and how many bytes may be loaded from its start.
typedef struct {
  const uint8_t *bytes;
  uint64_t length, readable;
  unsigned strings;
} block_bytes;

/// The first string of a block that is not below another one: its place, 16 or less, and how they are related.
/// The place is -1 if the bytes make no sense.
typedef struct {
  int place, relation;
  /// Where the strings end that begin with the other one; only if asked for.
  int end;
} found;

static inline found nonsense(void) { return (found){-1, 0, 0}; }

/// A way of looking.
typedef found search(block_bytes block, const uint8_t *key, uint64_t count, bool wants_end);

// MARK: A block, string by string

/// Adds a varint of at most three bytes to a number; false if there is none.
static inline bool add_varint(const uint8_t **at, const uint8_t *end, uint64_t *number) {
  for (unsigned shift = 0; shift < 21 && *at < end; shift += 7) {
    const uint8_t byte = *(*at)++;
    *number += (uint64_t)(byte & 127) << shift;
    if (byte < 128) return true;
  }
  return false;
}

/// Takes a long string from the tail: what is to be added to its length, then the string; false if there is none.
static inline bool take_long(const uint8_t **tail, const uint8_t *end, uint64_t *length, const uint8_t **text) {
  if (!add_varint(tail, end, length) || *length > (uint64_t)(end - *tail)) return false;
  *text = *tail;
  *tail += *length;
  return true;
}

/// Where the lengths and bytes of long strings begin: behind all that fit the lengths of the block.
static inline const uint8_t *tail_of(const uint8_t *block) {
  uint64_t sum = block[LENGTHS] == 255 ? 0 : block[LENGTHS];
  for (int i = 1; i < CONCORD_BLOCK_STRINGS; i++) {
    const unsigned rest = block[LENGTHS + i] & 15;
    sum += rest == 15 ? 0 : rest;
  }
  return block + STRINGS + sum;
}

static found search_plain(block_bytes block, const uint8_t *key, uint64_t count, bool wants_end) {
  const uint8_t *end = block.bytes + block.length, *at = block.bytes + STRINGS;
  if (block.length < STRINGS) return nonsense();
  const uint8_t *tail = tail_of(block.bytes), *head = at;
  if (tail > end) return nonsense();
  uint64_t length = block.bytes[LENGTHS];
  if (length == 255) {
    if (!take_long(&tail, end, &length, &head)) return nonsense();
  } else {
    at += length;
  }
  uint64_t matched = concord_shared(head, key, length < count ? length : count);
  found result = {0, CONCORD_IS_ABOVE, 0};
  unsigned place = 1;
  bool is_found = matched == count;
  if (is_found) result.relation = length == count ? CONCORD_IS_SAME : CONCORD_IS_LONGER;
  if (matched < count && matched < length && head[matched] > key[matched]) return result;
  for (; place < block.strings; place++) {
    if (is_found && !wants_end) return result;
    const unsigned both = block.bytes[LENGTHS + place], label = block.bytes[LABELS + place];
    uint64_t shared = both >> 4, rest = both & 15;
    const uint8_t *text = at;
    if (shared == 15 && !add_varint(&tail, end, &shared)) return nonsense();
    if (rest == 15) {
      if (!take_long(&tail, end, &rest, &text)) return nonsense();
    } else {
      at += rest;
    }
    if (shared > matched) continue;
    if (is_found) {
      if (shared == matched) continue;
      break;
    }
    result.place = (int)place;
    if (shared < matched || label > key[matched]) return result;
    if (label < key[matched]) continue;
    matched++;
    const uint64_t left = count - matched, more = concord_shared(text, key + matched, rest < left ? rest : left);
    matched += more;
    if (matched == count) {
      is_found = true;
      result.relation = more == rest ? CONCORD_IS_SAME : CONCORD_IS_LONGER;
    } else if (more < rest && text[more] > key[matched]) {
      return result;
    }
  }
  if (!is_found) result.place = (int)block.strings;
  result.end = (int)place;
  return result;
}

#if defined(CONCORD_BLOCK_SSE2)
// MARK: All at once

static inline __m128i load(const uint8_t *bytes) { return _mm_loadu_si128((const __m128i *)bytes); }

static inline unsigned mask(__m128i bytes) { return (unsigned)_mm_movemask_epi8(bytes); }

/// How many of 16 bytes at the start are the same.
static inline unsigned same16(const uint8_t *a, const uint8_t *b) {
  return (unsigned)__builtin_ctz(~mask(_mm_cmpeq_epi8(load(a), load(b))));
}

/// Of each byte the sum of it and all before it.
static inline __m128i running_sums(__m128i bytes) {
  bytes = _mm_add_epi8(bytes, _mm_slli_si128(bytes, 1));
  bytes = _mm_add_epi8(bytes, _mm_slli_si128(bytes, 2));
  bytes = _mm_add_epi8(bytes, _mm_slli_si128(bytes, 4));
  return _mm_add_epi8(bytes, _mm_slli_si128(bytes, 8));
}

static inline uint64_t least(uint64_t a, uint64_t b) { return a < b ? a : b; }

/// The same as `search_plain` for a key of at most LONGEST_KEY bytes, behind which 16 may be loaded.
///
/// Of all strings at once is asked whether they share less with the one before than the key does with it, or as much and have a
/// label that is not below the key's next byte: only the first such string is looked at closely.
__attribute__((always_inline)) static inline found search_sse2(
    block_bytes block, const uint8_t *key, uint64_t count, bool wants_end) {
  if (__builtin_expect((block.length < STRINGS) | (block.readable < LONGEST), 0)) return search_plain(block, key, count, wants_end);
  const __m128i both = load(block.bytes + LENGTHS), labels = load(block.bytes + LABELS), low = _mm_set1_epi8(15);
  const __m128i shared = _mm_and_si128(_mm_srli_epi16(both, 4), low), nibbles = _mm_and_si128(both, low);
  // Long rests and the first string take no place among the others.
  const __m128i is_long = _mm_cmpeq_epi8(nibbles, low), is_first = _mm_cvtsi32_si128(255);
  const __m128i rests = _mm_andnot_si128(_mm_or_si128(is_long, is_first), nibbles);
  uint8_t behind[16];
  _mm_storeu_si128((__m128i *)behind, running_sums(rests));
  const unsigned all = (1u << block.strings) - 2, deep = mask(_mm_cmpeq_epi8(shared, low)) & all, large = mask(is_long);
  const uint64_t length = block.bytes[LENGTHS];
  const uint8_t *head = block.bytes + STRINGS, *texts = head + length;
  if (__builtin_expect(length == 255, 0)) return search_plain(block, key, count, wants_end);
  if (__builtin_expect(STRINGS + length + behind[15] > block.length, 0)) return nonsense();
  uint64_t matched = same16(head, key);
  const uint64_t both_have = least(length, count);
  if (__builtin_expect(matched == 16 && both_have > 16, 0)) matched += concord_shared(head + 16, key + 16, both_have - 16);
  matched = least(matched, both_have);
  found result = {0, CONCORD_IS_ABOVE, 0};
  unsigned left = all;
  if (matched == count) {
    result.relation = length == count ? CONCORD_IS_SAME : CONCORD_IS_LONGER;
  } else {
    if ((matched < length) & (head[matched] > key[matched])) return result;
    for (;;) {
      if (__builtin_expect((deep != 0) & (matched >= 15), 0)) return search_plain(block, key, count, wants_end);
      const __m128i have = _mm_set1_epi8((char)least(matched, 127)), next = _mm_set1_epi8((char)key[matched]);
      const __m128i branches = _mm_cmpeq_epi8(shared, have);
      const __m128i leaves = _mm_cmpgt_epi8(have, shared), not_below = _mm_cmpeq_epi8(_mm_max_epu8(labels, next), labels);
      const unsigned stops = mask(_mm_or_si128(leaves, _mm_and_si128(branches, not_below))) & left;
      const unsigned goes_on = mask(_mm_and_si128(branches, _mm_cmpeq_epi8(labels, next)));
      const unsigned bit = stops & -stops;
      result.place = stops ? __builtin_ctz(stops) : (int)block.strings;
      if (!(bit & goes_on)) return result;
      if (__builtin_expect(bit & large, 0)) return search_plain(block, key, count, wants_end);
      const uint64_t rest = block.bytes[LENGTHS + result.place] & 15;
      const uint8_t *text = texts + behind[result.place] - rest;
      matched++;
      const uint64_t more = least(same16(text, key + matched), least(rest, count - matched));
      matched += more;
      left &= -(bit << 1);
      if (matched == count) {
        result.relation = more == rest ? CONCORD_IS_SAME : CONCORD_IS_LONGER;
        break;
      }
      // Both may be loaded, whatever they are.
      if ((more < rest) & (text[more] > key[matched])) return result;
    }
  }
  if (wants_end) {
    if (__builtin_expect(deep && count >= 15, 0)) return search_plain(block, key, count, wants_end);
    const unsigned ends_at = mask(_mm_cmpgt_epi8(_mm_set1_epi8((char)least(count, 127)), shared)) & left;
    result.end = ends_at ? __builtin_ctz(ends_at) : (int)block.strings;
  }
  return result;
}

#endif
