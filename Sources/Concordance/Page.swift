// One page of an answer: by score or by a stored field, from the start or behind another page, with counts of values.

internal import ConcordArtifact
internal import ConcordBytes
internal import ConcordSearch

/// A page before its documents are fetched.
struct Page {
  var hits: [ScoredDocument] = []
  var total = 0
  var facets: [Facet] = []
  var next: String?
  var stopped: StoppedSearch?
  var cost = SearchCost()

  /// Notes that some stage looked at a share of the documents only.
  mutating func stop(examined: Double, bound: Int64) {
    let before = stopped
    stopped = StoppedSearch(
      examined: min(examined, before?.examined ?? 1), bound: max(bound, before?.bound ?? .min))
  }
}

extension SearchIndex {
  /// What the order of hits depends on besides the index; cursors of other orders are refused.
  private func order(_ query: SearchQuery, _ options: SearchOptions) -> String {
    let weights = options.weights.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    return "\(query)\n\(options.sort ?? "")\n\(options.isDescending)\n\(weights)\n\(options.rankWeight)"
  }

  /// Says what of the options this index cannot do.
  func check(_ query: SearchQuery, _ options: SearchOptions) throws(ConcordanceError) {
    for name in options.facets + (options.sort.map { [$0] } ?? []) where contents.columns[name] == nil {
      let near = QueryFields(stored: contents.columns.columns.map(\.name)).nearest(to: name)
      throw ConcordanceError(
        .noSuchField, "no document has a stored field \(name)" + (near.map { "; did you mean \($0)?" } ?? ""), path: nil
      )
    }
    _ = try cursor(query, options)
  }

  private func cursor(_ query: SearchQuery, _ options: SearchOptions) throws(ConcordanceError) -> PageCursor? {
    guard let token = options.after else { return nil }
    do {
      return try PageCursor(
        token: token, identity: contents.artifact.contentIdentity, query: order(query, options))
    } catch {
      throw ConcordanceError(.badCursor, error.description, path: nil)
    }
  }

  /// Finds the hits of a page.
  func page(
    _ query: SearchQuery, _ compiled: CompiledQuery, _ options: SearchOptions, _ control: SearchControl
  ) throws(ArtifactError) -> Page {
    let cursor = (try? cursor(query, options)) ?? nil
    var page = Page()
    var matches: (set: DocumentSet, examined: Double)?
    let wanted = min(max(0, options.offset) &+ max(0, options.limit), documentCount)
    if let name = options.sort, let column = contents.columns[name] {
      let found = try contents.matches(compiled.plan, control: control)
      matches = found
      try sort(&page, column, found, compiled, options, cursor, wanted, control)
    } else {
      var after: ScoredDocument?
      if case .score(let score, let document) = cursor { after = ScoredDocument(document: document, score: score) }
      let request = SearchRequest(
        limit: wanted, counts: options.counts, control: control, fieldWeights: fieldWeights(options), after: after,
        rankWeight: options.rankWeight)
      let outcome = try contents.search(compiled.plan, request)
      page.hits = outcome.ranked.hits
      page.total = outcome.ranked.total ?? outcome.ranked.hits.count
      page.stopped = outcome.stopped
      page.cost = outcome.cost
      if page.hits.count == wanted, page.stopped == nil, let last = page.hits.last {
        page.next = token(.score(last.score, document: last.document), query, options)
      }
    }
    page.hits.removeFirst(min(page.hits.count, max(0, options.offset)))
    if !options.facets.isEmpty { try count(&page, compiled, matches, options, control) }
    return page
  }

  /// Counts the values of facets, after the hits: if time runs out, the hits are worth more.
  private func count(
    _ page: inout Page, _ compiled: CompiledQuery, _ known: (set: DocumentSet, examined: Double)?,
    _ options: SearchOptions, _ control: SearchControl
  ) throws(ArtifactError) {
    let matches: (set: DocumentSet, examined: Double)
    if let known { matches = known } else { matches = try contents.matches(compiled.plan, control: control) }
    var examined = matches.examined
    for name in options.facets {
      guard let column = contents.columns[name] else { continue }
      let counts = try contents.facets(
        of: column, in: matches.set, limit: max(0, options.facetValues), control: control)
      examined = min(examined, counts.examined)
      page.facets.append(
        Facet(
          field: column.name, values: counts.entries.map { Facet.Value(text: $0.value.description, count: $0.count) },
          otherValues: counts.otherValues, missing: counts.missing))
    }
    // Hits that were complete before stay so: no document can displace any of them.
    if examined < 1 { page.stop(examined: examined, bound: .min) }
  }

  private func token(_ cursor: PageCursor, _ query: SearchQuery, _ options: SearchOptions) -> String {
    cursor.token(identity: contents.artifact.contentIdentity, query: order(query, options))
  }

  /// Fills a page in the order of a column; scores are looked up for its documents alone.
  private func sort(
    _ page: inout Page, _ column: Column, _ matches: (set: DocumentSet, examined: Double), _ compiled: CompiledQuery,
    _ options: SearchOptions, _ cursor: PageCursor?, _ wanted: Int, _ control: SearchControl
  ) throws(ArtifactError) {
    var after: SortedDocument?
    if case .value(let ordinal, let document) = cursor { after = SortedDocument(document: document, ordinal: ordinal) }
    let (sorted, examined) = try contents.sort(
      matches.set, by: column, isDescending: options.isDescending, limit: wanted, after: after, control: control)
    let only = DocumentSet(capacity: documentCount)
    for document in sorted { only.insert(try contents.slot(ofDocument: document.document)) }
    let plan = Plan.group(PlannedGroup(must: [compiled.plan], filter: [.set(only, score: 0)]))
    let request = SearchRequest(
      limit: sorted.count, counts: false, control: control, fieldWeights: fieldWeights(options),
      rankWeight: options.rankWeight)
    let outcome = try contents.search(plan, request)
    let scores = Dictionary(uniqueKeysWithValues: outcome.ranked.hits.map { ($0.document, $0.score) })
    page.hits = sorted.map { ScoredDocument(document: $0.document, score: scores[$0.document] ?? 0) }
    page.total = matches.set.count
    page.cost = outcome.cost
    for share in [matches.examined, examined, outcome.stopped?.examined ?? 1] where share < 1 {
      page.stop(examined: share, bound: .max)
    }
    if sorted.count == wanted, page.stopped == nil, let last = sorted.last {
      let options = options
      page.next = token(.value(last.ordinal, document: last.document), compiled.query, options)
    }
  }

  /// The weights of a query for every field of the index; nil if it has none of its own.
  func fieldWeights(_ options: SearchOptions) -> [Float]? {
    if options.weights.isEmpty { return nil }
    return contents.settings.scoring.fields.map { Float(options.weights[$0.name] ?? Double($0.weight)) }
  }
}
