// Golden questions in the file: section GOLD, the questions that a build was asked and what it answered.
//
// Encoding: count varint | each: text counted | total varint | per hit, min(10, total) of them: document varint, score as a
// zigzag varint in units of 2^-20.

internal import ConcordBytes

/// A document of a golden answer.
package struct GoldenRecordHit: Sendable, Equatable {
  /// Its number.
  package let document: UInt32
  /// Its score in units of 2^-20.
  package let score: Int64

  package init(document: UInt32, score: Int64) { (self.document, self.score) = (document, score) }
}

/// A question and its answer.
package struct GoldenRecord: Sendable, Equatable {
  /// The question, in the query language.
  package let text: String
  /// Documents that match.
  package let total: Int
  /// The best of them, best first.
  package let hits: [GoldenRecordHit]

  package init(text: String, total: Int, hits: [GoldenRecordHit]) {
    (self.text, self.total, self.hits) = (text, total, hits)
  }
}

/// The section.
package enum GoldenSection {
  /// Most questions.
  package static let mostQuestions = 10_000
  /// The longest question, in bytes: the limit of the query language.
  package static let longestText = 65_536
  /// Hits that are kept of an answer.
  package static let keptHits = 10

  /// The section's bytes.
  package static func encode(_ records: [GoldenRecord]) -> [UInt8] {
    var out = ByteWriter()
    out.writeVarint(records.count)
    for record in records {
      out.writeCounted(Array(record.text.utf8))
      out.writeVarint(record.total)
      precondition(record.hits.count == min(keptHits, record.total), "the best ten hits are kept, or all")
      for hit in record.hits {
        out.writeVarint(UInt64(hit.document))
        out.writeVarint(UInt64(bitPattern: hit.score << 1 ^ hit.score >> 63))
      }
    }
    return out.bytes
  }

  /// Reads the section of an artifact with so many documents.
  ///
  /// O(bytes); what is handed out names only documents that exist, in the order of an answer.
  package static func decode(_ section: Section, documents: Int) throws(ArtifactError) -> [GoldenRecord] {
    let view = try section.all()
    var cursor = ByteCursor(view)
    let count = try section.decoding(at: 0) { () throws(BytesError) in try cursor.readVarint(upTo: mostQuestions) }
    var records: [GoldenRecord] = []
    for _ in 0..<count {
      let start = cursor.offset
      let record = try section.decoding(at: start) { () throws(BytesError) in try read(&cursor, documents) }
      guard let record else { throw section.damaged(start, "the question is no text, or its hits are in no order") }
      records.append(record)
    }
    if cursor.remaining > 0 {
      throw section.damaged(cursor.offset, "\(cursor.remaining) bytes after the last question")
    }
    return records
  }

  /// Reads a question; nil if its text is not UTF-8, or its hits are not in the order of an answer.
  private static func read(_ cursor: inout ByteCursor, _ documents: Int) throws(BytesError) -> GoldenRecord? {
    let length = try cursor.readVarint(upTo: longestText)
    let bytes = try cursor.readBytes(length).array
    let total = try cursor.readVarint(upTo: documents)
    var hits: [GoldenRecordHit] = []
    for _ in 0..<min(keptHits, total) {
      let document = UInt32(truncatingIfNeeded: try cursor.readVarint(upTo: documents - 1))
      let word = try cursor.readVarint()
      hits.append(
        GoldenRecordHit(document: document, score: Int64(bitPattern: word >> 1) ^ -Int64(bitPattern: word & 1)))
    }
    let isOrdered = zip(hits, hits.dropFirst()).allSatisfy { better, worse in
      better.score != worse.score ? better.score > worse.score : better.document < worse.document
    }
    guard isOrdered, let text = String(validating: bytes, as: UTF8.self) else { return nil }
    return GoldenRecord(text: text, total: total, hits: hits)
  }
}
