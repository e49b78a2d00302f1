// Sessions answer as calls of their own do, live suggestions answer the last keystroke alone.

import ConcordBuild
import ConcordTestSupport
import Concordance
import Testing

@Suite struct SuggestSessionTests {
  let folder = TemporaryFolder()

  /// Words that differ by a letter or two, in documents of a few words each, and texts of several words.
  private func index(_ random: inout SeededRandom) throws -> SearchIndex {
    func word() -> String {
      String((0..<2 + random.below(6)).map { _ in "abcde".randomElement(using: &random) ?? "a" })
    }
    let documents = (0..<400).map { number in
      NewDocument(
        id: "\(number)", title: "\(word()) \(word())", body: (0..<8).map { _ in word() }.joined(separator: " "))
    }
    var options = BuildOptions()
    options.offered = [.titles]
    let path = "\(folder.path)/index.ccx"
    _ = try IndexBuilder(options: options).build(documents: documents, to: path)
    return try SearchIndex(path: path)
  }

  @Test func `keystrokes of a session are answered as if each were the first`() throws {
    var random = SeededRandom(seed: 91)
    let index = try index(&random)
    for round in 0..<60 {
      var options = CompletionOptions(limit: 1 + random.below(12))
      options.isWhole = round % 5 == 4
      if round % 3 == 2 { options.context = "a* OR b*" }
      var session = try SuggestSession(index, options)
      var typed = ""
      for _ in 0..<24 {
        // Letters, spaces, steps back, and now and then another text altogether.
        switch random.below(12) {
        case 0: typed = String(typed.dropLast())
        case 1: typed = ""
        case 2: typed += " "
        default: typed += String("abcdeé".randomElement(using: &random) ?? "a")
        }
        let expected = try index.completions(of: typed, options)
        #expect(try session.completions(of: typed) == expected, "\"\(typed)\" in round \(round)")
      }
    }
  }

  @Test func `a context that is no query is an error when the session begins`() throws {
    var random = SeededRandom(seed: 92)
    let index = try index(&random)
    var options = CompletionOptions()
    options.context = String(repeating: "a ", count: 100_000)
    #expect(throws: ConcordanceError.self) { _ = try SuggestSession(index, options) }
  }

  @Test func `of many keystrokes at once the last one is answered`() async throws {
    var random = SeededRandom(seed: 93)
    let index = try index(&random)
    let live = try LiveSuggestions(index, debounce: .milliseconds(30))
    let answers = try await withThrowingTaskGroup(of: (Int, [Completion]?).self) { group in
      for (number, text) in ["a", "ab", "abc"].enumerated() {
        group.addTask { (number, try await live.completions(of: text)) }
        // Tasks begin in the order of the keystrokes.
        try await Task.sleep(for: .milliseconds(2))
      }
      var answers: [Int: [Completion]?] = [:]
      for try await (number, answer) in group { answers[number] = answer }
      return answers
    }
    #expect(answers.values.filter { $0 != nil }.count <= 1)
    // Nobody types any more: the answer is that of a call of its own.
    #expect(try await live.completions(of: "abc") == index.completions(of: "abc", CompletionOptions()))
  }

  @Test func `a keystroke whose task is cancelled while it waits throws`() async throws {
    var random = SeededRandom(seed: 94)
    let index = try index(&random)
    let live = try LiveSuggestions(index, debounce: .seconds(600))
    let waiting = Task { try await live.completions(of: "a") }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
  }
}

@Suite struct SimilarityTests {
  let folder = TemporaryFolder()

  @Test func `texts like one are those that scoring every text gives`() throws {
    var random = SeededRandom(seed: 95)
    func word() -> String {
      String((0..<1 + random.below(9)).map { _ in "abcdé".randomElement(using: &random) ?? "a" })
    }
    let words = Set((0..<500).map { _ in word() })
    let list = words.sorted().map { "\($0)\t\(random.below(50))" }.joined(separator: "\n")
    folder.write(list, to: "list.tsv")
    let file = "\(folder.path)/list.tsv"
    var options = BuildOptions()
    options.completions = [file]
    let path = "\(folder.path)/index.ccx"
    _ = try IndexBuilder(options: options).build(documents: [NewDocument](), to: path)
    let index = try SearchIndex(path: path)
    func folded(_ text: String) -> String { text.replacing("é", with: "e") }
    for _ in 0..<100 {
      let wanted = word()
      let scores = words.map { jaroWinkler(folded($0), folded(wanted)) }.sorted(by: >)
      let best = try index.texts(like: wanted, limit: 10)
      #expect(best.map(\.similarity) == scores.prefix(10).filter { $0 > 0 })
      for text in best { #expect(text.similarity == jaroWinkler(folded(text.text), folded(wanted))) }
      let above = try index.texts(like: wanted, above: 0.8)
      #expect(above.map(\.similarity) == scores.filter { $0 > 0.8 })
    }
    #expect(try index.texts(like: "", limit: 3).isEmpty)
    #expect(try index.texts(like: "abc", limit: 0).isEmpty)
    #expect(jaroWinkler("MARTHA", "MARHTA") > 0.961 && jaroWinkler("MARTHA", "MARHTA") < 0.9612)
  }
}
