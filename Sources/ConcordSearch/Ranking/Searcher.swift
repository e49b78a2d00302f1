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

/// What became of a search.
package struct SearchOutcome: Sendable {
  /// What was found.
  package var ranked: RankedHits
  /// What it took.
  package var cost = SearchCost()
  /// Nil if the search came to its end; otherwise how far it came before it was stopped.
  package var stopped: StoppedSearch?
}

/// How far a search came that was stopped.
package struct StoppedSearch: Sendable, Equatable {
  /// Share of the documents that was looked at, 0...1.
  package var examined: Double
  /// No document that was not looked at has a higher score than this.
  package var bound: Int64

  package init(examined: Double, bound: Int64) { (self.examined, self.bound) = (examined, bound) }
}

extension IndexContents {
  /// The largest factor of a contribution; what is above counts as this.
  ///
  /// Times the largest idf (ln 2^33 is 23) it stays inside the 31 bits of a contribution.
  package static let largestBoost: Float = 64

  /// The `limit` best documents of a query.
  ///
  /// - Parameter counts: whether `total` is wanted, which costs a look at every posting.
  /// - Complexity: O(postings of the terms) at most; blocks whose bounds say that they hold no hit stay as they are.
  package func search(_ query: Query, limit: Int, counts: Bool) throws(ArtifactError) -> RankedHits {
    try search(plan(query), SearchRequest(limit: limit, counts: counts)).ranked
  }

  /// Looks up the terms of an analysed query.
  private func plan(_ query: Query) throws(ArtifactError) -> Plan {
    var group = PlannedGroup()
    for term in query.terms {
      let isRequired = query.match == .all && term.isRequired
      guard let info = try list(of: term.key) else {
        if isRequired { return .nothing }
        continue
      }
      let plan = Plan.term(PlannedTerm(info: info, boost: term.boost))
      if isRequired { group.must.append(plan) } else { group.should.append(plan) }
    }
    return .group(group)
  }

  /// Finds the best documents of a plan.
  package func search(_ plan: Plan, _ request: SearchRequest) throws(ArtifactError) -> SearchOutcome {
    let plan = plan.simplified
    if plan.isNothing || request.limit <= 0 && !request.counts {
      return SearchOutcome(ranked: RankedHits(hits: [], total: request.counts ? 0 : nil))
    }
    let outcome = try scratches.use { (scratch) throws(ArtifactError) in
      try SearchExecution(contents: self, request: request, scratch: scratch).run(plan)
    }
    try artifact.checkIntact()
    return outcome
  }
}

extension IndexContents {
  /// The slots of all documents that match a plan, for facets and for other orders than that of scores; if the control says
  /// stop, of those in the share of the collection that was looked at by then.
  ///
  /// - Complexity: O(postings of the terms).
  package func matches(
    _ plan: Plan, control: SearchControl = .none
  ) throws(ArtifactError) -> (set: DocumentSet, examined: Double) {
    let plan = plan.simplified
    if plan.isNothing { return (DocumentSet(capacity: statistics.documents), 1) }
    if case .set(let set, _) = plan { return (set, 1) }
    let found = try scratches.use { (scratch) throws(ArtifactError) in
      try SearchExecution(
        contents: self, request: SearchRequest(limit: 1, counts: true, control: control), scratch: scratch
      ).matches(plan)
    }
    try artifact.checkIntact()
    return found
  }
}

/// One search, from the plan to the hits.
struct SearchExecution {
  let contents: IndexContents
  let request: SearchRequest
  let scratch: QueryScratch

  private var fields: Int { contents.settings.scoring.fields.count }
  var documents: Int { contents.statistics.documents }

