// Words that complete what was typed.

internal import ConcordArtifact
internal import ConcordSearch

/// A completion of what was typed.
public struct Completion: Sendable, Equatable {
  /// The word.
  public let text: String
  /// How many documents contain it.
  public let weight: Int
  /// Edits between what was typed and the start of the word.
  public let distance: Int
  /// Ranges of `text`, in UTF-8 bytes, that match what was typed.
  public let ranges: [Range<Int>]
}

extension SearchIndex {
  /// Words that begin with `prefix`, in alphabetical order.
  ///
  /// O(log n + limit).
  public func completions(of prefix: String, limit: Int = 10) throws(ConcordanceError) -> [Completion] {
    try wrapping { () throws(ArtifactError) in
      try contents.completions(of: prefix, limit: max(0, limit)).map { term in
        Completion(
          text: term.text, weight: term.weight, distance: 0, ranges: term.typed > 0 ? [0..<term.typed] : [])
      }
    }
  }
}
