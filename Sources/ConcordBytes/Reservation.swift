// A range of address space whose pages the system hands out on first write.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Zeroed memory that never moves and costs only what is touched.
@safe package final class Reservation: @unchecked Sendable {
  /// The first byte.
  package let base: UnsafeMutableRawPointer
  /// Bytes of address space.
  package let capacity: Int

  /// Reserves `capacity` bytes.
  package init(capacity: Int) throws(SystemError) {
    let map = unsafe mmap(nil, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let map = unsafe map, unsafe map != MAP_FAILED else { throw SystemError.last("reserve", "\(capacity) bytes") }
    unsafe base = map
    self.capacity = capacity
  }

  deinit { unsafe munmap(base, capacity) }

  /// Gives the pages back; the memory reads as zeros again.
  package func clear() { unsafe madvise(base, capacity, MADV_DONTNEED) }
}
