// Compares every kernel of CKernels with a slow twin on random inputs; tools/check-arm64 runs it on x86-64 and arm64.
//
// One line a kernel, and at the end a digest of what the kernels wrote: it must be the same on every machine. Inputs lie
// against a page that cannot be read, so that a load behind them ends the program.
// Long, because it is one short comparison after another, and one file is what two compilers can be given.
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "block.h"
#include "byte_classes.h"
#include "compare.h"
#include "json.h"
#include "packing.h"
#include "positions.h"
#include "prefixes.h"
#include "scoring.h"
#include "shapes.h"
#include "terms.h"
#include "tree.h"
#include "trie.h"
#include "weights.h"

#pragma STDC FP_CONTRACT OFF

// MARK: Tools

static uint64_t state = 0x9E3779B97F4A7C15u, digest = 0xCBF29CE484222325u;
static bool failed = false;

static uint32_t next32(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (uint32_t)(state >> 16);
}

static uint32_t below(uint32_t limit) { return (uint32_t)(((uint64_t)next32() * limit) >> 32); }

/// A number of a random number of bits: small ones are as frequent as large ones.
static uint32_t any_bits(unsigned most) {
  unsigned bits = below(most + 1);
  return bits == 0 ? 0 : next32() >> (32 - bits);
}

/// Room of `bytes` bytes that ends where memory ends; `slot` names one of eight places.
static void *room(int slot, size_t bytes) {
  static uint8_t *places[8];
  const size_t size = 1 << 16;
  if (places[slot] == NULL) {
    places[slot] = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (places[slot] == MAP_FAILED || mprotect(places[slot] + size, size, PROT_NONE) != 0) abort();
  }
  return places[slot] + size - bytes;
}

/// Adds what a kernel wrote to the digest (FNV-1a).
static void note(const void *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) digest = (digest ^ ((const uint8_t *)bytes)[i]) * 0x100000001B3u;
}

/// What was compared of one kernel.
static struct {
  const char *name;
  unsigned long long cases;
  bool differs;
} kernels[64];

/// Counts a comparison; `what` is the kernel's name, and behind a colon what of it.
static void expect(bool holds, const char *what) {
  const size_t length = strcspn(what, ":");
  unsigned i = 0;
  for (; kernels[i].name != NULL; i++) {
    if (strcspn(kernels[i].name, ":") == length && strncmp(kernels[i].name, what, length) == 0) break;
  }
  if (kernels[i].name == NULL) kernels[i].name = what;
  kernels[i].cases++;
  if (holds) return;
  if (!kernels[i].differs) fprintf(stderr, "  differs: %s\n", what);
  kernels[i].differs = failed = true;
}

// MARK: Packing

static void test_pack128(void) {
  for (unsigned width = 0; width <= 32; width++) {
    for (int round = 0; round < 20; round++) {
      uint32_t *values = room(0, 512), *back = room(1, 512);
      uint8_t *bytes = room(2, 16 * width), slow[512] = {0};
      for (int i = 0; i < 128; i++) values[i] = width == 0 ? 0 : next32() >> (32 - width);
      concord_pack128(values, width, bytes);
      // Value 4i + j is in lane j, place i; the words of the four lanes alternate.
      for (unsigned i = 0; i < 128; i++) {
        for (unsigned bit = 0; bit < width; bit++) {
          unsigned at = (i / 4) * width + bit;
          if (values[i] >> bit & 1) slow[16 * (at / 32) + 4 * (i % 4) + at % 32 / 8] |= 1 << at % 8;
        }
      }
      expect(memcmp(bytes, slow, 16 * width) == 0, "pack128");
      concord_unpack128(bytes, width, back);
      expect(memcmp(values, back, 512) == 0, "unpack128");
      note(bytes, 16 * width);
    }
  }
}

/// A decoder after the letter of FileFormat.md; 0 for no stream.
static size_t slow_stream(const uint8_t *bytes, size_t available, unsigned count, uint32_t *values) {
  const unsigned width = bytes[0] & 63;
  size_t at = 1 + (count == 128 ? 16 * width : (count * width + 7) / 8);
  if (width > 32 || at > available) return 0;
  for (unsigned i = 0; i < count; i++) {
    values[i] = 0;
    for (unsigned bit = 0; bit < width; bit++) {
      size_t place = count == 128 ? (i / 4) * width + bit : (size_t)i * width + bit;
      size_t byte = count == 128 ? 16 * (place / 32) + 4 * (i % 4) + place % 32 / 8 : place / 8;
      values[i] |= (uint32_t)(bytes[1 + byte] >> place % 8 & 1) << bit;
    }
  }
  if (bytes[0] & 64) {
    unsigned exceptions = bytes[at++];
    const uint8_t *indexes = bytes + at;
    at += exceptions;
    for (unsigned i = 0; i < exceptions; i++) {
      uint32_t high = 0;
      for (unsigned shift = 0;; shift += 7) {
        high |= (uint32_t)(bytes[at] & 127) << shift;
        if (bytes[at++] < 128) break;
      }
      values[indexes[i]] |= high << width;
    }
  }
  for (unsigned i = 0; i < count; i++) values[i] += bytes[0] >> 7;
  return at;
}

static size_t put_number(uint8_t *bytes, size_t at, uint64_t value) {
  for (; value >= 0x80; value >>= 7) bytes[at++] = (uint8_t)value | 0x80;
  bytes[at++] = (uint8_t)value;
  return at;
}

static void test_picks(const uint8_t *bytes, size_t length, unsigned count, const uint32_t *values) {
  uint32_t picks[128];
  unsigned size = 0;
  for (unsigned i = below(8); i < count; i += 1 + below(9)) picks[size++] = i;
  uint32_t *indexes = room(3, 4 * size), *out = room(4, 4 * size);
  memcpy(indexes, picks, 4 * size);
  expect(concord_pick_stream(bytes, length, count, indexes, size, out) == length, "pick_stream: length");
  bool same = true;
  for (unsigned i = 0; i < size; i++) same = same && out[i] == values[picks[i]];
  expect(same, "pick_stream");
  note(out, 4 * size);
}

