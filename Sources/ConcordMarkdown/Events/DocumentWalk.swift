// The walk over a document's blocks and their text, shared by all renderers.

/// Walks over blocks in order and tells a sink; O(blocks and bytes), without recursion.
@safe struct DocumentWalk: ~Copyable {
  /// How deep emphasis, links and images nest within each other; the marks of deeper ones are text.
  static let depthLimit = 100

  /// How many of them are open, and how many within those were left as text.
  private var depth = 0
  private var textDepth = 0
  var inlines: InlineParser
  private var scratch = FlatArray<UInt8>()
  /// The footnotes that the page refers to.
  var footnotes = FootnoteNumbers()
  /// Bytes of destinations and titles that references may yet repeat.
  ///
  /// It begins with some and grows with the text that was walked over, so that what a reference may repeat depends on
  /// nothing after it. In sum references repeat no more than the text and a bit; footnotes, at the end, begin anew.
  var allowance = Self.firstAllowance
  static let firstAllowance = 100_000
  /// Bytes that references repeated so far.
  var repeated = 0
  /// The least that was left of it after any text.
  var leastAllowance = Self.firstAllowance

  init(extensions: MarkdownExtensions) { inlines = InlineParser(extensions: extensions) }

  /// Walks over the whole page, footnotes last.
  mutating func run<Sink: MarkdownSink & ~Copyable>(_ parser: inout BlockParser, _ sink: inout Sink) {
    walk(1, parser.nodes.count, &parser, &sink)
    finish(&parser, &sink)
  }

  /// Walks over the footnotes after all blocks; returns whether there are any.
  @discardableResult
  mutating func finish<Sink: MarkdownSink & ~Copyable>(_ parser: inout BlockParser, _ sink: inout Sink) -> Bool {
    let hasFootnotes = !footnotes.order.isEmpty
    if hasFootnotes { walkFootnotes(&parser, &sink) }
    if inlines.isCapped { parser.isCapped = true }
    return hasFootnotes
  }

  private mutating func walkFootnotes<Sink: MarkdownSink & ~Copyable>(
    _ parser: inout BlockParser, _ sink: inout Sink
  ) {
    sink.enterFootnotes()
    allowance = Self.firstAllowance
    var index = 0
    // A footnote may refer to others, which are then added at the end.
    while index < footnotes.order.count {
      walkFootnote(index, &parser, &sink)
      index &+= 1
    }
    sink.leaveFootnotes()
  }

  /// Walks over one of the footnotes that the page refers to.
  mutating func walkFootnote<Sink: MarkdownSink & ~Copyable>(
    _ index: Int, _ parser: inout BlockParser, _ sink: inout Sink
  ) {
    let entry = Int(footnotes.order[index])
    let node = parser.references.entries[entry].node
    sink.enterFootnote(number: index &+ 1, uses: footnotes.uses(of: entry))
    walk(node &+ 1, Int(parser.nodes[node].end), &parser, &sink)
    sink.leaveFootnote()
  }

  /// Walks over the blocks of a range that holds whole blocks.
  mutating func walk<Sink: MarkdownSink & ~Copyable>(
    _ first: Int, _ last: Int, _ parser: inout BlockParser, _ sink: inout Sink
  ) {
    var index = first
    while index < last {
      let node = parser.nodes[index]
      var next = index &+ 1
      if node.kind == .footnoteDefinition {
        next = Int(node.end)
      } else if node.kind != .definitions {
        let event = Self.event(index, node, parser)
        sink.enter(event)
        content(event, &parser, &sink)
      }
      leave(index, next, first, parser, &sink)
      index = next
    }
  }

  /// Tells the ends of all blocks that end before `next`, from the inner to the outer.
  private func leave<Sink: MarkdownSink & ~Copyable>(
    _ index: Int, _ next: Int, _ first: Int, _ parser: borrowing BlockParser, _ sink: inout Sink
  ) {
    var block = index
    while block >= first {
      let node = parser.nodes[block]
      if Int(node.end) != next { return }
      if node.kind != .definitions && node.kind != .footnoteDefinition {
        sink.leave(Self.event(block, node, parser))
      }
      block = Int(node.parent)
    }
  }

  @inline(__always)
  static func event(_ index: Int, _ node: BlockNode, _ parser: borrowing BlockParser) -> BlockEvent {
    let parent = parser.nodes[Int(node.parent)]
    let isTight =
      node.kind == .paragraph && parent.kind == .item
      && !parser.nodes[Int(parent.parent)].flags.contains(.loose)
    return BlockEvent(index: index, node: node, parent: parent, isTight: isTight)
  }

  mutating func content<Sink: MarkdownSink & ~Copyable>(
    _ block: BlockEvent, _ parser: inout BlockParser, _ sink: inout Sink
  ) {
    let node = block.node
    switch node.kind {
    case .paragraph, .heading, .tableCell:
      let first = Int(node.firstLine)
      let count = Int(node.lineCount)
      var text = LineGatherer.content(parser.bytes, parser.lines, first, count, &scratch)
      var start: Int? = Int(parser.lines[first].start)
      if node.flags.contains(.escapes) {
        text = withoutEscapes(text)
        start = nil
      } else if unsafe text.pointer == UnsafePointer(scratch.pointer) {
        start = nil
      }
      let content = InlineContent(text, of: parser.bytes, start: start, node: block.index, node, parser.lines)
      inlines.expansionLeft = allowance
      inlines.parse(text, &parser.references)
      repeated &+= allowance &- inlines.expansionLeft
      leastAllowance = min(leastAllowance, inlines.expansionLeft)
      allowance = inlines.expansionLeft &+ max(0, Int(node.stop) &- Int(node.start))
      tell(content, &parser.references, &sink)
    case .indentedCode, .fencedCode, .html:
      lines(0, Int(node.lineCount), block, parser, &sink)
    default: break
    }
  }

