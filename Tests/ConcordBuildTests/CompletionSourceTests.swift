// Lists of completions as people and spreadsheets write them: right answers, or the line and what is wrong with it.

import ConcordArtifact
import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordBuild

@Suite struct CompletionSourceTests {
  struct Line: Equatable, ExpressibleByStringLiteral {
    let text: String
    let weight: UInt64
    /// "text=weight".
    init(stringLiteral value: String) {
      let parts = value.split(separator: "=")
      self.init(String(parts[0]), UInt64(parts[1]) ?? 0)
    }
    init(_ text: String, _ weight: UInt64) { (self.text, self.weight) = (text, weight) }
  }

  private func read(_ bytes: [UInt8]) throws -> [Line] {
    var lines: [Line] = []
    try bytes.withView { (view) throws(BuildError) in
      try CompletionSource.read(view, path: "list.tsv") { (text, weight) throws(BuildError) in
        lines.append(Line(String(decoding: text.array, as: UTF8.self), weight))
        return true
      }
    }
    return lines
  }

  private func read(_ text: String) throws -> [Line] { try read(Array(text.utf8)) }

  /// The line and the reason of the error.
  private func problem(_ bytes: [UInt8], _ location: SourceLocation = #_sourceLocation) -> (line: Int, reason: String) {
    do {
      let lines = try read(bytes)
      Issue.record("\(lines) is no error", sourceLocation: location)
    } catch BuildError.completions(let error) {
      #expect(error.path == "list.tsv" && "\(error)".hasPrefix("list.tsv:\(error.line): "), sourceLocation: location)
      return (error.line, error.reason)
    } catch { Issue.record("\(error)", sourceLocation: location) }
    return (0, "")
  }

  @Test func `lines are texts, tabs and weights, whatever ends them`() throws {
    #expect(try read("") == [])
    #expect(try read("\n\n\r\n") == [])
    #expect(try read("\u{FEFF}") == [])
    #expect(try read("a\t1") == ["a=1"])
    #expect(try read("a\t1\nb c\t20\n") == ["a=1", "b c=20"])
    #expect(try read("a\t1\r\nb\t2\r\n\r\nc\t3") == ["a=1", "b=2", "c=3"])
    #expect(try read("\u{FEFF}é\t7\n") == ["é=7"])
    #expect(try read("  a b \t 5 \n") == ["a b=5"])
    #expect(try read("a\tb\t5\n") == ["a\tb=5"])
    #expect(try read("a\t0\na\t0\n") == ["a=0", "a=0"])
    #expect(try read("a\t9007199254740992\nb\t0000000000000012") == [Line("a", 1 << 53), "b=12"])
    #expect(try read("灯台 🗼\t3") == ["灯台 🗼=3"])
    let long = String(repeating: "é", count: CompletionSource.longestText / 2)
    #expect(try read("\(long)\t1") == [Line(long, 1)])
  }

  @Test(
    arguments: [
      ("no tab here", "no tab"), ("12", "no tab"), ("\t5", "no text"), (" \t5", "no text"), ("a\t", "\"\""),
      ("a\t-1", "-1"), ("a\t+1", "+1"), ("a\tNaN", "NaN"), ("a\t1.5", "1.5"), ("a\t1e3", "1e3"), ("a\t0x1", "0x1"),
      ("a\tinf", "inf"), ("a\t9007199254740993", "9007199254740992"), ("a\t99999999999999999999", "from 0 to"),
      ("a\t1 2", "1 2"), ("a\t١", "١"), ("a\u{0}b\t1", "NUL"), ("a\t1\u{0}", "NUL"),
      (String(repeating: "a", count: 4_097) + "\t1", "4097"),
      (String(repeating: "b", count: 5_000) + "\t1", "5000 bytes"),
    ])
  func `what is no such line is named with its number`(line: String, reason: String) {
    for (before, number) in [("", 1), ("x\t1\n", 2), ("\u{FEFF}x\t1\r\n\r\n\n", 4)] {
      for after in ["", "\n", "\r\n", "\ny\t2\n"] {
        let found = problem(Array((before + line + after).utf8))
        #expect(found.line == number, "\(line.prefix(20))")
        #expect(found.reason.contains(reason), "\(found.reason) of \(line.prefix(20))")
      }
    }
  }

  @Test func `text that is not UTF-8 is named, and a bad weight of any bytes is shown as text`() {
    #expect(problem([0x61, 0x09, 0x31, 0x0A, 0xFF, 0x09, 0x31]).line == 2)
    for bytes in [[0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x61, 0x80]] as [[UInt8]] {
      #expect(problem(bytes + [0x09, 0x31]).reason.contains("UTF-8"))
    }
    #expect(problem([0x61, 0x09, 0xFF, 0xFE]).reason.contains("whole number"))
    #expect(problem([0x61, 0x09] + [UInt8](repeating: 0x78, count: 9_000)).reason.utf8.count < 200)
    // UTF-16 as spreadsheets save it.
    #expect(problem([0xFF, 0xFE, 0x61, 0, 0x09, 0, 0x31, 0, 0x0A, 0]).line == 1)
  }

