// Patched frame-of-reference packing (PFOR) of up to 128 integers; packing.h says what the bytes are.
#include <string.h>

#include "packing.h"

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

// Fewer than 128 values lie one after another, so that a list of five terms pays for five.
// `available` bytes may be read: while eight are left they are loaded at once.
static void unpack_few(const uint8_t *bytes, size_t available, unsigned width, unsigned count, uint32_t *values) {
  if (width == 0) {
    memset(values, 0, count * sizeof(uint32_t));
    return;
  }
  const uint64_t mask = (UINT64_C(1) << width) - 1;
  const size_t whole = available < 8 ? 0 : ((available - 8) * 8 + 7) / width + 1;
  unsigned i = 0, bit = 0;
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
    if (at >= available) return 0;
    const unsigned exceptions = __atomic_load_n(bytes + at++, __ATOMIC_RELAXED);
    if (exceptions == 0 || exceptions > count || exceptions > available - at || width == 32) return 0;
    const uint8_t *indexes = bytes + at;
    at += exceptions;
    int last = -1;
    for (unsigned i = 0; i < exceptions; i++) {
      // Read once: the file may be overwritten between a check and a second look.
      const unsigned index = __atomic_load_n(indexes + i, __ATOMIC_RELAXED);
      if (at >= available) return 0;
      uint32_t high = __atomic_load_n(bytes + at, __ATOMIC_RELAXED);
      if (high < 0x80) {
        at++;
      } else {
        size_t length = read_varint(bytes + at, available - at, &high);
        if (length == 0) return 0;
        at += length;
      }
      if (high == 0 || (int)index <= last || index >= count) return 0;
      if (((uint64_t)high << width) > UINT32_MAX) return 0;
      last = (int)index;
      values[index] |= high << width;
    }
  }
  if (control & 0x80) {
    for (unsigned i = 0; i < count; i++) values[i] += 1;
  }
  return at;
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
