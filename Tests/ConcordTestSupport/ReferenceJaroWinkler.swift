// Jaro-Winkler by the letter of its definition, for tests.

/// The slow twin of JaroWinkler.
package enum ReferenceJaroWinkler {
  /// The similarity of two texts.
  package static func similarity(_ a: String, _ b: String) -> Double {
    similarity(a.unicodeScalars.map(\.value), b.unicodeScalars.map(\.value))
  }

  /// The similarity of two lists of scalars.
  ///
  /// O(a · b).
  package static func similarity(_ a: [UInt32], _ b: [UInt32]) -> Double {
    if a.isEmpty && b.isEmpty { return 1 }
    let bound = max(0, max(a.count, b.count) / 2 - 1)
    var (isMatchedA, isMatchedB) = ([Bool](repeating: false, count: a.count), [Bool](repeating: false, count: b.count))
    for i in b.indices {
      for j in a.indices where abs(i - j) <= bound && !isMatchedA[j] && a[j] == b[i] {
        isMatchedA[j] = true
        isMatchedB[i] = true
        break
      }
    }
    let matchedA = a.indices.filter { isMatchedA[$0] }.map { a[$0] }
    let matchedB = b.indices.filter { isMatchedB[$0] }.map { b[$0] }
    if matchedA.isEmpty { return 0 }
    let m = Double(matchedA.count)
    let t = Double(zip(matchedA, matchedB).count { $0 != $1 } / 2)
    let jaro = (m / Double(a.count) + m / Double(b.count) + (m - t) / m) / 3
    if jaro <= 0.7 { return jaro }
    let prefix = zip(a, b).prefix(4).prefix { $0 == $1 }.count
    return jaro + Double(prefix) * 0.1 * (1 - jaro)
  }
}
