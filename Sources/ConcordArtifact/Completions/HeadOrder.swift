// Sorting by eight bytes: in passes over a byte each, without comparisons.

internal import CKernels
internal import ConcordBytes

/// The order of strings by their first eight bytes.
enum HeadOrder {
  /// The first eight bytes of a string as a big-endian number, which string it is, and how long.
  typealias Item = concord_start

  /// Sorts by head and returns where the sorted items are, there or in the room, which is for as many; items of one head stay
  /// in the order that they have.
  ///
  /// O(n): up to eight passes, the last byte first, of which those are left out in which all items have the same byte.
  static func sort(
    _ items: UnsafeMutableBufferPointer<Item>, room: UnsafeMutableBufferPointer<Item>
  ) -> UnsafeMutableBufferPointer<Item> {
    if items.count < 2 { return unsafe items }
    var (items, room) = unsafe (items, room)
    let count = items.count
    // How many items have each value of each byte.
    var counts = [UInt32](repeating: 0, count: 8 * 256)
    unsafe counts.withUnsafeMutableBufferPointer { counts in
      for index in 0..<count {
        let head = unsafe items[index].head
        for byte in 0..<8 { unsafe counts[byte &* 256 &+ value(of: head, byte)] &+= 1 }
      }
      for byte in 0..<8 {
        let own = unsafe UnsafeMutableBufferPointer(rebasing: counts[byte &* 256..<byte &* 256 &+ 256])
        if unsafe own[value(of: items[0].head, byte)] == UInt32(truncatingIfNeeded: count) { continue }
        // Where the next item of each value goes.
        var place: UInt32 = 0
        for value in 0..<256 { unsafe (place, own[value]) = unsafe (place &+ own[value], place) }
        for index in 0..<count {
          let item = unsafe items[index]
          let value = value(of: item.head, byte)
          unsafe room[Int(own[value])] = item
          unsafe own[value] &+= 1
        }
        unsafe swap(&items, &room)
      }
    }
    return unsafe items
  }

  /// A byte of a head, the last one first.
  @inline(__always)
  private static func value(of head: UInt64, _ byte: Int) -> Int {
    Int(truncatingIfNeeded: head &>> UInt64(truncatingIfNeeded: 8 &* byte) & 255)
  }

  /// Sorts a few items by head, then by number.
  static func sortFew(_ items: UnsafeMutableBufferPointer<Item>) {
    if items.count > 24 {
      var items = unsafe items
      unsafe items.sort { $0.head != $1.head ? $0.head < $1.head : $0.number < $1.number }
      return
    }
    for index in 1..<max(1, items.count) {
      let item = unsafe items[index]
      var place = index
      while place > 0, case let other = unsafe items[place - 1],
        other.head > item.head || (other.head == item.head && other.number > item.number)
      {
        unsafe items[place] = other
        place -= 1
      }
      unsafe items[place] = item
    }
  }
}
