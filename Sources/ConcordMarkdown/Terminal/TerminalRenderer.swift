// A page for a terminal from the events of a walk: blocks.

/// Writes a page of lines while it is walked over.
///
/// The text of a leaf is gathered first, harmless and with its styles as runs, and then cut into lines; a table is gathered
/// as a whole, since all its rows say how wide its columns are.
struct TerminalRenderer: ~Copyable {
  var page: PageWriter
  var leaf: LeafText
  var table = TerminalTable()
  var lexer = CodeLexer()
  var cursor = SourceCursor()
  var scratch = FlatArray<UInt8>()
  let tracksSource: Bool
  /// Whether a table is gathered; the look that was kept of a growing page, and the text of the table that is open there.
  var isTableOpen = false
  var kept = TerminalLook()
  var keptLeaf: LeafText
  /// Whether what is told is told on trial; see ``StreamSink/isTrial``.
  var isTrial = false

  /// How many of each kind of emphasis, and how many images, the text stands in.
  var strongDepth = 0
  var emphasisDepth = 0
  var strikeDepth = 0
  var imageDepth = 0
  /// Whether it stands in a link, and where the texts of link and image begin in the leaf.
  var isInLink = false
  var linkStart = 0
  var imageStart = 0
  /// What all of the leaf is.
  var leafStyle: TextStyle = []

  /// The lists that are open: columns of their largest number.
  var digits = FlatArray<Int32>()
  var bulletDepth = 0
  var numbers = FlatArray<Int>()

  init(_ options: TerminalOptions, sourceSize: Int) {
    page = PageWriter(options, sourceSize: sourceSize)
    leaf = LeafText(tracksSource: options.tracksSource, keepsAddresses: options.keepsAddresses)
    keptLeaf = LeafText(tracksSource: options.tracksSource, keepsAddresses: options.keepsAddresses)
    tracksSource = options.tracksSource
  }

  // MARK: Leaves

  /// Makes room for the next text after a table; what the kept look has of the table stays elsewhere.
  mutating func putAwayLeaf() {
    if kept.isTableOpen { swap(&leaf, &keptLeaf) }
    leaf.clear()
  }

  /// Takes the text of the table again that is open in the kept look.
  mutating func takeKeptLeaf() { swap(&leaf, &keptLeaf) }

  /// Begins to gather a text.
  @inline(__always)
  private mutating func startLeaf(_ style: TextStyle) {
    leafStyle = style
    leaf.style = style
    (strongDepth, emphasisDepth, strikeDepth, imageDepth, isInLink) = (0, 0, 0, 0, false)
  }

  /// Writes what was gathered as lines.
  private mutating func writeLeaf(_ breaking: LineBreaking) {
    let text = leaf.text
    let width = page.available
    page.allowAddresses(ofBytes: leaf.count, leaf.addressBytes)
    var (run, start) = (0, 0)
    for index in 0...leaf.breaks.count {
      let end = index < leaf.breaks.count ? Int(leaf.breaks[index]) : leaf.count
      // What ends with a line that was asked for does not have another one.
      if start == end && index == leaf.breaks.count && index > 0 { break }
      if start == end { page.emptyLine() }
      while start < end {
        let line = text.line(from: start, to: end, width: width, isASCII: leaf.isASCII, breaking)
        page.beginLine()
        page.write(leaf, start, line.end, &run)
        page.endLine()
        start = line.next
      }
    }
    leaf.clear()
  }

  // MARK: Lists

  private mutating func enterList(_ block: BlockEvent) {
    let node = block.node
    if node.flags.contains(.ordered) {
      let first = Int(node.payload)
      numbers.append(first)
      digits.append(Int32(truncatingIfNeeded: PageWriter.digits(first &+ max(0, Int(node.lineCount) &- 1))))
    } else {
      bulletDepth &+= 1
      numbers.append(-1)
      digits.append(0)
    }
  }

  private mutating func leaveList() {
    if numbers.last == -1 { bulletDepth &-= 1 }
    numbers.truncate(to: numbers.count &- 1)
    digits.truncate(to: digits.count &- 1)
  }

  private mutating func enterItem(_ block: BlockEvent) {
    let isTask = block.node.flags.contains(.task)
    let box: StaticString = block.node.flags.contains(.ticked) ? "\u{2611}" : "\u{2610}"
    guard let number = numbers.last, number >= 0 else {
      if isTask { return page.openItem(box) }
      switch (bulletDepth &- 1) % 3 {
      case 0: return page.openItem("\u{2022}")
      case 1: return page.openItem("\u{25E6}")
      default: return page.openItem("\u{25AA}")
      }
    }
    numbers[numbers.count &- 1] = number &+ 1
    let isParenthesis = block.parent.level == UInt16(UInt8(ascii: ")"))
    page.openItem("", number: number, digits: Int(digits.last ?? 1), isParenthesis ? ")" : ".")
    if isTask { page.openItem(box) }
  }
}

