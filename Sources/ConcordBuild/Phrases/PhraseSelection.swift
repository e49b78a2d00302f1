// Which of the phrases that were counted are offered.

import ConcordBytes

/// A phrase to offer.
struct FrequentPhrase: Equatable {
  /// As it is shown.
  let text: [UInt8]
  /// Documents that it was counted in.
  let documents: UInt32
}

/// Chooses the phrases of most documents, and of equal ones the longest.
///
/// A phrase that hardly occurs but as part of a longer one is left to that one: those of nine tenths of its documents. The
/// longer one then comes where the part would have been, so that neither is lost at the end of the list.
struct PhraseSelection {
  /// Phrases that are offered at most.
  static let most = 10_000

  private struct Candidate {
    let entry: PhraseTable.Entry
    /// Of its record in the file of texts.
    var offset = -1
    var isInLeadingForm = false
    var isPart = false
    /// The most documents of it and the parts that are left to it.
    var rank: UInt32
  }

  private let table: PhraseTable
  private var candidates: [Candidate] = []

  /// Looks at all phrases of a table, which counts no more.
  init(_ table: PhraseTable) {
    self.table = table
    var candidates: [Candidate] = []
    table.forEach { entry in
      if entry.count < PhraseTable.fewestDocuments { return }
      entry.last = UInt32(candidates.count)
      candidates.append(Candidate(entry: entry, rank: entry.count))
    }
    self.candidates = candidates
  }

  private func candidate(of hash: UInt64) -> Int? {
    guard let entry = table.entry(of: hash), entry.count >= PhraseTable.fewestDocuments else { return nil }
    return Int(entry.last)
  }

  /// The phrases to offer, given the records of their texts; `key` says how a text folds.
  mutating func choose(
    from texts: ByteView, most: Int = most, key: ([UInt8]) -> [UInt8]
  ) throws(BytesError) -> [FrequentPhrase] {
    try findTexts(texts)
    for words in [4, 3] { try leaveParts(of: words, texts) }
    try leaveBeginnings(texts)
    let ranked = candidates.filter { $0.offset >= 0 && !$0.isPart }.sorted { a, b in
      (a.rank, a.entry.count, a.entry.words) > (b.rank, b.entry.count, b.entry.words)
    }
    var chosen: [FrequentPhrase] = []
    var first = 0
    while first < ranked.count && chosen.count < most {
      var end = first + 1
      while end < ranked.count && Self.isEqual(ranked[first], ranked[end]) { end += 1 }
      var alike: [(key: [UInt8], phrase: FrequentPhrase)] = []
      for candidate in ranked[first..<end] {
        let text = try record(candidate, texts).text.array
        alike.append((key(text), FrequentPhrase(text: text, documents: candidate.entry.count)))
      }
      alike.sort {
        $0.key != $1.key
          ? $0.key.lexicographicallyPrecedes($1.key) : $0.phrase.text.lexicographicallyPrecedes($1.phrase.text)
      }
      chosen += alike.prefix(most - chosen.count).map(\.phrase)
      first = end
    }
    return chosen
  }

  private static func isEqual(_ a: Candidate, _ b: Candidate) -> Bool {
    (a.rank, a.entry.count, a.entry.words) == (b.rank, b.entry.count, b.entry.words)
  }

  private func record(_ candidate: Candidate, _ texts: ByteView) throws(BytesError) -> PhraseTexts.Record {
    var cursor = ByteCursor(texts, at: candidate.offset)
    return try PhraseTexts.Record(&cursor)
  }

  /// Finds the text of each candidate: the last one in the form that leads, else the last one.
  private mutating func findTexts(_ texts: ByteView) throws(BytesError) {
    var cursor = ByteCursor(texts)
    while cursor.remaining > 0 {
      let offset = cursor.offset
      let record = try PhraseTexts.Record(&cursor)
      guard let index = candidate(of: record.hash) else { continue }
      let leads = record.form == candidates[index].entry.form
      if leads || !candidates[index].isInLeadingForm {
        candidates[index].offset = offset
        candidates[index].isInLeadingForm = leads
      }
    }
  }

  /// Leaves out phrases of four words that nearly always go on with the same word, told by a phrase that begins with their
  /// last three and has as many documents: of a sentence that is repeated the end is offered, not every stretch.
  private mutating func leaveBeginnings(_ texts: ByteView) throws(BytesError) {
    var starts: [(hash: UInt64, count: UInt32)] = []
    var ends: [(hash: UInt64, index: Int)] = []
    for index in candidates.indices where candidates[index].entry.words == 4 && candidates[index].offset >= 0 {
      let words = try record(candidates[index], texts).words
      // A word over and over would go on with itself.
      if words.allSatisfy({ $0 == words[0] }) { continue }
      starts.append((PhraseHash.sequence(words.prefix(3)), candidates[index].entry.count))
      ends.append((PhraseHash.sequence(words.suffix(3)), index))
    }
    starts.sort { ($0.hash, $0.count) < ($1.hash, $1.count) }
    for end in ends {
      let count = UInt64(candidates[end.index].entry.count)
      var low = starts.partitioningIndex { $0.hash >= end.hash }
      while low < starts.count, starts[low].hash == end.hash {
        let other = UInt64(starts[low].count)
        if min(count, other) * 10 >= max(count, other) * 9 { candidates[end.index].isPart = true }
        low += 1
      }
    }
  }

  /// Leaves the parts of the phrases of so many words to those, if they have nearly as many documents.
  ///
  /// Longer phrases come first, so that one that is a part itself takes none.
  private mutating func leaveParts(of words: Int, _ texts: ByteView) throws(BytesError) {
    for index in candidates.indices where Int(candidates[index].entry.words) == words {
      let whole = candidates[index]
      if whole.offset < 0 || whole.isPart { continue }
      let hashes = try record(whole, texts).words
      for length in 2..<words {
        for start in 0...words - length {
          guard let part = candidate(of: PhraseHash.sequence(hashes[start..<start + length])) else { continue }
          if UInt64(whole.entry.count) * 10 < UInt64(candidates[part].entry.count) * 9 { continue }
          candidates[part].isPart = true
          candidates[index].rank = max(candidates[index].rank, candidates[part].entry.count)
        }
      }
    }
  }
}

extension Array {
  /// The first index from which on a condition holds.
  fileprivate func partitioningIndex(where holds: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
