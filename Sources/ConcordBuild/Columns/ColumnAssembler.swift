// Gathered attributes, written as the sections of columns.

import ConcordArtifact
import ConcordBytes

/// Writes columns.
///
/// One column at a time is in memory: 12 bytes a value, 8 a document, and its distinct keywords within `memory`.
struct ColumnAssembler {
  private let documents: Int
  /// The number of the document of each slot; nil if documents stand in the order of their numbers.
  private let order: [UInt32]?
  private let memory: Int
  private let folder: String
  private let lists: SectionSpool
  private let keywords: SectionSpool
  private var keywordTable: StringTableWriter

  init(documents: Int, order: [UInt32]?, memory: Int, folder: String) {
    (self.documents, self.order, self.memory, self.folder) = (documents, order, memory, folder)
    lists = SectionSpool(.columns, elementSize: 8, folder: folder)
    keywords = SectionSpool(.keywords, folder: folder)
    keywordTable = StringTableWriter(blocks: keywords)
  }

  /// Writes all columns in the byte order of their names, and the ranks that one of them gives; without any there are no
  /// sections.
  ///
  /// Returns how many values of `rankField` are no numbers.
  mutating func write(
    _ gatherer: consuming ColumnGatherer, rankField: String?, into writer: inout ArtifactWriter
  ) throws(SystemError) -> Int {
    let spool = try gatherer.finish()
    let columns = gatherer.columns.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    if columns.isEmpty { return 0 }
    var withoutRank = 0
    if let name = rankField.map({ Array($0.utf8) }), let column = columns.first(where: { $0.name == name }) {
      withoutRank = try writeRanks(of: column, spool: spool?.view ?? .empty, into: &writer)
    }
    var entries: [ColumnEntry] = []
    for (number, column) in columns.enumerated() {
      entries.append(try write(column, number: number, spool: spool?.view ?? .empty))
    }
    withExtendedLifetime(spool) {}
    try keywordTable.endBlock(info: [])
    let keywordIndex = SectionSpool(.keywordIndex, elementSize: 8, folder: folder)
    try keywordTable.finish(index: keywordIndex)
    let index = SectionSpool(.columnIndex)
    try index.append(ColumnEntry.encode(entries))
    for section in [index, keywordIndex, keywords, lists] { writer.add(section) }
    return withoutRank
  }

  /// Writes a rank for every slot, from the greatest number of its document.
  ///
  /// 24 bytes a document in memory. Returns how many values are no numbers.
  private func writeRanks(
    of column: GatheredColumn, spool: ByteView, into writer: inout ArtifactWriter
  ) throws(SystemError) -> Int {
    let type = column.kinds.rankType
    var greatest = [UInt64?](repeating: nil, count: documents)
    var others = column.leftOut
    do {
      try column.forEach(in: spool) { document, value in
        guard let ordinal = value.rankOrdinal(type) else {
          others += 1
          return
        }
        greatest[document] = max(greatest[document] ?? 0, ordinal)
      }
    } catch { throw SystemError("read back", "the values of columns", code: 5) }
    let ranks = StaticRanks.ranks(greatest)
    let section = SectionSpool(.ranks, folder: folder)
    try section.append(order.map { $0.map { ranks[Int($0)] } } ?? ranks)
    writer.add(section)
    return others
  }

  private mutating func write(
    _ column: GatheredColumn, number: Int, spool: ByteView
  ) throws(SystemError) -> ColumnEntry {
    var entry = ColumnEntry(name: column.name)
    entry.type = column.kinds.type
    entry.hasTimes = entry.type == .date && column.kinds.contains(.time)
    entry.leftOut = column.leftOut
    if entry.type == .keyword, !column.isOfRecords, let texts = try Self.textsThatHardlyRepeat(column, spool) {
      entry.type = .null
      entry.leftOut += texts
      return entry
    }
    var values = try ColumnValues(column, type: entry.type, spool: spool, memory: memory, folder: folder)
    if values.ordinals.isEmpty { return entry }
    entry.cut = values.cut
    if entry.type == .keyword {
      entry.firstKey = keywordTable.count
      let prefix = ColumnEntry.key(column: number, [])
      entry.keys = try values.rankKeywords { (keyword) throws(SystemError) in
        let isFull = (prefix + keyword.array).withView { keywordTable.append($0) }
        if isFull { try keywordTable.endBlock(info: []) }
      }
    }
    if entry.type == .double { entry.decimals = values.scaleDecimals() }
    values.makeSets()
    entry.values = values.ordinals.count
    entry.least = values.ordinals.min() ?? 0
    entry.greatest = values.ordinals.max() ?? 0
    entry.step = values.step(from: entry.least)
    try writeLists(values, &entry)
    return entry
  }

