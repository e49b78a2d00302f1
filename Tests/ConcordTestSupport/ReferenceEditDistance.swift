// Edit distance by the matrix of its definition, for tests.

/// The restricted distance of Damerau and Levenshtein: insertions, deletions, substitutions, swaps of neighbours; no part
/// is edited twice.
package enum ReferenceEditDistance {
  /// The distance of a text to each beginning of another, the empty one first.
  ///
  /// O(a · b).
  package static func toBeginnings(_ text: [UInt32], of other: [UInt32]) -> [Int] {
    let width = text.count + 1
    var rows: [[Int]] = [Array(0..<width)]
    for row in other.indices.map({ $0 + 1 }) {
      var line = [row]
      for column in 1..<max(1, width) {
        let step = other[row - 1] == text[column - 1] ? 0 : 1
        var best = min(rows[row - 1][column] + 1, line[column - 1] + 1, rows[row - 1][column - 1] + step)
        if row > 1 && column > 1 && other[row - 1] == text[column - 2] && other[row - 2] == text[column - 1] {
          best = min(best, rows[row - 2][column - 2] + 1)
        }
        line.append(best)
      }
      rows.append(line)
    }
    return rows.map { $0[width - 1] }
  }

  /// The distance of two texts.
  package static func distance(_ a: [UInt32], _ b: [UInt32]) -> Int { toBeginnings(a, of: b)[b.count] }

  /// The scalars of a text in UTF-8.
  package static func scalars(_ text: [UInt8]) -> [UInt32] {
    String(decoding: text, as: UTF8.self).unicodeScalars.map(\.value)
  }
}
