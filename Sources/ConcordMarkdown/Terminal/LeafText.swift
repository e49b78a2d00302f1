// The text of a paragraph, a cell or a line of code on its way to a terminal: harmless bytes, and runs of one style.

/// Text of one style from one place; it ends where the next begins.
struct LeafRun: BitwiseCopyable {
  /// Where it begins in the text.
  var start: UInt32
  var style: TextStyle
  /// Whether it is those bytes one by one, but for spaces where tabs and line ends are.
  var isLiteral = false
  /// The place of its address among those of the leaf; -1 for none.
  var link: Int32
  /// The bytes of the source that it came from.
  var source: UInt32
  var sourceEnd: UInt32
}

/// Gathers text that a terminal can be given as it is.
///
/// Everything in it is printable UTF-8: where a control character was there is its picture (U+2400 and on), where something
/// would reorder the line or was no UTF-8 there is U+FFFD, and a tab or a line end is a space.
@safe struct LeafText: ~Copyable {
  private(set) var bytes = FlatArray<UInt8>()
  private(set) var runs = FlatArray<LeafRun>()
  /// Where lines begin that the author asked for.
  private(set) var breaks = FlatArray<UInt32>()
  /// Whether a byte is a column.
  private(set) var isASCII = true
  /// How what is added from now on looks, and where it leads.
  var style: TextStyle = []
  var link: Int32 = -1
  private let tracksSource: Bool
  private let keepsAddresses: Bool
  private var startsRun = true
  /// Addresses of the text, one after another.
  private var addresses = FlatArray<UInt8>()
  private var addressEnds = FlatArray<UInt32>()

  /// Bytes of an address that is followed, at most.
  static let addressLimit = 2000

  init(tracksSource: Bool, keepsAddresses: Bool) {
    (self.tracksSource, self.keepsAddresses) = (tracksSource, keepsAddresses)
  }

  @inline(__always) var count: Int { bytes.count }
  /// The text, until it changes.
  @inline(__always) var text: MarkdownBytes { unsafe MarkdownBytes(bytes.pointer, count: bytes.count) }

  /// Forgets all of it.
  mutating func clear() {
    bytes.truncate(to: 0)
    runs.truncate(to: 0)
    breaks.truncate(to: 0)
    addresses.truncate(to: 0)
    addressEnds.truncate(to: 0)
    isASCII = true
    startsRun = true
    style = []
    link = -1
  }

  /// What is added next is a run of its own, as the first of a cell.
  mutating func startRun() { startsRun = true }

  /// Begins a line here.
  mutating func breakLine() { breaks.append(UInt32(truncatingIfNeeded: bytes.count)) }

  /// Adds text that came from `source` of the document, byte by byte if both are as long and it does not stand for others.
  @inline(__always)
  mutating func append(
    _ text: MarkdownBytes, _ start: Int, _ end: Int, from source: Range<Int>?, standsForOthers: Bool = false
  ) {
    if start >= end { return }
    let isExact = source?.count == end &- start && !standsForOthers
    beginRun(source, isExact)
    bytes.reserve(end &- start &+ 8)
    var offset = start
    while offset < end {
      offset = copyPlain(text, offset, end)
      if offset < end { offset = copyOthers(text, offset, end, isExact ? source.map { $0.lowerBound &- start } : nil) }
    }
  }

  /// Adds printable ASCII of our own, such as what stands around an address.
  mutating func append(_ text: StaticString, from source: Range<Int>? = nil) {
    beginRun(source)
    bytes.append(text)
  }

  /// Adds one byte of printable ASCII.
  @inline(__always)
  mutating func append(_ byte: UInt8, from source: Range<Int>?) {
    beginRun(source, source?.count == 1)
    bytes.append(byte)
  }

  /// Adds a number.
  mutating func append(number: Int, from source: Range<Int>?) {
    beginRun(source)
    bytes.append(number: number)
  }

  /// Fills the line up with spaces to a multiple of four columns.
  ///
  /// `last` is where the tab before ends, 0 for none: what is measured begins there, so that a line of many tabs takes linear
  /// time. The last space of that tab is measured again, since a mark may stand on it.
  mutating func appendTab(after last: Int, from source: Range<Int>?) {
    let start = max(0, last &- 1)
    let columns = isASCII ? bytes.count &- start : DisplayCluster.width(text, start, bytes.count)
    let count = 4 &- (last > 0 ? columns &+ 3 : columns) % 4
    beginRun(source, source?.count == count)
    bytes.append(0x20, count: count)
  }

  @inline(__always)
  private mutating func beginRun(_ source: Range<Int>?, _ isLiteral: Bool = false) {
    if !startsRun, !tracksSource, let last = runs.last, last.style == style, last.link == link { return }
    addRun(source, isLiteral)
  }

  private mutating func addRun(_ source: Range<Int>?, _ isLiteral: Bool) {
    startsRun = false
    let start = UInt32(truncatingIfNeeded: bytes.count)
    var run = LeafRun(start: start, style: style, isLiteral: isLiteral, link: link, source: 0, sourceEnd: 0)
    if let source {
      run.source = UInt32(truncatingIfNeeded: source.lowerBound)
      run.sourceEnd = UInt32(truncatingIfNeeded: source.upperBound)
    }
    runs.append(run)
  }

