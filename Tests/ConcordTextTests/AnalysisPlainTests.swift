// The plain profile against a slow model of Python's rule.

import ConcordTestSupport
import ConcordText
import Testing

/// Python's `[t for t in re.findall(r"[^\W_]+", text.lower()) if len(t.encode()) <= 40]`, with positions.
private func model(_ text: String) -> [String] {
  let scalars = Array(text.unicodeScalars)
  var lowered: [Unicode.Scalar] = []
  for (i, scalar) in scalars.enumerated() {
    if scalar == "\u{3A3}" {
      let before = scalars[..<i].last { !$0.properties.isCaseIgnorable }
      let after = scalars[(i + 1)...].first { !$0.properties.isCaseIgnorable }
      let isFinal = (before?.properties.isCased ?? false) && !(after?.properties.isCased ?? false)
      lowered.append(isFinal ? "\u{3C2}" : "\u{3C3}")
    } else {
      lowered += Array(scalar.properties.lowercaseMapping.unicodeScalars)
    }
  }
  let words = lowered.split { !isAlphanumeric($0) }
  return words.enumerated().compactMap { index, word in
    let text = String(String.UnicodeScalarView(word))
    return text.utf8.count <= 40 ? "\(index):\(text)" : nil
  }
}

private func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
  default: scalar.properties.numericType != nil
  }
}

@Suite struct `the plain profile` {
  let analyzer = Analyzer(profile: .plain)

  @Test(arguments: [
    ("Hello, World_42 x", ["0:hello", "1:world", "2:42", "3:x"]),
    ("\u{130}stanbul", ["0:i", "1:stanbul"]),
    ("ΟΔΟΣ ΣΑΣ' Σ", ["0:οδος", "1:σας", "2:σ"]),
    ("x² ½ Ⅷ", ["0:x²", "1:½", "2:ⅷ"]),
    ("e\u{301}a", ["0:e", "1:a"]),
    ("", []),
  ])
  func `gives known tokens`(text: String, expected: [String]) {
    #expect(analyzer.short(text) == expected)
  }

  @Test func `drops what is longer than 40 bytes and uses its position up`() {
    let long = String(repeating: "a", count: 41)
    #expect(analyzer.short("x \(long) y") == ["0:x", "2:y"])
    #expect(analyzer.short("x \(long.dropLast()) y") == ["0:x", "1:\(long.dropLast())", "2:y"])
    #expect(analyzer.short(String(repeating: "é", count: 20) + " " + String(repeating: "é", count: 21)).count == 1)
  }

  @Test func `equals the model on small alphabets`() {
    let alphabet: [Unicode.Scalar] = [
      "a", "B", "9", "_", " ", "'", ".", "\u{3A3}", "\u{130}", "\u{E9}", "\u{301}", "\u{4E2D}", "\u{1F600}", "\u{2B0}",
    ]
    var random = SeededRandom(seed: 1)
    for round in 0..<4000 {
      let count = Int.random(in: 0...(round % 150), using: &random)
      var text = String.UnicodeScalarView()
      for _ in 0..<count { text.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)]) }
      #expect(analyzer.short(String(text)) == model(String(text)))
    }
  }

  @Test func `equals the model on all scalars of Unicode 15`() {
    var different: [UInt32] = []
    for value in UInt32(1)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value), let age = scalar.properties.age, age.major <= 15, value != 0x3A3 else {
        continue
      }
      if age.major == 15 && age.minor > 0 { continue }
      let text = "b\(scalar)C"
      if value % 7 != 0 && value > 0x30000 { continue }
      if analyzer.short(text) != model(text) { different.append(value) }
    }
    #expect(different == [])
  }
}
