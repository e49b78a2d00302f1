// Answers to queries.

internal import ConcordArtifact
internal import ConcordBytes
internal import ConcordSearch

/// How the words of a query combine.
public enum Match: String, Sendable, CaseIterable {
  /// A document with any of them is a hit.
  case any
  /// A document needs all of them.
  case all
}

/// A document that a query found.
public struct Hit: Sendable, Equatable {
  /// The document's id.
  public let id: String
  /// The file that it is, or that it is a record of; relative to what was indexed.
  public let path: String
  /// Line of a JSON-lines file, row of a CSV file, if the index was built to remember them.
  public let line: Int?
  /// Its title; empty if it has none.
  public let title: String
  /// Its score; comparable within one answer.
  public let score: Double
  /// Passages of the text that show why it was found, best first.
  public let snippets: [Snippet]
}

/// A passage of a document's text.
public struct Snippet: Sendable, Equatable {
  /// The passage, cut at borders of characters; bytes that are not UTF-8 are replaced.
  public let text: String
  /// Ranges of `text`, in UTF-8 bytes, that match the query.
  public let ranges: [Range<Int>]
  /// Where the passage begins in the body, in bytes.
  public let offset: Int
}

/// The answer to a query.
public struct SearchResults: Sendable {
  /// The best documents, best first; equal scores in the order of ids.
  public let hits: [Hit]
  /// How many documents match.
  public let total: Int
}

extension SearchIndex {
  /// The longest query that is taken, in bytes.
  public static let longestQuery = 64 * 1024

  /// The `limit` best documents for a text.
  ///
  /// Any text is a query; an empty one has no hits.
  public func hits(for text: String, limit: Int = 10, match: Match = .any) throws(ConcordanceError) -> [Hit] {
    try search(text, limit: limit, match: match, counts: false).hits
  }

  /// The `limit` best documents for a text, and how many match.
  ///
  /// - Complexity: O(postings of the words).
  public func search(_ text: String, limit: Int = 10, match: Match = .any) throws(ConcordanceError) -> SearchResults {
    try search(text, limit: limit, match: match, counts: true)
  }

  private func search(
    _ text: String, limit: Int, match: Match, counts: Bool
  ) throws(ConcordanceError) -> SearchResults {
    if text.utf8.count > Self.longestQuery {
      throw ConcordanceError(
        .queryTooLong, "a query of \(text.utf8.count) bytes; the limit is \(Self.longestQuery)", path: nil)
    }
    return try wrapping { () throws(ArtifactError) in
      let query = try contents.query(text, match: match == .all ? .all : .any)
      let ranked = try contents.search(query, limit: max(0, limit), counts: counts)
      var hits: [Hit] = []
      for ranked in ranked.hits { hits.append(try hit(ranked, for: query)) }
      return SearchResults(hits: hits, total: ranked.total ?? hits.count)
    }
  }

  /// What is shown of a document.
  private func hit(_ ranked: ScoredDocument, for query: Query) throws(ArtifactError) -> Hit {
    let passage = try contents.passage(of: Int(ranked.document), for: query)
    var snippets: [Snippet] = []
    if !passage.text.isEmpty { snippets.append(Snippet(passage)) }
    let place = try place(of: Int(ranked.document))
    return Hit(
      id: place.id, path: place.path, line: place.line, title: place.title,
      score: Double(ranked.score) / Scoring.scale, snippets: snippets)
  }

  /// What a document is called and where it is from.
  func place(of number: Int) throws(ArtifactError) -> (id: String, path: String, line: Int?, title: String) {
    let record = try contents.documents.record(number)
    let id = String(decoding: try contents.identifiers.key(number), as: UTF8.self)
    var path = id
    if let source = record.source {
      path = try SourceNames.name(source.number, in: contents.artifact.section(.sources))
    }
    return (
      id, path, record.source.flatMap { $0.line > 0 ? $0.line : nil }, String(decoding: record.title, as: UTF8.self)
    )
  }

}

extension Snippet {
  /// Makes text of a passage; where bytes had to be replaced, the ranges move with them.
  init(_ passage: Passage) {
    var text = ""
    var ranges: [Range<Int>] = []
    var at = 0
    for match in passage.matches {
      text += String(decoding: passage.text[at..<match.lowerBound], as: UTF8.self)
      let start = text.utf8.count
      text += String(decoding: passage.text[match], as: UTF8.self)
      ranges.append(start..<text.utf8.count)
      at = match.upperBound
    }
    text += String(decoding: passage.text[at...], as: UTF8.self)
    self.init(text: text, ranges: ranges, offset: passage.offset)
  }
}
