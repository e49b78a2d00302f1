// Kernels over a block of postings and over the sums of a window of documents.
// More than 400 lines, as most of them are here three times: for AVX2, for NEON and plain.
#include <stdbool.h>
#include <string.h>

#include "block.h"
#include "eights.h"
#include "packing.h"
#include "positions.h"

// CONCORD_PLAIN turns explicit vectors off, so that tools/check-arm64 can test the plain paths anywhere.
#if defined(__x86_64__) && !defined(CONCORD_PLAIN)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2")))
#define HAS_AVX2 __builtin_cpu_supports("avx2")
#elif defined(__aarch64__) && !defined(CONCORD_PLAIN)
// Only where it saves instructions (counted under qemu, 128 values): selections need a sixth, sparse intersections two
// thirds. Sums, counts and scores the compiler turns into vectors itself.
#include <arm_neon.h>
#define NEON
#endif

size_t concord_decode_documents(
    const uint8_t *bytes, size_t available, unsigned count, int64_t previous, uint32_t *documents, uint64_t *last) {
  size_t read = concord_decode_stream(bytes, available, count, documents);
  if (read == 0) return 0;
  *last = (uint64_t)concord_add_gaps(documents, count, previous, documents);
  return read;
}

void concord_add_sums(
    int32_t *sums, const uint32_t *documents, const int32_t *contributions, unsigned count, uint32_t base) {
  for (unsigned i = 0; i < count; i++) {
    // Unsigned, because a hostile list may make sums wrap around.
    uint32_t at = documents[i] - base;
    sums[at] = (int32_t)((uint32_t)sums[at] + (uint32_t)contributions[i]);
  }
}

void concord_set_marks(uint8_t *marks, const uint32_t *documents, unsigned count, uint32_t base) {
  for (unsigned i = 0; i < count; i++) marks[documents[i] - base] = 1;
}

static unsigned select_plain(const int32_t *values, unsigned from, unsigned count, int32_t minimum, uint32_t *out) {
  unsigned found = 0;
  for (unsigned i = from; i < count; i++) {
    out[found] = i;
    found += values[i] >= minimum;
    if (found == count) break;
  }
  return found;
}

#if defined(AVX2)
AVX2 static unsigned select_avx2(const int32_t *values, unsigned count, int32_t minimum, uint32_t *out) {
  // The instruction is "greater than", so one less is compared; no caller asks for the smallest number there is.
  const __m256i limit = _mm256_set1_epi32(minimum - 1);
  unsigned found = 0, i = 0;
  for (; i + 32 <= count; i += 32) {
    const __m256i *at = (const __m256i *)(values + i);
    __m256i a = _mm256_cmpgt_epi32(_mm256_loadu_si256(at), limit);
    __m256i b = _mm256_cmpgt_epi32(_mm256_loadu_si256(at + 1), limit);
    __m256i c = _mm256_cmpgt_epi32(_mm256_loadu_si256(at + 2), limit);
    __m256i d = _mm256_cmpgt_epi32(_mm256_loadu_si256(at + 3), limit);
    __m256i any = _mm256_or_si256(_mm256_or_si256(a, b), _mm256_or_si256(c, d));
    if (_mm256_testz_si256(any, any)) continue;
    uint32_t bits = (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(a))
        | (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(b)) << 8
        | (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(c)) << 16
        | (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(d)) << 24;
    for (; bits != 0; bits &= bits - 1) out[found++] = i + (uint32_t)__builtin_ctz(bits);
  }
  for (; i < count; i++) {
    if (values[i] >= minimum) out[found++] = i;
  }
  return found;
}

AVX2 static unsigned select_marked_avx2(const uint8_t *marks, unsigned count, uint32_t *out) {
  unsigned found = 0;
  for (unsigned i = 0; i < count; i += 32) {
    __m256i v = _mm256_loadu_si256((const __m256i *)(marks + i));
    uint32_t bits = (uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(v, _mm256_setzero_si256()));
    for (; bits != 0; bits &= bits - 1) out[found++] = i + (uint32_t)__builtin_ctz(bits);
  }
  return found;
}

AVX2 static unsigned count_marked_avx2(const uint8_t *marks, unsigned count) {
  __m256i total = _mm256_setzero_si256();
  for (unsigned i = 0; i < count; i += 32) {
    __m256i v = _mm256_loadu_si256((const __m256i *)(marks + i));
    total = _mm256_add_epi64(total, _mm256_sad_epu8(v, _mm256_setzero_si256()));
  }
  uint64_t parts[4];
  _mm256_storeu_si256((__m256i *)parts, total);
  return (unsigned)(parts[0] + parts[1] + parts[2] + parts[3]);
}
#endif