extension TerminalRenderer: MarkdownSink {
  mutating func enter(_ block: BlockEvent) {
    let node = block.node
    switch node.kind {
    case .paragraph:
      page.separate()
      startLeaf([])
    case .heading:
      page.separate()
      startLeaf(.heading(Int(node.level)))
    case .tableCell:
      enterCell(node)
      startLeaf(node.flags.contains(.header) ? .strong : [])
    case .tableRow: enterRow(node)
    default:
      page.separate()
      enterOther(block)
    }
  }

  private mutating func enterOther(_ block: BlockEvent) {
    switch block.node.kind {
    case .thematicBreak:
      page.beginLine()
      page.write("\u{2500}", .dim, count: min(page.available, page.ruleWidth))
      page.endLine()
    case .quote: page.openBar("\u{2502}", isQuote: true)
    case .list: enterList(block)
    case .item: enterItem(block)
    case .indentedCode, .fencedCode:
      page.openBar("\u{250A}", isQuote: false)
      lexer.begin(-1)
    case .html: break
    case .table: enterTable(block.node)
    default: break
    }
  }

  mutating func leave(_ block: BlockEvent) {
    let node = block.node
    switch node.kind {
    case .paragraph:
      writeLeaf(.words)
      page.needsBlank = !block.isTight
    case .heading:
      writeLeaf(.words)
      page.needsBlank = true
    case .tableCell: leaveCell()
    case .tableRow: break
    case .item:
      page.closeFrame()
      if node.flags.contains(.task) && block.parent.flags.contains(.ordered) { page.closeFrame() }
      page.needsBlank = block.parent.flags.contains(.loose)
    case .list:
      leaveList()
      page.needsBlank = true
    case .table:
      leaveTable()
      page.needsBlank = true
    case .quote, .indentedCode, .fencedCode:
      page.closeFrame()
      page.needsBlank = true
    case .thematicBreak, .html: page.needsBlank = true
    default: break
    }
  }

  mutating func info(_ line: ContentLine, of bytes: MarkdownBytes, in block: BlockEvent) {
    lexer.begin(CodeLanguage.named(bytes, Int(line.start), line.end))
  }

  mutating func line(_ line: ContentLine, of bytes: MarkdownBytes, in block: BlockEvent) {
    startLeaf([])
    if block.node.kind == .html {
      leaf.style = .dim
      gather(line, of: bytes)
      writeLeaf(.words)
    } else {
      gather(line, of: bytes)
      writeCode()
    }
  }

  /// Gathers a line with its tabs as columns.
  private mutating func gather(_ line: ContentLine, of bytes: MarkdownBytes) {
    let text = bytes.slice(0, line.end)
    var (start, lastTab) = (Int(line.start), 0)
    for _ in 0..<line.padding { leaf.append(space, from: tracksSource ? start..<start : nil) }
    while start < line.end {
      let stop = text.next(tab, from: start)
      leaf.append(text, start, stop, from: tracksSource ? start..<stop : nil)
      if stop < line.end {
        leaf.appendTab(after: lastTab, from: tracksSource ? stop..<stop &+ 1 : nil)
        lastTab = leaf.count
      }
      start = stop &+ 1
    }
  }

  /// Writes a line of code in the colours of its words.
  private mutating func writeCode() {
    let text = leaf.text
    if text.count == 0 {
      return page.emptyLine()
    }
    if page.isStyled || tracksSource { lexer.read(text) }
    let width = page.available
    let block: TextStyle = tracksSource ? .codeBlock : []
    var (run, start, piece) = (0, 0, 0)
    while start < text.count {
      let line = text.line(from: start, to: text.count, width: width, isASCII: leaf.isASCII, .columns)
      page.beginLine()
      while piece < lexer.pieces.count && start < line.end {
        let end = min(Int(lexer.pieces[piece].end), line.end)
        page.write(leaf, start, end, &run, block.union(.token(lexer.pieces[piece].token)))
        if end == Int(lexer.pieces[piece].end) { piece &+= 1 }
        start = max(start, end)
      }
      page.write(leaf, start, line.end, &run, block)
      page.endLine()
      start = line.next
    }
    leaf.clear()
  }

  // MARK: Footnotes

  mutating func enterFootnotes() {
    page.needsBlank = page.lines > 0
    page.separate()
    page.beginLine()
    page.write("\u{2500}", .dim, count: min(page.available, 20))
    page.endLine()
  }

  mutating func leaveFootnotes() {}

  mutating func enterFootnote(number: Int, uses: Int) {
    page.needsBlank = false
    page.openItem("[", number: number, digits: 1, "]")
  }

  mutating func leaveFootnote() {
    page.closeFrame()
    page.needsBlank = false
  }
}
