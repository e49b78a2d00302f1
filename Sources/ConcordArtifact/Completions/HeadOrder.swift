// Sorting by eight bytes: in passes over a byte each, without comparisons.

internal import ConcordBytes

/// The order of strings by their first eight bytes.
enum HeadOrder {
  /// The first eight bytes of a string as a big-endian number, and which string it is.
  struct Item: Equatable {
    let head: UInt64
    let number: UInt32
  }

  /// Sorts by head; items of one head stay in the order that they have.
  ///
  /// O(n): up to eight passes, the last byte first, of which those are left out in which all items have the same byte. As much
  /// memory again as the items have.
  static func sort(_ items: inout [Item]) {
    let count = items.count
    if count < 2 { return }
    // How many items have each value of each byte.
    var counts = [Int](repeating: 0, count: 8 * 256)
    for item in items {
      for byte in 0..<8 { counts[byte &* 256 &+ Int(truncatingIfNeeded: item.head >> UInt64(8 &* byte) & 255)] &+= 1 }
    }
    var other = items
    for byte in 0..<8 {
      let shift = UInt64(truncatingIfNeeded: 8 &* byte)
      if counts[byte &* 256 &+ Int(truncatingIfNeeded: items[0].head >> shift & 255)] == count { continue }
      // Where the next item of each value goes.
      var place = 0
      for value in byte &* 256..<byte &* 256 &+ 256 { (place, counts[value]) = (place &+ counts[value], place) }
      for item in items {
        let value = byte &* 256 &+ Int(truncatingIfNeeded: item.head >> shift & 255)
        other[counts[value]] = item
        counts[value] &+= 1
      }
      swap(&items, &other)
    }
  }
}
