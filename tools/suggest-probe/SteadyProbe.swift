// Allocations of a session's keystrokes: as many in a list with many matches as in one with few.

import CAllocationCount
import ConcordTestSupport
import Concordance

enum SteadyProbe {
  /// Letters that the texts of both lists are made of, and one that none has.
  private static let letters = ["a", "b", "c", "d"]
  private static let foreign = "x"

  /// Types beginnings of one to four letters, and some with a wrong first letter, in both lists; false if a keystroke
  /// allocates more often where more texts match.
  ///
  /// What is typed is new to the session each time, since a text that was typed before is answered from memory.
  static func run(_ few: String, _ many: String) throws -> Bool {
    let counts = try [few, many].map { try keystrokes(SearchIndex(path: $0)) }
    if concord_allocations() == 0 {
      print("skipped: allocations cannot be counted here")
      return true
    }
    var isSteady = true
    for (place, (a, b)) in zip(counts[0], counts[1]).enumerated() {
      // A buffer may be some sizes larger: sizes are doubled, and the lists are fifty to one.
      let isSame = b.count <= a.count + (a.hasTypo ? 24 : 2) && a.matches == 10 && b.matches == 10
      print(
        "\(isSame ? "ok" : "WRONG")\t\(a.count) and \(b.count)\t\(a.hasTypo ? "a typo" : "a beginning"), keystroke \(place)"
      )
      isSteady = isSteady && isSame
    }
    return isSteady
  }

  /// The least allocations of each kind of keystroke, with the completions that it gave.
  private static func keystrokes(
    _ index: SearchIndex
  ) throws -> [(count: Int, matches: Int, hasTypo: Bool)] {
    var random = SeededRandom(seed: 5)
    var session = try SuggestSession(index)
    var found = [(count: Int, matches: Int, hasTypo: Bool)](
      repeating: (.max, .max, false), count: 7)
    for round in 0..<400 {
      let hasTypo = round & 1 == 1
      var typed = hasTypo ? foreign : ""
      for length in 0..<(hasTypo ? 3 : 4) {
        typed += letters[random.below(letters.count)]
        let before = concord_allocations()
        let answer = try session.completions(of: typed)
        let count = Int(concord_allocations() - before)
        // The first rounds fill the session's memory. Texts of one or two letters come back while it still knows them.
        if round < 100 || count == 0 { continue }
        let place = hasTypo ? 4 + length : length
        found[place] = (min(found[place].count, count), min(found[place].matches, answer.count), hasTypo)
      }
    }
    return found.filter { $0.count < .max && $0.matches > 0 }
  }
}
