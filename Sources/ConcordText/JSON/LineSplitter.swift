// The lines of a JSON-lines file in memory, numbered as an editor numbers them.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A line that holds something: its number, counted from 1, and its bytes without the line break.
@frozen public struct TextLine: Sendable, Equatable {
  /// The line's number in the file; blank lines have been counted too.
  public let number: Int
  /// The offset of the line's first byte.
  public let start: Int
  /// The offset after its last byte, before the line break.
  public let end: Int

  /// The line's bytes in the file.
  public var range: Range<Int> { start..<end }
}

/// Splits bytes into lines at LF or CRLF, passes a UTF-8 byte order mark at the start, and skips blank lines.
///
/// A line of nothing but spaces and tabs is blank. The last line need not end with a line break; a carriage return
/// before the end of the file counts as one. The bytes must stay readable for as long as the splitter lives.
@safe public struct LineSplitter {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position: Int
  private var number = 0

  /// Creates a splitter at the start of `bytes`.
  public init(_ bytes: UnsafeBufferPointer<UInt8>) {
    unsafe self.bytes = unsafe bytes
    position = unsafe byteOrderMarkLength(bytes)
  }

  /// The next line that is not blank, or nil at the end.
  public mutating func nextLine() -> TextLine? {
    guard let base = unsafe bytes.baseAddress else { return nil }
    let count = unsafe bytes.count
    while position < count {
      let start = position
      // SAFETY: `start < count`.
      let found = unsafe memchr(base + start, 0x0A, count &- start)
      var end = count
      if let found = unsafe found { end = unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base) }
      position = unsafe found == nil ? end : end &+ 1
      number &+= 1
      if end > start, unsafe base[end &- 1] == 0x0D { end &-= 1 }
      if unsafe !isBlank(base, start, end) { return TextLine(number: number, start: start, end: end) }
    }
    return nil
  }

  /// The bytes of a line that this splitter gave.
  public func bytes(of line: TextLine) -> UnsafeBufferPointer<UInt8> {
    let count = unsafe bytes.count
    precondition(line.start >= 0 && line.start <= line.end && line.end <= count, "the line is of another file")
    return unsafe UnsafeBufferPointer(rebasing: bytes[line.range])
  }

  @inline(__always)
  private func isBlank(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
    var offset = start
    while offset < end {
      // SAFETY: `offset < end <= bytes.count`.
      let byte = unsafe base[offset]
      guard byte == 0x20 || byte == 0x09 || byte == 0x0D else { return false }
      offset &+= 1
    }
    return true
  }
}

/// 3 if `bytes` begin with U+FEFF as UTF-8, else 0.
func byteOrderMarkLength(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
  unsafe bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
}
