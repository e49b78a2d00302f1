// A page as lines of pieces of text that say how they look and where they came from, for user interfaces of any kind.

/// A piece of text of one style on a line.
public struct StyledRun: Equatable, Sendable {
  /// What it says: UTF-8 without controls, never empty.
  public let text: String
  /// Its first column on the line, from 0; a character of East Asia or an emoji takes two.
  public let column: Int
  /// What it is.
  public internal(set) var style: TextStyle
  /// How many block quotes it lies in.
  public let quoteDepth: Int
  /// Where it leads: an address with one of the schemes that a safe page has, in printable ASCII.
  public let address: String?
  /// The bytes of the document that it shows; nil for what is not in the document: bars, bullets, numbers, borders, spaces.
  public let source: Range<Int>?
  /// Whether each byte of ``text`` is the one at the same place of ``source``, or a space for a tab or a line end there.
  ///
  /// Not so for entities, escapes, line breaks with white space around them, a tab that is several spaces, controls that are
  /// shown as marks, addresses after links and numbers of footnotes: all of those show all of their source.
  public let isLiteral: Bool
}

/// A line of a page.
public struct StyledLine: Equatable, Sendable {
  /// Its pieces from left to right; all of their texts together are the line.
  public internal(set) var runs: [StyledRun]
  /// Columns that it takes.
  public let columns: Int

  /// The line without a line end; O(bytes).
  public var text: String { runs.lazy.map(\.text).joined() }

  /// The bytes of the document that a column shows; nil beyond the line and for what is not in the document.
  ///
  /// For literal text those of the character in that column, else all that the piece stands for. O(bytes of the line).
  public func source(atColumn column: Int) -> Range<Int>? {
    let bytes = FlatArray<UInt8>(text)
    let text = unsafe MarkdownBytes(bytes.pointer, count: bytes.count)
    var (offset, width) = (0, 0)
    while offset < text.count {
      let cluster = DisplayCluster.at(offset, of: text)
      if column >= width && column < width + cluster.width { return source(of: offset..<cluster.end) }
      (offset, width) = (cluster.end, width + cluster.width)
    }
    return nil
  }

  /// The bytes of the document that some bytes of the line show, by the piece that the first of them lies in.
  private func source(of bytes: Range<Int>) -> Range<Int>? {
    var start = 0
    for run in runs {
      let count = run.text.utf8.count
      if bytes.lowerBound < start + count {
        guard let source = run.source, run.isLiteral else { return run.source }
        let first = source.lowerBound + bytes.lowerBound - start
        return first..<min(source.upperBound, first + bytes.count)
      }
      start += count
    }
    return nil
  }
}

/// A page as lines.
///
///     let page = try MarkdownDocument(text).styledPage(width: 60)
///     for line in page.lines {
///       for run in line.runs { draw(run.text, at: run.column, bold: run.style.contains(.strong)) }
///     }
public struct StyledPage: Equatable, Sendable {
  /// Its lines from top to bottom.
  public internal(set) var lines: [StyledLine]

  /// Reads a page with records; O(its bytes).
  init(records: borrowing FlatArray<UInt8>) {
    lines = unsafe Self.lines(MarkdownBytes(records.pointer, count: records.count))
  }

  /// Reads records in an array; O(its bytes).
  init(records: [UInt8]) {
    lines = unsafe records.withUnsafeBufferPointer { bytes in
      unsafe bytes.baseAddress.map { unsafe Self.lines(MarkdownBytes($0, count: bytes.count)) } ?? []
    }
  }

  private static func lines(_ records: MarkdownBytes) -> [StyledLine] {
    var reader = RecordReader(records)
    var lines: [StyledLine] = []
    while let line = reader.nextLine() { lines.append(line) }
    return lines
  }

  /// The page as plain text, each line with a line feed; O(bytes).
  public var text: String { lines.lazy.map { $0.text + "\n" }.joined() }
}

/// Reads a page with records, line by line.
private struct RecordReader {
  private let bytes: MarkdownBytes
  private var offset = 0

  /// A piece of the line that is read: where its text lies in that, and all that was said of it.
  private struct Piece {
    var start: Int
    var record: RunRecord
    var address: String?
  }

  init(_ bytes: MarkdownBytes) { self.bytes = bytes }

  /// The next line, nil after the last.
  mutating func nextLine() -> StyledLine? {
    if offset >= bytes.count { return nil }
    var text = FlatArray<UInt8>()
    var pieces: [Piece] = []
    var address: String? = nil
    while offset < bytes.count && bytes[offset] != 0x0A {
      if bytes[offset] != RunRecord.escape {
        let end = endOfSpaces()
        pieces.append(Piece(start: text.count, record: RunRecord()))
        text.append(bytes.slice(offset, end))
        offset = end
      } else if bytes[offset &+ 1] == RunRecord.address {
        address = nextAddress()
      } else {
        let record = RunRecord(bytes, at: offset)
        pieces.append(Piece(start: text.count, record: record, address: record.hasSource ? address : nil))
        offset &+= RunRecord.runBytes
        text.append(bytes.slice(offset, offset &+ record.count))
        offset &+= record.count
      }
    }
    offset &+= 1
    return line(text, pieces)
  }

  private func endOfSpaces() -> Int {
    var end = offset
    while end < bytes.count && bytes[end] != 0x0A && bytes[end] != RunRecord.escape { end &+= 1 }
    return end
  }

  private mutating func nextAddress() -> String? {
    let start = offset &+ RunRecord.addressBytes
    let count = RunRecord.number(bytes, offset &+ 2, 3)
    offset = start &+ count
    return count == 0 ? nil : String(decoding: bytes.slice(start, offset).array, as: UTF8.self)
  }

  private func line(_ text: borrowing FlatArray<UInt8>, _ pieces: [Piece]) -> StyledLine {
    let line = unsafe MarkdownBytes(text.pointer, count: text.count)
    var (cluster, column) = (0, 0)
    var runs: [StyledRun] = []
    runs.reserveCapacity(pieces.count)
    for (index, piece) in pieces.enumerated() {
      Self.advance(to: piece.start, line, &cluster, &column)
      let end = index + 1 < pieces.count ? pieces[index + 1].start : line.count
      let record = piece.record
      runs.append(
        StyledRun(
          text: String(decoding: line.slice(piece.start, end).array, as: UTF8.self), column: column,
          style: record.style, quoteDepth: record.quoteDepth, address: piece.address,
          source: record.hasSource ? record.source..<record.source &+ record.sourceCount : nil,
          isLiteral: record.isLiteral))
    }
    Self.advance(to: line.count, line, &cluster, &column)
    return StyledLine(runs: runs, columns: column)
  }

  /// Counts the columns of the characters that begin before a place.
  private static func advance(to place: Int, _ line: MarkdownBytes, _ cluster: inout Int, _ column: inout Int) {
    while cluster < place {
      let next = DisplayCluster.at(cluster, of: line)
      (cluster, column) = (next.end, column &+ next.width)
    }
  }
}

extension FlatArray<UInt8> {
  /// The UTF-8 of a text.
  init(_ text: String) {
    self.init(capacity: text.utf8.count)
    for byte in text.utf8 { append(byte) }
  }
}

extension MarkdownBytes {
  /// A copy as an array.
  var array: [UInt8] { unsafe [UInt8](UnsafeBufferPointer(start: pointer, count: count)) }
}
