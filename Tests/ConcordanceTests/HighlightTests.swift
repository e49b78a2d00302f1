// Highlights, both ways: what is marked matches, and where every mark is taken out nothing matches any more.

import ConcordBuild
import ConcordTestSupport
import Concordance
import Testing

@Suite struct HighlightTests {
  private let folder = TemporaryFolder()

  private struct Made {
    let index: SearchIndex
    let bodies: [String: String]
  }

  private func make(_ seed: UInt64, stemmer: String?) throws -> Made {
    var random = SeededRandom(seed: seed)
    let documents = RandomDocuments.documents(120, words: 0...50, &random)
    var options = BuildOptions()
    options.stemmer = stemmer
    let path = "\(folder.path)/\(seed)-\(stemmer ?? "none").ccx"
    _ = try IndexBuilder(options: options).build(documents: documents, to: path)
    return Made(
      index: try SearchIndex(path: path), bodies: Dictionary(uniqueKeysWithValues: documents.map { ($0.id, $0.body) }))
  }

  /// Queries of every kind over the words of the corpus.
  private func queries(_ random: inout SeededRandom) -> [String] {
    let words = RandomDocuments.words
    func word() -> String { words.randomElement(using: &random) ?? "lamp" }
    var texts = words
    for _ in 0..<Trials.of(8) {
      texts.append("\"\(word()) \(word())\"")
      texts.append("\"\(word()) \(word())\"~3")
      texts.append("\(word().prefix(2))*")
      texts.append("\(word())~1")
      texts.append("\(word()) -\(word())")
      texts.append("body:\(word())")
    }
    return texts
  }

  @Test(arguments: [31, 32] as [UInt64], [nil, "en"])
  func `what is marked matches, and without it nothing does`(_ seed: UInt64, _ stemmer: String?) throws {
    let made = try make(seed, stemmer: stemmer)
    var random = SeededRandom(seed: seed + 100)
    var marked = 0
    for text in queries(&random) {
      // The body alone, so that titles do not answer; what is excluded is checked in the corpus itself.
      let query = try made.index.query("body:(\(text))")
      var options = SearchOptions(limit: 200)
      options.snippets = 0
      let hits = try made.index.search(query, options).hits
      if hits.isEmpty { continue }
      var pieces: [NewDocument] = []
      var rests: [NewDocument] = []
      for hit in hits {
        let body = Array(try #require(made.bodies[hit.id]).utf8)
        let ranges = try made.index.matches(of: query, in: hit.id)
        #expect(!ranges.isEmpty, "\(text) finds \(hit.id) and marks nothing")
        guard let first = ranges.first, let last = ranges.last else { continue }
        marked += ranges.count
        #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
        let piece = String(decoding: body[first.lowerBound..<last.upperBound], as: UTF8.self)
        pieces.append(NewDocument(id: hit.id, body: piece))
        var rest: [UInt8] = []
        var at = 0
        for range in ranges {
          rest += body[at..<range.lowerBound] + Array(" qqq ".utf8)
          at = range.upperBound
        }
        rests.append(NewDocument(id: hit.id, body: String(decoding: rest + body[at...], as: UTF8.self)))
      }
      let found = try find(query, in: pieces, stemmer)
      #expect(found == Set(pieces.map(\.id)), "\(text): a marked stretch does not match")
      // With slop, words that were far apart may come near each other where a mark of several positions became one word.
      if text.hasSuffix("~3") { continue }
      let left = try find(query, in: rests, stemmer)
      #expect(
        left.isEmpty, "\(text): matches without a mark in \(left): \(rests.filter { left.contains($0.id) }.map(\.body))"
      )
    }
    #expect(marked > 500)
  }

  private func find(_ query: SearchQuery, in documents: [NewDocument], _ stemmer: String?) throws -> Set<String> {
    var options = BuildOptions()
    options.stemmer = stemmer
    let path = "\(folder.path)/pieces.ccx"
    _ = try IndexBuilder(options: options).build(documents: documents, to: path)
    var search = SearchOptions(limit: documents.count)
    search.snippets = 0
    return Set(try SearchIndex(path: path).search(query, search).hits.map(\.id))
  }

  @Test func `several passages, and safe text for pages and terminals`() throws {
    let filler = String(repeating: "filler words here ", count: 40)
    let body = "the lamp <b>burns</b> \u{1B}[31m \(filler) another lamp & oil \(filler) last lamp"
    let path = "\(folder.path)/safe.ccx"
    _ = try IndexBuilder().build(documents: [NewDocument(id: "1", title: "A lamp", body: body)], to: path)
    var options = SearchOptions()
    options.snippets = 3
    let index = try SearchIndex(path: path)
    let hit = try #require(try index.search(index.query("lamp oil"), options).hits.first)
    #expect(hit.snippets.count == 3)
    #expect(hit.snippets.first?.text.contains("lamp & oil") == true)
    #expect(hit.titleRanges == [2..<6])
    let first = try #require(hit.snippets.first { $0.text.contains("burns") })
    #expect(first.html.description.contains("<mark>lamp</mark> &lt;b&gt;burns&lt;/b&gt;"))
    let line = first.terminalText(style: nil).description
    #expect(!line.unicodeScalars.contains { $0.value < 0x20 } && line.contains("\u{241B}[31m"))
  }

  @Test func `a passage does not cut code or links`() throws {
    let filler = String(repeating: "filler word ", count: 60)
    let body = "\(filler) see [the long text of a link](https://example.org/a/b) lamp `some code here` \(filler)"
    let path = "\(folder.path)/cut.ccx"
    _ = try IndexBuilder().build(documents: [NewDocument(id: "1", body: body)], to: path)
    let snippet = try #require(try SearchIndex(path: path).hits(for: "lamp").first?.snippets.first)
    #expect(snippet.text.filter { $0 == "`" }.count % 2 == 0)
    #expect(snippet.text.contains("](") == snippet.text.contains("[the"))
  }
}
