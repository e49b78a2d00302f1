// HTML without the differences that mean nothing: white space around blocks, order of attributes, how a void tag ends.

/// Brings pages of different renderers into one form, as the specification's own runner does.
struct NormalHTML {
  private static let blocks: Set<String> = [
    "blockquote", "hr", "li", "ol", "ul", "p", "pre", "div", "section", "dl", "dt", "dd", "table", "thead", "tbody",
    "tr",
    "th", "td", "h1", "h2", "h3", "h4", "h5", "h6", "br", "script", "style", "form", "iframe",
  ]

  private let bytes: [UInt8]
  private var position = 0
  private var output: [UInt8] = []
  private var isPre = false
  private var followsBlock = true

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The normal form of a page.
  static func of(_ page: [UInt8]) -> String {
    var reader = NormalHTML(page)
    while reader.position < reader.bytes.count { reader.readNext() }
    reader.trimEnd()
    return String(decoding: reader.output, as: UTF8.self)
  }

  private func byte(_ offset: Int = 0) -> UInt8 { position + offset < bytes.count ? bytes[position + offset] : 0 }

  private mutating func trimEnd() {
    while let last = output.last, last == 0x20 || last == 0x0A { output.removeLast() }
  }

  private mutating func readNext() {
    if byte() == UInt8(ascii: "<"), isLetter(byte(1)) || byte(1) == UInt8(ascii: "/") && isLetter(byte(2)) {
      readTag()
    } else if !isPre && (byte() == 0x20 || byte() == 0x0A || byte() == 0x09) {
      position += 1
      if !followsBlock, output.last != 0x20 { output.append(0x20) }
    } else {
      readText()
      followsBlock = false
    }
  }

  /// One byte of text; entities of quotes and arrows are what they stand for.
  private mutating func readText() {
    for (name, text) in [("&quot;", "\""), ("&#8617;", "\u{21A9}")] where bytes[position...].starts(with: name.utf8) {
      output += Array(text.utf8)
      position += name.utf8.count
      return
    }
    output.append(byte())
    position += 1
  }

  private func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  private mutating func readTag() {
    let end = tagEnd()
    let tag = String(decoding: bytes[position + 1..<end], as: UTF8.self)
    position = min(end + 1, bytes.count)
    let isClosing = tag.hasPrefix("/")
    var parts = Self.parts(isClosing ? tag.dropFirst() : tag[...])
    let name = parts.isEmpty ? "" : parts.removeFirst().lowercased()
    let isBlock = Self.blocks.contains(name)
    if isBlock && !(isPre && !isClosing) { trimBefore(name, isClosing) }
    if name == "pre" { isPre = !isClosing }
    output += Array(("<" + (isClosing ? "/" : "") + ([name] + parts.sorted()).joined(separator: " ") + ">").utf8)
    followsBlock = isBlock
  }

  /// White space before a block means nothing, except at the end of preformatted text.
  private mutating func trimBefore(_ name: String, _ isClosing: Bool) {
    if !(isClosing && name == "pre") { trimEnd() }
  }

  private func tagEnd() -> Int {
    var end = position
    var quote: UInt8 = 0
    while end < bytes.count {
      let byte = bytes[end]
      if quote != 0 {
        if byte == quote { quote = 0 }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        return end
      }
      end += 1
    }
    return end
  }

  /// The name and the attributes of a tag, each attribute with a value in double quotes.
  private static func parts(_ tag: Substring) -> [String] {
    var parts: [String] = []
    var part = ""
    var quote: Character?
    for character in tag {
      if let open = quote {
        if character == open { quote = nil }
        part.append(character == open ? "\"" : character)
      } else if character == "\"" || character == "'" {
        quote = character
        part.append("\"")
      } else if character.isWhitespace {
        if !part.isEmpty { parts.append(part) }
        part = ""
      } else {
        part.append(character)
      }
    }
    if part.hasSuffix("/") { part.removeLast() }
    if !part.isEmpty { parts.append(part) }
    return parts.enumerated().map { index, part in index > 0 && !part.contains("=") ? part + "=\"\"" : part }
  }
}
