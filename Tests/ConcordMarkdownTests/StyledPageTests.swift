// Pages as pieces of text that know their source: they are the page, from within the document, in order, in pieces as in one.

import ConcordBytes
import ConcordTestSupport
import MarkdownTestCases
import Testing

@testable import ConcordMarkdown

/// What is wrong with a styled page of a document, nil if nothing is.
struct StyledPageCheck {
  let bytes: [UInt8]
  let width: Int
  let followsLinks: Bool

  func page(_ bytes: ArraySlice<UInt8>) -> StyledPage? {
    try? MarkdownDocument(bytes: Array(bytes)).styledPage(width: width, followsLinks: followsLinks)
  }

  var problem: String? {
    guard let document = try? MarkdownDocument(bytes: bytes), let page = page(bytes[...]) else { return "not read" }
    let theme: TerminalTheme? = followsLinks ? .dark : nil
    let shown = document.terminal(TerminalOptions(width: width, theme: theme))
    if page.text != Self.withoutSequences(shown) { return "not the page:\n\(page.text)\n\(shown)" }
    if page.lines.count != document.heights(TerminalOptions(width: width, theme: theme)).reduce(0, +) {
      return "\(page.lines.count) lines, heights \(document.heights(TerminalOptions(width: width, theme: theme)))"
    }
    for line in page.lines {
      if let problem = problem(of: line) { return problem }
    }
    return nil
  }

  private func problem(of line: StyledLine) -> String? {
    if line.columns != PageLine.columns(Array(line.text.utf8)[...]) { return "\(line.text): \(line.columns) columns" }
    var (column, source) = (0, 0)
    for run in line.runs {
      if run.text.isEmpty || run.column < column { return "a piece \(run)" }
      column = run.column
      guard let range = run.source else { continue }
      if range.lowerBound < source || range.upperBound > bytes.count { return "\(run.text) comes from \(range)" }
      source = range.lowerBound
      if run.isLiteral && !isSame(run.text, bytes[range]) { return "\(run.text.debugDescription) is not \(range)" }
    }
    return nil
  }

  private func isSame(_ text: String, _ source: ArraySlice<UInt8>) -> Bool {
    if text.utf8.count != source.count { return false }
    return zip(text.utf8, source).allSatisfy { $0 == $1 || $0 == 0x20 && [0x09, 0x0A, 0x0D].contains($1) }
  }

