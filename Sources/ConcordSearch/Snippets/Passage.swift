// The passages of a document that show best why it was found.

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
  /// Bytes of a body that are read to find what begins as a query says.
  static let prefixScan = 1 << 20
}

extension IndexContents {
  /// The best passages of a document for a query, best first; its beginning if only the title matched.
  ///
  /// Reads the positions of the query's terms, the blocks of the store that hold the passages, and at most 64 tokens before
  /// each. A query with a prefix reads the text itself, its first megabyte.
  package func passages(
    of document: Int, for highlights: QueryHighlights, limit: Int = 1
  ) throws(ArtifactError) -> [Passage] {
    if limit <= 0 { return [] }
    let record = try documents.record(document)
    var matches = try FieldMatches(
      highlights, document: UInt32(document), field: settings.bodyField, record: record, in: self)
    if matches.hasPrefixes { matches.addPrefixPlaces(try prefixPlaces(record, matches)) }
    var passages: [Passage] = []
    for first in Self.bestWindows(matches, limit: limit) {
      // At the end of a text the passage begins earlier instead of being short.
      let extent = record.extents[settings.bodyField]
      let start = min(
        first - min(first, PassageSize.margin), extent - min(extent, PassageSize.window + 2 * PassageSize.margin))
      passages.append(try cut(record, from: start, matches))
    }
    return passages
  }

  /// Every range of a document's body that matches a query, ascending, without overlap.
  ///
  /// O(bytes of the body): it is analysed as a whole.
  package func matches(of document: Int, for highlights: QueryHighlights) throws(ArtifactError) -> [Range<Int>] {
    let record = try documents.record(document)
    let matches = try FieldMatches(
      highlights, document: UInt32(document), field: settings.bodyField, record: record, in: self)
    if matches.isEmpty { return [] }
    guard let mark = record.checkpoints.first else { return [] }
    let length = record.bodyLength - mark.offset
    let bytes = try store.read(record.storeOffset + record.attributesLength + mark.offset, length)
    var ranges: [Range<Int>] = []
    bytes.withView { view in
      forEachForm(view, from: mark.position) { token, key in
        if matches.marks(token, key) {
          ranges.append((Int(token.sourceStart) + mark.offset)..<(Int(token.sourceEnd) + mark.offset))
        }
        return true
      }
    }
    return Self.merged(ranges)
  }

  /// The ranges of a document's title that match a query.
  package func titleMatches(of document: Int, for highlights: QueryHighlights) throws(ArtifactError) -> [Range<Int>] {
    let record = try documents.record(document)
    let matches = try FieldMatches(highlights, document: UInt32(document), field: 0, record: record, in: self)
    if matches.isEmpty { return [] }
    var ranges: [Range<Int>] = []
    record.title.withView { view in
      forEachForm(view, from: 0) { token, key in
        if matches.marks(token, key) { ranges.append(Int(token.sourceStart)..<Int(token.sourceEnd)) }
        return true
      }
    }
    return Self.merged(ranges)
  }

  /// Ascending ranges without overlap that cover the same bytes; neighbours stay apart.
  private static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var merged: [Range<Int>] = []
    for range in ranges.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
      if let last = merged.last, range.lowerBound < last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else if !range.isEmpty {
        merged.append(range)
      }
    }
    return merged
  }

  /// Where in the body words begin as the query says.
  private func prefixPlaces(_ record: DocumentRecord, _ matches: FieldMatches) throws(ArtifactError) -> [UInt32] {
    guard let mark = record.checkpoints.first else { return [] }
    let length = min(record.bodyLength - mark.offset, PassageSize.prefixScan)
    let bytes = try store.read(record.storeOffset + record.attributesLength + mark.offset, length)
    var places: [UInt32] = []
    bytes.withView { view in
      forEachForm(view, from: mark.position) { token, key in
        if matches.hasPrefix(token, key) && places.last != token.position { places.append(token.position) }
        return true
      }
    }
    return places
  }

  /// The first positions of the windows with the heaviest distinct parts of the query, best first; among equals the earliest.
  ///
  /// A further window does not touch the ones before, and what they show already counts a tenth for it.
  private static func bestWindows(_ matches: FieldMatches, limit: Int) -> [UInt32] {
    var weights = matches.weights
    var chosen: [UInt32] = []
    var left = matches.positions
    repeat {
      let best = bestWindow(left, weights: weights)
      if chosen.isEmpty || best.weight > 0 { chosen.append(best.first) }
      if best.weight == 0 { break }
      for match in left where match.position >= best.first && match.position - best.first < PassageSize.window {
        weights[match.part] = min(weights[match.part], matches.weights[match.part] / 10)
      }
      let reach = PassageSize.window + 2 * PassageSize.margin
      left.removeAll { $0.position &+ reach > best.first && $0.position < best.first &+ reach }
    } while chosen.count < limit && !left.isEmpty
    return chosen
  }

  private static func bestWindow(_ matches: [MatchedPosition], weights: [Float]) -> (weight: Float, first: UInt32) {
    var best: (weight: Float, first: UInt32) = (0, matches.first?.position ?? 0)
    var counts = [Int](repeating: 0, count: weights.count)
    var weight: Float = 0
    var low = 0
    for high in matches.indices {
      let part = matches[high].part
      counts[part] += 1
      if counts[part] == 1 { weight += weights[part] }
      while matches[high].position - matches[low].position >= PassageSize.window {
        counts[matches[low].part] -= 1
        if counts[matches[low].part] == 0 { weight -= weights[matches[low].part] }
        low += 1
      }
      // Sums of Floats that come and go drift a little; a window has to be clearly better to displace an earlier one.
      if weight > best.weight * 1.0001 { best = (weight, matches[low].position) }
    }
    return best
  }

  /// Reads the tokens from position `first` on and cuts the passage that they make up.
  private func cut(_ record: DocumentRecord, from first: UInt32, _ matches: FieldMatches) throws(ArtifactError)
    -> Passage
  {
    let last = first &+ PassageSize.window &+ 2 &* PassageSize.margin
    let mark = record.checkpoints.last { $0.position <= first } ?? record.checkpoints.first
    guard let mark else { return Passage(offset: 0, text: [], matches: []) }
    let next = record.checkpoints.first { $0.position > last &+ 1 }?.offset ?? record.bodyLength
    let length = min(next, mark.offset + (1 << 20)) - mark.offset
    let bytes = try store.read(record.storeOffset + record.attributesLength + mark.offset, length)
    return bytes.withView { view in
      var span = PassageSpan(first: max(first, mark.position), last: last)
      forEachForm(view, from: mark.position) { token, key in
        span.add(token, isMatch: matches.marks(token, key))
        return token.position <= last
      }
      return span.passage(of: view, offset: mark.offset)
    }
  }
}

