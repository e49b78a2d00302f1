// The blocks of a Markdown file, line by line: which container each line lies in, and which leaf it begins or goes on.

/// Finds headings and the blocks whose text is no prose.
///
/// The way of cmark: a line first matches the containers that are open (block quotes, list items), then opens new ones,
/// and what is left of it goes on with a leaf or begins one. Containers are a stack and not a tree, since nobody asks
/// for them yet: lists are not told apart, only their items count. Nesting ends at ``depthLimit``; a deeper marker is
/// text. With that, and with one line looked at at a time, the time is linear in the bytes.
@safe struct BlockScanner {
  /// How deep containers nest, as the limits of the project have it.
  static let depthLimit = 100

  private enum Leaf {
    case none, paragraph, indentedCode
    case fencedCode(Fence)
    case html(HTMLKind)
  }

  private struct Container {
    /// Columns that a line of a list item is indented by; nil for a block quote.
    var itemWidth: Int?
    /// Whether anything is in it; an item that begins with two blank lines ends there.
    var hasContent = false
  }

  private let base: UnsafePointer<UInt8>
  private let count: Int
  private(set) var headings: [MarkdownHeading] = []
  private(set) var blocks: [MarkdownBlock] = []

  private var containers: [Container] = []
  private var leaf = Leaf.none
  /// Where the first line of the leaf begins, and where its last line ends.
  private var leafLines = 0..<0
  /// Where the text of a paragraph begins.
  private var textStart = 0
  /// The lines of a paragraph that may begin with link definitions, without what is before their text.
  private var definitionLines: [SourceLine] = []
  /// Where the line was seen to be no thematic break.
  private var firstOther = -1

  /// `count` bytes from `base` must stay readable.
  init(_ base: UnsafePointer<UInt8>, count: Int) {
    unsafe self.base = base
    self.count = count
  }

  /// Reads from `start`, which begins a line, to the end.
  mutating func scan(from start: Int) {
    var lines = unsafe LineReader(base, count: count, from: start)
    while let line = lines.next() {
      var cursor = unsafe LineCursor(base, line)
      read(&cursor)
    }
    closeLeaf()
  }

  // MARK: One line

  private mutating func read(_ cursor: inout LineCursor) {
    let matched = matchContainers(&cursor)
    let isInside = matched == containers.count
    switch leaf {
    case .none: break
    case .paragraph:
      if cursor.isBlank { closeLeaf() }
    default:
      if isInside && goOn(&cursor) { return }
      closeLeaf()
    }
    if cursor.isBlank {
      containers.removeLast(containers.count - matched)
      return
    }
    openBlocks(&cursor, matched)
  }

  /// Takes the prefixes of open containers off the line; returns how many it has.
  private mutating func matchContainers(_ cursor: inout LineCursor) -> Int {
    for (index, container) in containers.enumerated() {
      if let width = container.itemWidth {
        if cursor.indent >= width {
          cursor.passSpace(columns: width)
        } else if !cursor.isBlank || !container.hasContent {
          return index
        }
      } else {
        if cursor.indent > 3 || cursor.textByte != UInt8(ascii: ">") { return index }
        cursor.passText(1)
        cursor.passSpace(columns: 1)
      }
    }
    return containers.count
  }

  /// Whether the line belongs to the open code or HTML.
  private mutating func goOn(_ cursor: inout LineCursor) -> Bool {
    switch leaf {
    case .fencedCode(let fence):
      extendLeaf(cursor)
      if cursor.indent < 4 && cursor.closes(fence) { closeLeaf() }
      return true
    case .indentedCode:
      if cursor.isBlank { return true }
      if cursor.indent < 4 { return false }
      extendLeaf(cursor)
      return true
    case .html(let kind):
      if kind.endsAtBlank && cursor.isBlank { return false }
      extendLeaf(cursor)
      if cursor.holdsEnd(of: kind) { closeLeaf() }
      return true
    case .none, .paragraph: return false
    }
  }

  /// Opens containers and then a leaf, or goes on with the paragraph.
  ///
  /// Long because the order of the questions is the specification; each case is told by the first byte.
  private mutating func openBlocks(_ cursor: inout LineCursor, _ matched: Int) {
    var matched = matched
    firstOther = -1
    while true {
      // Whether there is a paragraph that this line may go on with, and whether the line is in its containers.
      let followsParagraph = isParagraph
      let isInParagraph = followsParagraph && matched == containers.count
      if cursor.isBlank { return }
      if cursor.indent >= 4 {
        if followsParagraph { return extendParagraph(cursor) }
        beginLeaf(.indentedCode, cursor, matched)
        return
      }
      switch cursor.textByte {
      case UInt8(ascii: ">") where containers.count < Self.depthLimit:
        beginBlock(matched)
        cursor.passText(1)
        cursor.passSpace(columns: 1)
        containers.append(Container(itemWidth: nil))
        matched = containers.count
        continue
      case UInt8(ascii: "#"):
        if let heading = cursor.atxHeading() {
          beginBlock(matched)
          return add(heading, cursor)
        }
      case UInt8(ascii: "`"), UInt8(ascii: "~"):
        if let fence = cursor.fence() { return beginLeaf(.fencedCode(fence), cursor, matched) }
      case UInt8(ascii: "<"):
        if let kind = cursor.htmlKind(interruptingParagraph: followsParagraph) {
          beginLeaf(.html(kind), cursor, matched)
          if cursor.holdsEnd(of: kind) { closeLeaf() }
          return
        }
      case UInt8(ascii: "="):
        if isInParagraph && underlineParagraph(cursor) { return }
      case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "+"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        if isInParagraph && underlineParagraph(cursor) { return }
        if cursor.textByte != UInt8(ascii: "+") && cursor.isThematicBreak(firstOther: &firstOther) {
          return beginBlock(matched)
        }
        if let marker = cursor.listMarker(), !isInParagraph || marker.interruptsParagraph,
          containers.count < Self.depthLimit
        {
          beginBlock(matched)
          containers.append(item(marker, &cursor))
          matched = containers.count
          continue
        }
      default: break
      }
      // Asked anew: a paragraph of link definitions may just have ended.
      if isParagraph { return extendParagraph(cursor) }
      beginParagraph(cursor, matched)
      return
    }
  }

