// No word of real lists is lost: each is found by every beginning of its own.

import ConcordArtifact
import ConcordBuild
import ConcordBytes
import ConcordSearch
import ConcordTestSupport
import ConcordText
import Testing

@Suite struct CompletionWordsTests {
  private static let dictionary = "/usr/share/dict/american-english-insane"

  /// Words of the system's dictionary; prints why there are none.
  private static let words: [String] = {
    guard let bytes = TestFiles.bytes(dictionary) else {
      print("skipped: \(dictionary) is not there; install wamerican-insane")
      return []
    }
    return bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
  }()

  /// The texts of a list with weights: some, and all that fold to nothing.
  private static func list(_ name: String, every step: Int) -> [String] {
    let lines = (SharedData.bytes(of: "terms/\(name)") ?? []).split(separator: 0x0A)
    let analyzer = Analyzer(profile: .standard)
    return lines.indices.compactMap { index in
      guard let tab = lines[index].lastIndex(of: 0x09) else { return nil }
      let text = lines[index][..<tab]
      let isOdd = text.allSatisfy { $0 >= 0x80 } && analyzer.foldedKey(of: Array(text)).isEmpty
      return isOdd || index % step == 0 ? String(decoding: text, as: UTF8.self) : nil
    }
  }

  private func contents(_ texts: [String]) throws -> IndexContents {
    let folder = TemporaryFolder()
    var options = BuildOptions()
    let lines = texts.enumerated().map { "\($0.element)\t\($0.offset % 1_000)\n" }.joined()
    options.completions = [folder.write("list.tsv", Array(lines.utf8))]
    return try IndexContents(ArtifactBytes(bytes: TestIndex.bytes([], options: options)))
  }

  /// Every text is among the strings of each of its beginnings, by characters and by scalars.
  private func check(_ texts: [String], asking step: Int) throws {
    let contents = try contents(texts)
    let entries = try #require(contents.entries)
    let analyzer = Analyzer(profile: .standard)
    var numbers: [String: Int] = [:]
    for number in 0..<entries.list.count {
      numbers[String(decoding: try entries.entry(number).text, as: UTF8.self)] = number
    }
    var lost: [String] = []
    for (index, text) in texts.enumerated() {
      let shown = text.split(whereSeparator: { $0 == " " }).joined(separator: " ")
      guard let number = numbers[shown] else {
        lost.append("\(text): not there")
        continue
      }
      let starts =
        text.indices.map { String(text[...$0]) }
        + text.unicodeScalars.indices.map { String(text.unicodeScalars[...$0]) }
      for start in starts where start.utf8.last != 0x20 {
        let key = analyzer.completionKey(of: Array(start.utf8))
        let range = try key.withView { try entries.list.strings(withPrefix: $0) }
        if !range.contains(number) { lost.append("\(text) by \(start)") }
      }
      if index % step == 0 {
        for start in starts.filter({ $0.utf8.count > 2 && $0.utf8.last != 0x20 }).prefix(6) {
          var query = CompletionQuery(start)
          (query.limit, query.distance) = (100_000, 0)
          let found = try contents.completions(query).completions
          if let own = found.first(where: { $0.text == shown }) {
            if own.ranges.count != 1 { lost.append("\(text) by \(start): \(own.ranges)") }
          } else {
            lost.append("\(text) by completing \(start)")
          }
        }
      }
    }
    #expect(lost.isEmpty, "\(lost.count): \(lost.prefix(8))")
  }

  @Test func `texts of nothing but marks are found by their beginnings, and by nothing else`() throws {
    let long = String(repeating: "\u{301}", count: 300)
    let contents = try contents(["a", "\u{361}\u{302}", "\u{361}", long])
    func found(_ typed: String) throws -> [String] {
      try contents.completions(CompletionQuery(typed)).completions.map(\.text)
    }
    #expect(try found("\u{361}") == ["\u{361}", "\u{361}\u{302}"])
    #expect(try found("\u{361}\u{302}").first == "\u{361}\u{302}")
    #expect(try found("\u{301}\u{301}") == [long])
    #expect(try found("a") == ["a"])
    #expect(try found("\u{300}") == [])
  }

  @Test func `words with letters beyond ASCII of the largest American dictionary`() throws {
    let texts = Self.words.filter { !$0.utf8.allSatisfy { $0 < 128 } }
    if texts.isEmpty { return }
    #expect(texts.count > 1_000)
    try check(texts, asking: 5)
  }

  @Test(arguments: [("terms-cities.tsv", 25), ("terms-wordfreq-en.tsv", 60)])
  func `cities and frequent words`(name: String, step: Int) throws {
    guard SharedData.has("terms/\(name)") else { return }
    try check(Self.list(name, every: step), asking: 40)
  }
}
