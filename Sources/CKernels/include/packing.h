// Patched frame-of-reference packing (PFOR) of up to 128 integers: the one integer codec of the file.
//
// A stream is: control byte | low bits of every value | exceptions.
//   control   bits 0-5 width w (0...32), bit 6 exceptions follow, bit 7 one was subtracted from every value
//   low bits  128 values: 16*w bytes, four lanes (value 4i+j is in lane j, slot i); fewer: ceil(n*w/8) bytes, one after another
//   exceptions  count e (1...n) | e indexes, one byte each, rising | e varints of (value >> w), each at least 1
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Packs 128 values of at most `width` bits into 16 * width bytes.
void concord_pack128(const uint32_t *_Nonnull values, unsigned width, uint8_t *_Nonnull out);

/// Unpacks 16 * width bytes into 128 values.
void concord_unpack128(const uint8_t *_Nonnull bytes, unsigned width, uint32_t *_Nonnull values);

/// Decodes a stream of `count` (1...128) values from `available` bytes; returns the bytes read, 0 if they are no stream.
size_t concord_decode_stream(const uint8_t *_Nonnull bytes, size_t available, unsigned count, uint32_t *_Nonnull values);

/// Decodes those of a stream of `count` values whose `indexes` are given: `size` ascending numbers below `count`; returns the
/// length of the stream, 0 if the bytes are none. Of what is not asked for no more is looked at than that takes.
size_t concord_pick_stream(
    const uint8_t *_Nonnull bytes, size_t available, unsigned count, const uint32_t *_Nonnull indexes, unsigned size,
    uint32_t *_Nonnull values);

/// Reads past a stream of `count` values without decoding it; returns its length, 0 if the bytes are no stream.
size_t concord_skip_stream(const uint8_t *_Nonnull bytes, size_t available, unsigned count);

/// Encodes `count` (1...128) values; `out` has room for 1,024 bytes; returns the bytes written.
size_t concord_encode_stream(const uint32_t *_Nonnull values, unsigned count, uint8_t *_Nonnull out);

/// Turns gaps into ascending numbers: values[i] = previous + 1 + gap[0] + 1 + gap[1] ...; returns the last as 64 bits,
/// so that a caller sees an overflow of 32 bits.
uint64_t concord_sum_gaps(uint32_t *_Nonnull values, unsigned count, int64_t previous);
