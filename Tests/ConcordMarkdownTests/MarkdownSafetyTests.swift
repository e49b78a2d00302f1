// Documents that are meant to break a parser or a page.

import ConcordMarkdown
import ConcordTestSupport
import MarkdownTestCases
import Testing

struct `hostile Markdown` {
  @Test func `of random pieces makes pages with nothing but tags, attributes and schemes of the list`() {
    var random = RandomMarkdown(seed: 5)
    for index in 0..<3000 {
      let bytes = random.document()
      let html = page(bytes, index % 4 == 3 ? .commonMark : .gitHub, isSafe: true)
      if let problem = SafeHTMLCheck.problem(html) {
        Issue.record("\(problem) in \(String(decoding: bytes, as: UTF8.self).debugDescription)")
      }
      // Whatever passes, it passes without a trap.
      _ = page(bytes, .gitHub, filtersTags: index % 2 == 0)
    }
  }

  @Test(arguments: [
    "<p><b>x</b></p>", "<a href=\"javascript:x\">x</a>", "<p onclick=\"x\">x</p>", "<p>x", "x > y", "&copy;",
    "<a href=\"%0Ajava\u{1}script:x\">x</a>", "<code class=\"language-a b\"></code>", "<img src=\"data:x\" alt=\"\" />",
    "<p>x</h1>", "<p>\0</p>",
  ])
  func `canary: the reader of safe pages finds what is not safe`(html: String) {
    #expect(SafeHTMLCheck.problem(Array(html.utf8)) != nil)
  }

  @Test(arguments: [
    ("[a](javascript:alert)", "<p><a href=\"\">a</a></p>\n"), ("[a](JaVaScript:x)", "<p><a href=\"\">a</a></p>\n"),
    ("[a](java&Tab;script:x)", "<p><a href=\"\">a</a></p>\n"), ("[a](&#1;javascript:x)", "<p><a href=\"\">a</a></p>\n"),
    ("[a](javascript&colon;x)", "<p><a href=\"\">a</a></p>\n"),
    ("![a](data:text/html,x)", "<p><img src=\"\" alt=\"a\" /></p>\n"),
    ("<javascript:x>", "<p><a href=\"\">javascript:x</a></p>\n"), ("[a](x/y:z)", "<p><a href=\"x/y:z\">a</a></p>\n"),
    ("[a](?q=a:b)", "<p><a href=\"?q=a:b\">a</a></p>\n"), ("[a](MAILTO:x@y)", "<p><a href=\"MAILTO:x@y\">a</a></p>\n"),
    ("[a](tel:1)", "<p><a href=\"tel:1\">a</a></p>\n"), ("[a](#x)", "<p><a href=\"#x\">a</a></p>\n"),
    ("[a]\n\n[a]: vbscript:x", "<p><a href=\"\">a</a></p>\n"),
    ("a <b onclick='x'>", "<p>a &lt;b onclick='x'&gt;</p>\n"),
    ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;\n</p>\n"),
    ("`<b>`", "<p><code>&lt;b&gt;</code></p>\n"), ("[a](b '\">')", "<p><a href=\"b\" title=\"&quot;&gt;\">a</a></p>\n"),
    ("```a&#32;b\n", "<pre><code class=\"language-a\"></code></pre>\n"),
    ("~~~ &Tab;a\\&b&NewLine;c\n", "<pre><code class=\"language-a&amp;b\"></code></pre>\n"),
    ("```&#32;&Tab;\n", "<pre><code></code></pre>\n"),
    ("```language-a&#10;footnote-ref\n", "<pre><code class=\"language-a\"></code></pre>\n"),
    ("``` \"><b>\n", "<pre><code class=\"language-&quot;&gt;&lt;b&gt;\"></code></pre>\n"),
  ])
  func `leads nowhere and shows as text in safe mode`(markdown: String, html: String) {
    #expect(page(markdown, isSafe: true) == html)
  }

  @Test func `is made of thousands of payloads that are all different`() {
    #expect(InjectionPayloads.all.count >= 4000 && InjectionPosition.all.count >= 37)
    #expect(Set(InjectionPayloads.all).count == InjectionPayloads.all.count)
  }

  @Test(arguments: InjectionPosition.all)
  func `that brings script makes pages with nothing but what is on the lists, at every place`(
    position: InjectionPosition
  ) {
    let step = InjectionPayloads.all.count / Trials.of(InjectionPayloads.all.count)
    for index in stride(from: 0, to: InjectionPayloads.all.count, by: step) {
      let payload = InjectionPayloads.all[index]
      let document = position.document(payload)
      let html = page(Array(document.utf8), [.gitHub, .frontMatter], isSafe: true)
      if let problem = SafeHTMLCheck.problem(html) {
        Issue.record("\(position.name): \(problem) in \(document.debugDescription)")
        return
      }
    }
  }

  @Test func `canary: payloads are seen where HTML is let through`() {
    let text = InjectionPosition.all[0]
    let seen = InjectionPayloads.all.count { payload in
      SafeHTMLCheck.problem(page(Array(text.document(payload).utf8), .gitHub)) != nil
    }
    #expect(seen > 1000, "\(seen)")
  }

  @Test(arguments: [
    "<script/x>", "<SCRIPT/>", "</script/x>", "<style\u{C}x>", "<iframe\n", "<title", "<xmp>", "<textarea x>",
  ])
  func `loses the tags that GitHub filters, as a browser reads their names`(tag: String) {
    let html = page(Array("<div>\n\(tag)\n</div>\n".utf8), .gitHub, filtersTags: true)
    #expect(String(decoding: html, as: UTF8.self).contains("&lt;" + tag.dropFirst()))
  }

  @Test(arguments: [
    ("*a **a ", " b** b*", "<em>", "<strong>"), ("![", "](c)", "<img", "<img"),
    ("> ", "", "<blockquote>", "<blockquote>"),
    ("- ", "", "<ul>", "<ol>"), ("1. *", "*", "<ol>", "<em>"),
  ])
  func `nests no deeper than the limits, and what is deeper is text`(
    opening: String, closing: String, tag: String, other: String
  ) {
    let text = String(repeating: opening, count: 300) + "x" + String(repeating: closing, count: 300)
    let html = page(text, .gitHub, isSafe: true)
    let found = [tag, other].reduce(0) { $0 + html.ranges(of: $1).count }
    #expect(found > 0 && found <= 200, "\(found)")
    #expect(html.contains("x"))
    #expect(SafeHTMLCheck.problem(Array(html.utf8)) == nil)
  }

  @Test(.enabled(if: SharedData.has("markdown/pathological-1000")))
  func `has the families of the shared data`() {
    let names = SharedData.names(in: "markdown/pathological-1000")
    let known = Set(HostileMarkdown.found.map(\.name))
    #expect(names == HostileMarkdown.all.map(\.name).filter { !known.contains($0) }.map { $0 + ".md" }.sorted())
    for family in HostileMarkdown.all where names.contains("\(family.name).md") {
      #expect(
        SharedData.bytes(of: "markdown/pathological-1000/\(family.name).md") == family.bytes(1000), "\(family.name)")
    }
  }

  @Test func `makes pages that grow no faster than itself`() {
    // Bytes of the page stand in for time, which tests do not measure; `markdown-probe doubling` does.
    for family in HostileMarkdown.all where family.power == 1 {
      let small = page(family.bytes(2_000), .gitHub).count
      let large = page(family.bytes(4_000), .gitHub).count
      #expect(Double(large) <= 2.6 * Double(small) + 100_000, "\(family.name): \(small), \(large)")
    }
  }
}
