// The heaviest strings of a range in exact order, although their weights are kept in classes.

package import ConcordArtifact

/// A string among the heaviest of a range.
package struct HeavyString: Sendable, Equatable {
  package let number: Int
  /// The code of its weight.
  package let code: UInt8
  /// Its weight, if it had to be known.
  package internal(set) var weight: UInt64?
}

extension WeightTree {
  /// The `limit` heaviest strings of a range, equal ones in the order of the list.
  ///
  /// The tree of weights knows classes. Only strings that share a class of several weights are asked for theirs; where
  /// the last one that counts is of such a class, all strings of it are found first: by the choice of classes about as
  /// many as `limit` says, or fewer.
  ///
  /// - Parameter exact: the weight of a string.
  package func heaviest(
    _ limit: Int, of range: Range<Int>, into found: inout [HeavyString],
    exact: (Int) throws(ArtifactError) -> UInt64
  ) throws(ArtifactError) {
    found.removeAll(keepingCapacity: true)
    if limit <= 0 || range.isEmpty { return }
    var room = limit + min(limit, 3)
    while true {
      try top(room, in: range) { number, code in
        found.append(HeavyString(number: number, code: code, weight: nil))
      }
      if found.count < room { break }
      let last = found[found.count - 1].code
      if last < found[limit - 1].code { break }
      if try weights(of: last).isExact { break }
      room *= 2
      found.removeAll(keepingCapacity: true)
    }
    var first = 0
    while first < min(limit, found.count) {
      var end = first + 1
      while end < found.count && found[end].code == found[first].code { end += 1 }
      let known = try weights(of: found[first].code)
      if known.isExact {
        for index in first..<min(end, limit) { found[index].weight = known.smallest }
      } else if end - first > 1 {
        for index in first..<end {
          var string = found[index]
          string.weight = try exact(string.number)
          var place = index
          while place > first, let other = found[place - 1].weight, let own = string.weight, other < own {
            found[place] = found[place - 1]
            place -= 1
          }
          found[place] = string
        }
      }
      first = end
    }
    if found.count > limit { found.removeLast(found.count - limit) }
  }
}

extension WordStarts {
  /// The heaviest starts of a range, equal ones in the order of what follows them.
  func heaviest(
    _ limit: Int, of range: Range<Int>, _ entries: EntryTable, into found: inout [HeavyString]
  ) throws(ArtifactError) {
    try weights.heaviest(limit, of: range, into: &found) { (number) throws(ArtifactError) in
      try entries.weight(of: start(number).text)
    }
  }
}
