// Blocks from lines: which containers a line lies in, which leaf it begins or goes on, and where its content is.

/// Reads a document line by line into flat arrays.
///
/// The way of cmark: a line first matches the containers that are open, then opens new ones, and what is left of it goes
/// on with a leaf or begins one. Blocks are kept in the order in which they open, so a top-level block that is not the
/// last never changes again, neither its kind nor its lines. Content is kept as ranges of source lines.
///
/// Containers nest ``depthLimit`` deep, a deeper marker is text. Each line is looked at a bounded number of times, so
/// the time is linear in the bytes.
@safe struct BlockParser: ~Copyable {
  /// How deep quotes, items and footnotes nest.
  static let depthLimit = 100
  /// Bytes that a document has at most.
  static let sizeLimit = 0x3FFF_FFFF

  /// A container that a line may lie in.
  struct Container: BitwiseCopyable {
    var node: Int32
    var kind: BlockKind
    /// Whether anything is in it; an item that begins with two blank lines ends there.
    var hasContent = false
    /// The byte that tells a list's items.
    var mark: UInt8 = 0
    /// Columns that a line of an item is indented by.
    var width: Int32 = 0
  }

  /// What a document is read from.
  var bytes: MarkdownBytes
  let extensions: MarkdownExtensions
  /// All blocks; the first is the document.
  var nodes = FlatArray<BlockNode>(capacity: 256)
  /// The lines of content of all leaves.
  var lines = FlatArray<ContentLine>(capacity: 512)
  /// The alignments of the columns of all tables.
  var alignments = FlatArray<UInt8>()
  /// What links and footnotes are called.
  var references = ReferenceTable()

  var stack = FlatArray<Container>(capacity: 256)
  /// How many of the stack are no lists.
  var depth = 0
  /// The open leaf, -1 for none.
  var leaf = -1
  /// What the open leaf is; `document` for none.
  var leafKind = BlockKind.document
  /// The fence of the open code, and the columns that it is indented by.
  var fence = Fence(mark: 0, length: 0)
  var fenceIndent = 0
  var htmlKind = HTMLKind.block
  /// The lines of indented code up to the last that is not blank.
  var solidLines = 0
  /// The outermost place of the stack that saw the line before as blank; too high for any if it was not.
  var blankFloor = Int.max
  /// The same for the line before the one that is read.
  var blankBefore = Int.max
  /// Where the last line with content ends.
  var lastStop = 0
  /// Where the line was seen to be no thematic break.
  var firstOther = -1
  /// Cells that were added to rows which are too short.
  var filledCells = 0
  /// Whether something was left out because a document may not grow without bound.
  var isCapped = false
  /// Whether more lines may come after a look at what there is.
  var isGrowing = false
  var scratch = FlatArray<UInt8>()

  init(_ bytes: MarkdownBytes, extensions: MarkdownExtensions) {
    self.bytes = bytes
    self.extensions = extensions
    nodes.append(BlockNode(kind: .document, parent: -1, start: 0, stop: 0))
  }

  /// Reads all lines from `start` on.
  mutating func parse(from start: Int) {
    read(from: start, to: bytes.count)
    close()
  }

  /// How many blocks lie in no other.
  var topLevelBlocks: Int {
    var count = 0
    var index = 1
    while index < nodes.count {
      count &+= 1
      let end = Int(nodes[index].end)
      if end <= index { break }
      index = end
    }
    return count
  }

  // MARK: One line

  mutating func read(_ cursor: inout LineCursor) {
    blankBefore = blankFloor
    blankFloor = .max
    let matched = stack.isEmpty ? 0 : matchContainers(&cursor)
    let isInside = matched == stack.count
    switch leafKind {
    case .document: break
    case .paragraph:
      if cursor.isBlank { closeLeaf() }
    case .table:
      if cursor.isBlank || !isInside { closeLeaf() }
    default:
      if isInside && goOn(&cursor) { return }
      closeLeaf()
    }
    if cursor.isBlank {
      closeContainers(to: matched)
      return noteBlank()
    }
    openBlocks(&cursor, matched)
    lastStop = cursor.line.end
  }

  /// Remembers that the line is blank for the containers within the innermost quote.
  private mutating func noteBlank() {
    var index = stack.count &- 1
    while index > 0 && stack[index].kind != .quote { index &-= 1 }
    blankFloor = max(index, 0)
  }

  /// Takes the prefixes of open containers off the line; returns how many it has.
  private mutating func matchContainers(_ cursor: inout LineCursor) -> Int {
    var index = 0
    while index < stack.count {
      let container = stack[index]
      switch container.kind {
      case .item:
        if cursor.indent >= Int(container.width) {
          cursor.passSpace(columns: Int(container.width))
        } else if !cursor.isBlank || !container.hasContent {
          return index
        } else {
          cursor.passSpace(columns: cursor.indent)
        }
      case .quote:
        if cursor.indent > 3 || cursor.textByte != UInt8(ascii: ">") { return index }
        cursor.passText(1)
        cursor.passSpace(columns: 1)
      case .footnoteDefinition:
        if cursor.indent >= 4 {
          cursor.passSpace(columns: 4)
        } else if !cursor.isBlank {
          return index
        }
      default: break
      }
      index &+= 1
    }
    return index
  }