static void test_terms(void) {
  for (int round = 0; round < 20000; round++) {
    uint8_t plain[2048];
    size_t length = 0;
    uint64_t postings = any_bits(32), positions = any_bits(32);
    const unsigned place = below(16);
    length = put_number(plain, length, postings);
    length = put_number(plain, length, positions);
    concord_term slow = {0};
    for (unsigned i = 0; i <= place; i++) {
      const uint64_t size = below(4) == 0 ? below(9) : any_bits(30), places = any_bits(30);
      slow = (concord_term){1 + any_bits(20), size, places, postings, positions, postings + (size <= 8 ? 0 : size)};
      length = put_number(plain, length, slow.documents);
      length = put_number(plain, length, size);
      length = put_number(plain, length, places);
      if (size == 0) {
        slow.postings = any_bits(32);
        length = put_number(plain, length, slow.postings);
      } else if (size <= 8) {
        slow.postings = length;
        for (uint64_t k = 0; k < size; k++) plain[length++] = (uint8_t)next32();
      } else {
        postings += size;
      }
      positions += places;
    }
    uint8_t *bytes = room(0, length);
    memcpy(bytes, plain, length);
    concord_term term = {0};
    expect(concord_read_term(bytes, length, place, 8, &term), "read_term: sense");
    expect(memcmp(&term, &slow, sizeof term) == 0, "read_term");
    note(&term, sizeof term);
    const size_t cut = below((uint32_t)length);
    expect(!concord_read_term(memmove(room(0, cut), plain, cut), cut, place, 8, &term), "read_term: cut");
  }
}

static void test_streams(void) {
  for (unsigned count = 1; count <= 128; count++) {
    for (int round = 0; round < 40; round++) {
      uint32_t values[128], back[128], *out = room(1, 4 * count);
      uint8_t encoded[1024];
      unsigned common = below(33), low = below(2);
      for (unsigned i = 0; i < count; i++) {
        values[i] = any_bits(below(16) == 0 ? 32 : common);
        if (values[i] < low) values[i] = low;
      }
      size_t length = concord_encode_stream(values, count, encoded);
      uint8_t *bytes = room(0, length);
      memcpy(bytes, encoded, length);
      expect(slow_stream(bytes, length, count, back) == length, "encode_stream: length");
      expect(memcmp(values, back, 4 * count) == 0, "encode_stream");
      expect(concord_decode_stream(bytes, length, count, out) == length, "decode_stream: length");
      expect(memcmp(values, out, 4 * count) == 0, "decode_stream");
      expect(concord_skip_stream(bytes, length, count) == length, "skip_stream");
      note(bytes, length);
      test_picks(bytes, length, count, values);
      size_t cut = below((uint32_t)length);
      uint8_t *less = room(0, cut);
      memmove(less, encoded, cut);
      expect(concord_decode_stream(less, cut, count, out) == 0, "decode_stream: cut");
      expect(concord_skip_stream(less, cut, count) == 0, "skip_stream: cut");
    }
  }
}

static void test_sum_gaps(void) {
  for (unsigned count = 1; count <= 128; count++) {
    for (int round = 0; round < 40; round++) {
      uint32_t *values = room(0, 4 * count), slow[128];
      int64_t previous = round == 0 ? -1 : (int64_t)any_bits(31);
      uint64_t running = (uint64_t)previous;
      unsigned bits = round % 4 == 3 ? 32 : below(25);
      for (unsigned i = 0; i < count; i++) {
        values[i] = any_bits(bits);
        running += (uint64_t)values[i] + 1;
        slow[i] = (uint32_t)running;
      }
      uint8_t encoded[1024];
      size_t length = concord_encode_stream(values, count, encoded);
      expect(concord_sum_gaps(values, count, previous) == running, "sum_gaps: last");
      expect(memcmp(values, slow, 4 * count) == 0, "sum_gaps");
      uint8_t *bytes = room(1, length);
      memcpy(bytes, encoded, length);
      uint32_t *documents = room(2, 4 * ((count + 7) / 8 * 8));
      uint64_t last = 0;
      expect(concord_decode_documents(bytes, length, count, previous, documents, &last) == length, "decode_documents");
      expect(last == running && memcmp(documents, slow, 4 * count) == 0, "decode_documents: numbers");
      note(documents, 4 * count);
    }
  }
}

// MARK: Blocks

static unsigned ascending(uint32_t *values, unsigned count, uint32_t most) {
  uint32_t last = 0;
  for (unsigned i = 0; i < count; i++) {
    last += below(most) + (i > 0);
    values[i] = last;
  }
  return count;
}

static void test_select(unsigned count) {
  int32_t *values = room(0, 4 * count);
  uint32_t *found = room(1, 4 * count), slow[4096];
  for (int round = 0; round < 12; round++) {
    const unsigned density = below(3);
    for (unsigned i = 0; i < count; i++) {
      values[i] = density == 0 && below(40) != 0 ? 0 : (int32_t)any_bits(31) - (int32_t)any_bits(8);
    }
    const int32_t minimums[] = {INT32_MIN, INT32_MIN + 1, 0, 1, 1 << 15, INT32_MAX, (int32_t)any_bits(31), -3};
    for (unsigned k = 0; k < 8; k++) {
      unsigned expected = 0;
      for (unsigned i = 0; i < count; i++) {
        if (values[i] >= minimums[k]) slow[expected++] = i;
      }
      unsigned got = concord_select_at_least(values, count, minimums[k], found);
      expect(got == expected && memcmp(found, slow, 4 * got) == 0, "select_at_least");
      note(found, 4 * got);
    }
  }
}

static void test_sort(void) {
  for (unsigned count = 0; count <= 128; count++) {
    uint64_t *values = room(0, 8 * count), *sorted = room(1, 8 * count), slow[128];
    for (unsigned i = 0; i < count; i++) values[i] = (uint64_t)any_bits(32) << 32 | (uint64_t)any_bits(20) << 7 | i;
    for (unsigned i = 0; i < count; i++) {
      unsigned place = i;
      for (; place > 0 && slow[place - 1] < values[i]; place--) slow[place] = slow[place - 1];
      slow[place] = values[i];
    }
    concord_sort_descending(values, count, sorted);
    expect(memcmp(sorted, slow, 8 * count) == 0, "sort_descending");
    note(sorted, 8 * count);
  }
}

static void test_marks(unsigned count) {
  uint8_t *marks = room(0, count);
  uint32_t *found = room(1, 4 * count), slow[4096], documents[128];
  for (int round = 0; round < 12; round++) {
    memset(marks, 0, count);
    const uint32_t base = any_bits(31);
    unsigned set = count == 0 ? 0 : below(round == 0 ? 2 : 129), total = 0;
    for (unsigned i = 0; i < set; i++) documents[i] = base + below(count);
    concord_set_marks(marks, documents, set, base);
    for (unsigned i = 0; i < count; i++) {
      if (marks[i] != 0) slow[total++] = i;
    }
    for (unsigned i = 0; i < set; i++) expect(marks[documents[i] - base] == 1, "set_marks");
    if (count % 64 == 0) {
      uint64_t *bits = room(2, count / 8), packed[64];
      for (unsigned i = 0; i < count / 64; i++) packed[i] = bits[i] = (uint64_t)next32() << below(33);
      for (unsigned i = 0; i < count; i++) packed[i / 64] |= (uint64_t)(marks[i] != 0) << i % 64;
      concord_pack_marks(marks, count, bits);
      expect(memcmp(bits, packed, count / 8) == 0, "pack_marks");
    }
    unsigned got = concord_select_marked(marks, count, found);
    expect(got == total && memcmp(found, slow, 4 * got) == 0, "select_marked");
    expect(concord_count_marked(marks, count) == total, "count_marked");
    if (round == 11) {
      memset(marks, 1, count);
      expect(concord_count_marked(marks, count) == count, "count_marked: all");
      expect(concord_select_marked(marks, count, found) == count, "select_marked: all");
    }
  }
}

