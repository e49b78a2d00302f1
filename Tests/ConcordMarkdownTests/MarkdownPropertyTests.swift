// What holds for bytes of any kind: ranges in bounds and in order, no trap, linear time.

import ConcordBytes
import ConcordMarkdown
import ConcordTestSupport
import Testing

/// Expects that every range of an outline lies in its file and after the one before.
private func check(_ bytes: [UInt8]) {
  withFile(bytes) { file in
    let read = MarkdownOutline(file)
    #expect(read.bodyStart >= 0 && read.bodyStart <= bytes.count)
    if let lines = read.frontMatter?.lines { #expect(lines.upperBound == read.bodyStart) }
    var end = read.bodyStart
    for heading in read.headings {
      #expect((1...6).contains(heading.level))
      #expect(heading.lines.lowerBound >= end && heading.lines.upperBound <= bytes.count)
      #expect(
        heading.text.lowerBound >= heading.lines.lowerBound && heading.text.upperBound <= heading.lines.upperBound)
      end = heading.lines.upperBound
      _ = MarkdownText.plain(heading.text, of: file)
    }
    end = read.bodyStart
    for block in read.blocks {
      #expect(block.lines.lowerBound >= end && block.lines.upperBound <= bytes.count)
      end = block.lines.upperBound
    }
  }
}

@Suite(.serialized) struct `any bytes` {
  static let alphabet = [
    "#", "# ", "## a", "=", "===", "-", "---", "- ", "* ", "+ ", "1. ", "2) ", "> ", ">", "```", "~~~", "`", "~", "\t",
    " ", "    ", "\n", "\n", "\n\n", "\r", "\r\n", "a", "b c", "[", "]", "[a]: ", "/u", "\"", "'", "(", ")", "<", "</",
    "<div>", "<!--", "-->", "<?", "?>", "<!A", "<![CDATA[", "]]>", "<script>", "</script>", "<a b='c'>", "\\", "&amp;",
    "&#", ";", "*", "**", "_", "!", "\u{0}", "é", "\u{FEFF}", "title: x\n", "...",
  ].map { Array($0.utf8) }

