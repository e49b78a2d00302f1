// Documents like another one come from the same topic, and the document itself is never among them.

import ConcordBuild
import ConcordTestSupport
import Concordance
import Testing

@Suite struct SimilarTests {
  let folder = TemporaryFolder()

  private static let topics = [
    "lamp wick oil flame lens burner keeper glass", "tide current depth chart mile harbour anchor buoy",
    "kettle bread salt oven flour butter spoon recipe",
  ]
  private static let common = "the and with from over under near again"

  /// Thirty documents a topic: words of it among words that all have.
  private func corpus() -> [NewDocument] {
    var random = SeededRandom(seed: 91)
    func pick(_ words: String, _ count: Int) -> String {
      let words = words.split(separator: " ")
      return (0..<count).map { _ in String(words[Int.random(in: words.indices, using: &random)]) }
        .joined(separator: " ")
    }
    return (0..<90).map { number in
      let topic = Self.topics[number % 3]
      return NewDocument(
        id: "\(number % 3)-\(number)", title: pick(topic, 2),
        body: "\(pick(topic, 12)) \(pick(Self.common, 30)) only\(number)")
    } + [NewDocument(id: "empty", body: ""), NewDocument(id: "alone", body: "nobody else says this")]
  }

  private func index(_ documents: [NewDocument], optimizes: Bool = false, stemmer: String? = nil) throws -> SearchIndex
  {
    var options = BuildOptions()
    options.optimizes = optimizes
    options.stemmer = stemmer
    let path = "\(folder.path)/index-\(optimizes)-\(stemmer ?? "").ccx"
    _ = try IndexBuilder(options: options).build(documents: documents, to: path)
    return try SearchIndex(path: path)
  }

  @Test(arguments: [(false, nil), (true, nil), (false, "en"), (true, "en")] as [(Bool, String?)])
  func `hits come from the same topic and are not the document`(optimizes: Bool, stemmer: String?) throws {
    let corpus = corpus()
    let index = try index(corpus, optimizes: optimizes, stemmer: stemmer)
    let twin = try self.index(corpus, optimizes: false, stemmer: stemmer)
    for document in corpus.prefix(30) {
      let hits = try index.similar(to: document.id, limit: 10)
      #expect(hits.count == 10)
      #expect(hits.allSatisfy { $0.id.first == document.id.first && $0.id != document.id })
      for (a, b) in zip(hits, hits.dropFirst()) { #expect(a.score >= b.score) }
      #expect(try index.similar(to: document.id, limit: 10) == hits)
      #expect(try index.similar(to: document.id, limit: 4) == Array(hits.prefix(4)))
      #expect(try twin.similar(to: document.id, limit: 10) == hits)
      #expect(hits.contains { !$0.snippets.isEmpty && !$0.snippets[0].ranges.isEmpty })
      let all = try index.similar(to: document.id, limit: 1_000)
      #expect(!all.map(\.id).contains(document.id))
      #expect(Array(all.prefix(10)) == hits)
    }
  }

  @Test func `what shares nothing has no hits, and a limit may be anything`() throws {
    let index = try index(corpus())
    for id in ["empty", "alone"] { #expect(try index.similar(to: id).isEmpty) }
    for limit in [0, -1, .min] { #expect(try index.similar(to: "0-0", limit: limit).isEmpty) }
    #expect(try index.similar(to: "0-0", limit: .max).count >= 29)
    let single = try SearchIndex(path: RandomDocuments.build([NewDocument(id: "a", body: "word word")], in: folder))
    #expect(try single.similar(to: "a").isEmpty)
  }

  @Test func `scripts without spaces are compared by pairs of characters`() throws {
    let index = try index([
      NewDocument(id: "a", body: "灯台守の日記"), NewDocument(id: "b", body: "灯台守"), NewDocument(id: "c", body: "東京都庁"),
      NewDocument(id: "d", body: "東京都"), NewDocument(id: "e", body: "word"),
    ])
    #expect(try index.similar(to: "a").map(\.id) == ["b"])
    #expect(try index.similar(to: "d").map(\.id) == ["c"])
  }

  @Test func `an id that does not exist is an error that names the nearest`() throws {
    let index = try index([NewDocument(id: "guide/lamps.md", body: "a"), NewDocument(id: "guide/oil.md", body: "b")])
    func message(_ id: String) -> String {
      let error = #expect(throws: ConcordanceError.self) { try index.similar(to: id) }
      #expect(error?.code == .noSuchDocument)
      return error?.message ?? ""
    }
    #expect(message("guide/lamp.md").hasSuffix("did you mean guide/lamps.md?"))
    #expect(message("guide/oils").hasSuffix("did you mean guide/oil.md?"))
    for id in ["", "zzz", "g"] { #expect(!message(id).contains("did you mean")) }
    #expect(
      #expect(throws: ConcordanceError.self) { try index.document(withID: "guide/lamp.md") }?.message
        .contains("guide/lamps.md") == true)
  }
}
