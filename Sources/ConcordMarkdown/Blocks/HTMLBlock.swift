// Where HTML blocks begin and end: CommonMark 0.31, chapter 4.6, with its seven kinds.

/// The kinds of HTML block, which differ in what ends them.
enum HTMLKind: Int {
  case verbatim = 1, comment, instruction, declaration, cdata, block, tag

  /// Whether a blank line ends it; otherwise the line with its end mark does.
  var endsAtBlank: Bool { self == .block || self == .tag }
}

extension LineCursor {
  /// The kind of HTML block that the text begins.
  func htmlKind(interruptingParagraph: Bool) -> HTMLKind? {
    let next = byte(at: text &+ 1)
    if next == UInt8(ascii: "?") { return .instruction }
    if next == UInt8(ascii: "!") {
      if hasText("--", at: text &+ 2) { return .comment }
      if hasText("[CDATA[", at: text &+ 2) { return .cdata }
      return isLetter(byte(at: text &+ 2)) ? .declaration : nil
    }
    let isClosing = next == UInt8(ascii: "/")
    let start = text &+ (isClosing ? 2 : 1)
    guard isLetter(byte(at: start)) else { return nil }
    let (name, end) = tagName(at: start)
    if HTMLNames.verbatim.contains(name) {
      // A closing tag of these is one like any other; an opening tag that is not all of the name is nothing.
      if !isClosing { return isSpaceOrEnd(end) || byte(at: end) == UInt8(ascii: ">") ? .verbatim : nil }
    }
    if HTMLNames.blocks.contains(name) {
      if isSpaceOrEnd(end) || byte(at: end) == UInt8(ascii: ">") || hasText("/>", at: end) { return .block }
    }
    if interruptingParagraph { return nil }
    guard let tagEnd = htmlTagEnd(at: text), afterSpace(tagEnd) == line.end else { return nil }
    return .tag
  }

  /// Whether the rest of the line holds the end mark of `kind`.
  func holdsEnd(of kind: HTMLKind) -> Bool {
    switch kind {
    case .verbatim: find { $0.closesVerbatim(at: $1) }
    case .comment: find { $0.hasText("-->", at: $1) }
    case .instruction: find { $0.hasText("?>", at: $1) }
    case .declaration: find { $0.hasText(">", at: $1) }
    case .cdata: find { $0.hasText("]]>", at: $1) }
    case .block, .tag: false
    }
  }

  @inline(__always)
  private func find(_ isThere: (LineCursor, Int) -> Bool) -> Bool {
    var offset = position
    while offset < line.end {
      if isThere(self, offset) { return true }
      offset &+= 1
    }
    return false
  }

  private func closesVerbatim(at offset: Int) -> Bool {
    guard hasText("</", at: offset) else { return false }
    let (name, end) = tagName(at: offset &+ 2)
    return byte(at: end) == UInt8(ascii: ">") && HTMLNames.verbatim.contains(name)
  }

  /// The offset after the complete open or closing tag at `start`, where there is one.
  func htmlTagEnd(at start: Int) -> Int? {
    let isClosing = byte(at: start &+ 1) == UInt8(ascii: "/")
    var offset = start &+ (isClosing ? 2 : 1)
    guard isLetter(byte(at: offset)) else { return nil }
    while isNameByte(byte(at: offset)) { offset &+= 1 }
    if isClosing {
      offset = afterSpace(offset)
      return byte(at: offset) == UInt8(ascii: ">") ? offset &+ 1 : nil
    }
    while true {
      let next = afterSpace(offset)
      if byte(at: next) == UInt8(ascii: ">") { return next &+ 1 }
      if hasText("/>", at: next) { return next &+ 2 }
      if next == offset { return nil }
      guard let end = attributeEnd(at: next) else { return nil }
      offset = end
    }
  }

  /// The offset after the attribute at `start`: a name, and a value if there is one.
  private func attributeEnd(at start: Int) -> Int? {
    let first = byte(at: start)
    guard isLetter(first) || first == UInt8(ascii: "_") || first == UInt8(ascii: ":") else { return nil }
    var end = start
    while case let byte = byte(at: end),
      isNameByte(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    {
      end &+= 1
    }
    var offset = afterSpace(end)
    guard byte(at: offset) == UInt8(ascii: "=") else { return end }
    offset = afterSpace(offset &+ 1)
    let quote = byte(at: offset)
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      offset &+= 1
      while offset < line.end && byte(at: offset) != quote { offset &+= 1 }
      return offset < line.end ? offset &+ 1 : nil
    }
    let valueStart = offset
    while offset < line.end && !isSpaceOrEnd(offset) && !isForbiddenInValue(byte(at: offset)) { offset &+= 1 }
    return offset > valueStart ? offset : nil
  }

  private func isForbiddenInValue(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"),
      UInt8(ascii: "`"):
      true
    default: false
    }
  }

  /// The lower-cased tag name at `start`, packed, and where it ends; 0 for one that is longer than any we know.
  private func tagName(at start: Int) -> (UInt128, Int) {
    var name: UInt128 = 0
    var end = start
    while isNameByte(byte(at: end)) {
      let byte = byte(at: end)
      name = name << 8 | UInt128(isLetter(byte) ? byte | 0x20 : byte)
      end &+= 1
    }
    return (end &- start > 16 ? 0 : name, end)
  }

  /// Whether these bytes come at `offset`.
  @inline(__always)
  func hasText(_ wanted: StaticString, at offset: Int) -> Bool {
    // SAFETY: a static string of more than one scalar is stored as bytes; one of a single scalar is handled apart.
    if !wanted.hasPointerRepresentation { return UInt32(byte(at: offset)) == wanted.unicodeScalar.value }
    for index in 0..<wanted.utf8CodeUnitCount {
      if unsafe byte(at: offset &+ index) != wanted.utf8Start[index] { return false }
    }
    return true
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || byte &- UInt8(ascii: "0") <= 9 || byte == UInt8(ascii: "-")
  }
}

/// Whether a byte is an ASCII letter.
@inline(__always)
func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

/// The tag names that CommonMark lists, packed as `tagName` packs them.
private enum HTMLNames {
  static let verbatim = pack(["pre", "script", "style", "textarea"])

  static let blocks = pack([
    "address", "article", "aside", "base", "basefont", "blockquote", "body", "caption", "center", "col", "colgroup",
    "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frame",
    "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "iframe", "legend", "li", "link",
    "main", "menu", "menuitem", "nav", "noframes", "ol", "optgroup", "option", "p", "param", "search", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "track", "ul",
  ])

  private static func pack(_ names: [String]) -> Set<UInt128> {
    Set(names.map { $0.utf8.reduce(0) { $0 << 8 | UInt128($1) } })
  }
}