#if defined(NEON)
// Four bits a byte: arm64 has no instruction that collects one bit of each lane.
static inline uint64_t nibbles(uint8x16_t v) {
  return vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(v), 4)), 0);
}

// Writes the numbers of the bytes of sixteen that are set, `i` for the first.
static inline unsigned select_nibbles(uint64_t bits, unsigned i, uint32_t *out, unsigned found) {
  for (; bits != 0; bits &= ~(UINT64_C(15) << __builtin_ctzll(bits))) {
    out[found++] = i + (uint32_t)(__builtin_ctzll(bits) >> 2);
  }
  return found;
}

static unsigned select_neon(const int32_t *values, unsigned count, int32_t minimum, uint32_t *out) {
  const int32x4_t limit = vdupq_n_s32(minimum);
  unsigned found = 0, i = 0;
  for (; i + 16 <= count; i += 16) {
    uint32x4_t a = vcgeq_s32(vld1q_s32(values + i), limit), b = vcgeq_s32(vld1q_s32(values + i + 4), limit);
    uint32x4_t c = vcgeq_s32(vld1q_s32(values + i + 8), limit), d = vcgeq_s32(vld1q_s32(values + i + 12), limit);
    uint16x8_t low = vcombine_u16(vmovn_u32(a), vmovn_u32(b)), high = vcombine_u16(vmovn_u32(c), vmovn_u32(d));
    found = select_nibbles(nibbles(vcombine_u8(vmovn_u16(low), vmovn_u16(high))), i, out, found);
  }
  for (; i < count; i++) {
    if (values[i] >= minimum) out[found++] = i;
  }
  return found;
}

static unsigned select_marked_neon(const uint8_t *marks, unsigned count, uint32_t *out) {
  unsigned found = 0;
  for (unsigned i = 0; i < count; i += 16) {
    uint8x16_t v = vld1q_u8(marks + i);
    found = select_nibbles(nibbles(vtstq_u8(v, v)), i, out, found);
  }
  return found;
}
#endif

unsigned concord_select_at_least(const int32_t *values, unsigned count, int32_t minimum, uint32_t *out) {
#if defined(AVX2)
  if (minimum > INT32_MIN && HAS_AVX2) return select_avx2(values, count, minimum, out);
#elif defined(NEON)
  if (count >= 16) return select_neon(values, count, minimum, out);
#endif
  return select_plain(values, 0, count, minimum, out);
}

unsigned concord_select_marked(const uint8_t *marks, unsigned count, uint32_t *out) {
#if defined(AVX2)
  if (HAS_AVX2) return select_marked_avx2(marks, count, out);
#elif defined(NEON)
  return select_marked_neon(marks, count, out);
#endif
  unsigned found = 0;
  for (unsigned i = 0; i < count; i += 8) {
    uint64_t word;
    memcpy(&word, marks + i, 8);
    if (word == 0) continue;
    for (unsigned k = 0; k < 8; k++) {
      if (marks[i + k]) out[found++] = i + k;
    }
  }
  return found;
}

unsigned concord_count_marked(const uint8_t *marks, unsigned count) {
#if defined(AVX2)
  if (HAS_AVX2) return count_marked_avx2(marks, count);
#endif
  unsigned total = 0;
  for (unsigned i = 0; i < count; i++) total += marks[i];
  return total;
}

// Both lists advance by comparison results, not by branches: which side is behind is a coin toss.
static unsigned intersect_from(
    const uint32_t *a, unsigned i, unsigned count_a, const uint32_t *b, unsigned j, unsigned count_b, uint32_t *in_a,
    uint32_t *in_b, unsigned found) {
  while (i < count_a && j < count_b) {
    uint32_t x = a[i], y = b[j];
    in_a[found] = i;
    in_b[found] = j;
    found += x == y;
    i += x <= y;
    j += y <= x;
  }
  return found;
}

// A few numbers against many: each is looked up, from where the last one was.
static unsigned intersect_few(
    const uint32_t *a, unsigned count_a, const uint32_t *b, unsigned count_b, uint32_t *in_a, uint32_t *in_b) {
  unsigned found = 0, from = 0;
  for (unsigned i = 0; i < count_a && from < count_b; i++) {
    from += concord_lower_bound(b + from, count_b - from, a[i]);
    if (from < count_b && b[from] == a[i]) {
      in_a[found] = i;
      in_b[found++] = from++;
    }
  }
  return found;
}

