// What the allocator says about itself, which Swift's module of the C library leaves out.
#pragma once
#include <stddef.h>

/// Bytes that malloc has handed out and not got back, in all arenas and maps of its own; 0 where nobody knows.
size_t concord_test_heap_bytes(void);
