// Labels, destinations and titles of links, as they stand in links and in definitions: CommonMark 0.31, 4.7 and 6.3.

/// What a definition says, as ranges of the text that it stands in.
struct LinkDefinition {
  var label: Range<Int>
  var destination: Range<Int>
  var title: Range<Int>?
  /// After its last byte and the line break.
  var end: Int
}

/// Reads the parts of links; each function returns nil where its part does not stand.
enum LinkSyntax {
  /// Bytes that a label has at most.
  static let labelLimit = 999
  /// How deep parentheses nest in a destination without angle brackets.
  static let parenthesisLimit = 32

  /// The text between the brackets of a label that begins at `offset`, with at most ``labelLimit`` bytes.
  static func label(in text: MarkdownBytes, at offset: Int) -> Range<Int>? {
    if text[offset] != UInt8(ascii: "[") { return nil }
    let start = offset &+ 1
    var end = start
    while end < text.count && end &- start <= labelLimit {
      let byte = text[end]
      if byte == UInt8(ascii: "]") { return start..<end }
      if byte == UInt8(ascii: "[") { return nil }
      end &+= byte == UInt8(ascii: "\\") && ByteClass.isPunctuation(text[end &+ 1]) ? 2 : 1
    }
    return nil
  }

  /// The destination that begins at `offset`, and where what follows it begins.
  static func destination(in text: MarkdownBytes, at offset: Int) -> (range: Range<Int>, end: Int)? {
    var end = offset
    if text[offset] == UInt8(ascii: "<") {
      end &+= 1
      while end < text.count {
        let byte = text[end]
        if byte == UInt8(ascii: ">") { return (offset &+ 1..<end, end &+ 1) }
        if byte == 0x0A || byte == UInt8(ascii: "<") { return nil }
        end &+= byte == UInt8(ascii: "\\") && ByteClass.isPunctuation(text[end &+ 1]) ? 2 : 1
      }
      return nil
    }
    var depth = 0
    while end < text.count {
      let byte = text[end]
      if byte <= space || byte == 0x7F { break }
      if byte == UInt8(ascii: "(") {
        depth &+= 1
        if depth > parenthesisLimit { return nil }
      }
      if byte == UInt8(ascii: ")") {
        if depth == 0 { break }
        depth &-= 1
      }
      end &+= byte == UInt8(ascii: "\\") && ByteClass.isPunctuation(text[end &+ 1]) ? 2 : 1
    }
    end = min(end, text.count)
    return depth == 0 ? (offset..<end, end) : nil
  }

  /// The title whose quotes begin at `offset`; it ends one byte after the range.
  static func title(in text: MarkdownBytes, at offset: Int) -> Range<Int>? {
    let opening = text[offset]
    let closing: UInt8
    switch opening {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): closing = opening
    case UInt8(ascii: "("): closing = UInt8(ascii: ")")
    default: return nil
    }
    var end = offset &+ 1
    while end < text.count {
      let byte = text[end]
      if byte == closing { return offset &+ 1..<end }
      if byte == UInt8(ascii: "(") && opening == byte { return nil }
      end &+= byte == UInt8(ascii: "\\") && ByteClass.isPunctuation(text[end &+ 1]) ? 2 : 1
    }
    return nil
  }

  /// The definition that begins at `offset`.
  static func definition(in text: MarkdownBytes, at offset: Int) -> LinkDefinition? {
    guard let label = label(in: text, at: offset), text[label.upperBound &+ 1] == UInt8(ascii: ":") else { return nil }
    if text.afterWhiteSpace(label.lowerBound) >= label.upperBound { return nil }
    let start = afterBreak(text, label.upperBound &+ 2)
    guard let (destination, end) = destination(in: text, at: start), end > start else { return nil }
    let next = afterBreak(text, end)
    if next > end, let title = title(in: text, at: next), let lineEnd = lineEnd(text, title.upperBound &+ 1) {
      return LinkDefinition(label: label, destination: destination, title: title, end: lineEnd)
    }
    guard let lineEnd = lineEnd(text, end) else { return nil }
    return LinkDefinition(label: label, destination: destination, title: nil, end: lineEnd)
  }

  /// After white space with at most one line break.
  static func afterBreak(_ text: MarkdownBytes, _ offset: Int) -> Int {
    let end = afterSpace(text, offset)
    return text[end] == 0x0A ? afterSpace(text, end &+ 1) : end
  }

  private static func afterSpace(_ text: MarkdownBytes, _ offset: Int) -> Int {
    var end = offset
    while text[end] == space || text[end] == tab { end &+= 1 }
    return end
  }

  /// After the line break, if nothing else is left of the line.
  private static func lineEnd(_ text: MarkdownBytes, _ offset: Int) -> Int? {
    let end = afterSpace(text, offset)
    if end >= text.count { return text.count }
    return text[end] == 0x0A ? end &+ 1 : nil
  }
}
