// Weights in the distributions that lists of completions have, and some that they hardly ever have.

/// A distribution of weights.
package enum WeightShape: CaseIterable, Sendable {
  case equal, uniform, zipf, few, huge, rising, zeros

  /// Random weights of this shape.
  package func weights(_ count: Int, _ random: inout SeededRandom) -> [UInt64] {
    (0..<count).map { number in
      switch self {
      case .equal: 7
      case .uniform: random.next() % 1_000_000
      case .zipf: 50_000_000 / (1 + random.next() % UInt64(max(1, count)))
      case .few: [0, 3, 1 << 40][random.below(3)]
      case .huge: (1 << 53) - random.next() % (random.below(2) == 0 ? 3 : 1 << 53)
      case .rising: UInt64(number)
      case .zeros: random.below(50) == 0 ? 1 : 0
      }
    }
  }

  /// The numbers of the heaviest weights of a range, equal ones in order: by sorting.
  package static func heaviest(_ limit: Int, of range: Range<Int>, _ weights: [UInt64]) -> [Int] {
    let sorted = range.sorted { weights[$0] != weights[$1] ? weights[$0] > weights[$1] : $0 < $1 }
    return Array(sorted.prefix(max(0, limit)))
  }
}
