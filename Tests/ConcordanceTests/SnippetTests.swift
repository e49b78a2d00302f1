// Passages: cut at borders of characters, taken from the text as it is, and what is marked matches.

import ConcordBuild
import ConcordTestSupport
import Concordance
import Testing

@Suite struct SnippetTests {
  /// A marked span and the query that marked it.
  private struct Mark: Hashable {
    let query: String
    let span: String
  }

  private struct Case {
    let index: SearchIndex
    let bodies: [String: String]
    let queries: [String]
  }

  private let folder = TemporaryFolder()

  private func randomCase(seed: UInt64) throws -> Case {
    var random = SeededRandom(seed: seed)
    // Long bodies too, so that passages begin at checkpoints in the middle of a text.
    let documents =
      RandomDocuments.documents(150, words: 0...40, &random)
      + RandomDocuments.documents(20, words: 300...900, &random)
      .map { NewDocument(id: "long-\($0.id)", title: $0.title, body: $0.body) }
    let queries = RandomDocuments.words + (0..<30).map { _ in RandomDocuments.text(3, &random) }
    return Case(
      index: try SearchIndex(path: RandomDocuments.build(documents, in: folder, "\(seed).ccx")),
      bodies: Dictionary(uniqueKeysWithValues: documents.map { ($0.id, $0.body) }), queries: queries)
  }

  /// Offsets of the borders of characters, as Swift's own text sees them.
  private static func borders(of text: String) -> Set<Int> {
    Set(text.indices.map { text.utf8.distance(from: text.startIndex, to: $0) } + [text.utf8.count])
  }

  @Test(arguments: [21, 22, 23] as [UInt64])
  func `a passage is a piece of the text, cut and marked at borders of characters`(_ seed: UInt64) throws {
    let test = try randomCase(seed: seed)
    let borders = test.bodies.mapValues(Self.borders)
    var seen = 0
    for query in test.queries {
      for hit in try test.index.hits(for: query, limit: 12) {
        let body = Array(try #require(test.bodies[hit.id]).utf8)
        for snippet in hit.snippets {
          seen += 1
          let text = Array(snippet.text.utf8)
          let end = snippet.offset + text.count
          try #require(snippet.offset >= 0 && end <= body.count)
          #expect(Array(body[snippet.offset..<end]) == text, "\(query) in \(hit.id)")
          #expect(borders[hit.id]?.contains(snippet.offset) == true, "begins at \(snippet.offset): \(snippet.text)")
          #expect(borders[hit.id]?.contains(end) == true, "ends at \(end): \(snippet.text)")
          var last = -1
          for range in snippet.ranges {
            #expect(range.lowerBound > last && !range.isEmpty && range.upperBound <= text.count)
            last = range.lowerBound
            for border in [range.lowerBound, range.upperBound] {
              #expect(
                borders[hit.id]?.contains(snippet.offset + border) == true, "mark \(range) of \(snippet.text), \(query)"
              )
            }
          }
        }
      }
    }
    #expect(seen > 300)
  }

  @Test(arguments: [24, 25] as [UInt64])
  func `what is marked would be found by itself`(_ seed: UInt64) throws {
    let test = try randomCase(seed: seed)
    var marks = Set<Mark>()
    var hits = 0
    var marked = 0
    for query in test.queries {
      for hit in try test.index.hits(for: query, limit: 12) {
        hits += 1
        for snippet in hit.snippets {
          let text = Array(snippet.text.utf8)
          if !snippet.ranges.isEmpty { marked += 1 }
          for range in snippet.ranges {
            marks.insert(Mark(query: query, span: String(decoding: text[range], as: UTF8.self)))
          }
        }
      }
    }
    // A hit has a mark unless only its title matched.
    #expect(marked * 10 > hits * 7, "\(marked) of \(hits)")
    let spans = Array(Set(marks.map(\.span)))
    let documents = spans.enumerated().map { NewDocument(id: "\($0.offset)", body: $0.element) }
    let index = try SearchIndex(path: RandomDocuments.build(documents, in: folder, "spans.ccx"))
    let numbers = Dictionary(uniqueKeysWithValues: spans.enumerated().map { ($0.element, "\($0.offset)") })
    for (query, group) in Dictionary(grouping: marks, by: \.query) {
      let found = Set(try index.hits(for: query, limit: spans.count).map(\.id))
      for mark in group {
        #expect(numbers[mark.span].map(found.contains) == true, "\"\(mark.span)\" is marked for \"\(query)\"")
      }
    }
    #expect(marks.count > 100)
  }

  @Test func `bytes that are no text are replaced and the marks move with them`() throws {
    folder.write("", to: "corpus/a.txt")
    var body = Array("before ".utf8) + [0xFF, 0xFE] + Array(" lamp ".utf8) + [0xC3]
    body += Array(" and lamp\u{301}s lamp".utf8)
    try ChildProcess.write(body, to: "\(folder.path)/corpus/a.txt")
    _ = try IndexBuilder().build(["\(folder.path)/corpus"], to: "\(folder.path)/bytes.ccx")
    let index = try SearchIndex(path: "\(folder.path)/bytes.ccx")
    let snippet = try #require(try index.hits(for: "lamp").first?.snippets.first)
    let text = Array(snippet.text.utf8)
    #expect(snippet.text.contains("\u{FFFD}"))
    #expect(snippet.ranges.map { String(decoding: text[$0], as: UTF8.self) } == ["lamp", "lamp"])
    #expect(try index.document(withID: "a.txt").body == body)
  }
}
