// What a person asks for, as a tree; nothing in it has met an analyzer or an index yet.

/// A query as a tree.
///
/// A ``SearchQuery`` reads it from text or builds it in Swift. Texts in it are what the user wrote, without the marks of
/// the language; they are analysed later, by the analyzer of the index that is asked.
///
/// A *condition* is ``range(field:lower:upper:)``, ``equals(field:value:)``, or a group of nothing else. It accepts or
/// rejects a document and adds nothing to its score.
public indirect enum QueryNode: Sendable, Equatable, Hashable {
  /// A word; also what only analysis takes apart, such as `foo(bar)` or `don't`.
  case word(String)
  /// Words beside each other in this order; `slop` is how many other words may stand between them altogether, 0 to 100.
  case phrase(String, slop: Int)
  /// Words that begin with this.
  case prefix(String)
  /// Words spelled like this, within 0 to 2 edits; nil leaves it to the length of the word.
  case fuzzy(String, distance: Int?)
  /// Documents whose stored field lies between two bounds; nil is open. Without any bound: which have the field.
  case range(field: String, lower: QueryBound?, upper: QueryBound?)
  /// Documents whose stored field is this value.
  case equals(field: String, value: String)
  /// A query that is asked of one searched field; of two scopes around a word the inner one counts.
  case field(String, QueryNode)
  /// A query whose score is multiplied, by 0 to 1,000.
  case boost(QueryNode, Float)
  /// Clauses together: see ``QueryClause/Occurrence``. Without clauses it finds nothing.
  case group([QueryClause])
  /// Every document; in the scope of a field, every document that has a word there.
  case everything
}

/// An end of a range.
public struct QueryBound: Sendable, Equatable, Hashable {
  /// The value as written; what it means is up to the kind of the field.
  public let text: String
  /// Whether the value itself lies in the range.
  public let isInclusive: Bool

  /// Makes a bound.
  public init(_ text: String, isInclusive: Bool = true) { (self.text, self.isInclusive) = (text, isInclusive) }
}

/// A part of a group.
public struct QueryClause: Sendable, Equatable, Hashable {
  /// What a clause does to the hits of its group.
  ///
  /// A document is a hit if it matches every `must` and every `filter`, no `mustNot`, and, where there are `should` and no
  /// `must`, at least one `should`. A filter makes no word optional: `lamp year:2010` finds lamp in documents of 2010. A
  /// group of `mustNot` alone finds all other documents.
  public enum Occurrence: Sendable, Equatable, Hashable, CaseIterable {
    /// May match, and then adds to the score.
    case should
    /// Has to match, and adds to the score.
    case must
    /// Has to fail.
    case mustNot
    /// Has to match, and adds nothing; in normal form always a condition.
    case filter
  }

  /// What the clause does.
  public let occurrence: Occurrence
  /// What it asks for.
  public let node: QueryNode

  /// Makes a clause.
  public init(_ occurrence: Occurrence, _ node: QueryNode) { (self.occurrence, self.node) = (occurrence, node) }
}

/// What a query may not exceed.
public enum QueryLimits {
  /// Bytes of text.
  public static let bytes = 64 * 1024
  /// Words, phrases, prefixes, ranges and values altogether.
  public static let clauses = 1024
  /// Parentheses inside each other.
  public static let depth = 64
  /// The slop of a phrase.
  public static let slop = 100
  /// Edits of a fuzzy word.
  public static let distance = 2
  /// The factor of a boost.
  public static let boost: Float = 1000
}

extension QueryNode {
  /// Whether it accepts or rejects documents and adds nothing to their scores.
  ///
  /// Linear in the size of the tree.
  public var isCondition: Bool {
    switch self {
    case .range, .equals: true
    case .group(let clauses): !clauses.isEmpty && clauses.allSatisfy(\.node.isCondition)
    case .word, .phrase, .prefix, .fuzzy, .field, .boost, .everything: false
    }
  }

  /// How many words, phrases, prefixes, ranges and values it holds, to be compared with ``QueryLimits/clauses``.
  ///
  /// Linear in the size of the tree.
  public var clauseCount: Int {
    switch self {
    case .field(_, let node), .boost(let node, _): node.clauseCount
    case .group(let clauses): clauses.reduce(0) { $0 + $1.node.clauseCount }
    case .word, .phrase, .prefix, .fuzzy, .range, .equals, .everything: 1
    }
  }
}
