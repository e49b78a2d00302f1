// Values of stored fields: one value, or a range in one of its spellings.

extension QueryParser {
  /// Reads what stands behind the name of a stored field, which is not a parenthesis.
  mutating func value(of name: String, _ prefix: QueryPrefix) throws(QueryError) {
    if let range = bracketed(name, prefix) { return try addClosed(range, prefix) }
    if let range = compared(name) { return try addClosed(range, prefix) }
    if let quote = QueryBytes.quote(scanner.bytes, scanner.offset) {
      let start = scanner.offset
      if let text = quotedValue() { return try addClosed(.equals(field: name, value: text), prefix) }
      note(
        .unclosedQuote, start..<(start + quote.length),
        "This quote is never closed; the value ends at the next space.")
      scanner.offset = start + quote.length
      if scanner.isBreak(scanner.offset) {
        return note(.emptyField, prefix.start..<scanner.offset, "No value stands here; the field was left out.")
      }
    }
    try bareValue(of: name, prefix)
  }

  private mutating func addClosed(_ node: QueryNode, _ prefix: QueryPrefix) throws(QueryError) {
    let marks = phraseMarks(allowsSlop: false)
    try add(node, boost: marks.boost, prefix, at: marks.boostRange)
  }

  /// Reads a token as a value: `a..b`, `*`, or the value itself.
  private mutating func bareValue(of name: String, _ prefix: QueryPrefix) throws(QueryError) {
    let token = scanner.token()
    if scanner.bytes[token.range].allSatisfy(Self.isComparison) {
      scanner.offset = token.end
      return note(.badRange, prefix.start..<token.end, "No value stands here; the field was left out.")
    }
    var end = token.end
    var factor: Float?
    var boostRange: Range<Int>?
    if let last = token.marks.last, last > token.start, scanner.byte(last) == QueryBytes.caret {
      if scanner.number(at: last + 1) == end {
        boostRange = last..<end
        factor = boost(last..<end)
        end = last
      } else {
        note(.badBoost, last..<end, "What stands behind ^ is no number; it belongs to the value.")
      }
    }
    scanner.offset = token.end
    let range = token.start..<end
    let node: QueryNode
    if range.count == 1, scanner.byte(token.start) == QueryBytes.star {
      node = .range(field: name, lower: nil, upper: nil)
    } else if let dots = dots(range) {
      let lower = token.start == dots.lowerBound ? nil : QueryBound(scanner.text(token.start..<dots.lowerBound))
      let upper = dots.upperBound == end ? nil : QueryBound(scanner.text(dots.upperBound..<end))
      node = .range(field: name, lower: lower, upper: upper)
    } else {
      if let last = token.marks.last(where: { $0 < end }), isWordMark(last, end) {
        note(.wholeValue, last..<end, "The field \(name) is compared as a whole; this belongs to the value.")
      }
      node = .equals(field: name, value: scanner.text(range))
    }
    try add(node, boost: factor, prefix, at: boostRange)
  }

  /// Whether a mark in a value would have a meaning behind a word.
  private mutating func isWordMark(_ place: Int, _ end: Int) -> Bool {
    if place + 1 == end { return scanner.byte(place) != QueryBytes.caret }
    return scanner.byte(place) == QueryBytes.tilde && scanner.number(at: place + 1) == end
  }

  /// The first two dots, or three, that no backslash covers.
  private mutating func dots(_ range: Range<Int>) -> Range<Int>? {
    var offset = range.lowerBound
    while offset + 1 < range.upperBound {
      if scanner.byte(offset) == QueryBytes.backslash {
        offset += 1 + QueryBytes.escapable(scanner.bytes, offset + 1)
      } else if scanner.byte(offset) == QueryBytes.dot && scanner.byte(offset + 1) == QueryBytes.dot {
        let isThree = offset + 2 < range.upperBound && scanner.byte(offset + 2) == QueryBytes.dot
        return offset..<(offset + (isThree ? 3 : 2))
      } else {
        offset += 1
      }
    }
    return nil
  }

