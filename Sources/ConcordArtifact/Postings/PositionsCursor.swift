// The positions of single postings, decoded stream by stream as they are asked for; PostingsLayout says what the bytes are.

internal import CKernels
internal import ConcordBytes

/// Positions of a document, in memory that grows and is used again for the next one.
@safe package struct PositionsBuffer: ~Copyable {
  /// The positions, ascending.
  package private(set) var values: UnsafeMutablePointer<UInt32>
  /// How many there are.
  package private(set) var count = 0
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

  fileprivate mutating func append(_ value: UInt32) {
    precondition(count < capacity, "room was made before")
    unsafe values[count] = value
    count += 1
  }
}

/// A cursor over the positions of one term.
///
/// Asked in ascending order it decodes each stream of a block at most once.
@safe package struct PositionsCursor: ~Copyable {
  /// The term.
  package let info: TermInfo
  private let section: Section
  /// 128 decoded gaps, then where the positions of each posting of the block begin among all of them (129 numbers).
  private let memory: UnsafeMutablePointer<UInt32>
  /// Block that is open, -1 for none.
  package private(set) var block = -1
  private var count = 0
  private var total = 0
  private var start = 0
  private var limit = 0
  /// The decoded stream, -1 for none; where it and the following one begin.
  private var stream = -1
  private var streamStart = 0
  private var nextStart = 0

  /// Opens the positions of a term; a term without positions has none in any document.
  package init(_ info: TermInfo, in reader: PostingsReader) {
    self.info = info
    section = reader.positions
    unsafe memory = .allocate(capacity: 128 + 129)
    unsafe memory.initialize(repeating: 0, count: 128 + 129)
  }

  deinit { unsafe memory.deallocate() }

  private var starts: UnsafeMutablePointer<UInt32> { unsafe memory + 128 }

  /// Begins with the block that `cursor` has decoded, frequencies included.
  package mutating func open(_ cursor: PostingsCursor) throws(ArtifactError) {
    if block == cursor.block { return }
    block = -1
    start = info.positionsOffset + (try cursor.positionsStart())
    limit = info.positionsOffset + info.positionsLength
    if start > limit { throw section.damaged(start, "positions beyond the list") }
    count = cursor.count
    var sum = 0
    for index in 0..<count {
      unsafe starts[index] = UInt32(truncatingIfNeeded: sum)
      sum += cursor.frequencySum(at: index)
    }
    // A position costs at least a fraction of a byte, and only if packed at width 0: the bound is the run's own.
    if sum > (limit - start) * 128 || sum > Int(UInt32.max) {
      throw section.damaged(start, "\(sum) positions in \(limit - start) bytes")
    }
    unsafe starts[count] = UInt32(truncatingIfNeeded: sum)
    total = sum
    stream = -1
    nextStart = start
    block = cursor.block
  }

  /// Reads the positions of posting `index` of the open block.
  package mutating func read(_ index: Int, into buffer: inout PositionsBuffer) throws(ArtifactError) {
    precondition(block >= 0 && index >= 0 && index < count, "a posting of the open block")
    if info.positionsLength == 0 {
      buffer.reset(capacity: 0)
      return
    }
    var at = unsafe Int(starts[index])
    let end = unsafe Int(starts[index + 1])
    buffer.reset(capacity: end - at)
    var last: UInt64 = 0
    while at < end {
      try decode(stream: at / 128)
      let stop = min(end, (stream + 1) * 128)
      while at < stop {
        let gap = unsafe UInt64(memory[at & 127])
        last = buffer.count == 0 ? gap : last + gap + 1
        if last >= UInt64(UInt32.max) { throw section.damaged(streamStart, "positions exceed 32 bits") }
        buffer.append(UInt32(last))
        at += 1
      }
    }
  }

  private mutating func decode(stream wanted: Int) throws(ArtifactError) {
    if wanted == stream { return }
    if wanted < stream {
      stream = -1
      nextStart = start
    }
    while stream < wanted {
      streamStart = nextStart
      let size = min(128, total - (stream + 1) * 128)
      let bytes = try section.bytes(streamStart, min(IntegerStream.maximumLength, limit - streamStart))
      let base = unsafe bytes.base.assumingMemoryBound(to: UInt8.self)
      let read =
        stream + 1 == wanted
        ? unsafe IntegerStream.decode(base, available: bytes.count, count: size, into: memory)
        : unsafe IntegerStream.skip(base, available: bytes.count, count: size)
      if read == 0 { throw section.damaged(streamStart, "no stream of positions") }
      nextStart += read
      stream += 1
    }
  }
}
