// What events say of the source, and what of a document is finished while it grows.

import ConcordBytes
import ConcordTestSupport
import MarkdownTestCases
import Testing

@testable import ConcordMarkdown

/// Notes each piece of text with the bytes of the source that it claims to come from.
private struct SourceRecorder: MarkdownSink {
  let source: [UInt8]
  var cursor = SourceCursor()
  /// Text and source that should be the same and are not.
  var wrong: [String] = []
  var texts = 0
  /// The end of the last range; events come in the order of the source.
  var last = 0
  var outOfOrder = 0

  private mutating func note(_ content: InlineContent, _ start: Int, _ end: Int, isText: Bool = false) {
    let range = cursor.range(start, end, of: content)
    if range.lowerBound < last || range.upperBound > source.count { outOfOrder += 1 }
    last = range.upperBound
    if !isText { return }
    texts += 1
    let text = (start..<end).map { content.bytes[$0] }
    if range.upperBound > source.count || Array(source[range]) != text {
      wrong.append("\(range): \(String(decoding: text, as: UTF8.self))")
    }
  }

  mutating func enter(_ block: BlockEvent) {}
  mutating func leave(_ block: BlockEvent) {}
  mutating func info(_ line: ContentLine, of bytes: MarkdownBytes, in block: BlockEvent) {}
  mutating func line(_ line: ContentLine, of bytes: MarkdownBytes, in block: BlockEvent) { last = max(last, line.end) }
  mutating func text(_ content: InlineContent, _ start: Int, _ end: Int) {
    // An escaped pipe of a cell stands in its source with a backslash.
    let hasPipe = (start..<end).contains { content.bytes[$0] == UInt8(ascii: "|") }
    note(content, start, end, isText: !hasPipe)
  }
  mutating func escape(_ content: InlineContent, _ start: Int, _ end: Int) { note(content, start, end) }
  mutating func entity(_ content: InlineContent, _ start: Int, _ end: Int, value: Int) { note(content, start, end) }
  mutating func code(_ content: InlineContent, _ start: Int, _ end: Int) { note(content, start, end) }
  mutating func html(_ content: InlineContent, _ start: Int, _ end: Int) { note(content, start, end) }
  mutating func lineBreak(_ content: InlineContent, _ start: Int, _ end: Int, isHard: Bool) {
    note(content, start, end)
  }
  mutating func open(_ style: InlineStyle, _ content: InlineContent, _ start: Int, _ end: Int) {
    note(content, start, end, isText: true)
  }
  mutating func close(_ style: InlineStyle, _ content: InlineContent, _ start: Int, _ end: Int) {
    note(content, start, end, isText: true)
  }
  mutating func open(_ link: LinkEvent, _ content: InlineContent, _ start: Int, _ end: Int) {
    note(content, start, end, isText: true)
  }
  mutating func close(_ link: LinkEvent, _ content: InlineContent, _ start: Int, _ end: Int) {
    note(content, start, end)
  }
  mutating func address(_ content: InlineContent, _ start: Int, _ end: Int, prefix: StaticString) {
    note(content, start, end, isText: true)
  }
  mutating func footnote(_ content: InlineContent, _ start: Int, _ end: Int, number: Int, use: Int) {
    note(content, start, end, isText: true)
  }
  mutating func enterFootnotes() {}
  mutating func leaveFootnotes() {}
  mutating func enterFootnote(number: Int, uses: Int) { last = 0 }
  mutating func leaveFootnote() {}
}

struct `events of a walk` {
  private func record(_ markdown: [UInt8]) -> SourceRecorder {
    withFile(markdown) { view in
      let copy = PaddedCopy(view)
      var parser = BlockParser(copy.bytes, extensions: .gitHub)
      parser.parse(from: 0)
      var recorder = SourceRecorder(source: markdown)
      var walk = DocumentWalk(extensions: .gitHub)
      walk.run(&parser, &recorder)
      withExtendedLifetime(copy) {}
      return recorder
    }
  }

  @Test func `know their bytes of the source, in quotes and lists, over line breaks and in cells with pipes`() {
    for text in [
      "> *a\n> b* `c\n>   d` [e\n> f](g)\n", "- a\n  b **c\n  d**\n\n  e\r\n  f\n", "a\rb\r\nc *d*\n",
      "|a\\|b *c*|d|\n|-|-|\n|e \\| \\| **f**|g|\n", "1. > a\n   > b\nlazy *c*\n", "[^1] x\n\n[^1]: > a\n    > b _c_\n",
    ] {
      let recorder = record(Array(text.utf8))
      #expect(recorder.wrong == [], "\(text.debugDescription)")
      #expect(recorder.outOfOrder == 0, "\(text.debugDescription)")
      #expect(recorder.texts > 1)
    }
  }

  @Test(.enabled(if: SharedData.has("markdown/commonmark-0.31.2.json")))
  func `know their bytes of the source in all examples`() throws {
    var texts = 0
    for name in ["commonmark-0.31.2", "gfm-spec", "gfm-extensions", "md4c-regressions"] {
      for example in try SpecificationExample.all("markdown/\(name).json") {
        let recorder = record(example.markdown)
        #expect(recorder.wrong == [], "\(name) \(example.number)")
        #expect(recorder.outOfOrder == 0, "\(name) \(example.number)")
        texts += recorder.texts
      }
    }
    #expect(texts > 3000)
  }
}

struct `blocks of a growing document` {
  /// Blocks as text, one each, of all top-level blocks but the last.
  private func finished(_ markdown: ArraySlice<UInt8>) -> [String] {
    withFile(Array(markdown)) { view in
      let copy = PaddedCopy(view)
      var parser = BlockParser(copy.bytes, extensions: .gitHub)
      parser.parse(from: 0)
      var last = 1
      while last < parser.nodes.count, Int(parser.nodes[last].end) < parser.nodes.count {
        last = Int(parser.nodes[last].end)
      }
      var blocks: [String] = []
      for index in 1..<max(1, last) {
        let node = parser.nodes[index]
        let lines = (0..<(node.kind == .table || node.kind == .list ? 0 : Int(node.lineCount))).map { line -> String in
          let content = parser.lines[Int(node.firstLine) + line]
          return "\(content.start)-\(content.end)+\(content.padding)"
        }
        blocks.append(
          "\(node.kind) \(node.level) \(node.flags.rawValue) \(node.start)-\(node.stop) \(node.end) \(lines)")
      }
      withExtendedLifetime(copy) {}
      return blocks
    }
  }

  /// Expects that what is finished after each line stays as it is.
  private func expectStable(_ markdown: [UInt8], _ name: String) {
    let whole = finished(markdown[...])
    for end in markdown.indices where markdown[end] == 0x0A {
      let part = finished(markdown[...end])
      if !whole.starts(with: part) {
        Issue.record("\(name): after byte \(end) of \(String(decoding: markdown, as: UTF8.self).debugDescription)")
        return
      }
    }
  }

  @Test(.enabled(if: SharedData.has("markdown/commonmark-0.31.2.json")))
  func `never change once another top-level block follows them`() throws {
    for name in ["commonmark-0.31.2", "gfm-extensions", "md4c-regressions"] {
      for example in try SpecificationExample.all("markdown/\(name).json") {
        expectStable(example.markdown, "\(name) \(example.number)")
      }
    }
    var random = RandomMarkdown(seed: 11)
    for index in 0..<1500 { expectStable(random.document(), "random \(index)") }
  }
}
