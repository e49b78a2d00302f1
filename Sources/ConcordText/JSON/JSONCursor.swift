// The grammar of RFC 8259 over bytes in memory: each `read…` checks and passes one piece of it.

/// A position in a JSON text.
///
/// Every read compares with `end` first; nothing is assumed of the byte after it.
/// The bytes are read once, from left to right, and each byte decides what comes next, so the text is checked to the
/// last byte whether or not somebody wants the values in it. Strings, which are most of a corpus, are passed 16 bytes
/// at a time; their UTF-8 is checked in a second pass over the same bytes, only if one of them was outside ASCII.
@safe struct JSONCursor {
  let base: UnsafePointer<UInt8>
  let end: Int
  var position: Int

  // SAFETY: callers keep `base[0 ..< end]` readable while the cursor lives; `position <= end` always.
  @inline(__always)
  init(base: UnsafePointer<UInt8>, position: Int, end: Int) {
    unsafe self.base = unsafe base
    self.position = position
    self.end = end
  }

  /// The byte at `offset`, which must be below `end`.
  @inline(__always)
  func byte(at offset: Int) -> UInt8 {
    assert(offset >= 0 && offset < end)
    // SAFETY: every caller has compared `offset` with `end`.
    return unsafe base[offset]
  }

  @inline(never)
  func unexpected(_ expected: JSONExpectation, at offset: Int) -> JSONError {
    offset < end
      ? .unexpectedByte(byte(at: offset), expected: expected, offset: offset)
      : .unexpectedEnd(expected: expected, offset: offset)
  }

  @inline(__always)
  mutating func skipWhitespace() {
    while position < end {
      let next = byte(at: position)
      if next > 0x20 { return }
      guard next == 0x20 || next == 0x0A || next == 0x0D || next == 0x09 else { return }
      position &+= 1
    }
  }

  /// Passes `expected`, or throws.
  @inline(__always)
  mutating func read(_ expected: UInt8, orThrow expectation: JSONExpectation) throws(JSONError) {
    guard position < end, byte(at: position) == expected else { throw unexpected(expectation, at: position) }
    position &+= 1
  }

  /// Passes white space, a name, a colon, and the white space after it.
  @inline(__always)
  mutating func readName() throws(JSONError) -> JSONValue {
    guard position < end, byte(at: position) == UInt8(ascii: "\"") else {
      throw unexpected(.memberName, at: position)
    }
    let name = try readString()
    skipWhitespace()
    try read(UInt8(ascii: ":"), orThrow: .colon)
    skipWhitespace()
    return name
  }

  /// Passes the string whose opening quote is at `position`.
  @inline(__always)
  mutating func readString() throws(JSONError) -> JSONValue {
    let start = position
    position &+= 1
    // SAFETY: `position <= end`, because the opening quote was below it.
    let run = unsafe ByteRuns.plainString(base + position, count: end &- position)
    position &+= run.count
    var hasEscapes = false
    var hasHighBytes = run.hasHighBytes
    if position == end || byte(at: position) != UInt8(ascii: "\"") {
      hasHighBytes = try readRestOfString(hasHighBytes: hasHighBytes)
      hasEscapes = true
    }
    if hasHighBytes { try checkUTF8(from: start &+ 1) }
    position &+= 1
    return JSONValue(kind: .string, hasEscapes: hasEscapes, start: start, end: position)
  }

  /// Passes escapes and what lies between them up to the closing quote; tells whether a byte was outside ASCII.
  @inline(never)
  private mutating func readRestOfString(hasHighBytes: Bool) throws(JSONError) -> Bool {
    var hasHighBytes = hasHighBytes
    while position < end {
      let next = byte(at: position)
      if next == UInt8(ascii: "\"") { return hasHighBytes }
      guard next == UInt8(ascii: "\\") else { throw .controlCharacter(next, offset: position) }
      try readEscape()
      // SAFETY: `position <= end`.
      let run = unsafe ByteRuns.plainString(base + position, count: end &- position)
      position &+= run.count
      hasHighBytes = hasHighBytes || run.hasHighBytes
    }
    throw .unexpectedEnd(expected: .closingQuote, offset: end)
  }

  @inline(__always)
  private mutating func readEscape() throws(JSONError) {
    guard end &- position >= 2 else { throw .unexpectedEnd(expected: .escape, offset: end) }
    if JSONEscape.decoded(byte(at: position &+ 1)) != 0 {
      position &+= 2
    } else {
      guard byte(at: position &+ 1) == UInt8(ascii: "u") else { throw unexpected(.escape, at: position &+ 1) }
      try readUnicodeEscape()
    }
  }

  private mutating func readUnicodeEscape() throws(JSONError) {
    let start = position
    let unit = try readHexUnit()
    if unit & 0xF800 != 0xD800 { return }
    // A high half must be followed by the escape of a low half, and a low half must not come first.
    guard unit < 0xDC00, end &- position >= 2, byte(at: position) == UInt8(ascii: "\\"),
      byte(at: position &+ 1) == UInt8(ascii: "u")
    else { throw .loneSurrogate(unit, offset: start) }
    guard try readHexUnit() & 0xFC00 == 0xDC00 else { throw .loneSurrogate(unit, offset: start) }
  }

  /// Passes a backslash, a `u` and four hexadecimal digits.
  @inline(__always)
  private mutating func readHexUnit() throws(JSONError) -> UInt16 {
    // SAFETY: six bytes are left.
    if end &- position >= 6, let unit = unsafe ByteRuns.hexUnit(base + position + 2) {
      position &+= 6
      return unit
    }
    var offset = position &+ 2
    while offset < end && ByteRuns.hexDigitTwin(byte(at: offset)) != nil { offset &+= 1 }
    throw unexpected(.hexDigit, at: offset)
  }

