// "Did you mean": another spelling of the words of a query that are rare or absent.

package import ConcordArtifact
internal import ConcordBytes
internal import ConcordText

extension IndexContents {
  /// A word is worth another spelling if it is in at most this many documents, and the other in this many times as many.
  private static let rare = 2
  private static let factor = 20

  /// The query with other spellings in place of words that are absent, or rare beside a near and frequent word; nil if
  /// there are none.
  ///
  /// Only plain words are respelled, and only in a query that was parsed from text. One walk over the dictionary a word.
  package func suggestion(
    for query: SearchQuery, _ compiled: CompiledQuery, hits: Int
  ) throws(ArtifactError) -> String? {
    guard let text = query.text, hits <= Self.rare * 5 else { return nil }
    var other = text
    var isChanged = false
    for part in compiled.parts.prefix(16) {
      let words = part.absent + part.terms.filter { $0.kind.isOfWord && $0.documents <= Self.rare }.map(\.word)
      for word in words {
        guard word.unicodeScalars.count >= 3, let better = try respelled(word) else { continue }
        guard let changed = replace(word, by: better, in: other) else { continue }
        other = changed
        isChanged = true
      }
    }
    return isChanged ? other : nil
  }

  /// A near word that many more documents have, the best by how often it is and how alike; nil if there is none.
  package func respelled(_ word: String) throws(ArtifactError) -> String? {
    let key = [TermClass.folded.rawValue] + Array(word.utf8)
    let own = try key.withView { (view) throws(ArtifactError) in try dictionary.find(view) }?.documentCount ?? 0
    var query = CompletionQuery(word)
    query.isWhole = true
    query.limit = 32
    query.offersTexts = false
    for other in try completions(query).completions
    where other.distance > 0 && other.weight > max(own * Self.factor, Self.rare) {
      return other.text
    }
    return nil
  }

  /// Puts `better` in the place of the first token of `text` that folds to `word`.
  private func replace(_ word: String, by better: String, in text: String) -> String? {
    let bytes = Array(text.utf8)
    let wanted = Array(word.utf8)
    var range: Range<Int>?
    bytes.withView { view in
      forEachToken(view) { token, key in
        if key == wanted { range = Int(token.sourceStart)..<Int(token.sourceEnd) }
        return range == nil
      }
    }
    guard let range else { return nil }
    return String(decoding: bytes[..<range.lowerBound] + Array(better.utf8) + bytes[range.upperBound...], as: UTF8.self)
  }
}
