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

/// Function words that are frequent in a language; short ones that several languages have are mostly left out.
private enum FunctionWords {
  static let all: [(code: String, words: String)] = [
    (
      "en",
      "the of and to is that for with are this from be as by or it on you not which have can an at was will if when your its has"
    ),
    (
      "de",
      "der die und den von zu das mit sich des auf für ist im dem nicht ein eine als auch werden aus er hat dass sie nach wird bei einer um wie über oder zum zur kann"
    ),
    (
      "fr",
      "le la les des et du une dans qui est pour que au par sur pas plus ne sont avec ce il aux être cette ou ont elle ses vous nous leur mais comme"
    ),
    (
      "es",
      "el los las del que se por con una para su es al lo como más pero sus le ya este sí porque esta entre cuando muy sin sobre también hasta hay donde"
    ),
    (
      "it",
      "il di che la per un del non con da una sono della si dei al nel alla più gli anche le delle è come ha dalla lo questo essere suo ma ed nella"
    ),
    (
      "pt",
      "o os as do da que em um para com não uma dos das no na por mais se ao como mas foi ele pelo pela são ou seu sua quando muito já também só"
    ),
    (
      "nl",
      "de het een van en in is dat op te voor met zijn niet aan er om ook als dan bij nog door naar hij uit maar wordt deze worden heeft"
    ),
    (
      "sv",
      "och att det som en på är av för med till den har de inte om ett men var jag från kan när så vi eller hade där under också sig"
    ),
    (
      "da",
      "og at det som en på er af for med til den har de ikke om et men var jeg fra kan når så vi eller havde blev der også sig"
    ),
    (
      "no",
      "og at det som en på er av for med til den har de ikke om et men var jeg fra kan når så vi eller hadde ble der også seg"
    ),
    (
      "fi",
      "ja on ei että se oli hän ovat myös kun mutta kuin tai sen joka mukaan olla hänen ole jos jonka niin vain sekä voi"
    ),
    (
      "ru",
      "и в не на что с он как это по но из у к за от его для или бы же все так был она они мы при если только также"
    ),
  ]
}
