// Memory that ends where the next page cannot be touched: whoever reads or writes one byte too far dies at once.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Room for up to `capacity` bytes in front of a page without access.
@safe public final class GuardedBytes: @unchecked Sendable {
  /// Bytes of room.
  public let capacity: Int
  private let map: UnsafeMutableRawPointer
  private let length: Int

  /// Reserves room for at least `capacity` bytes.
  public init(capacity: Int) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    self.capacity = (max(capacity, 1) + page - 1) / page * page
    length = self.capacity + page
    let map = unsafe mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let map = unsafe map, unsafe map != MAP_FAILED else { preconditionFailure("a few pages can be had") }
    unsafe self.map = map
    unsafe mprotect(map + self.capacity, page, PROT_NONE)
  }

  deinit { unsafe munmap(map, length) }

  /// The last `count` bytes of the room; the byte after them cannot be touched.
  public func room(_ count: Int) -> UnsafeMutableRawBufferPointer {
    precondition(count >= 0 && count <= capacity, "the bytes fit")
    return unsafe UnsafeMutableRawBufferPointer(start: map + (capacity - count), count: count)
  }

  /// Copies bytes to the end of the room and returns them.
  public func hold(_ bytes: some Collection<UInt8>) -> UnsafeRawBufferPointer {
    let target = unsafe room(bytes.count)
    unsafe target.copyBytes(from: bytes)
    return UnsafeRawBufferPointer(target)
  }
}
