// Large runs of memory in pages of the system; pages.h says what for.
//
// realloc of glibc moves pages only as long as a run is a map of its own, and it takes larger and larger runs from its heap the
// larger those are that were given back; then a run of 8 MB is copied when it grows, which takes 5 ms.
#define _GNU_SOURCE
#include "pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#ifdef MREMAP_MAYMOVE

size_t concord_pages_least(void) { return (size_t)2 << 20; }

void *concord_pages_grow(void *old, size_t old_bytes, size_t bytes) {
  void *pages = old ? mremap(old, old_bytes, bytes, MREMAP_MAYMOVE)
                    : mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) return NULL;
  // What is large from the beginning is written from end to end: 2 MB at a time cost a fraction of as many pages of 4 KB.
  // Only a hint, and not for what moves, since that would be split again.
  if (!old && bytes >= (size_t)32 << 20) (void)madvise(pages, bytes, MADV_HUGEPAGE);
  return pages;
}

void concord_pages_free(void *pages, size_t bytes) { munmap(pages, bytes); }

#else

size_t concord_pages_least(void) { return SIZE_MAX; }

void *concord_pages_grow(void *old, size_t old_bytes, size_t bytes) {
  (void)old_bytes;
  return realloc(old, bytes);
}

void concord_pages_free(void *pages, size_t bytes) {
  (void)bytes;
  free(pages);
}

#endif
