// Completion against a model that looks at everything: order, repeats, typos, contexts without dead ends.

import ConcordArtifact
import ConcordBuild
import ConcordBytes
import ConcordSearch
import ConcordTestSupport
import ConcordText
import Testing

@Suite struct CompleterTests {
  private func ask(
    _ model: CompletionModel, _ text: String, limit: Int, distance: Int? = 0, isWhole: Bool = false,
    context: String? = nil
  ) throws -> [Completion] {
    var query = CompletionQuery(text)
    (query.limit, query.distance, query.isWhole) = (limit, distance, isWhole)
    if let context {
      query.context = try SearchQuery(parsing: context, fields: model.contents.queryFields, match: .all)
    }
    let answer = try model.contents.completions(query)
    #expect(!answer.isPartial)
    return answer.completions
  }

  private func answers(_ found: [Completion]) -> [CompletionModel.Answer] {
    found.map { CompletionModel.Answer(text: $0.text, weight: UInt64($0.weight), isWord: $0.kind == .word) }
  }

  /// Equal but for the order of texts that fold alike and weigh the same.
  private func isSame(_ a: [CompletionModel.Answer], _ b: [CompletionModel.Answer]) -> Bool {
    a.map { $0.text.lowercased() } == b.map { $0.text.lowercased() } && a.map(\.weight) == b.map(\.weight)
      && a.map(\.isWord) == b.map(\.isWord) && Set(a.map(\.text)).count == a.count
  }

  /// What was typed lies on borders of characters and folds to something that begins like it.
  private func checkRanges(_ found: [Completion], typed: String) {
    for one in found {
      let bytes = Array(one.text.utf8)
      let last = typed.split(separator: " ", omittingEmptySubsequences: false).last.map(String.init) ?? ""
      let wanted = (one.kind == .word ? last : typed).lowercased()
      if wanted.isEmpty {
        #expect(one.ranges.isEmpty)
        continue
      }
      #expect(one.ranges.count == 1, "\(one) of \(typed)")
      for range in one.ranges {
        #expect(!range.isEmpty && range.lowerBound >= 0 && range.upperBound <= bytes.count)
        unsafe bytes.withUnsafeBufferPointer { view in
          #expect(
            unsafe GraphemeBreak.isBoundary(view, at: range.lowerBound)
              && GraphemeBreak.isBoundary(view, at: range.upperBound))
        }
        let part = String(decoding: bytes[range], as: UTF8.self).lowercased()
        if one.distance == 0 { #expect(part.hasPrefix(wanted), "\(one) of \(typed)") }
      }
    }
  }

  @Test(arguments: WeightShape.allCases, [0, 1, 40, 600])
  func `without typos they are those of the model, in its order, at every limit`(shape: WeightShape, count: Int) throws
  {
    var random = SeededRandom(seed: UInt64(count) + 1)
    let model = try CompletionModel(documents: 60, texts: count, shape, &random)
    for round in 0..<Trials.of(60) {
      let typed = round == 0 ? "" : model.typed(&random)
      let expected = model.completions(of: typed)
      for limit in [1, 2, 3, 10, 30, 100_000] {
        let found = try ask(model, typed, limit: limit)
        let wanted = Array(expected.prefix(limit))
        if !isSame(answers(found), wanted) {
          Issue.record("\(typed) \(limit): \(answers(found).prefix(12)), not \(wanted.prefix(12))")
        }
        if limit == 30 { checkRanges(found, typed: typed) }
      }
      #expect(try ask(model, typed, limit: 0).isEmpty)
      #expect(try ask(model, typed, limit: -3).isEmpty)
    }
  }

