// What is kept about a document besides its text: the record of section DOCS and its offsets in DOFF.
//
// DOFF: bases u64, one per 64 records and one more | documents + 1 offsets u32, each from the base of its group of 64.
// DOCS, a record: flags u8 (bit 0: made from a line of a source) | [source varint | line varint] | title counted |
// per field: positions varint | store offset varint | attributes length varint | body length varint |
// checkpoints: count varint | each: (offset - last) · 2 + late varint |
// [position - 64 · index varint, if late]
// | anchors: count varint | each: (offset - last) · 8 + level varint

package import ConcordBytes

/// A place where the tokens of a body can be read from again.
package struct Checkpoint: Sendable, Equatable {
  /// Byte offset of a token in the body.
  package var offset: Int
  /// The token's position in the field.
  package var position: UInt32

  /// Places a checkpoint.
  package init(offset: Int, position: UInt32) { (self.offset, self.position) = (offset, position) }

  /// A checkpoint is at the first token from each multiple of this position.
  package static let interval: UInt32 = 64
}

/// A heading of a document.
package struct Anchor: Sendable, Equatable {
  /// Byte offset of the heading's line in the body.
  package var offset: Int
  /// 1...6.
  package var level: Int

  /// Places an anchor.
  package init(offset: Int, level: Int) { (self.offset, self.level) = (offset, level) }
}

/// What is kept about a document besides its text.
package struct DocumentRecord: Sendable, Equatable {
  /// Number of the source and the line or row in it, for records of a larger file.
  package var source: (number: Int, line: Int)?
  package var title: [UInt8] = []
  /// Positions that each field takes up.
  package var extents: [UInt32] = []
  /// Where the attributes, then the body, begin in the store.
  package var storeOffset = 0
  package var attributesLength = 0
  package var bodyLength = 0
  package var checkpoints: [Checkpoint] = []
  package var anchors: [Anchor] = []

  /// A record of nothing.
  package init() {}

  package static func == (a: DocumentRecord, b: DocumentRecord) -> Bool {
    a.source?.number == b.source?.number && a.source?.line == b.source?.line && a.title == b.title
      && a.extents == b.extents && a.storeOffset == b.storeOffset && a.attributesLength == b.attributesLength
      && a.bodyLength == b.bodyLength && a.checkpoints == b.checkpoints && a.anchors == b.anchors
  }

  /// The position at which a field begins in the document's position space.
  package func start(of field: Int) -> UInt32 {
    extents[..<field].reduce(0) { $0 &+ $1 &+ Settings.fieldGap }
  }

  /// Appends the record.
  package func encode(into out: inout ByteWriter) {
    out.writeU8(source == nil ? 0 : 1)
    if let source {
      out.writeVarint(source.number)
      out.writeVarint(source.line)
    }
    out.writeCounted(title)
    for extent in extents { out.writeVarint(UInt64(extent)) }
    out.writeVarint(storeOffset)
    out.writeVarint(attributesLength)
    out.writeVarint(bodyLength)
    out.writeVarint(checkpoints.count)
    var last = 0
    for (index, checkpoint) in checkpoints.enumerated() {
      let late = checkpoint.position - UInt32(index) * Checkpoint.interval
      out.writeVarint((checkpoint.offset - last) << 1 | (late > 0 ? 1 : 0))
      if late > 0 { out.writeVarint(UInt64(late)) }
      last = checkpoint.offset
    }
    out.writeVarint(anchors.count)
    last = 0
    for anchor in anchors {
      out.writeVarint((anchor.offset - last) << 3 | anchor.level)
      last = anchor.offset
    }
  }

  /// Reads a record of a schema of `fields` fields.
  package init(_ bytes: ByteView, fields: Int) throws(BytesError) {
    var cursor = ByteCursor(bytes)
    if try cursor.readU8() & 1 != 0 {
      source = (try cursor.readVarint(upTo: Int(UInt32.max)), try cursor.readVarint(upTo: Int.max))
    }
    title = try cursor.readCounted().array
    for _ in 0..<fields { extents.append(UInt32(try cursor.readVarint(upTo: Int(UInt32.max)))) }
    storeOffset = try cursor.readVarint(upTo: 1 << 60)
    attributesLength = try cursor.readVarint(upTo: 1 << 40)
    bodyLength = try cursor.readVarint(upTo: 1 << 40)
    let count = try cursor.readVarint(upTo: cursor.remaining)
    var last = 0
    for index in 0..<count {
      let start = cursor.offset
      let word = try cursor.readVarint(upTo: 1 << 42)
      let late = word & 1 != 0 ? try cursor.readVarint(upTo: Int(UInt32.max >> 4)) : 0
      last += word >> 1
      if last > bodyLength { throw .outOfRange(offset: start) }
      guard let position = UInt32(exactly: index * Int(Checkpoint.interval) + late) else {
        throw .outOfRange(offset: start)
      }
      checkpoints.append(Checkpoint(offset: last, position: position))
    }
    let anchorCount = try cursor.readVarint(upTo: cursor.remaining)
    last = 0
    for _ in 0..<anchorCount {
      let start = cursor.offset
      let word = try cursor.readVarint(upTo: 1 << 44)
      last += word >> 3
      if last > bodyLength { throw .outOfRange(offset: start) }
      anchors.append(Anchor(offset: last, level: word & 7))
    }
  }
}