/// Collects where a passage begins and ends and what matches in it.
private struct PassageSpan {
  let first: UInt32
  let last: UInt32
  private var start: Int?
  private var end = 0
  private var matches: [Range<Int>] = []

  init(first: UInt32, last: UInt32) { (self.first, self.last) = (first, last) }

  mutating func add(_ token: Token, isMatch: Bool) {
    if token.position < first || token.position > last { return }
    let range = Int(token.sourceStart)..<Int(token.sourceEnd)
    let begin = min(start ?? range.lowerBound, range.lowerBound)
    // A first word longer than the limit is cut; any other that does not fit ends the passage.
    if start != nil && range.upperBound - begin > PassageSize.bytes { return }
    start = begin
    end = max(end, min(range.upperBound, begin + PassageSize.bytes))
    if isMatch { matches.append(range) }
  }

  func passage(of view: ByteView, offset: Int) -> Passage {
    guard let start else { return Passage(offset: offset, text: [], matches: []) }
    let safe = MarkdownCut.widened(start..<end, in: view)
    let text = unsafe view.bytes
    let low =
      unsafe GraphemeBreak.isBoundary(text, at: safe.lowerBound)
      ? safe.lowerBound : GraphemeBreak.previousBoundary(text, before: safe.lowerBound)
    let high =
      unsafe GraphemeBreak.isBoundary(text, at: safe.upperBound)
      ? safe.upperBound : GraphemeBreak.nextBoundary(text, after: safe.upperBound)
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

/// Borders of passages in Markdown.
enum MarkdownCut {
  /// Bytes that a border may move.
  private static let reach = 160

  /// The range, widened so that neither end lies in a code span or in a link; where that takes too many bytes it stays.
  ///
  /// Looks at the lines of the ends only, which is what inline marks of one line need.
  static func widened(_ range: Range<Int>, in view: ByteView) -> Range<Int> {
    let text = unsafe view.bytes
    var low = range.lowerBound
    var high = range.upperBound
    var line = low
    while line > 0, low - line < reach, unsafe text[line - 1] != 0x0A { line -= 1 }
    if let open = unsafe openMark(text, line..<low) { low = open }
    line = high
    while line > low, high - line < reach, unsafe text[line - 1] != 0x0A { line -= 1 }
    if let open = unsafe openMark(text, line..<high), let close = unsafe closeMark(text, open, from: high) {
      high = close
    }
    return low..<max(low, high)
  }

  /// Where a code span or link begins that is still open at the end of a range.
  private static func openMark(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
    var code: Int?
    var link: Int?
    for index in range {
      switch unsafe text[index] {
      case UInt8(ascii: "`"): code = code == nil ? index : nil
      case UInt8(ascii: "[") where code == nil: link = index
      case UInt8(ascii: "]") where code == nil:
        let isTarget = index + 1 < text.count && (unsafe text[index + 1] == UInt8(ascii: "("))
        if !isTarget { link = nil }
      case UInt8(ascii: ")") where code == nil: link = nil
      default: break
      }
    }
    return code ?? link
  }

  /// Where what begins at `open` ends, within reach of `start`.
  private static func closeMark(_ text: UnsafeBufferPointer<UInt8>, _ open: Int, from start: Int) -> Int? {
    let isCode = unsafe text[open] == UInt8(ascii: "`")
    var index = start
    while index < text.count && index - start < reach {
      let byte = unsafe text[index]
      if byte == 0x0A { return nil }
      if isCode && byte == UInt8(ascii: "`") { return index + 1 }
      if !isCode && byte == UInt8(ascii: ")") { return index + 1 }
      let isTarget = index + 1 < text.count && (unsafe text[index + 1] == UInt8(ascii: "("))
      if !isCode && byte == UInt8(ascii: "]") && !isTarget { return index + 1 }
      index += 1
    }
    return nil
  }
}
