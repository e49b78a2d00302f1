// Jaro-Winkler against known values and against its definition.

import ConcordTestSupport
import ConcordText
import Testing

@Suite struct `Jaro-Winkler similarity` {
  /// Values of the literature and of rapidfuzz 3.14.
  @Test(
    arguments: [
      ("MARTHA", "MARHTA", 0.9611111111111111), ("DIXON", "DICKSONX", 0.8133333333333332),
      ("DWAYNE", "DUANE", 0.8400000000000001), ("JELLYFISH", "SMELLYFISH", 0.8962962962962964),
      ("", "", 1), ("a", "", 0), ("", "a", 0), ("a", "a", 1), ("a", "b", 0), ("ab", "ba", 0),
      ("CRATE", "TRACE", 0.7333333333333334), ("Müller", "Mueller", 0.8042857142857143),
      ("straße", "strasse", 0.9095238095238095), ("seperate", "separate", 0.9083333333333333),
    ] as [(String, String, Double)])
  func `has the known values`(a: String, b: String, score: Double) {
    #expect(abs(JaroWinkler.similarity(a, b) - score) < 1e-12)
    #expect(JaroWinkler.similarity(b, a) == JaroWinkler.similarity(a, b))
    #expect(PreparedJaroWinkler(a).similarity(ofText: b) == JaroWinkler.similarity(a, b))
  }

  @Test func `is that of the definition for all words of up to 5 letters of three`() {
    var words = [""]
    var last = words
    for _ in 0..<5 {
      last = last.flatMap { word in ["a", "b", "c"].map { word + $0 } }
      words += last
    }
    let scalars = words.map { $0.unicodeScalars.map(\.value) }
    var wrong = 0
    for (i, a) in words.enumerated() {
      let prepared = PreparedJaroWinkler(a)
      for (j, b) in words.enumerated() {
        let score = ReferenceJaroWinkler.similarity(scalars[i], scalars[j])
        if JaroWinkler.similarity(a, b) != score || prepared.similarity(ofText: b) != score { wrong += 1 }
      }
    }
    #expect(wrong == 0)
  }

  /// Text of up to `limit` scalars, from few letters so that much matches.
  private func text(_ random: inout ConcordTestSupport.SeededRandom, _ limit: Int) -> String {
    let alphabets: [[Unicode.Scalar]] = [
      ["a", "b"], ["a", "b", "c", "d", "e", "é"], ["ä", "ß", "x"], ["я", "ж", "а"], ["語", "日", "本", "\u{1F600}"],
      (97..<123).map { Unicode.Scalar(UInt8($0)) }, (0..<300).compactMap { Unicode.Scalar(UInt32($0 * 97)) },
    ]
    let alphabet = alphabets[random.below(alphabets.count)]
    var view = String.UnicodeScalarView()
    for _ in 0..<random.below(limit + 1) { view.append(alphabet[random.below(alphabet.count)]) }
    return String(view)
  }

  /// A text with a few scalars changed, dropped, doubled or exchanged.
  private func mistyped(_ text: String, _ random: inout ConcordTestSupport.SeededRandom) -> String {
    var scalars = Array(text.unicodeScalars)
    for _ in 0..<random.below(4) where !scalars.isEmpty {
      let place = random.below(scalars.count)
      switch random.below(4) {
      case 0: scalars[place] = "e"
      case 1: scalars.remove(at: place)
      case 2: scalars.insert(scalars[place], at: place)
      default: scalars.swapAt(place, max(0, place - 1))
      }
    }
    return String(String.UnicodeScalarView(scalars))
  }

  @Test(arguments: [12, 63, 64, 65, 66, 130, 300])
  func `is that of the definition for random texts`(limit: Int) {
    var random = ConcordTestSupport.SeededRandom(seed: UInt64(limit))
    for _ in 0..<(limit < 100 ? 4_000 : 600) {
      let a = text(&random, limit)
      let b = random.below(2) == 0 ? text(&random, limit) : mistyped(a, &random)
      let score = ReferenceJaroWinkler.similarity(a, b)
      #expect(JaroWinkler.similarity(a, b) == score)
      #expect(JaroWinkler.similarity(b, a) == score)
      let prepared = PreparedJaroWinkler(a)
      #expect(prepared.similarity(ofText: b) == score)
      // With a least score the answer is the score or nothing, never a wrong nothing.
      for least in [score, score.nextUp, score.nextDown, 0.5, 0.7, 0.9] {
        #expect(prepared.similarity(ofText: b, atLeast: least) == (score >= least ? score : nil))
      }
    }
  }

  @Test func `lengths around 64 are the same as by the definition`() {
    for a in 60...68 {
      for b in 60...68 {
        let (left, right) = (String(repeating: "ab", count: a), String(repeating: "ba", count: b))
        for (x, y) in [(left.prefix(a), right.prefix(b)), (left.prefix(1), right.prefix(b)), (left.prefix(a), "")] {
          let score = ReferenceJaroWinkler.similarity(String(x), String(y))
          #expect(JaroWinkler.similarity(String(x), String(y)) == score)
          #expect(PreparedJaroWinkler(String(x)).similarity(ofText: String(y)) == score)
        }
      }
    }
  }

  @Test func `reads nothing behind either text`() {
    let (left, right) = (GuardedBytes(capacity: 300), GuardedBytes(capacity: 300))
    for a in 0...70 {
      for b in [0, 1, 3, 4, 7, 8, 9, 15, 16, 17, 63, 64, 65, 300] {
        let first = unsafe left.hold((0..<a).map { UInt8(97 + $0 % 5) }).bindMemory(to: UInt8.self)
        let second = unsafe right.hold((0..<b).map { UInt8(97 + $0 % 3) }).bindMemory(to: UInt8.self)
        let score = unsafe JaroWinkler.similarity(first, second)
        #expect(score >= 0 && score <= 1)
        #expect(unsafe PreparedJaroWinkler(first).similarity(of: second) == score)
      }
    }
  }

  @Test func `ill-formed parts are scalars of their own`() {
    let broken: [UInt8] = [0x61, 0xFF, 0xE2, 0x82, 0x62]
    let score = unsafe broken.withUnsafeBufferPointer { unsafe JaroWinkler.similarity($0, $0) }
    #expect(score == 1)
    let other: [UInt8] = [0x61, 0xC0, 0x80, 0x62]
    let both = unsafe broken.withUnsafeBufferPointer { a in
      unsafe other.withUnsafeBufferPointer { b in unsafe JaroWinkler.similarity(a, b) }
    }
    #expect(both == 1)
  }
}

extension PreparedJaroWinkler {
  /// The similarity of a string.
  fileprivate borrowing func similarity(ofText text: String, atLeast least: Double = 0) -> Double? {
    let bytes = Array(text.utf8)
    return unsafe bytes.withUnsafeBufferPointer { unsafe similarity(of: $0, atLeast: least) }
  }
}
