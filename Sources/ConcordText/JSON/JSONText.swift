// Whether bytes are one JSON text.

/// Checks whole texts.
public enum JSONText {
  /// How many arrays and objects may be nested.
  public static var depthLimit: Int { JSONNesting.limit }

  /// Throws unless `bytes` is exactly one JSON value (RFC 8259) with white space around it; returns where it lies.
  @discardableResult
  public static func validate(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) -> JSONValue {
    var cursor = unsafe JSONCursor(bytes)
    cursor.skipWhitespace()
    let value = try cursor.readValue(depth: 0)
    try cursor.readEnd()
    return value
  }
}

extension JSONCursor {
  /// Creates a cursor at the start of `bytes`.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    // SAFETY: an empty buffer may have no address; `end` is 0 then, so the one that stands in for it is never read.
    let start = unsafe bytes.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
    unsafe self.init(base: start, position: 0, end: bytes.count)
  }

  /// Passes white space up to the end of the text.
  mutating func readEnd() throws(JSONError) {
    skipWhitespace()
    guard position == end else { throw unexpected(.endOfText, at: position) }
  }
}
