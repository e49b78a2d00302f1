// The best k hits so far: a heap whose root is the hit to beat.

/// A document and its score in units of 2^-20.
package struct ScoredDocument: Sendable, Equatable {
  package let document: UInt32
  package let score: Int64

  package init(document: UInt32, score: Int64) { (self.document, self.score) = (document, score) }

  /// Better first: the higher score, then the document that comes first in canonical order.
  @inline(__always)
  package func isBetter(than other: ScoredDocument) -> Bool {
    score != other.score ? score > other.score : document < other.document
  }
}

/// Collects the k best of a stream of documents.
///
/// O(log k) for one that gets in, O(1) for the others.
package struct TopK {
  private let capacity: Int
  private var heap: [ScoredDocument] = []

  /// Collects up to `capacity`.
  package init(capacity: Int) {
    self.capacity = capacity
    heap.reserveCapacity(min(capacity, 1024))
  }

  /// A later document gets in only with more than this score; -1 while there is room.
  private(set) var threshold: Int64 = -1

  /// Offers a document; documents come in ascending order, so an equal score does not displace an earlier one.
  @inline(__always)
  package mutating func offer(_ document: UInt32, _ score: Int64) {
    if score <= threshold { return }
    insert(ScoredDocument(document: document, score: score))
  }

  private mutating func insert(_ hit: ScoredDocument) {
    if capacity == 0 { return }
    if heap.count < capacity {
      heap.append(hit)
      rise(heap.count - 1)
    } else {
      heap[0] = hit
      sink()
    }
    if heap.count == capacity { threshold = heap[0].score }
  }

  private mutating func rise(_ start: Int) {
    var index = start
    while index > 0 {
      let parent = (index - 1) / 2
      if !heap[parent].isBetter(than: heap[index]) { return }
      heap.swapAt(parent, index)
      index = parent
    }
  }

  private mutating func sink() {
    var index = 0
    while true {
      var worst = index
      for child in [2 * index + 1, 2 * index + 2] where child < heap.count && heap[worst].isBetter(than: heap[child]) {
        worst = child
      }
      if worst == index { return }
      heap.swapAt(index, worst)
      index = worst
    }
  }

  /// The hits, best first.
  package var hits: [ScoredDocument] { heap.sorted { $0.isBetter(than: $1) } }
}
