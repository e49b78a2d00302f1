// Pages for a terminal: every construct as it should look, at several widths, written down by hand.

import ConcordBytes
import Testing

@testable import ConcordMarkdown

/// The page of a text for a terminal; plain without a theme.
func terminal(_ markdown: [UInt8], width: Int = 80, theme: TerminalTheme? = nil) -> [UInt8] {
  withFile(markdown) { view in
    guard var document = try? ParsedMarkdown(view, extensions: .gitHub) else { return [] }
    return document.terminal(TerminalOptions(width: width, theme: theme))
  }
}

func terminal(_ markdown: String, width: Int = 80, theme: TerminalTheme? = nil) -> String {
  String(decoding: terminal(Array(markdown.utf8), width: width, theme: theme), as: UTF8.self)
}

struct `plain pages` {
  @Test func `break paragraphs at spaces, and words that are longer than a line at its end`() {
    #expect(terminal("one two three\nfour", width: 80) == "one two three four\n")
    #expect(terminal("one two three\nfour", width: 9) == "one two\nthree\nfour\n")
    #expect(terminal("one two three\nfour", width: 7) == "one two\nthree\nfour\n")
    #expect(terminal("one two", width: 6) == "one\ntwo\n")
    #expect(terminal("abcdefgh ij", width: 3) == "abc\ndef\ngh\nij\n")
    #expect(terminal("a  \nb\\\nc", width: 80) == "a\nb\nc\n")
    #expect(terminal("", width: 80) == "")
  }

  @Test func `break between wide characters, but not before what closes or after what opens`() {
    #expect(terminal("灯台の光", width: 4) == "灯台\nの光\n")
    #expect(terminal("灯台の光", width: 5) == "灯台\nの光\n")
    #expect(terminal("灯台、光", width: 4) == "灯\n台、\n光\n")
    #expect(terminal("灯「台」", width: 4) == "灯\n「台\n」\n")
    #expect(terminal("ab灯台cd", width: 5) == "ab灯\n台cd\n")
    #expect(terminal("(灯) x", width: 4) == "(灯)\nx\n")
    #expect(terminal("灯台", width: 1) == "灯\n台\n")
  }

  @Test func `break lines that begin with spaces`() {
    #expect(terminal("<p>\n    é b\n", width: 2) == "<p\n>\n  \n  \né\nb\n")
    #expect(terminal("<p>\n    e b\n", width: 2) == "<p\n>\n  \n  \ne\nb\n")
    #expect(terminal("<p>\n  é b\n", width: 5) == "<p>\n  é b\n")
  }

  @Test func `count a character as people see it`() {
    // A family of three with joiners is two columns, as are a flag and a heart with U+FE0F; e and an accent are one.
    #expect(terminal("👨‍👩‍👧👨‍👩‍👧 x", width: 4) == "👨‍👩‍👧👨‍👩‍👧\nx\n")
    #expect(terminal("🇫🇷🇯🇵 x", width: 4) == "🇫🇷🇯🇵\nx\n")
    #expect(terminal("❤️❤️ x", width: 4) == "❤️❤️\nx\n")
    #expect(terminal("e\u{301}e\u{301}e\u{301}", width: 2) == "e\u{301}e\u{301}\ne\u{301}\n")
  }

  @Test func `keep blocks a line apart, and items of a tight list together`() {
    #expect(terminal("# A\n## B\ntext\n***\nmore", width: 5) == "A\n\nB\n\ntext\n\n─────\n\nmore\n")
    #expect(terminal("- a\n- b\n\ntext") == "• a\n• b\n\ntext\n")
    #expect(terminal("- a\n\n- b") == "• a\n\n• b\n")
  }

