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

  package init(key: [UInt8], boost: Float = 1, isRequired: Bool = true) {
    (self.key, self.boost, self.isRequired) = (key, boost, isRequired)
  }
}

/// How the words of a query combine.
package enum Match: Sendable {
  /// A document with any of them is a hit.
  case any
  /// A document needs all of them.
  case all
}

/// A query, analysed.
package struct Query: Sendable, Equatable {
  package var terms: [QueryTerm]
  package var match: Match

  package init(terms: [QueryTerm], match: Match) { (self.terms, self.match) = (terms, match) }
}

extension IndexContents {
  /// What the exact spelling, or the word beside its stem, adds: a little, so that it breaks near-ties.
  static let exactBoost: Float = 0.1
  /// Terms that one character of a script without spaces can stand for.
  static let expansionLimit = 1024

  /// Analyses a text as a query. Any text is one; a word that is asked for twice counts once.
  package func query(_ text: String, match: Match = .any) throws(ArtifactError) -> Query {
    var words = WordCollector(isStemmed: settings.stemmer != nil)
    let bytes = Array(text.utf8)
    bytes.withView { view in
      var batch = TokenBatch()
      var cursor = Analyzer.Cursor()
      while cursor.offset < view.count {
        batch.reset()
        unsafe analyzer.analyze(view.bytes, from: &cursor, into: &batch)
        for index in 0..<batch.count { words.add(unsafe batch.tokens[index], key: batch.key(at: index)) }
      }
    }
    words.finish()
    var terms = words.terms
    for character in words.singles { terms += try expand(character) }
    return Query(terms: terms, match: match)
  }

  /// A single character of a script without spaces: every n-gram that begins with it.
  private func expand(_ character: [UInt8]) throws(ArtifactError) -> [QueryTerm] {
    let prefix = [TermKind.gram] + character
    var terms: [QueryTerm] = []
    var cursor = try prefix.withView { (view) throws(ArtifactError) in try dictionary.table.cursor(from: view) }
    while try cursor.next(), cursor.key.starts(with: prefix), terms.count < Self.expansionLimit {
      terms.append(QueryTerm(key: cursor.key, isRequired: false))
    }
    return terms
  }
}

/// Turns the tokens of a query into terms.
private struct WordCollector {
  let isStemmed: Bool
  private(set) var terms: [QueryTerm] = []
  /// Characters that stand alone in a script without spaces.
  private(set) var singles: [[UInt8]] = []
  private var seen = Set<[UInt8]>()
  private var lastGram: (key: [UInt8], position: UInt32, isPair: Bool)?
  /// A word that may turn out to be an identifier with parts, and is then not required itself.
  private var pending: (key: [UInt8], position: UInt32)?

  init(isStemmed: Bool) { self.isStemmed = isStemmed }

  mutating func add(_ token: Token, key: [UInt8]) {
    let isPart = token.flags & Token.part != 0
    switch token.termClass {
    case .ngram: addGram(token, key)
    case .exact: append(TermKind.exact, key, boost: IndexContents.exactBoost, isRequired: false)
    case .folded:
      append(
        TermKind.surface, key, boost: isStemmed ? IndexContents.exactBoost : 1, isRequired: !isStemmed && isPart)
      if !isPart { pending = (key, token.position) }
      if !isPart && !isStemmed { markRequired() }
      if isPart { unmarkWhole() }
    case .stem:
      append(TermKind.stem, key, boost: 1, isRequired: true)
    }
  }

  /// The last appended word is required until its parts show up.
  private mutating func markRequired() {
    guard let last = terms.indices.last, terms[last].key.dropFirst().elementsEqual(pending?.key ?? []) else { return }
    terms[last] = QueryTerm(key: terms[last].key, boost: terms[last].boost, isRequired: true)
  }

  private mutating func unmarkWhole() {
    guard let whole = pending else { return }
    pending = nil
    for index in terms.indices where terms[index].key.dropFirst().elementsEqual(whole.key) {
      terms[index] = QueryTerm(key: terms[index].key, boost: terms[index].boost, isRequired: false)
    }
  }

  /// A run of characters gives pairs and its last character; that one is of use only if it is the whole run.
  private mutating func addGram(_ token: Token, _ key: [UInt8]) {
    let isPair = String(decoding: key, as: UTF8.self).unicodeScalars.count > 1
    if !isPair {
      let follows = lastGram.map { $0.isPair && $0.position &+ 1 == token.position } ?? false
      if !follows { singles.append(key) }
    } else {
      append(TermKind.gram, key, boost: 1, isRequired: true)
    }
    lastGram = (key, token.position, isPair)
  }

  mutating func finish() { pending = nil }

  private mutating func append(_ kind: UInt8, _ key: [UInt8], boost: Float, isRequired: Bool) {
    let full = [kind] + key
    if seen.insert(full).inserted { terms.append(QueryTerm(key: full, boost: boost, isRequired: isRequired)) }
  }
}
