// What a caller can choose about a search.

internal import ConcordArtifact
public import ConcordSearch

/// How to search.
///
///     var options = SearchOptions()
///     options.limit = 20
///     options.timeout = .milliseconds(5)
///     options.weights = ["title": 4]
public struct SearchOptions: Sendable {
  /// Most hits.
  public var limit = 10
  /// Hits to leave out at the start, for paging by number.
  public var offset = 0
  /// Whether all matches are counted, which costs a look at every posting.
  public var counts = true
  /// Passages a hit, best first; with 0 nothing is marked in titles either.
  public var snippets = 1
  /// Weights of searched fields for this query, 0 or more; fields that are not named keep the weights of the index.
  public var weights: [String: Double] = [:]
  /// What the largest static rank adds to a score, 0 to 1,000,000, in an index that was built with a field for ranks.
  ///
  /// A rank of r of 255 adds r / 255 of it. 0 leaves ranks out, and is faster: with ranks every match is scored.
  public var rankWeight = Scoring.rankWeight
  /// Stored fields whose values are counted over all matches.
  public var facets: [String] = []
  /// Most values of a facet, the most frequent ones.
  public var facetValues = 10
  /// A stored field to sort by, in place of the score; documents without a value come last.
  public var sort: String?
  /// Whether the greatest values come first.
  public var isDescending = false
  /// The `next` of the page before; hits begin behind it.
  public var after: String?
  /// When to stop: what was found so far is the answer then, marked as partial and without passages.
  ///
  /// Hits come before facets, whose counts are of the share of the documents that was looked at. Hits in the order of a
  /// stored field have the score 0 where it was not looked up any more.
  public var timeout: Duration?
  /// Stops the search from another thread.
  public var cancellation: SearchCancellation?
  /// Counts the program's allocations so far, for ``SearchReceipt/allocations``.
  ///
  /// Only who stands in front of the allocator can count, so the program brings the counter; `tools/search-probe` has one
  /// for glibc.
  public var allocationCount: (@Sendable () -> UInt64)?

  /// The defaults.
  public init() {}

  /// The defaults with another limit.
  public init(limit: Int) { self.limit = limit }
}

/// How a search that was stopped stands: in finding hits, or in sorting them or counting facets afterwards.
public struct PartialResult: Sendable, Equatable {
  /// Share of the documents that was looked at, 0...1; of several stages the one that came least far.
  public let examined: Double
  /// Hits at the start of the list that no document can displace any more; all if only facets were cut short.
  public let proven: Int
}

/// How often the values of a stored field occur among all matches.
public struct Facet: Sendable, Equatable {
  /// A value and its documents.
  public struct Value: Sendable, Equatable {
    /// The value as a query would spell it.
    public let text: String
    /// Documents that have it.
    public let count: Int
  }

  /// Name of the field.
  public let field: String
  /// The most frequent values; equals in the order of values.
  public let values: [Value]
  /// Values that are not listed.
  public let otherValues: Int
  /// Matches that have no value.
  public let missing: Int
}

/// What a search cost.
public struct SearchReceipt: Sendable, Equatable {
  /// Counts of the work.
  public let work: SearchCost
  /// Units of 4,096 bytes of the file that were verified for the first time.
  public let unitsVerified: Int
  /// Allocations between question and answer, other threads' included; nil without ``SearchOptions/allocationCount``.
  public let allocations: UInt64?
  /// Time to understand the query and look up its terms.
  public let planning: Duration
  /// Time to find the best documents.
  public let ranking: Duration
  /// Time to fetch what is shown of them.
  public let fetching: Duration
}
