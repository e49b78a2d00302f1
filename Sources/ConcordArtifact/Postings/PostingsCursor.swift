// Walking the postings of a term block by block; PostingsLayout says what the bytes are.

internal import CKernels
internal import ConcordBytes

/// Room for the decoded block of one cursor.
///
/// `documents` and each field's `frequencies` hold 128 numbers, `sums` one more and what vectors reach beyond.
@frozen @usableFromInline @safe package struct PostingsScratch {
  @usableFromInline package let documents: UnsafeMutablePointer<UInt32>
  @usableFromInline package let frequencies: UnsafeMutablePointer<UInt32>
  @usableFromInline let sums: UnsafeMutablePointer<UInt32>

  /// Numbers of room that a cursor over `fields` needs.
  package static func capacity(fields: Int) -> Int { 144 + 128 * (1 + fields) }

  /// Uses `capacity(fields:)` numbers from `base`, which must outlive the cursor; documents are the first of them.
  package init(base: UnsafeMutablePointer<UInt32>) {
    unsafe documents = base
    unsafe sums = base + 128
    unsafe frequencies = base + 272
  }
}

/// A cursor over the blocks of a list.
///
/// The whole list is verified when the cursor is made (a bit test for each 4 KB, once they are verified), so that the
/// hot loops meet no checksum; a block is validated as it is decoded: documents ascend, the last is what the skip data
/// says and is below the number of documents, so that lookups by document need no check of their own. The cursor is
/// plain data: copies and moves count no references. Whoever makes one keeps the artifact alive.
@safe package struct PostingsCursor {
  /// The term.
  package let info: TermInfo
  /// Number of blocks.
  package let blockCount: Int
  /// Number of the decoded block, -1 before the first.
  package private(set) var block = -1
  /// Postings in the decoded block.
  package private(set) var count = 0
  /// Fields that occur in the decoded block, a bit each; known once the frequencies are decoded.
  package private(set) var fieldMask: UInt8 = 0
  /// Whether the frequencies of the block are decoded.
  package private(set) var hasFrequencies = false
  /// Where the positions of the decoded block begin in the list of positions, once its frequencies are added up.
  var positionsBase: Int?
  /// Where the decoded block lies.
  package let scratch: PostingsScratch
  /// Whether the list has skip data: bounds and last documents of its blocks.
  package let isSkippable: Bool

  private let list: UnsafeRawPointer
  private let layout: PostingsLayout
  private let fields: Int
  private let collectionSize: Int
  /// Where the frequencies of the decoded block begin and the block ends, in the list.
  private var frequenciesStart = 0
  private var blockEnd = 0

  /// Opens the list of a term.
  package init(_ info: TermInfo, in reader: borrowing PostingsReader, scratch: PostingsScratch) throws(ArtifactError) {
    self.info = info
    self.scratch = scratch
    fields = reader.fields
    collectionSize = reader.documentCount
    layout = PostingsLayout(documents: info.documentCount, fields: reader.fields)
    isSkippable = info.documentCount >= PostingsLayout.skippable
    blockCount = layout.blocks
    let section = reader.section(of: info)
    if info.documentCount > collectionSize {
      throw section.damaged(info.postingsOffset, "\(info.documentCount) documents of \(collectionSize)")
    }
    if isSkippable && layout.body > info.postingsLength {
      throw section.damaged(info.postingsOffset, "the skip data is longer than the list")
    }
    unsafe list = try section.bytes(info.postingsOffset, info.postingsLength).base
  }

  private func damaged(_ offset: Int, _ what: String) -> ArtifactError {
    let section: SectionKind = info.isInline ? .terms : .postings
    return .damaged(section: "\(section)", offset: info.postingsOffset + offset, what: what)
  }

  /// The last document of a block.
  @inline(__always)
  package func lastDocument(of block: Int) -> UInt32 {
    precondition(block >= 0 && block < blockCount, "a block of the list")
    if !isSkippable { return UInt32(truncatingIfNeeded: collectionSize - 1) }
    // SAFETY: the skip data was checked to lie within the list when the cursor was made.
    return unsafe UInt32(littleEndian: (list + layout.lastDocuments + 4 * block).loadUnaligned(as: UInt32.self))
  }

  /// The first block from `from` on whose last document is not before `target`; `blockCount` if there is none.
  ///
  /// Doubling steps, then halves: O(log of the distance).
  package func block(holding target: UInt32, from: Int) -> Int {
    if !isSkippable { return from }
    var low = from
    var step = 1
    var high = low
    while high < blockCount, lastDocument(of: high) < target {
      low = high + 1
      high += step
      step *= 2
    }
    high = min(high, blockCount)
    while low < high {
      let middle = (low + high) / 2
      if lastDocument(of: middle) < target { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The bound code of a block: a field's M_f, or the strength at default weights for `field == fields`.
  @inline(__always)
  package func boundCode(of block: Int, field: Int) -> UInt8 {
    precondition(block >= 0 && block < blockCount && field >= 0 && field <= fields, "a bound of the list")
    if !isSkippable { return 255 }
    // SAFETY: as in lastDocument(of:).
    return unsafe (list + layout.bounds + field * blockCount + block).load(as: UInt8.self)
  }

  /// The largest bound code of blocks `first...last`.
  package func boundCode(of blocks: ClosedRange<Int>, field: Int) -> UInt8 {
    precondition(
      blocks.lowerBound >= 0 && blocks.upperBound < blockCount && field >= 0 && field <= fields, "bounds of the list")
    if !isSkippable { return 255 }
    // SAFETY: as in lastDocument(of:).
    return unsafe concord_largest_code(
      (list + layout.bounds + field * blockCount + blocks.lowerBound).assumingMemoryBound(to: UInt8.self),
      blocks.count)
  }

  /// The bound code of the whole list.
  package func boundCode(field: Int) -> UInt8 {
    precondition(field >= 0 && field <= fields, "a bound of the list")
    if !isSkippable { return 255 }
    return unsafe (list + PostingsLayout.bestRanks.count + field).load(as: UInt8.self)
  }

  /// Lists of fewer documents have no skip data and are one block.
  package static let shortest = PostingsLayout.skippable

  /// The slot whose rank is the first that is not below `limit`; nil if no kept rank is.
  package static func bestSlot(for limit: Int) -> Int? { PostingsLayout.bestRanks.firstIndex { $0 >= limit } }

  /// The code of the 10th, 100th or 1,000th strength (slot 0, 1, 2), a lower bound at default weights; 0 if unknown.
  package func bestCode(slot: Int) -> UInt8 {
    precondition(slot >= 0 && slot < PostingsLayout.bestRanks.count, "a rank that is kept")
    return isSkippable ? unsafe (list + slot).load(as: UInt8.self) : 0
  }

  /// The last documents of all blocks, 32-bit little-endian numbers without alignment; nil without skip data.
  package var lastDocuments: UnsafeRawPointer? { isSkippable ? unsafe list + layout.lastDocuments : nil }

  /// The bound codes of all blocks in a column: a field's, or for `field == fields` those of the strength.
  package func boundCodes(field: Int) -> UnsafePointer<UInt8>? {
    precondition(field >= 0 && field <= fields, "a column of the list")
    return isSkippable
      ? unsafe (list + layout.bounds + field * blockCount).assumingMemoryBound(to: UInt8.self) : nil
  }

  private func range(of block: Int) throws(ArtifactError) -> (start: Int, end: Int) {
    if !isSkippable { return (0, info.postingsLength) }
    let room = info.postingsLength - layout.body
    let start = try offset(of: block, array: layout.blockOffsets, base: 4)
    let end = block + 1 < blockCount ? try offset(of: block + 1, array: layout.blockOffsets, base: 4) : room
    if start > end || end > room { throw damaged(layout.blockOffsets + 4 * block, "block offsets fall") }
    return (layout.body + start, layout.body + end)
  }

  /// A block's offset: the base of its group and what the array adds.
  private func offset(of block: Int, array: Int, base: Int) throws(ArtifactError) -> Int {
    precondition(block >= 0 && block < blockCount, "a block of the list")
    let group = layout.groupStart + (block >> 5) * layout.groupSize
    let start = unsafe UInt64(littleEndian: (list + group + base).loadUnaligned(as: UInt64.self))
    let more = unsafe UInt32(littleEndian: (list + array + 4 * block).loadUnaligned(as: UInt32.self))
    if start > UInt64(Int32.max) << 24 { throw damaged(group + base, "a base beyond any section") }
    return Int(start) + Int(more)
  }

  /// Where the positions of the decoded block begin, from the start of the list in POSI.
  func positionsStart() throws(ArtifactError) -> Int {
    isSkippable ? try offset(of: block, array: layout.positionsOffsets, base: 12) : 0
  }

  /// Decodes block `number`.
  package mutating func decode(block number: Int) throws(ArtifactError) {
    try decodeDocuments(block: number)
    try decodeFrequencies()
  }

  /// Decodes the documents of block `number`; its frequencies are decoded when they are asked for.
  package mutating func decodeDocuments(block number: Int) throws(ArtifactError) {
    let (start, end) = try range(of: number)
    let previous = number == 0 ? -1 : Int64(lastDocument(of: number - 1))
    let size = number == blockCount - 1 ? info.documentCount - number * 128 : 128
    var last: UInt64 = 0
    // Until it is known to be sound the block counts as none.
    block = -1
    let read = unsafe concord_decode_documents(
      (list + start).assumingMemoryBound(to: UInt8.self), end - start, UInt32(truncatingIfNeeded: size), previous,
      scratch.documents, &last)
    if read == 0 { throw damaged(start, "no stream of documents") }
    let promised = isSkippable ? UInt64(lastDocument(of: number)) : last
    if last >= UInt64(collectionSize) || last != promised {
      throw damaged(start, "document \(last), \(collectionSize) are there")
    }
    block = number
    count = size
    hasFrequencies = false
    positionsBase = nil
    frequenciesStart = start + read
    blockEnd = end
  }

  /// Decodes the frequencies of the current block, once.
  package mutating func decodeFrequencies() throws(ArtifactError) {
    if hasFrequencies { return }
    fieldMask = try unsafe readFrequencies(rows: scratch.frequencies, each: count) { bytes, available, row in
      unsafe IntegerStream.decode(bytes, available: available, count: count, into: row)
    }
    hasFrequencies = true
  }

  /// Reading so many frequencies takes no longer than decoding the block.
  private static let few = 6

  /// Writes the frequencies of `size` postings of the decoded block, at ascending `places`, into rows of 128, one a field.
  ///
  /// A few of what is not yet decoded are read where they are packed. Returns the fields that occur in the block, whose
  /// rows alone are written.
  package mutating func pickFrequencies(
    at places: UnsafePointer<UInt32>, _ size: Int, into rows: UnsafeMutablePointer<UInt32>
  ) throws(ArtifactError) -> UInt8 {
    if size > Self.few { try decodeFrequencies() }
    if hasFrequencies {
      for field in 0..<fields where fieldMask & (1 << UInt8(field)) != 0 {
        unsafe concord_take(
          rows + field * 128, scratch.frequencies + field * 128, places, UInt32(truncatingIfNeeded: size))
      }
      return fieldMask
    }
    return try unsafe readFrequencies(rows: rows, each: size) { bytes, available, row in
      unsafe concord_pick_stream(
        bytes, available, UInt32(truncatingIfNeeded: count), places, UInt32(truncatingIfNeeded: size), row)
    }
  }

  /// Reads the streams of frequencies of the decoded block and returns the fields that occur.
  ///
  /// - Parameters:
  ///   - rows: a row of 128 numbers for each field.
  ///   - size: how many numbers of a row are written.
  ///   - read: reads a stream from so many bytes into a row; returns its length, 0 for what is none.
  @inline(__always)
  private func readFrequencies(
    rows: UnsafeMutablePointer<UInt32>, each size: Int,
    _ read: (UnsafePointer<UInt8>, Int, UnsafeMutablePointer<UInt32>) -> Int
  ) throws(ArtifactError) -> UInt8 {
    var at = frequenciesStart
    if at >= blockEnd { throw damaged(at, "the block ends before its frequencies") }
    let control = unsafe (list + at).load(as: UInt8.self)
    at += 1
    let mask = control & 0x7f
    if mask == 0 || mask >> UInt8(fields) != 0 { throw damaged(at, "fields \(mask)") }
    if control & 0x80 != 0 {
      unsafe (rows + mask.trailingZeroBitCount * 128).update(repeating: 1, count: size)
      return mask
    }
    var rest = mask
    while rest != 0 {
      let length = unsafe read(
        (list + at).assumingMemoryBound(to: UInt8.self), blockEnd - at, rows + rest.trailingZeroBitCount * 128)
      if length == 0 { throw damaged(at, "no stream of frequencies") }
      at += length
      rest &= rest &- 1
    }
    return mask
  }

  /// The frequency of a field in posting `index` of the decoded block.
  @inline(__always)
  package func frequency(field: Int, at index: Int) -> UInt32 {
    precondition(
      index >= 0 && index < count && field >= 0 && field < fields && hasFrequencies, "a posting of the block")
    return unsafe fieldMask & (1 << UInt8(field)) == 0 ? 0 : scratch.frequencies[field * 128 + index]
  }

  /// Whether posting `index` has an occurrence in one of the fields of a mask.
  package func occurs(in fields: UInt8, at index: Int) -> Bool {
    var rest = fields & fieldMask
    while rest != 0 {
      if frequency(field: rest.trailingZeroBitCount, at: index) > 0 { return true }
      rest &= rest &- 1
    }
    return false
  }

  /// Occurrences in posting `index`, over all fields.
  package func frequencySum(at index: Int) -> Int {
    var sum = 0
    for field in 0..<fields { sum += Int(frequency(field: field, at: index)) }
    return sum
  }
}

/// What the cursors of an artifact share.
package struct PostingsReader: Sendable {
  private let postings: Section
  private let terms: Section
  let positions: Section
  package let fields: Int
  package let documentCount: Int

  /// Decodes the documents of a list without skip data, which is one block; returns how many.
  ///
  /// `documents` has room for 128. Without a cursor, for walks over many short lists.
  @inline(__always)
  package func decodeShort(_ info: TermInfo, into documents: UnsafeMutablePointer<UInt32>) throws(ArtifactError) -> Int
  {
    precondition(info.documentCount < PostingsLayout.skippable, "a list of one block")
    let section = section(of: info)
    let bytes = try section.bytes(info.postingsOffset, info.postingsLength)
    var last: UInt64 = 0
    let read = unsafe concord_decode_documents(
      bytes.base.assumingMemoryBound(to: UInt8.self), bytes.count, UInt32(truncatingIfNeeded: info.documentCount), -1,
      documents, &last)
    if read == 0 || last >= UInt64(documentCount) {
      throw section.damaged(info.postingsOffset, "document \(last), \(documentCount) are there")
    }
    return info.documentCount
  }

  /// Where the list of a term is.
  @inline(__always)
  func section(of info: TermInfo) -> Section { info.isInline ? terms : postings }

  /// Opens the sections of an artifact with `fields` fields and `documentCount` documents.
  package init(_ artifact: ArtifactBytes, fields: Int, documentCount: Int) throws(ArtifactError) {
    postings = try artifact.section(.postings)
    terms = try artifact.section(.terms)
    positions = try artifact.section(.positions)
    self.fields = fields
    self.documentCount = documentCount
  }
}
