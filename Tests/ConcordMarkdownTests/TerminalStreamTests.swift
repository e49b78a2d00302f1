// Lines of a document that arrives in pieces: those that are final, and the tail, are the page of its bytes so far.

import ConcordBytes
import ConcordTestSupport
import MarkdownTestCases
import Testing

@testable import ConcordMarkdown

/// Feeds a document in pieces and compares pages for a terminal.
struct TerminalStreamCheck {
  var extensions: MarkdownExtensions = .gitHub
  var options = TerminalOptions()
  var takesParts = true

  func page(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    withFile(Array(bytes)) { view in
      guard var document = try? ParsedMarkdown(view, extensions: extensions) else { return [] }
      return document.terminal(options)
    }
  }

  /// What differs when the document is cut at these places, nil if nothing does.
  ///
  /// Since what was handed out is the beginning of every later page, it never changes.
  func problem(_ bytes: [UInt8], cuts: [Int], page: (Int) -> [UInt8]) -> String? {
    var stream = TerminalStream(extensions: extensions, options: options)
    var given: [UInt8] = []
    func report(_ what: String, _ found: [UInt8], _ wanted: [UInt8]) -> String {
      """
      \(String(decoding: bytes, as: UTF8.self).debugDescription) cut at \(cuts) for \(options.width) columns: \(what)
      \(String(decoding: found, as: UTF8.self).debugDescription)
      \(String(decoding: wanted, as: UTF8.self).debugDescription)
      """
    }
    var from = 0
    for cut in cuts + [bytes.count] {
      withFile(Array(bytes[from..<cut])) { view in try? stream.append(view) }
      stream.read()
      from = cut
      given += stream.takeFinal(parts: takesParts)
      // A few lines first: a table may make them without the others.
      let last = stream.tail(lines: 3)
      let (tail, wanted) = (stream.tail(), page(cut))
      if given + tail != wanted { return report("after \(cut)", given + tail, wanted) }
      let lastWanted = lastLines(tail, 3)
      if last != lastWanted { return report("the last lines after \(cut)", last, lastWanted) }
    }
    stream.finish()
    stream.read()
    given += stream.takeFinal(parts: takesParts)
    let isEnd = given == page(bytes.count) && stream.tail().isEmpty && stream.takeFinal().isEmpty
    return isEnd ? nil : report("finished", given, page(bytes.count))
  }

  private func lastLines(_ text: [UInt8], _ count: Int) -> [UInt8] {
    Array(
      text.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().suffix(count).flatMap { $0 + [0x0A] })
  }

  /// Expects equality for each cut in two (every `stride`th) and for one byte at a time.
  func expect(_ bytes: [UInt8], _ name: String, stride step: Int = 1, first: Int = 0) {
    let pages = (0...bytes.count).map { page(bytes[..<$0]) }
    var found = problem(bytes, cuts: Array(0..<bytes.count)) { pages[$0] }
    for cut in stride(from: first, through: bytes.count, by: step) where found == nil {
      found = problem(bytes, cuts: [cut]) { pages[$0] }
    }
    if let found { Issue.record("\(name): \(found)") }
  }
}

struct `lines of a document that grows` {
  static let all: MarkdownExtensions = [.gitHub, .frontMatter]
  /// Forms and widths in turn.
  static let looks: [TerminalOptions] = [
    TerminalOptions(width: 80), TerminalOptions(width: 80, theme: .dark), TerminalOptions(width: 11, theme: .light),
    TerminalOptions(width: 24), TerminalOptions(width: 3),
  ]

  @Test(.enabled(if: SharedData.has("markdown/commonmark-0.31.2.json")))
  func `are the page of its bytes so far: examples of CommonMark`() throws {
    for example in try SpecificationExample.all("markdown/commonmark-0.31.2.json") {
      let step = max(1, example.markdown.count / Trials.of(12))
      let check = TerminalStreamCheck(options: Self.looks[example.number % Self.looks.count])
      check.expect(example.markdown, "\(example.number)", stride: step, first: example.number % step)
    }
  }

  @Test(.enabled(if: SharedData.has("markdown/gfm-extensions.json")))
  func `are the page of its bytes so far: examples of extensions`() throws {
    for name in ["gfm-extensions", "md4c-regressions", "cmark-regression"] {
      for example in try SpecificationExample.all("markdown/\(name).json") where example.markdown.count < 500 {
        let step = max(1, example.markdown.count / Trials.of(12))
        let check = TerminalStreamCheck(options: Self.looks[example.number % Self.looks.count])
        check.expect(example.markdown, "\(name) \(example.number)", stride: step)
      }
    }
  }

