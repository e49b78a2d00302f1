// The contributions that make up a document's score, looked up one by one: slow, and the same arithmetic.

package import ConcordArtifact
internal import ConcordBytes

/// What one part of a plan adds to a document's score.
package struct PlannedScorePart: Sendable, Equatable {
  package let text: String
  package let score: Int64
  package let frequencies: [Int]
}

extension IndexContents {
  /// The parts of a plan that match a document, in the order of the plan; what is excluded or only filters is left out.
  ///
  /// The static rank is the last, if the artifact has ranks and they count.
  package func scoreParts(
    of plan: Plan, document: UInt32, fieldWeights: [Float]?, rankWeight: Double
  ) throws(ArtifactError) -> [PlannedScorePart] {
    var parts: [PlannedScorePart] = []
    try collect(plan.simplified, document, fieldWeights, into: &parts)
    if let ranks, rankWeight > 0 {
      let rank = try ranks.rank(ofSlot: Int(slot(ofDocument: document)))
      parts.append(
        PlannedScorePart(
          text: "rank \(rank) of 255 by \(ranks.field)", score: Scoring.rank(rank, weight: rankWeight), frequencies: [])
      )
    }
    return parts
  }

  private func collect(
    _ plan: Plan, _ document: UInt32, _ weights: [Float]?, into parts: inout [PlannedScorePart]
  ) throws(ArtifactError) {
    switch plan {
    case .nothing: return
    case .group(let group):
      for part in group.must + group.should { try collect(part, document, weights, into: &parts) }
    case .set(let set, let score):
      if score != 0, set.contains(try slot(ofDocument: document)) {
        parts.append(PlannedScorePart(text: "words that begin so", score: score, frequencies: []))
      }
    case .term(let term):
      try append(plan, try spelled(term.info), try frequencies(of: term, in: document), document, weights, &parts)
    case .phrase(let phrase):
      var text = ""
      for word in phrase.words { text += (text.isEmpty ? "\"" : " ") + (try spelled(word.info)) }
      try append(plan, text + "\"", [], document, weights, &parts)
    }
  }

  /// The score of a part alone, by a search that only this document may answer.
  private func append(
    _ plan: Plan, _ text: String, _ frequencies: [Int], _ document: UInt32, _ weights: [Float]?,
    _ parts: inout [PlannedScorePart]
  ) throws(ArtifactError) {
    let only = DocumentSet(capacity: statistics.documents)
    only.insert(try slot(ofDocument: document))
    let group = Plan.group(PlannedGroup(must: [plan], filter: [.set(only, score: 0)]))
    let request = SearchRequest(limit: 1, counts: false, fieldWeights: weights, rankWeight: 0)
    let found = try search(group, request).ranked.hits
    if let hit = found.first {
      parts.append(PlannedScorePart(text: text, score: hit.score, frequencies: frequencies))
    }
  }

  private func spelled(_ info: TermInfo) throws(ArtifactError) -> String {
    String(decoding: try dictionary.table.key(info.term).dropFirst(), as: UTF8.self)
  }

  private func frequencies(of term: PlannedTerm, in document: UInt32) throws(ArtifactError) -> [Int] {
    let fields = postings.fields
    let scratch = UnsafeMutablePointer<UInt32>.allocate(capacity: PostingsScratch.capacity(fields: fields))
    defer { unsafe scratch.deallocate() }
    var cursor = try PostingsCursor(term.info, in: postings, scratch: unsafe PostingsScratch(base: scratch))
    let slot = try slot(ofDocument: document)
    let block = cursor.block(holding: slot, from: 0)
    if block == cursor.blockCount { return [] }
    try cursor.decode(block: block)
    for index in 0..<cursor.count where unsafe cursor.scratch.documents[index] == slot {
      return (0..<fields).map { Int(cursor.frequency(field: $0, at: index)) }
    }
    return []
  }
}
