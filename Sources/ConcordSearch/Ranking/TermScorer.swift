// One term of a query while it runs: the current block of its list, scored as a whole, and bounds of all the others.

internal import CKernels
internal import ConcordArtifact

/// A cursor over a term's postings with the contribution of each posting of the decoded block.
///
/// Plain data over scratch memory, so that a query's scorers lie side by side and no reference is counted.
@safe struct TermScorer {
  var cursor: PostingsCursor
  /// The first block that may hold a document that is still to come; moves forward only.
  private(set) var next = 0
  /// idf · boost in units of a score.
  let scale: Float
  /// The most that any posting of the list contributes.
  private(set) var maximum: Int32
  /// 128 contributions of the decoded block, once it is scored.
  let contributions: UnsafeMutablePointer<Int32>
  let strengths: UnsafeMutablePointer<Float>
  /// The most that a block of each bound code contributes; only for lists with skip data.
  private let bounds: UnsafeMutablePointer<Int32>
  /// The skip data of the list, to be read without a call; nil for a list without.
  private let lastDocuments: UnsafeRawPointer?
  private let codes: UnsafePointer<UInt8>?
  /// Number of blocks.
  let blockCount: Int
  let model: ScoringModel
  let cost: UnsafeMutablePointer<SearchCost>
  private(set) var isScored = false

  /// Bytes of scratch that a scorer needs in a schema of `fields`.
  static func scratchSize(fields: Int) -> Int { PostingsScratch.capacity(fields: fields) * 4 + 512 + 512 + 1024 }

  /// Opens the list of a term; `scratch` has `scratchSize` bytes.
  ///
  /// A list without skip data is decoded and scored at once: its own best contribution is the tightest bound.
  init(
    _ info: TermInfo, scale: Float, model: ScoringModel, in postings: borrowing PostingsReader,
    scratch: UnsafeMutableRawPointer, cost: UnsafeMutablePointer<SearchCost>
  ) throws(ArtifactError) {
    let room = PostingsScratch.capacity(fields: model.fields)
    self.model = model
    self.scale = scale
    unsafe self.cost = cost
    cursor = try PostingsCursor(
      info, in: postings, scratch: unsafe PostingsScratch(base: scratch.bindMemory(to: UInt32.self, capacity: room)))
    unsafe lastDocuments = cursor.lastDocuments
    unsafe codes = cursor.boundCodes(field: model.fields)
    blockCount = cursor.blockCount
    let rest = unsafe scratch + room * 4
    unsafe contributions = rest.bindMemory(to: Int32.self, capacity: 128)
    unsafe strengths = (rest + 512).bindMemory(to: Float.self, capacity: 128)
    unsafe bounds = (rest + 1024).bindMemory(to: Int32.self, capacity: 256)
    maximum = Self.ceiling(scale)
    unsafe cost.pointee.postingsBytes += info.postingsLength
    if cursor.isSkippable {
      fillBounds()
      maximum = bound(codes: 0...(cursor.blockCount - 1), isWhole: true)
    } else {
      try load(block: 0)
      try score()
      // At least 1, so that a bound of 0 says that no document has the term.
      var best: Int32 = 1
      for index in 0..<cursor.count { best = max(best, unsafe contributions[index]) }
      maximum = best
    }
  }

  /// The most that a term of this scale contributes: the share is below 1.
  static func ceiling(_ scale: Float) -> Int32 { Int32(min(scale.rounded(.up), 2_147_483_008)) &+ slack }

  /// Kernel and bound round in different places: half a unit for each of three roundings in 2^25, and the last to integers.
  static let slack: Int32 = 5

