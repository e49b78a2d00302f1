// Patched frame-of-reference packing (PFOR) of up to 128 integers; packing.h says what the bytes are.
// More than 400 lines, as writing, reading, picking and skipping a stream are one codec and share its small parts.
#include <stdbool.h>
#include <string.h>

#include "packing.h"

// CONCORD_PLAIN turns explicit vectors off, so that tools/check-arm64 can test the plain paths anywhere.
#if defined(__x86_64__) && !defined(CONCORD_PLAIN)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2")))
#define HAS_AVX2 __builtin_cpu_supports("avx2")
#endif

// Four lanes as a compiler vector: SSE2 on x86-64, NEON on arm64, plain code elsewhere.
typedef uint32_t lanes __attribute__((vector_size(16), aligned(4), may_alias));

static inline __attribute__((always_inline)) void unpack_width(const uint8_t *bytes, uint32_t *values, const unsigned width) {
  lanes *out = (lanes *)values;
  if (width == 0) {
    memset(values, 0, 128 * sizeof(uint32_t));
    return;
  }
  const uint32_t mask = width == 32 ? UINT32_MAX : (UINT32_C(1) << width) - 1;
  lanes word;
  unsigned used = 32, next = 0;
#pragma clang loop unroll(full)
  for (unsigned i = 0; i < 32; i++) {
    lanes value;
    if (used == 32) {
      memcpy(&word, bytes + 16 * next++, 16);
      used = 0;
    }
    value = word >> used;
    if (used + width > 32) {
      lanes following;
      memcpy(&following, bytes + 16 * next++, 16);
      value |= following << (32 - used);
      word = following;
      used = used + width - 32;
    } else {
      used += width;
    }
    value &= mask;
    memcpy(out + i, &value, 16);
  }
}

static inline __attribute__((always_inline)) void pack_width(const uint32_t *values, uint8_t *out, const unsigned width) {
  if (width == 0) return;
  lanes word = {0, 0, 0, 0};
  unsigned used = 0, next = 0;
#pragma clang loop unroll(full)
  for (unsigned i = 0; i < 32; i++) {
    lanes value;
    memcpy(&value, values + 4 * i, 16);
    word |= value << used;
    if (used + width >= 32) {
      memcpy(out + 16 * next++, &word, 16);
      const unsigned taken = 32 - used;
      used = used + width - 32;
      word = taken == 32 ? (lanes){0, 0, 0, 0} : value >> taken;
    } else {
      used += width;
    }
  }
}

#define EACH_WIDTH(M)                                                                                              \
  M(0) M(1) M(2) M(3) M(4) M(5) M(6) M(7) M(8) M(9) M(10) M(11) M(12) M(13) M(14) M(15) M(16) M(17) M(18) M(19) M(20) \
  M(21) M(22) M(23) M(24) M(25) M(26) M(27) M(28) M(29) M(30) M(31) M(32)

void concord_unpack128(const uint8_t *bytes, unsigned width, uint32_t *values) {
  switch (width) {
#define M(W) case W: unpack_width(bytes, values, W); break;
    EACH_WIDTH(M)
#undef M
  }
}

void concord_pack128(const uint32_t *values, unsigned width, uint8_t *out) {
  switch (width) {
#define M(W) case W: pack_width(values, out, W); break;
    EACH_WIDTH(M)
#undef M
  }
}

