// Word borders of the standard profile beside those of UAX #29: how many lines agree, so that a change is seen.

import ConcordTestSupport
import ConcordText
import Testing

@Suite struct `word borders` {
  @Test(.enabled(if: SharedData.has("unicode/WordBreakTest.txt")))
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
      let found = words(analyzer, bytes)
      lines += 1
      if found == segments { agreeing += 1 }
    }
    print("WordBreakTest: \(agreeing) of \(lines) lines agree")
    #expect(lines == 1823)
    #expect(agreeing == 1719)
  }

  /// What the analyzer takes for words: no parts, no emoji, and the n-grams of a run as one.
  private func words(_ analyzer: Analyzer, _ bytes: [UInt8]) -> [Range<Int>] {
    var all: [Range<Int>] = []
    var inRun = false
    for token in analyzer.seen(bytes) where token.flags & Token.part == 0 && token.termClass != .exact {
      let first = String(decoding: token.key, as: UTF8.self).unicodeScalars.first
      if first?.properties.generalCategory == .otherSymbol { continue }
      if token.termClass == .ngram, inRun, let last = all.last, last.upperBound > token.start {
        all[all.count - 1] = last.lowerBound..<token.end
      } else {
        all.append(token.start..<token.end)
      }
      inRun = token.termClass == .ngram
    }
    return all
  }
}
