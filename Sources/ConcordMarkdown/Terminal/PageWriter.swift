// The page that grows: styles and addresses that go on and off, lines with what stands before them.

/// Writes lines with the prefixes of the containers that they lie in.
@safe struct PageWriter: ~Copyable {
  let width: Int
  let theme: TerminalTheme
  /// Whether sequences for a terminal are written.
  let isStyled: Bool
  let tracksSource: Bool
  var output: FlatArray<UInt8>
  /// Which text came from where, if that is asked for.
  private(set) var runs = FlatArray<StyledRun>()
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

  /// Bytes of addresses that the text may still have.
  private var repeatsLeft = 0
  private var isAddressOpen = false

  private var style: TextStyle = []
  private var link: Int32 = -1

  init(_ options: TerminalOptions, tracksSource: Bool, sourceSize: Int) {
    width = options.width
    theme = options.theme
    isStyled = options.isStyled && !tracksSource
    self.tracksSource = tracksSource
    output = FlatArray(capacity: sourceSize &+ sourceSize / 4 &+ 256)
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
    let start = output.count
    let isDim = isStyled && (barCount > 0 || pendingFrames > 0)
    if isDim { theme.append(.dim, to: &output) }
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
        record(leaf, current, from, stop, isLast ? leaf.count : Int(leaf.runs[run &+ 1].start), wanted)
      }
      unsafe output.append(from: leaf.bytes.pointer + from, stop &- from)
      from = stop
      if from < end { run &+= 1 }
    }
  }

  private mutating func record(
    _ leaf: borrowing LeafText, _ run: LeafRun, _ start: Int, _ end: Int, _ runEnd: Int, _ style: TextStyle
  ) {
    if start >= end { return }
    var source = Int(run.source)..<max(Int(run.source), Int(run.sourceEnd))
    // As long as each other, they are the same byte by byte.
    if source.count == runEnd &- Int(run.start) {
      let first = source.lowerBound &+ start &- Int(run.start)
      source = first..<first &+ end &- start
    }
    runs.append(
      StyledRun(line: lines, start: output.count, count: end &- start, style: style, source: source))
  }

  /// Writes our own characters in a style.
  mutating func write(_ text: StaticString, _ wanted: TextStyle) {
    if isStyled && (wanted != style || link >= 0) { set(wanted) }
    output.append(text)
  }

  /// Writes a number of our own characters in a style.
  mutating func write(_ text: StaticString, _ wanted: TextStyle, count: Int) {
    if count <= 0 { return }
    write(text, wanted)
    for _ in 1..<max(1, count) { output.append(text) }
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
