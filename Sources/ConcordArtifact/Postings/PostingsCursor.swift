// Walking the postings of a term block by block; PostingsLayout says what the bytes are.

internal import CKernels
internal import ConcordBytes

/// Room for the decoded block of one cursor.
///
/// `documents` and each field's `frequencies` hold 128 numbers.
@frozen @usableFromInline @safe package struct PostingsScratch {
  @usableFromInline package let documents: UnsafeMutablePointer<UInt32>
  @usableFromInline package let frequencies: UnsafeMutablePointer<UInt32>

  /// Numbers of room that a cursor over `fields` needs.
  package static func capacity(fields: Int) -> Int { 128 * (1 + fields) }

  /// Uses `capacity(fields:)` numbers from `base`, which must outlive the cursor.
  package init(base: UnsafeMutablePointer<UInt32>) {
    unsafe documents = base
    unsafe frequencies = base + 128
  }
}

/// A cursor over the blocks of a list.
///
/// A block is verified, decoded and validated in one step: documents ascend, the last is what the skip data says and is
/// below the number of documents, so that lookups by document need no check of their own.
package struct PostingsCursor {
  /// The term.
  package let info: TermInfo
  /// Number of blocks.
  package let blockCount: Int
  /// Number of the decoded block, -1 before the first.
  package private(set) var block = -1
  /// Postings in the decoded block.
  package private(set) var count = 0
  /// Fields that occur in the decoded block, a bit each.
  package private(set) var fieldMask: UInt8 = 0
  /// Where the decoded block lies.
  package let scratch: PostingsScratch

  private let section: Section
  private let positions: Section
  private let layout: PostingsLayout
  private let fields: Int
  private let isSkippable: Bool
  private let collectionSize: Int
  /// Last document of the block before the decoded one.
  private var previous: Int64 = -1

  /// Opens the list of a term.
  package init(_ info: TermInfo, in reader: PostingsReader, scratch: PostingsScratch) throws(ArtifactError) {
    self.info = info
    self.scratch = scratch
    section = reader.postings
    positions = reader.positions
    fields = reader.fields
    collectionSize = reader.documentCount
    layout = PostingsLayout(documents: info.documentCount, fields: reader.fields)
    isSkippable = info.documentCount >= PostingsLayout.skippable
    blockCount = layout.blocks
    if info.documentCount > collectionSize {
      throw section.damaged(info.postingsOffset, "\(info.documentCount) documents of \(collectionSize)")
    }
    if isSkippable && layout.body > info.postingsLength {
      throw section.damaged(info.postingsOffset, "the skip data is longer than the list")
    }
  }

  /// The last document of a block.
  package func lastDocument(of block: Int) throws(ArtifactError) -> UInt32 {
    if !isSkippable { return UInt32(truncatingIfNeeded: collectionSize - 1) }
    return try section.u32(at: info.postingsOffset + layout.lastDocuments + 4 * block)
  }

  /// The bound code of a block: a field's M_f, or the strength at default weights for `field == fields`.
  package func boundCode(of block: Int, field: Int) throws(ArtifactError) -> UInt8 {
    if !isSkippable { return 255 }
    let at = info.postingsOffset + layout.bounds + field * blockCount + block
    let view = try section.bytes(at, 1)
    return unsafe view.base.load(as: UInt8.self)
  }

  /// The bound code of the whole list.
  package func boundCode(field: Int) throws(ArtifactError) -> UInt8 {
    if !isSkippable { return 255 }
    let view = try section.bytes(info.postingsOffset + PostingsLayout.bestRanks.count + field, 1)
    return unsafe view.base.load(as: UInt8.self)
  }

  /// The code of the 10th, 100th or 1,000th strength (slot 0, 1, 2), a lower bound at default weights; 0 if unknown.
  package func bestCode(slot: Int) throws(ArtifactError) -> UInt8 {
    if !isSkippable { return 0 }
    let view = try section.bytes(info.postingsOffset + slot, 1)
    return unsafe view.base.load(as: UInt8.self)
  }

  private func range(of block: Int) throws(ArtifactError) -> (start: Int, end: Int) {
    if !isSkippable { return (info.postingsOffset, info.postingsOffset + info.postingsLength) }
    let start = try offset(of: block, array: layout.blockOffsets, base: 4)
    let end =
      block + 1 < blockCount
      ? try offset(of: block + 1, array: layout.blockOffsets, base: 4) : info.postingsLength - layout.body
    if start > end || end > info.postingsLength - layout.body {
      throw section.damaged(info.postingsOffset + layout.blockOffsets + 4 * block, "block offsets fall")
    }
    let body = info.postingsOffset + layout.body
    return (body + start, body + end)
  }

  /// A block's offset: the base of its group and what the array adds.
  private func offset(of block: Int, array: Int, base: Int) throws(ArtifactError) -> Int {
    let group = info.postingsOffset + layout.groupStart + (block >> 5) * layout.groupSize
    let start = try section.u64(at: group + base)
    let more = try section.u32(at: info.postingsOffset + array + 4 * block)
    if start > UInt64(section.length) + UInt64(positions.length) {
      throw section.damaged(group + base, "a base beyond the section")
    }
    return Int(start) + Int(more)
  }

  /// Decodes block `number`.
  package mutating func decode(block number: Int) throws(ArtifactError) {
    let (start, end) = try range(of: number)
    let bytes = try section.bytes(start, end - start)
    previous = number == 0 ? -1 : Int64(try lastDocument(of: number - 1))
    count = number == blockCount - 1 ? info.documentCount - number * 128 : 128
    block = number
    let base = unsafe bytes.base.assumingMemoryBound(to: UInt8.self)
    var at = unsafe IntegerStream.decode(base, available: bytes.count, count: count, into: scratch.documents)
    if at == 0 { throw section.damaged(start, "no stream of documents") }
    let last = unsafe IntegerStream.sumGaps(scratch.documents, count: count, after: previous)
    let promised = isSkippable ? UInt64(try lastDocument(of: number)) : last
    if last >= UInt64(collectionSize) || last != promised {
      throw section.damaged(start, "document \(last), \(collectionSize) are there")
    }
    if at >= bytes.count { throw section.damaged(start, "the block ends before its frequencies") }
    let control = unsafe base[at]
    at += 1
    fieldMask = control & 0x7f
    if fieldMask == 0 || fieldMask >> UInt8(fields) != 0 { throw section.damaged(start, "fields \(fieldMask)") }
    if control & 0x80 != 0 {
      let field = fieldMask.trailingZeroBitCount
      for index in 0..<count { unsafe scratch.frequencies[field * 128 + index] = 1 }
      return
    }
    for field in 0..<fields where fieldMask & (1 << UInt8(field)) != 0 {
      let read = unsafe IntegerStream.decode(
        base + at, available: bytes.count - at, count: count, into: scratch.frequencies + field * 128)
      if read == 0 { throw section.damaged(start, "no stream of frequencies") }
      at += read
    }
  }

  /// The frequency of a field in posting `index` of the decoded block.
  @inline(__always)
  package func frequency(field: Int, at index: Int) -> UInt32 {
    precondition(index < count && field < fields, "a posting of the block")
    return unsafe fieldMask & (1 << UInt8(field)) == 0 ? 0 : scratch.frequencies[field * 128 + index]
  }

  /// The positions of all documents of the decoded block, ascending within each; the frequencies say how many each has.
  package func readPositions(into out: inout [UInt32]) throws(ArtifactError) {
    out.removeAll(keepingCapacity: true)
    if info.positionsLength == 0 { return }
    var start = info.positionsOffset
    if isSkippable { start += try offset(of: block, array: layout.positionsOffsets, base: 12) }
    let limit = info.positionsOffset + info.positionsLength
    if start > limit { throw positions.damaged(start, "positions beyond the list") }
    var total = 0
    for index in 0..<count { total += frequencySum(at: index) }
    // Each position costs at least a fraction of a byte only if packed at width 0, so the bound is the run's own.
    if total > (limit - start) * 128 { throw positions.damaged(start, "\(total) positions in \(limit - start) bytes") }
    try decodePositions(from: start, limit: limit, total: total, into: &out)
    try restorePositions(&out, from: start)
  }

  /// Occurrences in posting `index`, over all fields.
  package func frequencySum(at index: Int) -> Int {
    var sum = 0
    for field in 0..<fields { sum += Int(frequency(field: field, at: index)) }
    return sum
  }

  private func decodePositions(
    from start: Int, limit: Int, total: Int, into out: inout [UInt32]
  ) throws(ArtifactError) {
    out.reserveCapacity(total)
    var at = start
    var left = total
    while left > 0 {
      let size = min(128, left)
      let wanted = min(IntegerStream.maximumLength, limit - at)
      let bytes = try positions.bytes(at, wanted)
      let read = unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 128) { buffer -> Int in
        guard let values = buffer.baseAddress else { return 0 }
        let read = unsafe IntegerStream.decode(
          bytes.base.assumingMemoryBound(to: UInt8.self), available: bytes.count, count: size, into: values)
        unsafe out.append(contentsOf: UnsafeBufferPointer(start: values, count: size))
        return read
      }
      if read == 0 { throw positions.damaged(at, "no stream of positions") }
      at += read
      left -= size
    }
  }

  private func restorePositions(_ out: inout [UInt32], from start: Int) throws(ArtifactError) {
    var at = 0
    for index in 0..<count {
      let size = frequencySum(at: index)
      var last: UInt32 = 0
      for step in 0..<size {
        if step > 0 {
          let (next, over) = out[at].addingReportingOverflow(last)
          if over || next == .max { throw positions.damaged(start, "positions exceed 32 bits") }
          out[at] = next + 1
        }
        last = out[at]
        at += 1
      }
    }
  }
}

/// What the cursors of an artifact share.
package struct PostingsReader: Sendable {
  let postings: Section
  let positions: Section
  package let fields: Int
  package let documentCount: Int

  /// Opens the sections of an artifact with `fields` fields and `documentCount` documents.
  package init(_ artifact: ArtifactBytes, fields: Int, documentCount: Int) throws(ArtifactError) {
    postings = try artifact.section(.postings)
    positions = try artifact.section(.positions)
    self.fields = fields
    self.documentCount = documentCount
  }
}