  /// Different texts from which a field of front matter that hardly repeats them is no column.
  ///
  /// Front matter holds descriptions and lists of keywords beside categories. As columns such fields took 3.4 of 84 MB of a
  /// corpus of 28,626 pages.
  private static let leastTexts = 1_000

  /// How many values the field has, if its texts hardly repeat; it is then stored and shown, and no column.
  private static func textsThatHardlyRepeat(
    _ column: GatheredColumn, _ spool: ByteView
  ) throws(SystemError) -> Int? {
    var distinct = Set<UInt64>()
    var count = 0
    do {
      try column.forEach(in: spool) { _, value in
        count += 1
        if case .text(let text) = value { distinct.insert(Checksum.xxh3(text)) }
      }
    } catch { throw SystemError("read back", "the values of columns", code: 5) }
    return distinct.count >= leastTexts && distinct.count * 2 > count ? count : nil
  }

  /// Writes the values in the order of slots, and where those of each slot end if one has many.
  private func writeLists(_ values: ColumnValues, _ entry: inout ColumnEntry) throws(SystemError) {
    let starts = values.starts(documents: documents)
    entry.documents = (0..<documents).reduce(0) { $0 + (starts[$1] < starts[$1 + 1] ? 1 : 0) }
    entry.hasMany = entry.documents < entry.values
    func range(_ slot: Int) -> Range<Int> {
      let document = order.map { Int($0[slot]) } ?? slot
      return starts[document]..<starts[document + 1]
    }
    var list = PackedListWriter(into: lists, base: entry.least, step: entry.step)
    for slot in 0..<documents {
      let range = range(slot)
      if range.isEmpty && !entry.hasMany { try list.append(nil) }
      for index in range { try list.append(values.ordinals[index]) }
    }
    let place = try list.finish()
    entry.list = ColumnEntry.Place(data: place.data, table: place.table)
    if !entry.hasMany { return }
    var ends = PackedListWriter(into: lists)
    var end: UInt64 = 0
    for slot in 0..<documents {
      end += UInt64(range(slot).count)
      try ends.append(end)
    }
    let endsPlace = try ends.finish()
    entry.ends = ColumnEntry.Place(data: endsPlace.data, table: endsPlace.table)
  }
}

extension GatheredValue {
  /// A number that orders documents like the value does, where values of `type` do; nil for one that is not.
  fileprivate func rankOrdinal(_ type: ColumnType) -> UInt64? {
    switch self {
    case .bool(let value): Self.ordinal(value ? 1 : 0, type)
    case .integer(let value): Self.ordinal(value, type)
    case .double(let value): ColumnOrdinal.of(value)
    case .text(let text):
      type == .date ? CalendarDate.parse(text.array).map { ColumnOrdinal.of($0.seconds) } : nil
    case .untyped(let text): Self.typed(text).rankOrdinal(type)
    }
  }

  private static func ordinal(_ value: Int64, _ type: ColumnType) -> UInt64? {
    type == .double ? ColumnOrdinal.of(Double(value)) : ColumnOrdinal.of(value)
  }
}

/// The values of a column, by document.
private struct ColumnValues {
  private(set) var ordinals: [UInt64] = []
  private(set) var cut = 0
  private var documents: [UInt32] = []
  private var sorter: KeywordSorter

  /// Reads the values; ordinals of keywords are the sorter's numbers at first.
  init(_ column: GatheredColumn, type: ColumnType, spool: ByteView, memory: Int, folder: String) throws(SystemError) {
    sorter = KeywordSorter(memory: memory, folder: folder)
    var failure: SystemError?
    do {
      try column.forEach(in: spool) { document, value in
        if failure != nil { return }
        do throws(SystemError) {
          ordinals.append(try ordinal(of: value, type))
          documents.append(UInt32(document))
        } catch { failure = error }
      }
    } catch { throw SystemError("read back", "the values of columns", code: 5) }
    if let failure { throw failure }
  }

