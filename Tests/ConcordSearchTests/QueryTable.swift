// Shared by the tests of the query language: its fields, and short names of trees and notes.

import ConcordSearch
import ConcordTestSupport

enum QueryTable {
  /// The fields of all tests.
  static let fields = QueryFields(searched: ["title", "body"], stored: ["year", "lang", "date"])

  /// A tree in a notation of its own, which is not the query language: `{?a +b -c #d}` is a group of `should`, `must`,
  /// `mustNot` and `filter`, words are in `'`, phrases in `"`.
  static func notation(_ node: QueryNode) -> String {
    switch node {
    case .word(let text): "'\(text)'"
    case .phrase(let text, let slop): "\"\(text)\"\(slop)"
    case .prefix(let text): "prefix '\(text)'"
    case .fuzzy(let text, let distance): "fuzzy\(distance.map(String.init) ?? "") '\(text)'"
    case .range(let field, let lower, let upper): field + bound(lower, "[", "(") + ".." + bound(upper, "]", ")")
    case .equals(let field, let value): "\(field)='\(value)'"
    case .field(let name, let inner): "\(name)<\(notation(inner))>"
    case .boost(let inner, let factor): "\(factor)*\(notation(inner))"
    case .group(let clauses): "{" + clauses.map { sign($0.occurrence) + notation($0.node) }.joined(separator: " ") + "}"
    case .everything: "all"
    }
  }

  private static func bound(_ bound: QueryBound?, _ closed: String, _ open: String) -> String {
    bound.map { "\($0.isInclusive ? closed : open)\($0.text)" } ?? "*"
  }

  private static func sign(_ occurrence: QueryClause.Occurrence) -> String {
    switch occurrence {
    case .should: "?"
    case .must: "+"
    case .mustNot: "-"
    case .filter: "#"
    }
  }

  /// Notes as kinds with their ranges.
  static func notation(_ notes: [QueryNote]) -> String {
    notes.map { note in
      let place = "\(note.range.lowerBound)..<\(note.range.upperBound)"
      guard case .unknownField(let nearest) = note.kind else { return "\(note.kind) \(place)" }
      return "unknownField(\(nearest ?? "")) \(place)"
    }.joined(separator: ", ")
  }

  /// The most parentheses around anything in a tree's text.
  static func depth(_ node: QueryNode) -> Int {
    switch node {
    case .field(_, let inner): depth(inner) + 1
    case .boost(let inner, _): depth(inner) + 1
    case .group(let clauses): (clauses.map { depth($0.node) }.max() ?? 0) + 1
    case .word, .phrase, .prefix, .fuzzy, .range, .equals, .everything: 0
    }
  }

  /// Runs of ASCII letters and digits, with where they stand.
  static func words(_ bytes: [UInt8]) -> [(word: String, range: Range<Int>)] {
    var found: [(String, Range<Int>)] = []
    var start: Int?
    for offset in 0...bytes.count {
      let isWord = offset < bytes.count && (bytes[offset] &- 0x30 < 10 || (bytes[offset] | 0x20) &- 0x61 < 26)
      if isWord {
        start = start ?? offset
      } else if let begin = start {
        found.append((String(decoding: bytes[begin..<offset], as: UTF8.self), begin..<offset))
        start = nil
      }
    }
    return found
  }
}
