// Reads records of comma-separated values (RFC 4180) out of bytes in memory, without copying them.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Walks the records of a CSV file in one pass.
///
///     var csv = unsafe CSVScanner(bytes)
///     var record = CSVRecord()
///     guard try csv.nextRecord(into: &record) else { return }  // the header row
///     let names = record.fields.map { field in String(decoding: csv.decoded(field), as: UTF8.self) }
///     while true {
///       do {
///         guard try csv.nextRecord(into: &record) else { break }
///         let title = unsafe csv.text(of: record.fields[1], scratch: &scratch)
///       } catch { report(error) }  // and go on: the scanner stands at the next record
///     }
///
/// What RFC 4180 leaves open: records may end with LF, CRLF, or the end of the file; a byte order mark at the start is
/// passed; blank lines are passed but counted (an empty value in a file of one column is written `""`); spaces belong
/// to their field; a quote inside of a field that does not begin with one stands for itself; the first record that
/// can be read sets the number of fields. The content is not checked to be UTF-8, since a file in another encoding is still a CSV file.
///
/// The bytes must stay readable, and where they are, for as long as the scanner and the texts borrowed from it live.
@safe public struct CSVScanner {
  private let base: UnsafePointer<UInt8>
  private let count: Int
  private let delimiter: UInt8
  private var next: CSVPosition
  /// How many fields each record must have, nil before the first.
  private var width: Int?

  /// Creates a scanner at the start of `bytes`.
  public init(_ bytes: UnsafeBufferPointer<UInt8>, delimiter: UInt8 = UInt8(ascii: ",")) {
    precondition(
      delimiter != quote && delimiter != 0x0A && delimiter != 0x0D, "quotes and line breaks cannot delimit fields")
    // SAFETY: an empty buffer may have no address; `count` is 0 then, so the one that stands in for it is never read.
    unsafe base = bytes.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
    count = bytes.count
    self.delimiter = delimiter
    next = CSVPosition(row: 1, line: 1, offset: unsafe byteOrderMarkLength(bytes))
  }

  /// Goes to a record whose position an earlier `nextRecord` gave for the same bytes.
  public mutating func move(to position: CSVPosition) {
    precondition(position.offset >= 0 && position.offset <= count, "the position is of another file")
    next = position
  }

  /// Reads the next record into `record`, whose former content is lost; false at the end of the file.
  public mutating func nextRecord(into record: inout CSVRecord) throws(CSVError) -> Bool {
    record.fields.removeAll(keepingCapacity: true)
    var line = next.line
    var offset = next.offset
    while offset < count, let length = lineBreakLength(at: offset) {
      offset &+= length
      line &+= 1
    }
    record.position = CSVPosition(row: next.row, line: line, offset: offset)
    if offset == count {
      next = record.position
      return false
    }
    var isLast = false
    while !isLast {
      record.fields.append(
        offset < count && byte(at: offset) == quote
          ? try readQuoted(&offset, &line, record.position) : readPlain(&offset))
      if offset < count && byte(at: offset) == delimiter { offset &+= 1 } else { isLast = true }
    }
    if let length = lineBreakLength(at: offset) {
      offset &+= length
      line &+= 1
    }
    next = CSVPosition(row: next.row &+ 1, line: line, offset: offset)
    let expected = width ?? record.fields.count
    width = expected
    if record.fields.count == expected { return true }
    throw .wrongFieldCount(expected: expected, found: record.fields.count, record: record.position)
  }

  /// The byte at `offset`, which must be below `count`.
  @inline(__always)
  private func byte(at offset: Int) -> UInt8 {
    assert(offset >= 0 && offset < count)
    // SAFETY: every caller has compared `offset` with `count`.
    return unsafe base[offset]
  }

  /// The length of the line break at `offset`: LF, CRLF, or CR before the end of the file.
  @inline(__always)
  private func lineBreakLength(at offset: Int) -> Int? {
    guard offset < count else { return nil }
    if byte(at: offset) == 0x0A { return 1 }
    guard byte(at: offset) == 0x0D else { return nil }
    if offset &+ 1 == count { return 1 }
    return byte(at: offset &+ 1) == 0x0A ? 2 : nil
  }

