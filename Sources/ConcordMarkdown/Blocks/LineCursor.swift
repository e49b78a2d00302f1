// A place within one line, in bytes and in columns, because a tab stands for up to four spaces.

let space = UInt8(ascii: " ")
let tab = UInt8(ascii: "\t")

/// Reads one line from its left end while containers take their prefixes off it.
@safe struct LineCursor {
  private let base: UnsafePointer<UInt8>
  /// The line in the file.
  let line: SourceLine
  /// The next byte; a tab that is used in part is passed only when all of it is used.
  private(set) var position: Int
  private var column = 0
  /// The first byte from `position` on that is neither space nor tab; `line.end` if there is none.
  private(set) var text: Int
  private var textColumn = 0
  /// Columns that are left of a tab of which some are used.
  private(set) var tabRest = 0

  @inline(__always)
  init(_ base: UnsafePointer<UInt8>, _ line: SourceLine) {
    unsafe self.base = base
    self.line = line
    (position, text) = (line.start, line.start)
    findText()
  }

  /// Columns of white space before the text.
  @inline(__always) var indent: Int { textColumn &- column }
  /// Whether nothing but white space is left.
  @inline(__always) var isBlank: Bool { text == line.end }
  /// The byte at `offset`, or 0 outside the line.
  @inline(__always) func byte(at offset: Int) -> UInt8 {
    // SAFETY: the line lies within the file.
    offset >= line.start && offset < line.end ? unsafe base[offset] : 0
  }
  /// The first byte of the text; 0 if the rest is blank.
  @inline(__always) var textByte: UInt8 { byte(at: text) }

  @inline(__always)
  private mutating func findText() {
    while text < line.end {
      let byte = byte(at: text)
      if byte == space {
        textColumn &+= 1
      } else if byte == tab {
        textColumn &+= 4 &- textColumn & 3
      } else {
        return
      }
      text &+= 1
    }
  }

  /// Passes up to `count` columns of white space; returns how many there were.
  @discardableResult
  mutating func passSpace(columns count: Int) -> Int {
    let wanted = min(count, indent)
    let target = column &+ wanted
    if wanted > 0 { tabRest = 0 }
    while column < target {
      let step = byte(at: position) == tab ? 4 &- column & 3 : 1
      if column &+ step > target {
        tabRest = column &+ step &- target
        column = target
        return wanted
      }
      column &+= step
      position &+= 1
    }
    return wanted
  }

  /// Passes the white space before the text and `length` bytes of text that are no tabs.
  mutating func passText(_ length: Int) {
    let length = min(length, line.end &- text)
    (position, column, tabRest) = (text &+ length, textColumn &+ length, 0)
    (text, textColumn) = (position, column)
    findText()
  }

  /// How often `byte` is repeated from `offset` on.
  func run(of byte: UInt8, at offset: Int) -> Int {
    var end = offset
    while end < line.end && self.byte(at: end) == byte { end &+= 1 }
    return end &- offset
  }

  /// The first offset from `offset` on that is neither space nor tab.
  func afterSpace(_ offset: Int) -> Int {
    var end = offset
    while end < line.end && (byte(at: end) == space || byte(at: end) == tab) { end &+= 1 }
    return end
  }

  /// The offset after the last byte, not before `start`, that is neither space nor tab.
  func trimmedEnd(from start: Int) -> Int {
    var end = line.end
    while end > start && (byte(at: end &- 1) == space || byte(at: end &- 1) == tab) { end &-= 1 }
    return end
  }

  /// Whether a word may end at `offset`: white space or the end of the line.
  func isSpaceOrEnd(_ offset: Int) -> Bool {
    offset >= line.end || byte(at: offset) == space || byte(at: offset) == tab
  }
}
