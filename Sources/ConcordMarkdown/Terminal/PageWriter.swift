// The page that grows: styles and addresses that go on and off, lines with what stands before them.

/// Writes lines with the prefixes of the containers that they lie in.
@safe struct PageWriter: ~Copyable {
  /// Bytes of an address that is followed, at most.
  static let addressLimit = 2000

  let width: Int
  let theme: TerminalTheme
  /// Whether sequences for a terminal are written.
  let isStyled: Bool
  let tracksSource: Bool
  var output: FlatArray<UInt8>
  /// Which text came from where, if that is asked for.
  private(set) var runs = FlatArray<StyledRun>()
  /// Lines that are written.
  private(set) var lines = 0
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

  /// Addresses of the text that is gathered, one after another.
  private var addresses = FlatArray<UInt8>()
  private var addressEnds = FlatArray<UInt32>()
  /// Bytes of addresses that may still be repeated at the beginnings of lines.
  private var repeatsLeft: Int
  private var openedAddress: Int32 = -1

  private var style: TextStyle = []
  private var link: Int32 = -1

  init(_ options: TerminalOptions, tracksSource: Bool, sourceSize: Int) {
    width = options.width
    theme = options.theme
    isStyled = options.isStyled && !tracksSource
    self.tracksSource = tracksSource
    output = FlatArray(capacity: sourceSize &+ sourceSize / 4 &+ 256)
    repeatsLeft = sourceSize &+ 100_000
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
    if isStyled && (style.rawValue != 0 || link >= 0) { set([], -1) }
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
        if wanted != style || current.link != link { set(wanted, current.link) }
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
    if isStyled && (wanted != style || link >= 0) { set(wanted, -1) }
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
    if isStyled && (style.rawValue != 0 || link >= 0) { set([], -1) }
    output.append(space, count: count)
  }

  private mutating func set(_ wanted: TextStyle, _ address: Int32) {
    if address != link {
      if link >= 0 && openedAddress >= 0 { output.append("\u{1B}]8;;\u{1B}\\") }
      openedAddress = -1
      if address >= 0 { openAddress(Int(address)) }
      link = address
    }
    if wanted == style { return }
    if wanted.rawValue == 0 {
      output.append("\u{1B}[0m")
    } else {
      theme.append(wanted, to: &output)
    }
    style = wanted
  }

  private mutating func openAddress(_ index: Int) {
    let start = index == 0 ? 0 : Int(addressEnds[index &- 1])
    let length = Int(addressEnds[index]) &- start
    if length > repeatsLeft { return }
    repeatsLeft &-= length
    output.append("\u{1B}]8;;")
    unsafe output.append(from: addresses.pointer + start, length)
    output.append("\u{1B}\\")
    openedAddress = Int32(truncatingIfNeeded: index)
  }

  // MARK: Addresses

  /// Keeps an address and returns its place; -1 if it cannot be followed.
  ///
  /// It has one of the schemes that a safe page has, and all but printable ASCII is written as `%` and two digits.
  mutating func keepAddress(_ prefix: StaticString, _ text: MarkdownBytes, _ start: Int, _ end: Int) -> Int32 {
    if !isStyled || end &- start > Self.addressLimit { return -1 }
    if prefix.utf8CodeUnitCount == 0 && !AddressScheme.isNamedAndAllowed(text, start, end) { return -1 }
    addresses.append(prefix)
    for offset in start..<end {
      let byte = text[offset]
      if byte &- 0x21 < 0x5E {
        addresses.append(byte)
      } else {
        addresses.append(UInt8(ascii: "%"))
        addresses.append(Self.digit(byte >> 4))
        addresses.append(Self.digit(byte & 15))
      }
    }
    addressEnds.append(UInt32(truncatingIfNeeded: addresses.count))
    return Int32(truncatingIfNeeded: addressEnds.count &- 1)
  }

  /// Forgets the addresses of a text that is written.
  mutating func forgetAddresses() {
    addresses.truncate(to: 0)
    addressEnds.truncate(to: 0)
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? value &+ 0x30 : value &+ 0x37 }
}