#if defined(AVX2)
// A few numbers against some dozens, each compared with eight at once: no step depends on the one before.
AVX2 static unsigned intersect_short_avx2(
    const uint32_t *a, unsigned i, unsigned count_a, const uint32_t *b, unsigned j, unsigned count_b, uint32_t *in_a,
    uint32_t *in_b, unsigned found) {
  for (; i < count_a; i++) {
    const uint32_t wanted = a[i];
    while (j + 8 <= count_b && b[j + 7] < wanted) j += 8;
    if (j + 8 <= count_b) {
      const __m256i y = _mm256_loadu_si256((const __m256i *)(b + j));
      const __m256i equal = _mm256_cmpeq_epi32(_mm256_set1_epi32((int)wanted), y);
      const unsigned bits = (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(equal));
      if (bits != 0) {
        in_a[found] = i;
        in_b[found++] = j + (unsigned)__builtin_ctz(bits);
      }
    } else {
      unsigned k = j;
      while (k < count_b && b[k] < wanted) k++;
      if (k < count_b && b[k] == wanted) {
        in_a[found] = i;
        in_b[found++] = k;
      }
    }
  }
  return found;
}

// Eight against eight, all rotations, so that 64 pairs cost eight comparisons (after Lemire, Boytsov, Kurz: "SIMD
// Compression and the Intersection of Sorted Integers", 2016): those of both halves, and of both after they changed places,
// so that none waits for another.
AVX2 static unsigned intersect_avx2(
    const uint32_t *a, unsigned count_a, const uint32_t *b, unsigned count_b, uint32_t *in_a, uint32_t *in_b) {
  unsigned i = 0, j = 0, found = 0;
  while (i + 8 <= count_a && j + 8 <= count_b) {
    const __m256i x = _mm256_loadu_si256((const __m256i *)(a + i));
    const __m256i y = _mm256_loadu_si256((const __m256i *)(b + j));
    const __m256i z = _mm256_permute4x64_epi64(y, 0x4E);
    __m256i equal = _mm256_cmpeq_epi32(x, y), other = _mm256_cmpeq_epi32(x, z);
#define ROTATION(HOW)                                                                              \
  equal = _mm256_or_si256(equal, _mm256_cmpeq_epi32(x, _mm256_shuffle_epi32(y, HOW)));             \
  other = _mm256_or_si256(other, _mm256_cmpeq_epi32(x, _mm256_shuffle_epi32(z, HOW)))
    ROTATION(0x39);
    ROTATION(0x4E);
    ROTATION(0x93);
#undef ROTATION
    unsigned bits = (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_or_si256(equal, other)));
    for (; bits != 0; bits &= bits - 1) {
      const unsigned lane = (unsigned)__builtin_ctz(bits);
      const __m256i where = _mm256_cmpeq_epi32(_mm256_set1_epi32((int)a[i + lane]), y);
      in_a[found] = i + lane;
      in_b[found++] = j + (unsigned)__builtin_ctz((unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(where)));
    }
    const uint32_t last_a = a[i + 7], last_b = b[j + 7];
    i += last_a <= last_b ? 8 : 0;
    j += last_b <= last_a ? 8 : 0;
  }
  return intersect_short_avx2(a, i, count_a, b, j, count_b, in_a, in_b, found);
}
#endif

#if defined(NEON)
// The same four against four.
static unsigned intersect_neon(
    const uint32_t *a, unsigned count_a, const uint32_t *b, unsigned count_b, uint32_t *in_a, uint32_t *in_b) {
  unsigned i = 0, j = 0, found = 0;
  while (i + 4 <= count_a && j + 4 <= count_b) {
    const uint32x4_t x = vld1q_u32(a + i), y = vld1q_u32(b + j);
    const uint32x4_t equal = vorrq_u32(
        vorrq_u32(vceqq_u32(x, y), vceqq_u32(x, vextq_u32(y, y, 1))),
        vorrq_u32(vceqq_u32(x, vextq_u32(y, y, 2)), vceqq_u32(x, vextq_u32(y, y, 3))));
    // Sixteen bits a lane.
    uint64_t lanes = vget_lane_u64(vreinterpret_u64_u16(vmovn_u32(equal)), 0);
    for (; lanes != 0; lanes &= ~(UINT64_C(0xFFFF) << __builtin_ctzll(lanes))) {
      const unsigned lane = (unsigned)__builtin_ctzll(lanes) >> 4;
      const uint16x4_t where = vmovn_u32(vceqq_u32(vdupq_n_u32(a[i + lane]), y));
      in_a[found] = i + lane;
      in_b[found++] = j + ((unsigned)__builtin_ctzll(vget_lane_u64(vreinterpret_u64_u16(where), 0)) >> 4);
    }
    const uint32_t last_a = a[i + 3], last_b = b[j + 3];
    i += last_a <= last_b ? 4 : 0;
    j += last_b <= last_a ? 4 : 0;
  }
  return intersect_from(a, i, count_a, b, j, count_b, in_a, in_b, found);
}
#endif

