// Inline Markdown as plain text, well enough for a title.

package import ConcordBytes

/// Plain text of inline Markdown.
package enum MarkdownText {
  /// The text of a range of the file, in one line: what a reader sees, without marks.
  ///
  /// Emphasis, code spans, links (the text), images (the description), autolinks, HTML tags, escapes and the commonest
  /// entities are understood. Simplified: the rule of three and the exact nesting of emphasis; `[text][label]` is taken
  /// for a link whether or not the label is defined, `[text]` alone for text. O(range) time and memory; an empty text
  /// for a range outside the file.
  package static func plain(_ range: Range<Int>, of file: ByteView) -> String {
    guard let source = try? file.slice(range.lowerBound, range.count) else { return "" }
    var writer = PlainTextWriter(source)
    return writer.text()
  }
}

/// Writes the text of inline Markdown while reading it once.
///
/// A mark is written first and struck out when its partner turns up. A struck byte is 0xFF, which no text holds.
struct PlainTextWriter {
  private static let struck: UInt8 = 0xFF

  /// A mark that was written and may yet find its partner.
  private struct Opener {
    var place: Int
    var length: Int
  }

  private let source: ByteView
  private let cursor: LineCursor
  private var position = 0
  private var output: [UInt8] = []
  private var brackets: [Opener] = []
  /// Open `*`, `_` and `~`.
  private var emphasis: [[Opener]] = [[], [], []]
  /// For each length of backtick runs the last place one is at; known once the text was searched to its end.
  private var lastTicks: [Int: Int]? = nil
  private var lastParenthesis: Int

  init(_ source: ByteView) {
    self.source = source
    // The line's own scanner for tags serves here too; it knows no line breaks, so a tag ends at one.
    cursor = unsafe LineCursor(source.bytes.baseAddress.unsafelyUnwrapped, SourceLine(start: 0, end: source.count))
    lastParenthesis = unsafe source.bytes.lastIndex(of: UInt8(ascii: ")")) ?? -1
  }

  mutating func text() -> String {
    output.reserveCapacity(source.count)
    while position < source.count { readOne() }
    var words: [UInt8] = []
    words.reserveCapacity(output.count)
    for byte in output where byte != Self.struck {
      if byte > space {
        words.append(byte)
      } else if let last = words.last, last != space {
        words.append(space)
      }
    }
    if words.last == space { words.removeLast() }
    return String(decoding: words, as: UTF8.self)
  }

  private func byte(at offset: Int) -> UInt8 { cursor.byte(at: offset) }

  private mutating func readOne() {
    let byte = byte(at: position)
    switch byte {
    case UInt8(ascii: "\\"): readEscape()
    case UInt8(ascii: "`"): readCode()
    case UInt8(ascii: "*"): readEmphasis(byte, 0)
    case UInt8(ascii: "_"): readEmphasis(byte, 1)
    case UInt8(ascii: "~"): readEmphasis(byte, 2)
    case UInt8(ascii: "!") where self.byte(at: position + 1) == UInt8(ascii: "["): readBracket(length: 2)
    case UInt8(ascii: "["): readBracket(length: 1)
    case UInt8(ascii: "]"): closeBracket()
    case UInt8(ascii: "<"): readAngle()
    case UInt8(ascii: "&"): readEntity()
    default: write(1)
    }
  }

  /// Copies the next bytes.
  private mutating func write(_ count: Int) {
    for offset in position..<min(position + count, source.count) { output.append(byte(at: offset)) }
    position += count
  }

  private mutating func strike(_ place: Int, _ count: Int) {
    for offset in place..<min(place + count, output.count) { output[offset] = Self.struck }
  }

  private mutating func readEscape() {
    if isPunctuation(byte(at: position + 1)) {
      position += 1
    } else if byte(at: position + 1) == 0x0A || byte(at: position + 1) == 0x0D {
      position += 1
    }
    write(1)
  }

  // MARK: Code

  private mutating func readCode() {
    let length = cursor.run(of: UInt8(ascii: "`"), at: position)
    guard let end = closingTicks(length) else { return write(length) }
    position += length
    write(end - position)
    position = end + length
  }

  /// Where the run of as many backticks is that closes the one at `position`.
  private mutating func closingTicks(_ length: Int) -> Int? {
    if let lastTicks, lastTicks[length, default: -1] <= position { return nil }
    var seen: [Int: Int] = [:]
    var offset = position + length
    while offset < source.count {
      let run = cursor.run(of: UInt8(ascii: "`"), at: offset)
      if run == length { return offset }
      if run > 0 { seen[run] = offset }
      offset += max(1, run)
    }
    if lastTicks == nil { lastTicks = seen }
    return nil
  }

  // MARK: Emphasis

  private mutating func readEmphasis(_ mark: UInt8, _ kind: Int) {
    let length = cursor.run(of: mark, at: position)
    let before = position == 0 ? space : byte(at: position - 1)
    let after = position + length >= source.count ? space : byte(at: position + length)
    let isLeft = after > space && (!isPunctuation(after) || before <= space || isPunctuation(before))
    let isRight = before > space && (!isPunctuation(before) || after <= space || isPunctuation(after))
    let isUnderscore = mark == UInt8(ascii: "_")
    var left = length
    if isRight && (!isUnderscore || !isLeft || isPunctuation(after)) {
      while left > 0, let opener = emphasis[kind].last {
        let shared = min(left, opener.length)
        emphasis[kind][emphasis[kind].count - 1].length -= shared
        strike(opener.place + opener.length - shared, shared)
        if opener.length == shared { emphasis[kind].removeLast() }
        left -= shared
      }
    }
    position += length - left
    if isLeft && (!isUnderscore || !isRight || isPunctuation(before)) && left > 0 {
      if mark != UInt8(ascii: "~") || length == 2 { emphasis[kind].append(Opener(place: output.count, length: left)) }
    }
    write(left)
  }

