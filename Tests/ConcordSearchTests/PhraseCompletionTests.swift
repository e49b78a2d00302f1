// Frequent phrases are completed like titles, and never to a dead end.

import ConcordArtifact
import ConcordBuild
import ConcordSearch
import ConcordTestSupport
import Testing

@Suite struct PhraseCompletionTests {
  private static func contents(_ texts: [String], optimizes: Bool = false) throws -> IndexContents {
    var options = BuildOptions()
    options.offered = [.phrases]
    options.stemmer = "en"
    options.optimizes = optimizes
    let documents = texts.enumerated().map { NewDocument(id: "\(1_000 + $0.offset)", body: $0.element) }
    return try IndexContents(ArtifactBytes(bytes: TestIndex.bytes(documents, options: options)))
  }

  private func phrases(
    _ contents: IndexContents, _ text: String, _ change: (inout CompletionQuery) throws -> Void = { _ in }
  ) throws -> [String] {
    var query = CompletionQuery(text)
    try change(&query)
    return try contents.completions(query).completions.filter { $0.kind == .phrase }.map { "\($0.text) \($0.weight)" }
  }

  @Test func `by their beginning, by later words, and with typos`() throws {
    let contents = try Self.contents(
      [String](repeating: "Machine learning model. virtual machine", count: 4) + ["a virtual machine"])
    #expect(try phrases(contents, "mach") == ["virtual machine 5", "Machine learning model 4"])
    #expect(try phrases(contents, "MACHINE L") == ["Machine learning model 4"])
    #expect(try phrases(contents, "mod") == ["Machine learning model 4"])
    #expect(try phrases(contents, "machnie lear") == ["Machine learning model 4"])
    #expect(try phrases(contents, "virtual machine") { $0.isWhole = true } == ["virtual machine 5"])
    #expect(try phrases(contents, "mach") { $0.offersTexts = false } == [])
    let alike = try contents.texts(like: "virtuel machine", limit: 1, above: nil)
    #expect(alike.first?.text == "virtual machine" && alike.first?.kind == .phrase)
  }

  @Test func `words and phrases are in one order of weight; where several words are typed, phrases come first`() throws
  {
    let contents = try Self.contents(
      [String](repeating: "Oil lamp. Lamplight.", count: 4) + ["lamp.", "lamp.", "lampoon", "lamps"])
    func found(_ text: String, limit: Int) throws -> [String] {
      var query = CompletionQuery(text)
      query.limit = limit
      return try contents.completions(query).completions.map { "\($0.text) \($0.weight)" }
    }
    #expect(try found("lam", limit: 10) == ["lamp 6", "Oil lamp 4", "lamplight 4", "lampoon 1", "lamps 1"])
    #expect(try found("lam", limit: 2) == ["lamp 6", "Oil lamp 4"])
    #expect(try found("oil la", limit: 2) == ["Oil lamp 4", "oil lamp 6"])
  }

  @Test(arguments: [false, true]) func `beside a context each has a document with all its words`(optimizes: Bool) throws
  {
    var random = SeededRandom(seed: 41)
    let words = ["lamp", "oil", "storm", "keeper", "wick", "café", "boat", "harbour"]
    let texts = (0..<120).map { _ in
      (0..<2 + random.below(9)).map { _ in words[random.below(8)] + (random.below(5) == 0 ? "." : "") }
        .joined(separator: " ")
    }
    let contents = try Self.contents(texts, optimizes: optimizes)
    var offered = 0
    for context in words {
      for text in ["", "la", "o", "sto", "ke", "wick b", "kepeer"] {
        var query = CompletionQuery(text)
        query.limit = 50
        query.context = SearchQuery(.group([QueryClause(.must, .word(context))]))
        for completion in try contents.completions(query).completions where completion.kind == .phrase {
          offered += 1
          let needed = Set(completion.text.split(separator: " ").map(String.init) + [context])
          let isAlive = texts.contains { text in
            needed.isSubset(of: text.split { $0 == " " || $0 == "." }.map(String.init))
          }
          #expect(isAlive, "\(completion.text) beside \(context)")
        }
      }
    }
    #expect(offered > 500)
  }
}
