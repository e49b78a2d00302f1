// XXH3 of a run of bytes, compiled in so that a reader links no hash library.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "checksum.h"

uint64_t concord_xxh3_64(const void *bytes, size_t count, uint64_t seed) {
  return XXH3_64bits_withSeed(bytes, count, seed);
}

concord_hash128 concord_xxh3_128(const void *bytes, size_t count, uint64_t seed) {
  XXH128_hash_t hash = XXH3_128bits_withSeed(bytes, count, seed);
  return (concord_hash128){.low = hash.low64, .high = hash.high64};
}
