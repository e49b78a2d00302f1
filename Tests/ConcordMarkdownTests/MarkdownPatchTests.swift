// What a growing document says of its changes: patches, what can no longer change, caps, and how much is made anew.

import ConcordBytes
import ConcordTestSupport
import MarkdownTestCases
import Testing

@testable import ConcordMarkdown

/// A page that is kept up to date by patches alone.
private struct PatchedPage {
  var blocks: [[UInt8]] = []
  var footnotes: [[UInt8]] = []
  /// What patches claimed to keep and did not.
  var wrong = 0

  mutating func apply(_ stream: borrowing MarkdownStream) {
    for patch in stream.patches {
      if patch.operation == .remove {
        if patch.isFootnote { footnotes.removeLast() } else { blocks.removeLast() }
        continue
      }
      let html = patch.isFootnote ? stream.html(ofFootnote: patch.index) : stream.html(ofBlock: patch.index)
      if patch.operation == .append {
        if patch.index != (patch.isFootnote ? footnotes.count : blocks.count) { wrong += 1 }
        if patch.isFootnote { footnotes.append(html) } else { blocks.append(html) }
      } else if patch.isFootnote {
        footnotes[patch.index] = html
      } else {
        if !blocks[patch.index].starts(with: html.prefix(patch.kept)) { wrong += 1 }
        blocks[patch.index] = html
      }
    }
  }

  var html: [UInt8] {
    let page = Array(blocks.joined())
    if footnotes.isEmpty { return page }
    return page + Array("<section class=\"footnotes\">\n<ol>\n".utf8) + Array(footnotes.joined())
      + Array("</ol>\n</section>\n".utf8)
  }
}

struct `patches of a growing document` {
  private func pieces(_ bytes: [UInt8], _ size: Int) -> [ArraySlice<UInt8>] {
    stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min($0 + size, bytes.count)] }
  }

  private func feed(_ stream: inout MarkdownStream, _ bytes: ArraySlice<UInt8>) {
    withFile(Array(bytes)) { view in try? stream.append(view) }
  }

  /// Expects that patches alone make the page, and that what cannot change does not.
  private func expectPatches(_ bytes: [UInt8], _ size: Int, _ extensions: MarkdownExtensions) {
    var stream = MarkdownStream(extensions: extensions)
    var page = PatchedPage()
    var final: [UInt8] = []
    var finalBlocks = 0
    for piece in pieces(bytes, size) + [[]] {
      if piece.isEmpty { stream.finish() } else { feed(&stream, piece) }
      page.apply(stream)
      let html = stream.html
      let prefix = stream.finalPrefix
      let isRight =
        page.html == html && page.wrong == 0 && html.starts(with: final) && prefix.blocks >= finalBlocks
        && prefix.bytes == page.blocks[..<prefix.blocks].reduce(0) { $0 + $1.count }
      if !isRight {
        Issue.record("\(String(decoding: bytes, as: UTF8.self).debugDescription) in pieces of \(size): \(prefix)")
        return
      }
      (final, finalBlocks) = (Array(html.prefix(prefix.bytes)), prefix.blocks)
    }
    #expect(stream.finalPrefix.blocks == stream.blockCount)
  }

  @Test func `make the page, and what is said to be final stays`() {
    let all: MarkdownExtensions = [.gitHub, .frontMatter]
    for text in `a document that grows`.hard {
      for size in [1, 3, 7] { expectPatches(Array(text.utf8), size, all) }
    }
    var random = RandomMarkdown(seed: 21)
    for index in 0..<Trials.of(600) { expectPatches(random.document(), 1 + index % 9, index % 2 == 0 ? all : .gitHub) }
  }

  @Test func `take back what seemed a footnote before it was front matter`() {
    for text in [
      "---\na: [^1]\n\n[^1]: b\n\n---\nc\n", "---\n[^1] [^2]\n\n[^1]: b\n\n[^2]: c\n\n---\nd[^3]\n\n[^3]: e\n",
    ] {
      for size in [1, 5, 19] { expectPatches(Array(text.utf8), size, [.gitHub, .frontMatter]) }
    }
  }

  @Test func `of a late definition are the blocks that wait for it`() {
    var stream = MarkdownStream()
    feed(&stream, Array("[a]\n\nb\n\n[c]\n\n> d [A]\n\ne\n\n".utf8)[...])
    #expect(stream.finalPrefix.blocks == 0)
    feed(&stream, Array("[a]: x\n\nf\n\n".utf8)[...])
    let replaced = stream.patches.filter { $0.operation == .replace }.map(\.index)
    #expect(Set(replaced).isSuperset(of: [0, 3]) && Set(replaced).isDisjoint(with: [1, 2]))
    // The first block is a link for good; the third waits for its label.
    #expect(stream.finalPrefix.blocks == 2)
    feed(&stream, Array("[c]: y\n\n".utf8)[...])
    // Definitions are blocks without HTML; nothing waits, and a blank line ended the last.
    #expect(stream.finalPrefix.blocks == 8 && stream.blockCount == 8)
  }

  @Test func `keep a page's caps, whatever the pieces`() {
    let definition = "[a]: /" + String(repeating: "x", count: 3000) + "\n\n"
    let uses = String(repeating: "[a] [b]\n\n- [a]\n\n", count: 30)
    let notes =
      "\n[^1] [^2]\n\n[^1]: " + String(repeating: "[a] ", count: 40) + "\n\n[^2]: [a]\n\nz [a]\n\n[b]: c\n\n[b]\n"
    for text in [definition + uses + notes, uses + definition + notes, notes + uses + definition] {
      let bytes = Array(text.utf8)
      let check = StreamCheck()
      for size in [61, 997] {
        let cuts = Array(stride(from: size, to: bytes.count, by: size))
        let found = check.problem(bytes, cuts: cuts) { check.html(bytes[..<$0]) }
        #expect(found == nil)
      }
      let html = check.html(bytes[...])
      #expect(html.count < 300_000 && html.count > 100_000)
    }
  }

  @Test(arguments: [
    "- item *with* text\n", "| a | *b* |\n", "code <b>\n", "> - quote\n", "text [a]\n\n", "x[^1]\n\n[^1]: y\n",
  ])
  func `bring a bounded part of a block that goes on`(line: String) {
    let start = line.hasPrefix("|") ? "|a|b|\n|-|-|\n" : line.hasPrefix("code") ? "```\n" : ""
    let bytes = Array((start + String(repeating: line, count: 600)).utf8)
    var stream = MarkdownStream()
    var patched = 0
    for piece in pieces(bytes, 16) {
      feed(&stream, piece)
      patched += stream.patchedBytes
    }
    #expect(patched < 16 * bytes.count, "\(patched) bytes of HTML for \(bytes.count) bytes of text")
  }
}
