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
  /// Line of a JSON-lines file, row of a CSV file; nil for a file of its own.
  public let line: Int?
  /// Its title; empty if it has none.
  public let title: String
  /// Its score; comparable within one answer.
  public let score: Double
  /// The number of the document in the index.
  let document: Int
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

  /// The `limit` best documents for a text. Any text is a query; an empty one has no hits.
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
      for ranked in ranked.hits { hits.append(try hit(ranked)) }
      try contents.artifact.checkIntact()
      return SearchResults(hits: hits, total: ranked.total ?? hits.count)
    }
  }

  /// What is shown of a document.
  func hit(_ ranked: ScoredDocument) throws(ArtifactError) -> Hit {
    let number = Int(ranked.document)
    let record = try contents.documents.record(number)
    let id = String(decoding: try contents.identifiers.key(number), as: UTF8.self)
    var path = id
    if let source = record.source {
      path = try SourceNames.name(source.number, in: contents.artifact.section(.sources))
    }
    return Hit(
      id: id, path: path, line: record.source?.line, title: String(decoding: record.title, as: UTF8.self),
      score: Double(ranked.score) / Scoring.scale, document: number)
  }

}
