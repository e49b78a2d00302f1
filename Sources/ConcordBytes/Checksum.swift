// XXH3, the one hash of the house: checksums of units, hashes of content, keys of tables.

internal import CKernels

/// A 128-bit hash.
public struct Hash128: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The upper 64 bits.
  public let high: UInt64
  /// The lower 64 bits.
  public let low: UInt64

  /// Makes a hash of its two halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Orders by value.
  public static func < (a: Hash128, b: Hash128) -> Bool {
    a.high != b.high ? a.high < b.high : a.low < b.low
  }

  /// 32 hexadecimal digits.
  public var description: String { hexadecimal(high) + hexadecimal(low) }
}

private func hexadecimal(_ value: UInt64) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

/// XXH3 over a run of bytes, O(n).
package enum Checksum {
  /// XXH3-64 with a seed (Yann Collet, xxHash 0.8).
  package static func xxh3(_ view: ByteView, seed: UInt64 = 0) -> UInt64 {
    unsafe concord_xxh3_64(view.base, view.count, seed)
  }

  /// XXH3-128 with a seed.
  package static func xxh128(_ view: ByteView, seed: UInt64 = 0) -> Hash128 {
    let hash = unsafe concord_xxh3_128(view.base, view.count, seed)
    return Hash128(high: hash.high, low: hash.low)
  }
}
