// Completions of what was typed.

internal import ConcordArtifact
public import ConcordSearch

/// A completion of what was typed.
public struct Completion: Sendable, Equatable {
  /// The text, with what stood before its last word if only that was completed.
  public let text: String
  /// How much it is wanted: for a word the number of documents that have it, else what the author of the list said.
  public let weight: Int
  /// Edits between what was typed and the text or its beginning.
  public let distance: Int
  /// What it is.
  public let kind: CompletionKind
  /// Ranges of `text`, in UTF-8 bytes, that match what was typed, on borders of graphemes.
  public let ranges: [Range<Int>]

  init(_ text: CompletedText) {
    self.text = text.text
    weight = Int(clamping: text.weight)
    distance = text.distance
    kind = text.kind
    ranges = text.ranges
  }
}

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
      try contents.completions(query).completions.map(Completion.init)
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