  func run(_ plan: Plan) throws(ArtifactError) -> SearchOutcome {
    scratch.prepare(hits: capacity, terms: 0)
    // A control that already says so may have cut the expansion of prefixes short: sets are not complete then.
    if request.control.shouldStop() { return outcome([], total: 0, done: 0, bound: .max) }
    let ranks = request.rankWeight > 0 ? contents.ranks : nil
    if ranks == nil, case .set(let set, let score) = plan { return try constant(set, score) }
    let own = request.fieldWeights.map { OwnWeights(contents, $0) }
    let model = try contents.scoringModel(own)
    defer { withExtendedLifetime(own) {} }
    if let ranks {
      return try searchWindows(RankNode(node(plan, model), ranks: ranks, weight: request.rankWeight))
    }
    if let flat = try flatten(plan), fitsNarrow(flat) { return try search(flat, model) }
    if case .phrase(let phrase) = plan { return try search(phrase, model) }
    return try searchWindows(node(plan, model))
  }

  private var capacity: Int { max(1, min(request.limit, documents)) }

  /// idf · boost in units of a score.
  private func scale(_ boost: Float, _ frequencies: Double) -> Float {
    Float(Double(min(boost, IndexContents.largestBoost)) * frequencies * Scoring.scale)
  }

  private func frequency(_ info: TermInfo) -> Double {
    Scoring.inverseDocumentFrequency(documents: documents, containing: info.documentCount)
  }

  func outcome(
    _ hits: [ScoredDocument], total: Int, done: UInt32?, bound: Int64
  ) -> SearchOutcome {
    SearchOutcome(
      ranked: RankedHits(hits: request.limit <= 0 ? [] : hits, total: request.counts ? total : nil),
      cost: unsafe scratch.cost.pointee,
      stopped: done.map {
        StoppedSearch(examined: documents == 0 ? 1 : Double($0) / Double(documents), bound: bound)
      })
  }

  // MARK: Lists of terms

  /// A plan of terms, with at most sets to restrict them, for the fast loops.
  private func flatten(_ plan: Plan) throws(ArtifactError) -> FlatPlan? {
    var flat = FlatPlan()
    switch plan {
    case .term(let term):
      flat.optional = [term]
    case .group(let group):
      for part in group.must {
        guard case .term(let term) = part else { return nil }
        flat.required.append(term)
      }
      for part in group.should {
        guard case .term(let term) = part else { return nil }
        flat.optional.append(term)
      }
      if flat.required.isEmpty && flat.optional.isEmpty { return nil }
      for part in group.filter {
        guard case .set(let set, _) = part else { return nil }
        if let allowed = flat.allowed { allowed.formIntersection(set) } else { flat.allowed = set.copy() }
      }
      if !group.mustNot.isEmpty {
        let allowed = flat.allowed ?? .everything(documents)
        for part in group.mustNot {
          guard let set = try excluded(part) else { return nil }
          allowed.subtract(set)
        }
        flat.allowed = allowed
      }
    default: return nil
    }
    if (flat.required + flat.optional).contains(where: { $0.fields != .max }) { return nil }
    return flat
  }

  /// The documents of a term or set that are not wanted; nil for what takes more to find out.
  private func excluded(_ plan: Plan) throws(ArtifactError) -> DocumentSet? {
    switch plan {
    case .set(let set, _): return set
    case .nothing: return DocumentSet(capacity: documents)
    case .term(let term):
      let set = DocumentSet(capacity: documents)
      scratch.prepare(hits: capacity, terms: PostingsScratch.capacity(fields: fields) * 4)
      let room = unsafe PostingsScratch(
        base: scratch.terms.bindMemory(to: UInt32.self, capacity: PostingsScratch.capacity(fields: fields)))
      try contents.insert(term.info, fields: term.fields, into: set, scratch: room, control: request.control)
      return set
    default: return nil
    }
  }

  /// Whether the sums of all terms stay inside 31 bits.
  private func fitsNarrow(_ flat: FlatPlan) -> Bool {
    var sum: Int64 = 0
    for term in flat.required + flat.optional {
      sum += Int64(TermScorer.ceiling(scale(term.boost, frequency(term.info)))) + 1
    }
    return sum < Int64(Int32.max)
  }