unsigned concord_intersect(
    const uint32_t *a, unsigned count_a, const uint32_t *b, unsigned count_b, uint32_t *in_a, uint32_t *in_b) {
#if defined(AVX2)
  if (count_a < 44 && count_b <= 256 && HAS_AVX2) return intersect_short_avx2(a, 0, count_a, b, 0, count_b, in_a, in_b, 0);
#endif
  if (count_a * 16 < count_b || count_a < 4) return intersect_few(a, count_a, b, count_b, in_a, in_b);
#if defined(AVX2)
  if (HAS_AVX2) return intersect_avx2(a, count_a, b, count_b, in_a, in_b);
#elif defined(NEON)
  return intersect_neon(a, count_a, b, count_b, in_a, in_b);
#endif
  return intersect_from(a, 0, count_a, b, 0, count_b, in_a, in_b, 0);
}

unsigned concord_lower_bound(const uint32_t *values, unsigned count, uint32_t target) {
  const uint32_t *base = values;
  unsigned left = count;
  while (left > 1) {
    const unsigned half = left / 2;
    base += base[half - 1] < target ? half : 0;
    left -= half;
  }
  return (unsigned)(base - values) + (left == 1 && *base < target);
}

void concord_take(uint32_t *out, const uint32_t *values, const uint32_t *indexes, unsigned count) {
  for (unsigned i = 0; i < count; i++) out[i] = values[indexes[i]];
}

uint8_t concord_largest_code(const uint8_t *codes, size_t count) {
  uint8_t best = 0;
  for (size_t i = 0; i < count; i++) best = codes[i] > best ? codes[i] : best;
  return best;
}

#if defined(AVX2)
// Returns whether no sum can exceed 32 bits: 128 numbers of each of at most eight rows, all below 2^22.
static inline __attribute__((always_inline)) AVX2 bool sum_rows_avx2(
    uint32_t *sums, const uint32_t *const *rows, const unsigned number, unsigned count) {
  const __m256i last_lane = _mm256_set1_epi32(7);
  __m256i running = _mm256_setzero_si256(), all = _mm256_setzero_si256();
  for (unsigned i = 0; i < count; i += 8) {
    __m256i own = _mm256_loadu_si256((const __m256i *)(rows[0] + i)), any = own;
    for (unsigned row = 1; row < number; row++) {
      const __m256i v = _mm256_loadu_si256((const __m256i *)(rows[row] + i));
      any = _mm256_or_si256(any, v);
      own = _mm256_add_epi32(own, v);
    }
    if (count - i < 8) {
      const __m256i mask = _mm256_loadu_si256((const __m256i *)(concord_lanes + 8 - (count - i)));
      own = _mm256_and_si256(own, mask);
      any = _mm256_and_si256(any, mask);
    }
    all = _mm256_or_si256(all, any);
    const __m256i v = concord_running_sums(own);
    // Each sum is without its own value.
    _mm256_storeu_si256((__m256i *)(sums + i), _mm256_add_epi32(_mm256_sub_epi32(v, own), running));
    running = _mm256_add_epi32(running, _mm256_permutevar8x32_epi32(v, last_lane));
  }
  sums[count] = (uint32_t)_mm_cvtsi128_si32(_mm256_castsi256_si128(running));
  return _mm256_testz_si256(all, _mm256_set1_epi32(~((1 << 22) - 1)));
}

AVX2 static bool sum_some_rows_avx2(uint32_t *sums, const uint32_t *values, unsigned rows, unsigned count) {
  const uint32_t *all[8] = {values};
  unsigned number = 0;
  for (unsigned rest = rows & 0xff; rest != 0; rest &= rest - 1) all[number++] = values + 128 * (unsigned)__builtin_ctz(rest);
  switch (number) {
    case 1: return sum_rows_avx2(sums, all, 1, count);
    case 2: return sum_rows_avx2(sums, all, 2, count);
    case 3: return sum_rows_avx2(sums, all, 3, count);
    default: return number > 0 && sum_rows_avx2(sums, all, number, count);
  }
}
#endif

