// Surviving a mapped file that shrinks or fails under its readers.
//
// A read past the end of a truncated file raises SIGBUS. The handler looks the address up among the registered maps,
// puts zero pages over the hole, raises the map's flag and returns; the reader sees zeros, whose checksums are wrong or
// whose flag is read before an answer is handed out. Any other address goes to the handler that was there before.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Installs the handler, once per process; returns 0, or the errno of sigaction.
int concord_guard_install(void);

/// Registers a map whose flag is set when a page of it was lost; returns its slot, -1 if all 4,096 slots are taken.
int concord_guard_register(const void *_Nonnull base, size_t length, uint64_t *_Nonnull flag);

/// Forgets a map; call before munmap.
void concord_guard_unregister(int slot);
