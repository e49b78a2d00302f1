// A document that arrives in pieces has, after each of them, the page of its bytes so far.

import ConcordBytes
import ConcordTestSupport
import MarkdownTestCases
import Testing

@testable import ConcordMarkdown

/// Feeds a document in pieces and compares pages.
struct StreamCheck {
  var extensions: MarkdownExtensions = .gitHub
  var options = MarkdownHTMLOptions()

  func html(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    withFile(Array(bytes)) { view in
      guard var document = try? ParsedMarkdown(view, extensions: extensions) else { return [] }
      return document.html(options)
    }
  }

  /// What differs when the document is cut at these places, nil if nothing does.
  func problem(_ bytes: [UInt8], cuts: [Int], page: (Int) -> [UInt8]) -> String? {
    var stream = MarkdownStream(extensions: extensions, options: options)
    var from = 0
    for cut in cuts + [bytes.count] {
      withFile(Array(bytes[from..<cut])) { view in try? stream.append(view) }
      from = cut
      if stream.html != page(cut) {
        return """
          \(String(decoding: bytes, as: UTF8.self).debugDescription) cut at \(cuts), after \(cut):
          \(String(decoding: stream.html, as: UTF8.self).debugDescription)
          \(String(decoding: page(cut), as: UTF8.self).debugDescription)
          """
      }
    }
    stream.finish()
    return stream.html == page(bytes.count)
      ? nil : "\(String(decoding: bytes, as: UTF8.self).debugDescription) finished"
  }

  /// Pages of all beginnings.
  func pages(_ bytes: [UInt8]) -> [[UInt8]] { (0...bytes.count).map { html(bytes[..<$0]) } }

  /// Expects equality for each cut in two (every `stride`th) and for one byte at a time.
  func expect(_ bytes: [UInt8], _ name: String, stride step: Int = 1, first: Int = 0) {
    let pages = pages(bytes)
    var found = problem(bytes, cuts: Array(0..<bytes.count)) { pages[$0] }
    for cut in stride(from: first, through: bytes.count, by: step) where found == nil {
      found = problem(bytes, cuts: [cut]) { pages[$0] }
    }
    if let found { Issue.record("\(name): \(found)") }
  }
}

struct `a document that grows` {
  static let all: MarkdownExtensions = [.gitHub, .frontMatter]

  @Test(.enabled(if: SharedData.has("markdown/commonmark-0.31.2.json")))
  func `has the page of its bytes so far: examples of CommonMark`() throws {
    for example in try SpecificationExample.all("markdown/commonmark-0.31.2.json") {
      let step = max(1, example.markdown.count / Trials.of(24))
      let check = StreamCheck(extensions: .commonMark, options: MarkdownHTMLOptions(passesHTML: true))
      check.expect(example.markdown, "\(example.number)", stride: step, first: example.number % step)
    }
  }

  @Test(.enabled(if: SharedData.has("markdown/gfm-extensions.json")))
  func `has the page of its bytes so far: examples of extensions`() throws {
    for name in ["gfm-extensions", "md4c-regressions", "cmark-regression"] {
      for example in try SpecificationExample.all("markdown/\(name).json") where example.markdown.count < 500 {
        let step = max(1, example.markdown.count / Trials.of(24))
        StreamCheck().expect(example.markdown, "\(name) \(example.number)", stride: step)
      }
    }
  }

  @Test func `has the page of its bytes so far: random documents`() {
    var random = RandomMarkdown(seed: 5)
    var places = SeededRandom(seed: 6)
    for index in 0..<Trials.of(400) {
      let bytes = random.document()
      let check = StreamCheck(extensions: index % 3 == 0 ? Self.all : .gitHub)
      let pages = check.pages(bytes)
      for _ in 0..<4 {
        let cuts = [places.below(bytes.count + 1), places.below(bytes.count + 1)].sorted()
        if let found = check.problem(bytes, cuts: cuts, page: { pages[$0] }) { Issue.record("\(index): \(found)") }
      }
      if let found = check.problem(bytes, cuts: Array(0..<bytes.count), page: { pages[$0] }) {
        Issue.record("\(index): \(found)")
      }
    }
  }

  /// What is hard for a parser that looks at a document line by line.
  static let hard: [String] = [
    "\u{FEFF}# a\r\n\r\nb\r\n===\r\n", "\u{FEFF}", "---\r\ntitle: x\r\n---\r\n# a\n", "---\na: b\n----\n---\nc\n",
    "---\na: [\n---\nb\n---\n", "---\n---x\n---\n", "--- \n...\n",
    "[a]\n\n[b]\n\n[a]: c\n[b]: d \"e\"\n[c]: f\n\ng [c]\n",
    "[a]: b\n\"c\nd\" [a]\n\n[a]: b\n\"c\"\n", "[a]: b\n'c\n\nd'\n[a]", "[a]: <b\nc>\n[a]: d\n===\n[a]\n",
    "- [a]\n- b\n\n  [a]: c\n- [a]\n\n[a]: d", "x[^1] y[^2]\n\n[^2]: b [^1]\n\n    c\n[^1]: a\n",
    "[^a]\n\n> [^a]: x\ny\n",
    "[^a] [^b]\n\n[^a]: [^b] [c]\n[^b]: [^a] [^a]\n\n[^b]\n\n[c]: d\n", "- a\n- b\n\n- c\n  - d\n\n    e\n  - f\n",
    "- [ ] a\n- [x] b\n  c\n\n- [x]: d\n", "|a|b|\n|-|-|\n|c|d|\n|e\\|f\n\n|a\n|-\n", "[a]: b\n|c|\n|-|\n[a]\n",
    "    a\n\n\n\n    b\n\n\nc\n", "- a\n\n\n\n  b\n\n      c\n\n\n      d\n", "```x\na\n\n```\n~~~\nb",
    "<div>\na\n\n<!-- b\n\nc -->\n",
    "> a\nb\n> c\n\n> - d\n>\n>   e\n", "\u{4E2D}\u{1F469}\u{200D}\u{1F4BB} *\u{E9}*\r\r\n\ra\tb\n\tc\n",
    "a\\\nb  \nc\n-\nd\n",
    "a\n[b]: c\n===\n\n[b]\n", "[a]\n\n    [a]: b\n\n[a]: c\n", "[A]\n\n[\u{1E9E}]\n\n[ss]: x\n[a]: y\n",
  ]

  @Test func `has the page of its bytes so far: definitions, footnotes, lists, cut scalars and line breaks`() {
    for text in Self.hard {
      for extensions in [Self.all, .gitHub] {
        StreamCheck(extensions: extensions).expect(Array(text.utf8), text.debugDescription)
      }
    }
  }
}
