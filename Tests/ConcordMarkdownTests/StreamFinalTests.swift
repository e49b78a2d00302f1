// What a growing document hands out: all of the page in the end, eagerly on request, in bounded steps, at a new width.

import ConcordBytes
import ConcordTestSupport
import MarkdownTestCases
import Testing

@testable import ConcordMarkdown

/// What is handed out of a text, piece by piece.
private func htmlParts(_ bytes: [UInt8], _ cuts: [Int], isEager: Bool = false) -> [[UInt8]] {
  var stream = MarkdownStream(extensions: [.gitHub, .frontMatter], isEager: isEager)
  var parts: [[UInt8]] = []
  var from = 0
  for cut in cuts + [bytes.count] {
    withFile(Array(bytes[from..<cut])) { view in try? stream.append(view) }
    parts.append(stream.takeFinal())
    from = cut
  }
  stream.finish()
  return parts + [stream.takeFinal()]
}

private func lineParts(
  _ bytes: [UInt8], _ cuts: [Int], _ options: TerminalOptions = TerminalOptions(), isEager: Bool = false
) -> [[UInt8]] {
  var stream = TerminalStream(extensions: [.gitHub, .frontMatter], options: options, isEager: isEager)
  var parts: [[UInt8]] = []
  var from = 0
  for cut in cuts + [bytes.count] {
    withFile(Array(bytes[from..<cut])) { view in try? stream.append(view) }
    stream.read()
    parts.append(stream.takeFinal())
    from = cut
  }
  stream.finish()
  stream.read()
  return parts + [stream.takeFinal()]
}

private func pieces(_ parts: [[UInt8]]) -> [String] { parts.map { String(decoding: $0, as: UTF8.self) } }

struct `what is handed out of a growing document` {
  private func html(_ bytes: [UInt8]) -> [UInt8] {
    StreamCheck(extensions: [.gitHub, .frontMatter]).html(bytes[...])
  }

