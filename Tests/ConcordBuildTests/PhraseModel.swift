// Frequent phrases by the letter of their definition: all phrases of all documents in dictionaries.

import ConcordBytes
import ConcordTestSupport
import ConcordText

@testable import ConcordBuild

/// Random documents of few words, and their phrases.
struct PhraseModel {
  static let functionWords = ["of", "the", "und"]
  private static let words = ["lamp", "oil", "storm", "keeper", "wick", "of", "the", "und", "7", "x2"]

  private(set) var documents: [String] = []
  /// Documents of each phrase.
  private(set) var counts: [[String]: Int] = [:]
  /// Different phrases of each document, summed up.
  private(set) var total = 0

  init(documents count: Int, length: Int, words: Int, _ random: inout SeededRandom) {
    for _ in 0..<count { add(length: random.below(length), words: words, &random) }
  }

  private mutating func add(length: Int, words: Int, _ random: inout SeededRandom) {
    var text = ""
    var run: [String] = []
    var found = Set<[String]>()
    for _ in 0..<length {
      let word = Self.words[random.below(words)]
      let gaps = [" ", " ", " ", " ", "\n", "\r\n", ". ", ", ", "  ", "\n\n", "\n- ", " (", "/", " **"]
      let gap = gaps[random.below(gaps.count)]
      text += gap + (random.below(4) == 0 ? word.uppercased() : word)
      if ![" ", "\n", "\r\n"].contains(gap) || word == "7" { run = [] }
      if word == "7" { continue }
      run.append(word)
      for length in 2...4 where length <= run.count {
        let phrase = Array(run.suffix(length))
        if Self.functionWords.contains(phrase[0]) || Self.functionWords.contains(word) { continue }
        found.insert(phrase)
      }
    }
    documents.append(text)
    for phrase in found { counts[phrase, default: 0] += 1 }
    total += found.count
  }

  /// The phrases that are offered, lower-cased.
  func frequent(most: Int) -> [String] {
    let candidates = counts.filter { $0.value >= 3 }
    var ranks = candidates
    var parts = Set<[String]>()
    for length in [4, 3] {
      for (whole, count) in candidates where whole.count == length && !parts.contains(whole) {
        for size in 2..<length {
          for start in 0...length - size {
            let part = Array(whole[start..<start + size])
            guard let other = candidates[part], count * 10 >= other * 9 else { continue }
            parts.insert(part)
            ranks[whole] = max(ranks[whole] ?? 0, other)
          }
        }
      }
    }
    for (first, count) in candidates where first.count == 4 && Set(first).count > 1 {
      for (next, other) in candidates
      where next.count == 4 && Set(next).count > 1 && next.prefix(3) == first.suffix(3)
        && min(count, other) * 10 >= max(count, other) * 9
      {
        parts.insert(first)
      }
    }
    func key(_ phrase: [String]) -> String { phrase.joined(separator: " ") }
    return candidates.keys.filter { !parts.contains($0) }.sorted { a, b in
      let left = (ranks[a] ?? 0, candidates[a] ?? 0, a.count)
      let right = (ranks[b] ?? 0, candidates[b] ?? 0, b.count)
      return left != right ? left > right : key(a) < key(b)
    }.prefix(most).map { "\(key($0)) \(candidates[$0] ?? 0)" }
  }

  /// A gatherer that has seen the documents.
  func gather(capacity: Int, in folder: TemporaryFolder) throws -> PhraseGatherer {
    let gatherer = try PhraseGatherer(
      functionWords: Set(Self.functionWords.map { Array($0.utf8) }), capacity: capacity, folder: folder.path)
    let analyzer = Analyzer(profile: .standard)
    for (number, document) in documents.enumerated() {
      try Array(document.utf8).withView { (text) throws in
        gatherer.begin(UInt32(number), from: 0, .unknown)
        // As small as they may be, so that phrases go on from one to the next.
        var batch = TokenBatch(capacity: 2048)
        var cursor = Analyzer.Cursor()
        while cursor.offset < text.count {
          batch.reset()
          unsafe analyzer.analyze(text.bytes, from: &cursor, into: &batch)
          try gatherer.add(batch, of: text)
        }
      }
    }
    return gatherer
  }

  /// The hash that a phrase is counted under.
  static func hash(_ phrase: [String]) -> UInt64 {
    PhraseHash.sequence(
      phrase.map { word in
        unsafe (Array(word.utf8) + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer { bytes in
          unsafe bytes.baseAddress.map { unsafe PhraseHash.word($0, word.utf8.count).hash } ?? 0
        }
      })
  }
}
