// Weights as one byte each: 255 classes in the order of weight, small where it matters.
//
// A class holds neighbouring weights. The heaviest strings have classes of their own; further down a class may hold a
// fixed share of all that are heavier, so that among the strings with a prefix about the same few share the class of the
// tenth, whatever the distribution of weights. Equal weights are never divided.

internal import ConcordBytes

/// A class of weights: the smallest and the largest that occur in it.
package struct WeightClass: Sendable, Equatable {
  package let smallest: UInt64
  package let largest: UInt64
  /// Whether the class says what the weight is.
  package var isExact: Bool { smallest == largest }
  /// Bits that say which of its weights one is.
  package var bits: Int { 64 - (largest &- smallest).leadingZeroBitCount }
}

/// Divides weights into classes.
package struct WeightCode: Sendable {
  /// Classes of codes 1, 2, …; the heaviest last.
  package let classes: [WeightClass]
  /// The codes of weights below `counted`, so that nearly all need no search; 0 for those in no class.
  private let smallCodes: [UInt8]
  /// Classes at most: code 0 is no string.
  package static let most = 255

  /// Finds the classes of all `weights`.
  ///
  /// O(n log n), and 8 bytes a weight.
  package init(_ weights: [UInt64]) {
    // Most weights are small and equal to many others, so those are counted; only the rest is sorted.
    var counts = [Int](repeating: 0, count: Self.counted)
    var large: [UInt64] = []
    for weight in weights {
      if weight < UInt64(Self.counted) { counts[Int(weight)] += 1 } else { large.append(weight) }
    }
    large.sort()
    // Each run of equal weights with the number of weights up to its end, from the heaviest down.
    var runs: [(weight: UInt64, end: Int)] = []
    for (index, weight) in large.reversed().enumerated() {
      if let last = runs.last, last.weight == weight {
        runs[runs.count - 1].end = index + 1
      } else {
        runs.append((weight, index + 1))
      }
    }
    for weight in (0..<Self.counted).reversed() where counts[weight] > 0 {
      runs.append((UInt64(weight), (runs.last?.end ?? 0) + counts[weight]))
    }
    var (low, high) = (0, Self.scale * 4)
    while low < high {
      let middle = (low + high) / 2
      if Self.divide(runs, share: middle).count <= Self.most { high = middle } else { low = middle + 1 }
    }
    classes = Self.divide(runs, share: low).reversed()
    var codes = [UInt8](repeating: 0, count: Self.counted)
    for (place, one) in classes.enumerated() {
      if one.smallest >= UInt64(Self.counted) { break }
      for weight in Int(one.smallest)...Int(min(one.largest, UInt64(Self.counted - 1))) {
        codes[weight] = UInt8(truncatingIfNeeded: place + 1)
      }
    }
    smallCodes = codes
  }

  /// Weights below it are counted.
  private static let counted = 1 << 16

  /// A class may hold `share` out of `scale` of the weights above it.
  private static let scale = 4096

  /// Classes from the heaviest down; more than `most` are not finished.
  private static func divide(_ runs: [(weight: UInt64, end: Int)], share: Int) -> [WeightClass] {
    var classes: [WeightClass] = []
    var first = 0
    while first < runs.count && classes.count <= most {
      let above = first == 0 ? 0 : runs[first - 1].end
      let room = above + above * share / scale
      var last = first
      while last + 1 < runs.count && runs[last + 1].end <= room { last += 1 }
      classes.append(WeightClass(smallest: runs[last].weight, largest: runs[first].weight))
      first = last + 1
    }
    return classes
  }

  /// The code of a weight that was among those of `init`.
  @inline(__always)
  package func code(of weight: UInt64) -> UInt8 {
    if weight < UInt64(Self.counted), case let code = smallCodes[Int(weight)], code > 0 { return code }
    return searchedCode(of: weight)
  }

  @inline(never)
  private func searchedCode(of weight: UInt64) -> UInt8 {
    var (low, high) = (0, classes.count)
    while low < high {
      let middle = (low + high) / 2
      if classes[middle].largest < weight { low = middle + 1 } else { high = middle }
    }
    precondition(low < classes.count && classes[low].smallest <= weight, "a weight of the list")
    return UInt8(low + 1)
  }
}
