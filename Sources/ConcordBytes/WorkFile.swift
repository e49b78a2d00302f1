// Room for data that is worked on at random places and may be larger than the private memory that a caller allows.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Zeroed memory backed by a nameless file: the system may write it out, so it takes no private memory.
@safe package final class WorkFile: @unchecked Sendable {
  /// The first byte, at the start of a page.
  package let base: UnsafeMutableRawPointer
  /// Bytes of room.
  package let capacity: Int

  /// Makes room for `capacity` bytes, which are taken from the disk of `folder` at once.
  package init(capacity: Int, folder: String) throws(SystemError) {
    self.capacity = max(1, capacity)
    let file = try FileDescriptor.anonymous(in: folder)
    try file.allocate(self.capacity)
    let descriptor = file.duplicate()
    defer { close(descriptor) }
    let map = unsafe mmap(nil, self.capacity, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    guard let map = unsafe map, unsafe map != MAP_FAILED else {
      throw SystemError.last("map", "\(capacity) bytes of \(file.path)")
    }
    unsafe base = map
  }

  deinit { unsafe munmap(base, capacity) }
}