/// Writes records in the order of document numbers.
package struct DocumentTableWriter {
  private let records: SectionSpool
  private var offsets: [UInt64] = []
  private var scratch = ByteWriter()

  /// Writes into section DOCS.
  package init(records: SectionSpool) { self.records = records }

  /// Appends the record of the next document.
  package mutating func append(_ record: DocumentRecord) throws(SystemError) {
    offsets.append(UInt64(records.length))
    scratch.removeAll()
    record.encode(into: &scratch)
    try records.append(scratch.bytes)
  }

  /// Writes section DOFF.
  package mutating func finish(offsets section: SectionSpool) throws(SystemError) {
    offsets.append(UInt64(records.length))
    var out = ByteWriter()
    let bases = (0..<DocumentTable.bases(documents: offsets.count - 1)).map { offsets[$0 * DocumentTable.groupSize] }
    for base in bases { out.writeU64(base) }
    for (index, offset) in offsets.enumerated() {
      out.writeU32(UInt32(offset - bases[index / DocumentTable.groupSize]))
    }
    try section.append(out.bytes)
  }
}

/// The records of an opened artifact.
package struct DocumentTable: Sendable {
  static let groupSize = 64

  /// Bases for `documents` records.
  static func bases(documents: Int) -> Int { documents / groupSize + 1 }

  private let offsets: Section
  private let records: Section
  private let count: Int
  private let fields: Int

  /// Opens the table.
  ///
  /// O(1).
  package init(_ artifact: ArtifactBytes, documents: Int, settings: Settings) throws(ArtifactError) {
    offsets = try artifact.section(.documentOffsets)
    records = try artifact.section(.documents)
    count = documents
    fields = settings.scoring.fields.count
    if offsets.length != Self.bases(documents: documents) * 8 + (documents + 1) * 4 {
      throw offsets.damaged(0, "\(offsets.length) bytes for \(documents) documents")
    }
  }

  /// The record of a document.
  package func record(_ document: Int) throws(ArtifactError) -> DocumentRecord {
    precondition(document >= 0 && document < count, "a document of the collection")
    let start = try offset(document)
    let end = try offset(document + 1)
    if start > end || end > UInt64(records.length) { throw offsets.damaged(0, "offsets of document \(document) fall") }
    let bytes = try records.bytes(Int(start), Int(end - start))
    return try records.decoding(at: Int(start)) { () throws(BytesError) -> DocumentRecord in
      try DocumentRecord(bytes, fields: fields)
    }
  }

  private func offset(_ index: Int) throws(ArtifactError) -> UInt64 {
    let base = try offsets.u64(at: index / Self.groupSize * 8)
    let more = try offsets.u32(at: Self.bases(documents: count) * 8 + index * 4)
    return base &+ UInt64(more)
  }
}
