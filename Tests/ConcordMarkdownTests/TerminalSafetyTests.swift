// Documents that would drive a terminal, pages of any width, and where the text of a page came from.

import ConcordBytes
import ConcordText
import MarkdownTestCases
import Testing

@testable import ConcordMarkdown

struct `hostile text on a terminal` {
  @Test(arguments: [
    ("a\u{1B}[31mb", "a␛[31mb\n"), ("a\u{7}\u{8}b\u{7F}", "a␇␈b␡\n"), ("a\u{9B}31mb\u{85}", "a\u{FFFD}31mb\u{FFFD}\n"),
    ("a\u{202E}b\u{2066}c\u{200F}", "a\u{FFFD}b\u{FFFD}c\u{FFFD}\n"), ("&#27;]8;;x&#7;", "␛]8;;x␇\n"),
    ("`\u{1B}c`", "␛c\n"), ("    \u{1B}[2J\u{0}", "┊ ␛[2J␀\n"), ("<b \u{1B}>", "<b ␛>\n"),
    ("![\u{1B}](x)", "␛\n"), ("| \u{1B} |\n|---|", "┌───┐\n│ ␛ │\n└───┘\n"), ("[a](<\u{1B}[0m>)", "a (␛[0m)\n"),
    ("# \u{1B}", "␛\n"), ("a[^b]\n\n[^b]: \u{1B}", "a[1]\n\n────────────────────\n[1] ␛\n"),
  ])
  func `is marks`(markdown: String, plain: String) {
    #expect(terminal(markdown) == plain)
    #expect(TerminalCheck.problem(terminal(Array(markdown.utf8), theme: .dark), isPlain: false) == nil)
  }

  @Test func `that is no UTF-8 is U+FFFD, one for each part that could have been a character`() {
    #expect(terminal([0x61, 0xFF, 0x62]) == Array("a\u{FFFD}b\n".utf8))
    #expect(terminal([0xE7, 0x81, 0x62, 0xC0, 0x80]) == Array("\u{FFFD}b\u{FFFD}\u{FFFD}\n".utf8))
    #expect(terminal([0xED, 0xA0, 0x80]) == Array("\u{FFFD}\u{FFFD}\u{FFFD}\n".utf8))
  }

  @Test func `cannot leave an address`() {
    let page = terminal(Array("[a](<https://b\u{1B}\\\u{7}c>) <https://d/\u{9C}>".utf8), theme: .dark)
    #expect(TerminalCheck.problem(page, isPlain: false) == nil)
    #expect(String(decoding: page, as: UTF8.self).contains("8;;https://b%1B\\%07c\u{1B}"))
  }

  @Test(arguments: [
    "a", "a\u{1B}[2J\n", "a\u{7}\n", "\u{1B}[0;1ma\n", "\u{1B}]8;;javascript:x\u{1B}\\a\u{1B}]8;;\u{1B}\\\n",
    "\u{1B}]8;;https://x\u{1B}\\a\n", "\u{202E}\n", "\u{1B}]0;x\u{7}\n", "\u{9B}\n", "\u{1B}[1m\u{1B}[0m\n",
  ])
  func `canary: the reader of pages finds what is not ours`(page: String) {
    #expect(TerminalCheck.problem(Array(page.utf8), isPlain: false) != nil)
  }

  @Test func `of random pieces makes pages with nothing but text and our sequences, at any width`() {
    var random = RandomMarkdown(seed: 9)
    for index in 0..<2000 {
      let bytes = random.terminalDocument()
      let width = index % 5 == 0 ? 80 : 1 + index % 20
      let pages = [
        terminal(bytes, width: width),
        terminal(bytes, width: width, theme: index % 2 == 0 ? .dark : TerminalTheme.none),
      ]
      for (page, isPlain) in zip(pages, [true, false]) {
        if let problem = TerminalCheck.problem(page, isPlain: isPlain) {
          Issue.record("\(problem) at \(width) in \(String(decoding: bytes, as: UTF8.self).debugDescription)")
        }
      }
      for line in pages[0].split(separator: 0x0A) where columns(Array(line)) > max(2, width) {
        Issue.record(
          "\(columns(Array(line))) columns of \(width) in \(String(decoding: bytes, as: UTF8.self).debugDescription)")
      }
    }
  }

  @Test func `makes pages that grow no faster than itself`() {
    for family in HostileMarkdown.all where family.power == 1 {
      for width in [4, 80] {
        let small = terminal(family.bytes(1_000), width: width, theme: .dark).count
        let large = terminal(family.bytes(2_000), width: width, theme: .dark).count
        #expect(Double(large) <= 2.6 * Double(small) + 250_000, "\(family.name): \(small), \(large)")
      }
    }
  }

  @Test func `repeats no long address without bound`() {
    let text = "[" + String(repeating: "a ", count: 5000) + "](https://" + String(repeating: "b", count: 1900) + ")"
    #expect(terminal(Array(text.utf8), width: 1, theme: .dark).count < 600_000)
  }
}

/// Columns of a line of UTF-8.
func columns(_ line: [UInt8]) -> Int {
  var padded = FlatArray<UInt8>()
  for byte in line { padded.append(byte) }
  return unsafe DisplayCluster.width(MarkdownBytes(padded.pointer, count: padded.count), 0, padded.count)
}

struct `columns of characters` {
  @Test func `are found in the clusters of UAX #29`() {
    let pieces = [
      "a", "\u{301}", "🇫", "🇷", "👍", "🏽", "\u{200D}", "각", "\u{1100}", "\u{1161}", "\u{11A8}", "\u{600}", "灯", "❤",
      "\u{FE0F}",
      "क", "\u{93F}", "1", "\u{20E3}", " ", "\u{E0067}",
    ].map { Array($0.utf8) }
    var random = RepeatableRandom(seed: 3)
    for round in 0..<3000 {
      var bytes: [UInt8] = []
      for _ in 0...(round % 9) { bytes += pieces[Int.random(in: 0..<pieces.count, using: &random)] }
      var padded = FlatArray<UInt8>()
      for byte in bytes { padded.append(byte) }
      let text = unsafe MarkdownBytes(padded.pointer, count: padded.count)
      var offset = 0
      while offset < bytes.count {
        let end = unsafe bytes.withUnsafeBufferPointer { unsafe GraphemeBreak.nextBoundary($0, after: offset) }
        let cluster = DisplayCluster.at(offset, of: text)
        #expect(cluster.end == end, "\(String(decoding: bytes, as: UTF8.self).unicodeScalars.map(\.value))")
        #expect(cluster.width <= 2)
        offset = max(end, cluster.end)
      }
    }
  }

  @Test(arguments: [
    ("a", 1), ("é", 1), ("e\u{301}", 1), ("灯", 2), ("Ａ", 2), ("ｱ", 1), ("각", 2), ("\u{1100}\u{1161}\u{11A8}", 2),
    ("👍🏽", 2),
    ("🇫🇷", 2), ("🇫", 1), ("❤", 1), ("❤\u{FE0F}", 2), ("1\u{FE0F}\u{20E3}", 2), ("👨‍👩‍👧", 2), ("\u{200B}", 0), ("\u{AD}", 1),
    ("ก็", 1), ("\u{301}", 0), ("─", 1), ("␛", 1), ("\u{FFFD}", 1), ("𠀀", 2), ("\u{3000}", 2),
  ])
  func `are those of a terminal`(text: String, width: Int) {
    #expect(columns(Array(text.utf8)) == width)
  }
}
