// Putting documents that share terms next to each other, so that the gaps in postings get short.
//
// Recursive graph bisection (Dhulipala, Kabiljo, Karrer, Ottaviano, Pupyrev, Shalita: Compressing Graphs and Indexes with
// Recursive Graph Bisection, KDD 2016; Mackenzie, Petri, Moffat: Faster Index Reordering with Bipartite Graph
// Partitioning, SIGIR 2021). The documents are split into two halves; documents trade places as long as that lowers the
// cost of the terms, whose documents in a half of n, d in number, are taken to cost d · log2(n / (d + 1)) bits; then each
// half is split in the same way.
//
// Deviations. Costs are integers (2^-16 bits) from a table of our own logarithm, so that no rounding decides the order.
// Both halves have the same size within one, so the share of n cancels out and a document's gain is a sum over its terms
// of differences of one table. Terms with fewer than two documents in a part, and those in all of them, have no say there;
// small parts leave them out of a copy of their lists, in which the terms that remain are numbered anew.

import ConcordArtifact
import ConcordBytes

/// Orders the documents of a forward index.
///
/// The order depends on the index alone: not on threads, and not on memory.
@safe final class GraphBisection: @unchecked Sendable {
  /// Parts of this size are not split: their documents stay in the order of their numbers.
  ///
  /// Postings do not care (4, 16 and 64 differ by 0.1 %); texts do: 16 gives a store 1.9 % larger than 4, and 2 the same.
  static let smallestPart = 4
  /// Most rounds of trading for one split; 60 give postings 0.05 % shorter.
  static let mostRounds = 20
  /// A part with fewer postings gets a copy of its lists of its own.
  static let copiedPostings = 1 << 18

  /// A document while it is ordered.
  struct Item {
    /// Cost that is saved if it changes sides.
    var gain: Int64
    /// Where its terms begin.
    var start: Int
    /// How many they are.
    var count: UInt32
    var document: UInt32
  }

  private let index: ForwardIndex
  private let threads: Int
  private let memory: WorkFile
  private let items: UnsafeMutablePointer<Item>
  /// Element d: what a half pays more for d + 1 documents of a term than for d, apart from the share of its size.
  private let steps: UnsafeMutablePointer<Int32>
  /// One for each thread.
  private let scratches: Lock<[BisectionScratch]>

  init(_ index: ForwardIndex, threads: Int, folder: String) throws(SystemError) {
    self.index = index
    self.threads = threads
    let count = index.documents
    var scratches: [BisectionScratch] = []
    for _ in 0..<threads { scratches.append(try BisectionScratch(terms: index.terms, folder: folder)) }
    self.scratches = Lock(scratches)
    memory = try WorkFile(capacity: count * MemoryLayout<Item>.stride + (count + 2) * 4, folder: folder)
    unsafe items = memory.base.bindMemory(to: Item.self, capacity: max(1, count))
    unsafe steps = (memory.base + count * MemoryLayout<Item>.stride).bindMemory(to: Int32.self, capacity: count + 2)
    for document in 0..<count {
      let start = unsafe Int(index.offsets[document])
      let end = unsafe Int(index.offsets[document + 1])
      unsafe items[document] = Item(
        gain: 0, start: start, count: UInt32(end - start), document: UInt32(document))
    }
    var last: Int64 = 0
    for degree in 0..<(count + 2) {
      let next = Int64(degree + 1) * Self.logarithm(degree + 2)
      unsafe steps[degree] = Int32(next - last)
      last = next
    }
  }

  /// log2 in units of 2^-16, rounded.
  private static func logarithm(_ value: Int) -> Int64 {
    Int64((Logarithm.natural(Double(value)) * (65_536 / 0.6931471805599453)).rounded())
  }

  /// The documents in their new order.
  func order() -> [UInt32] {
    let whole = unsafe UnsafeMutableBufferPointer(start: items, count: index.documents)
    if threads == 1 {
      withScratch { unsafe order(whole, index.lists, $0) }
    } else {
      // The first splits are done here; their parts do not depend on each other, so any thread may go on with one.
      var parts = [0..<index.documents]
      while parts.count < 2 * threads && parts.allSatisfy({ $0.count > 16 * Self.smallestPart }) {
        parts = parts.flatMap { part -> [Range<Int>] in
          withScratch { unsafe split(.init(rebasing: whole[part]), index.lists, $0) }
          let middle = part.lowerBound + part.count / 2
          return [part.lowerBound..<middle, middle..<part.upperBound]
        }
      }
      let workers = OrderedWorkers<Range<Int>, Void>(threads: threads) { [self] part in
        let whole = unsafe UnsafeMutableBufferPointer(start: items, count: index.documents)
        withScratch { unsafe order(.init(rebasing: whole[part]), index.lists, $0) }
      }
      for part in parts { workers.submit(part) }
      while workers.next() != nil {}
      workers.close()
    }
    return unsafe whole.map(\.document)
  }

  private func withScratch(_ body: (BisectionScratch) -> Void) {
    // There are as many as threads, so one is left.
    guard let scratch = scratches.withLock({ $0.popLast() }) else { preconditionFailure("a scratch for each thread") }
    body(scratch)
    scratches.withLock { $0.append(scratch) }
  }

  /// Orders a part: splits it, then orders its halves.
  ///
  /// As deep as a part can be halved, so at most 32 calls.
  private func order(
    _ part: UnsafeMutableBufferPointer<Item>, _ lists: UnsafePointer<UInt32>, _ scratch: BisectionScratch
  ) {
    if part.count <= Self.smallestPart {
      var sorted = unsafe part
      unsafe sorted.sort { $0.document < $1.document }
      return
    }
    var postings = 0
    for index in part.indices { unsafe postings += Int(part[index].count) }
    if postings > Self.copiedPostings {
      unsafe splitAndGoOn(part, lists, scratch)
    } else {
      unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: max(1, postings)) { copy in
        guard let copy = copy.baseAddress else { return }
        unsafe scratch.copyLists(of: part, lists, to: copy)
        unsafe splitAndGoOn(part, copy, scratch)
      }
    }
  }

  private func splitAndGoOn(
    _ part: UnsafeMutableBufferPointer<Item>, _ lists: UnsafePointer<UInt32>, _ scratch: BisectionScratch
  ) {
    unsafe split(part, lists, scratch)
    let middle = part.count / 2
    unsafe order(.init(rebasing: part[..<middle]), lists, scratch)
    unsafe order(.init(rebasing: part[middle...]), lists, scratch)
  }

  /// Lets the documents of both halves of a part trade places.
  private func split(
    _ part: UnsafeMutableBufferPointer<Item>, _ lists: UnsafePointer<UInt32>, _ scratch: BisectionScratch
  ) {
    let middle = part.count / 2
    let left = unsafe UnsafeMutableBufferPointer(rebasing: part[..<middle])
    let right = unsafe UnsafeMutableBufferPointer(rebasing: part[middle...])
    unsafe scratch.count(left, right, lists)
    for _ in 0..<Self.mostRounds {
      unsafe scratch.computeGains(steps, documents: part.count)
      unsafe BisectionScratch.sortByGain(left, lists, scratch.toRight)
      unsafe BisectionScratch.sortByGain(right, lists, scratch.toLeft)
      var place = 0
      while place < middle, unsafe left[place].gain + right[place].gain > 0 {
        unsafe scratch.move(left[place], lists, from: scratch.left, to: scratch.right)
        unsafe scratch.move(right[place], lists, from: scratch.right, to: scratch.left)
        unsafe swap(&left[place], &right[place])
        place += 1
      }
      if place == 0 { break }
    }
    scratch.clear()
  }
}
