// Which names before a colon are fields, and of which kind.

/// The fields that a query can name.
///
/// A name that is not here is no field: `http://x` and `12:30` are words.
public struct QueryFields: Sendable, Equatable, Hashable {
  /// What a field is for.
  public enum Kind: Sendable, Equatable, Hashable {
    /// Its words are searched: `title:lamp` is a scope.
    case searched
    /// Its values are kept whole: `year:2010..2020` and `lang:en` are conditions.
    case stored
  }

  private let kinds: [String: Kind]

  /// Makes a list of fields.
  ///
  /// A name in both lists is a searched field. Text cannot spell a name that holds a space, a quote, a parenthesis, a
  /// backslash or a colon.
  public init(searched: [String] = [], stored: [String] = []) {
    var kinds: [String: Kind] = [:]
    for name in stored { kinds[name] = .stored }
    for name in searched { kinds[name] = .searched }
    kinds[""] = nil
    self.kinds = kinds
  }

  /// The kind of a field; nil if there is none of this name.
  public func kind(of name: String) -> Kind? { kinds[name] }

  /// The names, in the order of their bytes.
  public var names: [String] { kinds.keys.sorted() }

  /// The field whose name takes the fewest edits from `name`, at most 2 and fewer than it has bytes; upper case is lower
  /// case.
  ///
  /// Of equals the first in the order of bytes. Costs 5 steps for each byte of each field's name.
  public func nearest(to name: String) -> String? {
    let wanted = Self.lowered(name)
    if wanted.count > Self.longestCompared { return nil }
    var best: (name: String, distance: Int)?
    for candidate in kinds.keys {
      let distance = Self.distance(wanted, Self.lowered(candidate))
      if distance > Self.furthest || distance >= wanted.count { continue }
      if let found = best, (found.distance, found.name) <= (distance, candidate) { continue }
      best = (candidate, distance)
    }
    return best?.name
  }

  /// Edits that a misspelled name may need.
  private static let furthest = 2
  /// Bytes of the longest name that is compared.
  private static let longestCompared = 64

  private static func lowered(_ name: String) -> [UInt8] { name.utf8.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 } }

  /// Insertions, deletions, substitutions and swaps of neighbours between two names; above `furthest` any larger number.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    let far = furthest + 1
    if abs(a.count - b.count) > furthest { return far }
    var before = [Int](repeating: far, count: b.count + 1)
    var last = (0...b.count).map { min($0, far) }
    var row = last
    for i in 0..<a.count {
      row[0] = min(i + 1, far)
      for j in 0..<b.count {
        // Off the diagonal by more than `furthest` nothing is near.
        if abs(i - j) > furthest {
          row[j + 1] = far
          continue
        }
        var cost = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
        row[j + 1] = min(cost, far)
      }
      (before, last, row) = (last, row, before)
    }
    return last[b.count]
  }
}
