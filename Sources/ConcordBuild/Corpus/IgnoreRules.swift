// Which files a folder's ignore files leave out: git's rules for .gitignore.

/// The rules of one folder, from the text of its ignore files.
///
/// The semantics are those of gitignore(5): comments, `!`, a slash at the end for folders only, a slash elsewhere to
/// anchor, `*`, `?`, `[...]`, `**`, escapes, the last match wins. Matching never recurses and takes at most
/// O(pattern x path) steps a pattern, for any pattern. One deviation from git 2.39: it takes `a**/b` for `a` followed by
/// `**/b`; here, as its manual says, those are two plain stars.
struct IgnoreRules {
  private var rules: [IgnoreRule] = []

  /// Whether there is no rule.
  var isEmpty: Bool { rules.isEmpty }

  /// Adds the rules of a file's text; they come after those that are there, and so win.
  mutating func add(_ text: [UInt8]) {
    let mark = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    for line in text[mark...].split(separator: 0x0A) {
      let line = line.last == 0x0D ? line.dropLast() : line
      if let rule = IgnoreRule(line) { rules.append(rule) }
    }
  }

  /// Whether `path`, below the folder of the rules, is left out (true), taken in (false), or not spoken of (nil).
  func verdict(on path: ArraySlice<UInt8>, isFolder: Bool) -> Bool? {
    let segments = path.split(separator: UInt8(ascii: "/"))
    guard let name = segments.last else { return nil }
    for rule in rules.reversed() where !rule.isForFolders || isFolder {
      if rule.isAnchored ? rule.pattern.matches(segments) : rule.pattern.matches([name]) { return !rule.isNegated }
    }
    return nil
  }
}

/// One line of an ignore file.
struct IgnoreRule {
  var isNegated = false
  var isForFolders = false
  var isAnchored = false
  var pattern: PathPattern

  /// Reads a line; nil if it holds no rule, or one that can match nothing.
  init?(_ line: ArraySlice<UInt8>) {
    var line = line.prefix { $0 != 0 }
    if line.isEmpty || line.first == UInt8(ascii: "#") { return nil }
    line = Self.withoutTrailingSpaces(line)
    if line.first == UInt8(ascii: "!") {
      isNegated = true
      line = line.dropFirst()
    }
    if line.last == UInt8(ascii: "/") {
      isForFolders = true
      line = line.dropLast()
    }
    isAnchored = line.contains(UInt8(ascii: "/"))
    if line.first == UInt8(ascii: "/") { line = line.dropFirst() }
    guard !line.isEmpty, let pattern = PathPattern(line) else { return nil }
    self.pattern = pattern
  }

  /// The line without spaces at its end, but for one that a backslash protects.
  private static func withoutTrailingSpaces(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var end = line.startIndex
    var index = line.startIndex
    while index < line.endIndex {
      if line[index] == UInt8(ascii: "\\") {
        // git leaves a line that ends in a backslash as it is.
        if index + 1 == line.endIndex { return line }
        index += 1
        end = index + 1
      } else if line[index] != UInt8(ascii: " ") {
        end = index + 1
      }
      index += 1
    }
    return line[..<end]
  }
}

/// A pattern over a path's segments.
struct PathPattern {
  private enum Segment {
    /// `**`.
    case anyFolders
    case name([Piece])
  }

  /// What a pattern is made of within a segment.
  private enum Piece {
    case byte(UInt8)
    case anyByte
    case anyRun
    case oneOf(ByteSet)
  }

  private var segments: [Segment] = []

