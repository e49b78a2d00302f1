// One term of a query while it runs: the current block of its list, scored as a whole.

internal import CKernels
internal import ConcordArtifact

/// A cursor over a term's postings with the contribution of each posting of the current block.
@safe struct TermScorer {
  private(set) var cursor: PostingsCursor
  /// 128 contributions of the decoded block.
  let contributions: UnsafeMutablePointer<Int32>
  /// Index of the current posting in the block.
  var index = 0
  let scale: Float
  let k1: Float
  private let strengths: UnsafeMutablePointer<Float>
  private let contents: IndexContents
  private var isScored = false
  private(set) var isAtEnd = false

  /// 32-bit words of scratch that a scorer needs.
  static func capacity(_ contents: IndexContents) -> Int { contents.cursorCapacity + 256 }

  init(_ info: TermInfo, boost: Float, in contents: IndexContents, scratch: UnsafeMutablePointer<UInt32>)
    throws(ArtifactError)
  {
    self.contents = contents
    cursor = try PostingsCursor(info, in: contents.postings, scratch: unsafe PostingsScratch(base: scratch))
    let rest = unsafe UnsafeMutableRawPointer(scratch + contents.cursorCapacity)
    unsafe contributions = rest.bindMemory(to: Int32.self, capacity: 128)
    unsafe strengths = (rest + 512).bindMemory(to: Float.self, capacity: 128)
    let frequency = Scoring.inverseDocumentFrequency(
      documents: contents.statistics.documents, containing: info.documentCount)
    scale = Float(Double(boost) * frequency * Scoring.scale)
    k1 = contents.settings.scoring.k1
  }

  /// The most that any document of the list can get from this term.
  var largestContribution: Int64 { Int64(scale.rounded(.up)) + 4 }

  /// The current document; all documents once the list is at its end.
  @inline(__always)
  var document: UInt32 { unsafe isAtEnd ? .max : cursor.scratch.documents[index] }

  /// Postings in the current block.
  @inline(__always)
  var count: Int { cursor.count }

  /// Moves to the first posting of a block.
  mutating func load(block: Int) throws(ArtifactError) {
    if block >= cursor.blockCount {
      isAtEnd = true
      return
    }
    try cursor.decode(block: block)
    index = 0
    isScored = false
  }

  /// Moves to the next posting.
  @inline(__always)
  mutating func advance() throws(ArtifactError) {
    index += 1
    if index >= cursor.count { try load(block: cursor.block + 1) }
  }

  /// Moves to the first posting whose document is not before `target`.
  mutating func seek(_ target: UInt32) throws(ArtifactError) {
    if isAtEnd || document >= target { return }
    if unsafe cursor.scratch.documents[cursor.count - 1] < target {
      let block = try blockHolding(target)
      try load(block: block)
      if isAtEnd { return }
    }
    while unsafe cursor.scratch.documents[index] < target {
      index += 1
      if index == cursor.count {
        try load(block: cursor.block + 1)
        if isAtEnd { return }
      }
    }
  }

  /// The first block after the current one whose last document is not before `target`: doubling steps, then halves.
  private func blockHolding(_ target: UInt32) throws(ArtifactError) -> Int {
    var low = cursor.block + 1
    var step = 1
    var high = low
    while high < cursor.blockCount, try cursor.lastDocument(of: high) < target {
      low = high + 1
      high += step
      step *= 2
    }
    high = min(high, cursor.blockCount)
    while low < high {
      let middle = (low + high) / 2
      if try cursor.lastDocument(of: middle) < target { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// An upper bound of the contributions of a block at the artifact's own weights.
  func bound(of block: Int) throws(ArtifactError) -> Int64 {
    bound(code: try cursor.boundCode(of: block, field: contents.settings.scoring.fields.count))
  }

  private func bound(code: UInt8) -> Int64 {
    let strength = BoundCode.values[Int(code)]
    let share = strength.isFinite ? strength / (k1 + strength) : 1
    // The kernel rounds three times on its way; the slack covers half a unit each in 2^25 and the last step to integers.
    return Int64((scale * share).rounded(.up)) + 4
  }

  /// Scores the current block, once.
  @inline(__always)
  mutating func score() throws(ArtifactError) {
    if isScored { return }
    isScored = true
    let count = UInt32(cursor.count)
    var isFirst = true
    for field in 0..<contents.settings.scoring.fields.count where cursor.fieldMask & (1 << UInt8(field)) != 0 {
      let norms = try unsafe contents.norms.column(field)
      let frequencies = unsafe cursor.scratch.frequencies + field * 128
      unsafe contents.weights[field].withUnsafeBufferPointer { weights in
        guard let weights = weights.baseAddress else { return }
        // SAFETY: decoding proved that every document is below the length of the column.
        if isFirst {
          unsafe concord_strength_first(strengths, cursor.scratch.documents, frequencies, norms, weights, count)
        } else {
          unsafe concord_strength_add(strengths, cursor.scratch.documents, frequencies, norms, weights, count)
        }
      }
      isFirst = false
    }
    unsafe concord_contributions(contributions, strengths, k1, scale, count)
  }

  /// The contribution of the current posting.
  @inline(__always)
  mutating func currentContribution() throws(ArtifactError) -> Int64 {
    try score()
    return unsafe Int64(contributions[index])
  }
}