  @Test func `are the page of its bytes so far: random documents`() {
    var random = RandomMarkdown(seed: 15)
    var places = SeededRandom(seed: 16)
    for index in 0..<Trials.of(400) {
      let bytes = index % 2 == 0 ? random.document() : random.terminalDocument()
      let check = TerminalStreamCheck(
        extensions: index % 3 == 0 ? Self.all : .gitHub, options: Self.looks[index % Self.looks.count],
        takesParts: index % 4 != 0)
      let pages = (0...bytes.count).map { check.page(bytes[..<$0]) }
      for count in 1...4 {
        let cuts = (0..<count).map { _ in places.below(bytes.count + 1) }.sorted()
        if let found = check.problem(bytes, cuts: cuts, page: { pages[$0] }) { Issue.record("\(index): \(found)") }
      }
      if let found = check.problem(bytes, cuts: Array(0..<bytes.count), page: { pages[$0] }) {
        Issue.record("\(index): \(found)")
      }
    }
  }

  /// What is hard for lines, besides what is hard for a parser.
  static let hard: [String] = [
    "|a|b|\n|-|-|\n|c|d|\n|a longer cell|e|\n|f|g|\n\nh\n|i|\n|-|\n|a very long cell that has to be broken|\n|x|\n",
    "|a|b|\n|-|-|\n|c|d|\n|e|f|\n|g|h|\n|i|[jk](https://l.m/n)|\n|o|p|\n|**q r**|`s t` u|\n\nv\n",
    "> |a|b|\n> |-|-|\n> |c|d|\n> |eeee|f\n\n- |a|\n  |-|\n  |b|\n  |ccc|\n- d\n",
    "|a|\n|-|\n|b|\n# c\n|d|\n|-|\n|e|\n> f\n",
    "8. a\n9. b\n10. c\n11. d\n\n    e\n1. f\n", "- 9. a\n  10. b\n\n      c\n- d\n\n  e\n",
    "```swift\n/* a\nb */ let c\n\n\"\"\"\nd\n\"\"\"\n```\ne\n", "> ```js\n> let a\n>\n> `b\n> c`\n",
    "- ```\n  a\n\n  b\n- c\n",
    "[a](https://b.c/d) e\n\n|[f](https://g.h)|[i]|\n|-|-|\n|[j](k)|https://l.m|\n\n[i]: https://n.o\n",
    "a[^1]\n\nb[^2]\n\n[^1]: c\n[^2]: d\n\n    - e\n\nf[^1]\n", "[^1]\n\n[^1]: a\n",
    "[a]: b\n\n[a]\n\n---\n\n\n- \n- b\n\n\n\n1.\n",
    "<div>\n  a\n\nb <i>c</i>\n",
    "\u{706F}\u{53F0} [\u{1F1EB}\u{1F1F7}]\n\n| \u{706F}\u{53F0} | e\u{301} |\n|--|:-:|\n|a|\u{2764}\u{FE0F}|\n\n[\u{1F1EB}\u{1F1F7}]: https://x.y\n",
  ]

  /// Rows that make columns wider for good, for a moment until a link is closed, or not at all.
  @Test func `are the page of its bytes so far: long tables`() {
    var places = SeededRandom(seed: 18)
    let cells = [
      "a", "*b*", "[c](https://d.e/f)", "`g h`", "i **j** k", "", "<https://l.m>", "n o p q r s", "\u{706F}",
    ]
    for index in 0..<Trials.of(60) {
      var text = index % 5 == 4 ? "> x\n\n|a|b|\n|-|-:|\n" : "|a|b|\n|-|-:|\n"
      for _ in 0..<places.below(14) { text += "|\(cells[places.below(9)])|\(cells[places.below(9)])\n" }
      if index % 3 == 0 { text += "\nend\n" }
      let bytes = Array(text.utf8)
      let check = TerminalStreamCheck(options: Self.looks[index % Self.looks.count], takesParts: index % 2 == 0)
      let pages = (0...bytes.count).map { check.page(bytes[..<$0]) }
      let found = check.problem(bytes, cuts: Array(0..<bytes.count)) { pages[$0] }
      if let found { Issue.record("\(index): \(found)") }
    }
  }

  @Test func `are the page of its bytes so far: tables, numbers, code, definitions, footnotes`() {
    for (index, text) in (`a document that grows`.hard + Self.hard).enumerated() {
      for look in 0..<2 {
        let check = TerminalStreamCheck(
          extensions: Self.all, options: Self.looks[(index + look * 2) % Self.looks.count])
        check.expect(Array(text.utf8), text.debugDescription)
      }
    }
  }
}
