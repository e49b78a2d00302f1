// Texts around a completion: how what was typed folds, what its last word is, and which part of an answer it matches.

internal import ConcordBytes
internal import ConcordText

/// Functions on what was typed.
enum CompletionText {
  /// Bytes of what was typed that are looked at; no key is longer than 255.
  static let longest = 1024

  /// Whether nothing can go on from a text: it is longer than any text that is offered, or has a NUL.
  static func isUnusable(_ text: String) -> Bool { text.utf8.count > longest || text.utf8.contains(0) }

  /// A text as completions fold: one space between words, none at the start; one at the end stays if it was typed.
  static func folded(_ text: String, _ analyzer: Analyzer) -> [UInt8] {
    var bytes: [UInt8] = []
    unsafe Array(text.utf8.prefix(longest)).withUnsafeBufferPointer { unsafe CompletionKey.squeeze($0, into: &bytes) }
    return analyzer.completionKey(of: bytes)
  }

  /// What stands before the last word as it was typed, and the last word as it folds.
  static func lastWord(of text: String, _ analyzer: Analyzer) -> (lead: String, word: [UInt8]) {
    let bytes = Array(text.utf8.prefix(longest))
    let start = bytes.lastIndex { $0 <= 0x20 }.map { $0 + 1 } ?? 0
    return (String(decoding: bytes[..<start], as: UTF8.self), analyzer.completionKey(of: Array(bytes[start...])))
  }

  /// The Unicode scalars of a text in UTF-8.
  static func scalars(_ text: [UInt8]) -> [UInt32] { String(decoding: text, as: UTF8.self).unicodeScalars.map(\.value) }

  /// The part of a completion that was typed, in UTF-8 bytes of `text`, on borders of graphemes.
  ///
  /// With typos it is the beginning of the word that is nearest to what was typed.
  static func ranges(
    in text: String, from: Int, typed: [UInt8], distance: Int, isWhole: Bool, _ analyzer: Analyzer
  ) -> [Range<Int>] {
    let bytes = Array(text.utf8)
    if isWhole { return from < bytes.count ? [from..<bytes.count] : [] }
    if typed.isEmpty { return [] }
    if distance > 0 { return near(bytes, from, typed, distance, analyzer) }
    for start in wordStarts(bytes, from) {
      if let end = end(of: typed, in: bytes, from: start, analyzer) { return [start..<end] }
    }
    // Folding may make a border of words where there is none in the text: "…ghost" folds to "...ghost".
    for start in borders(of: bytes, from: from) {
      if let end = end(of: typed, in: bytes, from: start, analyzer) { return [start..<end] }
    }
    return []
  }

  /// Where words begin, the start of the text first.
  private static func wordStarts(_ bytes: [UInt8], _ from: Int) -> [Int] {
    var starts = [from]
    for index in bytes.indices.dropFirst(from + 1)
    where CompletionKey.isOfWord(bytes[index]) && !CompletionKey.isOfWord(bytes[index - 1]) {
      starts.append(index)
    }
    return starts
  }

  /// The first border of a grapheme at which the text from `start` folds to something that begins with `typed`.
  private static func end(of typed: [UInt8], in bytes: [UInt8], from start: Int, _ analyzer: Analyzer) -> Int? {
    let whole = analyzer.completionKey(of: Array(bytes[start...]))
    if !whole.starts(with: typed) { return nil }
    // Folding may make a text longer or shorter, so the place is looked for: first by halves, since more text folds to
    // more, then by one.
    let borders = borders(of: bytes, from: start)
    var (low, high) = (0, borders.count - 1)
    while low < high {
      let middle = (low + high) / 2
      let key = analyzer.completionKey(of: Array(bytes[start..<borders[middle]]))
      if key.count >= typed.count && key.starts(with: typed) { high = middle } else { low = middle + 1 }
    }
    return borders.isEmpty ? nil : borders[low]
  }

  private static func borders(of bytes: [UInt8], from start: Int) -> [Int] {
    var borders: [Int] = []
    unsafe bytes.withUnsafeBufferPointer { text in
      var offset = start
      while offset < text.count {
        offset = unsafe GraphemeBreak.nextBoundary(text, after: offset)
        borders.append(offset)
      }
    }
    return borders
  }

  /// The beginning that is `distance` edits from what was typed, the shortest one.
  private static func near(
    _ bytes: [UInt8], _ from: Int, _ typed: [UInt8], _ distance: Int, _ analyzer: Analyzer
  ) -> [Range<Int>] {
    guard let automaton = EditAutomaton(scalars(typed)) else { return [] }
    var best: (end: Int, distance: Int)?
    for border in borders(of: bytes, from: from).prefix(EditAutomaton.longest + 2) {
      var state = automaton.start
      for scalar in scalars(analyzer.completionKey(of: Array(bytes[from..<border]))) {
        state = automaton.step(state, automaton.places(of: scalar))
      }
      let own = automaton.distance(state)
      if own < (best?.distance ?? 3) { best = (border, own) }
    }
    return best.map { [from..<$0.end] } ?? []
  }
}
