// One bit a unit, shared by all readers of an artifact, in memory that is only there once it is written to.

public import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A bitmap whose pages the system hands out on first write, so that making one of any size is O(1).
@usableFromInline @safe package final class UnitBitmap: @unchecked Sendable {
  /// Number of bits.
  @usableFromInline package let count: Int
  /// Relaxed loads and stores: a bit only ever goes from 0 to 1, and what it stands for is immutable.
  @usableFromInline let words: UnsafeMutablePointer<Atomic<UInt64>>
  private let length: Int

  /// Makes a bitmap of `count` zero bits.
  package init(count: Int) throws(SystemError) {
    self.count = count
    length = max(8, (count + 63) / 64 * 8)
    let map = unsafe mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let map = unsafe map, unsafe map != MAP_FAILED else { throw SystemError.last("reserve", "unit bitmap") }
    unsafe words = map.bindMemory(to: Atomic<UInt64>.self, capacity: length / 8)
  }

  deinit { unsafe munmap(words, length) }

  /// Whether bit `index` is set.
  @inlinable @inline(__always)
  package func contains(_ index: Int) -> Bool {
    precondition(index >= 0 && index < count, "a bit of the bitmap")
    return unsafe words[index >> 6].load(ordering: .relaxed) & (1 << UInt64(index & 63)) != 0
  }

  /// The words, for kernels that read bits themselves.
  package var base: UnsafePointer<UInt64> { unsafe UnsafeRawPointer(words).assumingMemoryBound(to: UInt64.self) }

  /// Number of bits that are set, O(count).
  package var population: Int {
    var sum = 0
    for index in 0..<(count + 63) / 64 { sum += unsafe words[index].load(ordering: .relaxed).nonzeroBitCount }
    return sum
  }

  /// Sets bit `index`.
  package func insert(_ index: Int) {
    precondition(index >= 0 && index < count, "a bit of the bitmap")
    unsafe words[index >> 6].bitwiseOr(1 << UInt64(index & 63), ordering: .relaxed)
  }
}
