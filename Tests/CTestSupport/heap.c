// What the allocator says about itself.
#include "CTestSupport.h"

#if defined(__APPLE__)
#include <malloc/malloc.h>
size_t concord_test_heap_bytes(void) { return mstats().bytes_used; }
#elif defined(__GLIBC__)
#include <malloc.h>
size_t concord_test_heap_bytes(void) {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}
#else
size_t concord_test_heap_bytes(void) { return 0; }
#endif
