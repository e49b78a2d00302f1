// The loops of ranked retrieval over lists of terms: one term, any of several, all of several.
//
// Any of several is MaxScore (Turtle and Flood, "Query evaluation: strategies and optimizations", 1995) in windows, as
// Lucene's bulk scorer has it: in each window the terms whose bounds together cannot lift a document to the best k only
// add to what the others find. The others are decoded and scored block by block into an array of sums. Bounds are those
// of blocks (Ding and Suel, "Faster top-k document retrieval using block-max indexes", 2011).
//
// Sums are 32 bits wide: whoever starts a search has proved that the bounds of all terms together fit.

internal import CKernels
internal import ConcordArtifact
internal import ConcordBytes

/// One search over the lists of terms.
@safe struct TermSearch {
  /// The terms that a document must have, the rarest first; then those that only add, the weakest first.
  let scorers: UnsafeMutablePointer<TermScorer>
  let required: Int
  let count: Int
  let documents: UInt32
  /// Whether every match has to be found.
  let counts: Bool
  /// Slots that may be hits, a bit each; nil for all.
  let allowed: UnsafePointer<UInt64>?
  let scratch: QueryScratch
  let room: MatchRoom
  let control: SearchControl
  var best: TopK
  /// Documents that match, as far as they were found.
  var total = 0
  /// Slots below this one are done.
  var done: UInt32 = 0
  /// Whether the control stopped the search.
  var isStopped = false

  var cost: UnsafeMutablePointer<SearchCost> { unsafe scratch.cost }

  /// Runs the search to its end, or until the control stops it.
  mutating func run() throws(ArtifactError) {
    if required > 0 {
      try conjunction()
    } else if count == 1 {
      try single()
    } else {
      try union()
    }
    if !isStopped { done = documents }
  }

  @inline(__always)
  func isAllowed(_ slot: UInt32) -> Bool {
    guard let allowed = unsafe allowed else { return true }
    return unsafe allowed[Int(slot >> 6)] & (1 << UInt64(slot & 63)) != 0
  }

  @inline(__always)
  mutating func offer(_ slot: UInt32, _ score: Int32) {
    unsafe cost.pointee.candidates += 1
    if isAllowed(slot) { best.offer(slot: slot, score: score) }
  }

  // MARK: One term

  /// Blocks that cannot beat the k-th best stay as they are.
  private mutating func single() throws(ArtifactError) {
    let found = unsafe scratch.indexes
    for block in 0..<(unsafe scorers[0].blockCount) {
      if control.shouldStop() {
        isStopped = true
        return
      }
      if unsafe scorers[0].bound(of: block) < best.minimum {
        unsafe cost.pointee.blocksSkipped += 1
        if counts && (unsafe allowed != nil) { try unsafe countAllowed(block: block, of: &scorers[0]) }
        continue
      }
      try unsafe scorers[0].load(block: block)
      try unsafe scorers[0].score()
      if counts && (unsafe allowed != nil) { try unsafe countAllowed(block: block, of: &scorers[0]) }
      let contributions = unsafe scorers[0].contributions
      let documents = unsafe scorers[0].documents
      let size = unsafe concord_select_at_least(
        contributions, UInt32(truncatingIfNeeded: scorers[0].count), best.minimum, found)
      for place in 0..<Int(size) {
        let index = unsafe Int(found[place])
        unsafe offer(documents[index], contributions[index])
      }
      unsafe done = documents[scorers[0].count - 1] &+ 1
    }
    if unsafe allowed == nil { total = unsafe scorers[0].cursor.info.documentCount }
  }

  private mutating func countAllowed(block: Int, of scorer: inout TermScorer) throws(ArtifactError) {
    try scorer.load(block: block)
    for index in 0..<scorer.count where unsafe isAllowed(scorer.documents[index]) { total += 1 }
  }

  // MARK: Any of several

  /// Documents in a window that may be skipped: small enough for bounds to be close.
  private static let pruned: UInt32 = 1024

  private mutating func union() throws(ArtifactError) {
    var base: UInt32 = 0
    while true {
      base = nextDocument(from: base)
      if base >= documents { return }
      if control.shouldStop() {
        isStopped = true
        return
      }
      let size = counts || best.minimum <= 0 ? UInt32(QueryScratch.window) : Self.pruned
      let end = documents - base < size ? documents : base + size
      try window(base, end)
      if isStopped {
        // What was summed up of the window is no score of anything.
        scratch.clear()
        return
      }
      base = end
      done = end
    }
  }

