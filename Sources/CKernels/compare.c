// Finding a run of bytes in another with the C library's search, whose name Swift does not see on Linux.
#define _GNU_SOURCE
#include "compare.h"

const uint8_t *concord_find(const uint8_t *bytes, size_t count, const uint8_t *wanted, size_t length) {
  return memmem(bytes, count, wanted, length);
}
