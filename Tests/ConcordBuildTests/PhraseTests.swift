// Which phrases of documents are offered, with which weights, and how they are written.

import ConcordArtifact
import ConcordBytes
import ConcordTestSupport
import ConcordText
import Testing

@testable import ConcordBuild

@Suite struct PhraseTests {
  // MARK: Counting

  @Test(arguments: [(30, 12, 4), (60, 40, 10), (12, 3_000, 10), (300, 20, 7)])
  func `with room the phrases are those that the definition gives`(documents: Int, length: Int, words: Int) throws {
    var random = SeededRandom(seed: UInt64(documents))
    for most in [10_000, 40, 7] {
      let model = PhraseModel(documents: documents, length: length, words: words, &random)
      let gatherer = try model.gather(capacity: 1 << 16, in: TemporaryFolder())
      for (phrase, count) in model.counts
      where gatherer.table.entry(of: PhraseModel.hash(phrase))?.count != UInt32(count) {
        Issue.record("\(phrase): \(count)")
      }
      #expect(gatherer.table.count == model.counts.count)
      let found = try gatherer.finish(most: most) { $0.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 } }
      let shown = found.map { "\(String(decoding: $0.text, as: UTF8.self).lowercased()) \($0.documents)" }
      #expect(shown == model.frequent(most: most))
      #expect(!shown.isEmpty)
    }
  }

  @Test(arguments: [8, 64, 300]) func `without room counts are at most what they are, and what is frequent is there`(
    capacity: Int
  ) throws {
    var random = SeededRandom(seed: UInt64(capacity))
    let model = PhraseModel(documents: 400, length: 60, words: 10, &random)
    let gatherer = try model.gather(capacity: capacity, in: TemporaryFolder())
    let loss = Int(gatherer.table.loss)
    #expect(loss > 0 && loss * capacity * 3 <= model.total * 4)
    for (phrase, count) in model.counts where count > loss {
      #expect(gatherer.table.entry(of: PhraseModel.hash(phrase)) != nil, "\(phrase), \(count) over \(loss)")
    }
    for phrase in try gatherer.finish(key: { $0 }) {
      let words = String(decoding: phrase.text, as: UTF8.self).lowercased().split(separator: " ").map(String.init)
      #expect(Int(phrase.documents) <= model.counts[words] ?? 0, "\(words)")
    }
  }

  // MARK: Through a build

  private func build(
    _ texts: [String], titles: [String] = [], list: String? = nil, ending: String? = nil,
    _ change: (inout BuildOptions) -> Void = { _ in }
  ) throws -> [CompletionEntry] {
    let folder = TemporaryFolder()
    var options = BuildOptions()
    options.offered = [.phrases]
    options.stemmer = "en"
    if let list { options.completions = [folder.write("list.tsv", Array(list.utf8))] }
    change(&options)
    let target = "\(folder.path)/index.ccx"
    if let ending {
      for (number, text) in texts.enumerated() { folder.write(text, to: "docs/\(100 + number).\(ending)") }
      _ = try IndexBuilder(options: options).build(["\(folder.path)/docs"], to: target)
    } else {
      let documents = texts.enumerated().map { number, text in
        NewDocument(id: "\(1_000 + number)", title: number < titles.count ? titles[number] : "", body: text)
      }
      _ = try IndexBuilder(options: options).build(documents: documents, to: target)
    }
    guard let table = try EntryTable(ArtifactBytes(bytes: MappedFile.contents(of: target))) else { return [] }
    return try (0..<table.list.count).map { try table.entry($0) }
  }

  /// The phrases of three documents of the same text, by their keys.
  private func phrases(_ text: String, ending: String? = nil, stemmer: String? = "en") throws -> [String] {
    try build([text, text, text], ending: ending) { $0.stemmer = stemmer }.map {
      String(decoding: $0.text, as: UTF8.self)
    }
  }

  @Test(arguments: [
    ("storm lamp", ["storm lamp"]), ("storm lamp oil", ["storm lamp oil"]),
    ("storm lamp oil tank", ["storm lamp oil tank"]),
    ("storm. lamp", []), ("storm! lamp? oil; tank: wick", []), ("storm, lamp", []), ("storm (lamp)", []),
    ("storm\nlamp", ["storm lamp"]), ("storm\r\nlamp", ["storm lamp"]), ("storm\n\nlamp", []), ("storm\n- lamp", []),
    ("storm  lamp", []), ("storm\tlamp", []), ("storm/lamp", []), ("storm-proof lamp", ["proof lamp"]),
    ("oil of the lamp", ["oil of the lamp"]), ("the lamp of oil and", ["lamp of oil"]), ("the lamp", []),
    ("with the lamp of", []), ("storm 7 lamp", []), ("7 storm lamp 7", ["storm lamp"]), ("3d lamp", ["3d lamp"]),
    ("keeper's lamp", ["keeper's lamp"]), ("don't lamp", []), ("it's a lamp's wick", ["lamp's wick"]),
    ("灯台 の 灯", []), ("storm 灯 lamp", []), ("使用 storm lamp 的", ["storm lamp"]), ("โคม ไฟ", []),
    ("буря лампа", ["буря лампа"]), ("폭풍 등불", ["폭풍 등불"]), ("storm 🏮 lamp", []), ("Öl der Lampe", ["Öl der Lampe"]),
    ("https://storm.lamp/oil-tank?wick=keeper", []), ("foo_bar bazQux", ["foo_bar bazQux"]), ("a b", []),
    ("", []), ("lamp", []), (". . .", []), ("**storm lamp** oil", ["storm lamp"]),
    ("[storm lamp](u) oil", ["storm lamp"]),
    ("```\nstorm lamp\n```\noil tank", ["oil tank"]), ("~~~ sh\nstorm lamp\n~~~\n", []),
    ("x\n```swift\nlet lamp\nstorm lamp\n```\noil tank", ["oil tank"]),
    ("```storm lamp``` oil tank", ["oil tank", "storm lamp"]),
  ]) func `a phrase is words with nothing between them`(text: String, expected: [String]) throws {
    #expect(try phrases(text) == expected, "\(text)")
  }

  @Test(arguments: [
    ("# storm lamp\noil tank\n", ["oil tank", "storm lamp"]),
    ("storm lamp\n===\noil tank\n", ["oil tank", "storm lamp"]),
    ("storm\nlamp\n===\noil tank\n", ["oil tank", "storm lamp"]),
    ("oil tank\n\n    storm lamp\n\nwick box\n", ["oil tank", "wick box"]),
    ("oil tank\n```\nstorm lamp\n```\nwick box\n", ["oil tank", "wick box"]),
    ("- storm\n- lamp\n", []), ("- storm\n  lamp\n", ["storm lamp"]), ("> storm\n> lamp\n", []),
    ("<div>\nstorm lamp\n</div>\n\noil tank\n", ["oil tank"]),
    ("[x]: http://u 'storm lamp'\n\noil tank\n", ["oil tank"]),
    ("| storm | lamp |\n|---|---|\n| oil tank | wick |\n", ["oil tank"]),
    ("---\ntopic: storm lamp\n---\noil tank\n", ["oil tank"]), ("**storm** lamp `oil tank`\n", ["oil tank"]),
    ("storm\n    lamp\n", ["storm lamp"]),
  ]) func `marks and blocks of Markdown are no part of phrases`(text: String, expected: [String]) throws {
    // Without a heading the first line is the title.
    #expect(
      try phrases(text.hasPrefix("---") || text.contains("===") ? text : "# x\n\n" + text, ending: "md") == expected)
  }

  @Test func `a phrase needs three documents, and one document counts once`() throws {
    #expect(try build(["storm lamp", "storm lamp"]).isEmpty)
    #expect(try build(["storm lamp. storm lamp. storm lamp", "storm lamp"]).isEmpty)
    let found = try build(["storm lamp. storm lamp", "storm lamp", "a storm lamp", "x"], titles: ["storm lamp"])
    #expect(found == [CompletionEntry(text: Array("storm lamp".utf8), weight: 3, kind: .phrase)])
    #expect(try build(["x"]).isEmpty)
    #expect(try build([]).isEmpty)
    #expect(try build(["storm lamp", "storm lamp", "storm lamp"]) { $0.offered = [.titles] }.isEmpty)
  }

  @Test func `a part of a longer phrase is left to it, unless it is clearly more frequent`() throws {
    func shown(_ whole: Int, _ part: Int) throws -> [String] {
      let texts = [String](repeating: "machine learning model", count: whole)
      return try build(texts + [String](repeating: "learning model", count: part)).map {
        "\(String(decoding: $0.text, as: UTF8.self)) \($0.weight)"
      }
    }
    #expect(try shown(9, 0) == ["machine learning model 9"])
    #expect(try shown(9, 1) == ["machine learning model 9"])
    #expect(try shown(9, 2) == ["learning model 11", "machine learning model 9"])
    #expect(try shown(2, 3) == ["learning model 5"])
    // Of a sentence that is always the same, its end.
    let sentence = "storm lamp oil tank wick keeper"
    #expect(try phrases(sentence) == ["oil tank wick keeper"])
  }

  @Test func `a phrase is written as most documents write it`() throws {
    func shown(_ texts: [String]) throws -> [String] {
      try build(texts).map { String(decoding: $0.text, as: UTF8.self) }
    }
    #expect(try shown(["Storm lamp", "storm lamp", "storm lamp"]) == ["storm lamp"])
    #expect(try shown(["GitHub Actions", "github actions", "GitHub Actions", "GitHub Actions"]) == ["GitHub Actions"])
    #expect(try shown(["STORM LAMP", "STORM LAMP", "storm lamp", "STORM LAMP", "storm lamp"]) == ["STORM LAMP"])
    #expect(try shown(["Café lamp", "Café lamp", "cafe lamp", "Café lamp"]) == ["Café lamp"])
    #expect(try shown(["storm lamp", "storm lamp", "Storm Lamp"]) == ["storm lamp"])
    #expect(try shown(["storm lamp", "Storm Lamp", "storm lamp"]) == ["storm lamp"])
    #expect(try shown(["Storm Lamp", "storm lamp", "storm lamp"]) == ["storm lamp"])
    #expect(try shown(["a\nstorm\nlamp", "storm\nlamp", "storm\nlamp"]) == ["storm lamp"])
  }

  @Test func `titles and lists that say the same win over a phrase`() throws {
    let texts = [String](repeating: "storm lamp. oil tank", count: 5)
    func shown(_ titles: [String], _ list: String?) throws -> [String] {
      try build(texts, titles: titles, list: list) { $0.offered = [.titles, .phrases] }.map {
        "\(String(decoding: $0.text, as: UTF8.self)) \($0.weight) \($0.kind)"
      }
    }
    #expect(try shown([], nil) == ["oil tank 5 phrase", "storm lamp 5 phrase"])
    // The title is in as many documents as the phrase; it is not counted for both.
    #expect(try shown(["Storm Lamp"], nil) == ["oil tank 5 phrase", "Storm Lamp 5 title"])
    #expect(try shown(["storm lamp"], nil) == ["oil tank 5 phrase", "storm lamp 5 title"])
    #expect(
      try shown(["Storm Lamp", "Storm Lamp", "storm lamp"], nil)
        == ["oil tank 5 phrase", "Storm Lamp 5 title", "storm lamp 1 title"])
    #expect(try shown([], "Storm lamp\t2\n") == ["oil tank 5 phrase", "Storm lamp 2 listed"])
    #expect(try shown([], "storm lamp\t2\n") == ["oil tank 5 phrase", "storm lamp 2 listed"])
    #expect(
      try shown(["STORM LAMP"], "storm lamp\t2\n") == [
        "oil tank 5 phrase", "storm lamp 2 listed", "STORM LAMP 1 title",
      ])
  }

  @Test func `function words are those of the language, or of all where it is not known`() throws {
    let text = "die Lampe die. storm lamp of"
    #expect(try phrases("die lampe", stemmer: "en") == ["die lampe"])
    #expect(try phrases("die lampe", stemmer: "german") == [])
    #expect(try phrases("die lampe", stemmer: nil) == [])
    #expect(try phrases(text, stemmer: "de") == ["storm lamp of"])
    #expect(try phrases(text, stemmer: nil) == ["storm lamp"])
    let plain = try build(["the lamp. storm lamp", "storm lamp", "storm lamp"]) {
      ($0.profile, $0.stemmer) = (.plain, nil)
    }
    #expect(plain.map { String(decoding: $0.text, as: UTF8.self) } == ["storm lamp"])
  }

  @Test func `a phrase that is too long to be offered is none`() throws {
    let word = String(repeating: "x", count: 47)
    #expect(try phrases("\(word)a \(word)b") == [])
    #expect(try phrases("\(word) \(word)y") == ["\(word) \(word)y"])
    #expect(try phrases("\(String(repeating: "x", count: 300)) lamp") == [])
  }
}
