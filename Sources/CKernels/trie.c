// Going down a tree of beginnings: in one call, and all labels of a node at once.
#include "trie.h"

#include <string.h>

// CONCORD_PLAIN turns explicit vectors off, so that tools/check-arm64 can test the plain paths anywhere.
#if defined(__SSE2__) && !defined(CONCORD_PLAIN)
#include <emmintrin.h>
#define VECTORS 1
#endif

static inline int is_verified(const concord_prefix_trie *trie, uint64_t offset) {
  const uint64_t bit = trie->first_unit + (offset >> 12);
  return __atomic_load_n(trie->verified + (bit >> 6), __ATOMIC_RELAXED) >> (bit & 63) & 1;
}

/// 0 if the bytes of a range, which touches two units at most, are verified.
static inline int64_t check(const concord_prefix_trie *trie, uint64_t offset, uint64_t length) {
  if (!is_verified(trie, offset)) return CONCORD_TRIE_UNVERIFIED - (int64_t)(offset >> 12);
  const uint64_t last = offset + length - 1;
  if (!is_verified(trie, last)) return CONCORD_TRIE_UNVERIFIED - (int64_t)(last >> 12);
  return 0;
}

static inline uint64_t number(const concord_prefix_trie *trie, uint64_t offset) {
  uint32_t word;
  memcpy(&word, trie->bytes + offset, 4);
  return trie->width == 3 ? word & 0xFFFFFF : word;
}

/// Where a label stands among `count`; `count` if it does not.
static inline uint64_t find_label(const concord_prefix_trie *trie, uint64_t offset, uint64_t count, uint8_t wanted) {
  const uint8_t *labels = trie->bytes + offset;
  uint64_t i = 0;
#if defined(VECTORS)
  const __m128i all = _mm_set1_epi8((char)wanted);
  for (; i < count && offset + i + 16 <= trie->readable; i += 16) {
    const __m128i some = _mm_loadu_si128((const __m128i *)(labels + i));
    const unsigned same = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(some, all));
    if (same) {
      const uint64_t place = i + (unsigned)__builtin_ctz(same);
      return place < count ? place : count;
    }
  }
#endif
  for (; i < count; i++) {
    if (labels[i] == wanted) return i;
  }
  return count;
}

int64_t concord_descend(
    const concord_prefix_trie *trie, const uint8_t *text, uint64_t count, concord_prefix_place *place) {
  // Where the strings of a place end is where those of the next node begin: of its own, or of the nearest above that has one. Only
  // those of the last place are looked up.
  uint64_t next = 0, node = place->node, depth = place->depth, is_leaf;
  int64_t status;
  if (node >= trie->nodes) return CONCORD_TRIE_DAMAGED;
  for (;;) {
    const uint64_t offset = trie->children + trie->width * node;
    if ((status = check(trie, offset, 2 * trie->width)) != 0) return status;
    const uint64_t low = number(trie, offset), high = number(trie, offset + trie->width);
    if (low <= node || low > high || high > trie->nodes || high - low > 256) return CONCORD_TRIE_DAMAGED;
    is_leaf = low == high;
    if (depth >= count || is_leaf) break;
    const uint64_t labels = trie->labels + low;
    // The children of the one that is found are looked up next, and in the end where its strings begin.
    const uint64_t following = (depth + 1 == count ? trie->firsts : trie->children) + trie->width * low;
    __builtin_prefetch(trie->bytes + following);
    __builtin_prefetch(trie->bytes + following + trie->width * (high - low));
    if ((status = check(trie, labels, high - low)) != 0) return status;
    const uint64_t child = find_label(trie, labels, high - low, text[depth]);
    if (child == high - low) break;
    node = low + child;
    if (child + 1 < high - low) next = node + 1;
    depth++;
  }
  place->is_leaf = (uint32_t)is_leaf;
  if (depth == place->depth) return 0;
  uint64_t offset = trie->firsts + trie->width * node, end = place->high;
  if ((status = check(trie, offset, trie->width)) != 0) return status;
  const uint64_t start = number(trie, offset);
  if (next > 0) {
    offset = trie->firsts + trie->width * next;
    if ((status = check(trie, offset, trie->width)) != 0) return status;
    end = number(trie, offset);
  }
  if (start < place->low || start > end || end > place->high) return CONCORD_TRIE_DAMAGED;
  *place = (concord_prefix_place){node, depth, start, end, (uint32_t)is_leaf};
  return 0;
}
