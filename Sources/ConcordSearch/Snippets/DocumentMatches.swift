// Where a document matches a query: positions of terms and of whole phrases, and the rule that says which tokens to mark.

internal import ConcordArtifact
internal import ConcordBytes
internal import ConcordText

/// A place in a field that matches.
struct MatchedPosition {
  /// Position in the field.
  let position: UInt32
  /// Number of the part of the query that it matches.
  let part: Int
}

/// Which tokens of one field of one document match a query.
///
/// A token matches as a term if its key was asked for, or begins as it was asked for, in this field; as a word of a phrase only
/// at a position where the whole phrase stands.
struct FieldMatches {
  /// Keys of single terms.
  private var terms: Set<[UInt8]> = []
  private var prefixes: [[UInt8]] = []
  /// Lists whose words match as well.
  private let forms: [HighlightedForms]
  private let contents: IndexContents
  /// Keys by the positions at which a phrase has them.
  private var phraseWords: [UInt32: Set<[UInt8]>] = [:]
  /// Places of terms and phrases, ascending; those of prefixes are not known before the text is read.
  private(set) var positions: [MatchedPosition] = []
  /// What each part of the query weighs.
  private(set) var weights: [Float] = []

  /// Whether places have to be looked for in the text.
  var hasPrefixes: Bool { !prefixes.isEmpty }
  /// Whether nothing can match.
  var isEmpty: Bool { terms.isEmpty && prefixes.isEmpty && phraseWords.isEmpty }

  /// Occurrences of one part that are looked at for the choice of a passage.
  private static let occurrences = 4096

  /// Looks up where `document` matches in `field`.
  init(
    _ highlights: QueryHighlights, document: UInt32, field: Int, record: DocumentRecord, in contents: IndexContents
  ) throws(ArtifactError) {
    self.contents = contents
    let bit = UInt8(1) << UInt8(field)
    forms = highlights.forms.filter { $0.fields & bit != 0 }
    let start = record.start(of: field)
    let end = start &+ record.extents[field]
    for (key, fields) in highlights.terms.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) })
    where fields & bit != 0 {
      terms.insert(key)
      guard let info = try contents.list(of: key) else { continue }
      let places = try contents.positions(of: info, in: document, limit: Self.occurrences)
      let inside = places.filter { $0 >= start && $0 < end }
      if inside.isEmpty { continue }
      append(inside.map { $0 - start }, weight: contents.weight(of: [info]))
    }
    for (key, fields) in highlights.prefixes where fields & bit != 0 { prefixes.append(key) }
    prefixes.sort { $0.lexicographicallyPrecedes($1) }
    for phrase in highlights.phrases where phrase.fields & bit != 0 {
      try add(phrase, document, start, end, contents)
    }
    positions.sort { $0.position != $1.position ? $0.position < $1.position : $0.part < $1.part }
  }

  private mutating func append(_ places: [UInt32], weight: Float) {
    weights.append(weight)
    for place in places { positions.append(MatchedPosition(position: place, part: weights.count - 1)) }
  }

  private mutating func add(
    _ phrase: PlannedPhrase, _ document: UInt32, _ start: UInt32, _ end: UInt32, _ contents: IndexContents
  ) throws(ArtifactError) {
    var lists: [[UInt32]] = []
    var keys: [[UInt8]] = []
    for word in phrase.words {
      let all = try contents.positions(of: word.info, in: document, limit: .max)
      lists.append(all.filter { $0 >= start && $0 < end })
      if lists.last?.isEmpty ?? true { return }
      keys.append(try contents.formKey(of: word.info))
    }
    var firsts: [UInt32] = []
    for occurrence in PhraseOccurrences.all(of: phrase, in: lists) {
      firsts.append(occurrence[0] - start)
      for (word, position) in occurrence.enumerated() {
        phraseWords[position - start, default: []].insert(keys[word])
      }
    }
    if !firsts.isEmpty { append(firsts, weight: contents.weight(of: phrase.words.map(\.info))) }
  }

  /// Adds places that were found by reading the text.
  mutating func addPrefixPlaces(_ places: [UInt32]) {
    if places.isEmpty { return }
    append(Array(places.prefix(Self.occurrences)), weight: 1)
    positions.sort { $0.position != $1.position ? $0.position < $1.position : $0.part < $1.part }
  }

  /// Whether a token that is looked up by this key matches, where it stands in the field.
  func marks(_ token: Token, _ key: [UInt8]) -> Bool {
    if terms.contains(key) { return true }
    if let words = phraseWords[token.position], words.contains(key) { return true }
    return hasPrefix(token, key)
  }

  /// Whether a token begins as was asked for, or has the form of a word that does.
  func hasPrefix(_ token: Token, _ key: [UInt8]) -> Bool {
    let text = key.dropFirst()
    let kind = token.termClass.rawValue
    if prefixes.contains(where: { $0[0] == kind && text.starts(with: $0.dropFirst()) }) { return true }
    if forms.isEmpty || key[0] != contents.formClass.rawValue { return false }
    // What cannot be read marks nothing.
    guard let list = (try? contents.list(of: key)).flatMap({ $0 }) else { return false }
    return forms.contains { $0.contains(list.term) }
  }
}

