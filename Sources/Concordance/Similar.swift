// Documents that are like another one.

internal import ConcordArtifact
internal import ConcordSearch

extension SearchIndex {
  /// The documents that share most with the one that has an id, best first; never that one itself.
  ///
  /// It is asked for by its own words: at most 25 that are frequent in it and rare elsewhere, the title's with the title's
  /// weight. Words that no other document has, or more than half of all have, do not count, so a document without others
  /// has no hits. Scores are comparable within one answer; snippets show what is shared.
  ///
  /// - Throws: code `noSuchDocument` if there is none with this id.
  /// - Complexity: O(bytes of the document + postings of its words).
  public func similar(to id: String, limit: Int = 10) throws(ConcordanceError) -> [Hit] {
    let number = try number(ofDocument: id)
    return try wrapping { () throws(ArtifactError) in
      let found = try contents.similar(to: number, limit: limit)
      var hits: [Hit] = []
      for scored in found.hits { hits.append(try hit(scored, for: found.highlights, snippets: 1)) }
      return hits
    }
  }

  /// The number of the document with an id, or an error that names an id like it.
  func number(ofDocument id: String) throws(ConcordanceError) -> Int {
    let bytes = Array(id.utf8)
    let (number, near) = try wrapping { () throws(ArtifactError) -> (Int?, [UInt8]?) in
      if let number = try contents.document(withID: bytes) { return (number, nil) }
      return (nil, try contents.nearestIdentifier(to: bytes))
    }
    if let number { return number }
    let other = near.map { "; did you mean \(String(decoding: $0, as: UTF8.self))?" } ?? ""
    throw ConcordanceError(.noSuchDocument, "no document has the id \(id)\(other)", path: nil)
  }
}
