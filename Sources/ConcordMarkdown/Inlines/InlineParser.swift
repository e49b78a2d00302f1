// Inline syntax: one pass over the bytes that mean something, then emphasis by delimiter runs.

/// Finds what stands within the text of a leaf.
///
/// Bytes that mean nothing are skipped 64 at a time by a bit mask. Constructs that bind tighter than emphasis are read
/// where they begin; brackets wait on a stack for a `]`, delimiter runs on another for the end of the text or of a link.
/// What was looked for in vain is remembered (the end of a comment, a run of as many backticks, an opener for a class of
/// closers), so the time is linear in the bytes whatever they are. Nothing here calls itself.
@safe struct InlineParser: ~Copyable {
  /// What is read.
  var text: MarkdownBytes
  let extensions: MarkdownExtensions
  /// What was found, in the order of the text.
  var marks = FlatArray<InlineMark>(capacity: 256)
  /// Where its links lead.
  var links = FlatArray<InlineLink>(capacity: 64)

  var position = 0
  /// The end of what was found last: before it no byte is free to become part of something.
  var floor = 0
  private var window: UInt64 = 0
  private var windowStart = 0

  var brackets = FlatArray<OpenBracket>(capacity: 64)
  /// Brackets below this place begin no link any more, because a link ended after them.
  var inactiveBrackets = 0
  var openImages = 0
  var delimiters = FlatArray<Delimiter>(capacity: 64)
  var searchBottoms = FlatArray<Int32>(capacity: 24)

  var code = CodeSpans()
  /// From where on there is no end of a comment, an instruction, CDATA or a declaration.
  var noEnd = HTMLEnds()
  /// Bytes before this place belong to a host name that was rejected for an underscore after them.
  var badHostEnd = 0
  /// Bytes of destinations and titles that references may yet repeat.
  var expansionLeft = Int.max
  /// Whether a reference was left unresolved because of that limit.
  var isCapped = false

  init(extensions: MarkdownExtensions) {
    text = unsafe MarkdownBytes(Self.nothing, count: 0)
    self.extensions = extensions
    for _ in 0..<24 { searchBottoms.append(0) }
  }

  private static var nothing: UnsafePointer<UInt8> {
    // SAFETY: a run of no bytes is replaced before anything is read.
    unsafe UnsafePointer<UInt8>(bitPattern: 64).unsafelyUnwrapped
  }

  /// Reads a text.
  mutating func parse(_ text: MarkdownBytes, _ references: inout ReferenceTable) {
    self.text = text
    marks.truncate(to: 0)
    links.truncate(to: 0)
    (position, floor, badHostEnd) = (0, 0, 0)
    window = text.inlineBytes(at: 0)
    windowStart = 0
    code.reset()
    noEnd = HTMLEnds()
    while case let place = nextPlace(), place < text.count { read(place, &references) }
    matchDelimiters(from: 0)
    brackets.truncate(to: 0)
    (inactiveBrackets, openImages) = (0, 0)
  }

  /// The next byte from `position` on that may mean something; the end if there is none.
  @inline(__always)
  private mutating func nextPlace() -> Int {
    if position &- windowStart >= 64 {
      if position >= text.count { return text.count }
      windowStart = position
      window = text.inlineBytes(at: position)
    }
    var rest = window &>> UInt64(truncatingIfNeeded: position &- windowStart)
    if rest != 0 { return position &+ rest.trailingZeroBitCount }
    while true {
      windowStart &+= 64
      if windowStart >= text.count { return text.count }
      window = text.inlineBytes(at: windowStart)
      rest = window
      if rest != 0 { return windowStart &+ rest.trailingZeroBitCount }
    }
  }

  @inline(__always)
  private mutating func read(_ place: Int, _ references: inout ReferenceTable) {
    position = place &+ 1
    switch text[place] {
    case 0x0A: readBreak(place)
    case UInt8(ascii: "\\"): readEscape(place)
    case UInt8(ascii: "`"): readCode(place)
    case UInt8(ascii: "*"): readDelimiters(place, kind: 0)
    case UInt8(ascii: "_"): readDelimiters(place, kind: 1)
    case UInt8(ascii: "~"): if extensions.contains(.strikethrough) { readDelimiters(place, kind: 2) }
    case UInt8(ascii: "["): openBracket(place)
    case UInt8(ascii: "]"): closeBracket(place, &references)
    case UInt8(ascii: "<"): readAngle(place)
    case UInt8(ascii: "&"): readEntity(place)
    case UInt8(ascii: ":"): if extensions.contains(.autolinks) { readScheme(place) }
    case UInt8(ascii: "w"), UInt8(ascii: "W"): if extensions.contains(.autolinks) { readHost(place) }
    case UInt8(ascii: "@"): if extensions.contains(.autolinks) { marks.append(InlineMark(.at, place, place &+ 1)) }
    default: break
    }
  }

  /// Adds a mark and goes on after it.
  @inline(__always)
  mutating func add(_ kind: InlineKind, _ start: Int, _ end: Int, payload: Int = 0) {
    marks.append(InlineMark(kind, start, end, payload: payload))
    position = end
    floor = end
  }

  // MARK: Small things

  /// A line break, with the white space before it.
  private mutating func readBreak(_ place: Int) {
    var start = place
    while start > floor && (text[start &- 1] == space || text[start &- 1] == tab) { start &-= 1 }
    let isHard = text[place &- 1] == space && text[place &- 2] == space
    add(isHard ? .hardBreak : .softBreak, start, place &+ 1)
  }

  private mutating func readEscape(_ place: Int) {
    let next = text[place &+ 1]
    if next == 0x0A {
      add(.hardBreak, place, place &+ 2)
    } else if ByteClass.isPunctuation(next) {
      add(.escape, place, place &+ 2)
    }
  }

  private mutating func readEntity(_ place: Int) {
    guard let entity = Entity(in: text, at: place) else { return }
    add(.entity, place, entity.end, payload: entity.value)
  }

  private mutating func readCode(_ place: Int) {
    let length = text.run(of: UInt8(ascii: "`"), at: place)
    if let end = code.end(in: text, from: place, length: length) {
      add(.code, place, end, payload: length)
    } else {
      position = place &+ length
    }
  }
}
