// Counting the keys of one tree node that are below a searched key.
#pragma once
#include <stdint.h>

/// How many of the 8 ascending keys at `node` (64 bytes) are less than `key`, or not greater if `inclusive` is not 0.
unsigned concord_count_below(const uint64_t *_Nonnull node, uint64_t key, int inclusive);
