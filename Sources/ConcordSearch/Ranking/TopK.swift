// The best k hits so far: a heap whose root is the hit to beat.

internal import CKernels
internal import ConcordArtifact

/// A document and its score in units of 2^-20.
package struct ScoredDocument: Sendable, Equatable {
  /// Number of the document: its rank in canonical order.
  package let document: UInt32
  package let score: Int64

  package init(document: UInt32, score: Int64) { (self.document, self.score) = (document, score) }

  /// Better first: the higher score, then the document that comes first in canonical order.
  @inline(__always)
  package func isBetter(than other: ScoredDocument) -> Bool {
    score != other.score ? score > other.score : document < other.document
  }
}

/// Collects the k best of a stream of documents whose scores fit 32 bits, in scratch memory.
///
/// A hit is one number: the score above the complement of the document, so that larger is better and ties break by
/// canonical order. O(log k) for one that gets in, O(1) for the others.
@safe struct TopK {
  /// Where the canonical numbers of slots are, if the postings are in an order of their own.
  private let order: UnsafePointer<UInt32>?
  private let keys: UnsafeMutablePointer<UInt64>
  let capacity: Int
  /// Only hits below this one get in: those behind the end of the page before.
  private let ceiling: UInt64
  private(set) var count = 0
  /// The least score that can still get in.
  ///
  /// Documents come in ascending order of slots: without an order of its own an equal score does not displace an earlier
  /// document, with one it may.
  private(set) var minimum: Int32

  /// Collects up to `capacity` (at least 1) in `keys`; at least `capacity` documents are known to reach `minimum`.
  init(
    capacity: Int, keys: UnsafeMutablePointer<UInt64>, order: UnsafePointer<UInt32>?, minimum: Int32,
    after: ScoredDocument?
  ) {
    self.capacity = capacity
    ceiling = after.map(Self.ceiling) ?? .max
    unsafe self.keys = keys
    unsafe self.order = order
    self.minimum = minimum
  }

  /// Whether a document of this slot and score gets in; puts it there.
  @inline(__always)
  mutating func offer(slot: UInt32, score: Int32) {
    if score < minimum { return }
    let document = unsafe order.map { unsafe $0[Int(slot)] } ?? slot
    let key = UInt64(UInt32(bitPattern: score)) << 32 | UInt64(~document)
    if key < ceiling { insert(key) }
  }

  /// The key of a hit; of one whose score exceeds 32 bits the largest.
  private static func ceiling(_ hit: ScoredDocument) -> UInt64 {
    hit.score > Int64(Int32.max) ? .max : UInt64(max(0, hit.score)) << 32 | UInt64(~hit.document)
  }

  private mutating func insert(_ key: UInt64) {
    if count < capacity {
      unsafe keys[count] = key
      count += 1
      rise(count - 1)
    } else if unsafe key > keys[0] {
      unsafe keys[0] = key
      sink()
    } else {
      return
    }
    if count == capacity {
      let worst = unsafe Int32(truncatingIfNeeded: keys[0] >> 32)
      minimum = max(minimum, unsafe order == nil ? worst &+ 1 : worst)
    }
  }

  private func rise(_ start: Int) {
    var index = start
    let key = unsafe keys[index]
    while index > 0 {
      let parent = (index - 1) / 2
      if unsafe keys[parent] <= key { break }
      unsafe keys[index] = keys[parent]
      index = parent
    }
    unsafe keys[index] = key
  }

  private func sink() {
    var index = 0
    let key = unsafe keys[0]
    while true {
      var child = 2 * index + 1
      if child >= count { break }
      if child + 1 < count, unsafe keys[child + 1] < keys[child] { child += 1 }
      if unsafe keys[child] >= key { break }
      unsafe keys[index] = keys[child]
      index = child
    }
    unsafe keys[index] = key
  }

  /// The hits, best first.
  func hits() -> [ScoredDocument] {
    if count <= Self.few {
      // SAFETY: the kernel writes `count` keys, which are distinct since documents are.
      return unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.few) { sorted in
        guard let base = sorted.baseAddress else { return [] }
        unsafe concord_sort_descending(keys, UInt32(truncatingIfNeeded: count), base)
        return unsafe Self.hits(UnsafeBufferPointer(start: base, count: count))
      }
    }
    var buffer = unsafe UnsafeMutableBufferPointer(start: keys, count: count)
    unsafe buffer.sort(by: >)
    return unsafe Self.hits(UnsafeBufferPointer(buffer))
  }

  /// Hits that the kernel sorts.
  private static let few = 128

  private static func hits(_ keys: UnsafeBufferPointer<UInt64>) -> [ScoredDocument] {
    unsafe keys.map { ScoredDocument(document: ~UInt32(truncatingIfNeeded: $0), score: Int64($0 >> 32)) }
  }
}

/// Collects the k best of documents whose scores need 64 bits; they may come in any order.
struct WideTopK {
  private let capacity: Int
  private var heap: [ScoredDocument] = []

  /// Collects up to `capacity`.
  init(capacity: Int) {
    self.capacity = capacity
    heap.reserveCapacity(min(capacity, 1024))
  }

  /// Offers a document.
  mutating func offer(_ hit: ScoredDocument) {
    if capacity == 0 { return }
    if heap.count < capacity {
      heap.append(hit)
      rise(heap.count - 1)
    } else if hit.isBetter(than: heap[0]) {
      heap[0] = hit
      sink()
    }
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
  var hits: [ScoredDocument] { heap.sorted { $0.isBetter(than: $1) } }
}