  // MARK: Links

  private mutating func readBracket(length: Int) {
    brackets.append(Opener(place: output.count, length: length))
    write(length)
  }

  private mutating func closeBracket() {
    guard let opener = brackets.popLast(), let end = linkEnd(position + 1) else { return write(1) }
    strike(opener.place, opener.length)
    position = end
  }

  /// The offset after the `(destination "title")` or `[label]` at `start`.
  private func linkEnd(_ start: Int) -> Int? {
    if byte(at: start) == UInt8(ascii: "[") {
      for offset in start + 1..<min(start + 1001, source.count) {
        if byte(at: offset) == UInt8(ascii: "[") { return nil }
        if byte(at: offset) == UInt8(ascii: "]") { return offset + 1 }
      }
      return nil
    }
    guard byte(at: start) == UInt8(ascii: "("), start < lastParenthesis else { return nil }
    guard let destination = destinationEnd(afterBreaks(start + 1)) else { return nil }
    let title = afterBreaks(destination)
    let end = title > destination ? titleEnd(title).map(afterBreaks) ?? title : title
    return byte(at: end) == UInt8(ascii: ")") ? end + 1 : nil
  }

  private func afterBreaks(_ start: Int) -> Int {
    var offset = start
    while offset < source.count && byte(at: offset) <= space { offset += 1 }
    return offset
  }

  private func destinationEnd(_ start: Int) -> Int? {
    var offset = start
    if byte(at: start) == UInt8(ascii: "<") {
      offset += 1
      while offset < source.count {
        let byte = byte(at: offset)
        if byte == UInt8(ascii: ">") { return offset + 1 }
        if byte == UInt8(ascii: "<") || byte == 0x0A || byte == 0x0D { return nil }
        offset += byte == UInt8(ascii: "\\") ? 2 : 1
      }
      return nil
    }
    var depth = 0
    while offset < source.count, case let byte = byte(at: offset), byte > space {
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") { depth -= 1 }
      if depth < 0 { return offset }
      if depth > 32 { return nil }
      offset += byte == UInt8(ascii: "\\") && isPunctuation(self.byte(at: offset + 1)) ? 2 : 1
    }
    return depth == 0 ? min(offset, source.count) : nil
  }

  private func titleEnd(_ start: Int) -> Int? {
    let opening = byte(at: start)
    guard opening == UInt8(ascii: "\"") || opening == UInt8(ascii: "'") || opening == UInt8(ascii: "(") else {
      return nil
    }
    let closing = opening == UInt8(ascii: "(") ? UInt8(ascii: ")") : opening
    var offset = start + 1
    while offset < source.count {
      let byte = byte(at: offset)
      if byte == closing { return offset + 1 }
      if byte == UInt8(ascii: "(") && opening == byte { return nil }
      offset += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    return nil
  }

  // MARK: Tags, autolinks, entities

  private mutating func readAngle() {
    if let end = autolinkEnd() {
      position += 1
      write(end - position)
      position = end + 1
    } else if let end = cursor.htmlTagEnd(at: position) {
      position = end
    } else {
      write(1)
    }
  }

  /// Where the `>` of an autolink is: a scheme and `:`, or an address with `@`, and no white space.
  private func autolinkEnd() -> Int? {
    var isAddress = false
    var offset = position + 1
    guard isLetter(byte(at: offset)) else { return nil }
    while offset < source.count {
      switch byte(at: offset) {
      case UInt8(ascii: ":"), UInt8(ascii: "@"): isAddress = true
      case UInt8(ascii: ">"): return isAddress ? offset : nil
      case 0...space, UInt8(ascii: "<"): return nil
      default: break
      }
      offset += 1
    }
    return nil
  }

  private mutating func readEntity() {
    let names: [(StaticString, UInt8)] = [
      ("&amp;", UInt8(ascii: "&")), ("&lt;", UInt8(ascii: "<")), ("&gt;", UInt8(ascii: ">")),
      ("&quot;", UInt8(ascii: "\"")), ("&apos;", UInt8(ascii: "'")), ("&nbsp;", space),
    ]
    for (name, byte) in names where cursor.hasText(name, at: position) {
      output.append(byte)
      position += name.utf8CodeUnitCount
      return
    }
    if let (scalar, end) = numericEntity() {
      output += Array(String(scalar).utf8)
      position = end
    } else {
      write(1)
    }
  }

  /// `&#` and up to seven decimal digits, or `&#x` and up to six hexadecimal ones, and `;`.
  private func numericEntity() -> (Unicode.Scalar, Int)? {
    guard byte(at: position + 1) == UInt8(ascii: "#") else { return nil }
    let isHexadecimal = byte(at: position + 2) | 0x20 == UInt8(ascii: "x")
    let start = position + (isHexadecimal ? 3 : 2)
    var offset = start
    var value: UInt32 = 0
    while offset < start + (isHexadecimal ? 6 : 7) {
      let digit = byte(at: offset) &- UInt8(ascii: "0")
      let letter = (byte(at: offset) | 0x20) &- UInt8(ascii: "a")
      if digit <= 9 {
        value = value * (isHexadecimal ? 16 : 10) + UInt32(digit)
      } else if isHexadecimal && letter <= 5 {
        value = value * 16 + UInt32(letter) + 10
      } else {
        break
      }
      offset += 1
    }
    guard offset > start, byte(at: offset) == UInt8(ascii: ";") else { return nil }
    return ((value == 0 ? nil : Unicode.Scalar(value)) ?? "\u{FFFD}", offset + 1)
  }

  private func isPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
    default: false
    }
  }
}