  /// Reads a pattern; nil if its brackets are never closed or it ends in a backslash, as it then matches nothing.
  init?(_ text: ArraySlice<UInt8>) {
    var pieces: [Piece] = []
    var stars = 0
    var rest = text
    func segment() -> Segment {
      stars >= 2 && stars == pieces.count ? .anyFolders : .name(pieces)
    }
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "/"):
        segments.append(segment())
        (pieces, stars) = ([], 0)
      case UInt8(ascii: "*"):
        stars += 1
        pieces.append(.anyRun)
      case UInt8(ascii: "?"): pieces.append(.anyByte)
      case UInt8(ascii: "["):
        guard let set = ByteSet(bracket: &rest) else { return nil }
        pieces.append(.oneOf(set))
      case UInt8(ascii: "\\"):
        guard let escaped = rest.popFirst() else { return nil }
        pieces.append(.byte(escaped))
      default: pieces.append(.byte(byte))
      }
    }
    segments.append(segment())
  }

  /// Whether the pattern is the whole path.
  ///
  /// `**` is to segments what `*` is to bytes, so both are matched alike: go on, and on a mismatch go back to the last
  /// star and let it take one more. At the end of a pattern `**` takes one segment at least.
  func matches(_ path: [ArraySlice<UInt8>]) -> Bool {
    var (index, place) = (0, 0)
    var star: (index: Int, place: Int)? = nil
    while place < path.count {
      if index < segments.count, case .anyFolders = segments[index] {
        if index + 1 == segments.count { return true }
        star = (index, place)
        index += 1
      } else if index < segments.count, case .name(let pieces) = segments[index], Self.matches(pieces, path[place]) {
        index += 1
        place += 1
      } else if let last = star {
        star = (last.index, last.place + 1)
        (index, place) = (last.index + 1, last.place + 1)
      } else {
        return false
      }
    }
    return index == segments.count
  }

  private static func matches(_ pieces: [Piece], _ name: ArraySlice<UInt8>) -> Bool {
    var (index, place) = (0, name.startIndex)
    var star: (index: Int, place: Int)? = nil
    while place < name.endIndex {
      if index < pieces.count, case .anyRun = pieces[index] {
        star = (index, place)
        index += 1
      } else if index < pieces.count, takes(pieces[index], name[place]) {
        index += 1
        place += 1
      } else if let last = star {
        star = (last.index, last.place + 1)
        (index, place) = (last.index + 1, last.place + 1)
      } else {
        return false
      }
    }
    while index < pieces.count, case .anyRun = pieces[index] { index += 1 }
    return index == pieces.count
  }

  private static func takes(_ piece: Piece, _ byte: UInt8) -> Bool {
    switch piece {
    case .byte(let wanted): wanted == byte
    case .anyByte, .anyRun: true
    case .oneOf(let set): set.contains(byte)
    }
  }
}

/// A set of bytes, as brackets in a pattern name one.
struct ByteSet {
  private var words: SIMD4<UInt64> = .zero
  private var isNegated = false

  /// Reads what follows `[`, up to and with `]`; nil if that never comes or a class has no such name.
  init?(bracket rest: inout ArraySlice<UInt8>) {
    guard var byte = rest.popFirst() else { return nil }
    if byte == UInt8(ascii: "!") || byte == UInt8(ascii: "^") {
      isNegated = true
      guard let next = rest.popFirst() else { return nil }
      byte = next
    }
    var previous: UInt8 = 0
    repeat {
      if byte == UInt8(ascii: "\\") {
        guard let escaped = rest.popFirst() else { return nil }
        insert(escaped...escaped)
        previous = escaped
      } else if byte == UInt8(ascii: "-"), previous != 0, let last = rest.first, last != UInt8(ascii: "]") {
        guard let end = Self.rangeEnd(&rest) else { return nil }
        if previous <= end { insert(previous...end) }
        previous = 0
      } else if byte == UInt8(ascii: "["), rest.first == UInt8(ascii: ":"),
        let end = rest.firstIndex(of: UInt8(ascii: "]")),
        end > rest.startIndex + 1, rest[end - 1] == UInt8(ascii: ":")
      {
        guard insert(className: rest[(rest.startIndex + 1)..<(end - 1)]) else { return nil }
        rest = rest[(end + 1)...]
        previous = 0
      } else {
        insert(byte...byte)
        previous = byte
      }
      guard let next = rest.popFirst() else { return nil }
      byte = next
    } while byte != UInt8(ascii: "]")
  }

  private static func rangeEnd(_ rest: inout ArraySlice<UInt8>) -> UInt8? {
    let end = rest.popFirst()
    return end == UInt8(ascii: "\\") ? rest.popFirst() : end
  }

  func contains(_ byte: UInt8) -> Bool {
    (words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1) != isNegated
  }

  private mutating func insert(_ bytes: ClosedRange<UInt8>) {
    for byte in bytes { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
  }

  /// Inserts a class of POSIX by its name.
  private mutating func insert(className: ArraySlice<UInt8>) -> Bool {
    let digits: [ClosedRange<UInt8>] = [0x30...0x39]
    let lower: [ClosedRange<UInt8>] = [0x61...0x7A]
    let upper: [ClosedRange<UInt8>] = [0x41...0x5A]
    let punctuation: [ClosedRange<UInt8>] = [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]
    let ranges: [ClosedRange<UInt8>]
    switch String(decoding: className, as: UTF8.self) {
    case "alnum": ranges = digits + lower + upper
    case "alpha": ranges = lower + upper
    case "blank": ranges = [0x20...0x20, 0x09...0x09]
    case "cntrl": ranges = [0x00...0x1F, 0x7F...0x7F]
    case "digit": ranges = digits
    case "graph": ranges = [0x21...0x7E]
    case "lower": ranges = lower
    case "print": ranges = [0x20...0x7E]
    case "punct": ranges = punctuation
    case "space": ranges = [0x20...0x20, 0x09...0x0D]
    case "upper": ranges = upper
    case "xdigit": ranges = digits + [0x41...0x46, 0x61...0x66]
    default: return false
    }
    for range in ranges { insert(range) }
    return true
  }
}