  private func search(_ flat: FlatPlan, _ model: ScoringModel) throws(ArtifactError) -> SearchOutcome {
    let count = flat.required.count + flat.optional.count
    let size = TermScorer.scratchSize(fields: fields)
    let table = (MemoryLayout<TermScorer>.stride * count + 63) / 64 * 64
    scratch.prepare(hits: capacity, terms: table + size * count + MatchRoom.size(fields: fields))
    let scorers = unsafe scratch.terms.bindMemory(to: TermScorer.self, capacity: count)
    // The rarest of the required leads. Of the others the weakest come first: bounds fall with the number of documents.
    let ordered =
      flat.required.sorted { $0.info.documentCount < $1.info.documentCount } + flat.optional
    for (number, term) in ordered.enumerated() {
      unsafe (scorers + number).initialize(
        to: try TermScorer(
          term.info, scale: scale(term.boost, frequency(term.info)), model: model, in: contents.postings,
          scratch: scratch.terms + table + size * number, cost: scratch.cost))
    }
    let weaker = unsafe UnsafeMutableBufferPointer(
      start: scorers + flat.required.count, count: flat.optional.count)
    unsafe Self.sort(weaker)
    var minimum: Int32 = 0
    if flat.required.isEmpty, flat.allowed == nil, request.after == nil,
      let slot = PostingsCursor.bestSlot(for: request.limit)
    {
      for term in 0..<count { minimum = max(minimum, unsafe scorers[term].best(slot: slot)) }
    }
    var search = unsafe TermSearch(
      scorers: scorers, required: flat.required.count, count: count, documents: UInt32(documents),
      counts: request.counts, allowed: flat.allowed.map { unsafe UnsafePointer($0.words) }, scratch: scratch,
      room: MatchRoom(scratch.terms + table + size * count, fields: fields), control: request.control,
      best: try top(minimum))
    try search.run()
    var bound: Int64 = 0
    for term in 0..<count { bound += Int64(unsafe scorers[term].maximum) }
    let hits = search.best.hits()
    withExtendedLifetime(flat.allowed) {}
    return outcome(hits, total: search.total, done: search.isStopped ? search.done : nil, bound: bound)
  }

  /// Sorts by the most that a term contributes, ascending; in place by insertion while there are few.
  private static func sort(_ scorers: UnsafeMutableBufferPointer<TermScorer>) {
    if scorers.count > 24 {
      var buffer = unsafe scorers
      unsafe buffer.sort { $0.maximum < $1.maximum }
      return
    }
    for index in 1..<max(1, scorers.count) {
      let scorer = unsafe scorers[index]
      var place = index
      while place > 0, unsafe scorers[place - 1].maximum > scorer.maximum {
        unsafe scorers[place] = scorers[place - 1]
        place -= 1
      }
      unsafe scorers[place] = scorer
    }
  }

  private func top(_ minimum: Int32) throws(ArtifactError) -> TopK {
    unsafe TopK(
      capacity: capacity, keys: scratch.keys, order: try contents.order?.documentsPointer, minimum: minimum,
      after: request.after)
  }

  // MARK: A phrase

  private func matcher(_ phrase: PlannedPhrase, _ model: ScoringModel) throws(ArtifactError) -> PhraseMatcher {
    var sum = 0.0
    for word in phrase.words { sum += frequency(word.info) }
    return try PhraseMatcher(
      phrase, scale: scale(phrase.boost, min(sum, 31)), model: model, in: contents.postings, scratch: scratch)
  }

  private func search(_ phrase: PlannedPhrase, _ model: ScoringModel) throws(ArtifactError) -> SearchOutcome {
    let matcher = try matcher(phrase, model)
    var best = try top(0)
    var total = 0
    var base: UInt32 = 0
    var stopped: UInt32?
    while true {
      base = matcher.nextDocument(from: base)
      if base >= documents { break }
      if request.control.shouldStop() {
        stopped = base
        break
      }
      let end = max(base + 1, matcher.blockEnd(from: base))
      let bound = matcher.bound(base, end)
      if bound > 0 && (request.counts || bound >= best.minimum) {
        let found = try matcher.candidates(base, end, minimum: request.counts ? 0 : best.minimum)
        for index in 0..<found {
          if unsafe !request.counts && scratch.scores[index] < best.minimum { continue }
          let slot = unsafe scratch.candidates[index]
          if let score = try matcher.contribution(of: index, minimum: request.counts ? 0 : best.minimum) {
            total += 1
            best.offer(slot: slot, score: score)
          }
        }
      }
      base = end
    }
    return outcome(best.hits(), total: total, done: stopped, bound: Int64(matcher.maximum))
  }

