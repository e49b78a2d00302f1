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
  private let postingsLength: Int
  private let positionsLength: Int

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
    let bytes = try table.info(of: number)
    do {
      var cursor = ByteCursor(bytes)
      var postings = try cursor.readVarint(upTo: postingsLength)
      var positions = try cursor.readVarint(upTo: positionsLength)
      for _ in 0..<(number % StringTableWriter.blockSize) {
        _ = try cursor.readVarint()
        postings += try cursor.readVarint(upTo: postingsLength)
        positions += try cursor.readVarint(upTo: positionsLength)
      }
      let documents = try cursor.readVarint(upTo: Int(UInt32.max))
      let postingsSize = try cursor.readVarint(upTo: postingsLength)
      let positionsSize = try cursor.readVarint(upTo: positionsLength)
      if postings + postingsSize > postingsLength || positions + positionsSize > positionsLength || documents == 0 {
        throw table.damaged("the lists of term \(number) lie outside of their sections")
      }
      return TermInfo(
        term: number, documentCount: documents, postingsOffset: postings, postingsLength: postingsSize,
        positionsOffset: positions, positionsLength: positionsSize)
    } catch let error as ArtifactError {
      throw error
    } catch {
      throw table.damaged("\(error)")
    }
  }
}