  /// Tells some of the lines of code or HTML; the first of fenced code is what stands after the fence.
  func lines<Sink: MarkdownSink & ~Copyable>(
    _ from: Int, _ to: Int, _ block: BlockEvent, _ parser: borrowing BlockParser, _ sink: inout Sink
  ) {
    let first = Int(block.node.firstLine)
    var from = from
    if from == 0 && block.node.kind == .fencedCode {
      sink.info(parser.lines[first], of: parser.bytes, in: block)
      from = 1
    }
    var index = from
    while index < to {
      sink.line(parser.lines[first &+ index], of: parser.bytes, in: block)
      index &+= 1
    }
  }

  /// The text of a cell without the backslashes before its pipes.
  private mutating func withoutEscapes(_ text: MarkdownBytes) -> MarkdownBytes {
    scratch.truncate(to: 0)
    for offset in 0..<text.count {
      let isEscape = text[offset] == UInt8(ascii: "\\") && text[offset &+ 1] == UInt8(ascii: "|")
      if !isEscape { scratch.append(text[offset]) }
    }
    return unsafe MarkdownBytes(scratch.pointer, count: scratch.count)
  }

  // MARK: Text

  /// Tells what stands within a text, mark by mark, with the text between them.
  private mutating func tell<Sink: MarkdownSink & ~Copyable>(
    _ content: InlineContent, _ references: inout ReferenceTable, _ sink: inout Sink
  ) {
    var position = 0
    (depth, textDepth) = (0, 0)
    for index in 0..<inlines.marks.count {
      let mark = inlines.marks[index]
      if mark.kind == .text { continue }
      var start = Int(mark.start)
      var end = Int(mark.end)
      if start < position { continue }
      if mark.kind == .at {
        guard let address = inlines.mailAddress(index, from: position) else { continue }
        (start, end) = (address.lowerBound, address.upperBound)
      }
      if start > position { sink.text(content, position, start) }
      position = end
      if mark.kind.isPaired && !enters(mark.kind) {
        sink.text(content, start, end)
      } else {
        tell(mark, start, end, content, &references, &sink)
      }
    }
    if position < content.bytes.count { sink.text(content, position, content.bytes.count) }
  }

  @inline(__always)
  private mutating func tell<Sink: MarkdownSink & ~Copyable>(
    _ mark: InlineMark, _ start: Int, _ end: Int, _ content: InlineContent, _ references: inout ReferenceTable,
    _ sink: inout Sink
  ) {
    switch mark.kind {
    case .text: break
    case .softBreak: sink.lineBreak(content, start, end, isHard: false)
    case .hardBreak: sink.lineBreak(content, start, end, isHard: true)
    case .escape: sink.escape(content, start, end)
    case .entity: sink.entity(content, start, end, value: Int(mark.payload))
    case .code: sink.code(content, start &+ Int(mark.payload), end &- Int(mark.payload))
    case .html: sink.html(content, start, end)
    case .address: sink.address(content, start &+ 1, end &- 1, prefix: "")
    case .mailAddress: sink.address(content, start &+ 1, end &- 1, prefix: "mailto:")
    case .bareAddress: sink.address(content, start, end, prefix: "")
    case .bareHost: sink.address(content, start, end, prefix: "http://")
    case .at: sink.address(content, start, end, prefix: "mailto:")
    case .openEmphasis: sink.open(.emphasis, content, start, end)
    case .closeEmphasis: sink.close(.emphasis, content, start, end)
    case .openStrong: sink.open(.strong, content, start, end)
    case .closeStrong: sink.close(.strong, content, start, end)
    case .openStrike: sink.open(.strike, content, start, end)
    case .closeStrike: sink.close(.strike, content, start, end)
    case .openLink: sink.open(link(mark, false, content, references), content, start, end)
    case .closeLink: sink.close(link(mark, false, content, references), content, start, end)
    case .openImage: sink.open(link(mark, true, content, references), content, start, end)
    case .closeImage: sink.close(link(mark, true, content, references), content, start, end)
    case .footnote: refer(to: Int(mark.payload), start, end, content, &sink)
    }
  }

  /// Whether what opens or closes here is not too deep to be told; pairs lie within each other.
  @inline(__always)
  private mutating func enters(_ kind: InlineKind) -> Bool {
    if kind.isOpening {
      if depth == Self.depthLimit {
        textDepth &+= 1
        return false
      }
      depth &+= 1
    } else if textDepth > 0 {
      textDepth &-= 1
      return false
    } else {
      depth &-= 1
    }
    return true
  }

  @inline(__always)
  private func link(
    _ mark: InlineMark, _ isImage: Bool, _ content: InlineContent, _ references: borrowing ReferenceTable
  ) -> LinkEvent {
    let link = inlines.links[Int(mark.payload)]
    return LinkEvent(link: link, isImage: isImage, bytes: link.isReference ? references.bytes : content.bytes)
  }

  /// A footnote gets its number where the page first refers to it.
  private mutating func refer<Sink: MarkdownSink & ~Copyable>(
    to index: Int, _ start: Int, _ end: Int, _ content: InlineContent, _ sink: inout Sink
  ) {
    let reference = footnotes.refer(to: index)
    sink.footnote(content, start, end, number: Int(reference.number), use: Int(reference.use))
  }
}
