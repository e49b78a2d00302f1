// The language that texts are in, told by their function words.
//
// In prose every third to fifth word is one of a few dozen articles, pronouns and prepositions, and languages share few of
// them. Text that is not clearly in one language is in none: stems of the wrong language do more harm than no stems.

/// Counts the function words of several languages in texts.
package struct LanguageGuess {
  /// Tokens below which there is no guess.
  package static let fewestWords = 400
  /// The share of words that must be function words of the language.
  package static let leastShare = 0.12
  /// How many times as many there must be as of any other language.
  package static let lead = 1.5

  private let analyzer = Analyzer(profile: .standard)
  /// Per function word, folded, the languages that have it, a bit each.
  private let languages: [[UInt8]: UInt16]
  private var counts: [Int]
  /// Words that were counted.
  package private(set) var words = 0

  /// Begins with no texts.
  package init() {
    var languages: [[UInt8]: UInt16] = [:]
    for (number, language) in FunctionWords.all.enumerated() {
      for word in language.words.utf8.split(separator: 0x20) {
        languages[analyzer.foldedKey(of: Array(word)), default: 0] |= 1 << UInt16(number)
      }
    }
    self.languages = languages
    counts = [Int](repeating: 0, count: FunctionWords.all.count)
  }

  /// Counts the words of a text.
  ///
  /// Linear in its bytes.
  package mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
    var batch = TokenBatch()
    var cursor = Analyzer.Cursor()
    while cursor.offset < text.count {
      batch.reset()
      unsafe analyzer.analyze(text, from: &cursor, into: &batch)
      for index in 0..<batch.count {
        let token = unsafe batch.tokens[index]
        if token.termClass != .folded || token.flags & Token.part != 0 { continue }
        words += 1
        // The longest function word of the lists has 8 bytes, in Russian 10.
        if token.keyLength > 10 { continue }
        var found = languages[batch.key(at: index)] ?? 0
        while found != 0 {
          counts[found.trailingZeroBitCount] += 1
          found &= found - 1
        }
      }
    }
  }

  /// The language of the texts as an ISO 639-1 code; nil if there is too little text, or more than one may be meant.
  package var language: String? {
    if words < Self.fewestWords { return nil }
    let ranked = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
    let (best, next) = (counts[ranked[0]], counts[ranked[1]])
    if Double(best) < Self.leastShare * Double(words) || Double(best) < Self.lead * Double(next) { return nil }
    return FunctionWords.all[ranked[0]].code
  }
}
