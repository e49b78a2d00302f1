// The term dictionary: a table of strings that keeps, for each term, where its postings are.
//
// Info of a block: postings base varint | positions base varint | per term: documents varint, postings length varint,
// positions length varint. A term's list begins at the base plus the lengths before it.

package import ConcordBytes

/// Where the postings of a term are.
package struct TermInfo: Sendable, Equatable {
  /// Rank of the term in byte order of its key.
  package let term: Int
  /// Number of documents that contain it.
  package let documentCount: Int
  package let postingsOffset: Int
  package let postingsLength: Int
  package let positionsOffset: Int
  /// 0 if the term has no positions.
  package let positionsLength: Int
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
  package mutating func append(
    key: ByteView, documentCount: Int, postingsLength: Int, positionsLength: Int
  ) throws(SystemError) {
    if info.count == 0 {
      info.writeVarint(bases.postings)
      info.writeVarint(bases.positions)
    }
    info.writeVarint(documentCount)
    info.writeVarint(postingsLength)
    info.writeVarint(positionsLength)
    bases.postings += postingsLength
    bases.positions += positionsLength
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
    guard let number = try table.find(key) else { return nil }
    return try info(number)
  }

  /// Where the postings of term `number` are.
  package func info(_ number: Int) throws(ArtifactError) -> TermInfo {
    var cursor = TermInfoCursor(self, from: number)
    guard let info = try cursor.next() else { throw table.damaged("term \(number) of \(table.count)") }
    return info
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
  private var bytes: ByteCursor?
  private var postings = 0
  private var positions = 0

  /// Begins at term `number`.
  package init(_ dictionary: TermDictionary, from number: Int) {
    self.dictionary = dictionary
    self.number = number
  }

  /// The next term; nil at the end.
  ///
  /// O(1), but for the first one, which may read 15 others.
  package mutating func next() throws(ArtifactError) -> TermInfo? {
    if number >= dictionary.table.count { return nil }
    do {
      let place = number % StringTableWriter.blockSize
      if place == 0 || bytes == nil {
        var cursor = ByteCursor(try dictionary.table.info(of: number))
        postings = try cursor.readVarint(upTo: dictionary.postingsLength)
        positions = try cursor.readVarint(upTo: dictionary.positionsLength)
        bytes = cursor
        for step in 0..<place { _ = try read(number - place + step) }
      }
      let info = try read(number)
      number += 1
      return info
    } catch let error as ArtifactError {
      throw error
    } catch {
      throw dictionary.table.damaged("\(error)")
    }
  }

  @inline(__always)
  private mutating func read(_ term: Int) throws -> TermInfo {
    let documents = try bytes?.readVarint(upTo: Int(UInt32.max)) ?? 0
    let postingsSize = try bytes?.readVarint(upTo: dictionary.postingsLength) ?? 0
    let positionsSize = try bytes?.readVarint(upTo: dictionary.positionsLength) ?? 0
    let info = TermInfo(
      term: term, documentCount: documents, postingsOffset: postings, postingsLength: postingsSize,
      positionsOffset: positions, positionsLength: positionsSize)
    postings += postingsSize
    positions += positionsSize
    if postings > dictionary.postingsLength || positions > dictionary.positionsLength || documents == 0 {
      throw dictionary.table.damaged("the lists of term \(term) lie outside of their sections")
    }
    return info
  }
}