  @Test func `random bytes are lines or an error`() {
    var random = SeededRandom(seed: 5)
    for _ in 0..<5_000 {
      let bytes = (0..<random.below(40)).map { _ in
        [0x09, 0x0A, 0x0D, 0x30, 0x39, 0x61, 0xC3, 0xA9, 0xFF, 0, 0x20][random.below(11)] as UInt8
      }
      do { _ = try read(bytes) } catch { #expect(error is BuildError) }
    }
  }

  // MARK: What becomes of them

  private func build(
    _ lists: [String], _ documents: [NewDocument] = [], profile: BuildOptions.Profile = .standard,
    memory: Int = 256 << 20
  ) throws -> (bytes: [UInt8], summary: BuildSummary) {
    let folder = TemporaryFolder()
    var options = BuildOptions()
    (options.profile, options.memory) = (profile, memory)
    options.completions = lists.enumerated().map { folder.write("\($0.offset).tsv", Array($0.element.utf8)) }
    let path = "\(folder.path)/index.ccx"
    let summary = try IndexBuilder(options: options).build(documents: documents, to: path)
    return (try MappedFile.contents(of: path), summary)
  }

  private func entries(_ bytes: [UInt8]) throws -> [CompletionEntry] {
    guard let table = try EntryTable(ArtifactBytes(bytes: bytes)) else { return [] }
    return try (0..<table.list.count).map { try table.entry($0) }
  }

  private func shown(_ bytes: [UInt8]) throws -> [Line] {
    try entries(bytes).map { Line(String(decoding: $0.text, as: UTF8.self), $0.weight) }
  }

  @Test func `of a text that comes again the largest weight counts, and repeats are told`() throws {
    let built = try build(["a\t1\na\t9\nb\t2\n", "a\t5\n a \t3\nA\t7\n"])
    #expect(try shown(built.bytes) == ["a=9", "A=7", "b=2"])
    #expect(built.summary.completions == 3)
    #expect(built.summary.repeatedCompletions == 3)
    #expect(try build([""]).summary.completions == 0)
    #expect(try shown(build(["\n"]).bytes) == [])
  }

  @Test func `spaces are one, controls are spaces, and what is nothing but those is an error`() throws {
    for nothing in ["\u{1}", "\u{1}\u{7F}"] {
      let error = #expect(throws: BuildError.self) { try build(["a\t1\n\(nothing)\t3\n"]) }
      #expect("\(String(describing: error))".contains(".tsv:2:"), "\(nothing.utf8.map { $0 })")
    }
    let built = try build(["a  b\t1\n\u{1}c\u{1}\u{2}d\u{7F}\t2\n"])
    #expect(try shown(built.bytes) == ["a b=1", "c d=2"])
    #expect(built.summary.completions == 2)
  }

  @Test func `a text of nothing but marks is kept as it is written`() throws {
    let long = String(repeating: "\u{301}", count: 300)
    let built = try build(["a\t1\n\u{361}\t9\n\u{361}\u{302}\t4\n\(long)\t3\n"])
    #expect(Set(try shown(built.bytes).map(\.text)) == ["a", "\u{361}", "\u{361}\u{302}", long])
  }

  @Test func `the order of lines and of lists does not show in the bytes`() throws {
    var random = SeededRandom(seed: 6)
    let words = ["Lamp", "lamp", "LAMP", "oil", "Öl", "öl", "storm", "灯台", "ﬁne", "fine"]
    let lines = (0..<700).map { _ in
      "\(words[random.below(10)]) \(words[random.below(10)])\(random.below(30))\t\(random.below(50))"
    }
    var results: [[UInt8]] = []
    for _ in 0..<3 {
      let shuffled = lines.shuffled(using: &random)
      let cut = random.below(700)
      results.append(
        try build([shuffled[..<cut].joined(separator: "\n"), shuffled[cut...].joined(separator: "\n")]).bytes)
    }
    #expect(results.allSatisfy { $0 == results[0] })
  }

  @Test(arguments: [BuildOptions.Profile.standard, .plain])
  func `texts longer than a key come back whole, also where their keys are cut alike`(profile: BuildOptions.Profile)
    throws
  {
    let texts = [254, 255, 256, 257, 300, 511, 512, 600, 4_090].flatMap { count -> [String] in
      let text = String(repeating: "Long ", count: count / 5) + String(repeating: "x", count: count % 5)
      return [text.trimmed + "a", text.trimmed + "é"]
    }
    let lines = texts.enumerated().map { "\($0.element)\t\($0.offset + 1)\n" }.joined()
    let built = try build([lines], profile: profile)
    let found = try entries(built.bytes)
    #expect(Set(found.map { String(decoding: $0.text, as: UTF8.self) }) == Set(texts))
    for entry in found {
      let text = String(decoding: entry.text, as: UTF8.self)
      #expect(texts[Int(entry.weight) - 1] == text)
    }
  }

  @Test func `300 texts that fold alike are all there, the heaviest first`() throws {
    let accents = ["a", "á", "à", "ä", "â", "ã", "å", "A", "Á", "À", "Ä"]
    var texts: [String] = []
    for one in accents { for two in accents { for three in accents.prefix(3) { texts.append(one + two + three) } } }
    let lines = texts.enumerated().map { "\($0.element)\t\(($0.offset * 37) % 101)\n" }.joined()
    let found = try shown(build([lines + "aab\t1\naa\t1\n"]).bytes)
    #expect(found.count == texts.count + 2)
    #expect(found.first == "aa=1" && found.last == "aab=1")
    let alike = found.dropFirst().dropLast().map(\.weight)
    #expect(alike == alike.sorted(by: >))
    #expect(Set(found.map(\.text)) == Set(texts + ["aa", "aab"]))
  }

  @Test func `a list beyond the memory is refused`() throws {
    let lines = (0..<400_000).map { "text number \($0)\t\($0)\n" }.joined()
    let error = #expect(throws: BuildError.self) { try build([lines], memory: 16 << 20) }
    #expect(error?.description.contains("--memory") == true)
  }
}

extension String {
  fileprivate var trimmed: String { hasSuffix(" ") ? String(dropLast()) : self }
}