  /// A window of many terms is much work: the control is asked after every eighth of them too.
  @inline(__always)
  private mutating func stopsBetweenTerms(_ term: Int) -> Bool {
    if term & 7 == 7 && control.shouldStop() { isStopped = true }
    return isStopped
  }

  /// The first document from `base` on that can be a hit: one that has a term which alone, or with those below it, is strong
  /// enough.
  private func nextDocument(from base: UInt32) -> UInt32 {
    var sum: Int32 = 0
    var first = UInt32.max
    for term in 0..<count {
      sum &+= unsafe scorers[term].maximum
      if counts || sum >= best.minimum { first = min(first, unsafe scorers[term].document(from: base)) }
    }
    return first
  }

  private mutating func window(_ base: UInt32, _ end: UInt32) throws(ArtifactError) {
    // The terms come weakest first, so that the ones that only add are a prefix.
    var sum: Int32 = 0
    for term in 0..<count {
      unsafe scorers[term].enter(base, end)
      sum &+= unsafe scorers[term].windowBound
    }
    let isHopeless = sum < best.minimum
    if isHopeless && !counts {
      unsafe cost.pointee.windowsSkipped += 1
      return
    }
    if counts || best.minimum <= 0 {
      try collectMarked(base, end, sum, isHopeless: isHopeless)
      return
    }
    var weak = 0
    var weakSum: Int32 = 0
    while weak + 1 < count {
      let bound = unsafe scorers[weak].windowBound
      if weakSum &+ bound >= best.minimum { break }
      weakSum &+= bound
      weak += 1
    }
    var found: Int
    if weak + 1 == count {
      found = try selectAlone(base, end, weakSum)
    } else {
      for term in weak..<count {
        if stopsBetweenTerms(term) { return }
        let rest = sum &- (unsafe scorers[term].windowBound)
        try unsafe add(&scorers[term], base, end, rest: rest)
      }
      found = selectSums(base, end, weakSum)
    }
    for term in stride(from: weak - 1, through: 0, by: -1) where found > 0 {
      let bound = unsafe scorers[term].windowBound
      if bound > 0 { found = try addWeak(term, found, rest: weakSum) }
      weakSum &-= bound
    }
    for index in 0..<found { unsafe offer(scratch.candidates[index], scratch.scores[index]) }
  }

  /// Adds a term's blocks to the sums, but for those that cannot lift any document to the best with `rest` from the others.
  private mutating func add(
    _ scorer: inout TermScorer, _ base: UInt32, _ end: UInt32, rest: Int32
  ) throws(ArtifactError) {
    var block = scorer.next
    while block < scorer.blockCount {
      if scorer.bound(of: block) &+ rest < best.minimum {
        unsafe cost.pointee.blocksSkipped += 1
      } else {
        try scorer.load(block: block)
        let first = scorer.index(of: base)
        let last = lastIndex(scorer, before: end)
        if first < last {
          try scorer.score()
          unsafe concord_add_sums(
            scratch.sums, scorer.documents + first, scorer.contributions + first,
            UInt32(truncatingIfNeeded: last - first), base)
        }
      }
      if scorer.lastDocument(of: block) >= end &- 1 { break }
      block += 1
    }
  }

  @inline(__always)
  private func lastIndex(_ scorer: TermScorer, before end: UInt32) -> Int {
    unsafe scorer.documents[scorer.count - 1] < end ? scorer.count : scorer.index(of: end)
  }

  /// The documents of the window whose sum can still reach the best; leaves the sums at zero.
  private func selectSums(_ base: UInt32, _ end: UInt32, _ weakSum: Int32) -> Int {
    let size = Int(end - base)
    let found = unsafe Int(
      concord_select_at_least(
        scratch.sums, UInt32(truncatingIfNeeded: size), max(1, best.minimum &- weakSum), scratch.indexes))
    for index in 0..<found {
      let place = unsafe scratch.indexes[index]
      unsafe scratch.candidates[index] = base &+ place
      unsafe scratch.scores[index] = scratch.sums[Int(place)]
    }
    unsafe scratch.sums.update(repeating: 0, count: size)
    return found
  }

