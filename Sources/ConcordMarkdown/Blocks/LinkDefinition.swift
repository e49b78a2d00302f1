// Link reference definitions at the start of a paragraph: CommonMark 0.31, chapter 4.7.

/// Reads the lines of a paragraph as definitions, `[label]: destination "title"`, until one is none.
///
/// Time is linear: a label has at most 999 bytes, and the first thing that is no definition ends the reading.
@safe struct LinkDefinitionReader {
  private let base: UnsafePointer<UInt8>
  /// The paragraph's lines without prefixes and indentation.
  private let lines: [SourceLine]
  private var line = 0
  private var offset = 0

  init(_ base: UnsafePointer<UInt8>, _ lines: [SourceLine]) {
    unsafe self.base = base
    self.lines = lines
    offset = lines.first?.start ?? 0
  }

  /// How many lines at the start are definitions.
  mutating func definitionLines() -> Int {
    while line < lines.count, passDefinition() {}
    return line
  }

  /// The next byte: a line feed at the end of each line, 0 after the last.
  private var next: UInt8 {
    if line >= lines.count { return 0 }
    // SAFETY: `offset` is within a line, which lies within the file. A NUL in the text must not look like the end.
    if offset < lines[line].end { return unsafe max(1, base[offset]) }
    return 0x0A
  }

  private mutating func pass() {
    if line >= lines.count { return }
    if offset < lines[line].end {
      offset &+= 1
    } else {
      line &+= 1
      if line < lines.count { offset = lines[line].start }
    }
  }

  private mutating func pass(_ byte: UInt8) -> Bool {
    if next != byte { return false }
    pass()
    return true
  }

  private mutating func passSpaces() {
    while next == space || next == tab { pass() }
  }

  /// Passes white space with at most one line break.
  private mutating func passBreak() {
    passSpaces()
    if pass(0x0A) { passSpaces() }
  }

  /// Passes one definition up to the end of its line, or stays where it is.
  private mutating func passDefinition() -> Bool {
    let start = (line, offset)
    if passLabel() && pass(UInt8(ascii: ":")) {
      passBreak()
      if passDestination() {
        let afterDestination = (line, offset)
        passBreak()
        if (line, offset) != afterDestination && passTitle() && passLineEnd() { return true }
        (line, offset) = afterDestination
        if passLineEnd() { return true }
      }
    }
    (line, offset) = start
    return false
  }

  private mutating func passLineEnd() -> Bool {
    passSpaces()
    return pass(0x0A)
  }

  private mutating func passLabel() -> Bool {
    guard pass(UInt8(ascii: "[")) else { return false }
    var length = 0
    var hasText = false
    while length <= 999 {
      let byte = next
      switch byte {
      case 0, UInt8(ascii: "["): return false
      case UInt8(ascii: "]"):
        pass()
        return hasText
      case UInt8(ascii: "\\"):
        pass()
        length &+= 1
        if next != 0 && next != 0x0A { pass() }
        hasText = true
      default:
        pass()
        if byte > space { hasText = true }
      }
      length &+= 1
    }
    return false
  }

  private mutating func passDestination() -> Bool {
    if pass(UInt8(ascii: "<")) {
      while true {
        let byte = next
        if byte == 0 || byte == 0x0A || byte == UInt8(ascii: "<") { return false }
        pass()
        if byte == UInt8(ascii: ">") { return true }
        if byte == UInt8(ascii: "\\"), next != 0x0A { pass() }
      }
    }
    var isEmpty = true
    var depth = 0
    while next > space && next != 0x7F {
      let byte = next
      if byte == UInt8(ascii: "(") { depth &+= 1 }
      if byte == UInt8(ascii: ")") { depth &-= 1 }
      if depth < 0 || depth > 32 { return false }
      isEmpty = false
      pass()
      if byte == UInt8(ascii: "\\"), next > space { pass() }
    }
    return !isEmpty && depth == 0
  }

  private mutating func passTitle() -> Bool {
    let opening = next
    guard opening == UInt8(ascii: "\"") || opening == UInt8(ascii: "'") || opening == UInt8(ascii: "(") else {
      return false
    }
    let closing = opening == UInt8(ascii: "(") ? UInt8(ascii: ")") : opening
    pass()
    while true {
      let byte = next
      if byte == 0 || (byte == UInt8(ascii: "(") && opening == byte) { return false }
      pass()
      if byte == closing { return true }
      if byte == UInt8(ascii: "\\"), next != 0x0A { pass() }
    }
  }
}
