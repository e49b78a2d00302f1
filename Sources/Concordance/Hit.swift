// Answers to queries.

internal import ConcordArtifact
internal import ConcordBytes
public import ConcordSearch

/// How the words of a query combine that stand side by side.
public typealias Match = QueryMatch

/// A document that a query found.
public struct Hit: Sendable, Equatable {
  /// The document's id.
  public let id: String
  /// The file that it is, or that it is a record of; relative to what was indexed.
  public let path: String
  /// Line of a JSON-lines file, row of a CSV file, if the index was built to remember them.
  public let line: Int?
  /// Its title; empty if it has none.
  public let title: String
  /// Ranges of `title`, in UTF-8 bytes, that match the query.
  public let titleRanges: [Range<Int>]
  /// Its score; comparable within one answer.
  public let score: Double
  /// Passages of the text that show why it was found, best first.
  public let snippets: [Snippet]
}

/// A passage of a document's text.
public struct Snippet: Sendable, Equatable {
  /// The passage, cut at borders of characters; bytes that are not UTF-8 are replaced.
  public let text: String
  /// Ranges of `text`, in UTF-8 bytes, that match the query.
  public let ranges: [Range<Int>]
  /// Where the passage begins in the body, in bytes.
  public let offset: Int
}

/// The answer to a query.
public struct SearchResults: Sendable {
  /// The best documents, best first; equal scores in the order of ids.
  public let hits: [Hit]
  /// How many documents match; those that were seen if matches were not counted or the search was stopped.
  public let total: Int
  /// How the query was understood.
  public let query: SearchQuery
  /// What became of its parts, in the order of the query.
  public let parts: [QueryPartReport]
  /// Counts of the fields that were asked for.
  public let facets: [Facet]
  /// What `SearchOptions.after` takes for the next page; nil behind the last hit.
  public let next: String?
  /// Another spelling with more to find, if a word is rare or absent.
  public let suggestion: String?
  /// How far the search came, if it was stopped.
  public let partial: PartialResult?
  /// What it cost.
  public let receipt: SearchReceipt
}

extension SearchIndex {
  /// The longest query that is taken, in bytes.
  public static let longestQuery = QueryLimits.bytes

  /// The fields that a query of this index can name.
  public var queryFields: QueryFields { contents.queryFields }

  /// Reads a text in the query language; any text is a query.
  ///
  /// - Throws: code `queryTooLong` or `queryTooComplex`.
  public func query(_ text: String, match: Match = .any) throws(ConcordanceError) -> SearchQuery {
    do { return try SearchQuery(parsing: text, fields: queryFields, match: match) } catch {
      throw ConcordanceError(error)
    }
  }

  /// The `limit` best documents for a text.
  ///
  /// Any text is a query; an empty one has no hits.
  public func hits(for text: String, limit: Int = 10, match: Match = .any) throws(ConcordanceError) -> [Hit] {
    var options = SearchOptions(limit: limit)
    options.counts = false
    return try search(query(text, match: match), options).hits
  }

  /// The `limit` best documents for a text, and how many match.
  ///
  /// - Complexity: O(postings of the words).
  public func search(_ text: String, limit: Int = 10, match: Match = .any) throws(ConcordanceError) -> SearchResults {
    try search(query(text, match: match), SearchOptions(limit: limit))
  }

  /// Answers a query.
  ///
  /// - Throws: `queryTooComplex` for a query of more than 1,024 words and values; otherwise what reading the file throws.
  /// - Complexity: O(postings of the words) at most; blocks that cannot hold a hit are skipped unless matches are counted.
  public func search(
    _ query: SearchQuery, _ options: SearchOptions = SearchOptions()
  ) throws(ConcordanceError) -> SearchResults {
    let clauses = query.root.clauseCount
    if clauses > QueryLimits.clauses {
      throw ConcordanceError(
        .queryTooComplex, "a query of \(clauses) words and values; the limit is \(QueryLimits.clauses)", path: nil)
    }
    try check(query, options)
    return try wrapping { () throws(ArtifactError) in try answer(query, options) }
  }

