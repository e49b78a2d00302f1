// Any combination of terms, phrases and sets, scored by the definition: every document, one at a time.

internal import ConcordArtifact
internal import ConcordBytes
package import ConcordSearch

extension ReferenceScorer {
  /// The documents that match a plan, with their scores.
  ///
  /// - Parameter weights: of the fields, where they are not the artifact's own.
  package func matches(_ plan: Plan, weights: [Float]? = nil) throws -> [UInt32: Int64] {
    switch plan {
    case .nothing: return [:]
    case .term(let term): return try matches(term, weights)
    case .phrase(let phrase): return try matches(phrase, weights)
    case .set(let set, let score):
      var found: [UInt32: Int64] = [:]
      for slot in 0..<UInt32(set.capacity) where set.contains(slot) { found[slot] = score }
      return found
    case .group(let group): return try matches(group, weights)
    }
  }

  /// The `limit` best of a plan, and how many match.
  package func search(
    _ plan: Plan, limit: Int, weights: [Float]? = nil, rankWeight: Double = 1
  ) throws -> RankedHits {
    let found = try matches(plan, weights: weights)
    let hits = try found.map { slot, score in
      ScoredDocument(document: try document(ofSlot: slot), score: score + rank(ofSlot: slot, weight: rankWeight))
    }
    .sorted { $0.isBetter(than: $1) }
    return RankedHits(hits: Array(hits.prefix(limit)), total: hits.count)
  }

  private func matches(_ group: PlannedGroup, _ weights: [Float]?) throws -> [UInt32: Int64] {
    let must = try group.must.map { try matches($0, weights: weights) }
    let should = try group.should.map { try matches($0, weights: weights) }
    let not = try group.mustNot.map { try matches($0, weights: weights) }
    let filter = try group.filter.map { try matches($0, weights: weights) }
    if must.isEmpty && should.isEmpty && not.isEmpty && filter.isEmpty { return [:] }
    var found: [UInt32: Int64] = [:]
    var candidates = Set<UInt32>()
    if let first = (must + filter).first {
      candidates = Set(first.keys)
    } else if !should.isEmpty {
      for part in should { candidates.formUnion(part.keys) }
    } else {
      candidates = Set(0..<UInt32(documentCount))
    }
    for slot in candidates {
      let isAny = !must.isEmpty || should.isEmpty || should.contains { $0[slot] != nil }
      let isAll = (must + filter).allSatisfy { $0[slot] != nil }
      if !isAny || !isAll || not.contains(where: { $0[slot] != nil }) { continue }
      found[slot] = (must + should).reduce(0) { $0 + ($1[slot] ?? 0) }
    }
    return found
  }

  private func matches(_ term: PlannedTerm, _ weights: [Float]?) throws -> [UInt32: Int64] {
    var found: [UInt32: Int64] = [:]
    let scale = scale(term.boost, frequency(term.info))
    for posting in try Self.postings(of: term.info, in: contents) {
      let counts = posting.frequencies.enumerated().map { term.fields & (1 << UInt8($0.offset)) != 0 ? $0.element : 0 }
      if counts.allSatisfy({ $0 == 0 }) { continue }
      found[posting.document] = contribution(counts, posting.document, scale, weights)
    }
    return found
  }

  private func matches(_ phrase: PlannedPhrase, _ weights: [Float]?) throws -> [UInt32: Int64] {
    let words = try phrase.words.map { try Self.places(of: $0.info, in: contents) }
    let scale = scale(phrase.boost, min(31, phrase.words.reduce(0) { $0 + frequency($1.info) }))
    var found: [UInt32: Int64] = [:]
    for (slot, first) in words[0] {
      var counts = [UInt32](repeating: 0, count: contents.settings.scoring.fields.count)
      var used = [Set<UInt32>](repeating: [], count: words.count)
      for start in first {
        guard let places = Self.followers(of: start, slot, words, phrase, used) else { continue }
        for (word, place) in places.enumerated() { used[word + 1].insert(place) }
        if phrase.fields & (1 << UInt8(start.field)) != 0 { counts[start.field] += 1 }
      }
      if counts.contains(where: { $0 > 0 }) { found[slot] = contribution(counts, slot, scale, weights) }
    }
    return found
  }

  /// Where the other words follow a start, each at the nearest unused place behind the one before; nil if they do not.
  private static func followers(
    of start: Place, _ slot: UInt32, _ words: [[UInt32: [Place]]], _ phrase: PlannedPhrase, _ used: [Set<UInt32>]
  ) -> [UInt32]? {
    var found: [UInt32] = []
    for word in phrase.words.indices.dropFirst() {
      let before = phrase.words[word - 1].offset
      let least = (found.last ?? start.position) + phrase.words[word].offset - before
      let next = (words[word][slot] ?? []).first { $0.position >= least && !used[word].contains($0.position) }
      guard let next, next.field == start.field else { return nil }
      if next.position - start.position > phrase.words[word].offset + phrase.slop { return nil }
      found.append(next.position)
    }
    return found
  }

  private struct Place {
    let position: UInt32
    let field: Int
  }

  /// Every position of a term with its field, by slot.
  private static func places(of info: TermInfo, in contents: IndexContents) throws -> [UInt32: [Place]] {
    let fields = contents.settings.scoring.fields.count
    let scratch = UnsafeMutablePointer<UInt32>.allocate(capacity: PostingsScratch.capacity(fields: fields))
    defer { unsafe scratch.deallocate() }
    let reader = try PostingsReader(contents.artifact, fields: fields, documentCount: contents.statistics.documents)
    var cursor = try PostingsCursor(info, in: reader, scratch: unsafe PostingsScratch(base: scratch))
    var positions = PositionsCursor(info, in: reader)
    var buffer = PositionsBuffer()
    var found: [UInt32: [Place]] = [:]
    for block in 0..<cursor.blockCount {
      try cursor.decode(block: block)
      try cursor.sumFrequencies()
      for index in 0..<cursor.count {
        try positions.read(cursor.positionsPlace(at: index), into: &buffer)
        let owner = (0..<fields).flatMap { field in
          [Int](repeating: field, count: Int(cursor.frequency(field: field, at: index)))
        }
        found[unsafe cursor.scratch.documents[index]] = (0..<buffer.count).map {
          unsafe Place(position: buffer.values[$0], field: owner[$0])
        }
      }
    }
    return found
  }

  private var documentCount: Int { contents.statistics.documents }

  private func frequency(_ info: TermInfo) -> Double {
    Scoring.inverseDocumentFrequency(documents: documentCount, containing: info.documentCount)
  }

  private func scale(_ boost: Float, _ frequency: Double) -> Float {
    Float(Double(min(boost, IndexContents.largestBoost)) * frequency * Scoring.scale)
  }

  private func contribution(_ counts: [UInt32], _ slot: UInt32, _ scale: Float, _ own: [Float]?) -> Int64 {
    let profile = contents.settings.scoring
    var strength: Float = 0
    for field in profile.fields.indices where counts[field] > 0 {
      let product: Float = weight(field: field, document: Int(slot), own: own?[field]) * Float(counts[field])
      strength += product
    }
    return Int64(Scoring.contribution(strength: strength, k1: profile.k1, scaledFrequency: scale))
  }
}
