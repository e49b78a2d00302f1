// The words of a list that are most like one word, exactly, without a look at most of them.

/// A word of a list and how alike it is to the wanted one.
package struct SimilarWord: Equatable, Sendable {
  /// The word's number in its list.
  package var number: Int
  /// Jaro-Winkler similarity, above 0.
  package var score: Double

  /// A word with its score.
  package init(number: Int, score: Double) {
    self.number = number
    self.score = score
  }
}

/// A search of a sorted list by Jaro-Winkler similarity, with the results of scoring every word.
///
/// ## How most words are passed over
/// Words that share 4, 3, 2 or 1 scalars with the wanted word at the start are ranges of a sorted list. They come first, the
/// longest start first: there the best words usually are, so the bar is high when the rest of the list is met, where no
/// bonus for a common start helps a word over it. In every range the shapes of the words (WordShape) are compared with what
/// the bar asks for, eight at a time, and only a word that passes is decoded and scored, which again ends early where the
/// matches are too few. The bar rises as better words are found.
///
/// Where no word has a start in common that is good enough, the rest is met with a high bar that is assumed: if as many words
/// as are wanted reach it, the others need no look; if not, a lower one is assumed.
///
/// Bounds are computed by the roundings of the score (JaroScore), so no word is lost to a last bit; of equal scores the
/// smaller text wins.
package struct SimilarWords<List: WordList>: ~Copyable {
  private var list: List
  private let wanted: PreparedJaroWinkler
  /// The wanted word's bytes.
  private let text: [UInt8]
  private var filter: ShapeFilter
  private var block = WordBlock()
  /// The number of the decoded block, -1 for none.
  private var loaded = -1
  private var found = BestWords(limit: 0, above: 0)
  /// How many words the last search scored.
  package private(set) var scored = 0

  /// Searches `list` for words like `wanted`.
  package init(_ list: List, like wanted: UnsafeBufferPointer<UInt8>) {
    self.list = list
    self.wanted = unsafe PreparedJaroWinkler(wanted)
    text = unsafe Array(wanted)
    filter = unsafe ShapeFilter(self.wanted.scalars)
  }

  /// The `limit` words of the highest similarity above 0, best first; of equal ones the smaller text first.
  ///
  /// O(n) in the worst case, with 3 bytes of memory read for each word that is passed over.
  package mutating func best(_ limit: Int) throws(List.Failure) -> [SimilarWord] {
    try search(BestWords(limit: limit, above: 0))
  }

  /// All words with a similarity above `score`, which is at least 0, best first; of equal ones the smaller text first.
  package mutating func all(above score: Double) throws(List.Failure) -> [SimilarWord] {
    try search(BestWords(limit: .max, above: max(0, score)))
  }

  private mutating func search(_ empty: BestWords) throws(List.Failure) -> [SimilarWord] {
    found = empty
    scored = 0
    if empty.limit <= 0 { return [] }
    if text.isEmpty { return try equalToNothing() }
    let starts = try ranges()
    // The words with the longest common start, then around each range what the next wider one adds.
    var inner = starts[0].words.lowerBound..<starts[0].words.lowerBound
    for (prefix, words) in starts {
      let (low, high) = (words.lowerBound..<inner.lowerBound, inner.upperBound..<words.upperBound)
      if prefix == 0, try meetRest(low, high) { break }
      try scan(low, prefix: prefix)
      try scan(high, prefix: prefix)
      inner = words
    }
    return found.sorted()
  }

  /// Only an empty word is like an empty one.
  private mutating func equalToNothing() throws(List.Failure) -> [SimilarWord] {
    if list.count > 0 { try score(0) }
    return found.sorted()
  }

  /// The ranges of words that share a start with the wanted word, the longest start first, the whole list last.
  private mutating func ranges() throws(List.Failure) -> [(prefix: Int, words: Range<Int>)] {
    var starts: [(prefix: Int, words: Range<Int>)] = []
    let most = min(4, wanted.count)
    var bytes: [UInt8] = []
    for prefix in 0..<most {
      let scalar = unsafe wanted.scalars[prefix]
      // Ill-formed parts are equal to each other whatever their bytes: there the ranges say nothing.
      guard let scalar = Unicode.Scalar(scalar) else { return [(4, 0..<list.count)] }
      bytes += UTF8.encode(scalar).map { Array($0) } ?? []
      let low = try lowerBound(bytes)
      // No byte of UTF-8 is 255, so the last one can be increased.
      let high = try lowerBound(bytes.dropLast() + [bytes[bytes.count - 1] + 1])
      starts.insert((prefix + 1, low..<max(low, high)), at: 0)
    }
    return starts + [(0, 0..<list.count)]
  }

  private mutating func lowerBound(_ key: [UInt8]) throws(List.Failure) -> Int {
    var result: Result<Int, List.Failure> = .success(0)
    unsafe key.withUnsafeBufferPointer { key in
      do throws(List.Failure) {
        result = .success(try unsafe list.lowerBound(key))
      } catch { result = .failure(error) }
    }
    return min(max(0, try result.get()), list.count)
  }

  /// Meets the words without a common start under bars that are only assumed; false if too few words reach the last.
  private mutating func meetRest(_ low: Range<Int>, _ high: Range<Int>) throws(List.Failure) -> Bool {
    if unsafe list.shapes == nil || found.limit == .max { return false }
    // A pass costs what scoring a thousand words does: not for a bar that is nearly as high already.
    for assumed in [0.9, 0.82, 0.75] where found.bar(for: 0) < assumed - 0.04 {
      try scan(low, prefix: 0, assuming: assumed)
      try scan(high, prefix: 0, assuming: assumed)
      if found.bar(for: 0) >= assumed { return true }
    }
    return false
  }

  /// Scores the words of a range that could reach the bar; all of them share `prefix` scalars with the wanted word.
  private mutating func scan(_ words: Range<Int>, prefix: Int, assuming assumed: Double = 0) throws(List.Failure) {
    guard let shapes = unsafe list.shapes?.baseAddress else {
      for number in words { try score(number) }
      return
    }
    var start = words.lowerBound
    // Small steps at first, since there the bar rises fastest.
    var step = 64
    var passed = [UInt32](repeating: 0, count: 4_096)
    while start < words.upperBound {
      let end = min(start + step, words.upperBound)
      filter.set(least: max(assumed, found.bar(for: start)), prefix: prefix)
      if filter.isHopeless { return }
      let count = unsafe passed.withUnsafeMutableBufferPointer { passed in
        // SAFETY: the list has a shape for every word, and there is room for as many indexes as words in a step.
        unsafe passed.baseAddress.map { unsafe filter.select(shapes + WordShape.size * start, end - start, into: $0) }
          ?? 0
      }
      for index in 0..<count { try score(start + Int(passed[index])) }
      start = end
      step = min(2 * step, 4_096)
    }
  }

  /// Scores a word and keeps it if it is good enough.
  private mutating func score(_ number: Int) throws(List.Failure) {
    let block = number / WordBlock.size
    if block != loaded {
      loaded = -1
      self.block.removeAll()
      try list.read(block, into: &self.block)
      loaded = block
    }
    // A damaged list may have fewer words than it says.
    let place = number % WordBlock.size
    if place >= self.block.count { return }
    scored += 1
    let least = found.bar(for: number)
    if let score = unsafe wanted.similarity(of: self.block[place], atLeast: least) {
      found.insert(SimilarWord(number: number, score: score))
    }
  }
}