  private mutating func ordinal(of value: GatheredValue, _ type: ColumnType) throws(SystemError) -> UInt64 {
    if type == .keyword { return UInt64(try number(of: value)) }
    switch value {
    case .bool(let value): return number(Int64(value ? 1 : 0), type)
    case .integer(let value): return number(value, type)
    case .double(let value): return ColumnOrdinal.of(value) ?? 0
    case .text(let text): return ColumnOrdinal.of(CalendarDate.parse(text.array)?.seconds ?? 0)
    case .untyped(let text):
      let typed = GatheredValue.typed(text)
      return try ordinal(of: typed, type)
    }
  }

  private func number(_ value: Int64, _ type: ColumnType) -> UInt64 {
    switch type {
    case .bool: UInt64(value)
    case .double: ColumnOrdinal.of(Double(value)) ?? 0
    default: ColumnOrdinal.of(value)
    }
  }

  private mutating func number(of value: GatheredValue) throws(SystemError) -> UInt32 {
    let text: String
    switch value {
    case .text(let view), .untyped(let view):
      if view.count <= ColumnLimits.keyword { return try sorter.number(of: view) }
      cut += 1
      let head = ColumnLimits.cut(view.array)
      return try head.withView { (view) throws(SystemError) in try sorter.number(of: view) }
    case .bool(let value): text = value ? "true" : "false"
    case .integer(let value): text = String(value)
    case .double(let value): text = "\(value)"
    }
    return try Array(text.utf8).withView { (view) throws(SystemError) in try sorter.number(of: view) }
  }

  /// Hands out the distinct keywords in order and makes their places the ordinals.
  mutating func rankKeywords(_ body: (ByteView) throws(SystemError) -> Void) throws(SystemError) -> Int {
    let (ranks, count) = try sorter.finish(body)
    for index in ordinals.indices { ordinals[index] = UInt64(ranks[Int(ordinals[index])]) }
    return count
  }

  /// Makes ordinals of doubles those of whole numbers, if all have few enough decimals; returns how many.
  mutating func scaleDecimals() -> Int? {
    var decimals = 0
    for ordinal in ordinals {
      guard let own = DecimalScale.decimals(of: ColumnOrdinal.double(ordinal)) else { return nil }
      decimals = max(decimals, own)
    }
    // What has a number with its own decimals may have none with more.
    var scaled: [UInt64] = []
    scaled.reserveCapacity(ordinals.count)
    for ordinal in ordinals {
      guard let number = DecimalScale.number(ColumnOrdinal.double(ordinal), decimals: decimals) else { return nil }
      scaled.append(ColumnOrdinal.of(number))
    }
    ordinals = scaled
    return decimals
  }

  /// Puts the values of each document into ascending order, each once.
  mutating func makeSets() {
    var (kept, start) = (0, 0)
    while start < ordinals.count {
      var end = start + 1
      while end < ordinals.count && documents[end] == documents[start] { end += 1 }
      if end - start > 1 { ordinals[start..<end].sort() }
      let first = kept
      for index in start..<end where kept == first || ordinals[kept - 1] != ordinals[index] {
        (ordinals[kept], documents[kept]) = (ordinals[index], documents[index])
        kept += 1
      }
      start = end
    }
    ordinals.removeLast(ordinals.count - kept)
    documents.removeLast(documents.count - kept)
  }

  /// The greatest number that divides the distances of all values from the least (Euclid); 1 if they are all equal.
  func step(from least: UInt64) -> UInt64 {
    var step: UInt64 = 0
    for ordinal in ordinals {
      var (a, b) = (ordinal - least, step)
      while b != 0 { (a, b) = (b, a % b) }
      step = a
      if step == 1 { break }
    }
    return max(1, step)
  }

  /// Where the values of each document begin, and at last their number.
  func starts(documents count: Int) -> [Int] {
    var starts = [Int](repeating: 0, count: count + 1)
    for document in documents { starts[Int(document) + 1] += 1 }
    for index in 0..<count { starts[index + 1] += starts[index] }
    return starts
  }
}
