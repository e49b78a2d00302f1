// Walks the elements of one JSON array, such as the tags of a record.

/// The elements of an array in a record, whose scanner reads their texts.
///
/// The record's bytes must stay readable for as long as this scanner lives.
@safe public struct JSONElementScanner {
  private enum Phase { case opening, following, finished }

  private var cursor: JSONCursor
  private var phase = Phase.opening

  init(_ cursor: JSONCursor) { self.cursor = cursor }

  /// The next element, or nil after the last; errors repeat, as a record's do.
  public mutating func nextElement() throws(JSONError) -> JSONValue? {
    var cursor = cursor
    switch phase {
    case .finished: return nil
    case .opening:
      try cursor.read(UInt8(ascii: "["), orThrow: .array)
      cursor.skipWhitespace()
      if cursor.position < cursor.end && cursor.byte(at: cursor.position) == UInt8(ascii: "]") {
        phase = .finished
        return nil
      }
    case .following:
      cursor.skipWhitespace()
      if cursor.position < cursor.end && cursor.byte(at: cursor.position) == UInt8(ascii: "]") {
        phase = .finished
        return nil
      }
      try cursor.read(UInt8(ascii: ","), orThrow: .commaOrBracket)
      cursor.skipWhitespace()
    }
    let value = try cursor.readValue(depth: 1)
    self.cursor.position = cursor.position
    phase = .following
    return value
  }
}
