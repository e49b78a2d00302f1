// Answers as a program gets them: pages, facets, orders, parts of scores, deadlines, other spellings, and nothing dropped.

import ConcordArtifact
import ConcordBuild
import ConcordTestSupport
import Concordance
import Testing

@Suite struct AnswersTests {
  private let folder = TemporaryFolder()

  private func documents(_ count: Int, _ random: inout SeededRandom) -> [NewDocument] {
    (0..<count).map { number in
      let body = (0..<Int.random(in: 1...30, using: &random)).map { _ in "w\(random.below(12))" }
      return NewDocument(
        id: "d\(number * 7919 % count)", title: "title w\(random.below(12))", body: body.joined(separator: " "),
        attributes: [
          Attribute(name: "year", value: .integer(Int64(1990 + random.below(30)))),
          Attribute(name: "lang", value: .keyword(["en", "de", "fr"][random.below(3)])),
        ].filter { _ in random.below(10) > 0 })
    }
  }

  private func index(_ count: Int, optimizes: Bool = false, seed: UInt64 = 1) throws -> (SearchIndex, [NewDocument]) {
    var random = SeededRandom(seed: seed)
    let documents = documents(count, &random)
    var options = BuildOptions()
    options.optimizes = optimizes
    let path = "\(folder.path)/\(count)-\(optimizes).ccx"
    _ = try IndexBuilder(options: options).build(documents: documents, to: path)
    return (try SearchIndex(path: path), documents)
  }

  private static let queries = [
    "w1", "w1 w2 w3", "+w1 +w2", "\"w1 w2\"", "w1 -w2", "w* year:2000..2010", "title:w3 OR w4", "(w1 AND w2) OR w5~",
    "*",
    "lang:en",
  ]

  @Test(arguments: [false, true])
  func `pages behind cursors put together are the whole answer`(_ optimizes: Bool) throws {
    let (index, _) = try index(700, optimizes: optimizes)
    for text in Self.queries {
      let query = try index.query(text)
      for sort in [nil, "year", "lang"] {
        var options = SearchOptions(limit: 700)
        options.snippets = 0
        options.sort = sort
        options.isDescending = text.count % 2 == 0
        let whole = try index.search(query, options).hits
        options.limit = 37
        var joined: [Hit] = []
        while true {
          let page = try index.search(query, options)
          joined += page.hits
          options.after = page.next
          if page.next == nil { break }
        }
        #expect(joined.map(\.id) == whole.map(\.id), "\(text) by \(sort ?? "score")")
        #expect(joined.map(\.score) == whole.map(\.score), "\(text) by \(sort ?? "score")")
      }
    }
  }

