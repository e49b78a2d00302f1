// Words of the dictionary that are spelled nearly like another.
//
// Texts of at most 62 letters go down the tree of beginnings (FuzzyWalk). Longer ones are compared with every word: the matrix of the edit distance has a row for each character of the dictionary's word. Sorted words share beginnings, so
// the rows of a shared beginning are kept, and where every entry of a row is too far, all words with that beginning are
// passed over. Distance is that of Damerau and Levenshtein in its restricted form: insertions, deletions, substitutions and
// swaps of neighbours cost one each, and no part is edited twice. It counts Unicode scalars, not bytes.

package import ConcordArtifact
internal import ConcordBytes
internal import ConcordText

/// A word of the dictionary near to another.
package struct FuzzyMatch: Sendable, Equatable {
  /// The key that it is found by, class byte first: its own, or that of its stem.
  package let key: [UInt8]
  /// Edits between them.
  package let distance: Int
  package let info: TermInfo

  /// What a match of this distance is worth beside an exact one: half for each edit.
  package var factor: Float { distance == 0 ? 1 : distance == 1 ? 0.5 : 0.25 }
}

extension IndexContents {
  /// Edits that are allowed by default: none below 3 letters, one for 3 to 5, two from 6 on.
  package static func automaticDistance(letters: Int) -> Int { letters < 3 ? 0 : letters < 6 ? 1 : 2 }

  /// The `limit` best words within a distance of a text, nearer ones first, then those of more documents.
  ///
  /// - Parameter distance: at most 2; nil leaves it to the length.
  /// - Returns: the best, and how many there are.
  /// - Complexity: O(beginnings that are near); for texts over 62 letters O(words).
  package func fuzzyTerms(
    like text: String, distance: Int?, limit: Int, control: SearchControl = .none
  ) throws(ArtifactError) -> (matches: [FuzzyMatch], total: Int) {
    let folded = analyzer.foldedKey(of: Array(text.utf8))
    let wanted = String(decoding: folded, as: UTF8.self).unicodeScalars.map(\.value)
    if wanted.isEmpty || wanted.count > 255 { return ([], 0) }
    let most = min(2, max(0, distance ?? Self.automaticDistance(letters: wanted.count)))
    var found: [(info: TermInfo, distance: Int)] = []
    if let near = try words.near(wanted, most: most, isPrefix: false, shouldStop: { control.shouldStop() }) {
      for range in near.found {
        for number in range.strings { found.append((try dictionary.info(number), range.distance)) }
      }
    } else {
      for (number, distance) in try scan(for: wanted, most: most, control) {
        found.append((try dictionary.info(number), distance))
      }
    }
    found.sort { a, b in
      if a.distance != b.distance { return a.distance < b.distance }
      if a.info.documentCount != b.info.documentCount { return a.info.documentCount > b.info.documentCount }
      return a.info.term < b.info.term
    }
    var matches: [FuzzyMatch] = []
    var seen: Set<Int> = []
    var repeated = 0
    for word in found {
      if matches.count >= limit { break }
      let list = try list(of: word.info)
      // The nearest of the words that share a list counts.
      if !seen.insert(list.term).inserted {
        repeated += 1
        continue
      }
      matches.append(FuzzyMatch(key: try formKey(of: list), distance: word.distance, info: list))
    }
    return (matches, found.count - repeated)
  }

  /// Every word by the matrix: for texts that the automaton has no room for.
  package func scan(
    for wanted: [UInt32], most: Int, _ control: SearchControl
  ) throws(ArtifactError) -> [(number: Int, distance: Int)] {
    var found: [(number: Int, distance: Int)] = []
    var rows = EditRows(wanted: wanted, most: most)
    let start = [TermClass.folded.rawValue]
    var cursor = try start.withView { (view) throws(ArtifactError) in try dictionary.table.cursor(from: view) }
    var steps = 0
    while try cursor.next(), cursor.key.first == TermClass.folded.rawValue {
      steps += 1
      if steps & 255 == 255 && control.shouldStop() { break }
      if let distance = rows.distance(of: cursor.key) { found.append((cursor.number, distance)) }
    }
    return found
  }
}

/// The rows of the matrix for the beginning of the current word.
struct EditRows {
  private let wanted: [UInt32]
  private let most: Int
  private let width: Int
  /// Rows one behind the other: row r is for the first r characters.
  private var rows: [UInt8]
  /// The characters that the rows are of, and where each ends in the key.
  private var scalars: [UInt32] = []
  private var ends: [Int] = []
  private var last: [UInt8] = []
  /// Characters of the beginning with which every word is too far; 0 for none.
  private var dead = 0

  init(wanted: [UInt32], most: Int) {
    self.wanted = wanted
    self.most = most
    width = wanted.count + 1
    rows = (0..<width).map { UInt8(min($0, 255)) }
  }

  /// The distance of a word (class byte first), nil if it is above the limit; words come in byte order.
  mutating func distance(of key: [UInt8]) -> Int? {
    var shared = 0
    let limit = min(last.count, key.count)
    while shared < limit, last[shared] == key[shared] { shared += 1 }
    last.removeLast(last.count - shared)
    last += key[shared...]
    var keep = 0
    while keep < ends.count, ends[keep] <= shared { keep += 1 }
    if dead > 0 && keep >= dead { return nil }
    dead = 0
    scalars.removeLast(scalars.count - keep)
    ends.removeLast(ends.count - keep)
    rows.removeLast(rows.count - (keep + 1) * width)
    var at = ends.last ?? 1
    while at < key.count {
      let (scalar, length) = Self.scalar(key, at)
      at += length
      scalars.append(scalar)
      ends.append(at)
      if addRow() > most {
        dead = scalars.count
        return nil
      }
    }
    let distance = Int(rows[rows.count - 1])
    return distance <= most ? distance : nil
  }

  /// Appends the row of the last character; returns its least entry.
  private mutating func addRow() -> Int {
    let row = scalars.count
    let scalar = scalars[row - 1]
    let above = (row - 1) * width
    var least = row
    rows.append(UInt8(min(row, 255)))
    for column in 1..<width {
      var best = min(rows[above + column], rows[above + width + column - 1])
      best = best == 255 ? 255 : best + 1
      let step: UInt8 = scalar == wanted[column - 1] ? 0 : 1
      let diagonal = rows[above + column - 1]
      best = min(best, diagonal == 255 ? 255 : diagonal + step)
      if row > 1 && column > 1 && scalar == wanted[column - 2] && scalars[row - 2] == wanted[column - 1] {
        let swap = rows[above - width + column - 2]
        best = min(best, swap == 255 ? 255 : swap + 1)
      }
      rows.append(best)
      least = min(least, Int(best))
    }
    // A swap may still come from the row above: only if that one is too far as well is the beginning hopeless.
    if least > most && row > 1 {
      for column in 0..<width { least = min(least, Int(rows[above + column]) + 1) }
    }
    return least
  }

  private static func scalar(_ key: [UInt8], _ at: Int) -> (UInt32, Int) {
    let first = key[at]
    if first < 0x80 { return (UInt32(first), 1) }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    var value = UInt32(first) & (0x7F >> UInt32(length))
    let end = min(key.count, at + length)
    for index in (at + 1)..<max(at + 1, end) { value = value << 6 | UInt32(key[index] & 0x3F) }
    return (value, max(1, end - at))
  }
}
