// Folding against the normalisation test of Unicode 15.0: equivalent texts have equal keys.

import ConcordText
import Testing

@Suite struct `folded keys` {
  @Test(.enabled(if: AnalysisData.has("unicode/NormalizationTest.txt")))
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
      // Columns 0 to 2 are canonically equivalent.
      if keys[0] != keys[1] || keys[1] != keys[2] { different.append(String(line)) }
    }
    #expect(lines > 18_000)
    #expect(different.count == 0, "\(different.prefix(5))")
  }
}
