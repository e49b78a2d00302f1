// A query as a value: read from text, or built in Swift.

/// How words combine that stand side by side without a sign or an operator.
public enum QueryMatch: String, Sendable, CaseIterable {
  /// A document with any of them is a hit: they are `should`.
  case any
  /// A document needs all of them: they are `must`.
  case all
}

/// A question that an index can be asked.
///
/// ```swift
/// let typed = try SearchQuery(parsing: "\"lamp oil\"~1 fres* -gas year:1990..2000", fields: fields)
/// let built = SearchQuery {
///   Must(Phrase("lamp oil", slop: 1))
///   Should { Word("lens"); Prefix("fres") }
///   MustNot(Word("gas"))
///   InField("title", Word("keeper")).boosted(2)
///   Filter("year", in: 1990...2000)
///   Filter("lang", equals: "en")
/// }
/// ```
public struct SearchQuery: Sendable, Equatable, Hashable {
  /// What was parsed; nil if the query was built.
  public let text: String?
  /// What it asks for, in normal form (``QueryNode/normalized``).
  public let root: QueryNode
  /// What could not be used as it was written, in the order of the text.
  public let notes: [QueryNote]

  /// Reads a text; any text is a query.
  ///
  /// Linear in its length.
  ///
  /// - Parameters:
  ///   - text: what the user wrote.
  ///   - fields: the names that mean a field before a colon.
  ///   - match: how words combine that stand side by side.
  /// - Throws: ``QueryError`` if the text exceeds ``QueryLimits/bytes`` or ``QueryLimits/clauses``.
  public init(parsing text: String, fields: QueryFields = QueryFields(), match: QueryMatch = .any) throws(QueryError) {
    let parsed = try QueryParser.parse(text, fields: fields, match: match)
    (self.text, root, notes) = (text, parsed.root, parsed.notes)
  }

  /// Makes a query of a tree.
  public init(_ root: QueryNode) { (text, self.root, notes) = (nil, root.normalized, []) }

  /// Builds a query: see ``QueryPart`` for what can stand in it.
  ///
  /// An executor compares ``QueryNode/clauseCount`` with ``QueryLimits/clauses``; the builder does not.
  public init(@QueryBuilder _ parts: () -> [QueryClause]) { self.init(.group(parts())) }

  /// Whether there is nothing to ask for.
  public var isEmpty: Bool { root == .group([]) }

  /// The bytes that parsing a text looks at, to be compared with its length.
  package static func parsingSteps(
    _ text: String, fields: QueryFields, match: QueryMatch = .any
  ) throws(QueryError) -> Int {
    try QueryParser.parse(text, fields: fields, match: match).steps
  }
}

extension SearchQuery: CustomStringConvertible {
  /// The query as canonical text (``QueryNode/description``).
  public var description: String { root.description }
}
