// Reading the streams of occurrences that TermTable writes.

/// A term's occurrences in one run.
enum OccurrenceStream {
  /// Calls `body` with each document and the offset of its first word.
  @inline(__always)
  static func forEachDocument(
    of bytes: UnsafeBufferPointer<UInt8>, _ body: (_ document: UInt32, _ offset: Int) -> Void
  ) {
    var document: UInt32 = 0
    var at = 0
    while at < bytes.count {
      let start = at
      let word = unsafe readVarint(bytes, &at)
      if word & 1 == 0 { continue }
      document &+= UInt32(truncatingIfNeeded: word >> 1)
      body(document, start)
      _ = unsafe readVarint(bytes, &at)
    }
  }

  @inline(__always)
  static func readVarint(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while at < bytes.count {
      let byte = unsafe bytes[at]
      at &+= 1
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { break }
      shift &+= 7
    }
    return value
  }
}
