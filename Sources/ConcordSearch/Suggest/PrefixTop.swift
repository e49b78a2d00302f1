// The heaviest strings of a range in exact order, although their weights are kept in classes.

package import ConcordArtifact

/// A string with its exact weight.
package struct WeightedString: Sendable, Equatable {
  package let number: Int
  package let weight: UInt64
}

extension CompletionList {
  /// The `limit` heaviest strings of a range, equal ones in the order of the list.
  ///
  /// The tree of weights knows classes. Where the last one that counts holds several weights, all strings of that class
  /// are asked for theirs: by the choice of classes about as many as `limit` has, or fewer.
  ///
  /// - Parameter exact: the weight of a string whose class does not say it.
  package func heaviest(
    _ limit: Int, of range: Range<Int>, exact: (Int) throws(ArtifactError) -> UInt64
  ) throws(ArtifactError) -> [WeightedString] {
    if limit <= 0 || range.isEmpty { return [] }
    var coded: [CodedString] = []
    var room = limit + min(limit, 6)
    while true {
      try weights.top(room, in: range, into: &coded)
      if coded.count < room { break }
      let last = coded[coded.count - 1].code
      if last < coded[limit - 1].code { break }
      if try weights.weights(of: last).isExact { break }
      room *= 2
    }
    var found: [WeightedString] = []
    found.reserveCapacity(coded.count)
    for string in coded {
      let known = try weights.weights(of: string.code)
      let weight = known.isExact ? known.smallest : try exact(string.number)
      // By insertion: within a class they come in the order of the list.
      var place = found.count
      while place > 0 && found[place - 1].weight < weight { place -= 1 }
      found.insert(WeightedString(number: string.number, weight: weight), at: place)
    }
    if found.count > limit { found.removeLast(found.count - limit) }
    return found
  }
}
