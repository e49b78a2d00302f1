// Titles, front matter, headings and blocks of files written for the purpose.

import ConcordMarkdown
import ConcordYAML
import Testing

@Suite struct `an outline of a Markdown file` {
  @Test func `has headings with their lines and their text`() {
    let text = "Intro\n\n# One ##\ntext\n\nTwo\nlines\n---\n> - ### Deep\n>   four\n>   ====\n"
    let bytes = Array(text.utf8)
    let read = outline(bytes)
    func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    #expect(read.headings.map(\.level) == [1, 2, 3, 1])
    #expect(read.headings.map { part($0.text) } == ["One", "Two\nlines", "Deep", "four"])
    #expect(
      read.headings.map { part($0.lines) } == ["# One ##", "Two\nlines\n---", "> - ### Deep", ">   four\n>   ===="])
    #expect(read.title == "One")
  }

  @Test(arguments: [
    ("# a\r\n\r\nb\r\n===\r\n", ["1 a", "1 b"]), ("# a\r\rb\r===\r", ["1 a", "1 b"]), ("\u{FEFF}# a", ["1 a"]),
    ("```\n# no\n```\n# yes", ["1 yes"]), ("~~~\n# no", []), ("<!--\n# no\n\n# no\n-->\n# yes", ["1 yes"]),
    ("<div>\n# no\n\n# yes", ["1 yes"]), ("<script>\n\n# no\n</script>\n# yes", ["1 yes"]), ("    # no", []),
    ("# \u{0}x", ["1 \u{0}x"]), ("#", ["1 "]), ("#no", []), ("####### no", []), ("\\# no", []),
    ("[a]: /b\n===\n", []), ("[a]: /b\nc\n===\n", ["1 c"]), ("[a]: /b 'x\ny'\nc\n---", ["2 c"]),
    ("[a]: /b\n---\nc", []), ("a\n---", ["2 a"]), ("> a\n---", []), ("---\n---", []),
    ("\\[a]: b\n==", ["1 \\[a]: b"]), ("[a\n==", ["1 [a"]),
  ])
  func `finds the headings of`(text: String, expected: [String]) {
    #expect(headings(text) == expected)
  }

  @Test func `has the blocks that are no prose`() {
    let text = """
      [a]: /x
      [b]:
        /y "t"
      text

      > ```swift
      > # no

          code

          more

      <div>
      x

      - ~~~
        open
      """
    let bytes = Array(text.utf8)
    let blocks = outline(bytes).blocks
    let parts = blocks.map { String(decoding: bytes[$0.lines], as: UTF8.self) }
    #expect(blocks.map(\.kind) == [.linkDefinitions, .fencedCode, .indentedCode, .html, .fencedCode])
    #expect(
      parts == [
        "[a]: /x\n[b]:\n  /y \"t\"", "> ```swift\n> # no", "    code\n\n    more", "<div>\nx", "- ~~~\n  open",
      ])
  }

  @Test(arguments: [
    ("## Two\n# One\n# Other", "One"), ("### A\n## B", "A"), ("#\n# Real", "Real"), ("text", nil), ("", nil),
    ("# A *b* `c`", "A b c"), ("# ![](x)\n## B", "B"), ("\u{FEFF}", nil),
  ])
  func `has the title that the headings give`(text: String, expected: String?) {
    #expect(outline(text).title == expected)
  }

  @Test func `cuts a title that is too long to be one`() throws {
    let title = try #require(outline("# " + String(repeating: "é", count: 5000)).title)
    #expect(title == String(repeating: "é", count: 2048))
    #expect(outline("# a" + String(repeating: "é", count: 5000)).title?.utf8.count == 4095)
  }

  @Test func `nests to a limit and takes deeper marks for text`() {
    #expect(headings(String(repeating: ">", count: 100) + " # a") == ["1 a"])
    #expect(headings(String(repeating: ">", count: 101) + " # a") == [])
    #expect(headings(String(repeating: "- ", count: 100) + "# a") == ["1 a"])
    #expect(headings(String(repeating: "- ", count: 101) + "# a") == [])
  }
}

