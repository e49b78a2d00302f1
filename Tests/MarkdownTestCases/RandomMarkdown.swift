// Random documents made of what means something in Markdown.

import ConcordTestSupport

/// Makes documents of random bytes, of random marks and words, and of lines with random beginnings.
package struct RandomMarkdown {
  private var random: SeededRandom

  /// Begins at a seed.
  package init(seed: UInt64) { random = SeededRandom(seed: seed &* 0x9E37_79B9_7F4A_7C15) }

  private mutating func next() -> UInt64 { random.next() }

  private mutating func below(_ limit: Int) -> Int { random.below(limit) }

  private static let pieces: [[UInt8]] = [
    "*", "**", "_", "__", "~", "~~", "`", "``", "[", "]", "![", "](", ")", "(", "<", ">", "<!--", "-->", "<?", "?>",
    "<![CDATA[", "]]>", "<!A", "&", "&amp;", "&#58;", "&colon;", "&Tab;", "&NewLine;", "\\", "\\\n", "|", "|-|", "-",
    "---", "===", "#", "# ", "> ", "- ", "1. ", "2) ", "+ ", "[ ] ", "[x] ", "[^1]", "[^1]: ", "[a]: ", "[a]", "\n",
    "\n\n", "\r\n", "\r", "    ", "\t", " ", "  \n", "```\n", "~~~ x\n", "a", "b", "word", "http://a.b", "www.a.b",
    "a@b.c", "https://x.y/z(1)", "javascript:alert(1)", "data:text/html,x", "vbscript:x", "mailto:a@b.c", "\"", "'",
    "<a href=\"x\">", "</a>", "<script>", "</script>", "<img src=x onerror=alert(1)>", "<div>", "\u{0}", "\u{1}",
    "\u{7F}", "\u{A0}", "\u{E9}", "\u{4E2D}", "\u{1F469}", "\u{202E}", "\u{2028}", "!", ":", "@", "/", "=", ".", ";",
    " onclick=\"x\" ", "\" onload=\"", "JaVaScRiPt:", "java\nscript:", "java\tscript:x", "&#x6A;avascript:x",
  ].map { Array($0.utf8) }

  /// The next document, of up to some hundred bytes.
  package mutating func document() -> [UInt8] {
    var bytes: [UInt8] = []
    let kind = below(8)
    if kind == 0 {
      for _ in 0..<below(120) { bytes.append(UInt8(truncatingIfNeeded: next())) }
      return bytes
    }
    // Few different pieces meet each other more often.
    let palette = (0..<(kind < 4 ? 6 : 40)).map { _ in below(Self.pieces.count) }
    for _ in 0..<below(60) {
      bytes += Self.pieces[palette[below(palette.count)]]
      if kind == 7 && below(20) == 0 { bytes.append(UInt8(truncatingIfNeeded: next())) }
    }
    return bytes
  }

  private static let terminalPieces: [[UInt8]] =
    [
      "\u{1B}[31m", "\u{1B}[2J", "\u{1B}]8;;javascript:x\u{1B}\\", "\u{1B}]0;x\u{7}", "\u{1B}P", "\u{1B}\\", "\u{1B}",
      "\u{9B}31m", "\u{90}", "\u{7}", "\u{8}", "\u{202E}", "\u{2066}", "\u{61C}", "\u{200F}", "\u{2029}", "&#27;[1m",
      "&#x9b;",
      "&#x202e;", "[a](<https://b\u{1B}\\c>)", "[\u{1B}](https://b.c/&#27;)", "<https://a\u{9C}b>", "\u{301}",
      "\u{200D}",
      "\u{1F1EB}", "\u{1F468}\u{200D}\u{1F469}", "\u{FE0F}", "\u{D55C}", "\u{300C}", "\u{E0001}", "\u{FEFF}", "\t",
    ].map { Array($0.utf8) } + [[0x9B], [0xC2], [0xE2, 0x80], [0xF0, 0x9F], [0xED, 0xA0, 0x80]]

  /// A document with what would act on a terminal, and with characters of all widths, at random places.
  package mutating func terminalDocument() -> [UInt8] {
    var bytes = document()
    for _ in 0..<below(8) {
      let place = below(bytes.count + 1)
      bytes.insert(contentsOf: Self.terminalPieces[below(Self.terminalPieces.count)], at: place)
    }
    return bytes
  }
}
