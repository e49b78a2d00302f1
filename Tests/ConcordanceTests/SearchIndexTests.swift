// The public face of the library: hits, completions, documents, errors.

import ConcordArtifact
import ConcordBuild
import ConcordBytes
import ConcordTestSupport
import Concordance
import Testing

@Suite struct SearchIndexTests {
  let folder = TemporaryFolder()

  private func index(_ documents: [NewDocument]) throws -> SearchIndex {
    try SearchIndex(path: RandomDocuments.build(documents, in: folder))
  }

  private func error(_ body: () throws -> Void) -> ConcordanceError? {
    #expect(throws: ConcordanceError.self) { try body() }
  }

  @Test func `hits are ordered by score, then by id, and a limit is a prefix`() throws {
    var random = SeededRandom(seed: 11)
    let index = try index(RandomDocuments.documents(300, words: 0...60, &random))
    for word in RandomDocuments.words {
      for match in Match.allCases {
        let all = try index.search("\(word) lamp storm", limit: 1000, match: match)
        #expect(all.hits.count == all.total)
        for (a, b) in zip(all.hits, all.hits.dropFirst()) {
          #expect(a.score > b.score || (a.score == b.score && a.id.utf8.lexicographicallyPrecedes(b.id.utf8)))
        }
        for limit in [0, 1, 7] {
          let some = try index.search("\(word) lamp storm", limit: limit, match: match)
          #expect(some.hits == Array(all.hits.prefix(limit)))
          #expect(some.total == all.total)
          #expect(try index.hits(for: "\(word) lamp storm", limit: limit, match: match) == some.hits)
        }
        #expect(try index.hits(for: "lamp", limit: -5).isEmpty)
      }
    }
  }

  @Test func `all of the words is a part of any of the words`() throws {
    var random = SeededRandom(seed: 12)
    let index = try index(RandomDocuments.documents(200, words: 0...30, &random))
    for _ in 0..<60 {
      let text = RandomDocuments.text(3, &random)
      let any = Set(try index.search(text, limit: 1000, match: .any).hits.map(\.id))
      let all = Set(try index.search(text, limit: 1000, match: .all).hits.map(\.id))
      #expect(all.isSubset(of: any), "\(text)")
    }
  }

  @Test func `every document comes back as it was given`() throws {
    var random = SeededRandom(seed: 13)
    var documents = RandomDocuments.documents(120, words: 0...400, &random)
    documents.append(NewDocument(id: "empty", body: ""))
    documents.append(
      NewDocument(
        id: "typed", title: "T", body: "b",
        attributes: [
          Attribute(name: "n", value: .null), Attribute(name: "b", value: .bool(true)),
          Attribute(name: "i", value: .integer(.min)), Attribute(name: "d", value: .double(-0.5)),
          Attribute(name: "t", value: .keyword("ø\u{0}")), Attribute(name: "j", value: .json("[1]")),
        ]))
    let index = try index(documents)
    #expect(index.documentCount == documents.count)
    for given in documents {
      let found = try index.document(withID: given.id)
      #expect(found.id == given.id)
      #expect(found.title == given.title)
      #expect(found.body == Array(given.body.utf8))
      #expect(found.line == nil)
    }
    let typed = try index.document(withID: "typed")
    #expect(typed.fields.map(\.name) == ["n", "b", "i", "d", "t", "j"])
    #expect(
      typed.fields.map(\.value) == [
        .null, .bool(true), .integer(.min), .double(-0.5), .text("ø\u{0}"), .json("[1]"),
      ])
  }

  @Test func `without typos completions are exactly the words that begin so, the heaviest first`() throws {
    var random = SeededRandom(seed: 14)
    let documents = RandomDocuments.large(200, words: 20, &random)
    let index = try index(documents)
    var counts: [String: Set<String>] = [:]
    for document in documents {
      for word in (document.title + " " + document.body).split(separator: " ") {
        counts[String(word), default: []].insert(document.id)
      }
    }
    let words = counts.keys.sorted { a, b in
      let (first, second) = (counts[a]?.count ?? 0, counts[b]?.count ?? 0)
      return first != second ? first > second : a.utf8.lexicographicallyPrecedes(b.utf8)
    }
    for prefix in ["", "w", "wb", "wca", "WB", "wzzzz"] + words.prefix(20) {
      var options = CompletionOptions(limit: 100_000)
      options.distance = 0
      let found = try index.completions(of: prefix, options)
      let folded = prefix.lowercased()
      #expect(found.map(\.text) == words.filter { $0.hasPrefix(folded) })
      for completion in found {
        #expect(completion.text.hasPrefix(folded))
        #expect(completion.distance == 0)
        #expect(completion.ranges == (prefix.isEmpty ? [] : [0..<prefix.utf8.count]))
        #expect(completion.weight == counts[completion.text]?.count)
      }
      if found.count >= 3 { #expect(try index.completions(of: prefix, limit: 3) == Array(found.prefix(3))) }
      #expect(try index.completions(of: prefix, limit: -1).isEmpty)
    }
  }

  @Test func `each kind of error has its code and says the cure`() throws {
    let path = try RandomDocuments.build([NewDocument(id: "a", body: "word")], in: folder)
    let bytes = try MappedFile.contents(of: path)
    let index = try SearchIndex(path: path)
    let absent = error { _ = try index.document(withID: "b") }
    #expect(absent?.code == .noSuchDocument)
    #expect(absent?.message.contains("b") == true)
    let long = error { _ = try index.hits(for: String(repeating: "a", count: SearchIndex.longestQuery + 1)) }
    #expect(long?.code == .queryTooLong)
    #expect(try index.hits(for: String(repeating: "a", count: SearchIndex.longestQuery)).isEmpty)
    let missing = error { _ = try SearchIndex(path: "\(folder.path)/missing") }
    #expect(missing?.code == .system)
    #expect(missing?.description.contains("No such file") == true)
    #expect(error { _ = try SearchIndex(path: folder.path) }?.code == .system)
    #expect(error { _ = try SearchIndex(bytes: []) }?.code == .notAnArtifact)
    #expect(error { _ = try SearchIndex(bytes: Array("plain text".utf8)) }?.code == .notAnArtifact)
    #expect(error { _ = try SearchIndex(bytes: Array(bytes.dropLast())) }?.code == .wrongLength)
    #expect(error { _ = try SearchIndex(bytes: bytes + [0]) }?.code == .wrongLength)
    var damaged = bytes
    damaged[100] ^= 1
    let broken = error { _ = try SearchIndex(bytes: damaged) }
    #expect(broken?.code == .damaged)
    #expect(broken?.message.contains("copy the file again") == true)
    #expect(SearchIndex.verify(path: path).isEmpty)
    #expect(SearchIndex.verify(path: "\(folder.path)/missing").map(\.code) == [.system])
  }

  @Test func `an index in memory answers like the file`() throws {
    var random = SeededRandom(seed: 15)
    let path = try RandomDocuments.build(RandomDocuments.documents(80, words: 0...50, &random), in: folder)
    let mapped = try SearchIndex(path: path)
    let copied = try SearchIndex(bytes: MappedFile.contents(of: path))
    #expect(mapped.identity == copied.identity)
    for _ in 0..<40 {
      let text = RandomDocuments.text(2, &random)
      #expect(try mapped.hits(for: text) == copied.hits(for: text))
    }
  }
}
