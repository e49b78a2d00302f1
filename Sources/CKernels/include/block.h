// Kernels over a block of postings and over the sums of a window of documents; every one has a Swift twin in the tests.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Decodes a stream of `count` (1...128) gaps and turns them into ascending numbers after `previous` (-1 at the start).
/// `*last` is the last number as 64 bits, so that a caller sees an overflow. Returns the bytes read, 0 for no stream.
/// `documents` has room for a multiple of eight numbers.
size_t concord_decode_documents(
    const uint8_t *_Nonnull bytes, size_t available, unsigned count, int64_t previous,
    uint32_t *_Nonnull documents, uint64_t *_Nonnull last);

/// sums[documents[i] - base] += contributions[i].
void concord_add_sums(
    int32_t *_Nonnull sums, const uint32_t *_Nonnull documents, const int32_t *_Nonnull contributions,
    unsigned count, uint32_t base);

/// marks[documents[i] - base] = 1.
void concord_set_marks(
    uint8_t *_Nonnull marks, const uint32_t *_Nonnull documents, unsigned count, uint32_t base);

/// Writes the indexes i < count with values[i] >= minimum, ascending; returns how many. `out` has room for `count`.
unsigned concord_select_at_least(
    const int32_t *_Nonnull values, unsigned count, int32_t minimum, uint32_t *_Nonnull out);

/// Writes the indexes i < count with marks[i] != 0, ascending; returns how many. `count` is a multiple of 32.
unsigned concord_select_marked(const uint8_t *_Nonnull marks, unsigned count, uint32_t *_Nonnull out);

/// Number of bytes below `count`, a multiple of 32, that are 1; all others are 0.
unsigned concord_count_marked(const uint8_t *_Nonnull marks, unsigned count);

/// The numbers that two ascending lists share: writes their indexes in both; returns how many.
/// `in_a` and `in_b` have room for one more than the smaller count.
unsigned concord_intersect(
    const uint32_t *_Nonnull a, unsigned count_a, const uint32_t *_Nonnull b, unsigned count_b,
    uint32_t *_Nonnull in_a, uint32_t *_Nonnull in_b);

/// The first index i <= count with values[i] >= target in an ascending list of at most 4,096.
unsigned concord_lower_bound(const uint32_t *_Nonnull values, unsigned count, uint32_t target);

/// out[i] = values[indexes[i]]; `out` may be `values` where the indexes ascend.
void concord_take(
    uint32_t *_Nonnull out, const uint32_t *_Nonnull values, const uint32_t *_Nonnull indexes, unsigned count);

/// The largest of `count` codes.
uint8_t concord_largest_code(const uint8_t *_Nonnull codes, size_t count);

/// sums[i] = all of values[128 r], … values[128 r + i - 1] for the rows r < 8 of a mask, for i = 0...count, modulo 2^32;
/// returns the sum of all. Rows have 128 numbers, and `sums` has room for 8 more than `count`, which is at most 128.
uint64_t concord_sum_rows(uint32_t *_Nonnull sums, const uint32_t *_Nonnull values, unsigned rows, unsigned count);

/// The sum of `count` values.
uint64_t concord_sum(const uint32_t *_Nonnull values, unsigned count);

/// bits[i / 64] |= 1 << i % 64 where marks[i] is 1; `count` is a multiple of 64, other marks are 0.
void concord_pack_marks(const uint8_t *_Nonnull marks, size_t count, uint64_t *_Nonnull bits);

/// Writes up to 128 distinct numbers into `out`, the largest first.
void concord_sort_descending(const uint64_t *_Nonnull values, unsigned count, uint64_t *_Nonnull out);
