// XXH3 of a run of bytes, compiled in so that a reader links no hash library.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// A 128-bit hash as two words.
typedef struct {
  uint64_t low;
  uint64_t high;
} concord_hash128;

uint64_t concord_xxh3_64(const void *_Nullable bytes, size_t count, uint64_t seed);
concord_hash128 concord_xxh3_128(const void *_Nullable bytes, size_t count, uint64_t seed);
