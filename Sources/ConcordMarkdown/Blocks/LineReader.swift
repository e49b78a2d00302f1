// The lines of a Markdown file: LF, CRLF or CR ends one.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A line by its offsets in the file.
struct SourceLine {
  /// The first byte.
  var start: Int
  /// After the last byte, before the line break.
  var end: Int
}

/// Splits bytes into lines; O(bytes) in total, whichever line breaks they use.
///
/// The places of the next LF and of the next CR are kept until they are passed, so a file with LF alone is searched for
/// a CR once, and not once a line.
@safe struct LineReader {
  private let base: UnsafePointer<UInt8>
  private let count: Int
  private var position: Int
  private var nextFeed = -1
  private var nextReturn = -1

  /// Reads lines from `position` on; `count` bytes from `base` must stay readable.
  init(_ base: UnsafePointer<UInt8>, count: Int, from position: Int) {
    unsafe self.base = base
    (self.count, self.position) = (count, position)
  }

  /// The next line, nil after the last; a line break at the end begins no line.
  @inline(__always)
  mutating func next() -> SourceLine? {
    if position >= count { return nil }
    if nextFeed < position { nextFeed = find(0x0A) }
    if nextReturn < position { nextReturn = find(0x0D) }
    let line = SourceLine(start: position, end: min(nextFeed, nextReturn))
    position = line.end &+ (nextReturn &+ 1 == nextFeed ? 2 : 1)
    return line
  }

  /// The offset of the next such byte, or of the end.
  @inline(__always)
  private func find(_ byte: Int32) -> Int {
    // SAFETY: `position < count`, and memchr looks at the bytes up to `count` only.
    guard let found = unsafe memchr(base + position, byte, count &- position) else { return count }
    return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }
}