static void test_windows(void) {
  for (unsigned count = 0; count <= 128; count++) test_select(count);
  test_select(4096);
  for (unsigned count = 0; count <= 128; count += 32) test_marks(count);
  test_marks(4096);
  for (unsigned count = 0; count <= 128; count++) {
    for (int round = 0; round < 10; round++) {
      static int32_t sums[4096], slow[4096];
      uint32_t *documents = room(0, 4 * count);
      int32_t *contributions = room(1, 4 * count);
      const uint32_t base = any_bits(30);
      for (unsigned i = 0; i < count; i++) {
        documents[i] = base + below(4096);
        contributions[i] = (int32_t)next32();
      }
      concord_add_sums(sums, documents, contributions, count, base);
      for (unsigned i = 0; i < count; i++) {
        uint32_t *at = (uint32_t *)slow + (documents[i] - base);
        *at += (uint32_t)contributions[i];
      }
      expect(memcmp(sums, slow, sizeof sums) == 0, "add_sums");
    }
  }
}

static void test_intersect(void) {
  for (unsigned a = 0; a <= 128; a++) {
    for (unsigned b = 0; b <= 128; b += 1 + below(3)) {
      uint32_t *x = room(0, 4 * a), *y = room(1, 4 * b);
      unsigned smaller = (a < b ? a : b) + 1, expected = 0;
      uint32_t *in_a = room(2, 4 * smaller), *in_b = room(3, 4 * smaller), slow_a[129], slow_b[129];
      ascending(x, a, 1 + below(6));
      ascending(y, b, 1 + below(6));
      if (a > 0 && a <= b && below(8) == 0) memcpy(x, y + below(b - a + 1), 4 * a);
      for (unsigned i = 0; i < a; i++) {
        for (unsigned j = 0; j < b; j++) {
          if (x[i] == y[j]) {
            slow_a[expected] = i;
            slow_b[expected++] = j;
          }
        }
      }
      unsigned got = concord_intersect(x, a, y, b, in_a, in_b);
      expect(got == expected, "intersect: count");
      expect(memcmp(in_a, slow_a, 4 * expected) == 0 && memcmp(in_b, slow_b, 4 * expected) == 0, "intersect");
      note(in_b, 4 * got);
    }
  }
}

static void test_positions(void) {
  for (unsigned count = 1; count <= 40; count++) {
    for (int round = 0; round < 20; round++) {
      uint32_t *gaps = room(0, 4 * (count + 7)), *values = room(1, 4 * (count + 8)), *starts = room(2, 4 * count);
      for (unsigned i = 0; i < count + 7; i++) gaps[i] = any_bits(round == 0 ? 32 : 4);
      int64_t running = (int64_t)below(100) - 1;
      const int64_t last = concord_add_gaps(gaps, count, running, values);
      bool same = true;
      for (unsigned i = 0; i < count; i++) {
        running += 1 + (int64_t)gaps[i];
        same = same && values[i] == (uint32_t)running;
      }
      expect(same && last == running, "add_gaps");
      if (last >= UINT32_MAX) continue;
      memset(values + count, 0xff, 32);
      const uint32_t offset = below(8);
      unsigned size = 0, expected = 0;
      uint32_t slow[40];
      for (uint32_t at = below(20); size < count; at += 1 + below(6)) starts[size++] = at;
      for (unsigned i = 0; i < size; i++) {
        bool isThere = false;
        for (unsigned j = 0; j < count; j++) isThere = isThere || values[j] == starts[i] + offset;
        if (isThere) slow[expected++] = starts[i];
      }
      const unsigned kept = concord_keep_followed(starts, starts, size, 0, offset, values);
      expect(kept == expected && memcmp(starts, slow, 4 * kept) == 0, "keep_followed");
      // The same with starts that are made from places on the way.
      uint32_t *places = room(6, 4 * (kept + 1));
      places[0] = 2;
      for (unsigned i = 0; i < kept; i++) places[i + 1] = starts[i] + 3;
      expect(concord_keep_followed(starts, places, kept + 1, 3, offset, values) == kept, "keep_followed: before");
      expect(memcmp(starts, slow, 4 * kept) == 0, "keep_followed: before");
      note(starts, 4 * kept);
    }
  }
}

static void test_small(unsigned count) {
  uint32_t *values = room(0, 4 * count), *indexes = room(1, 4 * count), *out = room(2, 4 * count);
  uint8_t *codes = room(3, count);
  ascending(values, count, 1 + any_bits(18));
  for (int round = 0; round < 12; round++) {
    uint32_t target = count == 0 || round == 0 ? next32() : values[below(count)] + below(3) - 1;
    unsigned slow = 0;
    while (slow < count && values[slow] < target) slow++;
    expect(concord_lower_bound(values, count, target) == slow, "lower_bound");
  }
  uint64_t total = 0;
  uint8_t largest = 0;
  bool same = true;
  for (unsigned i = 0; i < count; i++) {
    indexes[i] = below(count);
    codes[i] = (uint8_t)any_bits(8);
    if (codes[i] > largest) largest = codes[i];
  }
  concord_take(out, values, indexes, count);
  for (unsigned i = 0; i < count; i++) same = same && out[i] == values[indexes[i]];
  expect(same, "take");
  expect(concord_largest_code(codes, count) == largest, "largest_code");
  for (unsigned i = 0; i < count; i++) values[i] = next32();
  for (unsigned i = 0; i < count; i++) total += values[i];
  expect(concord_sum(values, count) == total, "sum");
}

static void test_rows(unsigned count) {
  uint32_t *values = room(0, 7 * 512), *sums = room(1, 4 * (count + 8));
  const unsigned rows = 1 + below(127), bits = below(4) == 0 ? 32 : 12;
  for (unsigned i = 0; i < 7 * 128; i++) values[i] = any_bits(bits);
  uint64_t running = 0;
  bool same = true;
  const uint64_t total = concord_sum_rows(sums, values, rows, count);
  for (unsigned i = 0; i <= count; i++) {
    same = same && sums[i] == (uint32_t)running;
    for (unsigned row = 0; row < 7 && i < count; row++) running += rows >> row & 1 ? values[128 * row + i] : 0;
  }
  expect(same && total == running, "sum_rows");
  note(sums, 4 * (count + 1));
}

