// What a caller can choose about a search.

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
  /// When to stop: what was found so far is the answer then, marked as partial and without passages.
  public var timeout: Duration?
  /// Stops the search from another thread.
  public var cancellation: SearchCancellation?

  /// The defaults.
  public init() {}

  /// The defaults with another limit.
  public init(limit: Int) { self.limit = limit }
}

/// How a search that was stopped stands.
public struct PartialResult: Sendable, Equatable {
  /// Share of the documents that was looked at, 0...1.
  public let examined: Double
  /// Hits at the start of the list that no document can displace any more.
  public let proven: Int
}

/// What a search cost.
public struct SearchReceipt: Sendable, Equatable {
  /// Counts of the work.
  public let work: SearchCost
  /// Units of 4,096 bytes of the file that were verified for the first time.
  public let unitsVerified: Int
  /// Time to understand the query and look up its terms.
  public let planning: Duration
  /// Time to find the best documents.
  public let ranking: Duration
  /// Time to fetch what is shown of them.
  public let fetching: Duration
}
