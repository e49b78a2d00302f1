// Any combination of terms, phrases and sets, evaluated window by window without pruning: sums of 64 bits, bits for matches.
//
// The fast loops take what they can; this takes the rest, and is the same definition. A node fills the bits of a window of
// 4,096 slots and the sum of each slot that has its bit set; the sums of the others are of no meaning.

internal import CKernels
internal import ConcordArtifact

/// Matches and scores of one window.
@safe final class WindowResult {
  /// 64 words of bits.
  let bits: UnsafeMutablePointer<UInt64>
  /// 4,096 sums.
  let sums: UnsafeMutablePointer<Int64>
  static let words = QueryScratch.window / 64

  init() {
    unsafe bits = .allocate(capacity: Self.words)
    unsafe sums = .allocate(capacity: QueryScratch.window)
    unsafe bits.initialize(repeating: 0, count: Self.words)
    unsafe sums.initialize(repeating: 0, count: QueryScratch.window)
  }

  deinit {
    unsafe bits.deallocate()
    unsafe sums.deallocate()
  }

  func clear() {
    unsafe bits.update(repeating: 0, count: Self.words)
    unsafe sums.update(repeating: 0, count: QueryScratch.window)
  }

  /// Calls `body` with the place of each match.
  @inline(__always)
  func forEach(_ body: (Int) -> Void) {
    for word in 0..<Self.words {
      var rest = unsafe bits[word]
      while rest != 0 {
        body(word * 64 + rest.trailingZeroBitCount)
        rest &= rest &- 1
      }
    }
  }

  /// Whether nothing matches.
  var isEmpty: Bool {
    for word in 0..<Self.words where unsafe bits[word] != 0 { return false }
    return true
  }
}

/// A part of a query that fills windows; windows come in ascending order.
class WindowNode {
  /// A lower bound of the first match from `base` on; `.max` if there is none.
  func nextDocument(from base: UInt32) throws(ArtifactError) -> UInt32 { base }

  /// Sets bits and sums of `base..<end`; the result is clear before.
  func fill(_ base: UInt32, _ end: UInt32, _ result: WindowResult) throws(ArtifactError) {}
}

/// The documents of a term.
@safe final class TermNode: WindowNode {
  private let scorer: UnsafeMutablePointer<TermScorer>
  private let memory: UnsafeMutableRawPointer
  private let fields: UInt8

  init(
    _ term: PlannedTerm, scale: Float, model: ScoringModel, in postings: PostingsReader,
    cost: UnsafeMutablePointer<SearchCost>
  ) throws(ArtifactError) {
    fields = term.fields
    unsafe memory = .allocate(byteCount: TermScorer.scratchSize(fields: model.fields), alignment: 64)
    unsafe scorer = .allocate(capacity: 1)
    do throws(ArtifactError) {
      unsafe scorer.initialize(
        to: try TermScorer(term.info, scale: scale, model: model, in: postings, scratch: memory, cost: cost))
    } catch {
      unsafe memory.deallocate()
      unsafe scorer.deallocate()
      throw error
    }
  }

  deinit {
    unsafe scorer.deallocate()
    unsafe memory.deallocate()
  }

  override func nextDocument(from base: UInt32) -> UInt32 { unsafe scorer.pointee.document(from: base) }

  override func fill(_ base: UInt32, _ end: UInt32, _ result: WindowResult) throws(ArtifactError) {
    unsafe scorer.pointee.skip(to: base)
    var block = unsafe scorer.pointee.next
    while unsafe block < scorer.pointee.blockCount {
      try unsafe scorer.pointee.load(block: block)
      let first = unsafe scorer.pointee.index(of: base)
      let last = unsafe scorer.pointee.index(of: end)
      if first < last {
        try unsafe scorer.pointee.score()
        for index in first..<last where unsafe fields == .max || scorer.pointee.cursor.occurs(in: fields, at: index) {
          let place = unsafe Int(scorer.pointee.documents[index] &- base)
          unsafe result.bits[place >> 6] |= 1 << UInt64(place & 63)
          unsafe result.sums[place] = Int64(scorer.pointee.contributions[index])
        }
      }
      if unsafe scorer.pointee.lastDocument(of: block) >= end &- 1 { break }
      block += 1
    }
  }
}

/// The documents of a phrase.
@safe final class PhraseNode: WindowNode {
  private let matcher: PhraseMatcher
  private let scratch: QueryScratch

  init(_ matcher: PhraseMatcher, _ scratch: QueryScratch) { (self.matcher, self.scratch) = (matcher, scratch) }

  override func nextDocument(from base: UInt32) -> UInt32 { matcher.nextDocument(from: base) }

