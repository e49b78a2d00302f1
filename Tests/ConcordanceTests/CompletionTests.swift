// Any text is a question for completion: odd, hostile and huge ones, with every option, and pages that are touched.

import ConcordArtifact
import ConcordBuild
import ConcordBytes
import ConcordTestSupport
import ConcordText
import Concordance
import Testing

@Suite struct CompletionTests {
  private static func build(
    _ texts: [String], _ documents: [NewDocument], in folder: TemporaryFolder, _ name: String = "i.ccx"
  ) throws -> String {
    var options = BuildOptions()
    let lines = texts.enumerated().map { "\($0.element)\t\(($0.offset * 7919) % 1_000)\n" }.joined()
    options.completions = [folder.write("list.tsv", Array(lines.utf8))]
    options.offered = [.titles, .headings]
    let path = "\(folder.path)/\(name)"
    _ = try IndexBuilder(options: options).build(documents: documents, to: path)
    return path
  }

  private static func index() throws -> SearchIndex {
    var random = SeededRandom(seed: 31)
    let folder = TemporaryFolder()
    let texts = (0..<400).map { _ in
      RandomDocuments.text(1 + random.below(4), &random).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }.filter { !$0.isEmpty }
    let documents = RandomDocuments.documents(200, words: 0...40, &random)
    return try SearchIndex(bytes: MappedFile.contents(of: build(texts, documents, in: folder)))
  }

  private static let odd: [String] = [
    "", " ", "\t\r\n", "a", "\u{301}", "\u{301}\u{302}\u{303}", "e\u{301}", "👨‍👩‍👧‍👦", "👨‍", "\u{1F1E9}", "🏳️‍🌈🏳️‍🌈", "المنارة",
    "\u{202E}abc",
    "\u{0}", "a\u{0}b", "\u{FFFD}", "\u{10FFFF}", "\u{FEFF}", "caf", "café", "CAFÉ", "cafe\u{301}", "İ", "ß", "ﬁ", "한",
    "ㅎ", "灯", "灯台",
    "-", "--help", "\"", "(", "lamp (", "lamp oil storm keeper", "title:", "*", "~", "' OR 1=1", "lamp\u{A0}oil",
    "\u{7F}",
    String(repeating: "a", count: 62), String(repeating: "a", count: 63), String(repeating: "é", count: 300),
    String(repeating: "a", count: 1_024), String(repeating: "a", count: 1_025), String(repeating: "lamp ", count: 200),
    String(repeating: "a", count: 10_000), String(repeating: "\u{301}", count: 5_000),
    String(repeating: "👨‍👩‍👧‍👦", count: 400),
    String(repeating: " ", count: 1_000) + "lamp",
  ]

  private func check(_ found: [Completion], limit: Int) {
    #expect(found.count <= max(0, limit))
    #expect(Set(found.map { Array($0.text.utf8) }).count == found.count)
    for one in found {
      let bytes = Array(one.text.utf8)
      #expect(one.weight >= 0 && (0...2).contains(one.distance) && one.ranges.count <= 1)
      for range in one.ranges {
        #expect(!range.isEmpty && range.lowerBound >= 0 && range.upperBound <= bytes.count)
        unsafe bytes.withUnsafeBufferPointer { view in
          #expect(unsafe GraphemeBreak.isBoundary(view, at: range.lowerBound), "\(one)")
          #expect(unsafe GraphemeBreak.isBoundary(view, at: range.upperBound), "\(one)")
        }
      }
    }
  }