  @Test(arguments: [false, true], WeightShape.allCases)
  func `in a context nothing offered is a dead end, and nothing that is none is missing`(
    optimizes: Bool, shape: WeightShape
  ) throws {
    var random = SeededRandom(seed: 71)
    let model = try CompletionModel(documents: 80, texts: 200, shape, optimizes: optimizes, &random)
    for round in 0..<Trials.of(60) {
      let typed = round == 0 ? "" : model.typed(&random)
      let context = (0..<1 + random.below(2)).map { _ in CompletionModel.word(&random) }.joined(separator: " ")
      let expected = model.completions(of: typed, context: context)
      for limit in [1, 5, 100_000] {
        let found = try ask(model, typed, limit: limit, context: context)
        if !isSame(answers(found), Array(expected.prefix(limit))) {
          Issue.record(
            "\(typed) beside \(context), \(limit): \(answers(found).prefix(9)), not \(expected.prefix(min(9, limit)))")
        }
        let lead = typed.lastIndex(of: " ").map { String(typed[..<$0]) } ?? ""
        let before = lead.lowercased().split { !$0.isLetter }
        for one in found.prefix(40) where one.kind == .listed || before.allSatisfy({ model.words[String($0)] != nil }) {
          let query = try model.contents.query("\(context) \(one.text)", match: .all)
          #expect(
            try model.contents.search(query, limit: 1, counts: true).total ?? 0 > 0, "\(one.text) beside \(context)")
        }
      }
      for one in try ask(model, typed, limit: 20, distance: 2, context: context) where one.kind == .listed {
        #expect(!model.documents("\(context) \(one.text)").isEmpty, "\(one.text) beside \(context)")
      }
    }
  }

  @Test func `tiers follow one another by distance, and every near text is in its own`() throws {
    var random = SeededRandom(seed: 72)
    let model = try CompletionModel(documents: 80, texts: 150, .uniform, &random)
    for isWhole in [false, true] {
      for _ in 0..<80 {
        let typed = model.typed(&random)
        for most in 0...2 {
          let found = try ask(model, typed, limit: 3_000, distance: most, isWhole: isWhole)
          #expect(zip(found, found.dropFirst()).allSatisfy { $0.distance <= $1.distance }, "\(typed)")
          #expect(Set(found.map(\.text)).count == found.count)
          if !isWhole { checkRanges(found, typed: typed) }
          try checkTypos(model, typed, found, most: most, isWhole: isWhole)
          for limit in [1, 4] {
            let some = try ask(model, typed, limit: limit, distance: most, isWhole: isWhole)
            #expect(some.map(\.distance) == found.prefix(limit).map(\.distance), "\(typed) \(limit)")
          }
        }
      }
    }
  }

  private func checkTypos(
    _ model: CompletionModel, _ typed: String, _ found: [Completion], most: Int, isWhole: Bool
  ) throws {
    let key = typed.lowercased()
    let end = key.lastIndex(of: " ").map { key.index(after: $0) } ?? key.startIndex
    let (lead, last) = (String(typed[..<end]), String(key[end...]))
    let known = model.knownWords(before: lead)
    func near(_ text: String, _ typed: String) -> Int {
      let distances = ReferenceEditDistance.toBeginnings(
        typed.unicodeScalars.map(\.value), of: text.unicodeScalars.map(\.value))
      return isWhole ? distances[distances.count - 1] : distances.min() ?? 3
    }
    var wanted: [String: Int] = [:]
    for text in model.texts where near(text.key, key) <= most { wanted[text.text] = near(text.key, key) }
    for word in model.words.keys where near(word, last) <= most && !model.documents("\(known) \(word)").isEmpty {
      wanted[lead + word] = min(wanted[lead + word] ?? 3, near(word, last))
    }
    for (text, distance) in wanted {
      let own = found.first { $0.text == text }
      // A text with such a word inside stands in the first tier.
      if own == nil || (own?.distance ?? 3) > distance {
        Issue.record("\(text) at \(distance) of \(typed) \(most) \(isWhole): \(String(describing: own))")
      }
    }
    for one in found where one.distance > 0 { #expect(wanted[one.text] == one.distance, "\(one) of \(typed)") }
  }

  @Test func `the author's texts come first, a text that is a word comes once, and a limit holds for whole texts too`()
    throws
  {
    let folder = TemporaryFolder()
    var options = BuildOptions()
    let list = "Lamp\t3\nlamp\t9\nLAMP\t1\nlamp oil\t5\nOil lamp\t7\n"
    options.completions = [folder.write("list.tsv", Array(list.utf8))]
    let documents = [
      NewDocument(id: "a", body: "lamp lamps lamp oil"), NewDocument(id: "b", body: "lamps"),
      NewDocument(id: "c", body: "storm"),
    ]
    let contents = try IndexContents(ArtifactBytes(bytes: TestIndex.bytes(documents, options: options)))
    func found(_ text: String, _ limit: Int, isWhole: Bool = false, offersTexts: Bool = true) throws -> [String] {
      var query = CompletionQuery(text)
      (query.limit, query.distance, query.isWhole, query.offersTexts) = (limit, 0, isWhole, offersTexts)
      return try contents.completions(query).completions.map(\.text)
    }
    #expect(try found("la", 10) == ["lamp", "Oil lamp", "lamp oil", "Lamp", "LAMP", "lamps"])
    #expect(try found("la", 10, offersTexts: false) == ["lamps", "lamp"])
    #expect(try found("lamp", 10, isWhole: true) == ["lamp", "Lamp", "LAMP"])
    for limit in 0...4 { #expect(try found("lamp", limit, isWhole: true).count == min(limit, 3)) }
    #expect(try found("lamps", 1, isWhole: true) == ["lamps"])
    for space in [" ", "\t", "\n", "\r\n", "  ", "\u{1}"] {
      #expect(try found("lamps\(space)oi", 10) == ["lamps\(space)oil"])
      #expect(try found("storm\(space)oi", 10).isEmpty)
    }
  }

  @Test func `a heavy text with many words of one beginning hides no other`() throws {
    let folder = TemporaryFolder()
    var options = BuildOptions()
    let many = (0..<30).map { "g\($0)" }.joined(separator: " ")
    let list = "\(many)\t100\na ghost\t50\n" + (0..<20).map { "gx\($0)\t\(20 - $0)\n" }.joined()
    options.completions = [folder.write("list.tsv", Array(list.utf8))]
    let contents = try IndexContents(ArtifactBytes(bytes: TestIndex.bytes([], options: options)))
    var query = CompletionQuery("g")
    (query.limit, query.distance) = (5, 0)
    #expect(try contents.completions(query).completions.map(\.weight) == [100, 50, 20, 19, 18])
  }

  @Test func `completion stops when it is told to, and says so`() throws {
    var random = SeededRandom(seed: 75)
    let model = try CompletionModel(documents: 300, texts: 3_000, .uniform, &random)
    let raised = SearchCancellation()
    raised.cancel()
    for control in [
      SearchControl(timeout: .zero, cancellation: nil), SearchControl(timeout: nil, cancellation: raised),
    ] {
      for (text, context) in [("", nil), ("a", nil), ("abcabc", nil), ("", "a"), ("ab", "b c")] as [(String, String?)] {
        var query = CompletionQuery(text)
        (query.limit, query.distance, query.control) = (100_000, 2, control)
        if let context {
          query.context = try SearchQuery(parsing: context, fields: model.contents.queryFields, match: .all)
        }
        let answer = try model.contents.completions(query)
        #expect(answer.isPartial, "\(text) \(context ?? "-")")
        #expect(answer.completions.count < 1_000)
      }
    }
  }

  @Test func `a keystroke that was stopped stops none of those that follow`() throws {
    let documents = (0..<2_000).map { number in
      NewDocument(id: "d\(10_000 + number)", body: number == 1_999 ? "common seldom" : "common")
    }
    let contents = try TestIndex.contents(documents, profile: .standard)
    var memory = CompletionMemory()
    let flag = SearchCancellation()
    for (text, control) in [("com", SearchControl(timeout: nil, cancellation: flag)), ("comm", .none)] {
      var query = CompletionQuery(text)
      query.context = try SearchQuery(parsing: "seldom", fields: contents.queryFields, match: .all)
      query.control = control
      let answer = try contents.completions(query, &memory)
      #expect(answer.completions.map(\.text) == ["common"] && !answer.isPartial)
      // What the memory keeps of the context must not know the flag.
      flag.cancel()
    }
  }
}
