// The text of a leaf as events speak of it, and the way back to the source.

/// The text of a leaf, and where it came from.
@safe struct InlineContent {
  /// The text that ranges of events speak of.
  let bytes: MarkdownBytes
  /// The leaf.
  let node: Int
  /// Where the text begins in the source; nil if it was put together from several places.
  let start: Int?
  fileprivate let source: MarkdownBytes
  private let lines: UnsafePointer<ContentLine>
  fileprivate let lineCount: Int
  fileprivate let hasEscapes: Bool

  /// Text made of some lines of a document, which must not change while it is used.
  init(
    _ bytes: MarkdownBytes, of source: MarkdownBytes, start: Int?, node: Int, _ block: BlockNode,
    _ lines: borrowing FlatArray<ContentLine>
  ) {
    (self.bytes, self.source, self.start, self.node) = (bytes, source, start, node)
    lineCount = Int(block.lineCount)
    hasEscapes = block.flags.contains(.escapes)
    let first = Int(block.firstLine)
    precondition(first + lineCount <= lines.count, "lines that are none of the document's")
    unsafe self.lines = lines.pointer + first
  }

  /// One of its lines.
  fileprivate func line(_ index: Int) -> ContentLine {
    precondition(index >= 0 && index < lineCount, "a line that is none of the text's")
    return unsafe lines[index]
  }
}

/// Finds the source of ranges of texts that are asked for in order.
///
/// Where a text is the source itself that is an addition. Else the cursor goes forward over lines or escaped pipes, and
/// back to the start only for a range before the last one: all ranges of a text in order together cost its length once.
struct SourceCursor {
  private var node = -1
  /// The line of the text, and where that begins in it; for a cell, a place in the source and the same in the text.
  private var place = 0
  private var offset = 0

  init() {}

  /// The bytes of the source that a range of a text came from, with the prefixes of lines that begin within it.
  mutating func range(_ start: Int, _ end: Int, of content: InlineContent) -> Range<Int> {
    let from = source(of: start, content)
    return from..<max(from, source(of: end, content))
  }

  private mutating func source(of target: Int, _ content: InlineContent) -> Int {
    if let start = content.start { return start &+ target }
    if content.node != node || target < offset {
      node = content.node
      place = content.hasEscapes ? Int(content.line(0).start) : 0
      offset = 0
    }
    if content.hasEscapes {
      while offset < target {
        let isEscape = content.source[place] == UInt8(ascii: "\\") && content.source[place &+ 1] == UInt8(ascii: "|")
        place &+= isEscape ? 2 : 1
        offset &+= 1
      }
      return place
    }
    while place &+ 1 < content.lineCount, target > offset &+ content.line(place).count {
      offset &+= content.line(place).count &+ 1
      place &+= 1
    }
    return Int(content.line(place).start) &+ target &- offset
  }
}