#if defined(AVX2)
// Eight values fill `width` bytes. Of each half the bytes of every value are brought into its lane, then shifted: with
// widths up to 25 a value lies in four bytes, and four of them in sixteen. Returns how many values are done: those whose
// sixteen bytes may be read.
AVX2 static unsigned unpack_eights(const uint8_t *bytes, size_t available, unsigned width, unsigned count, uint32_t *values) {
  // The second half begins in the middle of a byte if the width is odd.
  const int odd = (int)(width & 1) * 4;
  const __m256i start = _mm256_add_epi32(
      _mm256_mullo_epi32(_mm256_setr_epi32(0, 1, 2, 3, 0, 1, 2, 3), _mm256_set1_epi32((int)width)),
      _mm256_setr_epi32(0, 0, 0, 0, odd, odd, odd, odd));
  const __m256i places = _mm256_add_epi32(
      _mm256_mullo_epi32(_mm256_srli_epi32(start, 3), _mm256_set1_epi32(0x01010101)), _mm256_set1_epi32(0x03020100));
  const __m256i shifts = _mm256_and_si256(start, _mm256_set1_epi32(7));
  const __m256i mask = _mm256_set1_epi32((int)((UINT32_C(1) << width) - 1));
  const unsigned half = width >> 1;
  unsigned i = 0;
  for (size_t at = 0; i + 8 <= count && at + half + 16 <= available; i += 8, at += width) {
    const __m256i packed = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(bytes + at))),
        _mm_loadu_si128((const __m128i *)(bytes + at + half)), 1);
    const __m256i lanes = _mm256_srlv_epi32(_mm256_shuffle_epi8(packed, places), shifts);
    _mm256_storeu_si256((__m256i *)(values + i), _mm256_and_si256(lanes, mask));
  }
  return i;
}
#endif

// Fewer than 128 values lie one after another, so that a list of five terms pays for five.
// `available` bytes may be read: while eight are left they are loaded at once.
static void unpack_few(const uint8_t *bytes, size_t available, unsigned width, unsigned count, uint32_t *values) {
  if (width == 0) {
    memset(values, 0, count * sizeof(uint32_t));
    return;
  }
  const uint64_t mask = (UINT64_C(1) << width) - 1;
  const size_t whole = available < 8 ? 0 : ((available - 8) * 8 + 7) / width + 1;
  unsigned i = 0;
#if defined(AVX2)
  if (width <= 25 && count >= 8 && HAS_AVX2) i = unpack_eights(bytes, available, width, count, values);
#endif
  unsigned bit = i * width;
  for (const unsigned fast = whole < count ? (unsigned)whole : count; i < fast; i++, bit += width) {
    uint64_t word;
    memcpy(&word, bytes + (bit >> 3), 8);
    values[i] = (uint32_t)((word >> (bit & 7)) & mask);
  }
  for (; i < count; i++, bit += width) {
    uint64_t word = 0;
    const size_t left = available - (bit >> 3);
    memcpy(&word, bytes + (bit >> 3), left < 8 ? left : 8);
    values[i] = (uint32_t)((word >> (bit & 7)) & mask);
  }
}

static size_t pack_few(const uint32_t *values, unsigned width, unsigned count, uint8_t *out) {
  size_t length = ((size_t)count * width + 7) >> 3;
  memset(out, 0, length);
  const uint64_t mask = (UINT64_C(1) << width) - 1;
  for (unsigned i = 0; i < count; i++) {
    size_t bit = (size_t)i * width;
    uint64_t value = ((uint64_t)values[i] & mask) << (bit & 7);
    for (size_t byte = bit >> 3; value != 0; byte++, value >>= 8) out[byte] |= (uint8_t)value;
  }
  return length;
}

static inline size_t packed_length(unsigned count, unsigned width) {
  return count == 128 ? 16 * (size_t)width : ((size_t)count * width + 7) >> 3;
}

// A varint of at most 32 bits; 0 if it is cut off or too long.
static inline size_t read_varint(const uint8_t *bytes, size_t available, uint32_t *value) {
  uint64_t result = 0;
  for (size_t i = 0; i < 5 && i < available; i++) {
    result |= (uint64_t)(bytes[i] & 0x7f) << (7 * i);
    if (bytes[i] < 0x80) {
      if (result > UINT32_MAX) return 0;
      *value = (uint32_t)result;
      return i + 1;
    }
  }
  return 0;
}

// Whether `count` bytes are all below 128: then each is a varint of its own.
static inline bool are_short(const uint8_t *bytes, unsigned count) {
  uint64_t high = 0, word;
  unsigned i = 0;
  for (; i + 8 <= count; i += 8) {
    memcpy(&word, bytes + i, 8);
    high |= word;
  }
  for (; i < count; i++) high |= (uint64_t)bytes[i] << 56 | bytes[i];
  return (high & UINT64_C(0x8080808080808080)) == 0;
}

