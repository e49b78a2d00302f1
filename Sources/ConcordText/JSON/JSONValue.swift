// Where a value lies in the bytes that were scanned: ranges, never copies.

/// What a JSON value is, told from its first byte.
@frozen public enum JSONKind: UInt8, Sendable, Equatable {
  case string, number, bool, null, object, array
}

/// A value as the range of its bytes; a string's range includes its quotes.
///
/// Offsets count from the start of the bytes that the scanner was given, so a value is only meaningful together with
/// the scanner (or another one over the same bytes) that found it.
@frozen public struct JSONValue: Sendable, Equatable {
  /// What the value is.
  public let kind: JSONKind
  /// Whether a string must be decoded before its bytes are its text; false for other kinds.
  public let hasEscapes: Bool
  /// The offset of the first byte.
  public let start: Int
  /// The offset after the last byte.
  public let end: Int

  @inline(__always)
  init(kind: JSONKind, hasEscapes: Bool = false, start: Int, end: Int) {
    self.kind = kind
    self.hasEscapes = hasEscapes
    self.start = start
    self.end = end
  }

  /// The bytes of the value as written.
  public var range: Range<Int> { start..<end }
}

/// One member of an object: its name, which is a string value, and its value.
@frozen public struct JSONMember: Sendable, Equatable {
  /// The name, a value of kind `string`.
  public let key: JSONValue
  /// The value.
  public let value: JSONValue

  @inline(__always)
  init(key: JSONValue, value: JSONValue) {
    self.key = key
    self.value = value
  }
}
