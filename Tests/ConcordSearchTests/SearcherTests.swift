// The searcher against the reference scorer: the same documents, the same order, the same scores.

import ConcordArtifact
import ConcordBuild
import ConcordBytes
import ConcordSearch
import ConcordTestSupport
import Testing

@Suite struct SearcherTests {
  @Test(arguments: [BuildOptions.Profile.plain, .standard])
  func `every class of query answers like the reference on random corpora`(_ profile: BuildOptions.Profile) throws {
    var random = SeededRandom(seed: 7)
    for size in [1, 2, 127, 128, 129, 700, 5000] {
      let documents = RandomCorpus.documents(size, &random)
      let contents = try TestIndex.contents(documents, profile: profile)
      let reference = try ReferenceScorer(contents)
      for _ in 0..<Trials.of(size > 1000 ? 30 : 60) {
        let words = (0..<Int.random(in: 1...6, using: &random)).map { _ in RandomCorpus.word(&random) }
        let query = try contents.query(words.joined(separator: " "), match: Bool.random(using: &random) ? .any : .all)
        for limit in [1, 10, 100] {
          let expected = try reference.search(query, limit: limit)
          let found = try contents.search(query, limit: limit, counts: true)
          #expect(found == expected, "\(size) documents, \(query)")
          let uncounted = try contents.search(query, limit: limit, counts: false)
          #expect(uncounted.hits == expected.hits, "\(size) documents, \(query)")
        }
      }
    }
  }

  @Test func `an empty query, unknown words and punctuation find nothing`() throws {
    let contents = try TestIndex.contents([NewDocument(id: "a", title: "One", body: "two three")], profile: .standard)
    for text in ["", " ", "absent", "!?.,", String(repeating: "(", count: 4096)] {
      let query = try contents.query(text)
      #expect(
        try contents.search(query, limit: 10, counts: true) == RankedHits(hits: [], total: 0), "\(text.prefix(9))")
    }
  }

  @Test func `all words are needed only when that is asked for`() throws {
    let documents = [
      NewDocument(id: "a", body: "red green"), NewDocument(id: "b", body: "red"), NewDocument(id: "c", body: "blue"),
    ]
    let contents = try TestIndex.contents(documents, profile: .standard)
    #expect(try contents.search(contents.query("red green"), limit: 9, counts: true).total == 2)
    let both = try contents.search(contents.query("red green", match: .all), limit: 9, counts: true)
    #expect(both.hits.map(\.document) == [0])
    #expect(try contents.search(contents.query("red absent", match: .all), limit: 9, counts: true).total == 0)
  }

  @Test func `an identifier is found whole and by its parts`() throws {
    let documents = [
      NewDocument(id: "a", body: "call parseHTTPHeader now"), NewDocument(id: "b", body: "the http header"),
      NewDocument(id: "c", body: "nothing"),
    ]
    let contents = try TestIndex.contents(documents, profile: .standard)
    #expect(try contents.search(contents.query("header", match: .all), limit: 9, counts: true).total == 2)
    let whole = try contents.search(contents.query("parseHTTPHeader", match: .all), limit: 9, counts: true)
    #expect(whole.hits.map(\.document) == [0])
    #expect(try contents.search(contents.query("parseHTTPHeader"), limit: 9, counts: true).total == 2)
  }

  @Test func `with stems too an identifier needs its parts, not itself`() throws {
    let documents = [
      NewDocument(id: "a", body: "call parsedHeaders now"), NewDocument(id: "b", body: "parsing a header"),
      NewDocument(id: "c", body: "parse"),
    ]
    let contents = try TestIndex.contents(documents, profile: .standard, stemmer: "en")
    let all = try contents.search(contents.query("parseHeader", match: .all), limit: 9, counts: true)
    #expect(Set(all.hits.map(\.document)) == [0, 1])
  }

  @Test func `a word that is asked for twice counts twice`() throws {
    let documents = [NewDocument(id: "a", body: "red"), NewDocument(id: "b", body: "green")]
    let contents = try TestIndex.contents(documents, profile: .standard)
    #expect(
      try contents.search(contents.query("green red green"), limit: 9, counts: true).hits.map(\.document) == [1, 0])
  }

  @Test func `one character of a script without spaces finds every document that has it`() throws {
    let documents = [
      NewDocument(id: "a", body: "東京都に住む"), NewDocument(id: "b", body: "京都"), NewDocument(id: "c", body: "大阪"),
    ]
    let contents = try TestIndex.contents(documents, profile: .standard)
    #expect(Set(try contents.search(contents.query("京"), limit: 9, counts: true).hits.map(\.document)) == [0, 1])
    #expect(try contents.search(contents.query("都"), limit: 9, counts: true).total == 2)
    #expect(try contents.search(contents.query("京都", match: .all), limit: 9, counts: true).total == 2)
    #expect(try contents.search(contents.query("東京", match: .all), limit: 9, counts: true).total == 1)
  }

  @Test func `the exact spelling comes first, the folded one is found too`() throws {
    let documents = [NewDocument(id: "a", body: "cafe here"), NewDocument(id: "b", body: "café here")]
    let contents = try TestIndex.contents(documents, profile: .standard)
    #expect(try contents.search(contents.query("café"), limit: 9, counts: true).hits.map(\.document) == [1, 0])
    #expect(try contents.search(contents.query("CAFE"), limit: 9, counts: true).hits.map(\.document) == [0, 1])
  }
}