// MARK: Scores

static void test_fields(const uint32_t *documents, unsigned count, const uint8_t *norms, const float *weights) {
  enum { column = 20000 };
  static uint32_t kept[128];
  uint32_t *rows = room(3, 3 * 512);
  float *out = room(4, 4 * count), slow[128];
  const unsigned mask = 1 + below(7), dense = below(3);
  for (unsigned i = 0; i < count; i++) kept[i] = documents[i] % column;
  for (unsigned i = 0; i < 3 * 128; i++) rows[i] = below(6) != 0 ? 0 : any_bits(9);
  concord_strengths(out, kept, rows, mask, dense, norms, column, weights, count);
  for (unsigned i = 0; i < count; i++) {
    volatile float sum = 0;
    for (unsigned field = 0; field < 3; field++) {
      if (!(mask >> field & 1)) continue;
      volatile float product = weights[256 * field + norms[column * field + kept[i]]] * (float)rows[128 * field + i];
      sum = sum + product;
    }
    slow[i] = sum;
  }
  expect(memcmp(out, slow, 4 * count) == 0, "strengths");
  note(out, 4 * count);
}

static void test_strengths(void) {
  static uint8_t norms[1 << 16];
  static float weights[3 * 256];
  for (int i = 0; i < 1 << 16; i++) norms[i] = (uint8_t)next32();
  for (int i = 0; i < 3 * 256; i++) weights[i] = (float)next32() / 1e9f;
  for (unsigned count = 0; count <= 128; count++) {
    for (int round = 0; round < 12; round++) {
      uint32_t *documents = room(0, 4 * count), *frequencies = room(1, 4 * count);
      float *first = room(2, 4 * count), slow[128];
      for (unsigned i = 0; i < count; i++) {
        documents[i] = below(1 << 16);
        frequencies[i] = round % 2 == 0 && below(6) != 0 ? 0 : any_bits(round == 11 ? 32 : 9);
      }
      test_fields(documents, count, norms, weights);
      concord_strength_first(first, documents, frequencies, norms, weights, count);
      for (unsigned i = 0; i < count; i++) {
        volatile float product = weights[norms[documents[i]]] * (float)frequencies[i];
        slow[i] = product;
      }
      expect(memcmp(first, slow, 4 * count) == 0, "strength_first");
      for (int field = 0; field < 3; field++) {
        for (unsigned i = 0; i < count; i++) documents[i] = below(1 << 16);
        concord_strength_add(first, documents, frequencies, norms, weights, count);
        for (unsigned i = 0; i < count; i++) {
          volatile float product = weights[norms[documents[i]]] * (float)frequencies[i];
          volatile float sum = slow[i] + product;
          slow[i] = sum;
        }
        expect(memcmp(first, slow, 4 * count) == 0, "strength_add");
      }
      note(first, 4 * count);
    }
  }
}

static int32_t slow_contribution(float strength, float k1, float scale) {
  volatile float below_line = k1 + strength;
  volatile float share = strength / below_line;
  volatile float value = scale * share;
  if (!(value > 0) || value >= 2147483648.0f) return 0;
  // To nearest, ties to even, by hand: a Float from 2^23 on is whole.
  if (value >= 8388608.0f) return (int32_t)value;
  int32_t whole = (int32_t)value;
  float rest = value - (float)whole;
  return whole + (rest > 0.5f || (rest == 0.5f && whole % 2 == 1));
}

static void test_contributions(void) {
  const float odd[] = {0, -0.0f, -1, INFINITY, -INFINITY, NAN, 1e38f, 1e-40f, 0.5f, -1.2f};
  for (unsigned count = 0; count <= 128; count++) {
    for (int round = 0; round < 40; round++) {
      float *strength = room(0, 4 * count);
      int32_t *out = room(1, 4 * count), slow[128];
      const float k1 = round % 3 == 0 ? 1.2f : 0.01f + (float)below(400) / 100;
      // The last are beyond 31 bits, and halves that have to be rounded to even.
      const float scale =
          round == 38 ? 4e9f : round == 39 ? 1.0f : (float)(1 << 20) * (0.001f + (float)below(1 << 20) / 70000);
      for (unsigned i = 0; i < count; i++) {
        strength[i] = round % 4 == 3 && below(4) == 0 ? odd[below(10)] : (float)any_bits(24) / 65536;
        if (round == 39) strength[i] = (float)below(64) * 0.5f;
        slow[i] = slow_contribution(strength[i], round == 39 ? 0 : k1, round == 39 ? (float)i + 0.5f : scale);
      }
      if (round == 39) {
        // With k1 = 0 the share is 1 and the value is the scale: an exact half.
        for (unsigned i = 0; i < count; i++) {
          int32_t one = 0;
          concord_contributions(&one, strength + i, 0, (float)i + 0.5f, 1);
          expect(one == slow[i], "contributions: halves");
        }
        continue;
      }
      concord_contributions(out, strength, k1, scale, count);
      expect(memcmp(out, slow, 4 * count) == 0, "contributions");
      note(out, 4 * count);
    }
  }
  for (unsigned half = 0; half < 4096; half++) {
    float strength[16];
    int32_t out[16];
    for (int i = 0; i < 16; i++) strength[i] = 1 + (float)i;
    concord_contributions(out, strength, 0, (float)half + 0.5f, 16);
    for (int i = 0; i < 16; i++) expect(out[i] == (int32_t)(half + half % 2), "contributions: halves");
  }
}

static void test_tree(void) {
  for (int round = 0; round < 20000; round++) {
    // One level or two; the unused keys of the last node are as large as can be.
    const unsigned blocks = 1 + below(round % 4 ? 16 : 256), leaves = (blocks + 15) / 16, levels = leaves > 1 ? 2 : 1;
    uint64_t *index = room(0, 128 * (levels - 1 + leaves)), *heads = index + 16 * (levels - 1);
    uint64_t key = (uint64_t)next32() << 32 | next32(), word = (uint64_t)any_bits(32) << below(33);
    for (unsigned i = 0; i < 16 * leaves; i++) {
      heads[i] = i < blocks ? word : UINT64_MAX;
      const uint64_t step = (uint64_t)any_bits(32) << below(32);
      if (below(4)) word = word + step < word ? UINT64_MAX : word + step;
    }
    for (unsigned i = 0; levels > 1 && i < 16; i++) index[i] = i < leaves ? heads[16 * i] : UINT64_MAX;
    if (round % 2) key = heads[below(blocks)] + below(3) - 1;
    int64_t right = 0;
    for (unsigned i = 0; i < blocks; i++) right += heads[i] <= key;
    uint64_t verified = 1 | ~0u;
    concord_string_table table = {.index = (const uint8_t *)index, .verified = &verified, .block_count = blocks, .levels = levels};
    concord_set_level(&table, 0, 0, 1);
    if (levels > 1) concord_set_level(&table, 1, 128, leaves);
    const int64_t found = concord_count_heads(&table, key);
    note(&found, sizeof found);
    expect(found == right, "count_heads");
    verified = 0;
    expect(concord_count_heads(&table, key) == CONCORD_UNVERIFIED, "count_heads: unverified");
  }
}

