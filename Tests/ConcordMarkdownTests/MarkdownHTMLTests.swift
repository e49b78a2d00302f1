// HTML of all examples of the specifications and of other parsers' collections.

import ConcordBytes
import ConcordMarkdown
import ConcordTestSupport
import Testing

/// The page of a text; raw HTML and all addresses pass.
func page(
  _ markdown: [UInt8], _ extensions: MarkdownExtensions = .commonMark, filtersTags: Bool = false, isSafe: Bool = false
) -> [UInt8] {
  withFile(markdown) { view in
    guard var document = try? ParsedMarkdown(view, extensions: extensions) else { return [] }
    return document.html(MarkdownHTMLOptions(passesHTML: !isSafe, filtersTags: filtersTags))
  }
}

func page(_ markdown: String, _ extensions: MarkdownExtensions = .gitHub, isSafe: Bool = false) -> String {
  String(decoding: page(Array(markdown.utf8), extensions, isSafe: isSafe), as: UTF8.self)
}

@Suite(.enabled(if: SharedData.has("markdown/commonmark-0.31.2.json"))) struct `HTML of examples` {
  @Test func `is that of CommonMark 0.31.2, byte for byte, 652 of 652`() throws {
    let examples = try SpecificationExample.all("markdown/commonmark-0.31.2.json")
    #expect(examples.count == 652)
    let deviating = examples.filter { page($0.markdown) != $0.html }.map(\.number)
    #expect(deviating == [])
  }

  @Test func `is that of CommonMark's regressions, byte for byte`() throws {
    let examples = try SpecificationExample.all("markdown/cmark-regression.json")
    #expect(examples.count == 26)
    #expect(examples.filter { page($0.markdown) != $0.html }.map(\.number) == [])
  }

  /// Examples of GFM 0.29 that CommonMark 0.31.2 reads otherwise, or that GitHub's own renderer writes otherwise.
  static let gfmExceptions: [Int: String] = [
    279: "the example is older than cmark-gfm's order of attributes, which gfm-extensions 26 asks for",
    280: "the same; gfm-extensions 27",
    645: "0.29 allowed no `--` within a comment, 0.31.2 does: its example 625",
    646: "0.29 allowed no comment that begins with `>` or ends with `-`, 0.31.2 does: its example 626",
  ]

  @Test func `is that of GFM 0.29 with the extension that an example names, but for those on the list`() throws {
    let examples = try SpecificationExample.all("markdown/gfm-spec.json")
    #expect(examples.count == 673)
    var deviating: [Int] = []
    for example in examples {
      let extensions: MarkdownExtensions =
        switch example.extensions.first {
        case "table": .tables
        case "strikethrough": .strikethrough
        case "autolink": .autolinks
        case "disabled": .taskLists
        default: .commonMark
        }
      let html = page(example.markdown, extensions, filtersTags: example.extensions.contains("tagfilter"))
      if html != example.html { deviating.append(example.number) }
    }
    #expect(deviating == Self.gfmExceptions.keys.sorted())
  }

  @Test func `is that of GFM's extensions together, byte for byte`() throws {
    let examples = try SpecificationExample.all("markdown/gfm-extensions.json")
    #expect(examples.count == 28)
    // 20 asks for nothing but that the program survives it.
    let deviating = examples.filter { page($0.markdown, .gitHub, filtersTags: true) != $0.html }.map(\.number)
    #expect(deviating == [20])
  }

  /// Examples of md4c's collections that we read otherwise, and why.
  static let md4cExceptions: [String: String] = [
    "md4c-regressions 2":
      "a footnote is a block of its own here, as in cmark-gfm, whose lazy lines go on with no paragraph",
    "md4c-regressions 3": "wiki links, which we have not",
    "md4c-regressions 4": "wiki links, which we have not",
    "md4c-regressions 27": "md4c reads the underline as a link's destination; cmark makes a heading of the line before",
    "md4c-regressions 51": "wiki links, which we have not",
    "md4c-regressions 70": "admonitions, which we have not",
    "md4c-regressions 73": "a backslash before a line break in a title is a backslash, as cmark has it",
    "md4c-regressions 76": "admonitions, which we have not",
    "md4c-spec-permissive-autolinks 3": "cmark-gfm lets an address with a scheme follow a colon",
    "md4c-spec-permissive-autolinks 4": "cmark-gfm makes no such link within an open bracket, nor `www.` after a brace",
    "md4c-spec-permissive-autolinks 5": "cmark-gfm keeps a brace at the end of an address",
    "md4c-spec-permissive-autolinks 8": "an asterisk that opens nothing is text, so an address may follow it",
    "md4c-spec-tables 12": "GFM splits cells before it reads code: gfm-spec 200 and its text",
    "md4c-spec-tasklists 1": "md4c gives tasks classes of its own",
    "md4c-spec-tasklists 2": "the same",
    "md4c-spec-tasklists 3": "the same",
    "md4c-spec-tasklists 4": "the same",
    "md4c-spec-tasklists 5": "the same",
  ]

  @Test func `is that of md4c but for white space, but for those on the list`() throws {
    var deviating: [String] = []
    for name in [
      "md4c-regressions", "md4c-spec-permissive-autolinks", "md4c-spec-strikethrough", "md4c-spec-tables",
      "md4c-spec-tasklists",
    ] {
      let examples = try SpecificationExample.all("markdown/\(name).json")
      #expect(!examples.isEmpty)
      for example in examples {
        let (html, extensions) = Self.split(example.html)
        if NormalHTML.of(page(example.markdown, extensions)) != NormalHTML.of(html) {
          deviating.append("\(name) \(example.number)")
        }
      }
    }
    #expect(deviating.sorted() == Self.md4cExceptions.keys.sorted())
  }

  /// md4c's examples end with the options that they are meant for.
  private static func split(_ html: [UInt8]) -> ([UInt8], MarkdownExtensions) {
    let text = String(decoding: html, as: UTF8.self)
    var extensions: MarkdownExtensions = []
    guard let range = text.firstRange(of: ".\n--f") else { return (html, extensions) }
    let options = text[range.lowerBound...]
    for (name, member) in [
      ("tables", MarkdownExtensions.tables), ("strikethrough", .strikethrough), ("tasklists", .taskLists),
      ("permissive", .autolinks), ("footnotes", .footnotes),
    ] where options.contains("--f\(name)") { extensions.insert(member) }
    return (Array(text[..<range.lowerBound].utf8), extensions)
  }
}