  /// Copies printable ASCII, eight bytes at a time, and returns where it ends.
  @inline(__always)
  private mutating func copyPlain(_ text: MarkdownBytes, _ start: Int, _ end: Int) -> Int {
    let high: UInt64 = 0x8080_8080_8080_8080
    let ones: UInt64 = 0x0101_0101_0101_0101
    bytes.reserve(end &- start &+ 8)
    let from = unsafe UnsafeRawPointer(text.pointer)
    let to = unsafe UnsafeMutableRawPointer(bytes.mutablePointer + bytes.count)
    var count = 0
    let length = end &- start
    while count < length {
      // SAFETY: 64 bytes after the end can be read, and there is room for eight more than are left.
      let word = unsafe from.loadUnaligned(fromByteOffset: start &+ count, as: UInt64.self)
      let delete = word ^ (ones &* 0x7F)
      let others = (word | (word &- ones &* 0x20) & ~word | (delete &- ones) & ~delete) & high
      unsafe to.storeBytes(of: word, toByteOffset: count, as: UInt64.self)
      if others != 0 {
        // The lowest of the bits is right; those above may come from a borrow.
        count = min(length, count &+ others.littleEndian.trailingZeroBitCount / 8)
        break
      }
      count = min(length, count &+ 8)
    }
    bytes.advance(count)
    return start &+ count
  }

  /// Adds what is not printable ASCII, as far as it goes on, and returns where it ends.
  private mutating func copyOthers(_ text: MarkdownBytes, _ start: Int, _ end: Int, _ source: Int?) -> Int {
    let part = text.slice(0, end)
    var offset = start
    while offset < end {
      let byte = part[offset]
      if byte &- 0x20 < 0x5F { return offset }
      if byte == 0x09 || byte == 0x0A || byte == 0x0D {
        bytes.append(0x20)
        offset &+= 1
        continue
      }
      isASCII = false
      let step = part.checkedScalar(at: offset)
      if byte < 0x80 || !step.isValid || DisplayCluster.acts(part.validScalar(at: offset).value) {
        appendMark(byte, source.map { $0 &+ offset..<$0 &+ offset &+ step.length })
        if tracksSource, let source { addRun(source &+ offset &+ step.length..<source &+ end, true) }
      } else {
        for index in 0..<step.length { bytes.append(part[offset &+ index]) }
      }
      offset &+= step.length
    }
    return offset
  }

  /// Adds the mark for a control character of ASCII, or for anything else that cannot be shown.
  private mutating func appendMark(_ byte: UInt8, _ source: Range<Int>?) {
    if tracksSource, let source {
      if let last = runs.last { runs[runs.count &- 1].sourceEnd = min(last.sourceEnd, UInt32(source.lowerBound)) }
      addRun(source, false)
    }
    if byte < 0x80 {
      bytes.append(0xE2)
      bytes.append(0x90)
      bytes.append(byte == 0x7F ? 0xA1 : 0x80 &+ byte)
    } else {
      bytes.append(0xEF)
      bytes.append(0xBF)
      bytes.append(0xBD)
    }
  }
}

// MARK: Addresses, and text that is taken back

extension LeafText {
  /// How much of a text there was.
  struct Mark: BitwiseCopyable {
    fileprivate var bytes = 0
    fileprivate var runs = 0
    fileprivate var addresses = 0
    fileprivate var addressEnds = 0
    fileprivate var isASCII = true
  }

  var mark: Mark {
    Mark(
      bytes: bytes.count, runs: runs.count, addresses: addresses.count, addressEnds: addressEnds.count, isASCII: isASCII
    )
  }

  /// Forgets what was added since, which did not go on with a run.
  mutating func cut(to mark: Mark) {
    bytes.truncate(to: mark.bytes)
    runs.truncate(to: mark.runs)
    addresses.truncate(to: mark.addresses)
    addressEnds.truncate(to: mark.addressEnds)
    isASCII = mark.isASCII
  }

  /// Bytes of all addresses.
  var addressBytes: Int { addresses.count }

  /// Keeps an address and returns its place; -1 if it cannot be followed.
  ///
  /// It has one of the schemes that a safe page has, and all but printable ASCII is written as `%` and two digits.
  mutating func keepAddress(_ prefix: StaticString, _ text: MarkdownBytes, _ start: Int, _ end: Int) -> Int32 {
    if !keepsAddresses || end &- start > Self.addressLimit { return -1 }
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

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? value &+ 0x30 : value &+ 0x37 }

  /// One of the addresses.
  func address(_ index: Int) -> MarkdownBytes {
    let start = index == 0 ? 0 : Int(addressEnds[index &- 1])
    return unsafe MarkdownBytes(addresses.pointer, count: addresses.count).slice(start, Int(addressEnds[index]))
  }
}
