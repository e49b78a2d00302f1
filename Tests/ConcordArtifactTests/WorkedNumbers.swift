// The worked numbers of FileFormat.md, computed by the encoders, in the page's order.

import ConcordBytes

@testable import ConcordArtifact

enum WorkedNumbers {
  typealias Example = (what: String, result: String)

  static func all() throws -> [Example] {
    let codes = try tree() + varints() + streams() + codes() + strings() + weights() + beginnings() + offered()
    let lists = try codes + order() + postings() + ranks() + documents()
    return try lists + columns() + attributes() + golden() + scores()
  }

  static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }

  private static func written(_ body: (inout ByteWriter) -> Void) -> String {
    var out = ByteWriter()
    body(&out)
    return hex(out.bytes)
  }

  private static func tree() -> [Example] {
    let levels = [64, 1_000, 100_000].map { units -> Example in
      let stored = ChecksumTree.storedLevels(unitCount: units)
      let top = ChecksumTree.build([UInt64](repeating: 0, count: units)).top.count
      let list = stored.isEmpty ? "" : "stored \(stored.map { "\($0)" }.joined(separator: " ")), "
      return ("levels of \(units) units", "\(list)top \(top)")
    }
    return [("seed of unit 3 of TERM", "0x" + String(ChecksumTree.seed(.terms, unit: 3), radix: 16))] + levels
  }

  private static func varints() -> [Example] {
    ([0, 127, 128, 300, .max] as [UInt64]).map { value in ("varint \(value)", written { $0.writeVarint(value) }) }
  }

  private static func stream(_ values: [UInt32]) -> String {
    var bytes: [UInt8] = []
    unsafe values.withUnsafeBufferPointer { buffer in
      if let base = buffer.baseAddress { unsafe IntegerStream.encode(base, count: buffer.count, into: &bytes) }
    }
    return hex(bytes)
  }

  private static func streams() -> [Example] {
    let lists: [[UInt32]] = [[3, 4, 3, 5], [1, 2, 1, 300, 1, 2, 1, 1], [7]]
    return lists.map { ("stream " + $0.map { "\($0)" }.joined(separator: " "), stream($0)) } + [
      ("stream of 128 ones", stream([UInt32](repeating: 1, count: 128))),
      ("stream of 128 zeros", stream([UInt32](repeating: 0, count: 128))),
    ]
  }

  private static func codes() -> [Example] {
    let norms = ([31, 33, 1_000, 600_000] as [UInt32]).map { length -> Example in
      let code = NormCode.encode(length)
      return ("norm of \(length)", "\(code), stands for \(NormCode.length(code))")
    }
    func bound(_ direction: String, _ name: String, _ code: UInt8) -> Example {
      ("bound \(direction) \(name)", "\(code), stands for \(BoundCode.values[Int(code)])")
    }
    return norms + [
      bound("up", "1", BoundCode.up(1)), bound("down", "1", BoundCode.down(1)), bound("up", "1.1", BoundCode.up(1.1)),
      bound("down", "1.1", BoundCode.down(1.1)), bound("up", "5000", BoundCode.up(5_000)),
    ]
  }

  private static func strings() throws -> [Example] {
    let spool = SectionSpool(.identifiers)
    var table = StringTableWriter(blocks: spool)
    for word in ["search", "searched", "searching"] { _ = Array(word.utf8).withView { table.append($0) } }
    try table.endBlock(info: [])
    func key(_ word: String) -> Example {
      let value = Array(word.utf8).withView { $0.head }
      return ("key of \(word)", "0x" + String(value, radix: 16))
    }
    return [
      ("block of search searched searching", hex(try MadeArtifact.content(spool))), key("search"), key("concordance"),
      (
        "info of a word of 5 documents whose form is stem 300",
        try termInfo([EncodedList(documentCount: 5, stem: 300)])
      ),
    ]
  }

  private static func order() -> [Example] {
    [("documents 2 0 1 in slots 0 1 2", hex(DocumentOrder.encode([2, 0, 1], [1, 2, 0])))]
  }

  private static func list(_ documents: [UInt32], _ counts: [UInt32], _ places: [UInt32]) throws -> (String, String) {
    let postings = SectionSpool(.postings)
    let positions = SectionSpool(.positions)
    let encoder = PostingsEncoder(
      postings: postings, positions: positions,
      profile: ScoringProfile(fields: [FieldProfile(name: "text", weight: 1)]),
      norms: [[UInt8](repeating: 9, count: 10)], averages: [9])
    for (document, count) in zip(documents, counts) {
      unsafe [count].withUnsafeBufferPointer { count in
        unsafe places.withUnsafeBufferPointer { places in
          if let count = count.baseAddress {
            unsafe encoder.append(document: document, counts: count, places: places)
          }
        }
      }
    }
    let inline = try encoder.endTerm().inline
    return (hex(inline + (try MadeArtifact.content(postings))), hex(try MadeArtifact.content(positions)))
  }

  /// What the dictionary keeps for the terms of a block.
  private static func termInfo(_ lists: [EncodedList]) throws -> String {
    let spool = SectionSpool(.terms)
    var writer = TermDictionaryWriter(blocks: spool)
    for (number, list) in lists.enumerated() {
      try [0, UInt8(97 + number)].withView { (view) throws(SystemError) in try writer.append(key: view, list) }
    }
    try writer.finish(index: SectionSpool(.termIndex))
    let bytes = try MadeArtifact.content(spool)
    return hex(Array(bytes[Int(bytes[0])...]))
  }

  private static func postings() throws -> [Example] {
    [
      ("list of documents 3 7 8, once each", try list([3, 7, 8], [1, 1, 1], []).0),
      ("list of documents 3 7, frequencies 2 1", try list([3, 7], [2, 1], []).0),
      (
        "info of a list of 300 documents, 900 bytes, 1200 of positions, and the list 80 81 of one, 3 bytes of positions",
        try termInfo([
          EncodedList(documentCount: 300, postingsLength: 900, positionsLength: 1_200, inline: []),
          EncodedList(documentCount: 1, postingsLength: 2, positionsLength: 3, inline: [0x80, 0x81]),
        ])
      ),
      ("positions 5 6 9", try list([3], [3], [5, 6, 9]).1),
    ]
  }

  private static func ranks() -> [Example] {
    [("ranks of 5, nothing, 7, 6, 7", hex(StaticRanks.ranks([5, nil, 7, 6, 7])))]
  }

  /// The bytes that a record has more of when `change` is made: its lists are the last of it.
  private static func tail(_ count: Int, _ change: (inout DocumentRecord) -> Void) -> String {
    var record = DocumentRecord()
    change(&record)
    var out = ByteWriter()
    record.encode(into: &out)
    // Flags, no title, three varints of 0 come first.
    return hex(Array(out.bytes.dropFirst(5).dropLast(count)))
  }

  private static func documents() -> [Example] {
    let checkpoints = tail(1) {
      $0.checkpoints = [
        Checkpoint(offset: 2, position: 0), Checkpoint(offset: 380, position: 64),
        Checkpoint(offset: 790, position: 131),
      ]
    }
    let anchors = tail(0) { $0.anchors = [Anchor(offset: 0, level: 1), Anchor(offset: 700, level: 2)] }
    let record = written { out in
      var record = DocumentRecord()
      record.title = Array("Hi".utf8)
      record.extents = [1, 0, 90]
      (record.storeOffset, record.bodyLength) = (1_000, 790)
      record.checkpoints = [Checkpoint(offset: 5, position: 0)]
      record.encode(into: &out)
    }
    return [
      ("checkpoints at byte 2 position 0, byte 380 position 64, byte 790 position 131", checkpoints),
      ("anchors at byte 0 level 1, byte 700 level 2", String(anchors.dropFirst(3))),
      ("record titled Hi, fields 1 0 90, store offset 1000, body 790 bytes, checkpoint at byte 5 position 0", record),
    ]
  }

  private static func attributes() -> [Example] {
    [
      (
        "attributes year = 2024",
        written { Attribute.encode([Attribute(name: "year", value: .integer(2_024))], into: &$0) }
      )
    ]
  }

  private static func columns() throws -> [Example] {
    func ordinal(_ name: String, _ value: UInt64?) -> Example {
      ("ordinal of \(name)", "0x" + String(value ?? 0, radix: 16))
    }
    let spool = SectionSpool(.columns)
    var list = PackedListWriter(into: spool)
    for value in [5, nil, 7, 6] as [UInt64?] { try list.append(value) }
    _ = try list.finish()
    var entry = ColumnEntry(name: Array("year".utf8))
    (entry.type, entry.documents, entry.values) = (.integer, 2, 2)
    (entry.least, entry.greatest, entry.step) = (ColumnOrdinal.of(Int64(2_010)), ColumnOrdinal.of(Int64(2_012)), 2)
    entry.list = ColumnEntry.Place(data: 0, table: 8)
    return [
      ordinal("-1", ColumnOrdinal.of(Int64(-1))), ordinal("1.5", ColumnOrdinal.of(1.5)),
      ordinal("-1.5", ColumnOrdinal.of(-1.5)),
      ordinal("2024-01-31", CalendarDate.parse(Array("2024-01-31".utf8)).map { ColumnOrdinal.of($0.seconds) }),
      ("list of 5, nothing, 7, 6", hex(try MadeArtifact.content(spool))),
      ("column year of 2010 and 2012", written { entry.encode(into: &$0) }),
    ]
  }

  private static func golden() -> [Example] {
    let hits = [GoldenRecordHit(document: 1, score: 3 << 19), GoldenRecordHit(document: 0, score: 1 << 20)]
    return [
      (
        "question lamp: documents 1 and 0 of 2, scores 1.5 and 1.0",
        hex(GoldenSection.encode([GoldenRecord(text: "lamp", total: 2, hits: hits)]))
      )
    ]
  }

  private static func scores() -> [Example] {
    let frequency = Scoring.inverseDocumentFrequency(documents: 1_000, containing: 10)
    let scaled = Float(frequency * Scoring.scale)
    return [
      ("idf of 10 in 1000", "\(frequency)"),
      (
        "contribution of S 1.5 at k1 1.2 for 10 in 1000",
        "\(Scoring.contribution(strength: 1.5, k1: 1.2, scaledFrequency: scaled))"
      ),
      ("rank 200 at weight 0.5", "\(Scoring.rank(200, weight: 0.5))"),
    ]
  }
}
