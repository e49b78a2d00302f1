// Ranked retrieval: the k best documents of a query, and how many there are.

package import ConcordArtifact
internal import ConcordBytes

/// The documents that a query found.
package struct RankedHits: Sendable, Equatable {
  /// The best, best first.
  package var hits: [ScoredDocument]
  /// All documents that match, if they were counted.
  package var total: Int?

  package init(hits: [ScoredDocument], total: Int?) { (self.hits, self.total) = (hits, total) }
}

extension IndexContents {
  /// The `limit` best documents of a query.
  ///
  /// - Parameter counts: whether `total` is wanted, which costs a look at every posting.
  /// - Complexity: O(postings of the terms); a single term that need not be counted skips blocks by their bounds.
  package func search(_ query: Query, limit: Int, counts: Bool) throws(ArtifactError) -> RankedHits {
    var found: [(term: QueryTerm, info: TermInfo)] = []
    for term in query.terms {
      let info = try term.key.withView { (view) throws(ArtifactError) in try dictionary.find(view) }
      if let info {
        found.append((term, info))
      } else if query.match == .all && term.isRequired {
        return RankedHits(hits: [], total: counts ? 0 : nil)
      }
    }
    if found.isEmpty { return RankedHits(hits: [], total: counts ? 0 : nil) }
    let size = TermScorer.capacity(self)
    let scratch = UnsafeMutablePointer<UInt32>.allocate(capacity: size * found.count)
    defer { unsafe scratch.deallocate() }
    unsafe scratch.initialize(repeating: 0, count: size * found.count)
    var required: [TermScorer] = []
    var optional: [TermScorer] = []
    for (number, (term, info)) in found.enumerated() {
      let scorer = try unsafe TermScorer(info, boost: term.boost, in: self, scratch: scratch + size * number)
      if query.match == .all && term.isRequired { required.append(scorer) } else { optional.append(scorer) }
    }
    let result: RankedHits
    if !required.isEmpty {
      result = try conjunction(&required, &optional, limit: limit)
    } else if optional.count == 1 {
      result = try single(&optional[0], limit: limit, counts: counts)
    } else {
      result = try union(&optional, limit: limit)
    }
    try artifact.checkIntact()
    return counts ? result : RankedHits(hits: result.hits, total: nil)
  }

  /// One term: blocks that cannot beat the k-th best are skipped undecoded.
  private func single(_ scorer: inout TermScorer, limit: Int, counts: Bool) throws(ArtifactError) -> RankedHits {
    var best = TopK(capacity: limit)
    for block in 0..<scorer.cursor.blockCount {
      if best.threshold >= 0, try scorer.bound(of: block) <= best.threshold { continue }
      try scorer.load(block: block)
      try scorer.score()
      for index in 0..<scorer.count {
        unsafe best.offer(scorer.cursor.scratch.documents[index], Int64(scorer.contributions[index]))
      }
    }
    return RankedHits(hits: best.hits, total: scorer.cursor.info.documentCount)
  }

  /// Documents per window of a union: their sums stay in the first-level cache.
  private static let windowSize = 4096

  /// Any of the terms: window by window, block by block, into an array of sums.
  private func union(_ scorers: inout [TermScorer], limit: Int) throws(ArtifactError) -> RankedHits {
    var best = TopK(capacity: limit)
    var total = 0
    let sums = UnsafeMutablePointer<Int64>.allocate(capacity: Self.windowSize)
    defer { unsafe sums.deallocate() }
    unsafe sums.initialize(repeating: 0, count: Self.windowSize)
    let present = UnsafeMutablePointer<UInt64>.allocate(capacity: Self.windowSize / 64)
    defer { unsafe present.deallocate() }
    unsafe present.initialize(repeating: 0, count: Self.windowSize / 64)
    for index in scorers.indices { try scorers[index].load(block: 0) }
    while true {
      var first = UInt32.max
      for scorer in scorers { first = min(first, scorer.document) }
      if first == .max { break }
      let base = first / UInt32(Self.windowSize) * UInt32(Self.windowSize)
      let end = UInt64(base) + UInt64(Self.windowSize)
      for index in scorers.indices { try unsafe scorers[index].addAll(before: end, base: base, to: sums, present) }
      unsafe collect(sums, present, base: base, &best, &total)
    }
    return RankedHits(hits: best.hits, total: total)
  }

  /// Offers the documents of a window and leaves its arrays at zero.
  private func collect(
    _ sums: UnsafeMutablePointer<Int64>, _ present: UnsafeMutablePointer<UInt64>, base: UInt32, _ best: inout TopK,
    _ total: inout Int
  ) {
    for word in 0..<(Self.windowSize / 64) {
      var bits = unsafe present[word]
      if bits == 0 { continue }
      total += bits.nonzeroBitCount
      unsafe present[word] = 0
      while bits != 0 {
        let place = word * 64 + bits.trailingZeroBitCount
        bits &= bits &- 1
        unsafe best.offer(base &+ UInt32(place), sums[place])
        unsafe sums[place] = 0
      }
    }
  }

  /// All of the required terms: the rarest leads, the others follow; optional ones only add.
  private func conjunction(
    _ required: inout [TermScorer], _ optional: inout [TermScorer], limit: Int
  ) throws(ArtifactError) -> RankedHits {
    var best = TopK(capacity: limit)
    var total = 0
    required.sort { $0.cursor.info.documentCount < $1.cursor.info.documentCount }
    for index in required.indices { try required[index].load(block: 0) }
    for index in optional.indices { try optional[index].load(block: 0) }
    var target: UInt32 = 0
    search: while true {
      for index in required.indices {
        try required[index].seek(target)
        let document = required[index].document
        if document == .max { break search }
        if document > target {
          target = document
          // The lead has to catch up; it is at the target already if it was the one that moved.
          if index > 0 { continue search }
        }
      }
      var score: Int64 = 0
      for index in required.indices { score += try required[index].currentContribution() }
      for index in optional.indices {
        try optional[index].seek(target)
        if optional[index].document == target { score += try optional[index].currentContribution() }
      }
      total += 1
      best.offer(target, score)
      target += 1
    }
    return RankedHits(hits: best.hits, total: total)
  }
}

extension TermScorer {
  /// Adds the contributions of all documents before `end` to the window that begins at `base`.
  mutating func addAll(
    before end: UInt64, base: UInt32, to sums: UnsafeMutablePointer<Int64>, _ present: UnsafeMutablePointer<UInt64>
  ) throws(ArtifactError) {
    while !isAtEnd && UInt64(document) < end {
      try score()
      let documents = unsafe cursor.scratch.documents
      var at = index
      while at < count {
        let document = unsafe documents[at]
        if UInt64(document) >= end { break }
        // SAFETY: `base <= document < end`, and the window holds `end - base` sums.
        let place = Int(document &- base)
        unsafe sums[place] &+= Int64(contributions[at])
        unsafe present[place >> 6] |= 1 << UInt64(place & 63)
        at += 1
      }
      index = at
      if at == count { try load(block: cursor.block + 1) }
    }
  }
}
