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
  /// The positions, ascending.
  package private(set) var values: UnsafeMutablePointer<UInt32>
  /// How many there are.
  package fileprivate(set) var count = 0
  private var capacity = 256

  /// An empty buffer.
  package init() { unsafe values = .allocate(capacity: 256) }

  deinit { unsafe values.deallocate() }

  /// Makes room for `size` values and forgets what was there.
  fileprivate mutating func reset(capacity size: Int) {
    count = 0
    if size <= capacity { return }
    unsafe values.deallocate()
    capacity = max(size, capacity * 2)
    unsafe values = .allocate(capacity: capacity)
  }
}

/// Sums over a block of postings, from which the places of single ones follow.
package struct PositionsSums {
  fileprivate let blockStart: Int
  fileprivate let total: UInt32
  /// Postings that `before` counts.
  fileprivate var index = 0
  fileprivate var before: UInt64 = 0
}

extension PostingsCursor {
  /// The sums of the decoded block; frequencies are decoded.
  package func positionsSums() throws(ArtifactError) -> PositionsSums {
    precondition(hasFrequencies, "a block with frequencies")
    let total = sum(0, count)
    // A position costs at least a fraction of a byte, and only if packed at width 0: the bound is the run's own.
    if total > UInt64(info.positionsLength) * 128 && info.positionsLength > 0 || total > UInt64(UInt32.max) {
      throw .damaged(
        section: "\(SectionKind.positions)", offset: info.positionsOffset,
        what: "\(total) positions in \(info.positionsLength) bytes")
    }
    return PositionsSums(blockStart: try positionsStart(), total: UInt32(truncatingIfNeeded: total))
  }

  private func sum(_ start: Int, _ end: Int) -> UInt64 {
    var sum: UInt64 = 0
    var rest = fieldMask
    while rest != 0 {
      sum += unsafe concord_sum(
        scratch.frequencies + rest.trailingZeroBitCount * 128 + start, UInt32(truncatingIfNeeded: end - start))
      rest &= rest &- 1
    }
    return sum
  }

  /// Where the positions of posting `index` of the decoded block are.
  ///
  /// Asked in ascending order, all postings of a block cost one pass over its frequencies.
  package func positionsPlace(at index: Int, _ sums: inout PositionsSums) -> PositionsPlace {
    precondition(index >= 0 && index < count && hasFrequencies, "a posting of the block")
    if index < sums.index { (sums.index, sums.before) = (0, 0) }
    sums.before += sum(sums.index, index)
    sums.index = index
    var own: UInt64 = 0
    var rest = fieldMask
    while rest != 0 {
      own += unsafe UInt64(scratch.frequencies[rest.trailingZeroBitCount * 128 + index])
      rest &= rest &- 1
    }
    return PositionsPlace(
      blockStart: sums.blockStart, total: sums.total, before: UInt32(truncatingIfNeeded: sums.before),
      count: UInt32(truncatingIfNeeded: own))
  }
}

extension PostingsCursor {
  /// Where the positions of postings of the decoded block are, frequencies decoded: hands `body` a function of the index.
  ///
  /// One pass over the frequencies of the block, whatever the number of postings that are asked for: for many of them.
  package func withPositionsPlaces<Result>(
    _ body: ((Int) -> PositionsPlace) throws(ArtifactError) -> Result
  ) throws(ArtifactError) -> Result {
    precondition(hasFrequencies, "a block with frequencies")
    let start = try positionsStart()
    let size = count
    return try unsafe withSums { (sums) throws(ArtifactError) in
      try body { index in
        precondition(index >= 0 && index < size, "a posting of the block")
        return unsafe PositionsPlace(
          blockStart: start, total: sums[size], before: sums[index], count: sums[index + 1] &- sums[index])
      }
    }
  }

  /// The frequencies of all fields added up: of the postings before each, and of all at the end.
  private func withSums<Result>(
    _ body: (UnsafePointer<UInt32>) throws(ArtifactError) -> Result
  ) throws(ArtifactError) -> Result {
    let outcome = unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 136) {
      buffer -> Swift.Result<Result, ArtifactError> in
      unsafe buffer.initialize(repeating: 0)
      guard let sums = buffer.baseAddress else { return .failure(damagedPositions(0)) }
      var total: UInt64 = 0
      var rest = fieldMask
      while rest != 0 {
        total += unsafe concord_add_prefix_sums(
          sums, scratch.frequencies + rest.trailingZeroBitCount * 128, UInt32(truncatingIfNeeded: count))
        rest &= rest &- 1
      }
      // A position costs at least a fraction of a byte, and only if packed at width 0: the bound is the run's own.
      if total > UInt64(info.positionsLength) * 128 && info.positionsLength > 0 || total > UInt64(UInt32.max) {
        return .failure(damagedPositions(total))
      }
      do throws(ArtifactError) { return .success(try unsafe body(sums)) } catch { return .failure(error) }
    }
    return try outcome.get()
  }

  private func damagedPositions(_ total: UInt64) -> ArtifactError {
    .damaged(
      section: "\(SectionKind.positions)", offset: info.positionsOffset,
      what: "\(total) positions in \(info.positionsLength) bytes")
  }
}

/// A cursor over the positions of one term.
///
/// Asked in ascending order it decodes each stream of a block at most once.
@safe package struct PositionsCursor: ~Copyable {
  /// The term.
  package let info: TermInfo
  private let section: Section
  /// 128 decoded gaps.
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
  package init(_ info: TermInfo, in reader: PostingsReader) {
    self.info = info
    section = reader.positions
    unsafe gaps = .allocate(capacity: 128)
    unsafe gaps.initialize(repeating: 0, count: 128)
  }

  deinit { unsafe gaps.deallocate() }

  /// Reads the positions of a posting.
  package mutating func read(_ place: PositionsPlace, into buffer: inout PositionsBuffer) throws(ArtifactError) {
    buffer.reset(capacity: Int(place.count))
    if info.positionsLength == 0 { return }
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
    var last: UInt64 = 0
    let values = unsafe buffer.values
    var written = 0
    while at < end {
      try decode(stream: at / 128, total: Int(place.total))
      let stop = min(end, (stream + 1) * 128)
      // The first position stands as it is, the others as gaps less one; a sum too large shows at the end.
      if written == 0 {
        last = unsafe UInt64(gaps[at & 127])
        unsafe values[0] = UInt32(truncatingIfNeeded: last)
        written = 1
        at += 1
      }
      while at < stop {
        last &+= unsafe UInt64(gaps[at & 127]) &+ 1
        unsafe values[written] = UInt32(truncatingIfNeeded: last)
        written &+= 1
        at &+= 1
      }
    }
    if last >= UInt64(UInt32.max) { throw section.damaged(streamStart, "positions exceed 32 bits") }
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

  private mutating func decode(stream wanted: Int, total: Int) throws(ArtifactError) {
    if wanted == stream { return }
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
