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
    let formless = try Concord.run("render", "\(folder.path)/none.md")
    #expect(formless.code == 2)
    #expect(formless.errorText.contains("HTML is the only form as yet: add --html"))
  }

  @Test func `a page that would grow without bound is cut, and says so`() throws {
    folder.write("[a]: \(String(repeating: "x", count: 9000))\n\n" + String(repeating: "[a]", count: 3000), to: "a.md")
    let outcome = try Concord.run("render", "--html", "\(folder.path)/a.md")
    #expect(outcome.code == 0)
    #expect(outcome.text.utf8.count < 400_000)
    #expect(outcome.errorText.contains("left out"))
  }
}
