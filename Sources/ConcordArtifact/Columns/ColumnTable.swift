// The columns of an opened artifact: numbers, dates and keywords of documents, by slot.

internal import ConcordBytes

/// The columns of an artifact, in the order of their names.
package struct ColumnTable: Sendable {
  /// All columns, by number.
  package let columns: [Column]
  private let numbers: [[UInt8]: Int]

  /// Opens the columns; an artifact of documents without attributes has none.
  ///
  /// O(columns), of which there are 1,024 at most.
  package init(_ artifact: ArtifactBytes, documents: Int) throws(ArtifactError) {
    guard let index = artifact.sectionIfPresent(.columnIndex) else {
      (columns, numbers) = ([], [:])
      return
    }
    let keywords = try StringTable(
      index: artifact.section(.keywordIndex), blocks: artifact.section(.keywords))
    let lists = try artifact.section(.columns)
    let bytes = try index.all()
    let entries = try index.decoding(at: 0) { () throws(BytesError) -> [ColumnEntry] in
      var cursor = ByteCursor(bytes)
      var entries: [ColumnEntry] = []
      for _ in 0..<(try cursor.readVarint(upTo: ColumnLimits.columns)) { entries.append(try ColumnEntry(&cursor)) }
      return entries
    }
    var columns: [Column] = []
    var numbers: [[UInt8]: Int] = [:]
    for (number, entry) in entries.enumerated() {
      if entry.documents > documents || entry.firstKey + entry.keys > keywords.count {
        throw index.damaged(0, "column \(number) has \(entry.documents) documents and \(entry.keys) keywords")
      }
      if numbers.updateValue(number, forKey: entry.name) != nil {
        throw index.damaged(0, "column \(number) is there twice")
      }
      columns.append(
        try Column(entry, number: number, slots: documents, lists: lists, keywords: keywords, index: index))
    }
    (self.columns, self.numbers) = (columns, numbers)
  }

  /// The column of a name.
  ///
  /// O(1).
  package subscript(name: String) -> Column? { numbers[Array(name.utf8)].map { columns[$0] } }
}

/// A column of an opened artifact.
package struct Column: Sendable {
  /// What the artifact says about it.
  package let entry: ColumnEntry
  /// Number of documents of the artifact.
  package let slots: Int
  /// The values in the order of slots, those of one slot ascending; without `ends` a place a slot.
  package let list: PackedList
  /// For each slot the number of values up to its last one, if documents may have many.
  package let ends: PackedList?
  private let number: Int
  private let keywords: StringTable
  private let index: Section

  init(
    _ entry: ColumnEntry, number: Int, slots: Int, lists: Section, keywords: StringTable, index: Section
  ) throws(ArtifactError) {
    (self.entry, self.number, self.slots, self.keywords, self.index) = (entry, number, slots, keywords, index)
    let places = entry.values == 0 ? 0 : entry.hasMany ? entry.values : slots
    list = try PackedList(
      lists, count: places, data: entry.list.data, table: entry.list.table, base: entry.least, step: entry.step)
    ends =
      entry.hasMany && entry.values > 0
      ? try PackedList(lists, count: slots, data: entry.ends.data, table: entry.ends.table) : nil
  }

  /// Its name.
  package var name: String { String(decoding: entry.name, as: UTF8.self) }
  /// The kind of its values.
  package var type: ColumnType { entry.type }
  /// Bytes of its lists, and of the blocks of keywords that hold any of its own.
  package var byteCount: Int {
    get throws(ArtifactError) {
      let keys = try keywords.byteCount(of: entry.firstKey..<entry.firstKey + entry.keys)
      return list.byteCount + (ends?.byteCount ?? 0) + keys
    }
  }

  /// The places of a slot's values in `list`; O(1).
  ///
  /// Without many values a place a slot, which need not have a value.
  package func places(ofSlot slot: Int) throws(ArtifactError) -> Range<Int> {
    precondition(slot >= 0 && slot < slots, "a slot of the collection")
    guard let ends else { return entry.values == 0 ? 0..<0 : slot..<slot + 1 }
    let start = slot == 0 ? 0 : try ends.value(at: slot - 1) ?? 0
    let end = try ends.value(at: slot) ?? 0
    if start > end || end > UInt64(list.count) {
      throw index.damaged(0, "the values \(start) to \(end) of slot \(slot) of \(list.count)")
    }
    return Int(start)..<Int(end)
  }

  /// The ordinals of a slot's values, ascending; O(values).
  package func ordinals(ofSlot slot: Int) throws(ArtifactError) -> [UInt64] {
    var found: [UInt64] = []
    for place in try places(ofSlot: slot) { if let value = try list.value(at: place) { found.append(value) } }
    return found
  }

  /// The values of a slot, ascending; none if the document has none.
  package func values(ofSlot slot: Int) throws(ArtifactError) -> [ColumnValue] {
    try ordinals(ofSlot: slot).map { (ordinal) throws(ArtifactError) in try value(of: ordinal) }
  }

  /// The value that an ordinal of this column stands for.
  ///
  /// O(1), except keywords, of which up to 16 are decoded.
  package func value(of ordinal: UInt64) throws(ArtifactError) -> ColumnValue {
    switch type {
    case .null: throw index.damaged(0, "a value of column \(number), which has none")
    case .bool: return .bool(ordinal != 0)
    case .integer: return .integer(ColumnOrdinal.integer(ordinal))
    case .double:
      guard let decimals = entry.decimals else { return .double(ColumnOrdinal.double(ordinal)) }
      return .double(DecimalScale.double(ColumnOrdinal.integer(ordinal), decimals: decimals))
    case .date: return .date(ColumnOrdinal.integer(ordinal), isDay: !entry.hasTimes)
    case .keyword:
      if ordinal >= UInt64(entry.keys) { throw index.damaged(0, "keyword \(ordinal) of \(entry.keys)") }
      let key = try keywords.key(entry.firstKey + Int(ordinal))
      if Array(key.prefix(2)) != ColumnEntry.key(column: number, []) {
        throw index.damaged(0, "keyword \(ordinal) belongs to another column")
      }
      return .keyword(String(decoding: key.dropFirst(2), as: UTF8.self))
    }
  }

  /// The number of keywords of the column that are below `keyword`, and whether it is one itself.
  ///
  /// O(log keywords).
  package func keywordRank(_ keyword: [UInt8]) throws(ArtifactError) -> (rank: UInt64, isPresent: Bool) {
    let key = ColumnEntry.key(column: number, ColumnLimits.cut(keyword))
    let place = try key.withView { (view) throws(ArtifactError) in
      (try keywords.lowerBound(view), try keywords.find(view) != nil)
    }
    let rank = min(max(0, place.0 - entry.firstKey), entry.keys)
    return (UInt64(rank), place.1 && rank < entry.keys)
  }

  /// The error for numbers of the column that contradict each other.
  package func damaged(_ what: String) -> ArtifactError { index.damaged(0, "column \(number): \(what)") }
}