  /// Passes a field without quotes around it, up to its delimiter or line break.
  @inline(__always)
  private func readPlain(_ offset: inout Int) -> CSVField {
    let start = offset
    // SAFETY: `start <= count`.
    offset &+= unsafe ByteRuns.find(delimiter, or: 0x0A, base + start, count: count &- start)
    // The carriage return of a line break is not the field's, but one before a delimiter is.
    let endsLine = offset == count || byte(at: offset) == 0x0A
    if endsLine && offset > start && byte(at: offset &- 1) == 0x0D { offset &-= 1 }
    return CSVField(start: start, end: offset, isQuoted: false, needsUnquoting: false)
  }

  /// Passes the field whose opening quote is at `offset`, and checks what follows its closing quote.
  private mutating func readQuoted(
    _ offset: inout Int, _ line: inout Int, _ record: CSVPosition
  ) throws(CSVError) -> CSVField {
    let start = offset &+ 1
    var needsUnquoting = false
    var closing = start
    while true {
      closing = find(quote, from: closing)
      if closing == count {
        line &+= lineBreaks(from: start, to: count)
        next = CSVPosition(row: next.row &+ 1, line: line, offset: count)
        throw .unclosedQuote(record: record, offset: offset)
      }
      guard closing &+ 1 < count, byte(at: closing &+ 1) == quote else { break }
      needsUnquoting = true
      closing &+= 2
    }
    line &+= lineBreaks(from: start, to: closing)
    offset = closing &+ 1
    if offset < count && byte(at: offset) != delimiter && lineBreakLength(at: offset) == nil {
      let end = find(0x0A, from: offset)
      next = CSVPosition(row: next.row &+ 1, line: end == count ? line : line &+ 1, offset: min(count, end &+ 1))
      throw .textAfterQuote(byte(at: offset), record: record, line: line, offset: offset)
    }
    return CSVField(start: start, end: closing, isQuoted: true, needsUnquoting: needsUnquoting)
  }

  /// The offset of the first `wanted` from `start` on, `count` if there is none.
  @inline(__always)
  private func find(_ wanted: UInt8, from start: Int) -> Int {
    // SAFETY: `start <= count`.
    start &+ (unsafe ByteRuns.find(wanted, or: wanted, base + start, count: count &- start))
  }

  private func lineBreaks(from start: Int, to end: Int) -> Int {
    var breaks = 0
    var offset = start
    while offset < end {
      // SAFETY: `offset < end <= count`.
      offset &+= unsafe ByteRuns.find(0x0A, or: 0x0A, base + offset, count: end &- offset)
      if offset < end { breaks &+= 1 }
      offset &+= 1
    }
    return breaks
  }

  // MARK: Reading fields

  /// The bytes of a field as written between its quotes or delimiters.
  public func source(of field: CSVField) -> UnsafeBufferPointer<UInt8> {
    precondition(field.start >= 0 && field.start <= field.end && field.end <= count, "the field is of another file")
    // SAFETY: just checked against the bytes that `init` was given.
    return unsafe UnsafeBufferPointer(start: base + field.start, count: field.end &- field.start)
  }

  /// The text of a field: borrowed if it has no doubled quotes, else put together in `scratch` and borrowed from there
  /// until `scratch.removeAll()`.
  public func text(of field: CSVField, scratch: inout TextScratch) -> UnsafeBufferPointer<UInt8> {
    let raw = unsafe source(of: field)
    guard field.needsUnquoting else { return unsafe raw }
    let target = unsafe scratch.reserve(raw.count)
    let count = unsafe Self.unquote(raw, into: target)
    scratch.use(count)
    return unsafe UnsafeBufferPointer(start: target, count: count)
  }

  /// The text of a field as an array of its own.
  public func decoded(_ field: CSVField) -> [UInt8] {
    let raw = unsafe source(of: field)
    guard field.needsUnquoting else { return unsafe [UInt8](raw) }
    return unsafe [UInt8](unsafeUninitializedCapacity: raw.count) { target, count in
      guard let start = target.baseAddress else { return }
      unsafe count = Self.unquote(raw, into: start)
    }
  }

  /// Copies `source` with each doubled quote made one into `target`, which has room for as many bytes.
  private static func unquote(
    _ source: UnsafeBufferPointer<UInt8>, into target: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var read = 0
    var written = 0
    while read < source.count {
      // SAFETY: `written <= read < source.count`.
      let byte = unsafe source[read]
      unsafe target[written] = byte
      written &+= 1
      read &+= 1
      if unsafe byte == quote && read < source.count && source[read] == quote { read &+= 1 }
    }
    return written
  }
}

private let quote = UInt8(ascii: "\"")
