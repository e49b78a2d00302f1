// Completions of what was typed.

internal import ConcordArtifact
public import ConcordSearch

/// How to complete.
public struct CompletionOptions: Sendable {
  /// Most completions.
  public var limit = 10
  /// Edits that are forgiven, 0 to 2; nil leaves it to the length: none below 3 letters, one for 3 to 5, two from 6 on.
  public var distance: Int?
  /// Whether whole texts are compared instead of beginnings: for what was typed to its end.
  public var isWhole = false
  /// A query beside which a completion must still find a document.
  public var context: String?
  /// When to stop: what was found so far is the answer then.
  public var timeout: Duration?
  /// Stops the search from another thread.
  public var cancellation: SearchCancellation?

  /// The defaults.
  public init() {}

  /// The defaults with another limit.
  public init(limit: Int) { self.limit = limit }
}

extension SearchIndex {
  /// The texts that go on from what was typed, most wanted first; where they are few, those that do but for a typo.
  ///
  /// Typed text of several words completes its last one, beside the others. Any text is a question: what nothing goes on
  /// from has no completions. A few microseconds while beginnings suffice, some hundreds with typos.
  public func completions(of text: String, limit: Int = 10) throws(ConcordanceError) -> [Completion] {
    try completions(of: text, CompletionOptions(limit: limit))
  }

  /// The same with options.
  ///
  /// - Throws: `ConcordanceError`, also for a context that is no query.
  public func completions(
    of text: String, _ options: CompletionOptions
  ) throws(ConcordanceError) -> [Completion] {
    var query = try completionQuery(text, options)
    query.control = SearchControl(timeout: options.timeout, cancellation: options.cancellation)
    return try wrapping { () throws(ArtifactError) in
      try contents.completions(query).completions
    }
  }

  /// A question without its control.
  func completionQuery(_ text: String, _ options: CompletionOptions) throws(ConcordanceError) -> CompletionQuery {
    var query = CompletionQuery(text)
    query.limit = max(0, options.limit)
    query.distance = options.distance
    query.isWhole = options.isWhole
    if let context = options.context { query.context = try self.query(context, match: .all) }
    return query
  }
}
