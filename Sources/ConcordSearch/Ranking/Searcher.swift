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
  /// - Complexity: O(postings of the terms) at most; blocks whose bounds say that they hold no hit stay as they are.
  package func search(_ query: Query, limit: Int, counts: Bool) throws(ArtifactError) -> RankedHits {
    var found: [(term: QueryTerm, info: TermInfo)] = []
    found.reserveCapacity(query.terms.count)
    for term in query.terms {
      let info = try term.key.withView { (view) throws(ArtifactError) in try dictionary.find(view) }
      if let info {
        found.append((term, info))
      } else if query.match == .all && term.isRequired {
        return RankedHits(hits: [], total: counts ? 0 : nil)
      }
    }
    if found.isEmpty || limit == 0 && !counts { return RankedHits(hits: [], total: counts ? 0 : nil) }
    let result = try scratches.use { (scratch) throws(ArtifactError) in
      try run(found, match: query.match, limit: limit, counts: counts, scratch)
    }
    try artifact.checkIntact()
    return result
  }

  private func run(
    _ found: [(term: QueryTerm, info: TermInfo)], match: Match, limit: Int, counts: Bool, _ scratch: QueryScratch
  ) throws(ArtifactError) -> RankedHits {
    let fields = settings.scoring.fields.count
    let size = TermScorer.scratchSize(fields: fields)
    let table = (MemoryLayout<TermScorer>.stride * found.count + 63) / 64 * 64
    let capacity = max(1, min(limit, statistics.documents))
    scratch.prepare(hits: capacity, terms: table + size * found.count + MatchRoom.size(fields: fields))
    let scorers = unsafe scratch.terms.bindMemory(to: TermScorer.self, capacity: found.count)
    let model = try scoringModel()
    var required = 0
    for (number, (term, info)) in found.enumerated() {
      let frequency = Scoring.inverseDocumentFrequency(documents: statistics.documents, containing: info.documentCount)
      let scorer = try unsafe TermScorer(
        info, scale: Float(Double(term.boost) * frequency * Scoring.scale), model: model, in: postings,
        scratch: scratch.terms + table + size * number, cost: scratch.cost)
      let isRequired = match == .all && term.isRequired
      unsafe Self.insert(scorer, into: scorers, count: number, required: &required, isRequired: isRequired)
    }
    let room = unsafe MatchRoom(scratch.terms + table + size * found.count, fields: fields)
    var minimum: Int32 = 0
    if required == 0, let slot = PostingsCursor.bestSlot(for: limit) {
      for term in 0..<found.count { minimum = max(minimum, unsafe scorers[term].best(slot: slot)) }
    }
    let best = unsafe TopK(
      capacity: capacity, keys: scratch.keys, order: nil, minimum: minimum)
    var search = unsafe TermSearch(
      scorers: scorers, required: required, count: found.count, documents: UInt32(statistics.documents),
      counts: counts, allowed: nil, scratch: scratch, room: room, control: .none, best: best)
    try search.run()
    return RankedHits(hits: limit == 0 ? [] : search.best.hits(), total: counts ? search.total : nil)
  }

  /// Puts a scorer in its place: required ones first, the rarest in front; then the others, the weakest in front.
  private static func insert(
    _ scorer: TermScorer, into scorers: UnsafeMutablePointer<TermScorer>, count: Int, required: inout Int,
    isRequired: Bool
  ) {
    unsafe (scorers + count).initialize(to: scorer)
    var place = count
    func isBefore(_ other: TermScorer) -> Bool {
      isRequired ? scorer.cursor.info.documentCount < other.cursor.info.documentCount : scorer.maximum < other.maximum
    }
    while place > 0,
      unsafe (isRequired
        ? place > required || isBefore(scorers[place - 1]) : place > required && isBefore(scorers[place - 1]))
    {
      unsafe scorers[place] = scorers[place - 1]
      place -= 1
    }
    unsafe scorers[place] = scorer
    if isRequired { required += 1 }
  }

  /// The scoring at the artifact's own weights.
  private func scoringModel() throws(ArtifactError) -> ScoringModel {
    let fields = settings.scoring.fields.count
    for field in 1..<max(1, fields) { _ = try unsafe norms.column(field) }
    return try unsafe ScoringModel(
      k1: settings.scoring.k1, fields: fields, documents: statistics.documents, denseField: settings.bodyField,
      norms: norms.column(0), weights: weights.base, fieldWeights: nil)
  }
}
