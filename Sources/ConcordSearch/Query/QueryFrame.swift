// The clauses of one group while it is read: NOT before AND before OR before standing side by side.

/// A node with what would cost a walk over its tree to find out again.
struct QueryPiece {
  var node: QueryNode
  /// ``QueryNode/isCondition``.
  var isCondition: Bool
}

/// One operand of AND and OR.
struct QueryOperand {
  var piece: QueryPiece
  /// Must or must not, if the text says so.
  var sign: QueryClause.Occurrence?
  /// A condition with a boost: it prefers documents instead of choosing them.
  var isPreference: Bool
  let range: Range<Int>
}

/// A group that is being read.
///
/// Operands joined by AND are a *chain*, chains joined by OR are a *choice*; choices stand side by side.
struct QueryFrame {
  /// The byte of the opening parenthesis; nil for the whole text.
  let opening: Int?
  let prefix: QueryPrefix
  /// The stored field that bare words of the group are values of.
  let column: String?
  /// Whether any word was.
  var usesColumn = false
  let match: QueryMatch
  /// What is read and needs nothing more.
  private var clauses: [QueryClause] = []
  /// Whether all of it is conditions.
  private var areConditions = true
  private var choice: [[QueryOperand]] = []
  private var chain: [QueryOperand] = []
  /// AND or OR that waits for what follows it.
  private(set) var connective: (kind: QueryConnective, range: Range<Int>)?
  /// NOT that waits for what follows it.
  private(set) var negation: Range<Int>?
  /// Signs before one side of an OR, which change nothing.
  private(set) var uselessSigns: [Range<Int>] = []

  init(opening: Int?, prefix: QueryPrefix, column: String?, match: QueryMatch) {
    (self.opening, self.prefix, self.column, self.match) = (opening, prefix, column, match)
  }

  /// Takes AND, OR or NOT; returns the places of operators that have nothing to work on.
  mutating func take(_ kind: QueryConnective, at range: Range<Int>) -> [Range<Int>] {
    if kind == .not {
      if negation != nil { return [range] }
      negation = range
      return []
    }
    var useless = negation.map { [$0] } ?? []
    negation = nil
    if chain.isEmpty || connective != nil {
      useless.append(range)
    } else {
      connective = (kind, range)
    }
    return useless
  }

  /// Adds an operand.
  mutating func add(_ operand: QueryOperand) {
    var operand = operand
    if negation != nil { operand.sign = .mustNot }
    negation = nil
    if let connective {
      if connective.kind == .or { endChain() }
    } else {
      endChoice()
    }
    connective = nil
    chain.append(operand)
  }

  /// Ends the group; nil if nothing is in it.
  mutating func finish() -> QueryPiece? {
    endChoice()
    if clauses.isEmpty { return nil }
    return QueryPiece(node: QueryNode.collapsed(clauses), isCondition: areConditions)
  }

  private mutating func endChain() {
    if !chain.isEmpty { choice.append(chain) }
    chain = []
  }

  private mutating func endChoice() {
    if choice.isEmpty {
      let joined = joinedChain()
      clauses += joined.clauses
      areConditions = areConditions && joined.areConditions
      chain = []
      return
    }
    endChain()
    var options: [QueryClause] = []
    var areAll = true
    for chain in choice {
      self.chain = chain
      let option = self.option()
      options.append(QueryClause(.should, option.node))
      areAll = areAll && option.isCondition
    }
    (choice, chain) = ([], [])
    areConditions = areConditions && areAll
    // Where clauses side by side may match anyway, a choice needs no group of its own.
    let staysWhole = areAll ? column == nil : match == .all
    if staysWhole {
      clauses.append(QueryClause(areAll ? .filter : .must, .group(options)))
    } else {
      clauses += options
    }
  }

  /// The chain as one side of an OR.
  private mutating func option() -> QueryPiece {
    if chain.count == 1, chain[0].sign != .mustNot {
      if chain[0].sign != nil { uselessSigns.append(chain[0].range) }
      return chain[0].piece
    }
    let joined = joinedChain()
    return QueryPiece(node: QueryNode.collapsed(joined.clauses), isCondition: joined.areConditions)
  }

  /// The chain as clauses.
  private func joinedChain() -> (clauses: [QueryClause], areConditions: Bool) {
    var clauses: [QueryClause] = []
    var areConditions = true
    for operand in chain {
      let joined: QueryClause.Occurrence = chain.count > 1 ? .must : occurrence(of: operand)
      let clause = QueryClause(operand.sign ?? joined, operand.piece.node).normal
      clauses.append(clause)
      var isCondition = operand.piece.isCondition
      // Without its boost it may be one.
      if case .boost = operand.piece.node { isCondition = clause.node.isCondition }
      areConditions = areConditions && isCondition
    }
    return (clauses, areConditions)
  }

  /// What an operand does that has no sign and no operator beside it.
  private func occurrence(of operand: QueryOperand) -> QueryClause.Occurrence {
    if operand.isPreference { return .should }
    if operand.piece.isCondition { return column == nil ? .filter : .should }
    return match == .all ? .must : .should
  }
}

/// What stands before an operand: a sign, and the name of a field.
struct QueryPrefix {
  /// Where it begins.
  let start: Int
  /// `+` or `-`.
  var sign: QueryClause.Occurrence?
  /// The searched field, or the stored one.
  var field: String?
  var kind: QueryFields.Kind?
  /// Where the name of the field begins.
  var nameStart = 0

  init(start: Int) { self.start = start }
}
