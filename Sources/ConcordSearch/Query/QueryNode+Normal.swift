// The one form that a question has as a tree, so that equal questions are equal values.

extension QueryNode {
  /// The same question in normal form, which is what the parser makes and what has a text.
  ///
  /// * A text without a letter or a digit goes, and so does a group without clauses. What is left of nothing is an empty
  ///   group.
  /// * A group of one clause is that clause, unless it is excluded.
  /// * A condition that has to match is a `filter`, and nothing else is: a `filter` with words is a `must` with a boost
  ///   of 0.
  /// * A boost of 1 goes, and every boost on what is excluded or filters.
  /// * A scope goes that stands around another scope or a condition.
  /// * Numbers out of bounds become the nearest within (``QueryLimits``); a boost that is not a number becomes 1.
  ///
  /// O(size × depth); recursion is as deep as the tree.
  public var normalized: QueryNode { normal ?? .group([]) }

  private var normal: QueryNode? {
    switch self {
    case .word(let text), .prefix(let text): return QueryBytes.isSearchable(text) ? self : nil
    case .phrase(let text, let slop):
      return QueryBytes.isSearchable(text) ? .phrase(text, slop: min(max(slop, 0), QueryLimits.slop)) : nil
    case .fuzzy(let text, let distance):
      let clamped = distance.map { min(max($0, 0), QueryLimits.distance) }
      return QueryBytes.isSearchable(text) ? .fuzzy(text, distance: clamped) : nil
    case .range, .equals, .everything: return self
    case .field(let name, let node): return node.normal?.scoped(to: name)
    case .boost(let node, let factor): return node.normal?.multiplied(by: Self.clamped(factor))
    case .group(let clauses):
      let kept = clauses.compactMap { clause in
        clause.node.normal.map { QueryClause(clause.occurrence, $0).normal }
      }
      return kept.isEmpty ? nil : Self.collapsed(kept)
    }
  }

  /// A boost as it is used.
  static func clamped(_ factor: Float) -> Float { factor.isNaN ? 1 : min(max(factor, 0), QueryLimits.boost) }

  /// This, which is normal, in the scope of a field.
  func scoped(to name: String) -> QueryNode {
    if case .field = self { return self }
    return isCondition ? self : .field(name, self)
  }

  /// This, which is normal, with a boost.
  func multiplied(by factor: Float) -> QueryNode { factor == 1 ? self : .boost(self, factor) }

  /// A group of clauses, which are normal and at least one.
  static func collapsed(_ clauses: [QueryClause]) -> QueryNode {
    guard clauses.count == 1, let only = clauses.first else { return .group(clauses) }
    return only.occurrence == .mustNot ? .group(clauses) : only.node
  }

  /// This without boosts around it.
  var unboosted: QueryNode {
    var node = self
    while case .boost(let inner, _) = node { node = inner }
    return node
  }
}

extension QueryClause {
  /// The clause in normal form, given that its node is.
  var normal: QueryClause {
    switch occurrence {
    case .should: return self
    case .mustNot: return QueryClause(.mustNot, node.unboosted)
    case .must:
      if node.isCondition { return QueryClause(.filter, node) }
      guard case .boost(let inner, 0) = node, inner.unboosted.isCondition else { return self }
      return QueryClause(.filter, inner.unboosted)
    case .filter:
      let inner = node.unboosted
      return inner.isCondition ? QueryClause(.filter, inner) : QueryClause(.must, .boost(inner, 0))
    }
  }
}
