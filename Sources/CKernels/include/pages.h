// Large runs of memory that grow without being copied, where the system can move pages.
#pragma once
#include <stddef.h>

/// Bytes from which on memory is asked of the system in pages; `size_t` of the largest value where pages cannot be moved.
size_t concord_pages_least(void);

/// Room for `bytes` with what `old`, which had `old_bytes` of pages or none, holds; NULL without memory, and then `old` stays.
void *_Nullable concord_pages_grow(void *_Nullable old, size_t old_bytes, size_t bytes);

/// Gives pages back.
void concord_pages_free(void *_Nonnull pages, size_t bytes);