  private func answer(_ query: SearchQuery, _ options: SearchOptions) throws(ArtifactError) -> SearchResults {
    let clock = ContinuousClock()
    let start = clock.now
    let allocationsBefore = options.allocationCount?()
    let unitsBefore = contents.artifact.verifiedUnits
    let control = SearchControl(timeout: options.timeout, cancellation: options.cancellation)
    let compiled = try contents.compile(query, control: control)
    let planned = clock.now
    let page = try page(query, compiled, options, control)
    let ranked = clock.now
    var hits: [Hit] = []
    let snippets = page.stopped == nil ? options.snippets : 0
    // What was stopped is handed out without the work of cutting passages.
    for scored in page.hits { hits.append(try hit(scored, for: compiled.highlights, snippets: snippets)) }
    let partial = page.stopped.map { stopped in
      PartialResult(examined: stopped.examined, proven: page.hits.prefix { $0.score > stopped.bound }.count)
    }
    return SearchResults(
      hits: hits, total: page.total, query: query, parts: compiled.parts, facets: page.facets, next: page.next,
      suggestion: page.stopped == nil ? try contents.suggestion(for: query, compiled, hits: page.total) : nil,
      partial: partial,
      receipt: SearchReceipt(
        work: page.cost, unitsVerified: contents.artifact.verifiedUnits - unitsBefore,
        allocations: allocationsBefore.flatMap { before in options.allocationCount.map { $0() &- before } },
        planning: start.duration(to: planned), ranking: planned.duration(to: ranked),
        fetching: ranked.duration(to: clock.now)))
  }

  /// What is shown of a document.
  func hit(
    _ ranked: ScoredDocument, for highlights: QueryHighlights, snippets limit: Int
  ) throws(ArtifactError) -> Hit {
    let number = Int(ranked.document)
    var snippets: [Snippet] = []
    for passage in try contents.passages(of: number, for: highlights, limit: limit) where !passage.text.isEmpty {
      snippets.append(Snippet(passage))
    }
    let place = try place(of: number)
    let title = Array(place.title.utf8)
    // Where bytes of the title had to be replaced, ranges would be those of other bytes.
    let record = try contents.documents.record(number)
    let isPlain = limit > 0 && record.title == title
    let ranges = isPlain ? try contents.titleMatches(of: number, for: highlights) : []
    return Hit(
      id: place.id, path: place.path, line: place.line, title: place.title, titleRanges: ranges,
      score: Double(ranked.score) / Scoring.scale, snippets: snippets)
  }

  /// Every range of a document's body, in bytes, that matches a query: ascending, without overlap.
  ///
  /// - Throws: `noSuchDocument` if there is none with this id.
  /// - Complexity: O(bytes of the body).
  public func matches(of query: SearchQuery, in id: String) throws(ConcordanceError) -> [Range<Int>] {
    let number = try number(ofDocument: id)
    return try wrapping { () throws(ArtifactError) in
      try contents.matches(of: number, for: contents.compile(query).highlights)
    }
  }

  /// What a document is called and where it is from.
  func place(of number: Int) throws(ArtifactError) -> (id: String, path: String, line: Int?, title: String) {
    let record = try contents.documents.record(number)
    let id = String(decoding: try contents.identifiers.key(number), as: UTF8.self)
    var path = id
    if let source = record.source {
      path = try SourceNames.name(source.number, in: contents.artifact.section(.sources))
    }
    return (
      id, path, record.source.flatMap { $0.line > 0 ? $0.line : nil }, String(decoding: record.title, as: UTF8.self)
    )
  }
}

extension Snippet {
  /// Makes text of a passage; where bytes had to be replaced, the ranges move with them.
  init(_ passage: Passage) {
    var text = ""
    var ranges: [Range<Int>] = []
    var at = 0
    for match in passage.matches {
      text += String(decoding: passage.text[at..<match.lowerBound], as: UTF8.self)
      let start = text.utf8.count
      text += String(decoding: passage.text[match], as: UTF8.self)
      ranges.append(start..<text.utf8.count)
      at = match.upperBound
    }
    text += String(decoding: passage.text[at...], as: UTF8.self)
    self.init(text: text, ranges: ranges, offset: passage.offset)
  }
}
