// Folding against the normalisation test of Unicode 15.0: equivalent texts have equal keys.

import ConcordTestSupport
import ConcordText
import Testing

@Suite struct `folded keys` {
  @Test(.enabled(if: SharedData.has("unicode/NormalizationTest.txt")))
  func `are equal for equivalent texts`() throws {
    let analyzer = Analyzer(profile: .standard)
    var lines = 0
    var different: [String] = []
    for line in AnalysisData.lines("unicode/NormalizationTest.txt") where !line.hasPrefix("@") {
      let columns = line.split(separator: ";").prefix(5).map { column in
        column.split(separator: " ").compactMap { UInt32($0, radix: 16).flatMap(Unicode.Scalar.init) }
      }
      lines += 1
      let keys = columns.map { scalars in
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return analyzer.foldedKey(of: Array(String(text).utf8))
      }
      // Columns 0 to 2 are canonically equivalent. Symbols and punctuation are no words and are folded as they stand.
      let isWord = columns[0].allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        case .mathSymbol, .modifierSymbol, .otherSymbol, .otherPunctuation, .openPunctuation, .closePunctuation,
          .spaceSeparator:
          false
        default: true
        }
      }
      if isWord && (keys[0] != keys[1] || keys[1] != keys[2]) { different.append("folded " + line) }
      let tokens = columns.prefix(3).map { scalars in
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return analyzer.seen(Array(String(text).utf8)).map { [$0.termClass.rawValue] + $0.key }
      }
      if tokens[0] != tokens[1] || tokens[1] != tokens[2] { different.append("tokens " + line) }
    }
    #expect(lines > 18_000)
    #expect(different.count == 0, "\(different)")
  }
}
