// The blocks of a document as a flat array in the order in which they open.

/// What a block is.
enum BlockKind: UInt8 {
  case document, quote, list, item, footnoteDefinition
  case paragraph, heading, thematicBreak, indentedCode, fencedCode, html, definitions
  case table, tableRow, tableCell
}

/// A block in 32 bytes.
///
/// The array holds blocks in the order in which they open, so those within a block follow it, up to `end`.
struct BlockNode: BitwiseCopyable {
  /// What it is.
  var kind: BlockKind
  /// Bits of ``Flags``.
  var flags: Flags = []
  /// Level of a heading, kind of HTML, alignment of a cell, byte of a list's marks.
  var level: UInt16 = 0
  /// The block that it lies in.
  var parent: Int32
  /// The index after the last block within it; 0 while it is open.
  var end: Int32 = 0
  /// The first byte of its source, after the prefixes of its containers.
  var start: UInt32
  /// After the last byte of its source, without the line break.
  var stop: UInt32
  /// The first of its lines of content.
  var firstLine: UInt32 = 0
  /// How many lines of content it has; the columns of a table; the items of a list.
  var lineCount: UInt32 = 0
  /// The number of an ordered list; the first alignment of a table.
  var payload: UInt32 = 0

  /// Properties of a block.
  struct Flags: OptionSet, BitwiseCopyable {
    let rawValue: UInt8
    /// A list whose items are apart.
    static let loose = Flags(rawValue: 1)
    /// A list with numbers.
    static let ordered = Flags(rawValue: 2)
    /// An item with a box, and one that is ticked.
    static let task = Flags(rawValue: 4)
    static let ticked = Flags(rawValue: 8)
    /// A row of headers, and its cells.
    static let header = Flags(rawValue: 16)
    /// A cell with escaped pipes, whose text is not its source.
    static let escapes = Flags(rawValue: 32)
    /// A footnote whose label is defined before.
    static let duplicate = Flags(rawValue: 64)
    /// A block of a growing document that is open after the last whole line.
    static let open = Flags(rawValue: 128)
  }
}

/// A line of a block's content.
struct ContentLine: BitwiseCopyable {
  /// The first byte.
  var start: UInt32
  private var lengthAndPadding: UInt32

  /// A line from `start` to `end`; `padding` spaces stand before it that are part of a tab.
  @inline(__always)
  init(_ start: Int, _ end: Int, padding: Int = 0) {
    self.start = UInt32(truncatingIfNeeded: start)
    lengthAndPadding = UInt32(truncatingIfNeeded: end &- start) | UInt32(truncatingIfNeeded: padding) << 30
  }

  /// Its bytes.
  @inline(__always) var count: Int { Int(lengthAndPadding & 0x3FFF_FFFF) }
  /// After its last byte.
  @inline(__always) var end: Int { Int(start) &+ count }
  /// Spaces before it, 0 to 3.
  @inline(__always) var padding: Int { Int(lengthAndPadding >> 30) }
}
