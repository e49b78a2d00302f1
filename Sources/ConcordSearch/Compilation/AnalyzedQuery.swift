// What is asked, after analysis: keys of the dictionary and what each is worth.

package import ConcordArtifact
internal import ConcordBytes
internal import ConcordText

/// A term of a query.
package struct QueryTerm: Sendable, Equatable {
  /// Key of the dictionary, class byte first.
  package let key: [UInt8]
  /// Factor of its contribution.
  package let boost: Float
  /// Whether a document must have it when all words are asked for.
  package let isRequired: Bool
  /// The folded word that was asked for, if the key is of its stem.
  package let word: [UInt8]?

  package init(key: [UInt8], boost: Float = 1, isRequired: Bool = true, word: [UInt8]? = nil) {
    (self.key, self.boost, self.isRequired, self.word) = (key, boost, isRequired, word)
  }

  /// What the searcher wrote, folded.
  var written: String { String(decoding: word ?? Array(key.dropFirst()), as: UTF8.self) }
}

/// A query, analysed.
package struct Query: Sendable, Equatable {
  package var terms: [QueryTerm]
  package var match: QueryMatch

  package init(terms: [QueryTerm], match: QueryMatch) { (self.terms, self.match) = (terms, match) }
}

extension IndexContents {
  /// What the exact spelling adds: a little, so that it breaks near-ties.
  static let exactBoost: Float = 0.2
  /// Terms that one character of a script without spaces can stand for.
  static let expansionLimit = 1024

  /// Analyses a text as a query.
  ///
  /// Any text is one; a word that is asked for twice counts twice.
  package func query(_ text: String, match: QueryMatch = .any) throws(ArtifactError) -> Query {
    var words = WordCollector(formClass: formClass)
    Array(text.utf8).withView { view in
      forEachToken(view) { token, key in
        words.add(token, key: key)
        return true
      }
    }
    var terms = words.terms
    for character in words.singles { terms += try expand(character) }
    return Query(terms: terms, match: match)
  }

  /// A single character of a script without spaces: every n-gram that begins with it.
  private func expand(_ character: [UInt8]) throws(ArtifactError) -> [QueryTerm] {
    let prefix = [TermClass.ngram.rawValue] + character
    var terms: [QueryTerm] = []
    var cursor = try prefix.withView { (view) throws(ArtifactError) in try dictionary.table.cursor(from: view) }
    while try cursor.next(), cursor.key.starts(with: prefix), terms.count < Self.expansionLimit {
      terms.append(QueryTerm(key: cursor.key, isRequired: false))
    }
    return terms
  }
}

/// Turns the tokens of a query into terms.
struct WordCollector {
  private let formClass: TermClass
  private var collected: [(key: [UInt8], boost: Float, requiredBy: Int, word: [UInt8]?)] = []
  /// The word whose stem comes next.
  private var inflected: [UInt8]?
  private var places: [[UInt8]: Int] = [:]
  /// Characters that stand alone in a script without spaces.
  private(set) var singles: [[UInt8]] = []
  private var lastGram: (position: UInt32, isPair: Bool)?
  /// The words as they stand beside each other: parts of an identifier in place of the whole, pairs of characters.
  private(set) var phrase: [(key: [UInt8], offset: UInt32)] = []
  private var firstPosition: UInt32?

  /// Whether there was no token at all.
  var isEmpty: Bool { collected.isEmpty && singles.isEmpty }

  /// Place of the last whole word: if it turns out to be an identifier, its parts are required in its place.
  private var whole: Int?

  init(formClass: TermClass) { self.formClass = formClass }

  /// The terms; a word that came twice counts twice, as in a document.
  var terms: [QueryTerm] {
    collected.map { QueryTerm(key: $0.key, boost: $0.boost, isRequired: $0.requiredBy > 0, word: $0.word) }
  }

  mutating func add(_ token: Token, key: [UInt8]) {
    if token.termClass == .ngram {
      addGram(token, key)
      return
    }
    if token.flags & Token.inflected != 0 {
      inflected = key
      return
    }
    if token.termClass == .exact {
      _ = append(.exact, key, boost: IndexContents.exactBoost)
      return
    }
    let place = append(formClass, key, boost: 1)
    if token.termClass == .stem && collected[place].word == nil { collected[place].word = inflected }
    collected[place].requiredBy += 1
    addToPhrase(token, formClass, key)
    if token.flags & Token.part == 0 {
      whole = place
    } else if let identifier = whole {
      collected[identifier].requiredBy -= 1
      whole = nil
    }
  }

  private mutating func addToPhrase(_ token: Token, _ kind: TermClass, _ key: [UInt8]) {
    let first = firstPosition ?? token.position
    firstPosition = first
    // The first part of an identifier stands where the whole does, and takes its place.
    if token.flags & Token.part != 0, let last = phrase.last, last.offset == token.position &- first {
      phrase.removeLast()
    }
    phrase.append(([kind.rawValue] + key, token.position &- first))
  }

  /// A run of characters gives pairs and its last character; that one is of use only if it is the whole run.
  private mutating func addGram(_ token: Token, _ key: [UInt8]) {
    let isPair = String(decoding: key, as: UTF8.self).unicodeScalars.count > 1
    if isPair {
      addToPhrase(token, .ngram, key)
      collected[append(.ngram, key, boost: 1)].requiredBy += 1
    } else if lastGram.map({ !$0.isPair || $0.position &+ 1 != token.position }) ?? true {
      if firstPosition == nil { firstPosition = token.position }
      singles.append(key)
    }
    lastGram = (token.position, isPair)
  }

  private mutating func append(_ kind: TermClass, _ key: [UInt8], boost: Float) -> Int {
    let full = [kind.rawValue] + key
    if let place = places[full] {
      collected[place].boost += boost
      return place
    }
    places[full] = collected.count
    collected.append((full, boost, 0, nil))
    return collected.count - 1
  }
}
