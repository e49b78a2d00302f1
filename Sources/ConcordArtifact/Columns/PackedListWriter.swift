// Lists of 64-bit numbers in blocks of 128, each as offsets from the least of its block: the encoder.
//
// A list is the data of its blocks, zeros up to a multiple of 8, then its table: an entry of 24 bytes a block.
//
//   data   [presence: bit i of 128 is set if place i has a value] | an offset of `width` bits a place, the first lowest
//   entry  least u64 | greatest u64 | start of the data in the list · 256 + 128 if there is a presence + width u64
//
// What is stored for a value is the number of steps from a base; both belong to the list. Days are multiples of 86,400
// seconds, and short decimals end in zeros, so that much of a value may be the same in all. A place without a value has
// offset 0. A block of equal values has width 0 and no offsets; one without a value has a greatest below its least, and no
// data at all.

package import ConcordBytes

/// Shape of a list.
package enum PackedListLayout {
  /// Places in a block.
  package static let blockSize = 128
  /// Bytes of an entry of the table.
  static let entrySize = 24
  /// Bit of an entry's third word: the data begin with which places have a value.
  static let presenceFlag: UInt64 = 128

  /// Blocks of a list.
  package static func blocks(_ count: Int) -> Int { count / blockSize + (count % blockSize == 0 ? 0 : 1) }
}

/// Writes one list after another into a section.
package struct PackedListWriter {
  private let section: SectionSpool
  private let start: Int
  private var table = ByteWriter()
  private var values: [UInt64] = []
  private var presence: (UInt64, UInt64) = (0, 0)
  private var data = ByteWriter()
  private let base: UInt64
  private let step: UInt64

  /// Begins a list at the end of `section`; every value is `base` and a number of steps.
  package init(into section: SectionSpool, base: UInt64 = 0, step: UInt64 = 1) {
    (self.section, self.base, self.step) = (section, base, step)
    start = section.length
    values.reserveCapacity(PackedListLayout.blockSize)
  }

  /// Appends a place, with or without a value.
  package mutating func append(_ value: UInt64?) throws(SystemError) {
    if value != nil {
      let bit: UInt64 = 1 << UInt64(values.count & 63)
      if values.count < 64 { presence.0 |= bit } else { presence.1 |= bit }
    }
    values.append(value.map { ($0 - base) / step } ?? 0)
    if values.count == PackedListLayout.blockSize { try endBlock() }
  }

  private func isPresent(_ place: Int) -> Bool {
    (place < 64 ? presence.0 >> UInt64(place) : presence.1 >> UInt64(place - 64)) & 1 != 0
  }

  private mutating func endBlock() throws(SystemError) {
    if values.isEmpty { return }
    var (least, greatest, count) = (UInt64.max, UInt64.min, 0)
    for (place, value) in values.enumerated() where isPresent(place) {
      (least, greatest, count) = (min(least, value), max(greatest, value), count + 1)
    }
    let width = count == 0 ? 0 : 64 - (greatest - least).leadingZeroBitCount
    var place = UInt64(section.length - start) << 8 | UInt64(width)
    if count == 0 {
      (least, greatest, place) = (1, 0, 0)
    } else {
      data.removeAll()
      if count < values.count {
        place |= PackedListLayout.presenceFlag
        data.writeU64(presence.0)
        data.writeU64(presence.1)
      }
      pack(least, width)
      try section.append(data.bytes)
    }
    for word in [least, greatest, place] { table.writeU64(word) }
    values.removeAll(keepingCapacity: true)
    presence = (0, 0)
  }

  private mutating func pack(_ least: UInt64, _ width: Int) {
    if width == 0 { return }
    var (word, filled): (UInt64, Int) = (0, 0)
    for (place, value) in values.enumerated() {
      let offset = isPresent(place) ? value - least : 0
      word |= offset << UInt64(filled)
      filled += width
      if filled >= 64 {
        data.writeU64(word)
        filled -= 64
        // Bits of the offset that the word had no room for.
        word = filled == 0 ? 0 : offset >> UInt64(width - filled)
      }
    }
    for byte in 0..<(filled + 7) / 8 { data.writeU8(UInt8(truncatingIfNeeded: word >> UInt64(8 * byte))) }
  }

  /// Ends the list; returns where the list and its table begin in the section.
  package mutating func finish() throws(SystemError) -> (data: Int, table: Int) {
    try endBlock()
    try section.append([UInt8](repeating: 0, count: -section.length & 7))
    let place = section.length
    try section.append(table.bytes)
    return (start, place)
  }
}