  @Test func `a cursor of another query, another index or none is refused`() throws {
    let (index, _) = try index(300)
    var options = SearchOptions(limit: 5)
    options.after = try index.search(index.query("w1"), options).next
    let query = try index.query("w2")
    #expect { _ = try index.search(query, options) } throws: { ($0 as? ConcordanceError)?.code == .badCursor }
    let (other, _) = try self.index(301)
    let same = try other.query("w1")
    #expect { _ = try other.search(same, options) } throws: { ($0 as? ConcordanceError)?.code == .badCursor }
    options.after = "?"
    #expect { _ = try index.search(query, options) } throws: { ($0 as? ConcordanceError)?.code == .badCursor }
    options.after = nil
    options.sort = "yaer"
    #expect { _ = try index.search(query, options) } throws: {
      guard let error = $0 as? ConcordanceError else { return false }
      return error.code == .noSuchField && error.message.contains("year")
    }
  }

  @Test func `facets count the matches that a look at every document finds`() throws {
    let (index, documents) = try index(500, optimizes: true)
    let byID = Dictionary(uniqueKeysWithValues: documents.map { ($0.id, $0) })
    for text in Self.queries {
      var options = SearchOptions(limit: 500)
      options.snippets = 0
      options.facets = ["lang", "year"]
      options.facetValues = 100
      let results = try index.search(index.query(text), options)
      #expect(results.total == results.hits.count, "\(text)")
      for facet in results.facets {
        var counts: [String: Int] = [:]
        for hit in results.hits {
          guard let value = byID[hit.id]?.attributes.first(where: { $0.name == facet.field })?.value else { continue }
          switch value {
          case .integer(let number): counts["\(number)", default: 0] += 1
          case .keyword(let word): counts[word, default: 0] += 1
          default: break
          }
        }
        #expect(Dictionary(uniqueKeysWithValues: facet.values.map { ($0.text, $0.count) }) == counts, "\(text)")
        #expect(facet.missing == results.total - counts.values.reduce(0, +))
      }
    }
  }

  @Test func `the parts of a score add up to it`() throws {
    let (index, _) = try index(300)
    for text in ["w1", "w1 w2^2", "+w1 w3", "\"w1 w2\" w3", "w* w1"] {
      let results = try index.search(index.query(text))
      let explanations = try index.explanations(of: results)
      #expect(explanations.map(\.id) == results.hits.map(\.id))
      for (hit, explanation) in zip(results.hits, explanations) {
        let sum = explanation.parts.reduce(0) { $0 + $1.score }
        #expect(abs(sum - hit.score) < 1e-9, "\(text): \(explanation)")
      }
    }
  }

  @Test func `what a stopped search calls proven is what the whole search finds`() throws {
    let (index, _) = try index(6000)
    let query = try index.query((0..<12).map { "w\($0)" }.joined(separator: " "))
    var options = SearchOptions(limit: 50)
    options.snippets = 0
    let whole = try index.search(query, options)
    #expect(whole.partial == nil)
    var stopped = 0
    for step in 0..<300 {
      options.timeout = .microseconds(step * 10)
      let results = try index.search(query, options)
      guard let partial = results.partial else { continue }
      stopped += 1
      #expect(partial.examined >= 0 && partial.examined <= 1 && partial.proven <= results.hits.count)
      #expect(results.hits.prefix(partial.proven).map(\.id) == whole.hits.prefix(partial.proven).map(\.id))
    }
    #expect(stopped > 0)
    options.timeout = nil
    options.cancellation = SearchCancellation()
    options.cancellation?.cancel()
    for text in Self.queries { #expect(try index.search(index.query(text), options).partial != nil, "\(text)") }
  }

  @Test(arguments: [nil, "year"] as [String?])
  func `stopped facets and orders are marked, and what is proven is final`(sort: String?) throws {
    let (index, _) = try index(6000)
    let query = try index.query("w1 w2 w3")
    var options = SearchOptions(limit: 20)
    options.snippets = 0
    options.facets = ["year", "lang"]
    options.sort = sort
    let whole = try index.search(query, options)
    #expect(whole.partial == nil && whole.facets.count == 2)
    func sum(_ results: SearchResults) -> Int {
      results.facets[0].values.reduce(results.facets[0].missing) { $0 + $1.count }
    }
    for step in 0..<200 {
      options.timeout = .microseconds(step * 25)
      let results = try index.search(query, options)
      #expect(results.facets.map(\.field) == options.facets)
      guard let partial = results.partial else {
        #expect(results.hits == whole.hits && results.facets == whole.facets)
        continue
      }
      #expect(partial.examined < 1)
      #expect(sum(results) <= sum(whole))
      #expect(results.hits.prefix(partial.proven).map(\.id) == whole.hits.prefix(partial.proven).map(\.id))
    }
    options.timeout = nil
    options.cancellation = SearchCancellation()
    options.cancellation?.cancel()
    let cancelled = try index.search(query, options)
    #expect(cancelled.partial?.examined == 0 && cancelled.hits.isEmpty && sum(cancelled) == 0)
    // Conditions alone are sets before the search begins: only facets and orders are left to be stopped.
    #expect(try index.search(index.query("year:>=1990"), options).partial != nil)
  }

  @Test func `another spelling is offered for what is rare or absent`() throws {
    var documents = (0..<200).map { NewDocument(id: "\($0)", body: "the lighthouse keeper cleans the lens") }
    documents.append(NewDocument(id: "x", body: "a lighthuose typo"))
    let path = "\(folder.path)/spelling.ccx"
    _ = try IndexBuilder().build(documents: documents, to: path)
    let index = try SearchIndex(path: path)
    for (text, better) in [
      ("lighthosue", "lighthouse"), ("lighthuose", "lighthouse"), ("\"ligthouse keeper\"", "\"lighthouse keeper\""),
      ("+kepeer +lens", "+keeper +lens"), ("LENZ", "lens"),
    ] {
      #expect(try index.search(text).suggestion == better, "\(text)")
    }
    #expect(try index.search("lighthouse").suggestion == nil)
    #expect(try index.search("zzzzqqqq").suggestion == nil)
  }

  @Test func `no word of a query is dropped in silence`() throws {
    let (index, _) = try index(50)
    for text in [
      "absent w1", "+absent +w1", "\"w1 absent\"", "absent*", "absent~1", "title:absent", "year:never", "w1 AND",
      "nothere:w1",
      "-absent w1", "(w1 (absent", "lang:en absent",
    ] {
      let results = try index.search(text)
      let said =
        results.parts.flatMap(\.absent).joined() + results.parts.compactMap(\.remark).joined()
        + results.query.notes.map(\.message).joined()
      #expect(!said.isEmpty, "\(text)")
      // Every word of it is in the tree.
      for word in ["absent", "w1"] where text.contains(word) {
        #expect(results.query.description.contains(word), "\(text)")
      }
    }
    #expect(throws: ConcordanceError.self) { try index.search(String(repeating: "w ", count: 40_000)) }
    #expect(throws: ConcordanceError.self) { try index.search(String(repeating: "w ", count: 2000)) }
  }

  @Test func `a query built in Swift and weights of its own`() throws {
    let (index, _) = try index(300)
    let query = SearchQuery {
      Must(Word("w1"))
      MustNot(Word("w2"))
      InField("title", Word("w3")).boosted(2)
      Filter("year", in: 1995...2010)
    }
    let typed = try index.query("+w1 -w2 (title:w3)^2 year:1995..2010")
    #expect(try index.search(query).hits.map(\.id) == index.search(typed).hits.map(\.id))
    var options = SearchOptions()
    options.weights = ["title": 0]
    let titles = try index.search(index.query("title:w3"), options).hits
    #expect(titles.allSatisfy { $0.score == 0 } && !titles.isEmpty)
  }
}
