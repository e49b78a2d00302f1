// How alike texts are: Jaro and Winkler's measure, of two texts and over everything that completion offers.

internal import ConcordArtifact
public import ConcordSearch
internal import ConcordText

/// The Jaro-Winkler similarity of two texts, 0 (nothing in common) to 1 (equal), over Unicode scalars.
///
/// Jaro's measure with a bonus of a tenth of what is missing for each of at most 4 equal scalars at the start, given above
/// 0.7 alone, as Winkler has it; the transpositions are halved and rounded down. Bit for bit what rapidfuzz gives. Case and
/// marks count. O(a + b), without allocation up to 64 scalars.
public func jaroWinkler(_ a: String, _ b: String) -> Double { JaroWinkler.similarity(a, b) }

extension SearchIndex {
  /// The texts that are most like one, best first.
  ///
  /// The measure is `jaroWinkler(_:_:)` of the texts without regard to case and marks; the answer is the same as scoring
  /// every text.
  public func texts(like text: String, limit: Int = 10) throws(ConcordanceError) -> [AlikeText] {
    try alike(text, max(0, limit), nil)
  }

  /// All texts whose similarity to one is above `score`, best first, `limit` at most.
  public func texts(like text: String, above score: Double, limit: Int = .max) throws(ConcordanceError) -> [AlikeText] {
    try alike(text, max(0, limit), score)
  }

  private func alike(_ text: String, _ limit: Int, _ above: Double?) throws(ConcordanceError) -> [AlikeText] {
    try wrapping { () throws(ArtifactError) in
      try contents.texts(like: text, limit: limit, above: above)
    }
  }
}
