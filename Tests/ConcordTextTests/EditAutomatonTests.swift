// The automaton of the edit distance against the matrix of its definition.

import ConcordTestSupport
import ConcordText
import Testing

@Suite struct `edit automaton` {
  /// Distances to each beginning of `other`, 3 for more than two.
  private func distances(_ text: [UInt32], _ other: [UInt32]) -> [Int]? {
    guard let automaton = EditAutomaton(text) else { return nil }
    var state = automaton.start
    var found = [automaton.distance(state)]
    for scalar in other {
      state = automaton.step(state, automaton.places(of: scalar))
      found.append(automaton.distance(state))
    }
    return found
  }

  @Test func `is the matrix for all texts of up to 5 letters of three`() {
    var texts: [[UInt32]] = [[]]
    var last = texts
    for _ in 0..<5 {
      last = last.flatMap { text in [97, 98, 99].map { text + [$0] } }
      texts += last
    }
    var wrong = 0
    for text in texts {
      for other in texts where other.count == 5 || other.isEmpty {
        let expected = ReferenceEditDistance.toBeginnings(text, of: other).map { min(3, $0) }
        if distances(text, other) != expected { wrong += 1 }
      }
    }
    #expect(texts.count == 364)
    #expect(wrong == 0)
  }

  @Test func `is the matrix for random texts of up to 62 scalars of any script`() {
    var random = ConcordTestSupport.SeededRandom(seed: 17)
    let alphabets: [[UInt32]] = [
      [97, 98], [97, 98, 99, 0xe9], [0x44f, 0x436], [0x8a9e, 0x65e5, 0x1f600], [0, 127, 128, 0x10_ffff],
      Array(97..<123),
    ]
    var wrong = 0
    for _ in 0..<3_000 {
      let alphabet = alphabets[random.below(alphabets.count)]
      let text = (0..<random.below(63)).map { _ in alphabet[random.below(alphabet.count)] }
      var other = text
      for _ in 0..<random.below(4) where !other.isEmpty {
        let place = random.below(other.count)
        switch random.below(4) {
        case 0: other[place] = alphabet[random.below(alphabet.count)]
        case 1: other.remove(at: place)
        case 2: other.insert(alphabet[random.below(alphabet.count)], at: place)
        default: other.swapAt(place, max(0, place - 1))
        }
      }
      if random.below(5) == 0 { other = (0..<random.below(70)).map { _ in alphabet[random.below(alphabet.count)] } }
      let expected = ReferenceEditDistance.toBeginnings(text, of: other).map { min(3, $0) }
      if distances(text, other) != expected { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  @Test func `where nothing is reachable no continuation comes back`() {
    var random = ConcordTestSupport.SeededRandom(seed: 18)
    var pruned = 0
    for _ in 0..<2_000 {
      let text = (0..<random.below(7)).map { _ in UInt32(97 + random.below(3)) }
      let other = (0..<random.below(9)).map { _ in UInt32(97 + random.below(3)) }
      guard let automaton = EditAutomaton(text) else { continue }
      for most in 0...2 {
        var state = automaton.start
        for (length, scalar) in other.enumerated() {
          state = automaton.step(state, automaton.places(of: scalar))
          if automaton.reachable(state, most: most) != 0 { continue }
          pruned += 1
          let all = ReferenceEditDistance.toBeginnings(text, of: other)
          #expect(all[(length + 1)...].allSatisfy { $0 > most })
          break
        }
      }
    }
    #expect(pruned > 1_000)
  }

  @Test func `longer texts have no automaton`() {
    #expect(distances([UInt32](repeating: 97, count: EditAutomaton.longest), []) == [3])
    #expect(distances([UInt32](repeating: 97, count: EditAutomaton.longest + 1), []) == nil)
  }
}
