// Lists of 64-bit numbers in blocks of 128: the decoder, and the comparison of a block with a range.

internal import ConcordBytes

/// A list inside an artifact; PackedListWriter says what the bytes are.
package struct PackedList: Sendable {
  /// Number of places.
  package let count: Int
  private let section: Section
  private let data: Int
  private let table: Int
  /// A stored number n stands for the value base + n · step.
  private let base: UInt64
  private let step: UInt64

  /// The places of a block that are meant, the lower 64 first.
  package typealias Mask = (UInt64, UInt64)

  /// A block, checked against the list.
  package struct Block: Sendable {
    /// The least value; meaningless in an empty block.
    package let least: UInt64
    /// The greatest value; below the least if no place has a value.
    package let greatest: UInt64
    /// Places in the list that the block covers.
    package let places: Range<Int>
    /// The number that stands for the least value.
    fileprivate let origin: UInt64
    /// The number that stands for the greatest, less that.
    fileprivate let span: UInt64
    fileprivate let start: Int
    fileprivate let width: Int
    fileprivate let hasPresence: Bool

    /// Whether no place has a value.
    package var isEmpty: Bool { greatest < least }
    fileprivate var offsets: Int { start + (hasPresence ? 16 : 0) }
    fileprivate var offsetsSize: Int { (places.count * width + 7) / 8 }
  }

  /// Opens a list of `count` places whose data and table begin at these bytes of a section.
  ///
  /// O(1).
  init(
    _ section: Section, count: Int, data: Int, table: Int, base: UInt64 = 0, step: UInt64 = 1
  ) throws(ArtifactError) {
    (self.count, self.section, self.data, self.table) = (count, section, data, table)
    (self.base, self.step) = (base, step)
    let size = PackedListLayout.blocks(count) * PackedListLayout.entrySize
    if data < 0 || table < data || table > section.length || size > section.length - table {
      throw section.damaged(max(0, data), "a list of \(count) places at \(data) with its table at \(table)")
    }
  }

  /// Number of blocks.
  package var blockCount: Int { PackedListLayout.blocks(count) }

  /// Bytes of the list with its table.
  package var byteCount: Int { table - data + blockCount * PackedListLayout.entrySize }

  /// Block `number`; O(1).
  package func block(_ number: Int) throws(ArtifactError) -> Block {
    precondition(number >= 0 && number < blockCount, "a block of the list")
    let at = table + number * PackedListLayout.entrySize
    let (low, high, place) = (try section.u64(at: at), try section.u64(at: at + 8), try section.u64(at: at + 16))
    let first = number * PackedListLayout.blockSize
    let places = first..<min(count, first + PackedListLayout.blockSize)
    let width = Int(place & 127)
    if high < low {
      return Block(
        least: 1, greatest: 0, places: places, origin: 0, span: 0, start: data, width: 0, hasPresence: false)
    }
    let (product, overflows) = high.multipliedReportingOverflow(by: step)
    let (greatest, isOver) = base.addingReportingOverflow(product)
    let block = Block(
      least: base &+ low &* step, greatest: greatest, places: places, origin: low, span: high - low,
      start: data + Int(place >> 8), width: width, hasPresence: place & PackedListLayout.presenceFlag != 0)
    if overflows || isOver || width != 64 - block.span.leadingZeroBitCount
      || block.start > table - block.offsetsSize - (block.hasPresence ? 16 : 0)
    {
      throw section.damaged(at, "numbers \(low) to \(high) in \(width) bits at \(place >> 8)")
    }
    return block
  }

  /// The places of a block that have a value.
  package func presence(_ block: Block) throws(ArtifactError) -> Mask {
    if block.isEmpty { return (0, 0) }
    let count = block.places.count
    let all: Mask = (count >= 64 ? .max : 1 << UInt64(count) - 1, count <= 64 ? 0 : UInt64.max >> UInt64(128 - count))
    if !block.hasPresence { return all }
    // Places after the end of the list are no slots, whatever the bytes say.
    return (try section.u64(at: block.start) & all.0, try section.u64(at: block.start + 8) & all.1)
  }

  /// Writes the block's values to `values`, which has room for 128; places without a value get the least.
  ///
  /// - Throws: if an offset leads beyond the greatest value.
  package func decode(_ block: Block, into values: UnsafeMutablePointer<UInt64>) throws(ArtifactError) {
    if block.width == 0 {
      unsafe values.update(repeating: block.least, count: PackedListLayout.blockSize)
      return
    }
    let bytes = unsafe try section.bytes(block.offsets, block.offsetsSize).base
    var isOver = false
    for place in 0..<block.places.count {
      let offset = unsafe Self.offset(bytes, place, block.width)
      isOver = isOver || offset > block.span
      unsafe values[place] = block.least &+ offset &* step
    }
    if isOver { throw section.damaged(block.offsets, "a value above the greatest of its block") }
  }

  /// The places of a block whose values lie in a range; O(1) where the block's least and greatest decide.
  package func mask(_ block: Block, in range: ClosedRange<UInt64>) throws(ArtifactError) -> Mask {
    if block.isEmpty || block.least > range.upperBound || block.greatest < range.lowerBound { return (0, 0) }
    let present = try presence(block)
    if block.least >= range.lowerBound && block.greatest <= range.upperBound { return present }
    let bytes = unsafe try section.bytes(block.offsets, block.offsetsSize).base
    // The range in stored offsets: what lies between two steps is not in the list.
    let first = max(range.lowerBound, block.least) - block.least
    let low = first / step + (first % step == 0 ? 0 : 1)
    let high = (min(range.upperBound, block.greatest) - block.least) / step
    if low > high { return (0, 0) }
    let span = high - low
    let count = block.places.count
    let lower = unsafe Self.inside(bytes, 0..<min(64, count), block.width, low, span)
    let upper = count > 64 ? unsafe Self.inside(bytes, 64..<count, block.width, low, span) : 0
    return (lower & present.0, upper & present.1)
  }

  /// The value at a place, if it has one; O(1).
  package func value(at place: Int) throws(ArtifactError) -> UInt64? {
    precondition(place >= 0 && place < count, "a place of the list")
    let block = try block(place / PackedListLayout.blockSize)
    let inside = place % PackedListLayout.blockSize
    let present = try presence(block)
    if (inside < 64 ? present.0 >> UInt64(inside) : present.1 >> UInt64(inside - 64)) & 1 == 0 { return nil }
    if block.width == 0 { return block.least }
    let bytes = unsafe try section.bytes(block.offsets, block.offsetsSize).base
    let offset = unsafe Self.offset(bytes, inside, block.width)
    if offset > block.span {
      throw section.damaged(block.offsets, "a value above the greatest of its block")
    }
    return block.least &+ offset &* step
  }

  /// Which of up to 64 offsets are at least `low` and at most `span` above it, the first in the lowest bit.
  private static func inside(
    _ base: UnsafeRawPointer, _ places: Range<Int>, _ width: Int, _ low: UInt64, _ span: UInt64
  ) -> UInt64 {
    var found: UInt64 = 0
    if width > 57 {
      for place in places {
        let isInside: UInt64 = unsafe offset(base, place, width) &- low <= span ? 1 : 0
        found |= isInside &<< UInt64(place & 63)
      }
      return found
    }
    // The loop without the case of nine bytes takes half the time.
    let mask = UInt64.max &>> UInt64(64 &- width)
    var bit = places.lowerBound &* width
    for place in places {
      // SAFETY: as in `offset`.
      let word = unsafe UInt64(littleEndian: base.loadUnaligned(fromByteOffset: bit &>> 3, as: UInt64.self))
      let isInside: UInt64 = (word &>> UInt64(bit & 7)) & mask &- low <= span ? 1 : 0
      found |= isInside &<< UInt64(place & 63)
      bit &+= width
    }
    return found
  }

  /// Offset `place` of a block of offsets of `width` bits, 1...64.
  @inline(__always)
  private static func offset(_ base: UnsafeRawPointer, _ place: Int, _ width: Int) -> UInt64 {
    let bit = place &* width
    let (byte, shift) = (bit &>> 3, UInt64(bit & 7))
    // SAFETY: the first byte lies in the block; the 9 bytes from it end in the block, in what follows in the section, or
    // in the 64 zeros and more after every section. What belongs to others is masked out.
    var word = unsafe UInt64(littleEndian: base.loadUnaligned(fromByteOffset: byte, as: UInt64.self)) &>> shift
    if width > 57 {
      let next = unsafe UInt64(base.load(fromByteOffset: byte &+ 8, as: UInt8.self))
      word |= shift == 0 ? 0 : next &<< (64 &- shift)
    }
    return word & (UInt64.max &>> UInt64(64 &- width))
  }
}
