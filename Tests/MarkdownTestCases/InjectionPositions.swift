// Every place of a document that a text of somebody else may come to stand in.

/// A place for a payload.
package struct InjectionPosition: Sendable {
  /// What it is called in reports.
  package let name: String
  private let before: String
  private let after: String
  /// What stands between the payload and its second copy, for labels; empty if there is none.
  private let between: String

  private init(_ name: String, _ before: String, _ after: String = "", again between: String = "") {
    (self.name, self.before, self.after, self.between) = (name, before, after, between)
  }

  /// The document with a payload there.
  package func document(_ payload: String) -> String {
    before + payload + (between.isEmpty ? "" : between + payload) + after
  }

  /// All places.
  package static let all: [InjectionPosition] = [
    InjectionPosition("text", "a ", " b\n"), InjectionPosition("start of a line", ""),
    InjectionPosition("heading", "# ", "\n"), InjectionPosition("strong", "**", "**"),
    InjectionPosition("list item", "- [x] ", "\n- b\n"), InjectionPosition("quote", "> ", "\nb\n"),
    InjectionPosition("link text", "[", "](x)"), InjectionPosition("link", "[a](", ")"),
    InjectionPosition("link in angles", "[a](<", ">)"), InjectionPosition("title", "[a](x \"", "\")"),
    InjectionPosition("title in apostrophes", "[a](x '", "')"),
    InjectionPosition("title in parentheses", "[a](x (", "))"),
    InjectionPosition("image", "![a](", ")"), InjectionPosition("image text", "![", "](x)"),
    InjectionPosition("image title", "![a](x \"", "\")"), InjectionPosition("code", "`", "`"),
    InjectionPosition("code block", "```\n", "\n```\n"), InjectionPosition("code info", "~~~ ", "\na\n~~~\n"),
    InjectionPosition("code info of backticks", "```", "\na\n```\n"), InjectionPosition("indented code", "    ", "\n"),
    InjectionPosition("table head", "| ", " |\n|---|\n| a |\n"),
    InjectionPosition("table", "| a | b |\n|:-:|--:|\n| ", " | c |\n"),
    InjectionPosition("raw HTML", "a <b ", "> c"), InjectionPosition("raw HTML in quotes", "a <b c=\"", "\"> d"),
    InjectionPosition("raw HTML block", "<div>\n", "\n</div>\n"), InjectionPosition("comment", "<!-- ", " -->\n"),
    InjectionPosition("autolink", "<", ">"), InjectionPosition("autolink of a host", "www.a.b/", " c"),
    InjectionPosition("autolink of an address", "http://a.b/", " c"),
    InjectionPosition("autolink of mail", "<", "@b.c>"),
    InjectionPosition("reference", "[a]\n\n[a]: ", "\n"),
    InjectionPosition("reference title", "[a]\n\n[a]: x \"", "\"\n"),
    InjectionPosition("reference label", "[", "]: x\n", again: "]\n\n["),
    InjectionPosition("footnote", "a[^1]\n\n[^1]: ", "\n"),
    InjectionPosition("footnote label", "a[^", "]: c\n", again: "]\n\n[^"),
    InjectionPosition("front matter", "---\ntitle: ", "\n---\n# a\n"),
    InjectionPosition("front matter in quotes", "---\ntitle: \"", "\"\n---\n# a\n"),
  ]
}
