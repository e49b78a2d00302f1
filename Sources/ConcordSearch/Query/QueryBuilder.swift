// The blocks in which a query is built in Swift, and what an occurrence does to what stands in them.

/// What can stand in the block of a ``SearchQuery``: ``Must``, ``Should``, ``MustNot``, and every ``QueryElement``.
public protocol QueryPart: Sendable {
  /// What it adds to the query.
  var clauses: [QueryClause] { get }
}

/// One question: a word, a phrase, a condition, or several together.
///
/// By itself a ``ScoredElement`` may match (`should`), and a ``Filter`` has to (`filter`).
public protocol QueryElement: QueryPart {
  /// What it asks for.
  var node: QueryNode { get }
}

/// A question with a score.
public protocol ScoredElement: QueryElement {}

/// A question about words, which can be asked of one field.
public protocol TextElement: ScoredElement {}

extension QueryElement {
  /// The element as a clause.
  public var clauses: [QueryClause] { [QueryClause(node.isCondition ? .filter : .should, node)] }
}

/// Collects the parts of a query.
@resultBuilder
public enum QueryBuilder {
  /// One part.
  public static func buildExpression(_ part: some QueryPart) -> [QueryClause] { part.clauses }
  /// All parts, in order.
  public static func buildBlock(_ parts: [QueryClause]...) -> [QueryClause] { parts.flatMap { $0 } }
  /// `if` without `else`.
  public static func buildOptional(_ parts: [QueryClause]?) -> [QueryClause] { parts ?? [] }
  /// `if` that holds.
  public static func buildEither(first parts: [QueryClause]) -> [QueryClause] { parts }
  /// `else`.
  public static func buildEither(second parts: [QueryClause]) -> [QueryClause] { parts }
  /// `for`.
  public static func buildArray(_ parts: [[QueryClause]]) -> [QueryClause] { parts.flatMap { $0 } }
  /// `if #available`.
  public static func buildLimitedAvailability(_ parts: [QueryClause]) -> [QueryClause] { parts }
}

/// Collects questions that all get the same occurrence.
@resultBuilder
public enum ElementBuilder {
  /// One question.
  public static func buildExpression(_ element: some QueryElement) -> [QueryNode] { [element.node] }
  /// All questions, in order.
  public static func buildBlock(_ nodes: [QueryNode]...) -> [QueryNode] { nodes.flatMap { $0 } }
  /// `if` without `else`.
  public static func buildOptional(_ nodes: [QueryNode]?) -> [QueryNode] { nodes ?? [] }
  /// `if` that holds.
  public static func buildEither(first nodes: [QueryNode]) -> [QueryNode] { nodes }
  /// `else`.
  public static func buildEither(second nodes: [QueryNode]) -> [QueryNode] { nodes }
  /// `for`.
  public static func buildArray(_ nodes: [[QueryNode]]) -> [QueryNode] { nodes.flatMap { $0 } }
  /// `if #available`.
  public static func buildLimitedAvailability(_ nodes: [QueryNode]) -> [QueryNode] { nodes }
}

/// Questions that every hit has to match.
public struct Must: QueryPart {
  /// What it adds to the query.
  public let clauses: [QueryClause]
  /// One question.
  public init(_ element: some QueryElement) { clauses = [QueryClause(.must, element.node)] }
  /// Several, each of which has to match.
  public init(@ElementBuilder _ elements: () -> [QueryNode]) { clauses = elements().map { QueryClause(.must, $0) } }
}

/// Questions that a hit may match, and then is better.
public struct Should: QueryPart {
  /// What it adds to the query.
  public let clauses: [QueryClause]
  /// One question.
  public init(_ element: some QueryElement) { clauses = [QueryClause(.should, element.node)] }
  /// Several, each of which may match.
  public init(@ElementBuilder _ elements: () -> [QueryNode]) { clauses = elements().map { QueryClause(.should, $0) } }
}

/// Questions that no hit may match.
public struct MustNot: QueryPart {
  /// What it adds to the query.
  public let clauses: [QueryClause]
  /// One question.
  public init(_ element: some QueryElement) { clauses = [QueryClause(.mustNot, element.node)] }
  /// Several, none of which may match.
  public init(@ElementBuilder _ elements: () -> [QueryNode]) { clauses = elements().map { QueryClause(.mustNot, $0) } }
}

/// One question made of parts.
public struct Nested: ScoredElement {
  /// What it asks for.
  public let node: QueryNode
  /// What a query can hold.
  public init(@QueryBuilder _ parts: () -> [QueryClause]) { node = .group(parts()) }
}

/// One question that any of several answers.
public struct AnyOf: ScoredElement {
  /// What it asks for.
  public let node: QueryNode
  /// The questions.
  public init(@ElementBuilder _ elements: () -> [QueryNode]) {
    node = .group(elements().map { QueryClause(.should, $0) })
  }
}

/// One question that all of several answer together.
public struct AllOf: ScoredElement {
  /// What it asks for.
  public let node: QueryNode
  /// The questions.
  public init(@ElementBuilder _ elements: () -> [QueryNode]) {
    node = .group(elements().map { QueryClause(.must, $0) })
  }
}