// The exceptions of a stream, behind its packed values: the next index and what is above `width` bits, one after another.
typedef struct {
  const uint8_t *indexes, *highs, *end;
  unsigned left;
  int last;
  // Whether each of the highs is one byte.
  bool is_short;
} exceptions;

static inline bool begin_exceptions(const uint8_t *bytes, size_t available, unsigned width, unsigned count, exceptions *e) {
  if (available == 0) return false;
  const unsigned number = __atomic_load_n(bytes, __ATOMIC_RELAXED);
  if (number == 0 || number > count || number > available - 1 || width == 32) return false;
  *e = (exceptions){bytes + 1, bytes + 1 + number, bytes + available, number, -1, false};
  // What is shifted by more than 25 bits may not fit, which the long way sees.
  e->is_short = width <= 25 && (size_t)(e->end - e->highs) >= number && are_short(e->highs, number);
  return true;
}

// The next of the exceptions that are left; false if it makes no sense. Each byte is read once: the file may be overwritten
// between a check and a second look.
static inline bool next_exception(exceptions *e, unsigned width, unsigned count, unsigned *index, uint32_t *high) {
  *index = __atomic_load_n(e->indexes, __ATOMIC_RELAXED);
  if (e->highs == e->end) return false;
  *high = __atomic_load_n(e->highs, __ATOMIC_RELAXED);
  size_t length = 1;
  if (!e->is_short && *high >= 0x80) {
    length = read_varint(e->highs, (size_t)(e->end - e->highs), high);
    if (length == 0) return false;
  }
  if (*high == 0 || (int)*index <= e->last || *index >= count) return false;
  if (!e->is_short && ((uint64_t)*high << width) > UINT32_MAX) return false;
  e->last = (int)*index;
  e->indexes++;
  e->highs += length;
  e->left--;
  return true;
}

size_t concord_decode_stream(const uint8_t *bytes, size_t available, unsigned count, uint32_t *values) {
  if (available == 0 || count == 0 || count > 128) return 0;
  const unsigned control = __atomic_load_n(bytes, __ATOMIC_RELAXED), width = control & 0x3f;
  if (width > 32) return 0;
  const size_t packed = packed_length(count, width);
  size_t at = 1 + packed;
  if (at > available) return 0;
  if (count == 128) concord_unpack128(bytes + 1, width, values);
  else unpack_few(bytes + 1, available - 1, width, count, values);
  if (control & 0x40) {
    exceptions e;
    if (!begin_exceptions(bytes + at, available - at, width, count, &e)) return 0;
    if (e.is_short) {
      const unsigned number = e.left;
      int last = -1;
      for (unsigned i = 0; i < number; i++) {
        const unsigned index = __atomic_load_n(e.indexes + i, __ATOMIC_RELAXED);
        const uint32_t high = __atomic_load_n(e.highs + i, __ATOMIC_RELAXED);
        if (high == 0 || (int)index <= last || index >= count) return 0;
        last = (int)index;
        values[index] |= high << width;
      }
      e.highs += number;
    } else {
      unsigned index;
      uint32_t high;
      while (e.left > 0) {
        if (!next_exception(&e, width, count, &index, &high)) return 0;
        values[index] |= high << width;
      }
    }
    at = (size_t)(e.highs - bytes);
  }
  if (control & 0x80) {
    for (unsigned i = 0; i < count; i++) values[i] += 1;
  }
  return at;
}

