// Counts the calls of the allocator in a program that links this.
#pragma once
#include <stdint.h>

/// Calls of malloc, calloc, realloc, aligned_alloc and posix_memalign so far; 0 where they cannot be counted.
uint64_t concord_allocations(void);
