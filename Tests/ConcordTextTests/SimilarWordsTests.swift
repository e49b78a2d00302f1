// The best words of a list against scoring all of them.

import ConcordTestSupport
import ConcordText
import Testing

@Suite struct `similar words` {
  private typealias Random = ConcordTestSupport.SeededRandom

  /// Sorted words without repeats, from alphabets that make starts common and scores equal.
  private func words(_ random: inout Random, _ count: Int) -> [[UInt8]] {
    let alphabets: [[Unicode.Scalar]] = [
      ["a", "b"], ["a", "b", "c", "d", "é"], ["я", "ж", "а", "a"], ["語", "日", "\u{1F600}", "b"],
      (97..<123).map { Unicode.Scalar(UInt8($0)) } + ["'", "A", "1"],
    ]
    let alphabet = alphabets[random.below(alphabets.count)]
    let limit = [3, 6, 12, 40, 80][random.below(5)]
    var made: Set<[UInt8]> = []
    for _ in 0..<count {
      var view = String.UnicodeScalarView()
      for _ in 0..<random.below(limit + 1) { view.append(alphabet[random.below(alphabet.count)]) }
      made.insert(Array(String(view).utf8))
    }
    return made.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// A word of the list with a few bytes changed, or one of another list.
  private func query(_ words: [[UInt8]], _ random: inout Random) -> [UInt8] {
    if random.below(4) == 0 { return self.words(&random, 3)[0] }
    var scalars = Array(String(decoding: words[random.below(words.count)], as: UTF8.self).unicodeScalars)
    for _ in 0..<random.below(3) where !scalars.isEmpty {
      let place = random.below(scalars.count)
      switch random.below(3) {
      case 0: scalars[place] = "b"
      case 1: scalars.remove(at: place)
      default: scalars.insert("a", at: place)
      }
    }
    return Array(String(String.UnicodeScalarView(scalars)).utf8)
  }

  /// All words with a score above `floor`, best first.
  private func reference(_ words: [[UInt8]], _ query: [UInt8], above floor: Double) -> [SimilarWord] {
    let wanted = String(decoding: query, as: UTF8.self)
    return words.enumerated().map { number, word in
      SimilarWord(number: number, score: ReferenceJaroWinkler.similarity(wanted, String(decoding: word, as: UTF8.self)))
    }
    .filter { $0.score > floor }
    .sorted { ($1.score, $0.number) < ($0.score, $1.number) }
  }

  private func best(_ list: FrontCodedWords, _ query: [UInt8], _ limit: Int) -> [SimilarWord] {
    unsafe query.withUnsafeBufferPointer { query in
      var search = unsafe SimilarWords(list, like: query)
      return search.best(limit)
    }
  }

  private func all(_ list: FrontCodedWords, _ query: [UInt8], above score: Double) -> [SimilarWord] {
    unsafe query.withUnsafeBufferPointer { query in
      var search = unsafe SimilarWords(list, like: query)
      return search.all(above: score)
    }
  }

  @Test(arguments: 0..<30)
  func `are those of scoring every word`(seed: UInt64) {
    var random = Random(seed: seed)
    let words = words(&random, 1 + random.below(300))
    let lists = [FrontCodedWords(words), FrontCodedWords(words, withShapes: false)]
    for _ in 0..<4 {
      let query = query(words, &random)
      let scored = reference(words, query, above: 0)
      for list in lists {
        for limit in [0, 1, 2, 10, 1_000] {
          #expect(best(list, query, limit) == Array(scored.prefix(limit)))
        }
        for floor in [0, 0.5, 0.7, 0.9, 0.99] {
          #expect(all(list, query, above: floor) == scored.filter { $0.score > floor })
        }
      }
    }
  }

  @Test func `an empty list, an empty word and an empty query`() {
    let empty = FrontCodedWords([])
    #expect(best(empty, [97], 3) == [])
    #expect(best(empty, [], 3) == [])
    let words = FrontCodedWords([[], [97]])
    #expect(best(words, [], 3) == [SimilarWord(number: 0, score: 1)])
    #expect(best(words, [97], 3) == [SimilarWord(number: 1, score: 1)])
    #expect(best(FrontCodedWords([[97]]), [], 3) == [])
  }

  @Test func `ill-formed queries and words are met by the definition too`() {
    let words: [[UInt8]] = [[0x61, 0xC0, 0x62], [0x61, 0xFF, 0x62], [0xC0, 0x62], [0xFF, 0x62], [0xFF, 0xFF]]
    for list in [FrontCodedWords(words), FrontCodedWords(words, withShapes: false)] {
      for query in words + [[0x61, 0x80], [0x80]] {
        let scores = words.enumerated().compactMap { number, word in
          let score = unsafe query.withUnsafeBufferPointer { query in
            unsafe word.withUnsafeBufferPointer { unsafe JaroWinkler.similarity(query, $0) }
          }
          return score > 0 ? SimilarWord(number: number, score: score) : nil
        }
        #expect(best(list, query, 9) == scores.sorted { ($1.score, $0.number) < ($0.score, $1.number) })
      }
    }
  }

  @Test func `most words are passed over unread`() {
    var random = Random(seed: 5)
    let letters = Array("etaoinshrdlucmfw".utf8)
    let made = Set((0..<50_000).map { _ in (0..<4 + random.below(6)).map { _ in letters[random.below(16)] } })
    let words = made.sorted { $0.lexicographicallyPrecedes($1) }
    let query = Array("sherlit".utf8)
    let scored = unsafe query.withUnsafeBufferPointer { query in
      var search = unsafe SimilarWords(FrontCodedWords(words), like: query)
      #expect(search.best(10).count == 10)
      return search.scored
    }
    #expect(scored < words.count / 20, "\(scored) of \(words.count)")
  }
}