/// The best words so far.
private struct BestWords {
  let limit: Int
  /// Only words with more than this are taken.
  let floor: Double
  /// Best first where there is a limit, else in the order of arrival.
  private var words: [SimilarWord] = []

  init(limit: Int, above floor: Double) {
    self.limit = limit
    self.floor = floor
  }

  /// The least score with which word `number` is taken; it never rises with the number but at one place.
  @inline(__always)
  func bar(for number: Int) -> Double {
    if words.count < limit { return floor.nextUp }
    let worst = words[words.count - 1]
    return number < worst.number ? worst.score : worst.score.nextUp
  }

  /// Takes a word that reaches the bar, if it is not here already.
  mutating func insert(_ word: SimilarWord) {
    if limit == .max { return words.append(word) }
    var place = words.count
    while place > 0, isBefore(word, words[place - 1]) { place -= 1 }
    if place > 0 && words[place - 1].number == word.number { return }
    words.insert(word, at: place)
    if words.count > limit { words.removeLast() }
  }

  private func isBefore(_ a: SimilarWord, _ b: SimilarWord) -> Bool {
    a.score > b.score || (a.score == b.score && a.number < b.number)
  }

  func sorted() -> [SimilarWord] { limit == .max ? words.sorted(by: isBefore) : words }
}
