// The page on the query language says what the parser does.

import ConcordSearch
import ConcordTestSupport
import Testing

struct QueryPageTests {
  /// The first cell of each row of the tables with a heading, without its backticks.
  private func examples(_ heading: String) throws -> [String] {
    // This file is <package>/Tests/ConcordSearchTests/QueryPageTests.swift.
    let package = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let page = "\(package)/Sources/Concordance/Concordance.docc/QueryLanguage.md"
    let text = String(decoding: try #require(TestFiles.bytes(page)), as: UTF8.self)
    var found: [String] = []
    var isInside = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix(heading) { isInside = true }
      if !line.hasPrefix("|") { isInside = false }
      guard isInside, line.hasPrefix("| `"), let end = line.dropFirst(3).firstIndex(of: "`") else { continue }
      found.append(String(line[line.index(line.startIndex, offsetBy: 3)..<end]))
    }
    return found
  }

  @Test func `what can be written is read without a note`() throws {
    let examples = try examples("| you write | you find |")
    #expect(examples.count >= 35)
    for example in examples {
      let query = try SearchQuery(parsing: example, fields: QueryTable.fields)
      #expect(query.notes.allSatisfy { $0.kind == .onlyNegative }, "\(example)")
      #expect(!query.isEmpty, "\(example)")
    }
  }

  @Test func `what cannot be used gives a note`() throws {
    let examples = try examples("| you write | what happens |")
    #expect(examples.count >= 15)
    for example in examples {
      let query = try SearchQuery(parsing: example, fields: QueryTable.fields)
      #expect(query.notes.count == 1, "\(example)")
    }
  }
}
