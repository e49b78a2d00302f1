// Static ranks on top of whatever a query matches: each match gets what its rank is worth.

internal import ConcordArtifact
internal import ConcordBytes

/// The matches of another node, lifted by their ranks.
///
/// It stands above the whole query, so that a document is lifted once, whatever matched. A rank adds 0 or more and only to
/// documents that match: the matches are the same. The window evaluator below looks at every match, so no bound of a block
/// has to include the ranks; the fast loops, which live by such bounds and start from the k-th best strengths of lists, do
/// not run where ranks count.
@safe final class RankNode: WindowNode {
  private let node: WindowNode
  private let ranks: StaticRanks
  /// What each of the 256 ranks adds.
  private let values: [Int64]

  init(_ node: WindowNode, ranks: StaticRanks, weight: Double) {
    (self.node, self.ranks) = (node, ranks)
    values = (0...255).map { Scoring.rank($0, weight: weight) }
  }

  override func nextDocument(from base: UInt32) throws(ArtifactError) -> UInt32 { try node.nextDocument(from: base) }

  override func fill(_ base: UInt32, _ end: UInt32, _ result: WindowResult) throws(ArtifactError) {
    try node.fill(base, end, result)
    if result.isEmpty { return }
    // A window is a unit of the section: it is verified once, when a query first matches in it.
    let bytes = try ranks.bytes(Int(base)..<Int(end))
    result.forEach { place in unsafe result.sums[place] &+= values[Int(bytes.bytes[place])] }
  }
}
