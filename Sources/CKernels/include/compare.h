// Comparing two runs of bytes: short ones in a few overlapping loads, inlined; the loads never leave the runs.
//
// `static inline`, since a call to memcmp costs more than comparing a word does. SSE2 is part of every x86-64, elsewhere
// words of 8 bytes. Long runs go to memcmp, whose wider registers win there.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__SSE2__) && !defined(CONCORD_PLAIN)
#include <emmintrin.h>
#define CONCORD_COMPARE_SSE2
#endif

static inline uint64_t concord_load64(const uint8_t *_Nonnull bytes) {
  uint64_t word;
  memcpy(&word, bytes, 8);
  return word;
}

static inline uint32_t concord_load32(const uint8_t *_Nonnull bytes) {
  uint32_t word;
  memcpy(&word, bytes, 4);
  return word;
}

/// The same byte order on every machine: the first byte is the highest.
static inline uint64_t concord_high_first64(const uint8_t *_Nonnull bytes) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  return concord_load64(bytes);
#else
  return __builtin_bswap64(concord_load64(bytes));
#endif
}

static inline uint32_t concord_high_first32(const uint8_t *_Nonnull bytes) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  return concord_load32(bytes);
#else
  return __builtin_bswap32(concord_load32(bytes));
#endif
}

/// Which of the 16 bytes are equal: all bits set if all are.
#if defined(CONCORD_COMPARE_SSE2)
static inline unsigned concord_equal16(const uint8_t *_Nonnull a, const uint8_t *_Nonnull b) {
  return (unsigned)_mm_movemask_epi8(
      _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)a), _mm_loadu_si128((const __m128i *)b)));
}
#endif

/// The number of equal bytes at the start of two words that differ.
static inline unsigned concord_equal_start(uint64_t difference) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  return (unsigned)__builtin_clzll(difference) / 8;
#else
  return (unsigned)__builtin_ctzll(difference) / 8;
#endif
}

/// Whether `count` bytes are the same.
__attribute__((always_inline)) static inline bool concord_same(
    const uint8_t *_Nonnull a, const uint8_t *_Nonnull b, size_t count) {
  if (count > 96) return memcmp(a, b, count) == 0;
  if (count >= 16) {
#if defined(CONCORD_COMPARE_SSE2)
    for (size_t i = 0; i < count - 16; i += 16) {
      if (concord_equal16(a + i, b + i) != 0xFFFF) return false;
    }
    return concord_equal16(a + count - 16, b + count - 16) == 0xFFFF;
#else
    for (size_t i = 0; i < count - 8; i += 8) {
      if (concord_load64(a + i) != concord_load64(b + i)) return false;
    }
    return concord_load64(a + count - 8) == concord_load64(b + count - 8);
#endif
  }
  if (count >= 8) {
    return ((concord_load64(a) ^ concord_load64(b)) | (concord_load64(a + count - 8) ^ concord_load64(b + count - 8))) == 0;
  }
  if (count >= 4) {
    return ((concord_load32(a) ^ concord_load32(b)) | (concord_load32(a + count - 4) ^ concord_load32(b + count - 4))) == 0;
  }
  if (count == 0) return true;
  return ((a[0] ^ b[0]) | (a[count / 2] ^ b[count / 2]) | (a[count - 1] ^ b[count - 1])) == 0;
}

/// The order of `count` bytes: negative, 0 or positive.
__attribute__((always_inline)) static inline int concord_order(
    const uint8_t *_Nonnull a, const uint8_t *_Nonnull b, size_t count) {
  if (count > 64) return memcmp(a, b, count);
  uint64_t x, y;
  if (count >= 8) {
    // Words that overlap the ones before are reached only when those are equal.
    for (size_t i = 0; i < count - 8; i += 8) {
      x = concord_high_first64(a + i);
      y = concord_high_first64(b + i);
      if (x != y) return x < y ? -1 : 1;
    }
    x = concord_high_first64(a + count - 8);
    y = concord_high_first64(b + count - 8);
  } else if (count >= 4) {
    x = (uint64_t)concord_high_first32(a) << 32 | concord_high_first32(a + count - 4);
    y = (uint64_t)concord_high_first32(b) << 32 | concord_high_first32(b + count - 4);
  } else if (count > 0) {
    x = (uint64_t)a[0] << 16 | (uint64_t)a[count / 2] << 8 | a[count - 1];
    y = (uint64_t)b[0] << 16 | (uint64_t)b[count / 2] << 8 | b[count - 1];
  } else {
    return 0;
  }
  return (x > y) - (x < y);
}

/// How many of `count` bytes at the start are the same.
__attribute__((always_inline)) static inline size_t concord_shared(
    const uint8_t *_Nonnull a, const uint8_t *_Nonnull b, size_t count) {
  size_t i = 0;
#if defined(CONCORD_COMPARE_SSE2)
  if (count >= 16) {
    for (;;) {
      const unsigned equal = concord_equal16(a + i, b + i);
      if (equal != 0xFFFF) return i + (unsigned)__builtin_ctz(~equal);
      i += 16;
      if (count - i < 16) {
        if (i == count) return count;
        i = count - 16;
      }
    }
  }
#endif
  for (; count - i >= 8; i += 8) {
    const uint64_t difference = concord_load64(a + i) ^ concord_load64(b + i);
    if (difference) return i + concord_equal_start(difference);
  }
  if (count >= 8) {
    if (i == count) return count;
    const uint64_t difference = concord_load64(a + count - 8) ^ concord_load64(b + count - 8);
    return difference ? count - 8 + concord_equal_start(difference) : count;
  }
  if (count >= 4) {
    const uint32_t difference = concord_load32(a) ^ concord_load32(b);
    if (difference) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
      return (unsigned)__builtin_clz(difference) / 8;
#else
      return (unsigned)__builtin_ctz(difference) / 8;
#endif
    }
    i = 4;
  }
  while (i < count && a[i] == b[i]) i++;
  return i;
}

/// The first occurrence of `length` wanted bytes, at least 1; NULL if there is none. O(count + length).
const uint8_t *_Nullable concord_find(
    const uint8_t *_Nonnull bytes, size_t count, const uint8_t *_Nonnull wanted, size_t length);
