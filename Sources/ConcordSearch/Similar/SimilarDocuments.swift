// More like this: a document's own best terms, asked as a query.
//
// The words that a document uses more than others do say what it is about (Rocchio's relevance feedback with one document and
// nothing to subtract). A word of one document finds nothing else, and one of more than half of them tells nothing apart.

package import ConcordArtifact
internal import ConcordBytes
internal import ConcordText

/// A term that tells what a document is about.
package struct CharacteristicTerm: Sendable, Equatable {
  /// Key of the dictionary, class byte first.
  package let key: [UInt8]
  /// What the dictionary knows of it.
  package let info: TermInfo
  /// How often it occurs, each time with the weight of its field, times its idf.
  package let weight: Double
}

extension IndexContents {
  /// Terms that a query for similar documents has at most.
  package static let characteristicTerms = 25
  /// Bytes of a body that are read: what a document is about shows in its first megabyte.
  private static let characteristicBytes = 1 << 20

  /// The terms of a document's title and body that weigh most, the heaviest first; equal ones in the order of keys.
  ///
  /// Reads the document from the store. O(its bytes), and one look into the dictionary for each of its distinct words.
  package func characteristicTerms(of document: Int) throws(ArtifactError) -> [CharacteristicTerm] {
    let record = try documents.record(document)
    var occurrences: [[UInt8]: (title: Int, body: Int)] = [:]
    let form = formClass.rawValue
    func count(_ token: Token, _ key: [UInt8], _ add: (inout (title: Int, body: Int)) -> Void) {
      // A character alone is a word only at the end of a run; its pairs say more.
      if key[0] == form || token.termClass == .ngram && Self.isPair(key) {
        add(&occurrences[key, default: (0, 0)])
      }
    }
    record.title.withView { view in
      forEachForm(view, from: 0) { token, key in
        count(token, key) { $0.title += 1 }
        return true
      }
    }
    // Front matter comes before the first token and is not searched.
    if let mark = record.checkpoints.first {
      let length = min(record.bodyLength - mark.offset, Self.characteristicBytes)
      let bytes = try store.read(record.storeOffset + record.attributesLength + mark.offset, length)
      bytes.withView { view in
        forEachForm(view, from: mark.position) { token, key in
          count(token, key) { $0.body += 1 }
          return true
        }
      }
    }
    return try heaviest(occurrences)
  }

  private static func isPair(_ key: [UInt8]) -> Bool {
    String(decoding: key.dropFirst(), as: UTF8.self).unicodeScalars.count > 1
  }

  /// The terms that weigh most, of those that some and not most documents have.
  private func heaviest(
    _ occurrences: [[UInt8]: (title: Int, body: Int)]
  ) throws(ArtifactError) -> [CharacteristicTerm] {
    let fields = settings.scoring.fields
    let (title, body) = (Double(fields[0].weight), Double(fields[settings.bodyField].weight))
    var terms: [CharacteristicTerm] = []
    for (key, times) in occurrences {
      guard let info = try list(of: key) else { continue }
      if info.documentCount <= 1 || info.documentCount > statistics.documents / 2 { continue }
      let frequency = title * Double(times.title) + body * Double(times.body)
      let idf = Scoring.inverseDocumentFrequency(documents: statistics.documents, containing: info.documentCount)
      terms.append(CharacteristicTerm(key: key, info: info, weight: frequency * idf))
    }
    terms.sort { $0.weight != $1.weight ? $0.weight > $1.weight : $0.key.lexicographicallyPrecedes($1.key) }
    return Array(terms.prefix(Self.characteristicTerms))
  }

  /// The documents that are most like one, best first, and what they are found by.
  ///
  /// A union of the document's heaviest terms, each counted in proportion to its weight; the document itself is left out. Static ranks
  /// do not count: they say nothing of what documents share.
  package func similar(
    to document: Int, limit: Int, control: SearchControl = .none
  ) throws(ArtifactError) -> (hits: [ScoredDocument], highlights: QueryHighlights) {
    var highlights = QueryHighlights()
    let terms = try characteristicTerms(of: document)
    guard let heaviest = terms.first, heaviest.weight > 0, limit > 0 else { return ([], highlights) }
    var group = PlannedGroup()
    for term in terms {
      group.should.append(.term(PlannedTerm(info: term.info, boost: Float(term.weight / heaviest.weight))))
      highlights.terms[term.key] = .max
    }
    // One more than wanted, as the document is likely among them: to exclude it would cost the best ranks as a start.
    let wanted = min(limit, statistics.documents)
    let request = SearchRequest(
      limit: min(wanted + 1, statistics.documents), counts: false, control: control, rankWeight: 0)
    let found = try search(.group(group), request).ranked.hits
    return (Array(found.filter { Int($0.document) != document }.prefix(wanted)), highlights)
  }

  /// The id that shares most of its beginning with an id that does not exist; nil if none shares half of it.
  ///
  /// O(log n): ids are sorted, so it is one of the two between which the other would stand.
  package func nearestIdentifier(to id: [UInt8]) throws(ArtifactError) -> [UInt8]? {
    let place = try id.withView { (view) throws(ArtifactError) in try identifiers.lowerBound(view) }
    var best: (shared: Int, id: [UInt8])?
    for number in [place - 1, place] where number >= 0 && number < identifiers.count {
      let other = try identifiers.key(number)
      let shared = zip(id, other).prefix { $0 == $1 }.count
      if shared >= max(2, (id.count + 1) / 2), shared > best?.shared ?? 0 { best = (shared, other) }
    }
    return best?.id
  }
}