/// Strings of a block while it is made.
static uint8_t strings[16][320];
static unsigned lengths[16];

static int order_strings(const uint8_t *a, unsigned a_length, const uint8_t *b, unsigned b_length) {
  const int order = memcmp(a, b, a_length < b_length ? a_length : b_length);
  return order ? order : (a_length > b_length) - (a_length < b_length);
}

static uint8_t *put_varint(uint8_t *at, unsigned value) {
  for (; value >= 128; value >>= 7) *at++ = (uint8_t)(value | 128);
  *at++ = (uint8_t)value;
  return at;
}

/// Writes a block as StringTableWriter does; returns its length.
static unsigned write_block(uint8_t *block, unsigned count) {
  uint8_t tail[8192], *tail_end = tail, *at = block + 33;
  memset(block, 0, 33);
  for (unsigned i = 0; i < count; i++) {
    unsigned shared = 0, own = lengths[i], most = 255;
    if (i > 0) {
      while (shared < lengths[i] && shared < lengths[i - 1] && strings[i][shared] == strings[i - 1][shared]) shared++;
      block[17 + i] = strings[i][shared];
      own -= shared + 1;
      most = 15;
      if (shared >= 15) tail_end = put_varint(tail_end, shared - 15);
    }
    block[2 + i] = (uint8_t)((shared < 15 ? shared : 15) << 4 | (own < most ? own : most));
    const uint8_t *from = strings[i] + lengths[i] - own;
    if (own >= most) {
      tail_end = put_varint(tail_end, own - most);
      memcpy(tail_end, from, own);
      tail_end += own;
    } else {
      memcpy(at, from, own);
      at += own;
    }
  }
  memcpy(at, tail, (size_t)(tail_end - tail));
  return (unsigned)(at - block + (tail_end - tail));
}

/// Makes up to 16 ascending strings; returns how many.
static unsigned make_strings(int kind) {
  unsigned count = 0, tries = 1 + below(16);
  for (unsigned i = 0; i < tries; i++) {
    uint8_t next[320];
    // They share a beginning with the one before, and what follows is greater.
    unsigned kept = count ? below(lengths[count - 1] + 1) : 0, length = kept;
    if (count) memcpy(next, strings[count - 1], kept);
    const unsigned most = kind == 0 ? 6 : kind == 1 ? 20 : below(8) ? 4 : 280;
    for (unsigned more = below(most + 1); more > 0 && length < 300; more--) {
      next[length++] = kind == 3 ? (uint8_t)(below(2) * 255) : (uint8_t)('a' + below(4));
    }
    if (count && order_strings(next, length, strings[count - 1], lengths[count - 1]) <= 0) continue;
    memcpy(strings[count], next, length);
    lengths[count++] = length;
  }
  return count;
}

static void test_strings(void) {
  static uint8_t made[16384];
  for (int round = 0; round < 60000; round++) {
    const unsigned count = make_strings(round % 4), length = write_block(made, count), far = round % 3 ? 512 : 0;
    uint8_t *blocks = room(0, length + far), *index = room(1, 128 + 72);
    memcpy(blocks, made, length);
    memset(blocks + length, 'a', far);
    uint64_t *heads = (uint64_t *)index, head = 0, verified = UINT64_MAX;
    memset(index, 255, 128);
    for (unsigned i = 0; i < 8 && i < lengths[0]; i++) head |= (uint64_t)strings[0][i] << (56 - 8 * i);
    heads[0] = head;
    memset(index + 128, 0, 8);
    for (unsigned i = 0; i < 16; i++) memcpy(index + 136 + 4 * i, &length, 4);
    concord_string_table table = {
        .index = index, .blocks = blocks, .blocks_length = length, .readable = length + far, .verified = &verified,
        .strings = count, .block_count = 1, .offsets = 128, .levels = 1};
    concord_set_level(&table, 0, 0, 1);
    for (int query = 0; query < 8; query++) {
      const unsigned which = below(count);
      unsigned size = lengths[which];
      uint8_t wanted[321];
      memcpy(wanted, strings[which], size);
      if (query & 1 && size > 0) size = below(size + 1);
      if (query & 2 && size > 0) wanted[size - 1] = (uint8_t)(wanted[size - 1] + below(3) - 1);
      if (query & 4) wanted[size++] = (uint8_t)(below(2) ? 'b' : 255 * below(2));
      uint8_t *key = room(2, size + (query % 3 ? 0 : 40));
      memcpy(key, wanted, size);
      unsigned low = 0, high;
      while (low < count && order_strings(strings[low], lengths[low], key, size) < 0) low++;
      for (high = low; high < count && lengths[high] >= size && memcmp(strings[high], key, size) == 0; high++) {}
      const int relation = low == high ? CONCORD_IS_ABOVE : lengths[low] == size ? CONCORD_IS_SAME : CONCORD_IS_LONGER;
      concord_block_place place = {0, 0};
      const int64_t found = concord_find_string(&table, key, size, below(2) ? -1 : 0, &place);
      concord_string_range range = {0, count};
      note(&found, sizeof found);
      // Where a string is below the tree's first key, no block is asked.
      const bool is_below = low == 0 && found == 0 && relation != CONCORD_IS_SAME;
      expect(is_below || found == (int64_t)low * 4 + relation, "find_string");
      expect(concord_narrow(&table, key, size, &range) == 0 && range.low == low && range.high == high, "narrow");
    }
    concord_block_strings rebuilt;
    bool is_short = far > 0 && lengths[0] < 255;
    for (unsigned i = 1; i < count; i++) is_short &= blocks[2 + i] < 0xF0 && (blocks[2 + i] & 15) < 15;
    if (concord_prepare(blocks, length, length + far, &rebuilt)) {
      uint8_t *text = room(2, 512);
      expect(is_short, "prepare: long strings");
      for (unsigned i = 0; i < count; i++) {
        const unsigned size = concord_put(&rebuilt, i, text);
        expect(size == lengths[i] && memcmp(text, strings[i], size) == 0, "prepare");
        note(text, size);
      }
    } else {
      expect(!is_short, "prepare: short strings");
    }
    // Damaged ones give anything, but read nothing outside.
    for (int i = 0; i < 3; i++) blocks[below(length)] = (uint8_t)next32();
    uint8_t *key = room(2, lengths[0]);
    memcpy(key, strings[0], lengths[0]);
    concord_block_place place;
    concord_string_range range = {0, count};
    expect(concord_find_string(&table, key, lengths[0], -1, &place) >= CONCORD_BLOCK_DAMAGED, "find_string: damaged");
    concord_narrow(&table, key, lengths[0], &range);
    expect(range.low <= range.high && range.high <= count, "narrow: damaged");
    verified = 0;
    expect(concord_find_string(&table, key, lengths[0], 0, &place) == CONCORD_UNVERIFIED, "find_string: unverified");
  }
}

