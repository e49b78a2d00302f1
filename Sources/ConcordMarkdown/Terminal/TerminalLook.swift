// A page for a terminal that grows: what the renderer knew at one place of the document, to go on from there again.

extension PageWriter {
  /// What was known before a block; the containers that were open then are open still.
  struct Mark: BitwiseCopyable {
    fileprivate var output = 0
    fileprivate var lines = 0
    fileprivate var needsBlank = false
    fileprivate var frames = 0
    fileprivate var prefix = 0
    fileprivate var markers = 0
    fileprivate var prefixWidth = 0
    fileprivate var pendingFrames = 0
    fileprivate var barCount = 0
    fileprivate var quoteDepth = 0
  }

  var mark: Mark {
    Mark(
      output: output.count, lines: lines, needsBlank: needsBlank, frames: frames.count, prefix: prefix.count,
      markers: markers.count, prefixWidth: prefixWidth, pendingFrames: pendingFrames, barCount: barCount,
      quoteDepth: quoteDepth)
  }

  /// Goes back to where a block within the open containers began.
  ///
  /// The containers whose first line is still to come are always the innermost.
  mutating func cut(to mark: Mark) {
    output.truncate(to: mark.output)
    (lines, needsBlank) = (mark.lines, mark.needsBlank)
    frames.truncate(to: mark.frames)
    prefix.truncate(to: mark.prefix)
    markers.truncate(to: mark.markers)
    (prefixWidth, pendingFrames, barCount) = (mark.prefixWidth, mark.pendingFrames, mark.barCount)
    quoteDepth = mark.quoteDepth
    for index in 0..<frames.count { frames[index].isPending = index >= frames.count &- pendingFrames }
  }
}

/// What a renderer knew when all that was told could no longer change.
struct TerminalLook: ~Copyable {
  fileprivate var page = PageWriter.Mark()
  fileprivate var frames = FlatArray<PageFrame>()
  fileprivate var prefix = FlatArray<UInt8>()
  fileprivate var markers = FlatArray<UInt8>()
  fileprivate var digits = FlatArray<Int32>()
  fileprivate var numbers = FlatArray<Int>()
  fileprivate var bulletDepth = 0
  fileprivate var lexer = CodeLexer.State()
  /// Whether a table was open, and how much of it there was.
  fileprivate(set) var isTableOpen = false
  fileprivate var leaf = LeafText.Mark()
  fileprivate var cells = 0
  fileprivate var rows = 0
  fileprivate var writtenRows = 0
  fileprivate var wanted = FlatArray<Int>()

  init() {}
}

extension FlatArray {
  /// Becomes a copy of another.
  fileprivate mutating func copy(_ other: borrowing FlatArray<Element>) {
    truncate(to: 0)
    unsafe append(from: other.pointer, other.count)
  }
}

extension TerminalRenderer: StreamSink {
  /// What was known before a block: the page, and how many items the innermost list had.
  struct Mark: BitwiseCopyable {
    fileprivate var page: PageWriter.Mark
    fileprivate var lists: Int
    fileprivate var number: Int
    fileprivate var bulletDepth: Int
  }

  init(_ options: TerminalOptions) { self.init(options, sourceSize: 0) }

  var count: Int { page.output.count }

  func slice(_ start: Int, _ length: Int) -> MarkdownBytes {
    unsafe MarkdownBytes(page.output.pointer, count: page.output.count).slice(start, start &+ length)
  }

  mutating func truncate(to count: Int) { page.output.truncate(to: count) }

  mutating func replaceOutput(with bytes: inout FlatArray<UInt8>) { swap(&page.output, &bytes) }

  var followsText: Bool {
    get { page.needsBlank }
    set { page.needsBlank = newValue }
  }

  /// A list says how many digits its largest number has, an item whether it has a box.
  static func shape(of node: BlockNode) -> Int {
    let flags = Int(node.flags.intersection([.loose, .task, .ticked]).rawValue)
    if !node.flags.contains(.ordered) { return flags }
    return PageWriter.digits(Int(node.payload) &+ max(0, Int(node.lineCount) &- 1)) &* 256 &+ flags
  }

  /// All rows of a table say how wide its columns are.
  static var keepsRows: Bool { false }

  var isPostponed: Bool { table.isPostponed }

  mutating func writePostponed() {
    if !table.isPostponed { return }
    table.isPostponed = false
    swap(&leaf, &keptLeaf)
    let needsBlank = page.needsBlank
    page.cut(to: table.mark)
    table.writtenRows = 0
    table.isRewritten = true
    writeLastRows(from: 0)
    page.needsBlank = needsBlank
    swap(&leaf, &keptLeaf)
  }

  mutating func postponedTail(lines: Int) -> FlatArray<UInt8>? {
    if !table.isPostponed || lines >= table.rows.count { return nil }
    var tail = FlatArray<UInt8>(capacity: 4096)
    let before = page.lines
    swap(&leaf, &keptLeaf)
    swap(&page.output, &tail)
    // A row has a line at least.
    writeLastRows(from: table.rows.count &- lines)
    swap(&page.output, &tail)
    swap(&leaf, &keptLeaf)
    page.lines = before
    return tail
  }

  var mark: Mark {
    Mark(page: page.mark, lists: numbers.count, number: numbers.last ?? 0, bulletDepth: bulletDepth)
  }

  mutating func cut(to mark: Mark) {
    page.cut(to: mark.page)
    numbers.truncate(to: mark.lists)
    digits.truncate(to: mark.lists)
    if mark.lists > 0 { numbers[mark.lists &- 1] = mark.number }
    bulletDepth = mark.bulletDepth
    isTableOpen = false
    leaf.clear()
  }

  mutating func keep() {
    if isTableOpen { writeRows() }
    kept.page = page.mark
    kept.frames.copy(page.frames)
    kept.prefix.copy(page.prefix)
    kept.markers.copy(page.markers)
    kept.digits.copy(digits)
    kept.numbers.copy(numbers)
    (kept.bulletDepth, kept.lexer, kept.isTableOpen) = (bulletDepth, lexer.state, isTableOpen)
    table.isRewritten = false
    if !isTableOpen { return }
    (kept.leaf, kept.cells, kept.rows, kept.writtenRows) = (
      leaf.mark, table.cells.count, table.rows.count, table.writtenRows
    )
    kept.wanted.copy(table.wanted)
  }

  mutating func restore() {
    if table.isPostponed { table.forgetWidths() }
    page.cut(to: kept.page)
    page.frames.copy(kept.frames)
    page.prefix.copy(kept.prefix)
    page.markers.copy(kept.markers)
    digits.copy(kept.digits)
    numbers.copy(kept.numbers)
    bulletDepth = kept.bulletDepth
    lexer.state = kept.lexer
    if !kept.isTableOpen { return leaf.clear() }
    if !isTableOpen { takeKeptLeaf() }
    isTableOpen = true
    leaf.cut(to: kept.leaf)
    table.cells.truncate(to: kept.cells)
    table.rows.truncate(to: kept.rows)
    table.wanted.copy(kept.wanted)
    table.writtenRows = kept.writtenRows
    if !table.isRewritten { return }
    // What was written then is lost: the next look writes it again.
    page.cut(to: table.mark)
    table.writtenRows = 0
  }

  func footnotesHead(_ options: TerminalOptions, followsText: Bool, into bytes: inout FlatArray<UInt8>) {
    var head = TerminalRenderer(options)
    if followsText { bytes.append(0x0A) }
    head.enterFootnotes()
    unsafe bytes.append(from: head.page.output.pointer, head.page.output.count)
  }

  static var footnotesEnd: StaticString { "" }
}
