// One record of a CSV file as ranges of its bytes, reused from record to record.

/// A field as the range of its content, without the quotes around it.
@frozen public struct CSVField: Sendable, Equatable {
  /// The offset of the content's first byte in the file.
  public let start: Int
  /// The offset after its last byte.
  public let end: Int
  /// Whether it stood in quotes, which tells `""` from nothing at all.
  public let isQuoted: Bool
  /// Whether it holds doubled quotes, so that its bytes are not its text yet.
  public let needsUnquoting: Bool

  /// The content's bytes in the file.
  public var range: Range<Int> { start..<end }
}

/// The fields of a record, and where it began.
///
/// Keep one and pass it to `CSVScanner.nextRecord` again and again.
public struct CSVRecord: Sendable, Equatable {
  /// Where the record began.
  public internal(set) var position = CSVPosition(row: 0, line: 0, offset: 0)
  /// Its fields, in order.
  public internal(set) var fields: [CSVField] = []

  /// Creates a record without fields.
  public init() {}
}