  @Test func `any text with any options is answered, within its limit and on borders of characters`() throws {
    let index = try Self.index()
    var answered = 0
    for text in Self.odd {
      for distance in [nil, 0, 1, 2, -5, 99] as [Int?] {
        for isWhole in [false, true] {
          for context in [nil, "lamp", "", "nothing-like-this"] as [String?] {
            var options = CompletionOptions(limit: 12)
            (options.distance, options.isWhole, options.context) = (distance, isWhole, context)
            let found = try index.completions(of: text, options)
            check(found, limit: 12)
            answered += found.isEmpty ? 0 : 1
            if context == "nothing-like-this" { #expect(found.isEmpty, "\(text)") }
            if text.utf8.contains(0) || text.utf8.count > 1_024 { #expect(found.isEmpty) }
          }
        }
      }
    }
    #expect(answered > 300)
  }

  @Test func `any limit is a limit`() throws {
    let index = try Self.index()
    for limit in [Int.min, -1, 0, 1, 2, 1_000, 100_000, 100_001, .max] {
      for text in ["", "a", "lamp", "storn", "lamp o"] {
        let found = try index.completions(of: text, limit: limit)
        check(found, limit: limit)
        #expect(found.isEmpty == (limit <= 0), "\(text) \(limit)")
        if limit == 2 { #expect(found == Array(try index.completions(of: text, limit: .max).prefix(2)), "\(text)") }
      }
    }
  }

  @Test func `what was typed is marked where it stands, in every script`() throws {
    let index = try Self.index()
    let analyzer = Analyzer(profile: .standard)
    var marked = 0
    for word in RandomDocuments.words {
      for start in word.indices.map({ String(word[...$0]) }) {
        let typed = analyzer.foldedKey(of: Array(start.utf8))
        if typed.isEmpty { continue }
        var options = CompletionOptions(limit: 300)
        options.distance = 0
        for one in try index.completions(of: start, options) {
          #expect(one.ranges.count == 1, "\(one) of \(start)")
          for range in one.ranges {
            let key = analyzer.foldedKey(of: Array(Array(one.text.utf8)[range]))
            #expect(key.starts(with: typed), "\(one) of \(start)")
            marked += 1
          }
        }
      }
    }
    #expect(marked > 500)
  }

  @Test func `no time, a raised flag and a context that is too long are no traps`() throws {
    let index = try Self.index()
    for timeout in [Duration.zero, .seconds(-5), .nanoseconds(1), .seconds(1 << 40)] {
      for (text, context) in [("", nil), ("lamp", nil), ("lanp", "lamp"), ("l", "storm")] as [(String, String?)] {
        var options = CompletionOptions(limit: 50)
        (options.timeout, options.context, options.distance) = (timeout, context, 2)
        check(try index.completions(of: text, options), limit: 50)
        options.timeout = nil
        options.cancellation = SearchCancellation()
        options.cancellation?.cancel()
        check(try index.completions(of: text, options), limit: 50)
      }
    }
    var options = CompletionOptions()
    options.context = String(repeating: "a", count: SearchIndex.longestQuery + 1)
    let error = #expect(throws: ConcordanceError.self) { try index.completions(of: "lamp", options) }
    #expect(error?.code == .queryTooLong)
    options.context = "no-such-field:lamp"
    check(try index.completions(of: "lamp", options), limit: 10)
  }

  @Test func `opening reads as many pages for 60,000 texts as for ten, and a completion a few more`() throws {
    let folder = TemporaryFolder()
    var random = SeededRandom(seed: 33)
    var opened: [Int] = []
    for count in [10, 60_000] {
      let texts = (0..<count).map { _ in RandomDocuments.word(&random) + " " + RandomDocuments.word(&random) }
      let documents = RandomDocuments.large(20, words: 30, &random)
      let index = try SearchIndex(path: Self.build(texts, documents, in: folder, "\(count).ccx"))
      opened.append(index.touchedPages)
      for text in ["", "w", "wb", texts[0], String(texts[1].prefix(5))] {
        let before = index.touchedPages
        var options = CompletionOptions(limit: 10)
        options.distance = 0
        #expect(try !index.completions(of: text, options).isEmpty)
        // Ten blocks of texts, ten of places, a few of weights and trees, and the tables above them.
        #expect(index.touchedPages - before <= 120, "\(text): \(index.touchedPages - before)")
      }
    }
    #expect(opened.allSatisfy { $0 <= 28 } && opened[1] - opened[0] <= 10, "\(opened)")
  }

  @Test func `100,000 completions of one text are given in seconds`() throws {
    let folder = TemporaryFolder()
    let documents = (0..<30).map { number in
      NewDocument(id: "\(number)", body: (0..<1_000).map { "w\(number)x\($0)" }.joined(separator: " "))
    }
    let index = try SearchIndex(path: Self.build(["w"], documents, in: folder))
    let clock = ContinuousClock()
    let start = clock.now
    var options = CompletionOptions(limit: 100_000)
    options.distance = 0
    #expect(try index.completions(of: "w", options).count == 30_001)
    #expect(start.duration(to: clock.now) < .seconds(120))
  }
}