  @Test func `hang items under their bullets and numbers`() {
    #expect(
      terminal("- one two six\n  - three four\n    - five", width: 12)
        == "• one two\n  six\n  ◦ three\n    four\n    ▪ five\n")
    #expect(terminal("9. a\n10. b cde f\n", width: 9) == " 9. a\n10. b cde\n    f\n")
    // Text keeps half of a narrow page.
    #expect(terminal("- a b\n  - c d", width: 5) == "• a b\n  c d\n")
    #expect(terminal("3) a\n4) b") == "3) a\n4) b\n")
    #expect(terminal("- [x] a\n- [ ] b") == "☑ a\n☐ b\n")
    #expect(terminal("1. [x] a\n2. b") == "1. ☑ a\n2. b\n")
    #expect(terminal("-\n- b") == "•\n• b\n")
    #expect(terminal("- a\n\n  b\n- c") == "• a\n\n  b\n\n• c\n")
    #expect(terminal("- - a") == "• ◦ a\n")
  }

  @Test func `put a bar before quotes, in lists too`() {
    #expect(terminal("> one two\n>\n> three", width: 7) == "│ one\n│ two\n│\n│ three\n")
    #expect(terminal("> a\n> > b\n\nc") == "│ a\n│\n│ │ b\n\nc\n")
    #expect(terminal("1. a\n   > b\n   >\n   > - c\n2. d") == "1. a\n   │ b\n   │\n   │ • c\n2. d\n")
    #expect(terminal("> - > a\n>   > b") == "│ • │ a b\n")
    #expect(terminal(">") == "│\n")
  }

  @Test func `cut code at the line's end and keep its spaces`() {
    #expect(terminal("```\na  b\n\n    c\n```\nx") == "┊ a  b\n┊\n┊     c\n\nx\n")
    #expect(terminal("    abcdefgh", width: 6) == "┊ abcd\n┊ efgh\n")
    #expect(terminal("```\n\ta\nbc\td\n```") == "┊     a\n┊ bc  d\n")
    #expect(terminal("```\n灯\td\n```") == "┊ 灯  d\n")
    #expect(terminal("```\n灯\td\té\tfghi\tj\n```") == "┊ 灯  d   é   fghi    j\n")
    #expect(terminal("```\né\t\u{301}a\tb\n```") == "┊ é   \u{301}a   b\n")
    #expect(terminal("```\n```") == "┊\n")
  }

  @Test func `show addresses after links, images by their text, HTML as it is`() {
    #expect(terminal("[a](https://b.c/d) e") == "a (https://b.c/d) e\n")
    #expect(terminal("[https://b.c](https://b.c)") == "https://b.c\n")
    #expect(terminal("<https://b.c> d@e.f www.g.h") == "https://b.c d@e.f www.g.h\n")
    #expect(terminal("[a](#b)") == "a\n")
    #expect(terminal("![a *b*](c.png) ![](d.png)") == "a b image\n")
    #expect(terminal("a <b>c</b>\n\n<div>\nd\n</div>") == "a <b>c</b>\n\n<div>\nd\n</div>\n")
    #expect(terminal("`` a ` b `` *c* **d** ~~e~~ \\* &copy;") == "a ` b c d e * ©\n")
  }

  @Test func `put footnotes at the end under a short line`() {
    #expect(
      terminal("a[^x] b[^y]\n\n[^x]: One.\n[^y]: Two.\n\n    More.\n", width: 20)
        == "a[1] b[2]\n\n────────────────────\n[1] One.\n[2] Two.\n\n    More.\n")
  }
}

struct `tables for a terminal` {
  @Test func `are as wide as their texts and align them`() {
    let table = "| a | bb | c |\n|---|---:|:-:|\n| ddd | e | fff |\n| g | hhhh |"
    #expect(
      terminal(table) == """
        ┌─────┬──────┬─────┐
        │ a   │   bb │  c  │
        ├─────┼──────┼─────┤
        │ ddd │    e │ fff │
        │ g   │ hhhh │     │
        └─────┴──────┴─────┘

        """)
  }

  @Test func `align wide characters and emoji`() {
    #expect(
      terminal("| 名前 | n |\n|---:|---|\n| 灯 | 1 |\n| 👨‍👩‍👧 | 22 |\n| e\u{301} | ❤️ |") == """
        ┌──────┬────┐
        │ 名前 │ n  │
        ├──────┼────┤
        │   灯 │ 1  │
        │   👨‍👩‍👧 │ 22 │
        │    e\u{301} │ ❤️ │
        └──────┴────┘

        """)
  }

  @Test func `narrow their widest columns to fit the page`() {
    // 17 columns are 10 for the texts; `xx` takes two of them.
    let table = "| a | b |\n|---|---|\n| xx | one two three |\n| y | z |"
    #expect(
      terminal(table, width: 17) == """
        ┌────┬──────────┐
        │ a  │ b        │
        ├────┼──────────┤
        │ xx │ one two  │
        │    │ three    │
        ├────┼──────────┤
        │ y  │ z        │
        └────┴──────────┘

        """)
  }

  @Test func `are a stack of cells where there is no room for columns`() {
    #expect(
      terminal("| a | b |\n|---|---|\n| one two | |\n| c | d |", width: 8)
        == "a\nb\n────────\none two\n────────\nc\nd\n")
  }

  @Test func `stand in quotes and items, with code and escaped pipes`() {
    #expect(
      terminal("> | a\\|b |\n> |---|\n> | `c` |\n") == """
        │ ┌─────┐
        │ │ a|b │
        │ ├─────┤
        │ │ c   │
        │ └─────┘

        """)
  }
}

