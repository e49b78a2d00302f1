// The page that grows: styles and addresses that go on and off, lines with what stands before them.

/// Writes lines with the prefixes of the containers that they lie in.
@safe struct PageWriter: ~Copyable {
  let width: Int
  let theme: TerminalTheme
  /// Whether sequences for a terminal are written.
  let isStyled: Bool
  /// Whether records are written that say where text came from.
  let tracksSource: Bool
  let ruleWidth: Int
  var output: FlatArray<UInt8>
  /// Lines that are written.
  var lines = 0
  /// Whether a blank line comes before the next block.
  var needsBlank = false

  /// The containers, what they put before lines, and before the first of their lines.
  var frames = FlatArray<PageFrame>()
  var prefix = FlatArray<UInt8>()
  var markers = FlatArray<UInt8>()
  var prefixWidth = 0
  var pendingFrames = 0
  /// How many of the containers put a bar before all lines.
  var barCount = 0
  /// How many of them are quotes.
  var quoteDepth = 0

  /// Bytes of addresses that the text may still have.
  private var repeatsLeft = 0
  private var isAddressOpen = false

  private var style: TextStyle = []
  private var link: Int32 = -1

  init(_ options: TerminalOptions, sourceSize: Int) {
    width = options.width
    theme = options.theme
    isStyled = options.isStyled
    tracksSource = options.tracksSource
    ruleWidth = options.ruleWidth
    // Without a size it is the page of a document that grows.
    output = FlatArray(capacity: sourceSize &+ sourceSize / 4 &+ 256, movesPages: sourceSize == 0)
  }

  // MARK: Lines

  /// Columns that text may take on the next line.
  var available: Int { max(1, width &- prefixWidth) }

  /// Begins a line with what stands before it.
  @inline(__always)
  mutating func beginLine(isEmpty: Bool = false) {
    if prefix.count == 0 && pendingFrames == 0 { return }
    writePrefix(isEmpty)
  }

  /// Writes what the frames put before the line; one sequence is for all bars, which would else be most of a deep page.
  private mutating func writePrefix(_ isEmpty: Bool) {
    let hasMarks = barCount > 0 || pendingFrames > 0
    let (isDim, isRecorded, record) = (isStyled && hasMarks, tracksSource && hasMarks, output.count)
    if isDim { theme.append(.dim, to: &output) }
    if isRecorded { RunRecord(.dim, quoteDepth: quoteDepth).append(to: &output) }
    let start = output.count
    if pendingFrames > 0 {
      writeFirstPrefix()
    } else {
      unsafe output.append(from: prefix.pointer, prefix.count)
    }
    if isEmpty {
      var end = output.count
      while end > start && output[end &- 1] == space { end &-= 1 }
      output.truncate(to: end)
    }
    if isDim { output.append("\u{1B}[0m") }
    if isRecorded { RunRecord.finish(at: record, &output) }
  }

  private mutating func writeFirstPrefix() {
    for index in 0..<frames.count {
      let frame = frames[index]
      let next: PageFrame? = index &+ 1 < frames.count ? frames[index &+ 1] : nil
      if frame.isPending {
        let end = next.map { Int($0.marker) } ?? markers.count
        unsafe output.append(from: markers.pointer + Int(frame.marker), end &- Int(frame.marker))
        frames[index].isPending = false
      } else {
        let end = next.map { Int($0.prefix) } ?? prefix.count
        unsafe output.append(from: prefix.pointer + Int(frame.prefix), end &- Int(frame.prefix))
      }
    }
    pendingFrames = 0
  }

  /// Ends a line; nothing stays on.
  @inline(__always)
  mutating func endLine() {
    if isStyled && (style.rawValue != 0 || link >= 0) { set([]) }
    if tracksSource { link = -1 }
    output.append(0x0A)
    lines &+= 1
  }

  /// Writes a line without text: what stands before it, without the spaces at its end.
  mutating func emptyLine() {
    beginLine(isEmpty: true)
    endLine()
  }

  /// Writes the blank line before a block, if there is to be one.
  @inline(__always)
  mutating func separate() {
    if !needsBlank { return }
    needsBlank = false
    emptyLine()
  }

  // MARK: Text

