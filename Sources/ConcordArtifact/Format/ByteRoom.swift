// Memory that grows at the end and has one owner, for the loops of encoders.

internal import CKernels

/// Room for bytes whose owner counts how many of them mean something.
///
/// An array asks with every append whether it is shared and whether there is room. Here whoever writes asks once for as
/// much as may come. A large run grows by its pages being moved, not copied.
@safe final class ByteRoom {
  /// Where the bytes lie, until room is asked for.
  private(set) var base: UnsafeMutableRawPointer
  /// Bytes that there is room for.
  private(set) var capacity: Int

  /// Makes room for some bytes.
  init(capacity: Int = 64) {
    self.capacity = capacity
    unsafe base = Self.isPages(capacity) ? Self.pages(nil, 0, capacity) : .allocate(byteCount: capacity, alignment: 16)
  }

  deinit { unsafe Self.free(base, capacity) }

  /// Makes room for `more` bytes behind the first `used`.
  @inline(__always)
  func reserve(_ more: Int, behind used: Int) {
    if more > capacity &- used { grow(to: used + more, keeping: used) }
  }

  @inline(never)
  private func grow(to needed: Int, keeping used: Int) {
    let before = capacity
    capacity = max(2 * capacity, needed)
    if Self.isPages(before) {
      unsafe base = Self.pages(base, before, capacity)
      return
    }
    let larger =
      unsafe Self.isPages(capacity)
      ? Self.pages(nil, 0, capacity) : UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    unsafe larger.copyMemory(from: base, byteCount: used)
    unsafe Self.free(base, before)
    unsafe base = larger
  }

  private static func isPages(_ bytes: Int) -> Bool { bytes >= concord_pages_least() }

  private static func pages(
    _ old: UnsafeMutableRawPointer?, _ before: Int, _ bytes: Int
  ) -> UnsafeMutableRawPointer {
    guard let pages = unsafe concord_pages_grow(old, before, bytes) else {
      preconditionFailure("no memory for \(bytes) bytes")
    }
    return unsafe pages
  }

  private static func free(_ base: UnsafeMutableRawPointer, _ bytes: Int) {
    if isPages(bytes) { unsafe concord_pages_free(base, bytes) } else { unsafe base.deallocate() }
  }
}
