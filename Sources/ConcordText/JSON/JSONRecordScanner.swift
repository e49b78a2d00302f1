// Picks the members of one JSON object (a line of a JSON-lines file) out of its bytes, without copying them.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Walks the members of an object in one pass and checks the whole text on the way.
///
///     var record = unsafe JSONRecordScanner(line)
///     while let member = try record.nextMember() {
///       if record.key(of: member, is: "title") { title = member.value }
///     }
///     let text = unsafe record.text(of: title, scratch: &scratch)
///
/// Members come in the order of the text; equal names come as often as they are written, and which of them counts is
/// the caller's business. Only when `nextMember` has returned nil is the text known to be JSON (RFC 8259, strict UTF-8,
/// no lone surrogates, at most 512 nested brackets); before that, each member that came is known to be well-formed
/// itself. O(bytes), no allocation, no recursion.
///
/// The bytes must stay readable, and where they are, for as long as the scanner and the texts borrowed from it live.
@safe public struct JSONRecordScanner {
  private enum Phase { case opening, first, following, finished }

  private var cursor: JSONCursor
  /// Whether the text must end with the object; not so for an object inside of another value.
  private let isWholeText: Bool
  private var phase = Phase.opening

  /// Creates a scanner of the object that `bytes` holds, with nothing but white space around it.
  public init(_ bytes: UnsafeBufferPointer<UInt8>) {
    unsafe cursor = JSONCursor(bytes)
    isWholeText = true
  }

  private init(_ cursor: JSONCursor) {
    self.cursor = cursor
    isWholeText = false
  }

  /// The number of bytes that the scanner was given.
  public var count: Int { cursor.end }

  /// The next member, or nil when the object and the text have ended as they should.
  ///
  /// After an error, every further call throws the same error.
  public mutating func nextMember() throws(JSONError) -> JSONMember? {
    // A copy, so that the fields stay in registers, and so that an error leaves the scanner where it was.
    var cursor = cursor
    switch phase {
    case .first, .following: break
    case .finished: return nil
    case .opening:
      cursor.skipWhitespace()
      try cursor.read(UInt8(ascii: "{"), orThrow: .object)
    }
    cursor.skipWhitespace()
    guard cursor.position < cursor.end else { throw cursor.unexpected(endExpectation, at: cursor.position) }
    let next = cursor.byte(at: cursor.position)
    if next == UInt8(ascii: "}") {
      cursor.position &+= 1
      try finish(cursor)
      return nil
    }
    if phase == .following {
      guard next == UInt8(ascii: ",") else { throw cursor.unexpected(.commaOrBrace, at: cursor.position) }
      cursor.position &+= 1
      cursor.skipWhitespace()
    }
    let key = try cursor.readName()
    let value = try cursor.readValue(depth: 1)
    self.cursor.position = cursor.position
    phase = .following
    return JSONMember(key: key, value: value)
  }

  private var endExpectation: JSONExpectation { phase == .following ? .commaOrBrace : .memberName }

  private mutating func finish(_ cursor: JSONCursor) throws(JSONError) {
    var cursor = cursor
    if isWholeText { try cursor.readEnd() }
    self.cursor.position = cursor.position
    phase = .finished
  }

  // MARK: Reading values

  /// Whether the member's name, decoded, is `name`.
  @inlinable @inline(__always)
  public func key(of member: JSONMember, is name: StaticString) -> Bool {
    // SAFETY: the literal's bytes live for ever.
    let bytes = unsafe UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    if !member.key.hasEscapes && member.key.end &- member.key.start &- 2 != bytes.count { return false }
    return unsafe text(of: member.key, equals: bytes)
  }

  /// Whether the member's name, decoded, is the UTF-8 in `name`.
  @inlinable @inline(__always)
  public func key(of member: JSONMember, is name: [UInt8]) -> Bool {
    if !member.key.hasEscapes && member.key.end &- member.key.start &- 2 != name.count { return false }
    return unsafe name.withUnsafeBufferPointer { bytes in unsafe text(of: member.key, equals: bytes) }
  }

  /// Whether the decoded text of a string is `bytes`.
  @usableFromInline
  func text(of value: JSONValue, equals bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if value.hasEscapes { return unsafe decoded(value).elementsEqual(bytes) }
    let raw = unsafe rawText(of: value)
    guard raw.count == bytes.count else { return false }
    guard let a = raw.baseAddress, let b = bytes.baseAddress else { return true }
    return unsafe memcmp(a, b, bytes.count) == 0
  }

  /// The bytes of a value as written, a string's quotes and escapes included.
  public func source(of value: JSONValue) -> UnsafeBufferPointer<UInt8> {
    precondition(
      value.start >= 0 && value.start <= value.end && value.end <= cursor.end, "the value is of another record")
    // SAFETY: just checked against the bytes that `init` was given.
    return unsafe UnsafeBufferPointer(start: cursor.base + value.start, count: value.end &- value.start)
  }

  /// What stands between the quotes of a string, or any other value as written.
  private func rawText(of value: JSONValue) -> UnsafeBufferPointer<UInt8> {
    let source = unsafe source(of: value)
    guard value.kind == .string else { return unsafe source }
    precondition(source.count >= 2, "the value is of another record")
    return unsafe UnsafeBufferPointer(rebasing: source[1..<(source.count &- 1)])
  }

  /// The text of a string, or the source of any other value: borrowed if nothing has to be decoded, else decoded into
  /// `scratch` and borrowed from there until `scratch.removeAll()`.
  public func text(of value: JSONValue, scratch: inout TextScratch) -> UnsafeBufferPointer<UInt8> {
    let raw = unsafe rawText(of: value)
    guard value.hasEscapes else { return unsafe raw }
    let target = unsafe scratch.reserve(raw.count)
    let count = unsafe JSONEscape.decode(raw, into: target)
    scratch.use(count)
    return unsafe UnsafeBufferPointer(start: target, count: count)
  }

  /// The text of a string, or the source of any other value, as an array of its own.
  public func decoded(_ value: JSONValue) -> [UInt8] {
    let raw = unsafe rawText(of: value)
    guard value.hasEscapes else { return unsafe [UInt8](raw) }
    return unsafe [UInt8](unsafeUninitializedCapacity: raw.count) { target, count in
      guard let start = target.baseAddress else { return }
      unsafe count = JSONEscape.decode(raw, into: start)
    }
  }

  /// Whether the value is `true`, or nil if it is no `bool`.
  public func bool(of value: JSONValue) -> Bool? {
    value.kind == .bool ? unsafe source(of: value).first == UInt8(ascii: "t") : nil
  }

  /// The number in the value, or nil if it is no number.
  public func number(of value: JSONValue) -> JSONNumber? {
    value.kind == .number ? unsafe JSONNumber(source(of: value)) : nil
  }

  /// Walks the members of an object inside of this record, or nil if the value is no object.
  ///
  /// Its members' offsets are this record's, so that either scanner reads their texts.
  public func members(of value: JSONValue) -> JSONRecordScanner? {
    guard value.kind == .object else { return nil }
    return JSONRecordScanner(nested(value))
  }

  /// Walks the elements of an array inside of this record, or nil if the value is no array.
  public func elements(of value: JSONValue) -> JSONElementScanner? {
    value.kind == .array ? JSONElementScanner(nested(value)) : nil
  }

  private func nested(_ value: JSONValue) -> JSONCursor {
    _ = unsafe source(of: value)
    return unsafe JSONCursor(base: cursor.base, position: value.start, end: value.end)
  }
}
