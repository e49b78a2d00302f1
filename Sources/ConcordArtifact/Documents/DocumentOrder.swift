// The second numbering of documents, in which an optimizing build writes postings and norms.
//
// A document's *number* is its rank in the order of ids. Its *slot* is its place in an order in which documents that share
// terms stand together, so that gaps are short. Section ORDR: the number of the document of each slot u32, then the slot
// of each document u32. The second is the inverse of the first and stored all the same: it is needed by the first snippet,
// and making it would cost every open O(documents).

internal import ConcordBytes

/// The slots of the documents of an opened artifact.
package struct DocumentOrder: Sendable {
  /// Number of documents, and of slots.
  package let count: Int
  private let section: Section
  /// Bit 0: the whole section was found to be a permutation and its inverse.
  private let validated: UnitBitmap

  /// Opens the section of an artifact of `documents` documents.
  ///
  /// O(1).
  package init(_ section: Section, documents: Int) throws(ArtifactError) {
    if section.length != documents * 8 {
      throw section.damaged(0, "\(section.length) bytes for \(documents) documents")
    }
    count = documents
    self.section = section
    do { validated = try UnitBitmap(count: 1) } catch { throw .system(error) }
  }

  /// The document of a slot.
  package func document(atSlot slot: Int) throws(ArtifactError) -> Int { try partner(of: slot, from: 0, to: count) }

  /// The slot of a document.
  package func slot(ofDocument document: Int) throws(ArtifactError) -> Int {
    try partner(of: document, from: count, to: 0)
  }

  /// Element `index` of the array at `here`, if the array at `there` leads back.
  @inline(__always)
  private func partner(of index: Int, from here: Int, to there: Int) throws(ArtifactError) -> Int {
    precondition(index >= 0 && index < count, "a document or slot of the collection")
    let value = Int(try section.u32(at: (here + index) * 4))
    if value >= count { throw section.damaged((here + index) * 4, "\(value), \(count) documents are there") }
    if Int(try section.u32(at: (there + value) * 4)) != index {
      throw section.damaged((here + index) * 4, "\(value) does not lead back to \(index)")
    }
    return value
  }

  /// The numbers of the documents by slot, `count` of them, each below `count` and each once; for hot loops.
  ///
  /// O(documents) the first time, O(1) from then on.
  package var documentsPointer: UnsafePointer<UInt32> {
    get throws(ArtifactError) { try unsafe numbers() }
  }

  /// The slots by number of the document; see `documentsPointer`.
  package var slotsPointer: UnsafePointer<UInt32> {
    get throws(ArtifactError) { try unsafe numbers() + count }
  }

  private func numbers() throws(ArtifactError) -> UnsafePointer<UInt32> {
    if validated.contains(0) {
      let view = section.verifiedBefore(0, count * 8)
      // SAFETY: sections begin at multiples of 64 bytes.
      return unsafe view.base.assumingMemoryBound(to: UInt32.self)
    }
    let view = try section.bytes(0, count * 8)
    let base = unsafe view.base.assumingMemoryBound(to: UInt32.self)
    for slot in 0..<count {
      let document = unsafe Int(base[slot])
      if document >= count { throw section.damaged(slot * 4, "\(document), \(count) documents are there") }
      // As many slots as documents, and each document leads back: so each is there once, and the second is the inverse.
      if unsafe base[count + document] != UInt32(slot) {
        throw section.damaged(slot * 4, "\(document) does not lead back to \(slot)")
      }
    }
    validated.insert(0)
    return unsafe base
  }

  /// The section's bytes: the documents of the slots, then the slots of the documents.
  package static func encode(_ documents: [UInt32], _ slots: [UInt32]) -> [UInt8] {
    var out = ByteWriter()
    for number in documents { out.writeU32(number) }
    for slot in slots { out.writeU32(slot) }
    return out.bytes
  }
}
