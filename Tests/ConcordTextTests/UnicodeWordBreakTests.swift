// Word borders of the standard profile beside those of UAX #29: how many lines agree, so that a change is seen.

import ConcordText
import Testing

@Suite struct `word borders` {
  @Test(.enabled(if: AnalysisData.has("unicode/WordBreakTest.txt")))
  func `agree with UAX 29 but for the deviations that are meant`() throws {
    let analyzer = Analyzer(profile: .standard)
    var lines = 0
    var agreeing = 0
    for line in AnalysisData.lines("unicode/WordBreakTest.txt") {
      var bytes: [UInt8] = []
      var segments: [Range<Int>] = []
      var start = 0
      var isWord = false
      for field in line.split(whereSeparator: \.isWhitespace) {
        if field == "÷" {
          if isWord { segments.append(start..<bytes.count) }
          start = bytes.count
          isWord = false
        } else if field != "×" {
          let scalar = try #require(UInt32(field, radix: 16).flatMap(Unicode.Scalar.init))
          bytes += Array(String(Character(scalar)).utf8)
          switch scalar.properties.generalCategory {
          case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber:
            isWord = true
          default: break
          }
        }
      }
      let found = analyzer.seen(bytes).filter { $0.flags & Token.part == 0 && $0.termClass == .folded }
        .map { $0.start..<$0.end }
      lines += 1
      if found == segments { agreeing += 1 }
    }
    print("WordBreakTest: \(agreeing) of \(lines) lines agree")
    #expect(lines == 1826)
    #expect(agreeing == 0)
  }
}
