// Documents that are known to take some parsers more than linear time, at any size.

/// A family of documents that grow with a number.
package struct HostileMarkdown: Sendable {
  /// What it is called; the shared data has it at 1,000 under this name.
  package let name: String
  /// How many bytes it has is about proportional to this power of its number.
  package let power: Int
  private let build: @Sendable (Int) -> String

  private init(_ name: String, power: Int = 1, _ build: @escaping @Sendable (Int) -> String) {
    (self.name, self.power, self.build) = (name, power, build)
  }

  /// `before`, `count` times `unit`, `after`, `count` times `closing`, `end`.
  private init(
    _ name: String, _ unit: String, before: String = "", after: String = "", closing: String = "", end: String = ""
  ) {
    self.init(name) { before + times($0, unit) + after + times($0, closing) + end }
  }

  /// The document of a number.
  package func bytes(_ count: Int) -> [UInt8] { Array(build(count).utf8) }

  /// All families.
  package static let all: [HostileMarkdown] = emphasis + links + html + blocks + tables + characters + found

  /// What the fuzzer found here.
  package static let found: [HostileMarkdown] = [HostileMarkdown("code-tabs", "a\t\u{E9}", before: "    ")]

  private static let emphasis: [HostileMarkdown] = [
    HostileMarkdown("emph-alternate", "*_", after: "a", closing: "_*"),
    HostileMarkdown("emph-close", "a** a* "),
    HostileMarkdown("emph-long-run", "*", after: "a", closing: "*"),
    HostileMarkdown("emph-mixed", "a *b _c **d __e "),
    HostileMarkdown("emph-open", "*a **a "),
    HostileMarkdown("emph-rule-of-3", "a***b**c*"),
    HostileMarkdown("emph-underscore-words", "a_", end: "a"),
    HostileMarkdown("strike-open", "~~a ~b "),
    HostileMarkdown("link-in-emph", "*[a"),
    HostileMarkdown("backticks-single", "`a``"),
    HostileMarkdown("backticks-growing") { number in
      var text = ""
      var length = 1
      while text.utf8.count < number {
        text += "e" + times(length, "`")
        length += 1
      }
      return text
    },
    HostileMarkdown("escape-many", "\\"),
    HostileMarkdown("entity-open", "&", closing: "#"),
    HostileMarkdown("hard-breaks", "a  \n"),
  ]

  private static let links: [HostileMarkdown] = [
    HostileMarkdown("autolink-gfm", "(", before: "www.a.b/"),
    HostileMarkdown("autolink-gfm-at", "a@b."),
    HostileMarkdown("autolink-gfm-email", "a", after: "@", closing: "a"),
    HostileMarkdown("autolink-gfm-many", "http://a.b "),
    HostileMarkdown("autolink-open", "<http:a"),
    HostileMarkdown("image-nested", "![", after: "a", closing: "](b)"),
    HostileMarkdown("link-close", "a]"),
    HostileMarkdown("link-dest-parens", "(", before: "[a](", closing: ")", end: ")"),
    HostileMarkdown("link-nested", "[", after: "a", closing: "](b)"),
    HostileMarkdown("link-nested-brackets", "[", after: "a", closing: "]"),
    HostileMarkdown("link-open", "[a"),
    HostileMarkdown("link-open-dest", "[a](b"),
    HostileMarkdown("link-open-paren", "[a]("),
    HostileMarkdown("link-open-pointy", "[a](<b"),
    HostileMarkdown("link-open-title", "[a](b \"c"),
    HostileMarkdown("ref-undefined", "[a][b] "),
    HostileMarkdown("refdef-expansion", "x", before: "[a]: ", after: "\n\n", closing: "[a]"),
    HostileMarkdown("refdef-long-label") { "[\(times($0, "a"))]: /u\n\n[\(times($0 - 10, "a"))] " },
    HostileMarkdown("refdef-many") { number in
      (0..<number).map { "[r\($0)]: /u\($0)\n" }.joined() + "\n" + (0..<number).map { "[r\($0)]\n" }.joined()
    },
    HostileMarkdown("refdef-repeat", "[a]: /u\n", after: "\n", closing: "[a] "),
    HostileMarkdown("refdef-unclosed-title", "[a]: /u 'b\n"),
    HostileMarkdown("footnote-like") { number in (0..<number).map { "[^\($0)]" }.joined() },
  ]

  private static let html: [HostileMarkdown] = [
    HostileMarkdown("html-attr", " b=\"c\"", before: "<a", end: " "),
    HostileMarkdown("html-open-cdata", "a <![CDATA["),
    HostileMarkdown("html-open-comment", "<!--", before: "</"),
    HostileMarkdown("html-open-comment-inline", "a <!-- b\n"),
    HostileMarkdown("html-open-decl", "a <!A "),
    HostileMarkdown("html-open-pi", "a <?"),
    HostileMarkdown("html-open-tag", "<a "),
  ]

  private static let blocks: [HostileMarkdown] = [
    HostileMarkdown("blank-lines", "\n"),
    HostileMarkdown("fence-long") { times($0, "`") + "\na\n" + times($0 - 1, "`") },
    HostileMarkdown("fence-open") { times($0 + 1, "```\n") + "a" },
    HostileMarkdown("heading-closing", " #", before: "# a"),
    HostileMarkdown("list-blank-tail", "\n", before: "- a", end: "\n- b"),
    HostileMarkdown("list-empty", "-\n"),
    HostileMarkdown("list-flat", "- a\n"),
    HostileMarkdown("list-loose", "- a\n\n"),
    HostileMarkdown("list-nested", "- ", end: "a"),
    HostileMarkdown("list-nested-indent", power: 2) { number in
      (0..<number).map { times($0, "  ") + "- a\n" }.joined()
    },
    HostileMarkdown("list-nested-ordered", "1. ", end: "a"),
    HostileMarkdown("list-quote-mix", "> - ", end: "a"),
    HostileMarkdown("nested-everything", "> - *[`a "),
    HostileMarkdown("quote-nested", ">", end: " a"),
    HostileMarkdown("quote-nested-lazy", ">", after: " a", closing: "\nb", end: "\n"),
    HostileMarkdown("quote-nested-spaced", "> ", end: "a"),
    HostileMarkdown("setext-long", "a\n", end: "==="),
    HostileMarkdown("spaces-only", " ", end: "\n"),
    HostileMarkdown("tabs-only", "\t", end: "a"),
    HostileMarkdown("task-list", "- [ ] a\n- [x] b\n"),
    HostileMarkdown("thematic-long", "* "),
  ]

  private static let tables: [HostileMarkdown] = [
    HostileMarkdown("table-delim-only", "-|", before: "a\n"),
    HostileMarkdown("table-long", "|\n|c|d", before: "|a|b|\n|-|-", end: "|\n"),
    HostileMarkdown("table-pipes-escaped", "|\\", before: "|a|\n|-|\n", end: "||"),
    HostileMarkdown("table-short-rows") { times($0, "|a") + "|\n" + times($0, "|-") + "|" + times($0, "\nb") + "\n" },
    HostileMarkdown("table-wide") { times($0, "|a") + "|\n" + times($0, "|-") + "|\n" + times($0, "|b") + "|" },
  ]

  private static let characters: [HostileMarkdown] = [
    HostileMarkdown("combining-marks", "\u{301}", before: "e"),
    HostileMarkdown("cr-only", "a\r"),
    HostileMarkdown("nul-bytes", "a\0b "),
    HostileMarkdown("one-long-word") { times($0 * 10, "a") },
    HostileMarkdown("rtl-override", "\u{202E}abc\u{202C} "),
    HostileMarkdown("zwj-emoji", "\u{1F469}\u{200D}"),
  ]
}

/// `text`, `count` times.
private func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: max(0, count)) }
