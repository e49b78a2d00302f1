// One bit a unit, shared by all readers of an artifact, in memory that is only there once it is written to.

internal import CKernels

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A bitmap whose pages the system hands out on first write, so that making one of any size is O(1).
@safe package final class UnitBitmap: @unchecked Sendable {
  /// Number of bits.
  package let count: Int
  private let words: UnsafeMutablePointer<UInt64>
  private let length: Int

  /// Makes a bitmap of `count` zero bits.
  package init(count: Int) throws(SystemError) {
    self.count = count
    length = max(8, (count + 63) / 64 * 8)
    let map = unsafe mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let map = unsafe map, unsafe map != MAP_FAILED else { throw SystemError.last("reserve", "unit bitmap") }
    unsafe words = map.bindMemory(to: UInt64.self, capacity: length / 8)
  }

  deinit { unsafe munmap(words, length) }

  /// Whether bit `index` is set.
  ///
  /// A relaxed load: a bit only ever goes from 0 to 1, and what it stands for is immutable.
  @inline(__always)
  package func contains(_ index: Int) -> Bool {
    precondition(index >= 0 && index < count, "a bit of the bitmap")
    return unsafe concord_load_relaxed(words + index >> 6) & (1 << UInt64(index & 63)) != 0
  }

  /// Number of bits that are set, O(count).
  package var population: Int {
    var sum = 0
    for index in 0..<(count + 63) / 64 { sum += unsafe concord_load_relaxed(words + index).nonzeroBitCount }
    return sum
  }

  /// Sets bit `index`.
  package func insert(_ index: Int) {
    precondition(index >= 0 && index < count, "a bit of the bitmap")
    unsafe concord_or_relaxed(words + index >> 6, 1 << UInt64(index & 63))
  }
}
