// Which parts of a text are no prose, and where its blocks end.

import ConcordBytes

/// The blocks of a text, asked at ever greater offsets.
struct PhraseStructure {
  private let headings: [Range<Int>]
  private let asides: [Range<Int>]
  private var heading = 0
  private var aside = 0
  /// Whether the text was read as Markdown; if not, only fences tell code.
  let isKnown: Bool

  /// A text that nothing is known of.
  static var unknown: PhraseStructure { PhraseStructure(headings: [], asides: [], isKnown: false) }

  /// - Parameters:
  ///   - headings: ascending.
  ///   - asides: what is no prose, ascending.
  init(headings: [Range<Int>], asides: [Range<Int>], isKnown: Bool = true) {
    (self.headings, self.asides, self.isKnown) = (headings, asides, isKnown)
  }

  /// Whether what begins at an offset is no prose.
  @inline(__always)
  mutating func isAside(_ offset: Int) -> Bool {
    while aside < asides.count && asides[aside].upperBound <= offset { aside &+= 1 }
    return aside < asides.count && asides[aside].lowerBound <= offset
  }

  /// Whether a heading ends between the end of a word and the start of the next.
  mutating func endsHeading(_ end: Int, _ start: Int) -> Bool {
    while heading < headings.count && headings[heading].upperBound < end { heading += 1 }
    return heading < headings.count && headings[heading].lowerBound < end && headings[heading].upperBound < start
  }
}

/// Finds code between fences in a text that was not read as Markdown.
///
/// A line of three back quotes or tildes, and behind them none of either, opens and closes.
struct FenceScan {
  private var end: Int
  private var isOpen = false

  init(end: Int = 0) { self.end = end }

  /// Whether a word is code; each is asked for, in order.
  @inline(__always)
  mutating func isCode(at start: Int, _ end: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if start &- self.end >= 3 { unsafe pass(to: start, bytes) }
    self.end = max(self.end, end)
    return isOpen
  }

  @inline(never)
  private mutating func pass(to start: Int, _ bytes: UnsafeBufferPointer<UInt8>) {
    var offset = end
    var isLineStart = offset == 0
    while offset < start {
      let byte = unsafe bytes[offset]
      if byte == 0x0A {
        isLineStart = true
      } else if isLineStart && (byte == 0x60 || byte == 0x7E) {
        var run = offset
        while run < bytes.count, unsafe bytes[run] == byte { run += 1 }
        if run - offset >= 3, unsafe Self.isFence(from: run, bytes) { isOpen.toggle() }
        offset = run
        isLineStart = false
        continue
      } else if byte != 0x20 {
        isLineStart = false
      }
      offset += 1
    }
  }

  /// Whether no more marks follow on the line.
  private static func isFence(from start: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var offset = start
    while offset < bytes.count, unsafe bytes[offset] != 0x0A {
      if unsafe bytes[offset] == 0x60 || bytes[offset] == 0x7E { return false }
      offset += 1
    }
    return true
  }
}