  /// A page without SGR and OSC 8.
  static func withoutSequences(_ page: String) -> String {
    var (text, rest) = ([UInt8](), Array(page.utf8)[...])
    while let byte = rest.popFirst() {
      if byte == 0x1B { _ = sequence(&rest) } else { text.append(byte) }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// What a sequence says, after its escape byte: SGR ends with an `m`, OSC 8 with an escape and a backslash.
  static func sequence(_ rest: inout ArraySlice<UInt8>) -> (isStyle: Bool, text: String) {
    let isStyle = rest.popFirst() == UInt8(ascii: "[")
    var text: [UInt8] = []
    while let next = rest.popFirst(), next != (isStyle ? UInt8(ascii: "m") : 0x1B) { text.append(next) }
    if !isStyle { _ = rest.popFirst() }
    return (isStyle, String(decoding: text, as: UTF8.self))
  }

  /// What differs when the document comes in pieces: what was handed out and the tail are the page so far.
  func problem(cuts: [Int]) -> String? {
    var stream = StyledStream(width: width, followsLinks: followsLinks)
    var (given, from) = ([StyledLine](), 0)
    for cut in cuts + [bytes.count] {
      try? stream.append(Array(bytes[from..<cut]))
      stream.read()
      from = cut
      given += stream.takeFinal()
      if given + stream.tail() != page(bytes[..<cut])?.lines { return "differs after \(cut) of \(cuts)" }
    }
    stream.finish()
    stream.read()
    given += stream.takeFinal()
    return given == page(bytes[...])?.lines && stream.tail().isEmpty ? nil : "differs at the end"
  }
}

struct `styled runs` {
  private func expect(_ bytes: [UInt8], _ name: String, width: Int, followsLinks: Bool, cuts: [[Int]] = []) {
    let check = StyledPageCheck(bytes: bytes, width: width, followsLinks: followsLinks)
    var problem = check.problem
    for cuts in cuts where problem == nil { problem = check.problem(cuts: cuts) }
    if let problem {
      Issue.record("\(name): \(String(decoding: bytes, as: UTF8.self).debugDescription) \(width): \(problem)")
    }
  }

  @Test(.enabled(if: SharedData.has("markdown/commonmark-0.31.2.json")))
  func `are the page, and from where they say: examples of the specifications`() throws {
    for name in ["commonmark-0.31.2", "gfm-extensions", "md4c-regressions"] {
      for example in try SpecificationExample.all("markdown/\(name).json") where example.markdown.count < 1000 {
        let (bytes, number) = (example.markdown, example.number)
        let cuts = [Array(stride(from: number % 7, to: bytes.count, by: 7)), [bytes.count / 2]]
        for width in [80, 13, 2] {
          let followsLinks = (width + number) % 2 == 0
          expect(bytes, "\(name) \(number)", width: width, followsLinks: followsLinks, cuts: cuts)
        }
      }
    }
  }

  @Test func `are the page, and from where they say: random documents`() {
    var random = RandomMarkdown(seed: 31)
    var places = SeededRandom(seed: 32)
    for index in 0..<Trials.of(600) {
      let bytes = index % 2 == 0 ? random.document() : random.terminalDocument()
      let cuts = (0..<3).map { count in (0...count).map { _ in places.below(bytes.count + 1) }.sorted() }
      let width = index % 3 == 0 ? 80 : 1 + places.below(30)
      expect(bytes, "\(index)", width: width, followsLinks: index % 4 < 2, cuts: cuts)
    }
  }

  @Test func `come in the order of the document where no table and no footnote moves text`() throws {
    var random = RandomMarkdown(seed: 33)
    for _ in 0..<Trials.of(400) {
      let bytes = random.document()
      let document = try MarkdownDocument(bytes: bytes, extensions: [.strikethrough, .taskLists, .autolinks])
      let sources = document.styledPage(width: 20).lines.flatMap(\.runs).compactMap(\.source?.lowerBound)
      #expect(sources == sources.sorted(), "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
    }
  }

  @Test func `say what text is, where it leads and where it comes from`() throws {
    let text = """
      # A *b*

      > > c **d** `e` ~~f~~ [g *h*](https://i.j "k") ![l](m) &amp; \\*

      ```swift
      let n = 1
      ```

      """
    let runs = try MarkdownDocument(text).styledPage().lines.flatMap(\.runs)
    func run(_ text: String) throws -> StyledRun { try #require(runs.first { $0.text == text }) }
    #expect(try run("A ").style.headingLevel == 1 && run("b").style.contains(.emphasis) && run("b").source == 5..<6)
    #expect(try run("d").style == .strong && run("d").quoteDepth == 2 && run("d").source == 17..<18)
    #expect(try run("e").style == .code && run("f").style == .strike && run("f").isLiteral)
    #expect(try run("g ").address == "https://i.j" && run("g ").style == .link && run("h").address == "https://i.j")
    #expect(try run("h").style == [.link, .emphasis] && run("l").style.contains(.image))
    #expect(try run("l").address == nil && run("│ │ ").source == nil && run("│ │ ").quoteDepth == 2)
    let (entity, escape) = try (run("&"), run("*"))
    let bytes = Array(text.utf8)
    #expect(try !entity.isLiteral && String(decoding: bytes[#require(entity.source)], as: UTF8.self) == "&amp;")
    #expect(try !escape.isLiteral && String(decoding: bytes[#require(escape.source)], as: UTF8.self) == "\\*")
    #expect(try run("let").style.contains(.codeBlock) && run("let").style.token == .keyword)
    #expect(try run("1").style.token == .number && run("1").isLiteral && run(" n = ").style == .codeBlock)
  }

  @Test func `know the source of every column`() throws {
    let text = "a **灯b**&amp;c\n"
    let line = try MarkdownDocument(text).styledPage().lines[0]
    // a, space, two columns of a wide character, b, an entity, c.
    let sources = (-1...7).map { line.source(atColumn: $0) }
    #expect(sources == [nil, 0..<1, 1..<2, 4..<7, 4..<7, 7..<8, 10..<15, 15..<16, nil])
    let row = try MarkdownDocument("|a|\n|-|\n|b|\n").styledPage().lines[3]
    #expect(row.text == "│ b │" && row.source(atColumn: 2) == 9..<10 && row.source(atColumn: 0) == nil)
  }

  @Test func `without a width end their lines where blocks and authors do`() throws {
    let long = String(repeating: "word ", count: 1000)
    let page = try MarkdownDocument("\(long)\nx  \ny\n\n---\n\n|a|\n|-|\n|\(long)|\n").styledPage(width: nil)
    #expect(page.lines.count == 10)
    #expect(page.lines[0].columns > 5000 && page.lines[3].columns == 40)
  }
}

struct `marks on a page` {
  /// The bytes of text that are marked, in the order of the page.
  private func marked(_ page: StyledPage) -> String {
    page.lines.flatMap(\.runs).filter { $0.style.contains(.marked) }.map(\.text).joined(separator: "|")
  }

  @Test func `light up within emphasis, code, links and tables, over line ends too`() throws {
    let text = "see **the lamp**, [a lamp](https://x.y), `lamp` lamps\n\n|lamp|\n|-|\n|a lamp|\n\n```\nlamp lam\n```\n"
    var (ranges, bytes) = ([Range<Int>](), Array(text.utf8))
    for start in 0..<bytes.count - 4 where Array(bytes[start..<start + 4]) == Array("lamp".utf8) {
      ranges.append(start..<start + 4)
    }
    for width in [80, 9] {
      let page = try MarkdownDocument(text).styledPage(width: width).marking(ranges)
      #expect(marked(page) == "lamp|lamp|lamp|lamp|lamp|lamp|lamp")
      #expect(page.text == (try MarkdownDocument(text).styledPage(width: width).text))
    }
    bytes = Array("incandescent".utf8)
    let page = try MarkdownDocument(bytes: bytes).styledPage(width: 5).marking([3..<8])
    #expect(marked(page) == "an|des" && page.lines[1].runs.map(\.text) == ["des", "ce"])
  }

  @Test func `take whole characters and whole entities`() throws {
    let page = try MarkdownDocument("e\u{301}x &amp;\n").styledPage()
    #expect(marked(page.marking([1..<2])) == "e\u{301}")
    #expect(marked(page.marking([6..<7])) == "&")
    #expect([[4..<4], [], [90..<99]].map { marked(page.marking($0)) } == ["", "", ""])
  }

  @Test func `cover exactly the bytes of the ranges: random documents`() {
    var random = RandomMarkdown(seed: 35)
    var places = SeededRandom(seed: 36)
    for index in 0..<Trials.of(400) {
      let bytes = random.document().map { $0 < 0x80 ? $0 : 0x61 }
      guard let document = try? MarkdownDocument(bytes: bytes) else { continue }
      var ranges: [Range<Int>] = []
      var place = 0
      while place < bytes.count {
        let start = place + places.below(9)
        place = start + places.below(6)
        ranges.append(start..<place)
      }
      let page = document.styledPage(width: index % 2 == 0 ? 80 : 11)
      let marked = page.marking(ranges)
      #expect(marked.text == page.text)
      for (line, before) in zip(marked.lines, page.lines) {
        #expect(line.columns == before.columns)
        for run in line.runs {
          guard let source = run.source else { continue }
          let lit = source.filter { byte in ranges.contains { $0.contains(byte) } }.count
          let isRight = run.style.contains(.marked) ? lit == source.count || !run.isLiteral && lit > 0 : lit == 0
          #expect(isRight, "\(run) \(ranges) \(String(decoding: bytes, as: UTF8.self).debugDescription)")
          if run.column < line.columns { #expect(line.source(atColumn: run.column)?.lowerBound == source.lowerBound) }
        }
      }
    }
  }
}

struct `styled pages for a terminal` {
  /// Each byte of text with the style and the address that are on.
  private func cells(_ page: String) -> [String] {
    var (cells, style, address, rest) = ([String](), "", "", Array(page.utf8)[...])
    while let byte = rest.popFirst() {
      if byte != 0x1B {
        cells.append("\(byte) \(style) \(address)")
        continue
      }
      let (isStyle, text) = StyledPageCheck.sequence(&rest)
      if isStyle { style = text == "0" ? "" : text } else { address = text }
    }
    return cells
  }

  @Test func `have the cells of pages that were made for one, and nothing that acts on it`() {
    var random = RandomMarkdown(seed: 37)
    for index in 0..<Trials.of(400) {
      let bytes = random.terminalDocument()
      guard let document = try? MarkdownDocument(bytes: bytes) else { continue }
      let (width, theme) = (1 + index % 40, index % 2 == 0 ? TerminalTheme.dark : .light)
      let page = document.styledPage(width: width)
      let shown = document.terminal(TerminalOptions(width: width, theme: theme))
      let isSame = cells(page.terminal(theme: theme)) == cells(shown)
      #expect(isSame, "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
      let marked = Array(page.marking([0..<bytes.count]).terminal(theme: theme).utf8)
      #expect(TerminalCheck.problem(marked, isPlain: false) == nil)
    }
  }
}
