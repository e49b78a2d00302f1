// The definition of a score, slow and obvious: every posting of every term, one at a time, summed in a dictionary.

package import ConcordArtifact
internal import ConcordBytes
package import ConcordSearch

/// Scores queries exhaustively from the decoded postings of an index.
package struct ReferenceScorer {
  /// How a field's length becomes a factor; tests put other codes in its place.
  package enum Norm {
    /// The artifact's own codes.
    case own
    /// Lengths counted from the postings, in tantivy's one byte (three bits after the leading one, rounded down).
    case tantivy
  }

  let contents: IndexContents
  private let norm: Norm
  private let lengths: [[UInt32]]
  private let codes: [[UInt8]]
  private let weights: [[Float]]
  private let ranks: [UInt8]
  private let total: Int

  /// Prepares the scorer; counts lengths if it has to.
  package init(_ contents: IndexContents, norm: Norm = .own) throws {
    self.contents = contents
    self.norm = norm
    let fields = contents.settings.scoring.fields.count
    let section = try contents.artifact.section(.norms)
    codes = try (0..<fields).map { field in
      try section.bytes(field * contents.statistics.documents, contents.statistics.documents).array
    }
    weights = contents.settings.scoring.fields.indices.map {
      Scoring.weights(
        contents.settings.scoring.fields[$0], averageLength: contents.statistics.averageLength(of: $0))
    }
    ranks = try contents.artifact.sectionIfPresent(.ranks)?.all().array ?? []
    lengths = norm == .tantivy ? try Self.countLengths(contents) : []
    total = lengths.first?.reduce(0) { $0 + Int($1) } ?? 0
  }

  /// Adds up the frequencies of all terms: exact lengths, for an index of the plain profile.
  ///
  /// tantivy's filter of long tokens drops those of exactly 40 bytes too, which the plain profile keeps.
  private static func countLengths(_ contents: IndexContents) throws -> [[UInt32]] {
    var lengths = [[UInt32](repeating: 0, count: contents.statistics.documents)]
    for term in 0..<contents.dictionary.table.count where try contents.dictionary.table.key(term).count != 41 {
      for posting in try postings(of: contents.dictionary.info(term), in: contents) {
        lengths[0][Int(posting.document)] += posting.frequencies[0]
      }
    }
    return lengths
  }

  /// A posting.
  package struct Posting {
    package let document: UInt32
    package let frequencies: [UInt32]
  }

  /// Decodes a whole list.
  package static func postings(of info: TermInfo, in contents: IndexContents) throws -> [Posting] {
    let fields = contents.settings.scoring.fields.count
    let capacity = PostingsScratch.capacity(fields: fields)
    let scratch = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity)
    defer { unsafe scratch.deallocate() }
    unsafe scratch.initialize(repeating: 0, count: capacity)
    let reader = try PostingsReader(
      contents.artifact, fields: fields, documentCount: contents.statistics.documents)
    var cursor = try PostingsCursor(info, in: reader, scratch: unsafe PostingsScratch(base: scratch))
    var postings: [Posting] = []
    for block in 0..<cursor.blockCount {
      try cursor.decode(block: block)
      for index in 0..<cursor.count {
        let document = unsafe cursor.scratch.documents[index]
        postings.append(
          Posting(document: document, frequencies: (0..<fields).map { cursor.frequency(field: $0, at: index) }))
      }
    }
    return postings
  }

  /// What the static rank of a slot adds: the nearest whole number of units to weight · rank / 255.
  func rank(ofSlot slot: UInt32, weight: Double) -> Int64 {
    if ranks.isEmpty { return 0 }
    return Int64((weight * Double(ranks[Int(slot)]) / 255 * 1_048_576).rounded(.toNearestOrEven))
  }

  /// The canonical number of a slot.
  func document(ofSlot slot: UInt32) throws -> UInt32 {
    guard let order = contents.order else { return slot }
    return UInt32(try order.document(atSlot: Int(slot)))
  }

  /// W_f for one document; `own` is a weight of the query's.
  func weight(field: Int, document: Int, own: Float? = nil) -> Float {
    var profile = contents.settings.scoring.fields[field]
    if let own {
      profile.weight = own
      let average = contents.statistics.averageLength(of: field)
      return Scoring.weight(profile, averageLength: average, code: codes[field][document])
    }
    switch norm {
    case .own:
      return weights[field][Int(codes[field][document])]
    case .tantivy:
      let average = Float(Double(total) / Double(contents.statistics.documents))
      let length = Float(Self.tantivyLength(lengths[field][document]))
      let ratio = length / average
      let spread: Float = profile.b * ratio
      let factor: Float = (1 - profile.b) + spread
      return profile.weight * (1 / factor)
    }
  }

  /// What tantivy (and Lucene) make of a length: exact to 40, then the largest of their 256 values that is not above it.
  package static func tantivyLength(_ length: UInt32) -> UInt32 {
    func decode(_ code: UInt32) -> UInt32 {
      if code < 24 { return code }
      let rest = code - 24
      if rest < 8 { return 24 + rest }
      return 24 + ((8 + rest & 7) << (rest / 8 - 1))
    }
    var best: UInt32 = 0
    for code in 0..<UInt32(256) {
      let value = decode(code)
      if value <= length && value >= best { best = value } else if value > length { break }
    }
    return best
  }

  /// The `limit` best documents, and how many match.
  package func search(_ query: Query, limit: Int) throws -> RankedHits {
    let profile = contents.settings.scoring
    var scores: [UInt32: Int64] = [:]
    var having: [UInt32: Int] = [:]
    for term in query.terms {
      guard let info = try contents.list(of: term.key) else { continue }
      let frequency = Scoring.inverseDocumentFrequency(
        documents: contents.statistics.documents, containing: info.documentCount)
      let scaled = Float(Double(term.boost) * frequency * Scoring.scale)
      for posting in try Self.postings(of: info, in: contents) {
        var strength: Float = 0
        for field in profile.fields.indices where posting.frequencies[field] > 0 {
          let product: Float = weight(field: field, document: Int(posting.document)) * Float(posting.frequencies[field])
          strength += product
        }
        scores[posting.document, default: 0] += Int64(
          Scoring.contribution(strength: strength, k1: profile.k1, scaledFrequency: scaled))
        if term.isRequired { having[posting.document, default: 0] += 1 }
      }
    }
    let required = query.match == .all ? query.terms.count(where: \.isRequired) : 0
    let hits = try scores.filter { having[$0.key, default: 0] >= required }
      .map {
        ScoredDocument(document: try document(ofSlot: $0.key), score: $0.value + rank(ofSlot: $0.key, weight: 1))
      }
      .sorted { $0.isBetter(than: $1) }
    return RankedHits(hits: Array(hits.prefix(limit)), total: hits.count)
  }
}
