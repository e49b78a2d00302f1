// A document that grows: whole lines are read for good, what is left of the last one is read on trial and taken back.

/// What a parser knew after the last whole line, so that what it read after that can be taken back.
///
/// A line changes nothing but open blocks and a few lines of the open leaf; all else it adds at the ends of arrays. So
/// keeping and taking back cost as much as the blocks that are open, 201 at most, whatever the document's size.
struct BlockCheckpoint: ~Copyable {
  fileprivate var stack = FlatArray<BlockParser.Container>(capacity: 256)
  /// The blocks of the stack, then the open leaf.
  fileprivate var nodes = FlatArray<BlockNode>(capacity: 256)
  /// Lines of the open leaf that its end may trim: its first, the last but one and the last.
  fileprivate var firstLine = ContentLine(0, 0)
  fileprivate var lastLines = (ContentLine(0, 0), ContentLine(0, 0))
  /// How many of everything there were.
  private(set) var nodeCount = 1
  private(set) var definitions = 0
  fileprivate var lineCount = 0
  fileprivate var alignmentCount = 0
  fileprivate var definedBytes = 0
  /// The open leaf, -1 for none, what it is, and how many of its lines of code or HTML are there to stay.
  private(set) var leaf = -1
  private(set) var leafKind = BlockKind.document
  private(set) var leafLines = 0
  /// The outermost footnote that is open, -1 for none.
  private(set) var openFootnote = -1
  fileprivate var state = State()

  /// Plain values of the parser.
  fileprivate struct State: BitwiseCopyable {
    var depth = 0
    var fence = Fence(mark: 0, length: 0)
    var fenceIndent = 0
    var htmlKind = HTMLKind.block
    var solidLines = 0
    var blankFloor = Int.max
    var lastStop = 0
    var filledCells = 0
    var isCapped = false
  }

  init() {}

  /// Keeps what a parser knows, and marks the blocks that are open.
  mutating func keep(_ parser: inout BlockParser) {
    (nodeCount, lineCount) = (parser.nodes.count, parser.lines.count)
    (alignmentCount, definitions) = (parser.alignments.count, parser.references.entries.count)
    definedBytes = parser.references.definedBytes
    (leaf, leafKind) = (parser.leaf, parser.leafKind)
    state = State(
      depth: parser.depth, fence: parser.fence, fenceIndent: parser.fenceIndent, htmlKind: parser.htmlKind,
      solidLines: parser.solidLines, blankFloor: parser.blankFloor, lastStop: parser.lastStop,
      filledCells: parser.filledCells, isCapped: parser.isCapped)
    stack.truncate(to: 0)
    nodes.truncate(to: 0)
    openFootnote = -1
    for index in 0..<parser.stack.count {
      if openFootnote < 0 && parser.stack[index].kind == .footnoteDefinition {
        openFootnote = Int(parser.stack[index].node)
      }
      stack.append(parser.stack[index])
      keep(Int(parser.stack[index].node), &parser)
    }
    if leaf < 0 { return }
    keep(leaf, &parser)
    let node = parser.nodes[leaf]
    leafLines = leafKind == .indentedCode ? state.solidLines : Int(node.lineCount)
    if leafKind == .table || node.lineCount == 0 { return }
    let first = Int(node.firstLine)
    let last = first &+ Int(node.lineCount) &- 1
    firstLine = parser.lines[first]
    lastLines = (parser.lines[max(first, last &- 1)], parser.lines[last])
  }

  private mutating func keep(_ node: Int, _ parser: inout BlockParser) {
    nodes.append(parser.nodes[node])
    parser.nodes[node].flags.insert(.open)
  }

  /// Gives a parser back what it knew.
  func restore(_ parser: inout BlockParser) {
    parser.nodes.truncate(to: nodeCount)
    parser.lines.truncate(to: lineCount)
    parser.alignments.truncate(to: alignmentCount)
    parser.references.truncate(to: definitions, bytes: definedBytes)
    (parser.leaf, parser.leafKind) = (leaf, leafKind)
    (parser.depth, parser.fence, parser.fenceIndent) = (state.depth, state.fence, state.fenceIndent)
    (parser.htmlKind, parser.solidLines, parser.blankFloor) = (state.htmlKind, state.solidLines, state.blankFloor)
    (parser.lastStop, parser.filledCells) = (state.lastStop, state.filledCells)
    parser.isCapped = state.isCapped
    parser.stack.truncate(to: 0)
    for index in 0..<stack.count {
      parser.stack.append(stack[index])
      parser.nodes[Int(stack[index].node)] = nodes[index]
    }
    if leaf < 0 { return }
    let node = nodes[nodes.count &- 1]
    parser.nodes[leaf] = node
    if leafKind == .table || node.lineCount == 0 { return }
    let first = Int(node.firstLine)
    let last = first &+ Int(node.lineCount) &- 1
    parser.lines[max(first, last &- 1)] = lastLines.0
    parser.lines[last] = lastLines.1
    parser.lines[first] = firstLine
  }
}

extension BlockParser {
  /// Reads lines from `start` up to `end`, and leaves open what is open.
  mutating func read(from start: Int, to end: Int) {
    if start >= end { return }
    let whole = bytes.slice(0, end)
    var reader = BlockLines(start: start)
    while let line = reader.next(in: whole) {
      var cursor = unsafe LineCursor(bytes.pointer, line)
      read(&cursor)
    }
  }

  /// Ends all blocks.
  mutating func close() {
    closeLeaf()
    closeContainers(to: 0)
    nodes[0].end = Int32(truncatingIfNeeded: nodes.count)
    nodes[0].stop = UInt32(truncatingIfNeeded: bytes.count)
  }

  /// Takes definitions off the front of the open paragraph that no further line can change.
  ///
  /// That is one with a title, or one before a line that begins no title. A line of the paragraph is always left, since
  /// it may yet become a heading of a table. Without this, a long run of definitions would be read again with each byte.
  mutating func takeSettledDefinitions() {
    let node = nodes[leaf]
    let first = Int(node.firstLine)
    let count = Int(node.lineCount)
    if count < 2 || bytes[Int(lines[first].start)] != UInt8(ascii: "[") { return }
    let text = LineGatherer.content(bytes, lines, first, count, &scratch)
    var offset = 0
    while let definition = LinkSyntax.definition(in: text, at: offset), definition.end < text.count {
      if definition.title == nil {
        switch text[text.afterWhiteSpace(definition.end)] {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "("), 0: return split(offset, text)
        default: break
        }
      }
      references.define(definition, in: text)
      offset = definition.end
    }
    split(offset, text)
  }

  private mutating func split(_ offset: Int, _ text: MarkdownBytes) {
    if offset == 0 { return }
    var taken = 0
    for place in 0..<offset where text[place] == 0x0A { taken &+= 1 }
    splitDefinitions(taken)
  }
}