@Suite struct `front matter` {
  @Test(arguments: [
    "---\ntitle: no end\n", "---\n[1, 2\n---\n", "--- x\na: 1\n---\n", " ---\na: 1\n---\n", "----\na: 1\n----\n",
    "\n---\na: 1\n---\n", "text\n---\na: 1\n---\n",
  ])
  func `is ordinary text if it is not all there`(text: String) {
    #if FrontMatter
      #expect(outline(text).frontMatter == nil)
      #expect(outline(text).bodyStart == 0)
    #endif
  }

  #if FrontMatter
    @Test func `ends where the body begins`() throws {
      for newline in ["\n", "\r\n", "\r"] {
        for end in ["---", "...", "---  "] {
          let top = ["\u{FEFF}--- ", "title: 'My: title'", "n: 1", end, ""].joined(separator: newline)
          let read = outline(top + "# Body" + newline)
          #expect(read.headings.map(\.level) == [1])
          #expect(read.bodyStart == top.utf8.count)
          #expect(read.title == "My: title")
        }
      }
      let read = outline("---\ntitle: \"A  b\"\ntags: [x, y]\n---\n# C\n")
      #expect(read.bodyStart == 35)
      #expect(read.frontMatter?.lines == 0..<35)
      #expect(read.frontMatter?.mapping["tags"] == .list(["x", "y"]))
      #expect(read.title == "A b")
    }

    @Test(arguments: [
      ("title: 1.10", "1.10"), ("title: [a]", "C"), ("title: ''", "C"), ("title: ", "C"), ("title: |\n  a\n  b", "a b"),
      ("other: x", "C"), ("", "C"),
    ])
    func `gives a title if it has one`(member: String, expected: String) {
      #expect(outline("---\n\(member)\n---\n# C\n").title == expected)
    }

    @Test func `that is no mapping is ordinary text`() {
      #expect(headings("---\nFoo\n---\nBar\n---\nBaz\n") == ["2 Foo", "2 Bar"])
      #expect(outline("---\n- a\n---\n").frontMatter == nil)
    }

    @Test func `is not looked for beyond its limit`() {
      let long = "---\na: " + String(repeating: "x", count: 70_000) + "\n---\n# A\n"
      #expect(outline(long).frontMatter == nil)
    }
  #endif
}

@Suite struct `plain text of a heading` {
  @Test(arguments: [
    ("plain", "plain"), ("a *b* **c** ***d*** _e_ __f__ ~~g~~", "a b c d e f g"),
    ("snake_case_name", "snake_case_name"),
    ("5*3 and 2 * 4", "5*3 and 2 * 4"), ("a_", "a_"), ("*a", "*a"), ("**a*", "*a"), ("`a_b*` ``c`d``", "a_b* c`d"),
    ("` x", "` x"), ("[text](url)", "text"), ("[text](<a b> \"title\") x", "text x"), ("![alt *x*](i.png)", "alt x"),
    ("[![alt](i)](l)", "alt"), ("[a][ref]", "a"), ("[a]", "[a]"), ("[a](b", "[a](b"), ("[a](b c)", "[a](b c)"),
    ("[a](b(c)d)", "a"), ("[a](\\))", "a"), ("\\*a\\* \\\\", "*a* \\"),
    ("a &amp; b &lt;c&gt; &quot;&#65;&#x42;", "a & b <c> \"AB"),
    ("&#0; &#xD800; &nothing; &#;", "\u{FFFD} \u{FFFD} &nothing; &#;"), ("<https://x.y/z>", "https://x.y/z"),
    ("a <b>c</b><br/>", "a c"), ("a < b", "a < b"), ("  a \t b\nc ", "a b c"), ("a\\\nb", "a b"), ("C#", "C#"),
    ("`std::vector<T>`", "std::vector<T>"), ("été *ü*", "été ü"), ("", ""), ("*", "*"), ("[", "["), ("]", "]"),
    ("!", "!"),
    ("~a~", "~a~"),
  ])
  func `is what a reader sees`(source: String, expected: String) {
    #expect(plain(source) == expected)
  }

  @Test func `is empty outside the file`() {
    withFile(Array("abc".utf8)) { file in
      #expect(MarkdownText.plain(2..<4, of: file) == "")
      #expect(MarkdownText.plain(3..<3, of: file) == "")
    }
  }
}
