// Kernels over ascending numbers: documents of a block, positions of words in a document; every one has a Swift twin in the tests.
#pragma once
#include <stdint.h>

/// Adds up gaps: values[i] = previous + 1 + gaps[0] + … + 1 + gaps[i] modulo 2^32; returns the last as 64 bits, so that a
/// caller sees an overflow.
///
/// Reads up to 7 gaps and writes up to 7 values behind the last of `count`, of which there is at least one; `values` may be
/// `gaps`.
int64_t concord_add_gaps(
    const uint32_t *_Nonnull gaps, unsigned count, int64_t previous, uint32_t *_Nonnull values);

/// Of ascending numbers `from`, each less `before`, keeps those for which that + offset is among ascending `values`, and none
/// that is less than `before`; returns how many.
///
/// Behind the values stand 8 numbers of 2^32 - 1, which no value is. `starts` has room for `count`; it may be `from`.
unsigned concord_keep_followed(
    uint32_t *_Nonnull starts, const uint32_t *_Nonnull from, unsigned count, uint32_t before, uint32_t offset,
    const uint32_t *_Nonnull values);