  @Test func `is the page in HTML, whatever the pieces`() {
    var random = RandomMarkdown(seed: 31)
    var places = SeededRandom(seed: 32)
    var texts = (`a document that grows`.hard + `lines of a document that grows`.hard).map { Array($0.utf8) }
    for _ in 0..<Trials.of(400) { texts.append(random.document()) }
    for bytes in texts {
      for cuts in [Array(0..<bytes.count), [places.below(bytes.count + 1)]] {
        let found = htmlParts(bytes, cuts)
        #expect(
          Array(found.joined()) == html(bytes), "\(String(decoding: bytes, as: UTF8.self).debugDescription) at \(cuts)")
      }
    }
  }

  @Test func `comes when a block is finished, and line by line of code`() {
    #expect(pieces(lineParts(Array("a\n\nb\n\nc".utf8), [2, 4, 6])) == ["", "a\n", "\nb\n", "", "\nc\n"])
    let code = Array("```\na\nb\nc\n```\nd\n".utf8)
    #expect(pieces(lineParts(code, [6, 8, 11])) == ["\u{250A} a\n", "\u{250A} b\n", "\u{250A} c\n", "", "\nd\n"])
    #expect(
      pieces(htmlParts(code, [6, 8, 11])) == [
        "<pre><code>a\n", "b\n", "c\n", "</code></pre>\n", "<p>d</p>\n",
      ])
    // A quote does not say later how it looks from its beginning; a list does, and a table on a terminal.
    #expect(
      pieces(lineParts(Array("> a\n>\n> b\n> - c\n".utf8), [6, 10])) == [
        "\u{2502} a\n", "", "", "\u{2502}\n\u{2502} b\n\u{2502}\n\u{2502} \u{2022} c\n",
      ])
    #expect(pieces(lineParts(Array("- a\n\n- b\n".utf8), [5])).dropLast() == ["", ""])
    #expect(pieces(lineParts(Array("|a|\n|-|\n|b|\n".utf8), [9])).dropLast() == ["", ""])
    #expect(pieces(htmlParts(Array("|a|\n|-|\n|b|\n".utf8), [12])).first?.contains("<td>b</td>") == true)
  }

  @Test func `waits for a label, and for front matter that may be`() {
    #expect(pieces(lineParts(Array("[a]\n\nb\n\n[a]: c\n\nd\n".utf8), [8, 16])) == ["", "a (c)\n\nb\n", "", "\nd\n"])
    #expect(pieces(lineParts(Array("---\na: b\n\nc: e\n---\nd\n\n".utf8), [14])) == ["", "d\n", ""])
  }

  @Test func `waits for no label if it is eager, and is the same whatever the pieces`() {
    let text = Array("[a]\n\nb [c][^d]\n\n[a]: e\n[^d]: f\n\n[a] g[^d]\n\n".utf8)
    #expect(
      pieces(lineParts(text, [5, 16], isEager: true)) == [
        "[a]\n", "\nb [c][^d]\n", "\na (e) g[1]\n", "\n" + String(repeating: "\u{2500}", count: 20) + "\n[1] f\n",
      ])
    var random = RandomMarkdown(seed: 33)
    var places = SeededRandom(seed: 34)
    var texts = (`a document that grows`.hard + `lines of a document that grows`.hard).map { Array($0.utf8) }
    for _ in 0..<Trials.of(400) { texts.append(random.document()) }
    for bytes in texts {
      let wanted = Array(lineParts(bytes, [], isEager: true).joined())
      let wantedHTML = Array(htmlParts(bytes, [], isEager: true).joined())
      for cuts in [Array(0..<bytes.count), [places.below(bytes.count + 1)]] {
        let name = "\(String(decoding: bytes, as: UTF8.self).debugDescription) at \(cuts)"
        #expect(Array(lineParts(bytes, cuts, isEager: true).joined()) == wanted, "\(name)")
        #expect(Array(htmlParts(bytes, cuts, isEager: true).joined()) == wantedHTML, "\(name)")
      }
    }
  }

  @Test func `is the page of one shot if it is eager and labels are defined first`() {
    let text = Array("[a]: b\n[^c]: d\n\n[a] [^c]\n\n- [a]\n\n> [^c]\n".utf8)
    #expect(Array(htmlParts(text, Array(0..<text.count), isEager: true).joined()) == html(text))
  }

  @Test func `comes in steps as long as there is time, and nothing is lost`() {
    let text = Array(String(repeating: "a *b* `c`\n\n- d\n\n", count: 4000).utf8)
    var stream = TerminalStream()
    withFile(text) { view in try? stream.append(view) }
    stream.finish()
    var (steps, given) = (0, [UInt8]())
    repeat {
      steps += 1
      #expect(given.count < steps * TerminalStream.step)
      given += stream.takeFinal()
    } while !stream.read(while: { false }) && steps < 1000
    given += stream.takeFinal()
    #expect(steps == (text.count - 1) / TerminalStream.step + 1)
    #expect(given == TerminalStreamCheck().page(text[...]))
  }

  @Test func `has blocks of known heights at a width`() {
    func heights(_ text: String, _ width: Int) -> [Int] {
      var stream = TerminalStream(options: TerminalOptions(width: width))
      withFile(Array(text.utf8)) { view in try? stream.append(view) }
      stream.read()
      return stream.heights()
    }
    let text = "# one\n\ntwo three four[^a]\n\n[x]: y\n\n- a\n- b\n\n[^a]: c d e f\n"
    #expect(heights(text, 80) == [1, 2, 0, 3, 0, 3])
    #expect(heights(text, 9) == [1, 3, 0, 3, 0, 4])
    for text in `lines of a document that grows`.hard {
      for width in [5, 40] {
        let page = TerminalStreamCheck(options: TerminalOptions(width: width)).page(Array(text.utf8)[...])
        #expect(heights(text, width).reduce(0, +) == page.count { $0 == 0x0A })
      }
    }
  }

  @Test func `keeps its form when the rest gets another width`() {
    let first = "one two three four five\n\n[x]: y\n\n- six seven\n\nlast words of it\n\n"
    let text = Array((first + "eight nine ten eleven\n\n| a | b |\n|---|---|\n\n[x]\n").utf8)
    var stream = TerminalStream(options: TerminalOptions(width: 9))
    withFile(Array(text.prefix(first.utf8.count))) { view in try? stream.append(view) }
    stream.read()
    let given = stream.takeFinal(parts: false)
    stream.restart(TerminalOptions(width: 14))
    let early = (stream.isCurrent, stream.takeFinal(parts: false), stream.tail())
    #expect(!early.0 && early.1.isEmpty && early.2.isEmpty)
    withFile(Array(text.dropFirst(first.utf8.count))) { view in try? stream.append(view) }
    stream.read()
    #expect(stream.isCurrent == true)
    let (more, tail) = (stream.takeFinal(parts: false), stream.tail())
    stream.finish()
    stream.read()
    let rest = more + stream.takeFinal(parts: false)
    #expect(rest == more + tail)
    let narrow = TerminalStreamCheck(options: TerminalOptions(width: 9)).page(Array(first.utf8)[...])
    #expect(given == narrow)
    let wide = TerminalStreamCheck(options: TerminalOptions(width: 14))
    #expect(rest == Array(wide.page(text[...]).dropFirst(wide.page(Array(first.utf8)[...]).count)))
  }

  @Test(.enabled(if: SharedData.has("markdown/commonmark-0.31.2.json")))
  func `of a long document is its page, one byte at a time and in random pieces`() throws {
    let parts = try SpecificationExample.all("markdown/commonmark-0.31.2.json").map(\.markdown)
    let bytes = Array(parts.prefix(300).joined(separator: Array("\n\n<!-- -->\n\n".utf8)))
    let options = TerminalOptions(width: 60, theme: .dark)
    let page = TerminalStreamCheck(extensions: [.gitHub, .frontMatter], options: options).page(bytes[...])
    var places = SeededRandom(seed: 35)
    let random = (0..<200).map { _ in places.below(bytes.count + 1) }.sorted()
    for cuts in [Array(0..<bytes.count), random] {
      #expect(Array(lineParts(bytes, cuts, options).joined()) == page)
    }
  }
}
