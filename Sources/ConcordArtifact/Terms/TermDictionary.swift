// The term dictionary: a table of strings that keeps, for each term, where its postings are.
//
// Info of a block: postings base varint | positions base varint | per term: documents varint, postings length varint,
// positions length varint, the list itself if it has at most 8 bytes. The list of any other term is in POST, at the base plus
// the lengths of those before it there. A word that is found by a stem has no list, and in its place the number of that stem.

internal import CKernels
package import ConcordBytes

/// Where the postings of a term are.
package struct TermInfo: Sendable, Equatable {
  /// Rank of the term in byte order of its key.
  package let term: Int
  /// Number of documents that contain it.
  package let documentCount: Int
  /// Where its list begins: in TERM if it is there, otherwise in POST; without a list, its stem's number among stems.
  package let postingsOffset: Int
  package let postingsLength: Int
  package let positionsOffset: Int
  /// 0 if the term has no positions.
  package let positionsLength: Int

  /// Whether the term has a list; a word that is found by a stem has none.
  package var hasList: Bool { postingsLength > 0 }

  /// Whether the list is in the dictionary.
  @inline(__always)
  package var isInline: Bool { postingsLength <= PostingsLayout.inlineLimit }
}

/// Encodes the dictionary: terms in ascending order of their keys.
package struct TermDictionaryWriter {
  private var table: StringTableWriter
  private var info = ByteWriter()
  private var bases: (postings: Int, positions: Int) = (0, 0)

  /// Writes blocks into `blocks`.
  package init(blocks: SectionSpool) { table = StringTableWriter(blocks: blocks) }

  /// Number of terms so far.
  package var count: Int { table.count }

  /// Appends a term (class byte first) whose lists follow those of the term before.
  package mutating func append(key: ByteView, _ list: EncodedList) throws(SystemError) {
    if info.count == 0 {
      info.writeVarint(bases.postings)
      info.writeVarint(bases.positions)
    }
    info.writeVarint(list.documentCount)
    info.writeVarint(list.postingsLength)
    info.writeVarint(list.positionsLength)
    if list.postingsLength == 0 {
      info.writeVarint(list.stem)
    } else if list.postingsLength <= PostingsLayout.inlineLimit {
      info.writeBytes(list.inline)
    } else {
      bases.postings += list.postingsLength
    }
    bases.positions += list.positionsLength
    if table.append(key) {
      try table.endBlock(info: info.bytes)
      info.removeAll()
    }
  }

  /// Ends the last block and writes the index.
  package mutating func finish(index: SectionSpool) throws(SystemError) {
    try table.endBlock(info: info.bytes)
    try table.finish(index: index)
  }
}

/// The dictionary of an opened artifact.
package struct TermDictionary: Sendable {
  /// The keys: class byte, then the term.
  package let table: StringTable
  fileprivate let postingsLength: Int
  fileprivate let positionsLength: Int

  /// Opens the dictionary.
  ///
  /// O(1).
  package init(_ artifact: ArtifactBytes) throws(ArtifactError) {
    table = try StringTable(index: artifact.section(.termIndex), blocks: artifact.section(.terms))
    postingsLength = try artifact.section(.postings).length
    positionsLength = try artifact.section(.positions).length
  }

  /// Looks up a term by its key.
  package func find(_ key: ByteView) throws(ArtifactError) -> TermInfo? {
    guard let found = try table.findInfo(key) else { return nil }
    if let info = read(found.info, found.number) { return info }
    return try decoding { () throws(BytesError) in
      var block = try TermInfoBlock(found.info, self)
      return try block.info(of: found.number)
    }
  }

  /// Where the postings of term `number` are.
  package func info(_ number: Int) throws(ArtifactError) -> TermInfo {
    if number < 0 || number >= table.count { throw table.damaged("term \(number) of \(table.count)") }
    let info = try table.info(of: number)
    if let info = read(info, number) { return info }
    return try decoding { () throws(BytesError) in
      var block = try TermInfoBlock(info, self)
      return try block.info(of: number)
    }
  }

  /// What is kept for a term, from the bytes of its block, in one call; nil if that has to be found out number by number.
  @inline(__always)
  private func read(_ info: (bytes: ByteView, offset: Int), _ number: Int) -> TermInfo? {
    var term = concord_term()
    let isRead = unsafe concord_read_term(
      info.bytes.base.assumingMemoryBound(to: UInt8.self), info.bytes.count,
      UInt32(truncatingIfNeeded: number % StringTableWriter.blockSize),
      UInt32(truncatingIfNeeded: PostingsLayout.inlineLimit), &term)
    // Lists lie in their sections, as those before them then do.
    if !isRead || term.postings_end > UInt64(postingsLength)
      || term.positions + term.positions_length > UInt64(positionsLength)
    {
      return nil
    }
    let size = Int(term.postings_length)
    let isInside = size > 0 && size <= PostingsLayout.inlineLimit
    return TermInfo(
      term: number, documentCount: Int(term.documents),
      postingsOffset: Int(term.postings) + (isInside ? info.offset : 0),
      postingsLength: size, positionsOffset: Int(term.positions), positionsLength: Int(term.positions_length))
  }

  @inline(__always)
  fileprivate func decoding<Result>(_ body: () throws(BytesError) -> Result) throws(ArtifactError) -> Result {
    do { return try body() } catch { throw table.damaged("lists of terms: \(error)") }
  }

  /// The numbers of the terms whose keys begin with `prefix`.
  ///
  /// O(log n).
  package func terms(withPrefix prefix: [UInt8]) throws(ArtifactError) -> Range<Int> {
    let low = try prefix.withView { (view) throws(ArtifactError) in try table.lowerBound(view) }
    var end = prefix
    while let last = end.popLast() {
      if last == .max { continue }
      end.append(last + 1)
      let high = try end.withView { (view) throws(ArtifactError) in try table.lowerBound(view) }
      return low..<max(low, high)
    }
    return low..<table.count
  }
}

