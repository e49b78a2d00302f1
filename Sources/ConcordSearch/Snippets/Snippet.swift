// The passage of a document that shows best why it was found.

package import ConcordArtifact
internal import ConcordBytes
internal import ConcordText

/// A passage of a document's text.
package struct Passage: Sendable, Equatable {
  /// Byte offset of the passage in the body.
  package var offset: Int
  /// Its bytes, cut at grapheme borders.
  package var text: [UInt8]
  /// Ranges of `text` that match the query; ascending, without overlap.
  package var matches: [Range<Int>]
}

/// How long passages are.
private enum PassageSize {
  /// Positions among which the matches are looked for.
  static let window: UInt32 = 24
  /// Positions shown before and after.
  static let margin: UInt32 = 4
  /// Longest passage in bytes: words may be long.
  static let bytes = 400
  /// Occurrences of one term that are looked at.
  static let occurrences = 4096
}

/// An occurrence of a query's term in a body.
private struct Occurrence {
  let position: UInt32
  let term: Int
}

extension IndexContents {
  /// The best passage of a document for a query; its beginning if only the title matched.
  ///
  /// Reads the positions of the query's terms, the blocks of the store that hold the passage, and at most 64 tokens
  /// before it.
  package func passage(of document: Int, for query: Query) throws(ArtifactError) -> Passage {
    let record = try documents.record(document)
    let start = record.start(of: settings.bodyField)
    let end = start &+ record.extents[settings.bodyField]
    var occurrences: [Occurrence] = []
    var weights: [Float] = []
    for term in query.terms {
      let found = try positions(of: term, in: UInt32(document))
      weights.append(term.boost * (found.isEmpty ? 0 : found.weight))
      for position in found.positions where position >= start && position < end {
        occurrences.append(Occurrence(position: position - start, term: weights.count - 1))
      }
    }
    occurrences.sort { $0.position < $1.position }
    var first = Self.bestWindow(occurrences, weights: weights)
    first -= min(first, PassageSize.margin)
    // At the end of a text the passage begins earlier instead of being short.
    let extent = record.extents[settings.bodyField]
    first = min(first, extent - min(extent, PassageSize.window + 2 * PassageSize.margin))
    return try cut(record, from: first, for: query)
  }

  private struct TermPositions {
    var positions: [UInt32] = []
    var weight: Float = 0
    var isEmpty: Bool { positions.isEmpty }
  }

  /// The positions of a term in a document, all fields.
  private func positions(of term: QueryTerm, in document: UInt32) throws(ArtifactError) -> TermPositions {
    let info = try term.key.withView { (view) throws(ArtifactError) in try dictionary.find(view) }
    guard let info, info.positionsLength > 0 else { return TermPositions() }
    let scratch = UnsafeMutablePointer<UInt32>.allocate(capacity: PostingsScratch.capacity(fields: postings.fields))
    defer { unsafe scratch.deallocate() }
    var cursor = try PostingsCursor(info, in: postings, scratch: unsafe PostingsScratch(base: scratch))
    let slot = try slot(ofDocument: document)
    let block = cursor.block(holding: slot, from: 0)
    if block == cursor.blockCount { return TermPositions() }
    try cursor.decode(block: block)
    let index = (0..<cursor.count).first { unsafe cursor.scratch.documents[$0] == slot }
    guard let index else { return TermPositions() }
    var reader = PositionsCursor(info, in: postings)
    var buffer = PositionsBuffer()
    var sums = try cursor.positionsSums()
    try reader.read(cursor.positionsPlace(at: index, &sums), into: &buffer)
    let count = min(buffer.count, PassageSize.occurrences)
    let weight = Scoring.inverseDocumentFrequency(
      documents: statistics.documents, containing: info.documentCount)
    return TermPositions(positions: (0..<count).map { unsafe buffer.values[$0] }, weight: Float(weight))
  }

