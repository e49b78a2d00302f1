// The positions of single postings, decoded stream by stream as they are asked for; PostingsLayout says what the bytes are.

internal import CKernels
internal import ConcordBytes

/// Where the positions of a posting are.
@frozen @usableFromInline package struct PositionsPlace: Sendable {
  /// Where those of its block begin, from the start of the list in POSI.
  package let blockStart: Int
  /// Positions in the whole block.
  package let total: UInt32
  /// Positions of the block that come before.
  package let before: UInt32
  /// How many it has.
  package let count: UInt32

  /// A posting without positions.
  package static let nowhere = PositionsPlace(blockStart: 0, total: 0, before: 0, count: 0)
}

/// Positions of a document, in memory that grows and is used again for the next one.
@safe package struct PositionsBuffer: ~Copyable {
  /// The positions, ascending; behind them 8 numbers larger than any.
  package private(set) var values: UnsafeMutablePointer<UInt32>
  /// How many there are.
  package fileprivate(set) var count = 0
  /// With the margin 1,024 bytes, which glibc keeps at hand.
  private var capacity = 240
  /// Numbers behind the last one that vectors reach or that end the list.
  private static let margin = 16

  /// An empty buffer.
  package init() {
    unsafe values = .allocate(capacity: capacity + Self.margin)
    unsafe values.update(repeating: .max, count: 8)
  }

  deinit { unsafe values.deallocate() }

  /// Makes room for `size` values, and for vectors that reach beyond, and forgets what was there.
  @inline(__always)
  fileprivate mutating func reset(capacity size: Int) {
    count = 0
    if size <= capacity { return }
    unsafe values.deallocate()
    capacity = max(size, capacity * 2)
    unsafe values = .allocate(capacity: capacity + Self.margin)
    unsafe values.update(repeating: .max, count: 8)
  }
}

extension PostingsCursor {
  /// Adds up the frequencies of the decoded block over all fields, once: `positionsPlace` needs the sums.
  package mutating func sumFrequencies() throws(ArtifactError) {
    if positionsBase != nil { return }
    try decodeFrequencies()
    let total = unsafe concord_sum_rows(
      scratch.sums, scratch.frequencies, UInt32(fieldMask), UInt32(truncatingIfNeeded: count))
    // A position costs at least a fraction of a byte, and only if packed at width 0: the bound is the run's own.
    if total > UInt64(info.positionsLength) * 128 && info.positionsLength > 0 || total > UInt64(UInt32.max) {
      throw .damaged(
        section: "\(SectionKind.positions)", offset: info.positionsOffset,
        what: "\(total) positions in \(info.positionsLength) bytes")
    }
    positionsBase = try positionsStart()
  }

  /// Writes where the positions of `size` postings of the decoded block are, whose frequencies are added up.
  package func positionsPlaces(
    at indexes: UnsafePointer<UInt32>, _ size: Int, into places: UnsafeMutablePointer<PositionsPlace>
  ) {
    for index in 0..<size { unsafe places[index] = positionsPlace(at: Int(indexes[index])) }
  }

  /// Where the positions of posting `index` of the decoded block are; its frequencies are added up.
  @inline(__always)
  package func positionsPlace(at index: Int) -> PositionsPlace {
    guard let positionsBase else { preconditionFailure("a block whose frequencies are added up") }
    precondition(index >= 0 && index < count, "a posting of the block")
    let sums = unsafe scratch.sums
    return unsafe PositionsPlace(
      blockStart: positionsBase, total: sums[count], before: sums[index], count: sums[index + 1] &- sums[index])
  }
}

/// A cursor over the positions of one term.
///
/// Asked in ascending order it decodes each stream of a block at most once.
@safe package struct PositionsCursor: ~Copyable {
  /// The term.
  package let info: TermInfo
  private let section: Section
  /// 128 decoded gaps, and what vectors reach beyond.
  private let gaps: UnsafeMutablePointer<UInt32>
  /// The block that the streams are of, -1 for none.
  private var blockStart = -1
  /// The decoded stream of the block, -1 for none; where it and the following one begin in the section.
  private var stream = -1
  private var streamStart = 0
  private var nextStart = 0
  /// Bytes of the section that were verified last: whole units, so that most streams need no look at the bitmap.
  private var verified = 0..<0

  /// Opens the positions of a term; a term without positions has none in any document.
  package init(_ info: TermInfo, in reader: borrowing PostingsReader) {
    self.info = info
    section = reader.positions
    unsafe gaps = .allocate(capacity: 136)
    unsafe gaps.initialize(repeating: 0, count: 136)
  }

  deinit { unsafe gaps.deallocate() }

  /// Reads the positions of a posting.
  package mutating func read(_ place: PositionsPlace, into buffer: inout PositionsBuffer) throws(ArtifactError) {
    buffer.reset(capacity: Int(place.count))
    if info.positionsLength == 0 {
      unsafe buffer.values.update(repeating: .max, count: 8)
      return
    }
    if place.blockStart != blockStart {
      if place.blockStart > info.positionsLength {
        throw section.damaged(info.positionsOffset, "positions beyond the list")
      }
      stream = -1
      nextStart = info.positionsOffset + place.blockStart
      blockStart = place.blockStart
    }
    var at = Int(place.before)
    let end = at + Int(place.count)
    // The first position stands as it is, the others as gaps less one: all alike behind position -1.
    var last: Int64 = -1
    var written = 0
    while at < end {
      try decode(stream: at / 128, total: Int(place.total))
      let run = min(end, (stream + 1) * 128) - at
      last = unsafe concord_add_gaps(
        gaps + (at & 127), UInt32(truncatingIfNeeded: run), last, buffer.values + written)
      if last >= Int64(UInt32.max) { throw section.damaged(streamStart, "positions exceed 32 bits") }
      written += run
      at += run
    }
    unsafe (buffer.values + written).update(repeating: .max, count: 8)
    buffer.count = written
  }

  @inline(__always)
  private mutating func bytes(_ start: Int, _ length: Int) throws(ArtifactError) -> ByteView {
    if start >= verified.lowerBound && start + length <= verified.upperBound {
      return section.verifiedBefore(start, length)
    }
    let view = try section.bytes(start, length)
    let unit = ChecksumTree.unitSize
    verified = start / unit * unit..<min(section.length, (start + length + unit - 1) / unit * unit)
    return view
  }

  @inline(__always)
  private mutating func decode(stream wanted: Int, total: Int) throws(ArtifactError) {
    if wanted != stream { try decodeAnother(stream: wanted, total: total) }
  }

  private mutating func decodeAnother(stream wanted: Int, total: Int) throws(ArtifactError) {
    if wanted < stream {
      stream = -1
      nextStart = info.positionsOffset + blockStart
    }
    let limit = info.positionsOffset + info.positionsLength
    while stream < wanted {
      streamStart = nextStart
      let size = min(128, total - (stream + 1) * 128)
      let bytes = try bytes(streamStart, min(IntegerStream.maximumLength, limit - streamStart))
      let base = unsafe bytes.base.assumingMemoryBound(to: UInt8.self)
      let read =
        stream + 1 == wanted
        ? unsafe IntegerStream.decode(base, available: bytes.count, count: size, into: gaps)
        : unsafe IntegerStream.skip(base, available: bytes.count, count: size)
      if read == 0 { throw section.damaged(streamStart, "no stream of positions") }
      nextStart += read
      stream += 1
    }
  }
}