/// A random tree of beginnings: breadth-first, with a slow way down beside it.
static void test_trie(void) {
  enum { MOST = 400 };
  for (int round = 0; round < 3000; round++) {
    unsigned nodes = 1, child[MOST + 1], first[MOST];
    uint8_t label[MOST] = {0};
    const unsigned fan_out = round % 8 == 0 ? 60 : 6, width = 3 + (unsigned)round % 2;
    unsigned count_of[MOST] = {1000};
    first[0] = 0;
    unsigned node = 0;
    for (; node < nodes; node++) {
      child[node] = nodes;
      unsigned children = below(fan_out + 1), start = first[node], next = below(4);
      if (nodes + children > MOST || (node > 0 && below(3) == 0)) children = 0;
      const unsigned end = first[node] + count_of[node];
      for (unsigned i = 0; i < children; i++) {
        first[nodes] = start;
        start += below((end - start) / 2 + 1);
        count_of[nodes] = start - first[nodes];
        if (i + 1 == children) count_of[nodes] = end - first[nodes];
        label[nodes++] = (uint8_t)next;
        next += 1 + below(3);
      }
    }
    child[nodes] = nodes;
    const size_t length = 64 + width * (2 * nodes + 1) + nodes;
    uint8_t *bytes = room(0, length), *at = bytes + 64;
    for (unsigned i = 0; i <= nodes; i++, at += width) memcpy(at, &child[i], 3), at[width - 1] = width == 4 ? 0 : at[width - 1];
    for (unsigned i = 0; i < nodes; i++, at += width) memcpy(at, &first[i], 3), at[width - 1] = width == 4 ? 0 : at[width - 1];
    memcpy(at, label, nodes);
    uint64_t verified = UINT64_MAX;
    concord_prefix_trie trie = {
        .bytes = bytes, .verified = &verified, .readable = length, .nodes = nodes, .children = 64,
        .firsts = 64 + width * (nodes + 1), .labels = 64 + width * (2 * nodes + 1), .width = width};
    for (int query = 0; query < 30; query++) {
      const unsigned size = below(7);
      uint8_t *text = room(1, size);
      unsigned slow = 0, depth = 0;
      for (unsigned i = 0; i < size; i++) text[i] = (uint8_t)below(8);
      if (query % 2) {
        // Down some branch.
        for (unsigned i = 0, n = 0; i < size && child[n] < child[n + 1]; i++) {
          n = child[n] + below(child[n + 1] - child[n]);
          text[i] = label[n];
        }
      }
      for (bool goes_on = true; goes_on && depth < size;) {
        goes_on = false;
        for (unsigned i = child[slow]; i < child[slow + 1]; i++) {
          if (label[i] != text[depth]) continue;
          slow = i;
          depth++;
          goes_on = true;
          break;
        }
      }
      concord_prefix_place place = {0, 0, 0, 1000, 0};
      expect(concord_descend(&trie, text, size, &place) == 0, "descend: status");
      expect(place.node == slow && place.depth == depth, "descend");
      expect(place.low == first[slow] && place.high == first[slow] + count_of[slow], "descend: strings");
      expect(place.is_leaf == (child[slow] == child[slow + 1]), "descend: leaf");
      note(&place, sizeof place);
    }
    // Damaged ones give anything, but read nothing outside.
    for (int i = 0; i < 4; i++) bytes[64 + below((uint32_t)length - 64)] = (uint8_t)next32();
    concord_prefix_place place = {0, 0, 0, 1000, 0};
    uint8_t *text = room(1, 4);
    for (int i = 0; i < 4; i++) text[i] = (uint8_t)below(8);
    const int64_t status = concord_descend(&trie, text, 4, &place);
    expect(status == 0 || status == CONCORD_TRIE_DAMAGED, "descend: damaged");
    verified = 0;
    place = (concord_prefix_place){0, 0, 0, 1000, 0};
    expect(concord_descend(&trie, text, 4, &place) == CONCORD_TRIE_UNVERIFIED, "descend: unverified");
  }
}

// MARK: Text

static uint8_t any_byte(int kind) {
  static const uint8_t odd[] = {'A', 'Z', '@', '[', 'a', 'z', '`', '{', '0', '9', '/', ':', '_', '\'', '.', ',',
                                0x7f, 0x80, 0xff, 0, '"', '\\', 0x1f, 0x20, '!', 0xc1, 0xda, 0xe1};
  return kind == 0 ? (uint8_t)next32() : kind == 1 ? odd[below(sizeof odd)] : (uint8_t)('a' + below(26));
}

static bool same_masks(ck_byte_masks a, ck_byte_masks b) {
  return a.upper == b.upper && a.lower == b.lower && a.digit == b.digit && a.underscore == b.underscore
      && a.joiner == b.joiner && a.high == b.high;
}

static ck_byte_masks slow_masks(const uint8_t *bytes, unsigned count) {
  ck_byte_masks m = {0, 0, 0, 0, 0, 0};
  for (unsigned i = 0; i < count && i < 64; i++) {
    const uint8_t b = bytes[i];
    const uint64_t bit = UINT64_C(1) << i;
    if (b >= 'A' && b <= 'Z') m.upper |= bit;
    if (b >= 'a' && b <= 'z') m.lower |= bit;
    if (b >= '0' && b <= '9') m.digit |= bit;
    if (b == '_') m.underscore |= bit;
    if (b == '\'' || b == '.' || b == ',') m.joiner |= bit;
    if (b >= 128) m.high |= bit;
  }
  return m;
}

