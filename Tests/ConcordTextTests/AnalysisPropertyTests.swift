// Promises of the analyzer that hold for every text: resuming, batches, damaged bytes, fast path and slow path alike.

import CKernels
import ConcordStemmer
import ConcordTestSupport
import ConcordText
import Testing

/// Random text of pieces that meet the rules of the breakers in all combinations.
private func text(_ random: inout SeededRandom, pieces count: Int) -> [UInt8] {
  let pieces = [
    "a", "b", "B", "C", "7", "_", "'", ".", ",", " ", "'s", "é", "É", "e\u{301}", "\u{301}", "\u{2019}", "漢", "字", "ไ",
    "か",
    "\u{3099}", "👍", "🏽", "\u{200D}", "🇫", "ß", "·", "ж", "\u{AD}", "१", "한", "l'", "HTTP", "server", "\u{FF9E}", "²",
  ]
  var bytes: [UInt8] = []
  for _ in 0..<count { bytes += Array(pieces[Int.random(in: 0..<pieces.count, using: &random)].utf8) }
  return bytes
}

@Suite struct `every text` {
  static let analyzers: [Analyzer] = {
    var all = [Analyzer(profile: .plain), Analyzer(profile: .standard)]
    if let name = try? StemmerName("en"), let stemming = try? Analyzer(profile: .standard, stemmer: name) {
      all.append(stemming)
    }
    return all
  }()

  @Test(arguments: analyzers.indices) func `gives the same tokens from any token on`(index: Int) {
    let analyzer = Self.analyzers[index]
    var random = SeededRandom(seed: 2)
    for round in 0..<Trials.of(300) {
      let bytes = text(&random, pieces: 1 + round % 90)
      let all = analyzer.seen(bytes)
      for token in all {
        let tail = analyzer.seen(bytes, from: .init(offset: token.start, position: token.position))
        // At one start there may be a whole and its first part; resuming gives the whole.
        let expected = all.filter { $0.start >= token.start }
        if tail != expected {
          Issue.record("\(String(decoding: bytes, as: UTF8.self)) from \(token): \(tail) instead of \(expected)")
          return
        }
      }
      #expect(all.map(\.position) == all.map(\.position).sorted())
    }
  }

  @Test(arguments: analyzers.indices) func `gives the same tokens in small and in large batches`(index: Int) {
    let analyzer = Self.analyzers[index]
    var random = SeededRandom(seed: 3)
    for _ in 0..<5 {
      let bytes = text(&random, pieces: 20_000)
      #expect(analyzer.seen(bytes, capacity: 2048) == analyzer.seen(bytes, capacity: 1 << 18))
    }
  }

  @Test(arguments: analyzers.indices) func `may hold any bytes`(index: Int) {
    let analyzer = Self.analyzers[index]
    var random = SeededRandom(seed: 4)
    let lively: [UInt8] = [
      0x41, 0x62, 0x20, 0x27, 0x80, 0xBF, 0xC3, 0xE2, 0xED, 0xA0, 0xF0, 0x9F, 0xF4, 0x90, 0xFF, 0xCC, 0x81,
    ]
    for round in 0..<Trials.of(3000) {
      let bytes = (0..<(round % 200)).map { _ in
        round % 2 == 0
          ? UInt8.random(in: 0...255, using: &random) : lively[Int.random(in: 0..<lively.count, using: &random)]
      }
      let seen = analyzer.seen(bytes)
      for token in seen {
        #expect(token.start < token.end && token.end <= bytes.count)
        #expect(Array(token.text.utf8) == token.key)
        #expect(!token.key.isEmpty)
      }
      // Replacing what is damaged by U+FFFD changes no key.
      let repaired = Array(String(decoding: bytes, as: UTF8.self).utf8)
      #expect(analyzer.seen(repaired).map(\.key) == seen.map(\.key))
    }
  }

  @Test(arguments: analyzers.indices) func `is broken alike by the fast and the slow path`(index: Int) {
    // A text of ASCII takes the fast path. An invisible soft hyphen in a word sends it the slow way; keys stay the same.
    let analyzer = Self.analyzers[index]
    if analyzer.profile == .plain { return }
    var random = SeededRandom(seed: 5)
    let alphabet = Array("abAB1_'., ".utf8)
    for round in 0..<Trials.of(6000) {
      let count = round % 80
      let bytes = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
      let fast = analyzer.seen(bytes)
      var slow: [UInt8] = []
      for byte in bytes {
        slow.append(byte)
        if byte != 0x20 && byte != 0x27 && byte != 0x2E && byte != 0x2C && byte != 0x5F { slow += [0xC2, 0xAD] }
      }
      let marked = analyzer.seen(slow)
      #expect(fast.map(\.text) == marked.map(\.text), "\(String(decoding: bytes, as: UTF8.self))")
      #expect(fast.map(\.position) == marked.map(\.position))
      #expect(fast.map(\.flags) == marked.map(\.flags))
    }
  }

  @Test func `is classified alike by SIMD and by plain C`() {
    var random = SeededRandom(seed: 6)
    for _ in 0..<2000 {
      let bytes = (0..<64).map { _ in UInt8.random(in: 0...255, using: &random) }
      let fast = unsafe ck_byte_masks_of(bytes)
      let slow = unsafe ck_byte_masks_portable(bytes)
      #expect(fast.upper == slow.upper && fast.lower == slow.lower && fast.digit == slow.digit)
      #expect(fast.underscore == slow.underscore && fast.joiner == slow.joiner && fast.high == slow.high)
    }
  }
}