  private static func isComparison(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "<") < 3 }

  // MARK: - Ranges

  /// `>a`, `>=a`, `<a`, `<=a`; nil and no step forward if there is none.
  private mutating func compared(_ name: String) -> QueryNode? {
    let start = scanner.offset
    let sign = scanner.byte(start)
    guard sign == UInt8(ascii: ">") || sign == UInt8(ascii: "<") else { return nil }
    let isInclusive = scanner.byte(start + 1) == UInt8(ascii: "=")
    scanner.offset += isInclusive ? 2 : 1
    guard let text = quotedValue() ?? comparedText() else {
      scanner.offset = start
      return nil
    }
    let bound = QueryBound(text, isInclusive: isInclusive)
    let isLower = sign == UInt8(ascii: ">")
    return .range(field: name, lower: isLower ? bound : nil, upper: isLower ? nil : bound)
  }

  /// The text behind a comparison, up to a boost; nil if there is none.
  private mutating func comparedText() -> String? {
    let token = scanner.token()
    var end = token.end
    if let last = token.marks.last, scanner.byte(last) == QueryBytes.caret, scanner.number(at: last + 1) == end {
      end = last
    }
    if end == token.start { return nil }
    scanner.offset = end
    return scanner.text(token.start..<end)
  }

  /// `[a TO b]`, `{a TO b}` and their mixtures; nil, no step forward and a note if it is none.
  private mutating func bracketed(_ name: String, _ prefix: QueryPrefix) -> QueryNode? {
    let start = scanner.offset
    let opening = scanner.byte(start)
    guard opening == UInt8(ascii: "[") || opening == UInt8(ascii: "{") else { return nil }
    scanner.offset += 1
    if let node = bounds(name, opening) { return node }
    scanner.offset = start
    note(.badRange, prefix.start..<(start + 1), "A range is written [a TO b]; this is read as a value.")
    return nil
  }

  private mutating func bounds(_ name: String, _ opening: UInt8) -> QueryNode? {
    _ = scanner.skipSpace()
    guard let lower = bracketBound() else { return nil }
    guard scanner.skipSpace(), scanner.bytes[scanner.offset...].starts(with: "TO".utf8) else { return nil }
    scanner.offset += 2
    guard scanner.skipSpace(), let upper = bracketBound() else { return nil }
    _ = scanner.skipSpace()
    let closing = scanner.byte(scanner.offset)
    guard closing == UInt8(ascii: "]") || closing == UInt8(ascii: "}") else { return nil }
    scanner.offset += 1
    return .range(
      field: name, lower: lower.text.map { QueryBound($0, isInclusive: opening == UInt8(ascii: "[")) },
      upper: upper.text.map { QueryBound($0, isInclusive: closing == UInt8(ascii: "]")) })
  }

  /// One end between brackets, nil if there is none; its text is nil for `*`.
  private mutating func bracketBound() -> (text: String?, end: Int)? {
    if let text = quotedValue() { return (text, scanner.offset) }
    let start = scanner.offset
    var end = start
    while end < scanner.bytes.count, QueryBytes.space(scanner.bytes, end) == 0 {
      let byte = scanner.bytes[end]
      if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") { break }
      end += byte == QueryBytes.backslash ? 1 + QueryBytes.escapable(scanner.bytes, end + 1) : 1
    }
    if end == start { return nil }
    scanner.offset = end
    let text = scanner.text(start..<end)
    return (text == "*" ? nil : text, end)
  }

  /// A value in quotes; nil and no step forward if there is none.
  private mutating func quotedValue() -> String? {
    guard let quote = QueryBytes.quote(scanner.bytes, scanner.offset) else { return nil }
    let start = scanner.offset + quote.length
    guard let closer = scanner.closer(of: quote.kind, from: start) else { return nil }
    scanner.offset = closer.upperBound
    return scanner.text(start..<closer.lowerBound)
  }
}
