// Reading, joining and merging the streams of occurrences that TermTable writes.

import ConcordBytes

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

  /// Number of documents in a stream.
  static func documentCount(_ stream: [UInt8]) -> Int {
    var count = 0
    unsafe stream.withUnsafeBufferPointer { bytes in unsafe forEachDocument(of: bytes) { _, _ in count += 1 } }
    return count
  }

  /// The occurrences of two streams, in the order of documents and positions; one that is in both counts once.
  static func merged(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
    var out = OccurrenceWriter()
    unsafe a.withUnsafeBufferPointer { a in
      unsafe b.withUnsafeBufferPointer { b in
        var (left, right) = unsafe (OccurrenceReader(a), OccurrenceReader(b))
        var (x, y) = (left.next(), right.next())
        while let first = x ?? y {
          if let other = y, x == nil || other < first {
            out.append(other)
            y = right.next()
          } else {
            out.append(first)
            x = left.next()
          }
        }
      }
    }
    return out.bytes
  }
}

/// A place where a term occurs.
struct Occurrence: Comparable {
  let document: UInt32
  let position: UInt32

  static func < (a: Occurrence, b: Occurrence) -> Bool {
    a.document != b.document ? a.document < b.document : a.position < b.position
  }
}

/// Reads the occurrences of a stream one after another.
@safe struct OccurrenceReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0
  private var document: UInt32 = 0
  private var position: UInt32 = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { unsafe self.bytes = bytes }

  mutating func next() -> Occurrence? {
    if unsafe at == bytes.count { return nil }
    let word = unsafe OccurrenceStream.readVarint(bytes, &at)
    if word & 1 != 0 {
      document &+= UInt32(truncatingIfNeeded: word >> 1)
      position = unsafe UInt32(truncatingIfNeeded: OccurrenceStream.readVarint(bytes, &at))
    } else {
      position &+= UInt32(truncatingIfNeeded: word >> 1)
    }
    return Occurrence(document: document, position: position)
  }
}

/// Writes a stream as TermTable does.
struct OccurrenceWriter {
  private var out = ByteWriter()
  private var last: Occurrence?

  /// The stream so far.
  var bytes: [UInt8] { out.bytes }

  /// Appends an occurrence that does not come before the last one; the same one again counts once.
  mutating func append(_ occurrence: Occurrence) {
    if let last, last.document == occurrence.document {
      if last.position == occurrence.position { return }
      out.writeVarint(UInt64(occurrence.position &- last.position) << 1)
    } else {
      out.writeVarint(UInt64(occurrence.document &- (last?.document ?? 0)) << 1 | 1)
      out.writeVarint(UInt64(occurrence.position))
    }
    last = occurrence
  }

  /// Appends the stream of a later run.
  mutating func append(_ stream: [UInt8]) {
    unsafe stream.withUnsafeBufferPointer { bytes in
      var reader = unsafe OccurrenceReader(bytes)
      while let occurrence = reader.next() { append(occurrence) }
    }
  }

  /// Begins anew.
  mutating func removeAll() {
    out.removeAll()
    last = nil
  }
}
