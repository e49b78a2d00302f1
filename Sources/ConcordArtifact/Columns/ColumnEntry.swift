// What section CIDX says about each column: its name, its kind, its range, and where its lists are.
//
// CIDX: count varint | each, in the order of names: name counted | type u8 | flags u8 | documents varint |
// values varint | left out varint | cut varint | if there are values: [first key varint | keys varint, of keywords] |
// [decimals u8, of doubles] | least u64 | greatest u64 | step u64 | values: data varint, table varint | [ends: data varint, table varint, if some have many]
//
// Flags: bit 0, a document may have many values; bit 1, dates have times of day. `data` and `table` count in COLS.

package import ConcordBytes

/// The description of a column.
package struct ColumnEntry: Sendable, Equatable {
  /// Where a list lies in section COLS.
  package struct Place: Sendable, Equatable {
    package var data = 0
    package var table = 0
    /// Names a place.
    package init(data: Int = 0, table: Int = 0) { (self.data, self.table) = (data, table) }
  }

  package var name: [UInt8]
  package var type = ColumnType.null
  /// Whether a document may have many values.
  package var hasMany = false
  /// Whether dates have times of day.
  package var hasTimes = false
  /// Documents with a value.
  package var documents = 0
  /// Values in all of them.
  package var values = 0
  /// Values that only the store has: objects, arrays of anything but scalars, NaN.
  package var leftOut = 0
  /// Keywords that are longer than the column's limit; the whole ones are in the store.
  package var cut = 0
  /// Number of the first keyword of the column in the table of all keywords.
  package var firstKey = 0
  /// Distinct keywords.
  package var keys = 0
  /// Ordinals of the least and the greatest value.
  package var least: UInt64 = 0
  package var greatest: UInt64 = 0
  /// What all ordinals are multiples of, counted from the least; 1 if they are all the same.
  package var step: UInt64 = 1
  /// Decimals of doubles whose ordinals are those of whole numbers; nil if they are those of doubles.
  package var decimals: Int?
  /// The values in the order of slots.
  package var list = Place()
  /// For each slot the number of values up to its last one, if documents may have many.
  package var ends = Place()

  /// Describes a column without values.
  package init(name: [UInt8]) { self.name = name }

  private static let noDecimals: UInt8 = 255
  private static let many: UInt8 = 1
  private static let times: UInt8 = 2

  /// Appends the entry.
  package func encode(into out: inout ByteWriter) {
    out.writeCounted(name)
    out.writeU8(type.rawValue)
    out.writeU8((hasMany ? Self.many : 0) | (hasTimes ? Self.times : 0))
    for number in [documents, values, leftOut, cut] { out.writeVarint(number) }
    if values == 0 { return }
    if type == .keyword { for number in [firstKey, keys] { out.writeVarint(number) } }
    if type == .double { out.writeU8(decimals.map { UInt8($0) } ?? Self.noDecimals) }
    out.writeU64(least)
    out.writeU64(greatest)
    out.writeU64(step)
    for number in [list.data, list.table] { out.writeVarint(number) }
    if hasMany { for number in [ends.data, ends.table] { out.writeVarint(number) } }
  }

  /// Reads an entry.
  init(_ cursor: inout ByteCursor) throws(BytesError) {
    let most = 1 << 40
    name = try cursor.readCounted().array
    let at = cursor.offset
    guard let type = ColumnType(rawValue: try cursor.readU8()) else { throw .outOfRange(offset: at) }
    self.type = type
    let flags = try cursor.readU8()
    (hasMany, hasTimes) = (flags & Self.many != 0, flags & Self.times != 0)
    documents = try cursor.readVarint(upTo: Int(UInt32.max))
    values = try cursor.readVarint(upTo: most)
    leftOut = try cursor.readVarint(upTo: most)
    cut = try cursor.readVarint(upTo: most)
    if (values == 0) != (type == .null) || values < documents || !hasMany && values != documents {
      throw .outOfRange(offset: at)
    }
    if values == 0 { return }
    if type == .keyword {
      firstKey = try cursor.readVarint(upTo: Int(UInt32.max))
      keys = try cursor.readVarint(upTo: Int(UInt32.max))
    }
    if type == .double {
      let at = cursor.offset
      let number = try cursor.readU8()
      decimals = number == Self.noDecimals ? nil : Int(number)
      if let decimals, decimals > DecimalScale.most { throw .outOfRange(offset: at) }
    }
    least = try cursor.readU64()
    greatest = try cursor.readU64()
    step = try cursor.readU64()
    if step == 0 || greatest < least || type == .keyword && greatest >= UInt64(keys) { throw .outOfRange(offset: at) }
    list = try Self.place(&cursor)
    if hasMany { ends = try Self.place(&cursor) }
  }

  private static func place(_ cursor: inout ByteCursor) throws(BytesError) -> Place {
    let most = 1 << 60
    return Place(data: try cursor.readVarint(upTo: most), table: try cursor.readVarint(upTo: most))
  }

  /// The bytes of section CIDX.
  package static func encode(_ entries: [ColumnEntry]) -> [UInt8] {
    var out = ByteWriter()
    out.writeVarint(entries.count)
    for entry in entries { entry.encode(into: &out) }
    return out.bytes
  }

  /// The key of a keyword in the table of all keywords: the number of its column, high byte first, then its bytes.
  package static func key(column: Int, _ keyword: [UInt8]) -> [UInt8] {
    [UInt8(truncatingIfNeeded: column >> 8), UInt8(truncatingIfNeeded: column)] + keyword
  }
}
