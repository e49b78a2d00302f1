// The lines of a document, found 64 bytes at a time.

/// Splits bytes into lines; LF, CRLF or CR ends one.
struct BlockLines {
  private var position: Int
  /// Where the 64 bytes begin whose line ends are known, and those of them that are not passed.
  private var window = -64
  private var ends: UInt64 = 0

  /// Reads lines from `start` on.
  init(start: Int) { position = start }

  /// The next line, nil after the last; a line break at the end begins no line.
  @inline(__always)
  mutating func next(in bytes: MarkdownBytes) -> SourceLine? {
    if position >= bytes.count { return nil }
    let start = position
    if window &+ 64 <= start { load(start, bytes) }
    while ends == 0 {
      if window &+ 64 >= bytes.count {
        position = bytes.count
        return SourceLine(start: start, end: bytes.count)
      }
      load(window &+ 64, bytes)
    }
    let end = window &+ ends.trailingZeroBitCount
    if end >= bytes.count {
      position = bytes.count
      return SourceLine(start: start, end: bytes.count)
    }
    ends &= ends &- 1
    position = end &+ 1
    if bytes[end] == 0x0D && bytes[position] == 0x0A {
      position &+= 1
      ends &= ends &- 1
      // The feed may be the first of the next window.
      if window &+ 64 < position { load(position, bytes) }
    }
    return SourceLine(start: start, end: end)
  }

  @inline(__always)
  private mutating func load(_ offset: Int, _ bytes: MarkdownBytes) {
    window = offset
    ends = bytes.lineEnds(at: offset)
  }
}
