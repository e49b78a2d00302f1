// The Declaration of Human Rights in 388 languages: no text breaks the analyzer, and known words come out.

import ConcordTestSupport
import ConcordText
import Testing

private let folder = "multilang/udhr/"

@Suite(.enabled(if: SharedData.has("multilang/udhr/eng.txt"))) struct `languages` {
  @Test(arguments: [
    ("eng", "All human beings are born free", ["all", "human", "beings", "are", "born", "free"]),
    ("jpn", "人類社会", ["人類", "類社", "社会"]),
    ("cmn_hans", "人人生而自由", ["人人", "人生", "生而", "而自", "自由", "由"]),
    ("tha", "โดยที่", ["โด", "ดย", "ยท", "ที่"]),
    ("arb", "لمّا كان الاعتراف", ["لما", "كان", "الاعتراف"]),
    ("hin", "प्रस्तावना", ["प्रस्तावना"]),
    ("ell_monotonic", "Επειδή η αναγνώριση", ["επειδη", "η", "αναγνωριση"]),
    ("tur", "İnsanin zulüm ve baskıya karşı", ["insanin", "zulum", "ve", "baskiya", "karsi"]),
    ("rus", "достоинства", ["достоинства"]),
    ("kor", "인류", ["인류"]),
    ("heb", "זכויות האדם", ["זכויות", "האדם"]),
    ("vie", "th\u{EA}\u{301} gi\u{1A1}\u{301}i", ["the", "gioi"]),
  ])
  func `give known tokens`(language: String, words: String, expected: [String]) throws {
    let bytes = try #require(SharedData.bytes(of: folder + language + ".txt"))
    let needle = Array(words.utf8)
    let at = try #require(
      bytes.indices.first { $0 + needle.count <= bytes.count && bytes[$0..<$0 + needle.count].elementsEqual(needle) })
    let seen = Analyzer(profile: .standard).seen(bytes).filter {
      $0.start >= at && $0.end <= at + needle.count && ($0.termClass == .folded || $0.termClass == .ngram)
    }
    #expect(seen.map(\.key) == expected.map { Array($0.utf8) })
  }

  @Test func `leave no letter out`() throws {
    let names = [
      "eng", "jpn", "cmn_hans", "cmn_hant", "tha", "lao", "khm", "mya", "arb", "heb", "hin", "ben", "tam", "bod", "kat",
      "hye", "amh", "kor", "ell_polytonic", "rus", "tur", "vie", "div", "ike", "chr", "khk_mong", "iii", "vai",
      "tzm_tfng",
    ]
    for name in names {
      let bytes = try #require(SharedData.bytes(of: folder + name + ".txt"))
      #expect(!bytes.isEmpty)
      var covered = [Bool](repeating: false, count: bytes.count)
      for token in Analyzer(profile: .standard).seen(bytes) {
        for i in token.start..<token.end { covered[i] = true }
        #expect(token.key.count < 256 && Array(token.text.utf8) == token.key)
      }
      var offset = 0
      var lost: [Unicode.Scalar] = []
      for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
        if scalar.properties.isAlphabetic && scalar.properties.generalCategory != .otherSymbol && !covered[offset] {
          lost.append(scalar)
        }
        offset += UTF8.width(scalar)
      }
      // A mark that stands alone in the text is the one thing that may be left out.
      #expect(lost.filter { $0.properties.canonicalCombiningClass == .notReordered && isLetter($0) } == [], "\(name)")
    }
  }

  private func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }
}
