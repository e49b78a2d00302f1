// Counts over the whole collection, which scores and `inspect` need.
//
// Section STAT: documents u64 | terms u64 | tokens u64 | postings u64 | positions u64 | text bytes u64 | fields u64 |
// per field: tokens u64.

internal import ConcordBytes

/// Counts over the collection.
public struct Statistics: Sendable, Equatable {
  /// Documents.
  public var documents = 0
  /// Distinct terms of all classes.
  public var terms = 0
  /// Tokens of all fields.
  public var tokens = 0
  /// Pairs of term and document.
  public var postings = 0
  /// Stored positions.
  public var positions = 0
  /// Bytes of the documents' texts.
  public var textBytes = 0
  /// Tokens of each field.
  public var fieldTokens: [Int] = []

  /// Counts nothing.
  public init() {}

  /// Average length of a field in tokens, over all documents.
  package func averageLength(of field: Int) -> Float {
    documents == 0 ? 0 : Float(Double(fieldTokens[field]) / Double(documents))
  }

  /// The section's bytes.
  package func encode() -> [UInt8] {
    var out = ByteWriter()
    for count in [documents, terms, tokens, postings, positions, textBytes, fieldTokens.count] + fieldTokens {
      out.writeU64(UInt64(count))
    }
    return out.bytes
  }

  /// Reads the section of a schema of `fields` fields.
  package init(_ section: Section, fields: Int) throws(ArtifactError) {
    if section.length != (7 + fields) * 8 { throw section.damaged(0, "\(section.length) bytes for \(fields) fields") }
    var counts: [Int] = []
    for index in 0..<(7 + fields) {
      let count = try section.u64(at: index * 8)
      if count > UInt64(Int64.max) { throw section.damaged(index * 8, "a count of \(count)") }
      counts.append(Int(count))
    }
    if counts[0] >= Int(UInt32.max) { throw section.damaged(0, "\(counts[0]) documents") }
    if counts[6] != fields { throw section.damaged(48, "\(counts[6]) fields, \(fields) in the settings") }
    (documents, terms, tokens, postings) = (counts[0], counts[1], counts[2], counts[3])
    (positions, textBytes) = (counts[4], counts[5])
    fieldTokens = Array(counts[7...])
  }
}