static void test_classes(void) {
  for (unsigned count = 0; count <= 128; count++) {
    for (int round = 0; round < 40; round++) {
      uint8_t *bytes = room(0, count), lowered[16];
      for (unsigned i = 0; i < count; i++) bytes[i] = any_byte(round % 3);
      expect(same_masks(ck_byte_masks_tail(bytes, count), slow_masks(bytes, count)), "byte_masks_tail");
      if (count >= 64) {
        expect(same_masks(ck_byte_masks_of(bytes), slow_masks(bytes, 64)), "byte_masks_of");
        expect(same_masks(ck_byte_masks_portable(bytes), slow_masks(bytes, 64)), "byte_masks_portable");
      }
      if (count < 16) continue;
      ck_lower16(lowered, bytes);
      bool same = true;
      for (int i = 0; i < 16; i++) {
        same = same && lowered[i] == (bytes[i] >= 'A' && bytes[i] <= 'Z' ? bytes[i] + 32 : bytes[i]);
      }
      expect(same, "lower16");
    }
  }
}

static void test_runs(void) {
  for (unsigned count = 0; count <= 128; count++) {
    for (int round = 0; round < 80; round++) {
      uint8_t *bytes = room(0, count), *copy = room(1, count);
      for (unsigned i = 0; i < count; i++) bytes[i] = any_byte(below(40) == 0 ? round % 2 : 2);
      if (round % 5 == 4) memset(bytes, round % 2 ? 0xE9 : 'x', count);
      unsigned plain = 0, slash = 0, either = 0;
      bool high = false;
      for (; plain < count && bytes[plain] != '"' && bytes[plain] != '\\' && bytes[plain] >= 32; plain++) {
        high = high || bytes[plain] >= 128;
      }
      while (slash < count && bytes[slash] != '\\') slash++;
      while (either < count && bytes[either] != '"' && bytes[either] != '\n') either++;
      concord_run run = concord_json_plain(bytes, count);
      expect(run.count == plain && run.high == high, "json_plain");
      expect(concord_json_copy(copy, bytes, count) == slash && memcmp(copy, bytes, slash) == 0, "json_copy");
      expect(concord_find_either(bytes, count, '"', '\n') == either, "find_either");
    }
  }
  for (int round = 0; round < 20000; round++) {
    uint8_t *bytes = room(0, 4);
    int32_t slow = 0;
    for (int i = 0; i < 4; i++) {
      bytes[i] = below(30) == 0 ? (uint8_t)next32() : (uint8_t) "0123456789abcdefABCDEF"[below(22)];
      const uint8_t b = bytes[i];
      const int digit = b >= '0' && b <= '9' ? b - '0' : b >= 'a' && b <= 'f' ? b - 'a' + 10
          : b >= 'A' && b <= 'F' ? b - 'A' + 10 : -1;
      slow = slow < 0 || digit < 0 ? -1 : slow * 16 + digit;
    }
    expect(concord_json_hex(bytes) == slow, "json_hex");
  }
}

static bool slow_utf8(const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count;) {
    const uint8_t b = bytes[i++];
    if (b < 0x80) continue;
    const unsigned more = b >= 0xC2 && b <= 0xDF ? 1 : b >= 0xE0 && b <= 0xEF ? 2 : b >= 0xF0 && b <= 0xF4 ? 3 : 0;
    if (more == 0 || count - i < more) return false;
    uint8_t low = b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : 0x80, high = b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : 0xBF;
    for (unsigned k = 0; k < more; k++, low = 0x80, high = 0xBF) {
      if (bytes[i + k] < low || bytes[i + k] > high) return false;
    }
    i += more;
  }
  return true;
}

static void test_utf8(void) {
  for (size_t count = 0; count <= 128; count++) {
    for (int round = 0; round < 80; round++) {
      uint8_t *bytes = room(0, count);
      for (size_t i = 0; i < count;) {
        const uint32_t scalar = below(3) ? any_bits(7) : any_bits(21);
        uint8_t one[4];
        size_t length = 0;
        if (scalar < 0x80) {
          one[length++] = (uint8_t)scalar;
        } else {
          const unsigned more = scalar < 0x800 ? 1 : scalar < 0x10000 ? 2 : 3;
          one[length++] = (uint8_t)((0xFF00 >> (more + 1) & 0xFF) | scalar >> 6 * more);
          for (unsigned k = more; k-- > 0;) one[length++] = (uint8_t)(0x80 | (scalar >> 6 * k & 63));
        }
        for (size_t k = 0; k < length && i < count; k++) bytes[i++] = one[k];
      }
      if (count > 0 && round % 4 == 3) bytes[below((uint32_t)count)] = (uint8_t)next32();
      const int valid = concord_utf8_valid(bytes, count);
      // Without a kernel the Swift twin is asked, which the Swift tests compare.
      if (valid != -1) expect(valid == slow_utf8(bytes, count), "utf8_valid");
    }
  }
}

// MARK: Shapes

static void test_shapes(void) {
  for (unsigned count = 0; count <= 70; count++) {
    for (int round = 0; round < 100; round++) {
      uint8_t *shapes = room(0, 3 * count);
      uint32_t *out = room(1, 4 * count), slow[70];
      concord_shape_filter *filter = room(2, sizeof *filter);
      for (unsigned i = 0; i < 3 * count; i++) shapes[i] = (uint8_t)(next32() & next32());
      filter->wanted[0] = next32() & 0xFFFFF;
      filter->wanted[1] = round % 2 ? 0 : filter->wanted[0] & next32();
      filter->wanted[2] = filter->wanted[1] & next32();
      for (int i = 0; i < 16; i++) {
        filter->present[i] = (uint8_t)(below(4) == 0 ? 255 : below(10));
        filter->foreign[i] = (uint8_t)(below(4) == 0 ? 255 : below(10));
      }
      unsigned expected = 0;
      for (unsigned i = 0; i < count; i++) {
        const unsigned length = shapes[3 * i + 2] >> 4;
        unsigned present = 0, foreign = 0;
        for (unsigned bit = 0; bit < 20; bit++) {
          if (!(shapes[3 * i + bit / 8] >> bit % 8 & 1)) continue;
          for (int k = 0; k < 3; k++) present += filter->wanted[k] >> bit & 1;
          foreign += !(filter->wanted[0] >> bit & 1);
        }
        if (present >= filter->present[length] && foreign <= filter->foreign[length]) slow[expected++] = i;
      }
      const unsigned found = concord_select_shapes(shapes, count, filter, out);
      expect(found == expected && memcmp(out, slow, 4 * found) == 0, "select_shapes");
      note(out, 4 * found);
    }
  }
}

// MARK: Comparing

static void test_compare(void) {
  for (size_t count = 0; count <= 130; count++) {
    for (int round = 0; round < 60; round++) {
      uint8_t *a = room(0, count), *b = room(1, count);
      for (size_t i = 0; i < count; i++) a[i] = b[i] = (uint8_t)next32();
      for (int changes = round % 3; changes > 0 && count > 0; changes--) b[below((uint32_t)count)] ^= 1 << below(8);
      size_t shared = 0;
      while (shared < count && a[shared] == b[shared]) shared++;
      const int order = shared == count ? 0 : a[shared] < b[shared] ? -1 : 1, found = concord_order(a, b, count);
      expect(concord_shared(a, b, count) == shared, "compare: shared");
      expect(concord_same(a, b, count) == (shared == count), "compare: same");
      expect((found > 0) - (found < 0) == order, "compare: order");
      note(&shared, sizeof shared);
    }
  }
}

