// Static ranks: a byte a document that says how much it counts before anything is asked, and what the byte adds to a score.
//
// Section RANK: the rank of the document of each slot, u8. 0 is a document without a value in the field that the ranks were
// made of; the least value has 1 and the greatest 255.

package import ConcordBytes

/// The ranks of the documents of an opened artifact, in the order of slots.
package struct StaticRanks: Sendable {
  /// The stored field that they were made of.
  package let field: String
  /// Number of documents.
  package let count: Int
  private let section: Section

  /// Opens the section of an artifact; nil for one that was built without a field for it.
  ///
  /// O(1).
  package init?(_ artifact: ArtifactBytes, field: String?, documents: Int) throws(ArtifactError) {
    guard let field else {
      if let section = artifact.sectionIfPresent(.ranks) { throw section.damaged(0, "ranks of no field") }
      return nil
    }
    section = try artifact.section(.ranks)
    if section.length != documents {
      throw section.damaged(0, "\(section.length) bytes for \(documents) documents")
    }
    self.field = field
    count = documents
  }

  /// The ranks of `slots`, verified.
  package func bytes(_ slots: Range<Int>) throws(ArtifactError) -> ByteView {
    try section.bytes(slots.lowerBound, slots.count)
  }

  /// The rank of a slot.
  package func rank(ofSlot slot: Int) throws(ArtifactError) -> UInt8 {
    let view = try section.bytes(slot, 1)
    return unsafe view.bytes[0]
  }

  /// The ranks of documents from their values: equal values have equal ranks, and a greater one never has a smaller rank.
  ///
  /// A value's rank is 1 + 254 · d div (D - 1), where d of the D distinct values are smaller; 255 if there is one only. Places
  /// among the distinct values and not the values themselves, so that one page with a million links does not press all
  /// others down to 1; and not places among documents, so that a field of zeros and ones has ranks 1 and 255.
  ///
  /// - Parameter ordinals: numbers that order like the values; nil for a document without one.
  package static func ranks(_ ordinals: [UInt64?]) -> [UInt8] {
    var distinct = ordinals.compactMap { $0 }
    distinct.sort()
    var count = 0
    for index in distinct.indices where index == 0 || distinct[index] != distinct[count - 1] {
      distinct[count] = distinct[index]
      count += 1
    }
    return ordinals.map { ordinal in
      guard let ordinal else { return 0 }
      if count == 1 { return 255 }
      var (low, high) = (0, count)
      while low < high {
        let middle = (low + high) / 2
        if distinct[middle] < ordinal { low = middle + 1 } else { high = middle }
      }
      return UInt8(1 + 254 * low / (count - 1))
    }
  }
}
