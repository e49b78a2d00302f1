// Texts within two edits by the walk over the tree against the matrix over every text.

import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct FuzzyWalkTests {
  /// The least distance of each text that is near: by the matrix.
  private func expected(_ typed: [UInt32], _ texts: [[UInt8]], most: Int, isPrefix: Bool) -> [Int: Int] {
    var found: [Int: Int] = [:]
    for (number, key) in texts.enumerated() {
      let text = ReferenceEditDistance.scalars(Array(key.prefix { $0 != 0 }))
      let distances = ReferenceEditDistance.toBeginnings(typed, of: text)
      let distance = isPrefix ? distances.min() ?? 0 : distances[text.count]
      if distance <= most { found[number] = distance }
    }
    return found
  }

  private func found(_ typed: [UInt32], _ list: CompletionList, most: Int, isPrefix: Bool) throws -> [Int: Int] {
    var found: [Int: Int] = [:]
    guard let near = try list.near(typed, most: most, isPrefix: isPrefix, shouldStop: { false }) else { return [-1: 0] }
    #expect(near.isComplete)
    for range in near.found {
      for number in range.strings { found[number] = min(range.distance, found[number] ?? 3) }
    }
    return found
  }

  /// A text of a list with a few edits, or another one.
  private func typed(_ texts: [[UInt8]], _ random: inout SeededRandom) -> [UInt32] {
    if texts.isEmpty || random.below(8) == 0 {
      return ReferenceEditDistance.scalars(MadeCompletions.text(random.below(9), &random))
    }
    let text = Array(texts[random.below(texts.count)].prefix { $0 != 0 })
    var scalars = ReferenceEditDistance.scalars(text)
    if random.below(2) == 0 { scalars = Array(scalars.prefix(1 + random.below(max(1, scalars.count)))) }
    for _ in 0..<random.below(4) where !scalars.isEmpty {
      // The first letter is wrong as often as all others together.
      let place = random.below(2) == 0 ? 0 : random.below(scalars.count)
      switch random.below(4) {
      case 0: scalars[place] = [0x61, 0x62, 0xe9, 0x8a9e, 0x1d4b3][random.below(5)]
      case 1: scalars.remove(at: place)
      case 2: scalars.insert([0x61, 0xe9, 0x8a9e][random.below(3)], at: place)
      default: scalars.swapAt(place, max(0, min(scalars.count - 1, place + 1)))
      }
    }
    return Array(scalars.prefix(62))
  }

  @Test(
    arguments: [CompletionListTests.Kind.short, .unicode, .sharing, .alike, .nested, .long],
    [0, 1, 2, 17, 36, 37, 150])
  func `whole texts and beginnings are those of the matrix`(kind: CompletionListTests.Kind, count: Int) throws {
    for keyStart in [0, 1] {
      var random = SeededRandom(seed: UInt64(count * 2 + keyStart + 1))
      let texts = CompletionListTests.texts(kind, count, &random)
      // With shapes most strings are passed over unread.
      let lists = try [false, true].map { try MadeCompletions.list(texts, keyStart: keyStart, hasShapes: $0) }
      let rounds = kind == .long || kind == .nested ? (count > 100 ? 1 : 3) : (count > 100 ? 3 : 8)
      for _ in 0..<Trials.of(rounds) {
        let typed = typed(texts, &random)
        for most in 0...2 {
          for isPrefix in [false, true] {
            let wanted = expected(typed, texts, most: most, isPrefix: isPrefix)
            for list in lists {
              let given = try found(typed, list, most: most, isPrefix: isPrefix)
              if given != wanted {
                let wrong = Set(given.keys).union(wanted.keys).filter { given[$0] != wanted[$0] }.sorted()
                let shown = wrong.prefix(3).map { (texts[$0], given[$0], wanted[$0]) }
                Issue.record("\(kind) \(typed) \(most) \(isPrefix) shapes \(list.shapes != nil): \(shown)")
              }
            }
          }
        }
      }
    }
  }

  @Test func `one letter wrong anywhere, the first too, finds the word`() throws {
    let words = MadeCompletions.sorted(
      ["lighthouse", "lighthouses", "keeper", "storm", "lamp", "naïve", "灯台守"].map { Array($0.utf8) })
    let list = try MadeCompletions.list(words, keyStart: 0)
    for (number, word) in words.enumerated() {
      let scalars = ReferenceEditDistance.scalars(word)
      for place in scalars.indices {
        var wrong = scalars
        wrong[place] = 0x7a
        #expect(try found(wrong, list, most: 1, isPrefix: false)[number] == 1)
        wrong = scalars
        wrong.remove(at: place)
        #expect(try found(wrong, list, most: 1, isPrefix: false)[number] == 1)
        if place + 1 < scalars.count && scalars[place] != scalars[place + 1] {
          wrong = scalars
          wrong.swapAt(place, place + 1)
          #expect(try found(wrong, list, most: 1, isPrefix: false)[number] == 1)
        }
      }
    }
  }

  @Test func `texts of 62 letters are walked, longer ones are not, and a walk can be stopped`() throws {
    let long = [UInt32](repeating: 0x61, count: 62)
    let texts = MadeCompletions.sorted((50...70).map { [UInt8](repeating: 0x61, count: $0) })
    let list = try MadeCompletions.list(texts, keyStart: 0)
    for isPrefix in [false, true] {
      #expect(try found(long, list, most: 2, isPrefix: isPrefix) == expected(long, texts, most: 2, isPrefix: isPrefix))
      #expect(try list.near(long + [0x61], most: 2, isPrefix: isPrefix, shouldStop: { false }) == nil)
    }
    var random = SeededRandom(seed: 8)
    let letters = "abcdefghijklmnopqrstuvwxyz"
    let many = MadeCompletions.sorted((0..<12_000).map { _ in MadeCompletions.text(5, &random, alphabet: letters) })
    let large = try MadeCompletions.list(many, keyStart: 0)
    let stopped = try large.near([0x61, 0x62, 0x63, 0x64], most: 2, isPrefix: false) { true }
    #expect(stopped?.isComplete == false)
    #expect(try large.near([0x61], most: 9, isPrefix: false) { false }?.isComplete == true)
    #expect(try large.near([0x61], most: -3, isPrefix: false) { false }?.found.allSatisfy { $0.distance == 0 } == true)
  }
}