  /// The same where one term alone is strong enough: its blocks are looked at without the detour through the sums.
  private mutating func selectAlone(_ base: UInt32, _ end: UInt32, _ weakSum: Int32) throws(ArtifactError) -> Int {
    let limit = best.minimum &- weakSum
    let blockCount = unsafe scorers[count - 1].blockCount
    var block = unsafe scorers[count - 1].next
    var found = 0
    while block < blockCount {
      if unsafe scorers[count - 1].bound(of: block) < limit {
        unsafe cost.pointee.blocksSkipped += 1
      } else {
        try unsafe scorers[count - 1].load(block: block)
        let first = unsafe scorers[count - 1].index(of: base)
        let last = unsafe lastIndex(scorers[count - 1], before: end)
        if first < last {
          try unsafe scorers[count - 1].score()
          let size = unsafe Int(
            concord_select_at_least(
              scorers[count - 1].contributions + first, UInt32(truncatingIfNeeded: last - first), limit,
              scratch.indexes))
          for index in 0..<size {
            let place = unsafe first + Int(scratch.indexes[index])
            unsafe scratch.candidates[found] = scorers[count - 1].documents[place]
            unsafe scratch.scores[found] = scorers[count - 1].contributions[place]
            found += 1
          }
        }
      }
      if unsafe scorers[count - 1].lastDocument(of: block) >= end &- 1 { break }
      block += 1
    }
    return found
  }

  /// Drops candidates that cannot reach the best with `rest` more, and adds a term's contribution to those that have it.
  private mutating func addWeak(_ term: Int, _ size: Int, rest: Int32) throws(ArtifactError) -> Int {
    let limit = best.minimum &- rest
    var kept = 0
    for index in 0..<size {
      let score = unsafe scratch.scores[index]
      unsafe scratch.candidates[kept] = scratch.candidates[index]
      unsafe scratch.scores[kept] = score
      kept += score >= limit ? 1 : 0
    }
    if kept == 0 { return 0 }
    let found = try unsafe scorers[term].probe(
      scratch.candidates, kept, found: scratch.indexes, contributions: scratch.contributions, room: room)
    for index in 0..<found {
      unsafe scratch.scores[Int(scratch.indexes[index])] &+= scratch.contributions[index]
    }
    return kept
  }

  /// A window in which every match is to be seen: to count it, or because there are not yet enough hits.
  private mutating func collectMarked(
    _ base: UInt32, _ end: UInt32, _ sum: Int32, isHopeless: Bool
  ) throws(ArtifactError) {
    for term in 0..<count {
      if stopsBetweenTerms(term) { return }
      let bound = unsafe scorers[term].windowBound
      if bound == 0 { continue }
      try unsafe mark(&scorers[term], base, end, rest: sum &- bound, scores: !isHopeless)
    }
    let size = (end - base + 31) & ~31
    if counts && best.minimum > 0 && (unsafe allowed == nil) {
      total += unsafe Int(concord_count_marked(scratch.marks, size))
      // What is not marked has no sum, and most of what is marked has one that is too small.
      let found =
        isHopeless
        ? 0 : unsafe Int(concord_select_at_least(scratch.sums, size, best.minimum, scratch.indexes))
      for index in 0..<found {
        let place = unsafe scratch.indexes[index]
        unsafe best.offer(slot: base &+ place, score: scratch.sums[Int(place)])
      }
      unsafe cost.pointee.candidates += found
    } else {
      let found = unsafe Int(concord_select_marked(scratch.marks, size, scratch.indexes))
      for index in 0..<found {
        let place = unsafe scratch.indexes[index]
        if !isAllowed(base &+ place) { continue }
        total += 1
        unsafe best.offer(slot: base &+ place, score: scratch.sums[Int(place)])
      }
      unsafe cost.pointee.candidates += found
    }
    unsafe scratch.marks.update(repeating: 0, count: Int(size))
    if !isHopeless { unsafe scratch.sums.update(repeating: 0, count: Int(size)) }
  }

  private mutating func mark(
    _ scorer: inout TermScorer, _ base: UInt32, _ end: UInt32, rest: Int32, scores: Bool
  ) throws(ArtifactError) {
    var block = scorer.next
    while block < scorer.blockCount {
      try scorer.load(block: block)
      let first = scorer.index(of: base)
      let size = UInt32(truncatingIfNeeded: max(0, lastIndex(scorer, before: end) - first))
      if size > 0 {
        unsafe concord_set_marks(scratch.marks, scorer.documents + first, size, base)
        if scores && scorer.bound(of: block) &+ rest >= best.minimum {
          try scorer.score()
          unsafe concord_add_sums(scratch.sums, scorer.documents + first, scorer.contributions + first, size, base)
        }
      }
      if scorer.lastDocument(of: block) >= end &- 1 { break }
      block += 1
    }
  }
}