uint64_t concord_sum_rows(uint32_t *sums, const uint32_t *values, unsigned rows, unsigned count) {
#if defined(AVX2)
  if (HAS_AVX2 && sum_some_rows_avx2(sums, values, rows, count)) return sums[count];
#endif
  uint64_t total = 0;
  for (unsigned i = 0; i < count; i++) {
    sums[i] = (uint32_t)total;
    for (unsigned rest = rows; rest != 0; rest &= rest - 1) total += values[128 * (unsigned)__builtin_ctz(rest) + i];
  }
  sums[count] = (uint32_t)total;
  return total;
}

#if defined(AVX2)
AVX2 static uint64_t sum_of_eights(const uint32_t *values, unsigned count) {
  const __m256i low = _mm256_set1_epi64x(UINT32_MAX);
  __m256i even = _mm256_setzero_si256(), odd = _mm256_setzero_si256();
  for (unsigned i = 0; i < count; i += 8) {
    __m256i v = _mm256_loadu_si256((const __m256i *)(values + i));
    even = _mm256_add_epi64(even, _mm256_and_si256(v, low));
    odd = _mm256_add_epi64(odd, _mm256_srli_epi64(v, 32));
  }
  uint64_t parts[4];
  _mm256_storeu_si256((__m256i *)parts, _mm256_add_epi64(even, odd));
  return parts[0] + parts[1] + parts[2] + parts[3];
}
#endif

uint64_t concord_sum(const uint32_t *values, unsigned count) {
  unsigned i = 0;
  uint64_t total = 0;
#if defined(AVX2)
  if (count >= 16 && HAS_AVX2) {
    i = count & ~7u;
    total = sum_of_eights(values, i);
  }
#endif
  for (; i < count; i++) total += values[i];
  return total;
}

#if defined(AVX2)
AVX2 static void pack_marks_avx2(const uint8_t *marks, size_t count, uint64_t *bits) {
  for (size_t i = 0; i < count; i += 64) {
    __m256i low = _mm256_loadu_si256((const __m256i *)(marks + i));
    __m256i high = _mm256_loadu_si256((const __m256i *)(marks + i + 32));
    uint64_t a = (uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(low, _mm256_setzero_si256()));
    uint64_t b = (uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(high, _mm256_setzero_si256()));
    bits[i / 64] |= a | b << 32;
  }
}
#endif

void concord_pack_marks(const uint8_t *marks, size_t count, uint64_t *bits) {
#if defined(AVX2)
  if (HAS_AVX2) {
    pack_marks_avx2(marks, count, bits);
    return;
  }
#endif
  // Eight marks at once: the product moves the lowest bit of byte k to bit 56 + k. A sixth of the instructions on arm64.
  for (size_t i = 0; i < count; i += 8) {
    uint64_t word;
    memcpy(&word, marks + i, 8);
    bits[i / 64] |= (word * UINT64_C(0x0102040810204080) >> 56) << (i % 64);
  }
}

// The place of a number is how many are larger: for few numbers counting them all costs less than the branches of sorting,
// of which every second one is mispredicted.
#if defined(AVX2)
AVX2 static void sort_descending_avx2(const uint64_t *values, unsigned count, uint64_t *out) {
  // AVX2 compares signed words only; the numbers that fill up the last four are the least.
  const __m256i half = _mm256_set1_epi64x((long long)0x8000000000000000ULL);
  __m256i shifted[32];
  const unsigned fours = (count + 3) / 4;
  for (unsigned i = 0; i < fours; i++) {
    uint64_t four[4] = {0, 0, 0, 0};
    memcpy(four, values + 4 * i, (count - 4 * i < 4 ? count - 4 * i : 4) * 8);
    shifted[i] = _mm256_xor_si256(_mm256_loadu_si256((const __m256i *)four), half);
  }
  for (unsigned i = 0; i < count; i++) {
    const __m256i own = _mm256_xor_si256(_mm256_set1_epi64x((long long)values[i]), half);
    __m256i larger = _mm256_setzero_si256();
    for (unsigned j = 0; j < fours; j++) larger = _mm256_sub_epi64(larger, _mm256_cmpgt_epi64(shifted[j], own));
    const __m128i two = _mm_add_epi64(_mm256_castsi256_si128(larger), _mm256_extracti128_si256(larger, 1));
    out[(uint64_t)_mm_cvtsi128_si64(two) + (uint64_t)_mm_extract_epi64(two, 1)] = values[i];
  }
}
#endif

void concord_sort_descending(const uint64_t *values, unsigned count, uint64_t *out) {
#if defined(AVX2)
  if (HAS_AVX2) {
    sort_descending_avx2(values, count, out);
    return;
  }
#endif
  for (unsigned i = 0; i < count; i++) {
    unsigned larger = 0;
    for (unsigned j = 0; j < count; j++) larger += values[j] > values[i];
    out[larger] = values[i];
  }
}
