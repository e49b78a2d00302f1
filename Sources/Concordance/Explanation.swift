// What a hit's score is made of, part by part.

internal import ConcordArtifact
internal import ConcordBytes

/// What one term or phrase adds to a hit's score.
public struct ScorePart: Sendable, Equatable, CustomStringConvertible {
  /// The term, or the words of the phrase.
  public let text: String
  /// What it adds.
  public let score: Double
  /// How often it occurs, in the order of the searched fields; empty for sets of documents.
  public let frequencies: [Int]

  /// One line.
  public var description: String {
    let times = frequencies.isEmpty ? "" : " × " + frequencies.map(String.init).joined(separator: "+")
    return "\((score * 10_000).rounded() / 10_000)  \(text)\(times)"
  }
}

/// What a hit's score is made of.
public struct HitExplanation: Sendable, Equatable {
  /// The document's id.
  public let id: String
  /// The parts that match; their scores add up to the hit's, but for those of groups that do not match as a whole.
  public let parts: [ScorePart]
}

extension SearchIndex {
  /// What the scores of the hits of an answer are made of, in their order.
  ///
  /// Costs a look into the lists of the query's terms for each hit.
  public func explanations(
    of results: SearchResults, _ options: SearchOptions = SearchOptions()
  ) throws(ConcordanceError) -> [HitExplanation] {
    try wrapping { () throws(ArtifactError) in
      let compiled = try contents.compile(results.query)
      let own = fieldWeights(options)
      var explanations: [HitExplanation] = []
      for hit in results.hits {
        guard let number = try contents.document(withID: Array(hit.id.utf8)) else { continue }
        let parts = try contents.scoreParts(
          of: compiled.plan, document: UInt32(number), fieldWeights: own, rankWeight: options.rankWeight)
        explanations.append(
          HitExplanation(
            id: hit.id,
            parts: parts.map {
              ScorePart(text: $0.text, score: Double($0.score) / Scoring.scale, frequencies: $0.frequencies)
            }))
      }
      return explanations
    }
  }
}
