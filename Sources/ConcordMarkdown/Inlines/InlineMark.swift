// What stands within a line of text, as marks in the order of the text.

/// What a mark means.
enum InlineKind: UInt8 {
  /// Nothing: its bytes are text.
  case text
  case softBreak, hardBreak, escape, entity, code, html
  /// Addresses in angle brackets.
  case address, mailAddress
  /// Addresses without: with a scheme, with `www`.
  case bareAddress, bareHost
  /// An at sign that may be part of a mail address, decided when all else is.
  case at
  case openEmphasis, closeEmphasis, openStrong, closeStrong, openStrike, closeStrike
  case openLink, closeLink, openImage, closeImage
  case footnote

  /// Whether it opens or closes something that others may lie in.
  @inline(__always) var isPaired: Bool { rawValue >= Self.openEmphasis.rawValue && rawValue < Self.footnote.rawValue }
  /// Of those, whether it opens: they come in twos.
  @inline(__always) var isOpening: Bool { (rawValue &- Self.openEmphasis.rawValue) & 1 == 0 }
}

/// A mark in 16 bytes.
struct InlineMark: BitwiseCopyable {
  /// The first byte that it covers.
  var start: UInt32
  /// After the last one.
  var end: UInt32
  var kind: InlineKind
  /// A link's place in the list of links, an entity's value, a code span's fence, a footnote's definition.
  var payload: Int32 = 0

  @inline(__always)
  init(_ kind: InlineKind, _ start: Int, _ end: Int, payload: Int = 0) {
    self.kind = kind
    self.start = UInt32(truncatingIfNeeded: start)
    self.end = UInt32(truncatingIfNeeded: end)
    self.payload = Int32(truncatingIfNeeded: payload)
  }
}

/// Where a link leads.
struct InlineLink: BitwiseCopyable {
  /// Where its destination lies, in the text or, for a reference, in the bytes of the definitions.
  var destination: Int
  var destinationEnd: Int
  /// Where its title lies; -1 for none.
  var title = -1
  var titleEnd = -1
  var isReference = false
}

/// A `[` or `![` that may begin a link.
struct OpenBracket: BitwiseCopyable {
  var mark: Int32
  /// The first byte within.
  var text: Int32
  /// How many delimiters were open before it.
  var delimiters: Int32
  var isImage: Bool
  /// Whether a bracket stands within, so that the text between is no label.
  var hasBracket = false
}

/// A run of `*`, `_` or `~` that may open or close something.
struct Delimiter: BitwiseCopyable {
  /// The mark of its first byte that is left, and how many are left.
  var mark: Int32
  var count: Int32
  /// How long the run was.
  var length: Int32
  var previous: Int32
  var next: Int32
  /// 0 for `*`, 1 for `_`, 2 for `~`, 3 for `~~`.
  var kind: UInt8
  var canOpen: Bool
  var canClose: Bool

  /// Its class for the memory of what was looked for in vain.
  var searchClass: Int { Int(kind) &* 6 &+ (canOpen ? 3 : 0) &+ (kind < 2 ? Int(length % 3) : 0) }
}
