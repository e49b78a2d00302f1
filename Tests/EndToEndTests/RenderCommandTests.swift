// concord render: what it writes, from where, and with which exit code.

import ConcordTestSupport
import Testing

@Suite struct RenderCommandTests {
  let folder = TemporaryFolder()

  @Test func `a file becomes a safe page, and a page as it is written on request`() throws {
    folder.write("---\ntitle: x\n---\n# A *b*\n\n<i>c</i> [d](javascript:e) ~~f~~\n", to: "a.md")
    let path = "\(folder.path)/a.md"
    let safe = try Concord.run("render", "--html", path)
    #expect(safe.code == 0)
    #expect(safe.errorText.isEmpty)
    #expect(
      safe.text == "<h1>A <em>b</em></h1>\n<p>&lt;i&gt;c&lt;/i&gt; <a href=\"\">d</a> <del>f</del></p>\n")
    let trusted = try Concord.run("render", "--unsafe-html", path)
    #expect(trusted.code == 0)
    #expect(
      trusted.text == "<h1>A <em>b</em></h1>\n<p><i>c</i> <a href=\"javascript:e\">d</a> <del>f</del></p>\n")
  }

  @Test func `standard input is read for a dash and for nothing`() throws {
    let page = "<ul>\n<li><input type=\"checkbox\" checked=\"\" disabled=\"\" /> a</li>\n</ul>\n"
    #expect(try Concord.run("render", "--html", "-", input: Array("- [x] a".utf8)).text == page)
    #expect(try Concord.run("render", "--html", input: Array("- [x] a".utf8)).text == page)
    let empty = try Concord.run("render", "--html")
    #expect(empty.code == 0 && empty.text.isEmpty)
  }

  @Test func `what cannot be done is an error with a reason`() throws {
    let missing = try Concord.run("render", "--html", "\(folder.path)/none.md")
    #expect(missing.code == 2)
    #expect(missing.errorText.hasPrefix("concord: cannot open"))
    let place = try Concord.run("render", "--html", folder.path)
    #expect(place.code == 2)
    #expect(place.text.isEmpty)
    for wrong in [
      ["--width", "0"], ["--width", "1001"], ["--width", "x"], ["--theme", "x"], ["--plain", "--html"],
    ] {
      let outcome = try Concord.run("render", wrong[0], wrong[1])
      #expect(outcome.code == 2, "\(wrong)")
      #expect(outcome.text.isEmpty && outcome.errorText.hasPrefix("Error: "), "\(wrong)")
    }
  }

  @Test func `a page for a terminal is the form without a flag, plain into a pipe and styled on request`() throws {
    folder.write("---\ntitle: x\n---\n# A\n\n- b *c* [d](https://e.f)\n", to: "a.md")
    let path = "\(folder.path)/a.md"
    let plain = "A\n\n• b c d (https://e.f)\n"
    #expect(try Concord.run("render", path).text == plain)
    #expect(try Concord.run("render", "--plain", "--color", "always", path).text == plain)
    #expect(try Concord.run("render", "--width", "12", path).text == "A\n\n• b c d\n  (https://e\n  .f)\n")
    let styled = try Concord.run("render", "--color", "always", "--theme", "none", path)
    #expect(styled.code == 0 && styled.errorText.isEmpty)
    #expect(
      styled.text == "\u{1B}[0;1;4mA\u{1B}[0m\n\n\u{1B}[0;2m• \u{1B}[0mb \u{1B}[0;3mc\u{1B}[0m "
        + "\u{1B}]8;;https://e.f\u{1B}\\\u{1B}[0;4md\u{1B}]8;;\u{1B}\\\u{1B}[0m\n")
    let dark = try Concord.run("render", "--color", "always", path).text
    let light = try Concord.run("render", "--color", "always", "--theme", "light", path).text
    #expect(dark != light && dark != styled.text)
  }

  @Test func `what a document says cannot drive a terminal`() throws {
    let shown = try Concord.run("render", "--color", "always", "-", input: Array("a\u{1B}]0;b\u{7}c\u{202E}".utf8))
    #expect(shown.text == "a␛]0;b␇c\u{FFFD}\n")
  }

  @Test func `show gives bytes to a pipe, and a page of Markdown on request`() throws {
    folder.write("# A\n\n*b*\n", to: "corpus/a.md")
    folder.write("{\"id\":\"r\",\"body\":\"*c*\"}\n", to: "corpus/b.jsonl")
    let index = "\(folder.path)/index.ccx"
    #expect(try Concord.run("build", "\(folder.path)/corpus", "-o", index).code == 0)
    #expect(try Concord.run("show", index, "a.md").text == "# A\n\n*b*\n")
    let lit = try Concord.run("show", index, "a.md", "--color", "always", "--theme", "none", "--highlight", "b").text
    #expect(lit == "\u{1B}[0;1;4mA\u{1B}[0m\n\n\u{1B}[0;3;7mb\u{1B}[0m\n")
    let other = try Concord.run("show", index, "a.md", "--color", "always", "--theme", "none", "--highlight", "x").text
    #expect(other == "\u{1B}[0;1;4mA\u{1B}[0m\n\n\u{1B}[0;3mb\u{1B}[0m\n")
    #expect(try Concord.run("show", index, "a.md", "--highlight", "b", "--raw").code == 2)
    let piped = try Concord.run("show", index, "a.md", "--highlight", "b")
    #expect(piped.code == 2 && piped.errorText.contains("--color always"))
    #expect(try Concord.run("show", index, "a.md", "--raw", "--color", "always").text == "# A\n\n*b*\n")
    #expect(
      try Concord.run("show", index, "a.md", "--color", "always", "--theme", "none").text
        == "\u{1B}[0;1;4mA\u{1B}[0m\n\n\u{1B}[0;3mb\u{1B}[0m\n")
    #expect(try Concord.run("show", index, "r", "--color", "always").text == "*c*")
    #expect(try Concord.run("show", index, "a.md", "--width", "0").code == 2)
  }

  @Test func `a page that would grow without bound is cut, and says so`() throws {
    folder.write("[a]: \(String(repeating: "x", count: 9000))\n\n" + String(repeating: "[a]", count: 3000), to: "a.md")
    let outcome = try Concord.run("render", "--html", "\(folder.path)/a.md")
    #expect(outcome.code == 0)
    #expect(outcome.text.utf8.count < 400_000)
    #expect(outcome.errorText.contains("left out"))
  }
}
