// A query once the dictionary has been asked: lists, phrases and sets of documents, and how they combine.

package import ConcordArtifact

/// A term with what it is worth.
package struct PlannedTerm: Sendable, Equatable {
  package let info: TermInfo
  /// Factor of its contribution.
  package var boost: Float = 1
  /// Fields that count, a bit each.
  package var fields: UInt8 = .max

  package init(info: TermInfo, boost: Float = 1, fields: UInt8 = .max) {
    (self.info, self.boost, self.fields) = (info, boost, fields)
  }
}

/// What a group asks for.
package struct PlannedGroup {
  /// All of these.
  package var must: [Plan] = []
  /// Any of these, if there is no `must`; otherwise they only add to scores.
  package var should: [Plan] = []
  /// None of these.
  package var mustNot: [Plan] = []
  /// All of these, but they add nothing.
  package var filter: [Plan] = []

  package init(must: [Plan] = [], should: [Plan] = [], mustNot: [Plan] = [], filter: [Plan] = []) {
    (self.must, self.should, self.mustNot, self.filter) = (must, should, mustNot, filter)
  }
}

/// What to look for.
package indirect enum Plan {
  /// No document.
  case nothing
  /// Documents with a term.
  case term(PlannedTerm)
  /// Documents with a phrase.
  case phrase(PlannedPhrase)
  /// The documents of a set, each with the same score.
  case set(DocumentSet, score: Int64)
  /// Combinations.
  case group(PlannedGroup)
}

/// How a query is scored and what it may cost.
package struct SearchRequest: Sendable {
  /// Hits that are wanted.
  package var limit: Int
  /// Whether the number of matches is wanted.
  package var counts: Bool
  /// When to stop.
  package var control: SearchControl
  /// Only hits that come behind this one in the order of hits.
  package var after: ScoredDocument?
  /// Weights of the fields in the order of the artifact, where they are not the artifact's own.
  package var fieldWeights: [Float]?
  /// What the largest static rank adds to a score; 0 for nothing.
  package var rankWeight: Double

  package init(
    limit: Int, counts: Bool, control: SearchControl = .none, fieldWeights: [Float]? = nil,
    after: ScoredDocument? = nil, rankWeight: Double = Scoring.rankWeight
  ) {
    (self.limit, self.counts, self.control, self.fieldWeights) = (limit, counts, control, fieldWeights)
    (self.after, self.rankWeight) = (after, rankWeight)
  }
}

/// The terms of a query that the fast loops can take, and the documents that they may find.
struct FlatPlan {
  var required: [PlannedTerm] = []
  var optional: [PlannedTerm] = []
  var allowed: DocumentSet?
}

extension Plan {
  /// The same in the least form: groups of one are what they hold.
  var simplified: Plan {
    guard case .group(let group) = self else { return self }
    let must = group.must.map(\.simplified)
    let should = group.should.map(\.simplified).filter { !$0.isNothing }
    let mustNot = group.mustNot.map(\.simplified).filter { !$0.isNothing }
    let filter = group.filter.map(\.simplified)
    if must.contains(where: \.isNothing) || filter.contains(where: \.isNothing) { return .nothing }
    // Of what was asked for nothing exists.
    if must.isEmpty && should.isEmpty && !group.should.isEmpty { return .nothing }
    if must.isEmpty && should.isEmpty && filter.isEmpty && mustNot.isEmpty {
      // All that is excluded does not exist; or nothing was asked for at all.
      return group.mustNot.isEmpty ? .nothing : .group(PlannedGroup(mustNot: [.nothing]))
    }
    if must.count + should.count == 1 && mustNot.isEmpty && filter.isEmpty { return (must + should)[0] }
    return .group(PlannedGroup(must: must, should: should, mustNot: mustNot, filter: filter))
  }

  var isNothing: Bool { if case .nothing = self { true } else { false } }
}
