// Relaxed and acquire/release access to words that several threads share: bitmaps and flags.
#pragma once
#include <stdint.h>

static inline uint64_t concord_load_relaxed(const uint64_t *_Nonnull word) {
  return __atomic_load_n(word, __ATOMIC_RELAXED);
}

static inline uint64_t concord_load_acquire(const uint64_t *_Nonnull word) {
  return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static inline void concord_or_relaxed(uint64_t *_Nonnull word, uint64_t bits) {
  __atomic_fetch_or(word, bits, __ATOMIC_RELAXED);
}

static inline void concord_store_release(uint64_t *_Nonnull word, uint64_t value) {
  __atomic_store_n(word, value, __ATOMIC_RELEASE);
}
