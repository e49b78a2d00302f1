// Values of a column for one slot after another, with the blocks around them decoded once.

package import ConcordArtifact

/// Reads a column; made for one task, and fastest if slots ascend.
@safe package final class ColumnReader {
  private let column: Column
  private let values: UnsafeMutablePointer<UInt64>
  private let ends: UnsafeMutablePointer<UInt64>
  private var valueBlock = -1
  private var endBlock = -1
  private var presence: PackedList.Mask = (0, 0)

  /// Reads `column`.
  package init(_ column: Column) {
    self.column = column
    unsafe values = .allocate(capacity: PackedListLayout.blockSize)
    unsafe ends = .allocate(capacity: PackedListLayout.blockSize)
  }

  deinit {
    unsafe values.deallocate()
    unsafe ends.deallocate()
  }

  /// The value at a place of the column's list, if it has one.
  private func value(atPlace place: Int) throws(ArtifactError) -> UInt64? {
    let (number, inside) = (place / PackedListLayout.blockSize, place % PackedListLayout.blockSize)
    if number != valueBlock {
      // A block that throws is not taken for the one before.
      valueBlock = -1
      let block = try column.list.block(number)
      presence = try column.list.presence(block)
      if !block.isEmpty { unsafe try column.list.decode(block, into: values) }
      valueBlock = number
    }
    let isPresent = (inside < 64 ? presence.0 >> UInt64(inside) : presence.1 >> UInt64(inside - 64)) & 1 != 0
    return isPresent ? unsafe values[inside] : nil
  }

  /// The number of values up to the last one of a slot; 0 before the first slot.
  private func end(ofSlot slot: Int, _ list: PackedList) throws(ArtifactError) -> Int {
    if slot < 0 { return 0 }
    let number = slot / PackedListLayout.blockSize
    if number != endBlock {
      endBlock = -1
      unsafe try list.decode(list.block(number), into: ends)
      endBlock = number
    }
    let end = unsafe ends[slot % PackedListLayout.blockSize]
    if end > UInt64(column.list.count) { throw column.damaged("\(end) values up to slot \(slot)") }
    return Int(end)
  }

  /// The places of a slot's values; in a column without many values one place, which need not have a value.
  private func places(ofSlot slot: Int) throws(ArtifactError) -> Range<Int> {
    guard let list = column.ends else { return column.list.count == 0 ? 0..<0 : slot..<slot + 1 }
    let start = try end(ofSlot: slot - 1, list)
    let end = try end(ofSlot: slot, list)
    if start > end { throw column.damaged("the values of slot \(slot) end before they begin") }
    return start..<end
  }

  /// Calls `body` with the ordinal of each value of a slot, ascending; returns how many there were.
  @inline(__always)
  package func forEachValue(ofSlot slot: Int, _ body: (UInt64) -> Void) throws(ArtifactError) -> Int {
    var count = 0
    for place in try places(ofSlot: slot) {
      if let value = try value(atPlace: place) {
        body(value)
        count += 1
      }
    }
    return count
  }

  /// The least or the greatest value of a slot, if it has any.
  package func extreme(ofSlot slot: Int, greatest: Bool) throws(ArtifactError) -> UInt64? {
    let places = try places(ofSlot: slot)
    guard let place = greatest ? places.last : places.first else { return nil }
    return try value(atPlace: place)
  }

  /// The slot that a place of the list belongs to, in a column with many values.
  ///
  /// O(log(slots / 128)), and less if places ascend.
  func slot(ofPlace place: Int) throws(ArtifactError) -> UInt32 {
    guard let list = column.ends else { return UInt32(place) }
    // The last number of values of a block is its greatest, since numbers never fall.
    var low = max(0, endBlock)
    if low > 0 ? try list.block(low - 1).greatest > UInt64(place) : false { low = 0 }
    var high = list.blockCount
    // The next block is where the place is most of the time.
    if low < high, try list.block(low).greatest > UInt64(place) { high = low }
    while low < high {
      let middle = (low + high) / 2
      if try list.block(middle).greatest > UInt64(place) { high = middle } else { low = middle + 1 }
    }
    if low >= list.blockCount { throw column.damaged("value \(place) belongs to no document") }
    let first = low * PackedListLayout.blockSize
    var (start, end) = (first, min(column.slots, first + PackedListLayout.blockSize))
    while start < end {
      let middle = (start + end) / 2
      if try self.end(ofSlot: middle, list) > place { end = middle } else { start = middle + 1 }
    }
    if start >= column.slots { throw column.damaged("value \(place) belongs to no document") }
    return UInt32(start)
  }
}