  private func fillBounds() {
    unsafe BoundCode.table.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      unsafe concord_contributions(bounds, values, model.k1, scale, 255)
    }
    for code in 1..<255 { unsafe bounds[code] &+= Self.slack }
    unsafe bounds[0] = Self.slack
    unsafe bounds[255] = Self.ceiling(scale)
  }

  private func bound(codes blocks: ClosedRange<Int>, isWhole: Bool = false) -> Int32 {
    if unsafe model.fieldWeights == nil {
      if isWhole { return unsafe bounds[Int(cursor.boundCode(field: model.fields))] }
      var best: UInt8 = 0
      if let codes = unsafe codes {
        for block in blocks { best = max(best, unsafe codes[block]) }
      }
      return unsafe bounds[Int(best)]
    }
    return weightedBound(blocks, isWhole: isWhole)
  }

  /// The bound at weights of the query's own: S = Σ w_f · M_f, a few units in the last place up.
  private func weightedBound(_ blocks: ClosedRange<Int>, isWhole: Bool) -> Int32 {
    var strength: Float = 0
    for field in 0..<model.fields {
      let code = isWhole ? cursor.boundCode(field: field) : cursor.boundCode(of: blocks, field: field)
      if let weights = unsafe model.fieldWeights, unsafe weights[field] > 0 {
        strength += unsafe weights[field] * BoundCode.values[Int(code)] * 1.00001
      }
    }
    if !(strength < .infinity) { return Self.ceiling(scale) }
    let share: Float = strength / (model.k1 + strength)
    return min(Self.ceiling(scale), Int32((scale * share).rounded(.up)) &+ Self.slack)
  }

  /// The contribution that at least `rank`'s number of documents reach (slot 0, 1, 2 for 10, 100, 1,000); 0 if unknown.
  func best(slot: Int) -> Int32 {
    if !cursor.isSkippable || (unsafe model.fieldWeights != nil) { return 0 }
    let code = cursor.bestCode(slot: slot)
    return code == 255 ? 0 : max(0, unsafe bounds[Int(code)] - 2 * Self.slack)
  }

  /// Postings in the decoded block.
  @inline(__always)
  var count: Int { cursor.count }

  /// Documents of the decoded block.
  @inline(__always)
  var documents: UnsafeMutablePointer<UInt32> { unsafe cursor.scratch.documents }

  /// Whether the list has no block from `next` on.
  @inline(__always)
  var isAtEnd: Bool { next >= blockCount }

  /// The last document of a block; for a list without skip data the largest number there is.
  @inline(__always)
  func lastDocument(of block: Int) -> UInt32 {
    guard let lastDocuments = unsafe lastDocuments else { return .max }
    // SAFETY: every caller compared the block with `blockCount`.
    return unsafe UInt32(littleEndian: (lastDocuments + 4 * block).loadUnaligned(as: UInt32.self))
  }

  /// Moves `next` to the block that may hold `target`: doubling steps, then halves.
  @inline(__always)
  mutating func skip(to target: UInt32) {
    if next < blockCount, lastDocument(of: next) < target { gallop(to: target) }
  }

  private mutating func gallop(to target: UInt32) {
    var low = next + 1
    var high = low
    var step = 1
    while high < blockCount, lastDocument(of: high) < target {
      low = high + 1
      high += step
      step *= 2
    }
    high = min(high, blockCount)
    while low < high {
      let middle = (low + high) / 2
      if lastDocument(of: middle) < target { low = middle + 1 } else { high = middle }
    }
    next = low
  }

  /// Decodes the documents of a block, unless it is the decoded one.
  @inline(__always)
  mutating func load(block: Int) throws(ArtifactError) {
    if block == cursor.block { return }
    isScored = false
    unsafe cost.pointee.blocksDecoded += 1
    try cursor.decodeDocuments(block: block)
  }

  /// The first index of the decoded block whose document is not before `target`.
  @inline(__always)
  func index(of target: UInt32) -> Int {
    unsafe Int(concord_lower_bound(cursor.scratch.documents, UInt32(truncatingIfNeeded: cursor.count), target))
  }

  /// A lower bound of the first document from `base` on; all documents if there is none.
  mutating func document(from base: UInt32) -> UInt32 {
    skip(to: base)
    if isAtEnd { return .max }
    if cursor.block == next {
      let index = index(of: base)
      return index < cursor.count ? unsafe cursor.scratch.documents[index] : afterBlock(next)
    }
    return next == 0 ? base : max(base, lastDocument(of: next - 1) &+ 1)
  }

  private func afterBlock(_ block: Int) -> UInt32 {
    block + 1 < blockCount ? lastDocument(of: block) &+ 1 : .max
  }

  /// The most that a document in `base..<end` can get from this term; 0 only if none of them has it.
  private(set) var windowBound: Int32 = 0

  /// Sets `windowBound` for `base..<end`, which does not begin before the window before.
  @inline(__always)
  mutating func enter(_ base: UInt32, _ end: UInt32) { windowBound = bound(from: base, before: end) }

  private mutating func bound(from base: UInt32, before end: UInt32) -> Int32 {
    skip(to: base)
    if isAtEnd { return 0 }
    if cursor.block == next {
      let index = index(of: base)
      if index == cursor.count ? next + 1 == blockCount : unsafe cursor.scratch.documents[index] >= end {
        return 0
      }
    }
    if unsafe lastDocuments == nil { return maximum }
    var last = next
    while last + 1 < blockCount, lastDocument(of: last) < end &- 1 { last += 1 }
    return bound(codes: next...last)
  }

  /// The most that a posting of a block contributes.
  @inline(__always)
  func bound(of block: Int) -> Int32 { unsafe lastDocuments == nil ? maximum : bound(codes: block...block) }

  /// Scores the decoded block, once.
  mutating func score() throws(ArtifactError) {
    if isScored { return }
    try cursor.decodeFrequencies()
    unsafe cost.pointee.blocksScored += 1
    unsafe Self.score(
      documents: cursor.scratch.documents, frequencies: cursor.scratch.frequencies,
      mask: cursor.fieldMask, count: UInt32(cursor.count), model: model, strengths: strengths)
    unsafe concord_contributions(contributions, strengths, model.k1, scale, UInt32(cursor.count))
    isScored = true
  }

  /// The strengths of `count` documents whose frequencies lie in rows of 128, one a field.
  @inline(__always)
  static func score(
    documents: UnsafePointer<UInt32>, frequencies: UnsafePointer<UInt32>, mask: UInt8, count: UInt32,
    model: ScoringModel, strengths: UnsafeMutablePointer<Float>
  ) {
    let mask = mask & model.fieldMask
    // SAFETY: decoding proved that every document is below the length of a column of norms.
    if mask != 0 && mask & (mask &- 1) == 0 {
      let field = mask.trailingZeroBitCount
      unsafe concord_strength_first(
        strengths, documents, frequencies + field * 128, model.norms(field), model.weights(field), count)
    } else {
      unsafe concord_strengths(
        strengths, documents, frequencies, UInt32(mask), UInt32(truncatingIfNeeded: model.denseField), model.norms,
        model.documents, model.weights, count)
    }
  }
}