// One packed value; `available` bytes may be read.
static inline uint32_t pick(const uint8_t *bytes, size_t available, unsigned width, unsigned count, unsigned index) {
  uint64_t word = 0;
  const uint64_t mask = (UINT64_C(1) << width) - 1;
  if (count == 128) {
    const unsigned bit = (index >> 2) * width;
    const uint8_t *at = bytes + 16 * (size_t)(bit >> 5) + 4 * (index & 3);
    uint32_t low, high = 0;
    memcpy(&low, at, 4);
    if ((bit & 31) + width > 32) memcpy(&high, at + 16, 4);
    word = low | (uint64_t)high << 32;
    return (uint32_t)((word >> (bit & 31)) & mask);
  }
  const unsigned bit = index * width;
  const size_t left = available - (bit >> 3);
  memcpy(&word, bytes + (bit >> 3), left < 8 ? left : 8);
  return (uint32_t)((word >> (bit & 7)) & mask);
}

#if defined(AVX2)
// Exceptions that are up to 32, and short: all of them are compared with each index at once. False if they are not.
AVX2 static bool patch_picked_avx2(
    const exceptions *e, unsigned width, uint32_t more, const uint32_t *indexes, unsigned size, uint32_t *values) {
  if (!e->is_short || e->left > 32 || e->end - e->highs < 32) return false;
  const __m256i all = _mm256_loadu_si256((const __m256i *)e->indexes);
  const uint32_t there = UINT32_MAX >> (32 - e->left);
  for (unsigned i = 0; i < size; i++) {
    const __m256i equal = _mm256_cmpeq_epi8(all, _mm256_set1_epi8((char)indexes[i]));
    const uint32_t bits = (uint32_t)_mm256_movemask_epi8(equal) & there;
    // Less the one that is added to all, so that what is above the width stays above it.
    if (bits != 0) values[i] = ((values[i] - more) | (uint32_t)e->highs[__builtin_ctz(bits)] << width) + more;
  }
  return true;
}
#endif

size_t concord_pick_stream(
    const uint8_t *bytes, size_t available, unsigned count, const uint32_t *indexes, unsigned size, uint32_t *values) {
  if (available == 0 || count == 0 || count > 128) return 0;
  const unsigned control = __atomic_load_n(bytes, __ATOMIC_RELAXED), width = control & 0x3f;
  if (width > 32) return 0;
  const size_t at = 1 + packed_length(count, width);
  if (at > available) return 0;
  const uint32_t more = control >> 7;
  if (width == 0) {
    for (unsigned i = 0; i < size; i++) values[i] = more;
  } else {
    for (unsigned i = 0; i < size; i++) values[i] = pick(bytes + 1, available - 1, width, count, indexes[i]) + more;
  }
  if (!(control & 0x40)) return at;
  exceptions e;
  if (!begin_exceptions(bytes + at, available - at, width, count, &e)) return 0;
#if defined(AVX2)
  if (HAS_AVX2 && patch_picked_avx2(&e, width, more, indexes, size, values)) return (size_t)(e.highs + e.left - bytes);
#endif
  unsigned i = 0, index;
  uint32_t high;
  while (e.left > 0) {
    if (!next_exception(&e, width, count, &index, &high)) return 0;
    while (i < size && indexes[i] < index) i++;
    if (i < size && indexes[i] == index) values[i] = ((values[i] - more) | high << width) + more;
  }
  return (size_t)(e.highs - bytes);
}

// Only the length matters here: the last bytes of the varints are counted, eight bytes at a time.
size_t concord_skip_stream(const uint8_t *bytes, size_t available, unsigned count) {
  if (available == 0 || count == 0 || count > 128) return 0;
  const unsigned control = __atomic_load_n(bytes, __ATOMIC_RELAXED), width = control & 0x3f;
  if (width > 32) return 0;
  size_t at = 1 + packed_length(count, width);
  if (!(control & 0x40)) return at <= available ? at : 0;
  if (at >= available) return 0;
  unsigned left = __atomic_load_n(bytes + at, __ATOMIC_RELAXED);
  if (left == 0 || left > count || left > available - at - 1) return 0;
  at += 1 + left;
  while (left > 0 && at + 8 <= available) {
    uint64_t word;
    memcpy(&word, bytes + at, 8);
    uint64_t ends = ~word & UINT64_C(0x8080808080808080);
    const unsigned here = (unsigned)__builtin_popcountll(ends);
    if (here >= left) {
      while (--left > 0) ends &= ends - 1;
      return at + (size_t)(__builtin_ctzll(ends) >> 3) + 1;
    }
    left -= here;
    at += 8;
  }
  for (; left > 0 && at < available; at++) left -= bytes[at] < 0x80;
  return left == 0 ? at : 0;
}

