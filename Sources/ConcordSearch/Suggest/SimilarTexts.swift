// The guide's fuzzy search: texts by Jaro-Winkler similarity, over everything that completion offers.

package import ConcordArtifact
internal import ConcordBytes
internal import ConcordText

/// A text of an index that is like another.
public struct AlikeText: Sendable, Equatable {
  /// The text.
  public let text: String
  /// Jaro-Winkler similarity of both texts as they fold, 0...1.
  public let similarity: Double
  /// What it is.
  public let kind: CompletionKind
}

extension IndexContents {
  /// The texts that are most like one, best first; `above` leaves out those that are not more alike than that.
  ///
  /// Exact: the same as scoring every word and every text. Some milliseconds for 100,000 words, a fraction of one for as many
  /// texts of a list, which have shapes.
  package func texts(like text: String, limit: Int, above: Double?) throws(ArtifactError) -> [AlikeText] {
    let folded = CompletionText.folded(text, analyzer)
    if limit <= 0 || folded.isEmpty || CompletionText.isUnusable(text) { return [] }
    var found: [AlikeText] = []
    if let entries {
      for word in try similar(folded, in: entries.list, limit, above) {
        let entry = try entries.entry(word.number)
        found.append(
          AlikeText(
            text: String(decoding: entry.text, as: UTF8.self), similarity: word.score,
            kind: CompletionKind(entry.kind)))
      }
    }
    let texts = found.count
    for word in try similar(folded, in: words, limit, above) {
      found.append(
        AlikeText(
          text: String(decoding: try words.text(word.number), as: UTF8.self), similarity: word.score, kind: .word))
    }
    // Both parts are in order; of equals the author's texts come first.
    if texts > 0 && texts < found.count {
      found = found.enumerated().sorted { a, b in
        a.element.similarity != b.element.similarity
          ? a.element.similarity > b.element.similarity : a.offset < b.offset
      }.map(\.element)
    }
    try artifact.checkIntact()
    return Array(found.prefix(limit))
  }

  private func similar(
    _ folded: [UInt8], in list: CompletionList, _ limit: Int, _ above: Double?
  ) throws(ArtifactError) -> [SimilarWord] {
    var result: Result<[SimilarWord], ArtifactError> = .success([])
    unsafe folded.withUnsafeBufferPointer { text in
      do throws(ArtifactError) {
        if let above {
          result = .success(try unsafe list.similar(to: text, above: above))
        } else {
          result = .success(try unsafe list.similar(to: text, limit: limit))
        }
      } catch { result = .failure(error) }
    }
    return try result.get()
  }
}
