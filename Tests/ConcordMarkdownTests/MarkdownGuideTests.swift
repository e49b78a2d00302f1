// The code of the module's page: it compiles, does what the page says, and is the page's to the letter.

import ConcordBytes
import ConcordMarkdown
import Testing

struct `the page of ConcordMarkdown` {
  @Test func `shows a document in all forms`() throws {
    let document = try MarkdownDocument("# Lamps\n\nA **lamp** is [light](https://example.org).\n")
    let html = document.html()
    let plain = document.plainText(width: 60)
    let styled = document.terminal(TerminalOptions(width: 60, theme: .dark))
    let title = document.title ?? "untitled"
    let levels = document.headings.map(\.level)
    let heights = document.heights(TerminalOptions(width: 60))
    #expect(html == "<h1>Lamps</h1>\n<p>A <strong>lamp</strong> is <a href=\"https://example.org\">light</a>.</p>\n")
    #expect(plain == "Lamps\n\nA lamp is light (https://example.org).\n" && styled.contains("]8;;https://example.org"))
    #expect(title == "Lamps" && levels == [1] && heights == [1, 2])

    var printed: [String] = []
    func print(_ text: String, _ column: Int, _ source: Range<Int>) { printed.append("\(text) \(column) \(source)") }
    let page = document.styledPage(width: 60)
    for run in page.lines[2].runs where run.style.contains(.strong) {
      print(run.text, run.column, run.source ?? 0..<0)
    }
    let marked = page.marking([13..<17]).terminal(theme: .dark)
    #expect(printed == ["lamp 2 13..<17"] && marked.contains("\u{1B}[0;1;7mlamp"))
  }

  @Test func `shows a document that grows`() throws {
    var (finals, tails): ([String], [String]) = ([], [])
    func paint(_ final: [UInt8], _ tail: [UInt8]) {
      finals.append(String(decoding: final, as: UTF8.self))
      tails.append(StyledPageCheck.withoutSequences(String(decoding: tail, as: UTF8.self)))
    }
    var stream = TerminalStream(options: TerminalOptions(width: 80, theme: .dark))
    for piece in ["A *la", "mp*\n\nis li", "ght."] {
      try stream.append(piece)
      stream.read(for: .milliseconds(16))
      let final = stream.takeFinal()
      let tail = stream.tail(lines: 40)
      paint(final, tail)
    }
    stream.finish()
    stream.read()
    paint(stream.takeFinal(), [])
    #expect(tails == ["A *la\n", "\nis li\n", "\nis light.\n", ""])
    #expect(StyledPageCheck.withoutSequences(finals.joined()) == "A lamp\n\nis light.\n")

    var shown: [Int: String] = [:]
    func show(_ html: [UInt8], at index: Int) { shown[index] = String(decoding: html, as: UTF8.self) }
    var blocks = MarkdownStream()
    try blocks.append("One\n\ntw")
    for patch in blocks.patches where patch.operation != .remove && !patch.isFootnote {
      show(blocks.html(ofBlock: patch.index), at: patch.index)
    }
    #expect(shown == [0: "<p>One</p>\n", 1: "<p>tw</p>\n"])
  }

  @Test func `has no line of code that is not tested here`() throws {
    let here = #filePath
    let root = here.prefix(here.count - "Tests/ConcordMarkdownTests/MarkdownGuideTests.swift".count)
    let path = root + "Sources/ConcordMarkdown/ConcordMarkdown.docc/ConcordMarkdown.md"
    let page = String(decoding: try MappedFile.contents(of: String(path)), as: UTF8.self)
    let tested = Set(
      String(decoding: try MappedFile.contents(of: here), as: UTF8.self).split(separator: "\n").map {
        $0.drop { $0 == " " }
      })
    let parts = page.split(separator: "```", omittingEmptySubsequences: false)
    let code = stride(from: 1, to: parts.count, by: 2).flatMap { parts[$0].split(separator: "\n").dropFirst() }
    #expect(code.count > 25)
    #expect(code.filter { !tested.contains($0.drop { $0 == " " }) } == [])
  }
}