  override func fill(_ base: UInt32, _ end: UInt32, _ result: WindowResult) throws(ArtifactError) {
    var at = base
    while at < end {
      let stop = min(end, max(at + 1, matcher.blockEnd(from: at)))
      let found = try matcher.candidates(at, stop, minimum: 0)
      for index in 0..<found {
        guard let contribution = try matcher.contribution(of: index) else { continue }
        let place = unsafe Int(scratch.candidates[index] &- base)
        unsafe result.bits[place >> 6] |= 1 << UInt64(place & 63)
        unsafe result.sums[place] = Int64(contribution)
      }
      at = max(stop, matcher.nextDocument(from: stop))
    }
  }
}

/// The documents of a set.
@safe final class SetNode: WindowNode {
  private let set: DocumentSet
  private let score: Int64

  init(_ set: DocumentSet, score: Int64) { (self.set, self.score) = (set, score) }

  override func nextDocument(from base: UInt32) -> UInt32 {
    if Int(base) >= set.capacity { return .max }
    var word = Int(base >> 6)
    var bits = unsafe set.words[word] & (.max << UInt64(base & 63))
    while bits == 0 {
      word += 1
      if word >= set.wordCount { return .max }
      bits = unsafe set.words[word]
    }
    return UInt32(word * 64 + bits.trailingZeroBitCount)
  }

  override func fill(_ base: UInt32, _ end: UInt32, _ result: WindowResult) {
    // Windows begin at multiples of their size, so that words fall together.
    let first = Int(base) / 64
    for word in 0..<min(WindowResult.words, set.wordCount - first) {
      unsafe result.bits[word] = set.words[first + word]
    }
    if score != 0 { result.forEach { unsafe result.sums[$0] = score } }
  }
}

/// A combination.
@safe final class GroupNode: WindowNode {
  private let must: [WindowNode]
  private let should: [WindowNode]
  private let mustNot: [WindowNode]
  private let filter: [WindowNode]
  private let part = WindowResult()
  private let documents: UInt32

  init(must: [WindowNode], should: [WindowNode], mustNot: [WindowNode], filter: [WindowNode], documents: Int) {
    (self.must, self.should, self.mustNot, self.filter) = (must, should, mustNot, filter)
    self.documents = UInt32(documents)
  }

  override func nextDocument(from base: UInt32) throws(ArtifactError) -> UInt32 {
    var first = base
    for node in must { first = max(first, try node.nextDocument(from: base)) }
    for node in filter { first = max(first, try node.nextDocument(from: base)) }
    if !must.isEmpty || should.isEmpty { return first }
    var least = UInt32.max
    for node in should { least = min(least, try node.nextDocument(from: base)) }
    return max(first, least)
  }

  override func fill(_ base: UInt32, _ end: UInt32, _ result: WindowResult) throws(ArtifactError) {
    if must.isEmpty && !should.isEmpty {
      for node in should { try add(node, base, end, result, widens: true) }
    } else {
      setAll(base, result)
      for node in must {
        // Sums of slots that drop out later are left as they are: they mean nothing.
        try add(node, base, end, result, widens: false)
        for word in 0..<WindowResult.words { unsafe result.bits[word] = part.bits[word] }
        if result.isEmpty { return }
      }
    }
    for node in filter where !result.isEmpty {
      try fillPart(node, base, end)
      for word in 0..<WindowResult.words { unsafe result.bits[word] &= part.bits[word] }
    }
    if !must.isEmpty {
      for node in should where !result.isEmpty { try add(node, base, end, result, widens: false) }
    }
    for node in mustNot where !result.isEmpty {
      try fillPart(node, base, end)
      for word in 0..<WindowResult.words { unsafe result.bits[word] &= ~part.bits[word] }
    }
  }

  private func fillPart(_ node: WindowNode, _ base: UInt32, _ end: UInt32) throws(ArtifactError) {
    part.clear()
    try node.fill(base, end, part)
  }

  private func setAll(_ base: UInt32, _ result: WindowResult) {
    for word in 0..<WindowResult.words {
      let start = base + UInt32(word * 64)
      if start >= documents { break }
      let left = documents - start
      unsafe result.bits[word] = left >= 64 ? .max : 1 << UInt64(left) - 1
    }
  }

  /// Adds the sums of a node, of all that it matches (which then match) or of those that match already; leaves in `part`
  /// what it matched of them.
  private func add(
    _ node: WindowNode, _ base: UInt32, _ end: UInt32, _ result: WindowResult, widens: Bool
  ) throws(ArtifactError) {
    try fillPart(node, base, end)
    for word in 0..<WindowResult.words {
      if widens { unsafe result.bits[word] |= part.bits[word] } else { unsafe part.bits[word] &= result.bits[word] }
    }
    part.forEach { unsafe result.sums[$0] &+= part.sums[$0] }
  }
}
