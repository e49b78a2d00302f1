// Words of the dictionary that begin with what was typed.

package import ConcordArtifact
internal import ConcordBytes
internal import ConcordText

/// A completion.
public struct Completion: Sendable, Equatable {
  /// The word.
  public let text: String
  /// Documents that contain it.
  public let weight: Int
  /// Edits between what was typed and the start of the word.
  public let distance: Int
  /// Ranges of `text`, in UTF-8 bytes, that match what was typed.
  public let ranges: [Range<Int>]
}

extension IndexContents {
  /// The first `limit` words, in alphabetical order, that begin with `prefix` as it folds. O(log n + limit).
  package func completions(of prefix: String, limit: Int) throws(ArtifactError) -> [Completion] {
    let folded = analyzer.foldedKey(of: Array(prefix.utf8))
    let key = [TermKind.surface] + folded
    var found: [Completion] = []
    var cursor = try key.withView { (view) throws(ArtifactError) in try dictionary.table.cursor(from: view) }
    while found.count < limit, try cursor.next(), cursor.key.starts(with: key) {
      found.append(
        Completion(
          text: String(decoding: cursor.key.dropFirst(), as: UTF8.self),
          weight: try dictionary.info(cursor.number).documentCount, distance: 0,
          ranges: folded.isEmpty ? [] : [0..<folded.count]))
    }
    try artifact.checkIntact()
    return found
  }
}