/// Walks over what is kept for terms in order, without their keys.
package struct TermInfoCursor {
  private let dictionary: TermDictionary
  private var number: Int
  private var block: TermInfoBlock?

  /// Begins at term `number`.
  package init(_ dictionary: TermDictionary, from number: Int) {
    self.dictionary = dictionary
    self.number = number
  }

  /// What is kept for a term that is not before the last one.
  ///
  /// O(1): up to 15 others are read.
  package mutating func info(_ wanted: Int) throws(ArtifactError) -> TermInfo {
    let size = StringTableWriter.blockSize
    if block != nil && number % size != 0 && wanted / size == number / size && wanted >= number {
      while number < wanted { _ = try next() }
    } else {
      (number, block) = (max(0, wanted), nil)
    }
    guard wanted >= 0, let info = try next() else {
      throw dictionary.table.damaged("term \(wanted) of \(dictionary.table.count)")
    }
    return info
  }

  /// The next term; nil at the end.
  ///
  /// O(1), but for the first one, which may read 15 others.
  package mutating func next() throws(ArtifactError) -> TermInfo? {
    if number >= dictionary.table.count { return nil }
    defer { number += 1 }
    let kept = number % StringTableWriter.blockSize == 0 ? nil : block
    let info = try kept == nil ? dictionary.table.info(of: number) : nil
    return try dictionary.decoding { () throws(BytesError) in
      if let info {
        var fresh = try TermInfoBlock(info, dictionary)
        let found = try fresh.info(of: number)
        block = fresh
        return found
      }
      return try block?.next(number)
    }
  }
}

/// What is kept for the terms of one block, read one after another.
private struct TermInfoBlock {
  private var cursor: ByteCursor
  /// Where the bytes of `cursor` begin in TERM.
  private let start: Int
  private let postingsLength: Int
  private let positionsLength: Int
  private var postings: Int
  private var positions: Int

  init(_ info: (bytes: ByteView, offset: Int), _ dictionary: TermDictionary) throws(BytesError) {
    cursor = ByteCursor(info.bytes)
    start = info.offset
    (postingsLength, positionsLength) = (dictionary.postingsLength, dictionary.positionsLength)
    postings = try cursor.readVarint(upTo: postingsLength)
    positions = try cursor.readVarint(upTo: positionsLength)
  }

  /// Reads up to a term of the block; the first call on it.
  @inline(__always)
  mutating func info(of term: Int) throws(BytesError) -> TermInfo {
    let place = term % StringTableWriter.blockSize
    for step in 0..<place { _ = try next(term - place + step) }
    return try next(term)
  }

  /// Reads the next term.
  @inline(__always)
  mutating func next(_ term: Int) throws(BytesError) -> TermInfo {
    let at = cursor.offset
    let documents = try cursor.readVarint(upTo: Int(UInt32.max))
    let postingsSize = try cursor.readVarint(upTo: max(postingsLength, PostingsLayout.inlineLimit))
    let positionsSize = try cursor.readVarint(upTo: positionsLength)
    var offset = postings
    if postingsSize == 0 {
      offset = try cursor.readVarint(upTo: Int(UInt32.max))
    } else if postingsSize <= PostingsLayout.inlineLimit {
      offset = start + cursor.offset
      if postingsSize > cursor.remaining {
        throw .truncated(needed: postingsSize, available: cursor.remaining, offset: cursor.offset)
      }
      cursor.offset += postingsSize
    } else {
      postings += postingsSize
    }
    let info = TermInfo(
      term: term, documentCount: documents, postingsOffset: offset, postingsLength: postingsSize,
      positionsOffset: positions, positionsLength: positionsSize)
    positions += positionsSize
    // Lists lie in their sections, and a term is in a document.
    if postings > postingsLength || positions > positionsLength || documents == 0 { throw .outOfRange(offset: at) }
    return info
  }
}