  @inline(never)
  private func checkUTF8(from start: Int) throws(JSONError) {
    // SAFETY: `start <= position <= end`.
    if unsafe UTF8Validation.isValid(base + start, count: position &- start) { return }
    let content = unsafe UnsafeBufferPointer(start: base + start, count: position &- start)
    let offset = start &+ (unsafe UTF8Validation.firstInvalidOffsetTwin(in: content) ?? 0)
    throw .invalidUTF8(byte(at: offset), offset: offset)
  }

  @inline(__always)
  private mutating func skipDigits() {
    while position < end && byte(at: position) &- UInt8(ascii: "0") <= 9 { position &+= 1 }
  }

  @inline(__always)
  private mutating func readDigits() throws(JSONError) {
    guard position < end, byte(at: position) &- UInt8(ascii: "0") <= 9 else { throw unexpected(.digit, at: position) }
    skipDigits()
  }

  /// Passes a number: `-? (0 | [1-9][0-9]*) ([.][0-9]+)? ([eE][+-]?[0-9]+)?`.
  mutating func readNumber() throws(JSONError) -> JSONValue {
    let start = position
    if byte(at: position) == UInt8(ascii: "-") { position &+= 1 }
    if position < end && byte(at: position) == UInt8(ascii: "0") { position &+= 1 } else { try readDigits() }
    if position < end && byte(at: position) == UInt8(ascii: ".") {
      position &+= 1
      try readDigits()
    }
    if position < end && byte(at: position) | 0x20 == UInt8(ascii: "e") {
      position &+= 1
      if position < end && (byte(at: position) == UInt8(ascii: "+") || byte(at: position) == UInt8(ascii: "-")) {
        position &+= 1
      }
      try readDigits()
    }
    return JSONValue(kind: .number, start: start, end: position)
  }

  private mutating func readLiteral(_ text: StaticString, _ kind: JSONKind) throws(JSONError) -> JSONValue {
    let start = position
    var index = 0
    while index < text.utf8CodeUnitCount {
      // SAFETY: `index` is inside the literal, whose bytes live for ever.
      guard position < end, unsafe byte(at: position) == text.utf8Start[index] else {
        throw unexpected(.literal, at: position)
      }
      position &+= 1
      index &+= 1
    }
    return JSONValue(kind: kind, start: start, end: position)
  }

  /// Passes the value at `position`, which lies inside of `depth` arrays and objects.
  @inline(__always)
  mutating func readValue(depth: Int) throws(JSONError) -> JSONValue {
    guard position < end else { throw unexpected(.value, at: position) }
    switch byte(at: position) {
    case UInt8(ascii: "\""): return try readString()
    case UInt8(ascii: "{"), UInt8(ascii: "["): return try readContainer(depth: depth)
    default: return try readPlainScalar()
    }
  }

  /// Passes a number, `true`, `false` or `null`.
  @inline(never)
  private mutating func readPlainScalar() throws(JSONError) -> JSONValue {
    switch byte(at: position) {
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try readNumber()
    case UInt8(ascii: "t"): return try readLiteral("true", .bool)
    case UInt8(ascii: "f"): return try readLiteral("false", .bool)
    case UInt8(ascii: "n"): return try readLiteral("null", .null)
    default: throw unexpected(.value, at: position)
    }
  }

  /// Passes the array or object whose bracket is at `position`, and all that is nested in it, without recursion.
  @inline(never)
  private mutating func readContainer(depth: Int) throws(JSONError) -> JSONValue {
    let start = position
    let kind: JSONKind = byte(at: position) == UInt8(ascii: "{") ? .object : .array
    var nesting = JSONNesting(outer: depth)
    repeat {
      try readOpening(&nesting)
      try readClosings(&nesting)
    } while !nesting.isEmpty
    return JSONValue(kind: kind, start: start, end: position)
  }

  /// Passes a scalar, or opens brackets up to the first value that is one, or to the first empty bracket.
  @inline(__always)
  private mutating func readOpening(_ nesting: inout JSONNesting) throws(JSONError) {
    while true {
      guard position < end else { throw unexpected(.value, at: position) }
      let next = byte(at: position)
      guard next == UInt8(ascii: "{") || next == UInt8(ascii: "[") else {
        _ = try next == UInt8(ascii: "\"") ? readString() : readPlainScalar()
        return
      }
      let isObject = next == UInt8(ascii: "{")
      guard nesting.push(object: isObject) else { throw .tooDeep(limit: JSONNesting.limit, offset: position) }
      position &+= 1
      skipWhitespace()
      if position < end && byte(at: position) == next &+ 2 { return }  // '{' + 2 == '}' and '[' + 2 == ']'
      if isObject { _ = try readName() }
    }
  }

  /// After a value: passes closing brackets, then the comma and name before the next value, or nothing at the end.
  @inline(__always)
  private mutating func readClosings(_ nesting: inout JSONNesting) throws(JSONError) {
    while !nesting.isEmpty {
      skipWhitespace()
      let expected: JSONExpectation = nesting.isObject ? .commaOrBrace : .commaOrBracket
      guard position < end else { throw unexpected(expected, at: position) }
      switch byte(at: position) {
      case UInt8(ascii: ","):
        position &+= 1
        skipWhitespace()
        if nesting.isObject { _ = try readName() }
        return
      case nesting.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"):
        position &+= 1
        nesting.pop()
      default: throw unexpected(expected, at: position)
      }
    }
  }
}