  /// Writes a part of a leaf; `run` is the run where to look first and goes forward.
  @inline(__always)
  mutating func write(_ leaf: borrowing LeafText, _ start: Int, _ end: Int, _ run: inout Int, _ token: TextStyle = []) {
    var from = start
    while run &+ 1 < leaf.runs.count && Int(leaf.runs[run &+ 1].start) <= from { run &+= 1 }
    while from < end {
      let current = leaf.runs[run]
      let isLast = run &+ 1 >= leaf.runs.count
      let stop = isLast ? end : min(end, Int(leaf.runs[run &+ 1].start))
      let wanted = current.style.union(token)
      if isStyled {
        if current.link != link { openAddress(current.link, leaf) }
        setStyle(wanted)
      } else if tracksSource {
        record(leaf, current, from, stop, wanted)
      }
      unsafe output.append(from: leaf.bytes.pointer + from, stop &- from)
      from = stop
      if from < end { run &+= 1 }
    }
  }

  /// Writes where a piece of a leaf came from, and where it leads.
  private mutating func record(
    _ leaf: borrowing LeafText, _ run: LeafRun, _ start: Int, _ end: Int, _ style: TextStyle
  ) {
    if start >= end { return }
    if run.link != link { recordAddress(run.link, leaf) }
    var record = RunRecord(style, quoteDepth: quoteDepth, count: end &- start)
    record.hasSource = true
    record.isLiteral = run.isLiteral
    if run.isLiteral {
      (record.source, record.sourceCount) = (Int(run.source) &+ start &- Int(run.start), end &- start)
    } else {
      (record.source, record.sourceCount) = (Int(run.source), max(0, Int(run.sourceEnd) &- Int(run.source)))
    }
    record.append(to: &output)
  }

  private mutating func recordAddress(_ index: Int32, _ leaf: borrowing LeafText) {
    link = index
    guard index >= 0 else { return RunRecord.append(address: nil, to: &output) }
    let address = leaf.address(Int(index))
    let isAllowed = address.count <= repeatsLeft
    if isAllowed { repeatsLeft &-= address.count }
    RunRecord.append(address: isAllowed ? address : nil, to: &output)
  }

  /// Writes our own characters in a style.
  mutating func write(_ text: StaticString, _ wanted: TextStyle) {
    if isStyled && (wanted != style || link >= 0) { set(wanted) }
    if tracksSource { recordOurs(wanted, text.utf8CodeUnitCount) }
    output.append(text)
  }

  private mutating func recordOurs(_ style: TextStyle, _ count: Int) {
    RunRecord(style, quoteDepth: quoteDepth, count: count).append(to: &output)
  }

  /// Writes a number of our own characters in a style.
  mutating func write(_ text: StaticString, _ wanted: TextStyle, count: Int) {
    if count <= 0 { return }
    if isStyled && (wanted != style || link >= 0) { set(wanted) }
    if tracksSource { recordOurs(wanted, text.utf8CodeUnitCount &* count) }
    for _ in 0..<count { output.append(text) }
  }

  /// Writes spaces.
  mutating func writeSpaces(_ count: Int) {
    if count <= 0 { return }
    // A link or what is struck out must not show between cells.
    if isStyled && (style.rawValue != 0 || link >= 0) { set([]) }
    output.append(space, count: count)
  }

  /// Sets a style that has no address.
  private mutating func set(_ wanted: TextStyle) {
    closeAddress()
    setStyle(wanted)
  }

  private mutating func setStyle(_ wanted: TextStyle) {
    if wanted == style { return }
    if wanted.rawValue == 0 {
      output.append("\u{1B}[0m")
    } else {
      theme.append(wanted, to: &output)
    }
    style = wanted
  }

  private mutating func closeAddress() {
    if isAddressOpen { output.append("\u{1B}]8;;\u{1B}\\") }
    isAddressOpen = false
    link = -1
  }

  private mutating func openAddress(_ index: Int32, _ leaf: borrowing LeafText) {
    closeAddress()
    link = index
    if index < 0 { return }
    let address = leaf.address(Int(index))
    if address.count > repeatsLeft { return }
    repeatsLeft &-= address.count
    output.append("\u{1B}]8;;")
    unsafe output.append(from: address.pointer, address.count)
    output.append("\u{1B}\\")
    isAddressOpen = true
  }

  /// Lets a text repeat its addresses at the beginnings of lines, in sum no more than some times of what it is long.
  mutating func allowAddresses(ofBytes text: Int, _ addresses: Int) { repeatsLeft = 8 &* (text &+ addresses) }
}