  /// Passes a marker and the white space that belongs to it.
  private func item(_ marker: ListMarker, _ cursor: inout LineCursor) -> Container {
    let indent = cursor.indent
    cursor.passText(marker.length)
    // Five columns or more are one column and indented code; a marker without text takes one column.
    let isOneColumn = cursor.isBlank || cursor.indent >= 5
    let padding = isOneColumn ? 1 : cursor.indent
    cursor.passSpace(columns: padding)
    return Container(itemWidth: indent + marker.length + padding)
  }

  // MARK: Leaves

  private var isParagraph: Bool {
    if case .paragraph = leaf { return true }
    return false
  }

  /// Ends what the line is not part of, before something begins within the first `matched` containers.
  private mutating func beginBlock(_ matched: Int) {
    closeLeaf()
    if matched < containers.count { containers.removeLast(containers.count - matched) }
    if matched > 0 { containers[matched - 1].hasContent = true }
  }

  private mutating func beginLeaf(_ leaf: Leaf, _ cursor: LineCursor, _ matched: Int) {
    beginBlock(matched)
    self.leaf = leaf
    leafLines = cursor.line.start..<cursor.line.end
  }

  private mutating func extendLeaf(_ cursor: LineCursor) { leafLines = leafLines.lowerBound..<cursor.line.end }

  private mutating func beginParagraph(_ cursor: LineCursor, _ matched: Int) {
    beginLeaf(.paragraph, cursor, matched)
    textStart = cursor.text
    if cursor.textByte == UInt8(ascii: "[") {
      definitionLines.append(SourceLine(start: cursor.text, end: cursor.line.end))
    }
  }

  private mutating func extendParagraph(_ cursor: LineCursor) {
    extendLeaf(cursor)
    if !definitionLines.isEmpty { definitionLines.append(SourceLine(start: cursor.text, end: cursor.line.end)) }
  }

  private mutating func closeLeaf() {
    switch leaf {
    case .none: return
    case .paragraph: takeDefinitions()
    case .fencedCode: blocks.append(MarkdownBlock(kind: .fencedCode, lines: leafLines))
    case .indentedCode: blocks.append(MarkdownBlock(kind: .indentedCode, lines: leafLines))
    case .html: blocks.append(MarkdownBlock(kind: .html, lines: leafLines))
    }
    leaf = .none
  }

  /// Takes link definitions off the front of the paragraph; returns whether text is left.
  @discardableResult
  private mutating func takeDefinitions() -> Bool {
    if definitionLines.isEmpty { return true }
    defer { definitionLines.removeAll(keepingCapacity: true) }
    var reader = unsafe LinkDefinitionReader(base, definitionLines)
    let taken = reader.definitionLines()
    if taken == 0 { return true }
    let end = definitionLines[taken - 1].end
    blocks.append(MarkdownBlock(kind: .linkDefinitions, lines: leafLines.lowerBound..<end))
    if taken == definitionLines.count { return false }
    textStart = definitionLines[taken].start
    leafLines = end..<leafLines.upperBound
    // The next line begins after the line break, which may have two bytes.
    var start = end
    // SAFETY: a line follows, so there are bytes up to `textStart`.
    if unsafe start < textStart && base[start] == 0x0D { start &+= 1 }
    if unsafe start < textStart && base[start] == 0x0A { start &+= 1 }
    leafLines = start..<leafLines.upperBound
    return true
  }

  // MARK: Headings

  private mutating func add(_ heading: ATXHeading, _ cursor: LineCursor) {
    headings.append(
      MarkdownHeading(level: heading.level, lines: cursor.line.start..<cursor.line.end, text: heading.text))
  }

  /// Makes the paragraph a heading if the line underlines it.
  ///
  /// A paragraph of nothing but link definitions has no text to underline, so it ends: `===` is then the text of a new one.
  private mutating func underlineParagraph(_ cursor: LineCursor) -> Bool {
    guard let level = cursor.setextLevel() else { return false }
    if !takeDefinitions() {
      leaf = .none
      return false
    }
    var end = leafLines.upperBound
    // SAFETY: the text of the paragraph begins with a byte that is no space, within the file.
    while end > textStart, unsafe base[end &- 1] == space || base[end &- 1] == tab { end &-= 1 }
    extendLeaf(cursor)
    headings.append(MarkdownHeading(level: level, lines: leafLines, text: textStart..<end))
    leaf = .none
    return true
  }
}
