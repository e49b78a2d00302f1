// Documents in the order of a column, one page after another.

package import ConcordArtifact

/// In which order of a column documents come.
package struct ColumnOrder: Sendable, Equatable {
  /// Name of the column.
  package let column: String
  /// Whether the greatest come first.
  package let isDescending: Bool

  /// Names an order.
  package init(column: String, isDescending: Bool = false) {
    (self.column, self.isDescending) = (column, isDescending)
  }
}

/// A document in the order of a column.
package struct SortedDocument: Sendable, Equatable {
  /// Its canonical number, the rank of its id.
  package let document: UInt32
  /// Ordinal of the value that it is sorted by; nil if it has none.
  package let ordinal: UInt64?

  /// Names a document's place.
  package init(document: UInt32, ordinal: UInt64?) { (self.document, self.ordinal) = (document, ordinal) }
}

extension IndexContents {
  /// The first `limit` documents of a set, which all documents are if it is nil, in the order of a column.
  ///
  /// Documents without a value come last, ascending or descending, and those with equal values in canonical order. Of many
  /// values the least counts in ascending order and the greatest in descending order. The next page is what comes `after`
  /// the last document of this one; pages of any lengths put together are the whole order.
  ///
  ///     var page = try contents.documents(sortedBy: column, in: found, limit: 20)
  ///     page = try contents.documents(sortedBy: column, in: found, limit: 20, after: page.last)
  ///
  /// - Complexity: O(documents of the set · log limit) at most; blocks that hold nothing better are not decoded.
  package func documents(
    sortedBy column: Column, isDescending: Bool = false, in set: DocumentSet? = nil, limit: Int,
    after last: SortedDocument? = nil
  ) throws(ArtifactError) -> [SortedDocument] {
    try sort(set, by: column, isDescending: isDescending, limit: limit, after: last, control: .none).documents
  }

  /// The same until the control says stop: the first documents of the share of the collection that was looked at by then.
  package func sort(
    _ set: DocumentSet?, by column: Column, isDescending: Bool, limit: Int, after last: SortedDocument?,
    control: SearchControl
  ) throws(ArtifactError) -> (documents: [SortedDocument], examined: Double) {
    if limit <= 0 { return ([], 1) }
    let reader = ColumnReader(column)
    let set = set ?? .everything(statistics.documents)
    let flip: UInt64 = isDescending ? .max : 0
    let numbers = unsafe try order?.documentsPointer
    let bound = last.map { SortKey(ordinal: $0.ordinal, flip: flip, document: $0.document) }
    var best = BestKeys(limit: min(limit, statistics.documents))
    let passed = try set.forEachBlock(control) { (block, low, high) throws(ArtifactError) in
      if let worst = best.worst, try column.cannotBeat(worst, block: block, flip: flip, isDescending) { return }
      for (half, word) in [low, high].enumerated() {
        var bits = word
        while bits != 0 {
          let slot = block * PackedListLayout.blockSize + half * 64 + bits.trailingZeroBitCount
          bits &= bits &- 1
          let ordinal = try reader.extreme(ofSlot: slot, greatest: isDescending)
          let document = unsafe numbers.map { unsafe $0[slot] } ?? UInt32(slot)
          let key = SortKey(ordinal: ordinal, flip: flip, document: document)
          if let bound, key <= bound { continue }
          best.insert(key)
        }
      }
    }
    try artifact.checkIntact()
    let documents = best.sorted().map {
      SortedDocument(document: $0.document, ordinal: $0.isMissing ? nil : $0.key ^ flip)
    }
    return (documents, passed < set.capacity ? Double(passed) / Double(set.capacity) : 1)
  }
}

extension Column {
  /// Whether the values of a block of slots all come after a document that is the worst of those that are kept.
  fileprivate func cannotBeat(
    _ worst: SortKey, block number: Int, flip: UInt64, _ isDescending: Bool
  ) throws(ArtifactError) -> Bool {
    if ends != nil || worst.isMissing || list.count == 0 { return false }
    let block = try list.block(number)
    return block.isEmpty || (isDescending ? block.greatest : block.least) ^ flip > worst.key
  }
}

/// What documents are sorted by.
private struct SortKey: Comparable {
  let isMissing: Bool
  let key: UInt64
  let document: UInt32

  init(ordinal: UInt64?, flip: UInt64, document: UInt32) {
    isMissing = ordinal == nil
    key = ordinal.map { $0 ^ flip } ?? 0
    self.document = document
  }

  static func < (a: SortKey, b: SortKey) -> Bool {
    if a.isMissing != b.isMissing { return b.isMissing }
    return a.key != b.key ? a.key < b.key : a.document < b.document
  }
}

/// The least keys so far, the greatest of them on top of a heap.
private struct BestKeys {
  private let limit: Int
  private var heap: [SortKey] = []

  init(limit: Int) { self.limit = limit }

  /// What a key must be below to be kept; nil while there is room.
  var worst: SortKey? { heap.count == limit ? heap.first : nil }

  mutating func insert(_ key: SortKey) {
    if heap.count < limit {
      heap.append(key)
      rise(heap.count - 1)
    } else if let top = heap.first, key < top {
      heap[0] = key
      sink()
    }
  }

  private mutating func rise(_ start: Int) {
    var child = start
    while child > 0, heap[(child - 1) / 2] < heap[child] {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func sink() {
    var parent = 0
    while true {
      var greatest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[greatest] < heap[child] {
        greatest = child
      }
      if greatest == parent { return }
      heap.swapAt(parent, greatest)
      parent = greatest
    }
  }

  func sorted() -> [SortKey] { heap.sorted() }
}
