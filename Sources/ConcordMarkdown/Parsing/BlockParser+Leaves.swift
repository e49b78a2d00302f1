// Leaves: paragraphs with the definitions at their start, headings, code, HTML, thematic breaks.

extension BlockParser {
  mutating func beginLeaf(_ kind: BlockKind, _ cursor: LineCursor, _ matched: Int) {
    beginBlock(matched)
    leaf = addNode(kind, start: cursor.text, stop: cursor.line.end)
    leafKind = kind
  }

  /// Ends the open leaf.
  mutating func closeLeaf() {
    if leafKind == .document { return }
    switch leafKind {
    case .paragraph: endParagraph()
    case .indentedCode:
      // Blank lines at its end stay among the lines and belong to nothing.
      let first = Int(nodes[leaf].firstLine)
      nodes[leaf].lineCount = UInt32(truncatingIfNeeded: solidLines)
      nodes[leaf].stop = UInt32(truncatingIfNeeded: lines[first &+ solidLines &- 1].end)
    default: break
    }
    nodes[leaf].end = Int32(truncatingIfNeeded: nodes.count)
    leaf = -1
    leafKind = .document
  }

  // MARK: Paragraphs

  /// Takes definitions off the front, and a task's box; then the paragraph is whole.
  private mutating func endParagraph() {
    if !takeDefinitions() {
      nodes[leaf].kind = .definitions
      return
    }
    trimLastLine()
    if extensions.contains(.taskLists) { takeTaskMark() }
  }

  private mutating func trimLastLine() {
    let last = Int(nodes[leaf].firstLine) &+ Int(nodes[leaf].lineCount) &- 1
    let line = lines[last]
    var end = line.end
    while end > Int(line.start), ByteClass.isWhiteSpace(bytes[end &- 1]) { end &-= 1 }
    lines[last] = ContentLine(Int(line.start), end)
  }

  /// A box at the start of an item: `[ ]` or `[x]`, white space and more.
  private mutating func takeTaskMark() {
    let parent = Int(nodes[leaf].parent)
    guard nodes[parent].kind == .item, leaf == parent &+ 1 else { return }
    let first = Int(nodes[leaf].firstLine)
    let line = lines[first]
    let start = Int(line.start)
    guard bytes[start] == UInt8(ascii: "["), bytes[start &+ 2] == UInt8(ascii: "]"), line.count > 4 else { return }
    let mark = bytes[start &+ 1] | 0x20
    guard mark == space || mark == UInt8(ascii: "x"), bytes[start &+ 1] != 0 else { return }
    guard bytes[start &+ 3] == space || bytes[start &+ 3] == tab else { return }
    var text = start &+ 3
    while text < line.end, ByteClass.isWhiteSpace(bytes[text]) { text &+= 1 }
    lines[first] = ContentLine(text, line.end)
    nodes[parent].flags.insert(mark == space ? .task : [.task, .ticked])
  }

  /// Takes link definitions off the front of the paragraph; returns whether text is left.
  ///
  /// With text left, the definitions get a block of their own before it.
  @discardableResult
  mutating func takeDefinitions() -> Bool {
    let node = nodes[leaf]
    let first = Int(node.firstLine)
    let count = Int(node.lineCount)
    if bytes[Int(lines[first].start)] != UInt8(ascii: "[") { return true }
    let taken = definitionLines(first, count)
    if taken == 0 { return true }
    if taken == count {
      nodes[leaf].stop = UInt32(truncatingIfNeeded: lines[first &+ taken &- 1].end)
      return false
    }
    splitDefinitions(taken)
    return true
  }

  /// Makes a block of the first lines of the paragraph, and a paragraph of the others.
  mutating func splitDefinitions(_ taken: Int) {
    let node = nodes[leaf]
    let first = Int(node.firstLine)
    nodes[leaf].kind = .definitions
    nodes[leaf].lineCount = UInt32(truncatingIfNeeded: taken)
    nodes[leaf].stop = UInt32(truncatingIfNeeded: lines[first &+ taken &- 1].end)
    nodes[leaf].end = Int32(truncatingIfNeeded: nodes.count)
    var rest = node
    rest.firstLine = UInt32(truncatingIfNeeded: first &+ taken)
    rest.lineCount = node.lineCount &- UInt32(truncatingIfNeeded: taken)
    rest.start = lines[first &+ taken].start
    nodes.append(rest)
    leaf = nodes.count &- 1
  }

  private mutating func definitionLines(_ first: Int, _ count: Int) -> Int {
    let text = LineGatherer.content(bytes, lines, first, count, &scratch)
    var offset = 0
    while offset < text.count, let definition = LinkSyntax.definition(in: text, at: offset) {
      references.define(definition, in: text)
      offset = definition.end
    }
    var taken = 0
    for place in 0..<offset where text[place] == 0x0A { taken &+= 1 }
    // The last line of a text has no line break.
    return offset > 0 && offset == text.count && text[offset &- 1] != 0x0A ? taken &+ 1 : taken
  }

  // MARK: Headings

  mutating func add(_ heading: ATXHeading, _ cursor: LineCursor, _ matched: Int) {
    beginLeaf(.heading, cursor, matched)
    nodes[leaf].level = UInt16(truncatingIfNeeded: heading.level)
    lines.append(ContentLine(heading.text.lowerBound, heading.text.upperBound))
    nodes[leaf].lineCount = 1
    closeLeaf()
  }

  /// Makes the paragraph a heading if the line underlines it.
  ///
  /// A paragraph of nothing but link definitions has no text to underline, so it ends: `===` is then the text of a new
  /// one.
  mutating func underlineParagraph(_ cursor: LineCursor) -> Bool {
    guard let level = cursor.setextLevel() else { return false }
    if !takeDefinitions() {
      nodes[leaf].kind = .definitions
      leafKind = .definitions
      closeLeaf()
      return false
    }
    trimLastLine()
    nodes[leaf].kind = .heading
    nodes[leaf].level = UInt16(truncatingIfNeeded: level)
    nodes[leaf].stop = UInt32(truncatingIfNeeded: cursor.line.end)
    nodes[leaf].payload = 1
    leafKind = .heading
    closeLeaf()
    return true
  }

  // MARK: Others

  mutating func addThematicBreak(_ cursor: LineCursor, _ matched: Int) {
    beginLeaf(.thematicBreak, cursor, matched)
    closeLeaf()
  }

  mutating func beginIndentedCode(_ cursor: inout LineCursor, _ matched: Int) {
    beginLeaf(.indentedCode, cursor, matched)
    cursor.passSpace(columns: 4)
    addLine(cursor)
    solidLines = 1
  }

  /// Begins fenced code; its first line is what stands after the fence.
  mutating func begin(_ fence: Fence, _ cursor: LineCursor, _ matched: Int) {
    beginLeaf(.fencedCode, cursor, matched)
    self.fence = fence
    fenceIndent = cursor.indent
    let start = cursor.afterSpace(cursor.text &+ fence.length)
    lines.append(ContentLine(start, cursor.trimmedEnd(from: start)))
    nodes[leaf].lineCount = 1
  }

  mutating func begin(_ kind: HTMLKind, _ cursor: LineCursor, _ matched: Int) {
    beginLeaf(.html, cursor, matched)
    htmlKind = kind
    nodes[leaf].level = UInt16(truncatingIfNeeded: kind.rawValue)
    addLine(cursor)
    if cursor.holdsEnd(of: kind) { closeLeaf() }
  }
}