  /// The first position of the window with the heaviest distinct terms; among equals the earliest.
  private static func bestWindow(_ occurrences: [Occurrence], weights: [Float]) -> UInt32 {
    var best: (weight: Float, first: UInt32) = (0, occurrences.first?.position ?? 0)
    var counts = [Int](repeating: 0, count: weights.count)
    var weight: Float = 0
    var low = 0
    for high in occurrences.indices {
      let term = occurrences[high].term
      counts[term] += 1
      if counts[term] == 1 { weight += weights[term] }
      while occurrences[high].position - occurrences[low].position >= PassageSize.window {
        counts[occurrences[low].term] -= 1
        if counts[occurrences[low].term] == 0 { weight -= weights[occurrences[low].term] }
        low += 1
      }
      // Sums of Floats that come and go drift a little; a window has to be clearly better to displace an earlier one.
      if weight > best.weight * 1.0001 { best = (weight, occurrences[low].position) }
    }
    return best.first
  }

  /// Reads the tokens from position `first` on and cuts the passage that they make up.
  private func cut(_ record: DocumentRecord, from first: UInt32, for query: Query) throws(ArtifactError) -> Passage {
    let last = first &+ PassageSize.window &+ 2 &* PassageSize.margin
    let mark = record.checkpoints.last { $0.position <= first } ?? record.checkpoints.first
    guard let mark else { return Passage(offset: 0, text: [], matches: []) }
    let next = record.checkpoints.first { $0.position > last &+ 1 }?.offset ?? record.bodyLength
    let length = min(next, mark.offset + (1 << 20)) - mark.offset
    let bytes = try store.read(record.storeOffset + record.attributesLength + mark.offset, length)
    let keys = Set(query.terms.map(\.key))
    return bytes.withView { view in
      var spans = PassageSpans(first: max(first, mark.position), last: last, keys: keys)
      var batch = TokenBatch()
      var cursor = Analyzer.Cursor(offset: 0, position: mark.position)
      while cursor.offset < view.count && cursor.position <= last {
        batch.reset()
        unsafe analyzer.analyze(view.bytes, from: &cursor, into: &batch)
        for index in 0..<batch.count { spans.add(unsafe batch.tokens[index], key: batch.key(at: index)) }
      }
      return spans.passage(of: view, offset: mark.offset)
    }
  }
}

/// Collects where a passage begins and ends and what matches in it.
private struct PassageSpans {
  let first: UInt32
  let last: UInt32
  let keys: Set<[UInt8]>
  private var start: Int?
  private var end = 0
  private var matches: [Range<Int>] = []

  init(first: UInt32, last: UInt32, keys: Set<[UInt8]>) {
    (self.first, self.last, self.keys) = (first, last, keys)
  }

  mutating func add(_ token: Token, key: [UInt8]) {
    if token.position < first || token.position > last { return }
    let range = Int(token.sourceStart)..<Int(token.sourceEnd)
    let begin = min(start ?? range.lowerBound, range.lowerBound)
    // A first word longer than the limit is cut; any other that does not fit ends the passage.
    if start != nil && range.upperBound - begin > PassageSize.bytes { return }
    start = begin
    end = max(end, min(range.upperBound, begin + PassageSize.bytes))
    if keys.contains([token.termClass.rawValue] + key) { matches.append(range) }
  }

  func passage(of view: ByteView, offset: Int) -> Passage {
    guard let start else { return Passage(offset: offset, text: [], matches: []) }
    let text = unsafe view.bytes
    let low =
      unsafe GraphemeBreak.isBoundary(text, at: start) ? start : GraphemeBreak.previousBoundary(text, before: start)
    let high = unsafe GraphemeBreak.isBoundary(text, at: end) ? end : GraphemeBreak.nextBoundary(text, after: end)
    var merged: [Range<Int>] = []
    for range in matches.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      let cut = max(range.lowerBound, low)..<max(max(range.lowerBound, low), min(range.upperBound, high))
      if cut.isEmpty { continue }
      if let previous = merged.last, cut.lowerBound < previous.upperBound {
        merged[merged.count - 1] = previous.lowerBound..<max(previous.upperBound, cut.upperBound)
      } else {
        merged.append(cut)
      }
    }
    let slice = (try? view.slice(low, high - low)) ?? .empty
    return Passage(
      offset: offset + low, text: slice.array,
      matches: merged.map { ($0.lowerBound - low)..<($0.upperBound - low) })
  }
}
