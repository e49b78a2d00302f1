// The stems that have lists of their own, in order: what a word without a list points to.

import ConcordBytes

/// Sorted keys and the number of each.
///
/// Memory: the keys and 4 bytes each.
struct StemRanks {
  private var bytes: [UInt8] = []
  private var ends: [UInt32] = []

  /// Appends the next key.
  mutating func append(_ key: ByteView) {
    unsafe bytes.append(contentsOf: key.bytes)
    ends.append(UInt32(bytes.count))
  }

  /// The number of the key of a stem, from 0 on; nil if it has no list of its own.
  ///
  /// O(log n).
  func rank(of key: ByteView) -> Int? {
    unsafe bytes.withUnsafeBytes { bytes in
      var (low, high) = (0, ends.count)
      while low < high {
        let middle = (low + high) / 2
        let start = middle == 0 ? 0 : Int(ends[middle - 1])
        let other = unsafe ByteView(UnsafeRawBufferPointer(rebasing: bytes[start..<Int(ends[middle])]))
        let order = other.compare(key)
        if order == 0 { return middle }
        if order < 0 { low = middle + 1 } else { high = middle }
      }
      return nil
    }
  }
}