/// Where a phrase stands, from the positions of its words in one document.
enum PhraseOccurrences {
  /// The positions of the words of each occurrence; the rule is that of `PhraseMatcher`.
  static func all(of phrase: PlannedPhrase, in lists: [[UInt32]]) -> [[UInt32]] {
    var found: [[UInt32]] = []
    var next = [Int](repeating: 0, count: lists.count)
    for first in lists[0] {
      var occurrence = [first]
      var taken = next
      for word in 1..<max(1, lists.count) {
        let step = phrase.words[word].offset - phrase.words[word - 1].offset
        var at = next[word]
        while at < lists[word].count, lists[word][at] < occurrence[word - 1] &+ step { at += 1 }
        if at == lists[word].count { break }
        if lists[word][at] - first > phrase.words[word].offset + phrase.slop { break }
        taken[word] = at + 1
        occurrence.append(lists[word][at])
      }
      if occurrence.count < lists.count { continue }
      // Only with slop could two occurrences want one place.
      if phrase.slop > 0 { next = taken }
      found.append(occurrence)
    }
    return found
  }
}

extension IndexContents {
  /// The positions of a term in a document, all fields, the first `limit`; none if it is not there or has none stored.
  func positions(of info: TermInfo, in document: UInt32, limit: Int) throws(ArtifactError) -> [UInt32] {
    if info.positionsLength == 0 { return [] }
    let scratch = UnsafeMutablePointer<UInt32>.allocate(capacity: PostingsScratch.capacity(fields: postings.fields))
    defer { unsafe scratch.deallocate() }
    var cursor = try PostingsCursor(info, in: postings, scratch: unsafe PostingsScratch(base: scratch))
    let slot = try slot(ofDocument: document)
    let block = cursor.block(holding: slot, from: 0)
    if block == cursor.blockCount { return [] }
    try cursor.decode(block: block)
    guard let index = (0..<cursor.count).first(where: { unsafe cursor.scratch.documents[$0] == slot }) else {
      return []
    }
    var reader = PositionsCursor(info, in: postings)
    var buffer = PositionsBuffer()
    try cursor.sumFrequencies()
    try reader.read(cursor.positionsPlace(at: index), into: &buffer)
    return (0..<min(buffer.count, limit)).map { unsafe buffer.values[$0] }
  }

  /// The idf of terms, added up.
  func weight(of infos: [TermInfo]) -> Float {
    Float(
      infos.reduce(0) {
        $0 + Scoring.inverseDocumentFrequency(documents: statistics.documents, containing: $1.documentCount)
      })
  }
}