  // MARK: Anything

  func node(_ plan: Plan, _ model: ScoringModel) throws(ArtifactError) -> WindowNode {
    switch plan {
    case .nothing: return SetNode(DocumentSet(capacity: documents), score: 0)
    case .set(let set, let score): return SetNode(set, score: score)
    case .phrase(let phrase): return PhraseNode(try matcher(phrase, model), scratch)
    case .term(let term):
      return try unsafe TermNode(
        term, scale: scale(term.boost, frequency(term.info)), model: model.restricted(to: term.fields),
        in: contents.postings, cost: scratch.cost)
    case .group(let group):
      func nodes(_ plans: [Plan]) throws(ArtifactError) -> [WindowNode] {
        var nodes: [WindowNode] = []
        for plan in plans { nodes.append(try node(plan, model)) }
        return nodes
      }
      return GroupNode(
        must: try nodes(group.must), should: try nodes(group.should), mustNot: try nodes(group.mustNot),
        filter: try nodes(group.filter), documents: documents)
    }
  }

  private func searchWindows(_ root: WindowNode) throws(ArtifactError) -> SearchOutcome {
    let result = WindowResult()
    let order = try unsafe contents.order?.documentsPointer
    var best = WideTopK(capacity: max(0, request.limit))
    var total = 0
    var base: UInt32 = 0
    var stopped: UInt32?
    while true {
      let next = try root.nextDocument(from: base)
      if next >= documents { break }
      if request.control.shouldStop() {
        stopped = base
        break
      }
      base = next / UInt32(QueryScratch.window) * UInt32(QueryScratch.window)
      let end = UInt32(min(documents, Int(base) + QueryScratch.window))
      result.clear()
      try root.fill(base, end, result)
      result.forEach { place in
        total += 1
        let slot = base + UInt32(place)
        let document = unsafe order.map { unsafe $0[Int(slot)] } ?? slot
        let hit = ScoredDocument(document: document, score: unsafe result.sums[place])
        if request.after.map({ $0.isBetter(than: hit) }) ?? true { best.offer(hit) }
      }
      base = end
    }
    return outcome(best.hits, total: total, done: stopped, bound: .max)
  }
}

/// Tables of weights that a query brings along.
@safe final class OwnWeights {
  let tables: WeightTables
  let factors: UnsafeMutablePointer<Float>

  init(_ contents: IndexContents, _ weights: [Float]) {
    var profile = contents.settings.scoring
    let count = profile.fields.count
    unsafe factors = .allocate(capacity: count)
    for field in 0..<count {
      let weight = field < weights.count ? weights[field] : profile.fields[field].weight
      profile.fields[field].weight = weight.isFinite ? min(max(weight, 0), 1e6) : 0
      unsafe (factors + field).initialize(to: profile.fields[field].weight)
    }
    tables = WeightTables(profile, averages: (0..<count).map { contents.statistics.averageLength(of: $0) })
  }

  deinit { unsafe factors.deallocate() }
}

extension IndexContents {
  /// The scoring at the artifact's own weights, or at those of a query.
  func scoringModel(_ own: OwnWeights?) throws(ArtifactError) -> ScoringModel {
    let fields = settings.scoring.fields.count
    for field in 1..<max(1, fields) { _ = try unsafe norms.column(field) }
    return try unsafe ScoringModel(
      k1: settings.scoring.k1, fields: fields, documents: statistics.documents, denseField: settings.bodyField,
      norms: norms.column(0), weights: own?.tables.base ?? weights.base,
      fieldWeights: own.map { unsafe UnsafePointer($0.factors) })
  }
}