static inline unsigned bits_of(uint32_t value) { return value == 0 ? 0 : 32 - (unsigned)__builtin_clz(value); }

static inline size_t varint_length(uint32_t value) {
  unsigned bits = bits_of(value);
  return bits <= 7 ? 1 : (bits + 6) / 7;
}

size_t concord_encode_stream(const uint32_t *values, unsigned count, uint8_t *out) {
  uint32_t low = UINT32_MAX;
  for (unsigned i = 0; i < count; i++) low = values[i] < low ? values[i] : low;
  const uint32_t less = low >= 1 ? 1 : 0;
  uint32_t shifted[128] = {0};
  unsigned histogram[33] = {0};
  for (unsigned i = 0; i < count; i++) {
    shifted[i] = values[i] - less;
    histogram[bits_of(shifted[i])]++;
  }
  // The cheapest width, from the widest down: `above` values would be exceptions, `extra` bytes of varints at most.
  unsigned top = 32;
  while (top > 0 && histogram[top] == 0) top--;
  unsigned best = top;
  size_t best_cost = packed_length(count, top);
  unsigned above = 0;
  for (unsigned width = top; width-- > 0;) {
    above += histogram[width + 1];
    size_t extra = 0;
    for (unsigned bits = width + 1; bits <= top; bits++) extra += histogram[bits] * ((bits - width + 6) / 7);
    size_t cost = packed_length(count, width) + 1 + above + extra;
    if (cost < best_cost) {
      best_cost = cost;
      best = width;
    }
    if (above > count / 4 + 1) break;
  }
  out[0] = (uint8_t)(best | (best < top ? 0x40 : 0) | (less ? 0x80 : 0));
  size_t at = 1;
  if (count == 128) {
    uint32_t lows[128];
    const uint32_t mask = best == 32 ? UINT32_MAX : (UINT32_C(1) << best) - 1;
    for (unsigned i = 0; i < 128; i++) lows[i] = shifted[i] & mask;
    concord_pack128(lows, best, out + 1);
    at += 16 * (size_t)best;
  } else {
    at += pack_few(shifted, best, count, out + 1);
  }
  if (best < top) {
    uint8_t *number = out + at++;
    *number = 0;
    for (unsigned i = 0; i < count; i++) {
      if (bits_of(shifted[i]) > best) {
        out[at++] = (uint8_t)i;
        ++*number;
      }
    }
    for (unsigned i = 0; i < count; i++) {
      if (bits_of(shifted[i]) <= best) continue;
      uint32_t high = shifted[i] >> best;
      for (size_t left = varint_length(high); left > 1; left--, high >>= 7) out[at++] = (uint8_t)(high | 0x80);
      out[at++] = (uint8_t)high;
    }
  }
  return at;
}

uint64_t concord_sum_gaps(uint32_t *values, unsigned count, int64_t previous) {
  unsigned i = 0;
  uint64_t base = (uint64_t)(previous + 1);
  uint64_t total = base;
  for (unsigned k = 0; k < count; k++) total += values[k];
  total += count - 1;
  uint32_t running = (uint32_t)base;
  for (; i + 4 <= count; i += 4) {
    lanes v;
    memcpy(&v, values + i, 16);
    v += (lanes){0, 1, 1, 1};
    v += (lanes)__builtin_shufflevector(v, (lanes){0, 0, 0, 0}, 4, 0, 1, 2);
    v += (lanes)__builtin_shufflevector(v, (lanes){0, 0, 0, 0}, 4, 4, 0, 1);
    v += running;
    memcpy(values + i, &v, 16);
    running = v[3] + 1;
  }
  for (; i < count; i++) {
    values[i] += running;
    running = values[i] + 1;
  }
  return total;
}