static void test_prefixes(void) {
  for (size_t count = 0; count <= 70; count++) {
    for (int round = 0; round < 60; round++) {
      const size_t padded = (count + 15) / 16 * 16;
      uint8_t *a = room(0, padded), *b = room(1, padded);
      for (size_t i = 0; i < padded; i++) a[i] = b[i] = (uint8_t)next32();
      for (int changes = round % 3; changes > 0 && padded > 0; changes--) b[below((uint32_t)padded)] ^= 1 << below(8);
      size_t shared = 0;
      while (shared < count && a[shared] == b[shared]) shared++;
      expect(concord_shared_padded(a, b, count) == shared, "prefixes: shared");
      concord_copy_padded(b, a, count);
      expect(memcmp(a, b, padded) == 0, "prefixes: copy");
      note(&shared, sizeof shared);
    }
  }
  for (size_t leaf = 1; leaf <= 40; leaf++) {
    const size_t count = 2 * leaf + below(200);
    int16_t *shared = room(0, 2 * count), *depths = room(1, 2 * count), *other = room(2, 2 * count);
    for (size_t i = 0; i < count; i++) shared[i] = (int16_t)below(9) - 1;
    concord_common_depths(shared, count, leaf, depths, other);
    for (size_t i = leaf; i < count - leaf; i++) {
      int most = -1;
      for (size_t first = i - leaf; first <= i; first++) {
        int least = shared[first + 1];
        for (size_t j = first + 1; j <= first + leaf; j++) least = shared[j] < least ? shared[j] : least;
        most = least > most ? least : most;
      }
      expect(depths[i - leaf] == most, "prefixes: depths");
      note(&depths[i - leaf], sizeof *depths);
    }
  }
  for (size_t count = 1; count <= 80; count++) {
    int16_t *shared = room(0, 2 * count), *lengths = room(1, 2 * count), *depths = room(2, 2 * count), kept[80];
    uint8_t deeper[80], *text, *starts;
    for (size_t i = 0; i < count; i++) {
      shared[i] = (int16_t)below(12) - 2;
      lengths[i] = (int16_t)below(14);
      kept[i] = depths[i] = (int16_t)below(12) - 1;
    }
    concord_deeper(shared, lengths, depths, count, deeper);
    for (size_t i = 0; i < count; i++) {
      const int to = lengths[i] < kept[i] + 1 ? lengths[i] : kept[i] + 1, from = shared[i] > 0 ? shared[i] : 0;
      expect(deeper[i] == (to > from), "prefixes: deeper");
    }
    note(deeper, count);
    const size_t rounded = (count + 15) / 16 * 16;
    text = room(0, rounded);
    starts = room(1, rounded);
    for (size_t i = 0; i < rounded; i++) text[i] = (uint8_t)(below(3) ? ' ' + below(96) : next32());
    concord_word_starts(text, count, starts);
    int was = 1;
    for (size_t i = 0; i < count; i++) {
      const uint8_t byte = text[i], small = byte | 0x20;
      const int is = byte >= 128 || (byte >= '0' && byte <= '9') || (small >= 'a' && small <= 'z') || byte == '\'';
      expect(starts[i] == (i > 0 && is && !was), "prefixes: word starts");
      was = is;
    }
    note(starts, count);
    concord_start items[80];
    uint32_t which[80];
    uint64_t *sources = room(1, 8 * count);
    // Behind the last key there are eight bytes and no more.
    const size_t size = 40 + count, depth = below(20);
    uint8_t *keys = room(0, size);
    for (size_t i = 0; i < size; i++) keys[i] = (uint8_t)next32();
    size_t wanted = 0;
    for (size_t i = 0; i < count; i++) {
      const size_t source = below((uint32_t)size - 8);
      sources[i] = source;
      items[i] = (concord_start){7, (uint32_t)i, below((uint32_t)(size - 8 - source) + 1)};
      if (below(3)) which[wanted++] = (uint32_t)i;
    }
    concord_next_heads(items, which, wanted, sources, keys, (uint32_t)depth);
    for (size_t i = 0, k = 0; i < count; i++) {
      uint64_t head = 7;
      if (k < wanted && which[k] == i) {
        k++;
        head = 0;
        for (size_t b = 0; b < 8; b++) head = head << 8 | (depth + b < items[i].count ? keys[sources[i] + depth + b] : 0);
      }
      expect(items[i].head == head && items[i].number == i, "prefixes: next heads");
      note(&items[i].head, 8);
    }
  }
}

// MARK: Weights

static void test_at_least(void) {
  for (int round = 0; round < 2000; round++) {
    uint8_t *codes = room(0, 16);
    // Few different codes, so that equal ones are common; the ends of the range too.
    const uint8_t base = round % 3 == 0 ? 0 : round % 3 == 1 ? 250 : (uint8_t)below(250);
    for (int i = 0; i < 16; i++) codes[i] = (uint8_t)(base + below(6));
    const uint8_t least = (uint8_t)(base + below(6));
    uint32_t expected = 0;
    for (int i = 0; i < 16; i++) expected |= (uint32_t)(codes[i] >= least) << i;
    const uint32_t found = concord_at_least(codes, least);
    expect(found == expected, "at_least");
    note(&found, sizeof found);
  }
}

int main(void) {
  test_pack128();
  test_streams();
  test_terms();
  test_sum_gaps();
  test_windows();
  test_intersect();
  test_positions();
  for (unsigned count = 0; count <= 128; count++) {
    for (int round = 0; round < 10; round++) test_small(count);
    for (int round = 0; round < 10; round++) test_rows(count);
  }
  test_small(4096);
  test_strengths();
  test_contributions();
  test_tree();
  test_strings();
  test_trie();
  test_classes();
  test_runs();
  test_utf8();
  test_shapes();
  test_compare();
  test_prefixes();
  test_at_least();
  test_sort();
  for (unsigned i = 0; kernels[i].name != NULL; i++) {
    const int length = (int)strcspn(kernels[i].name, ":");
    const char *outcome = kernels[i].differs ? "DIFFER" : "agree";
    printf("  %-20.*s %7llu comparisons %s\n", length, kernels[i].name, kernels[i].cases, outcome);
  }
  printf("digest %016llx\n", (unsigned long long)digest);
  return failed ? 1 : 0;
}
