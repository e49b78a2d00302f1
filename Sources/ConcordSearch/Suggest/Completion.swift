// Words of the dictionary that begin with what was typed.

package import ConcordArtifact
internal import ConcordBytes
internal import ConcordText

/// A word that begins with what was typed.
package struct CompletedTerm: Sendable, Equatable {
  /// The word.
  package let text: String
  /// Documents that contain it.
  package let weight: Int
  /// Bytes at its start that were typed.
  package let typed: Int
}

extension IndexContents {
  /// The first `limit` words, in alphabetical order, that begin with `prefix` as it folds.
  ///
  /// O(log n + limit).
  package func completions(of prefix: String, limit: Int) throws(ArtifactError) -> [CompletedTerm] {
    let folded = analyzer.foldedKey(of: Array(prefix.utf8))
    let key = [TermClass.folded.rawValue] + folded
    var found: [CompletedTerm] = []
    var cursor = try key.withView { (view) throws(ArtifactError) in try dictionary.table.cursor(from: view) }
    while found.count < limit, try cursor.next(), cursor.key.starts(with: key) {
      found.append(
        CompletedTerm(
          text: String(decoding: cursor.key.dropFirst(), as: UTF8.self),
          weight: try dictionary.info(cursor.number).documentCount, typed: folded.count))
    }
    try artifact.checkIntact()
    return found
  }
}