  /// Whether the line belongs to the open code or HTML.
  private mutating func goOn(_ cursor: inout LineCursor) -> Bool {
    switch leafKind {
    case .fencedCode:
      if cursor.indent < 4 && cursor.closes(fence) {
        nodes[leaf].stop = UInt32(truncatingIfNeeded: cursor.line.end)
        closeLeaf()
      } else {
        cursor.passSpace(columns: fenceIndent)
        addLine(cursor)
      }
    case .indentedCode:
      if !cursor.isBlank && cursor.indent < 4 { return false }
      cursor.passSpace(columns: 4)
      addLine(cursor)
      if cursor.isBlank {
        noteBlank()
        return true
      }
      solidLines = Int(nodes[leaf].lineCount)
    case .html:
      if htmlKind.endsAtBlank && cursor.isBlank { return false }
      addLine(cursor)
      if cursor.holdsEnd(of: htmlKind) { closeLeaf() }
      if cursor.isBlank { noteBlank() }
    default: return false
    }
    lastStop = cursor.line.end
    return true
  }

  /// Opens containers and then a leaf, or goes on with the paragraph.
  ///
  /// Long because the order of the questions is the specification; each case is told by the first byte.
  private mutating func openBlocks(_ cursor: inout LineCursor, _ matched: Int) {
    var matched = matched
    firstOther = -1
    while true {
      // Whether there is a paragraph that this line may go on with, and whether the line is in its containers.
      let followsParagraph = leafKind == .paragraph
      let isInParagraph = followsParagraph && matched == stack.count
      if cursor.isBlank { return noteContainerLine(cursor) }
      if cursor.indent >= 4 {
        if followsParagraph { return addParagraphLine(cursor) }
        return beginIndentedCode(&cursor, matched)
      }
      switch cursor.textByte {
      case UInt8(ascii: ">") where depth < Self.depthLimit:
        beginBlock(matched)
        open(.quote, at: cursor.text)
        cursor.passText(1)
        cursor.passSpace(columns: 1)
        matched = stack.count
        continue
      case UInt8(ascii: "#"):
        if let heading = cursor.atxHeading() { return add(heading, cursor, matched) }
      case UInt8(ascii: "`"), UInt8(ascii: "~"):
        if let fence = cursor.fence() { return begin(fence, cursor, matched) }
      case UInt8(ascii: "<"):
        if let kind = cursor.htmlKind(interruptingParagraph: followsParagraph) { return begin(kind, cursor, matched) }
      case UInt8(ascii: "["):
        if openFootnote(&cursor, matched) {
          matched = stack.count
          continue
        }
      case UInt8(ascii: "="):
        if isInParagraph && underlineParagraph(cursor) { return }
      case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "+"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        if isInParagraph && underlineParagraph(cursor) { return }
        if cursor.textByte != UInt8(ascii: "+") && cursor.isThematicBreak(firstOther: &firstOther) {
          return addThematicBreak(cursor, matched)
        }
        if let marker = cursor.listMarker(), !isInParagraph || marker.interruptsParagraph, depth < Self.depthLimit {
          openItem(marker, &cursor, matched)
          matched = stack.count
          continue
        }
      default: break
      }
      return addText(cursor, matched)
    }
  }

  /// What begins no block: text of a paragraph, or a part of a table.
  private mutating func addText(_ cursor: LineCursor, _ matched: Int) {
    // Asked anew: a paragraph of link definitions may just have ended.
    if leafKind == .paragraph {
      if matched == stack.count && extensions.contains(.tables) && beginTable(cursor) { return }
      return addParagraphLine(cursor)
    }
    if leafKind == .table && matched == stack.count { return addRow(cursor) }
    beginLeaf(.paragraph, cursor, matched)
    addText(cursor)
  }

  private mutating func addParagraphLine(_ cursor: LineCursor) {
    addText(cursor)
    nodes[leaf].stop = UInt32(truncatingIfNeeded: cursor.line.end)
    if isGrowing { takeSettledDefinitions() }
  }

  /// A line that holds nothing but markers of containers.
  private mutating func noteContainerLine(_ cursor: LineCursor) { closeLeaf() }

  // MARK: Lines of content

  /// Adds what is left of the line, white space included.
  @inline(__always)
  mutating func addLine(_ cursor: LineCursor) {
    // A tab of which some columns are used is passed, and the columns that are left stand as spaces.
    let isCut = cursor.tabRest > 0
    let start = isCut ? cursor.position &+ 1 : cursor.position
    lines.append(ContentLine(start, max(start, cursor.line.end), padding: isCut ? cursor.tabRest : 0))
    nodes[leaf].lineCount &+= 1
    nodes[leaf].stop = UInt32(truncatingIfNeeded: cursor.line.end)
  }

  /// Adds what is left of the line without white space before it.
  @inline(__always)
  mutating func addText(_ cursor: LineCursor) {
    lines.append(ContentLine(cursor.text, cursor.line.end))
    nodes[leaf].lineCount &+= 1
  }
}
