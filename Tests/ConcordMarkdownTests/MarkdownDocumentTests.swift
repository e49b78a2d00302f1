// The document as other packages see it: what its pages and its parts say, and that it can be shared.

import ConcordMarkdown
import Testing

struct `a Markdown document` {
  static let text = """
    ---
    title: Lamps
    tags: [a, b]
    ---
    # A *lamp*

    It is <b>[bright](javascript:x)</b>.[^1]

    ## More

    [^1]: Note.

    """

  @Test func `is shown in all forms`() throws {
    let document = try MarkdownDocument(Self.text)
    #expect(document.html().hasPrefix("<h1>A <em>lamp</em></h1>\n<p>It is &lt;b&gt;<a href=\"\">bright</a>&lt;/b&gt;."))
    #expect(document.html(.unsafe).contains("It is <b><a href=\"javascript:x\">bright</a></b>."))
    #expect(document.plainText(width: 12).hasPrefix("A lamp\n\nIt is\n<b>bright\n(javascript:\nx)</b>.[1]\n"))
    #expect(document.terminal().contains("\u{1B}[0"))
    #expect(document.styledPage(width: 12, followsLinks: false).text == document.plainText(width: 12))
    #expect(document.heights().reduce(0, +) == document.plainText().utf8.count { $0 == 0x0A })
    #expect(!document.isCapped)
  }

  @Test func `says what it is about`() throws {
    let document = try MarkdownDocument(Self.text)
    #expect(document.title == "Lamps")
    #expect(document.headings.map { "\($0.level) \(document.title(of: $0))" } == ["1 A lamp", "2 More"])
    #expect(document.frontMatter.map(\.name) == ["title", "tags"])
    #expect(document.frontMatter.map(\.value) == [.text("Lamps"), .list(["a", "b"])])
    #expect(try MarkdownDocument("a", extensions: .commonMark).title == nil)
  }

  @Test func `says that links were left out, before there was a page too`() throws {
    let label = String(repeating: "x", count: 50_000)
    let text = "[a]: /\(label)\n\n" + String(repeating: "[a] ", count: 10)
    #expect(try MarkdownDocument(text).isCapped)
    #expect(try !MarkdownDocument("[a]: /x\n\n[a] [a]").isCapped)
  }

  @Test func `can be shown from several tasks at once`() async throws {
    let document = try MarkdownDocument(String(repeating: Self.text + "[c]\n\n[c]: /d\n\n", count: 20))
    let (html, lines) = (document.html(), document.plainText())
    await withTaskGroup { group in
      for index in 0..<32 {
        group.addTask { index % 2 == 0 ? document.html() == html : document.plainText() == lines }
      }
      for await isSame in group { #expect(isSame) }
    }
  }

  @Test func `shows addresses where nobody can follow them`() throws {
    let document = try MarkdownDocument("[a](https://b.c)\n")
    #expect(document.terminal(TerminalOptions(theme: TerminalTheme.none)).contains("]8;;https://b.c"))
    let shown = document.terminal(TerminalOptions(theme: TerminalTheme.none, followsLinks: false))
    #expect(!shown.contains("]8;;") && shown.contains("(https://b.c)"))
  }
}

struct `a document in pieces, for other packages` {
  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func `gives patches, final lines and a tail`() throws {
    var html = MarkdownStream()
    try html.append("a *b")
    try html.append("*\n\nc")
    let (operations, block) = (html.patches.map(\.operation), text(html.html(ofBlock: 0)))
    #expect(operations == [.replace, .append] && block == "<p>a <em>b</em></p>\n")
    html.finish()
    let (page, once) = (text(html.html), try MarkdownDocument("a *b*\n\nc").html())
    #expect(page == once)

    var lines = TerminalStream(options: TerminalOptions(width: 20))
    try lines.append("a\n\nb\n")
    let isRead = lines.read(for: .seconds(10))
    let (final, count, tail) = (text(lines.takeFinal()), lines.finalLines, text(lines.tail(lines: 1)))
    #expect(isRead && final == "a\n" && count == 1 && tail == "b\n")
  }

  @Test func `stops when its time is over and loses nothing`() throws {
    let source = String(repeating: "word *word*\n\n", count: 20_000)
    var lines = TerminalStream()
    try lines.append(source)
    let isRead = lines.read(for: .zero)
    let waiting = lines.waitingBytes
    #expect(!isRead && waiting == source.utf8.count - TerminalStream.step)
    var rounds = 0
    while !lines.read(for: .microseconds(100)) { rounds += 1 }
    #expect(rounds > 0)
    lines.finish()
    lines.read()
    let (page, once) = (text(lines.takeFinal()), try MarkdownDocument(source).plainText())
    #expect(page == once)
  }
}
