// Sections of columns that a test makes up, and everything that a reader can ask of them.

import ConcordBytes
import ConcordTestSupport

@testable import ConcordArtifact

enum MadeColumns {
  typealias Sections = [(kind: SectionKind, bytes: [UInt8])]

  /// A list alone, opened.
  static func list(_ values: [UInt64?], base: UInt64 = 0, step: UInt64 = 1) throws -> PackedList {
    let spool = SectionSpool(.columns)
    try spool.append([7, 7, 7])
    var writer = PackedListWriter(into: spool, base: base, step: step)
    for value in values { try writer.append(value) }
    let place = try writer.finish()
    let section = try MadeArtifact.section(MadeArtifact.content(spool), kind: .columns)
    return try PackedList(
      section, count: values.count, data: place.data, table: place.table, base: base, step: step)
  }

  /// Columns of every shape over 130 slots.
  static func sections() throws -> Sections {
    let lists = SectionSpool(.columns)
    let keys = SectionSpool(.keywords)
    var table = StringTableWriter(blocks: keys)
    let slots = 130
    var entries: [ColumnEntry] = []
    func add(_ name: String, _ type: ColumnType, _ values: [UInt64?], step: UInt64 = 1) throws {
      var entry = ColumnEntry(name: Array(name.utf8))
      let present = values.compactMap { $0 }
      entry.type = type
      entry.documents = present.count
      entry.values = present.count
      (entry.least, entry.greatest, entry.step) = (present.min() ?? 0, present.max() ?? 0, step)
      if type == .keyword {
        entry.firstKey = table.count
        for key in ["", "ab", "abc", "zz"] {
          let isFull = ColumnEntry.key(column: entries.count, Array(key.utf8)).withView { table.append($0) }
          if isFull { try table.endBlock(info: []) }
        }
        entry.keys = 4
      }
      var writer = PackedListWriter(into: lists, base: entry.least, step: step)
      for value in values { try writer.append(value) }
      let place = try writer.finish()
      entry.list = ColumnEntry.Place(data: place.data, table: place.table)
      entries.append(entry)
    }
    try add("day", .date, (0..<slots).map { ColumnOrdinal.of(Int64(($0 % 9) * 86_400)) }, step: 86_400)
    try add("key", .keyword, (0..<slots).map { $0 % 5 == 4 ? nil : UInt64($0 % 4) })
    try add("one", .integer, (0..<slots).map { $0 == 129 ? 7 : nil })
    try add("price", .double, (0..<slots).map { ColumnOrdinal.of(Double($0) / 3) })
    var many = ColumnEntry(name: Array("tags".utf8))
    (many.type, many.hasMany, many.documents, many.values) = (.bool, true, 100, 200)
    (many.least, many.greatest) = (0, 1)
    var writer = PackedListWriter(into: lists)
    for place in 0..<200 { try writer.append(UInt64(place & 1)) }
    var place = try writer.finish()
    many.list = ColumnEntry.Place(data: place.data, table: place.table)
    var ends = PackedListWriter(into: lists)
    for slot in 0..<slots { try ends.append(UInt64(min(200, slot * 2 + 2))) }
    place = try ends.finish()
    many.ends = ColumnEntry.Place(data: place.data, table: place.table)
    entries.append(many)
    var none = ColumnEntry(name: Array("zero".utf8))
    none.leftOut = 3
    entries.append(none)
    try table.endBlock(info: [])
    let index = SectionSpool(.keywordIndex)
    try table.finish(index: index)
    return [
      (.columnIndex, ColumnEntry.encode(entries)), (.keywordIndex, try MadeArtifact.content(index)),
      (.keywords, try MadeArtifact.content(keys)), (.columns, try MadeArtifact.content(lists)),
    ]
  }

  /// Asks for everything; returns every value in words.
  static func readAll(_ table: ColumnTable) throws(ArtifactError) -> [String] {
    var words: [String] = []
    for column in table.columns {
      var buffer = [UInt64](repeating: 0, count: 128)
      for number in 0..<column.list.blockCount {
        let block = try column.list.block(number)
        if !block.isEmpty { try unsafe column.list.decode(block, into: &buffer) }
        let mask = try column.list.mask(block, in: 1...(1 << 63))
        words.append("\(mask)")
      }
      _ = try column.keywordRank(Array("abc".utf8))
      _ = try column.byteCount
      for slot in 0..<column.slots { words.append("\(try column.values(ofSlot: slot))") }
    }
    return words
  }
}