struct `styled pages` {
  /// With its sequences written as `{0;1}` and `{address}`.
  private func styled(_ markdown: String, width: Int = 80, theme: TerminalTheme = .none) -> String {
    var text = ""
    var rest = terminal(markdown, width: width, theme: theme)[...]
    while let escape = rest.firstIndex(of: "\u{1B}") {
      text += rest[..<escape] + "{"
      rest = rest[rest.index(after: escape)...]
      let isStyle = rest.hasPrefix("[")
      guard let end = rest.firstIndex(of: isStyle ? "m" : "\\") else { break }
      text += rest[rest.index(rest.startIndex, offsetBy: isStyle ? 1 : 4)..<end].filter { $0 != "\u{1B}" } + "}"
      rest = rest[rest.index(after: end)...]
    }
    return text + rest
  }

  @Test func `say in sequences what emphasis says in marks`() {
    #expect(
      styled("a *b* **c** ~~d~~ `e`", theme: .dark)
        == "a {0;3}b{0} {0;1}c{0} {0;9}d{0} {0;38;5;215}e{0}\n")
    #expect(styled("***a** b*") == "{0;1;3}a{0;3} b{0}\n")
    #expect(styled("# A\n## B") == "{0;1;4}A{0}\n\n{0;1}B{0}\n")
    #expect(styled("*a b*", width: 1) == "{0;3}a{0}\n{0;3}b{0}\n")
  }

  @Test func `lead to addresses with a scheme of the list, and show others`() {
    #expect(styled("[a](https://b.c/\u{E9}?x=%20 'd')") == "{https://b.c/%C3%A9?x=%20}{0;4}a{}{0}\n")
    #expect(
      styled("[a b](https://c.d)", width: 1)
        == "{https://c.d}{0;4}a{}{0}\n{https://c.d}{0;4}b{}{0}\n")
    #expect(styled("[a](javascript:b)") == "{0;4}a{0;2} (javascript:b){0}\n")
    #expect(styled("[a](b/c:d)") == "{0;4}a{0;2} (b/c:d){0}\n")
    #expect(styled("[a](#b)") == "{0;4}a{0}\n")
    #expect(styled("a@b.c") == "{mailto:a@b.c}{0;4}a@b.c{}{0}\n")
    #expect(styled("[![a](b.png)](https://c.d)") == "{https://c.d}{0;4;3}a{}{0}\n")
  }

  @Test func `colour the words of code`() {
    #expect(
      styled("```swift\nlet x = \"a\" // b\n```", theme: .dark)
        == "{0;38;5;245}┊ {0}{0;38;5;176}let{0} x = {0;38;5;150}\"a\"{0} {0;3;38;5;245}// b{0}\n")
    #expect(
      styled("```swift\n/* a\nb */ 1\n```", theme: .dark)
        == "{0;38;5;245}┊ {0}{0;3;38;5;245}/* a{0}\n{0;38;5;245}┊ {0}{0;3;38;5;245}b */{0} {0;38;5;216}1{0}\n")
    #expect(styled("```x\nlet\n```", theme: .dark) == "{0;38;5;245}┊ {0}let\n")
  }

  @Test func `have the lines of plain ones`() {
    for width in [1, 5, 20, 80] {
      let text = "# A\n\n- *b c* d\n\n> **e**\n\n| f |\n|---|\n| `g h` |\n\n```c\nint i; /* j */\n```\n"
      let lines = styled(text, width: width, theme: .dark).replacing(/\{[^}]*\}/, with: "")
      #expect(lines == terminal(text, width: width))
    }
  }
}