  @Test func `give ranges in bounds and in order`() {
    var random = RepeatableRandom(seed: 1)
    for round in 0..<30_000 {
      var bytes: [UInt8] = round % 8 == 0 ? Array("---\n".utf8) : []
      for _ in 0..<Int.random(in: 0..<40, using: &random) {
        bytes += Self.alphabet[Int.random(in: 0..<Self.alphabet.count, using: &random)]
      }
      if round % 5 == 0, !bytes.isEmpty {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      check(bytes)
      _ = plain(String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test func `may end anywhere`() {
    let sample = Array(
      """
      \u{FEFF}---\r\ntitle: x\r\n---\r\n# A *b*\n\n> - 1. c\n>   ===\n\n~~~ x\n# d\n~~~\n\n[e]: </f> "g\nh"\ni\n---\n
      <!-- j\n-->\n<a b="c">\n\n\tk\n\n## [l](m "n") &#65; `o` <p@q>
      """.utf8)
    for length in 0...sample.count { check(Array(sample[..<length])) }
  }

  /// Inputs that are quadratic in careless parsers.
  static let pathological: [(String, @Sendable (Int) -> String)] = [
    ("quotes", { String(repeating: "> ", count: $0) + "a" }),
    ("quotes, line by line", { String(repeating: String(repeating: ">", count: 200) + "\n", count: $0 / 100) }),
    ("items", { String(repeating: "- ", count: $0) + "a" }),
    ("stars and no break", { String(repeating: "* ", count: $0) + "a" }),
    ("items and blank lines", { String(repeating: "- ", count: 100) + "a" + String(repeating: "\n", count: $0) }),
    (
      "deeper items",
      { n in
        (0..<150).map { String(repeating: " ", count: 2 * $0) + "- a\n" }.joined() + String(repeating: "b\n", count: n)
      }
    ),
    ("fences", { String(repeating: "```\n", count: $0) }),
    ("backtick lines", { String(repeating: "``` `\n", count: $0) }),
    ("brackets", { String(repeating: "[", count: $0) + "\n===\n" }),
    ("open definitions", { String(repeating: "[a]: b \"\n", count: $0) }),
    ("definitions", { String(repeating: "[a]: b\n", count: $0) + "===\n" }),
    ("underlines", { String(repeating: "[a]: b\n===\n", count: $0) }),
    ("labels", { String(repeating: "[a\n", count: $0) + "===\n" }),
    ("comments", { String(repeating: "<!-- a\n", count: $0) }),
    ("open tags", { String(repeating: "<a b='", count: $0) }),
    ("tag lines", { String(repeating: "<a b='\n", count: $0) }),
    ("script ends", { "<script>\n" + String(repeating: "</scrip", count: $0) }),
    ("hashes", { "# a" + String(repeating: " #", count: $0) + " b" }),
    ("white space", { "# a" + String(repeating: " ", count: $0) + "b\n" + String(repeating: "\t", count: $0) }),
    ("one word", { String(repeating: "a", count: 4 * $0) }),
    ("carriage returns", { String(repeating: "a\r", count: $0) }),
    ("numbers", { String(repeating: "1", count: $0) + "\n" + String(repeating: "1) ", count: $0) }),
    ("front matter", { "---\n" + String(repeating: "a\n", count: $0) }),
  ]

  @Test(arguments: pathological.indices)
  func `take time that grows with their number`(index: Int) {
    let (name, make) = Self.pathological[index]
    expectLinear(name, make) { file in _ = MarkdownOutline(file) }
  }

  /// Titles that are quadratic in careless inline parsers.
  static let pathologicalTitles: [(String, @Sendable (Int) -> String)] = [
    ("brackets", { String(repeating: "[", count: $0) }), ("closed brackets", { String(repeating: "[a]", count: $0) }),
    ("open links", { String(repeating: "[a](", count: $0) }),
    ("open titles", { String(repeating: "[a](b \"", count: $0) + ")" }),
    ("open angles", { String(repeating: "[a](<b", count: $0) + ")" }),
    ("labels", { String(repeating: "[a][", count: $0) }),
    ("parentheses", { String(repeating: "[a](b(", count: $0) + ")" }),
    ("stars", { String(repeating: "*a ", count: $0) }), ("closing stars", { String(repeating: "a* ", count: $0) }),
    ("stars and underscores", { String(repeating: "*a_ ", count: $0) }),
    ("long runs", { String(repeating: "*", count: $0) + "a" + String(repeating: "*", count: $0) }),
    (
      "backticks",
      { n in (1...max(1, Int(Double(n).squareRoot()))).map { String(repeating: "`", count: $0) + " " }.joined() }
    ),
    ("tags", { String(repeating: "<a b=\"", count: $0) }), ("angles", { String(repeating: "<a:", count: $0) }),
    ("entities", { String(repeating: "&#", count: $0) }), ("backslashes", { String(repeating: "\\", count: $0) }),
  ]

  @Test(arguments: pathologicalTitles.indices)
  func `take time that grows with a title's length`(index: Int) {
    let (name, make) = Self.pathologicalTitles[index]
    expectLinear(name, make) { file in _ = MarkdownText.plain(0..<file.count, of: file) }
  }

  /// Expects at most 2.6 times the processor time for twice the size: the best of several runs of each, which are tried
  /// again while the ratio is larger, since what runs beside a test empties its caches.
  private func expectLinear(_ name: String, _ make: (Int) -> String, _ body: (ByteView) -> Void) {
    // Large enough that a quadratic step would show, small enough for a debug build.
    let sizes = [10_000, 20_000]
    let texts = sizes.map { Array(make($0).utf8) }
    var best = [Int.max, Int.max]
    for _ in 0..<12 {
      for (number, text) in texts.enumerated() {
        withFile(text) { file in
          for _ in 0..<3 { best[number] = min(best[number], ThreadTime.nanoseconds { body(file) }) }
        }
      }
      if best[1] < 1_000_000 || Double(best[1]) <= 2.6 * Double(best[0]) { return }
    }
    Issue.record("\(name): \(best) ns, \(Double(best[1]) / Double(best[0])) times the time for twice the size")
  }
}
