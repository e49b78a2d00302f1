// Words next to each other: candidates from the lists of documents, then the positions of those that can still be hits.
//
// A phrase scores as one term would that occurs wherever the phrase does: its frequency in a field is the number of
// places where it begins, its idf the sum of those of its words. So no document can get more than the weakest of its words
// alone would give at the phrase's idf, which is what blocks and documents are left out by.

internal import CKernels
package import ConcordArtifact

/// A word of a phrase: a term and how far behind the first word it stands.
package struct PhraseWord: Sendable, Equatable {
  package let info: TermInfo
  package let offset: UInt32

  package init(info: TermInfo, offset: UInt32) { (self.info, self.offset) = (info, offset) }
}

/// A phrase, ready to be looked for.
package struct PlannedPhrase: Sendable, Equatable {
  /// The words in order; offsets ascend from 0.
  package var words: [PhraseWord]
  /// Words that may stand between them, all gaps together.
  package var slop: UInt32 = 0
  /// Factor of the contribution.
  package var boost: Float = 1
  /// Fields that count, a bit each.
  package var fields: UInt8 = .max

  package init(words: [PhraseWord], slop: UInt32 = 0, boost: Float = 1, fields: UInt8 = .max) {
    (self.words, self.slop, self.boost, self.fields) = (words, slop, boost, fields)
  }
}

/// Reads the positions of one term.
@safe private struct PositionedTerm: ~Copyable {
  var postings: PostingsCursor
  var positions: PositionsCursor
  var buffer = PositionsBuffer()
  /// Index of the posting in its block.
  var index = 0

  /// Reads the positions in a document that is known to have the term; documents ascend.
  mutating func read(_ slot: UInt32) throws(ArtifactError) {
    let block = postings.block(holding: slot, from: max(0, postings.block))
    if block >= postings.blockCount { return }
    if block != postings.block { try postings.decode(block: block) }
    try positions.open(postings)
    index = unsafe Int(
      concord_lower_bound(postings.scratch.documents, UInt32(truncatingIfNeeded: postings.count), slot))
    if index < postings.count { try positions.read(index, into: &buffer) }
  }

  /// The field of the `number`-th position of the document.
  func field(ofPosition number: Int, fields: Int) -> Int {
    var before = 0
    for field in 0..<fields {
      before += Int(postings.frequency(field: field, at: index))
      if number < before { return field }
    }
    return fields - 1
  }
}

/// Looks for a phrase.
@safe final class PhraseMatcher {
  /// The distinct terms, the rarest first; each scores as if its occurrences were the phrase's.
  let scorers: UnsafeMutablePointer<TermScorer>
  let count: Int
  private let phrase: PlannedPhrase
  /// Per word the number of its term.
  private let termOfWord: [Int]
  private let terms: UnsafeMutablePointer<PositionedTerm>
  private let memory: UnsafeMutableRawPointer
  private let model: ScoringModel
  private let scale: Float
  private let scratch: QueryScratch
  private let room: MatchRoom
  private var starts: [UInt32] = []
  private var frequencies: [UInt32]

  /// Opens the lists of a phrase.
  init(
    _ phrase: PlannedPhrase, scale: Float, model: ScoringModel, in postings: PostingsReader, scratch: QueryScratch
  ) throws(ArtifactError) {
    var infos: [TermInfo] = []
    for word in phrase.words where !infos.contains(word.info) { infos.append(word.info) }
    infos.sort { $0.documentCount != $1.documentCount ? $0.documentCount < $1.documentCount : $0.term < $1.term }
    self.phrase = phrase
    self.model = model
    self.scale = scale
    self.scratch = scratch
    termOfWord = phrase.words.map { word in infos.firstIndex(of: word.info) ?? 0 }
    frequencies = [UInt32](repeating: 0, count: model.fields)
    let size = TermScorer.scratchSize(fields: model.fields)
    let more = PostingsScratch.capacity(fields: model.fields) * 4
    unsafe memory = .allocate(
      byteCount: (size + more) * infos.count + MatchRoom.size(fields: model.fields), alignment: 64)
    unsafe scorers = .allocate(capacity: infos.count)
    unsafe terms = .allocate(capacity: infos.count)
    unsafe room = MatchRoom(memory + (size + more) * infos.count, fields: model.fields)
    var opened = 0
    do throws(ArtifactError) {
      for info in infos {
        let base = unsafe memory + (size + more) * opened
        unsafe (scorers + opened).initialize(
          to: try TermScorer(info, scale: scale, model: model, in: postings, scratch: base, cost: scratch.cost))
        let own = unsafe PostingsScratch(
          base: (base + size).bindMemory(to: UInt32.self, capacity: more / 4))
        unsafe (terms + opened).initialize(
          to: PositionedTerm(
            postings: try PostingsCursor(info, in: postings, scratch: own),
            positions: PositionsCursor(info, in: postings)))
        opened += 1
      }
    } catch {
      count = opened
      throw error
    }
    count = opened
  }

  deinit {
    unsafe terms.deinitialize(count: count)
    unsafe terms.deallocate()
    unsafe scorers.deallocate()
    unsafe memory.deallocate()
  }

  /// The most that any document can get.
  var maximum: Int32 {
    var bound = Int32.max
    for term in 0..<count { bound = min(bound, unsafe scorers[term].maximum) }
    return bound
  }

  /// The first document from `base` on that can have the phrase.
  func nextDocument(from base: UInt32) -> UInt32 {
    var first: UInt32 = 0
    for term in 0..<count { first = max(first, unsafe scorers[term].document(from: base)) }
    return first
  }

  /// The most that a document in `base..<end` can get; 0 if none of them has every word.
  func bound(_ base: UInt32, _ end: UInt32) -> Int32 {
    var bound = Int32.max
    for term in 0..<count {
      unsafe scorers[term].enter(base, end)
      bound = min(bound, unsafe scorers[term].windowBound)
    }
    return bound
  }

  /// Documents in `base..<end` that have every word and could reach `minimum`: into the scratch's candidates, with the most
  /// that they can get as scores.
  func candidates(_ base: UInt32, _ end: UInt32, minimum: Int32) throws(ArtifactError) -> Int {
    var found = 0
    unsafe scorers[0].skip(to: base)
    var block = unsafe scorers[0].next
    while unsafe block < scorers[0].cursor.blockCount {
      if unsafe scorers[0].bound(of: block) >= minimum {
        try unsafe scorers[0].load(block: block)
        let first = unsafe scorers[0].index(of: base)
        let last = unsafe scorers[0].index(of: end)
        if first < last {
          try unsafe scorers[0].score()
          for index in first..<last where unsafe scorers[0].contributions[index] >= minimum {
            unsafe scratch.candidates[found] = scorers[0].documents[index]
            unsafe scratch.scores[found] = scorers[0].contributions[index]
            found += 1
          }
        }
      }
      if unsafe scorers[0].cursor.lastDocument(of: block) >= end &- 1 { break }
      block += 1
    }
    for term in 1..<max(1, count) where found > 0 {
      let size = try unsafe scorers[term].probe(
        scratch.candidates, found, found: scratch.indexes, contributions: scratch.contributions, room: room)
      var kept = 0
      for index in 0..<size {
        let place = unsafe Int(scratch.indexes[index])
        let most = unsafe min(scratch.scores[place], scratch.contributions[index])
        unsafe scratch.candidates[kept] = scratch.candidates[place]
        unsafe scratch.scores[kept] = most
        kept += most >= minimum ? 1 : 0
      }
      found = kept
    }
    return found
  }

  /// What the phrase contributes in a document that has every word; nil if the words do not stand together there.
  ///
  /// Documents ascend from call to call.
  func contribution(of slot: UInt32) throws(ArtifactError) -> Int32? {
    unsafe scratch.cost.pointee.positionsRead += 1
    for term in 0..<count { try unsafe terms[term].read(slot) }
    for field in 0..<model.fields { frequencies[field] = 0 }
    if phrase.slop == 0 { countExact() } else { countLoose() }
    var strength: Float = 0
    var isFound = false
    for field in 0..<model.fields where frequencies[field] > 0 && phrase.fields & (1 << UInt8(field)) != 0 {
      let product: Float = unsafe model.weights(field)[Int(model.norms(field)[Int(slot)])] * Float(frequencies[field])
      strength += product
      isFound = true
    }
    if !isFound { return nil }
    var contribution: Int32 = 0
    unsafe concord_contributions(&contribution, &strength, model.k1, scale, 1)
    return contribution
  }

  /// Counts the places where all words stand exactly at their offsets.
  private func countExact() {
    // The word with the fewest positions proposes, the others dispose.
    var rarest = 0
    for word in phrase.words.indices where size(word) < size(rarest) { rarest = word }
    starts.removeAll(keepingCapacity: true)
    let offset = phrase.words[rarest].offset
    let proposed = unsafe terms[termOfWord[rarest]].buffer.values
    for index in 0..<size(rarest) {
      let position = unsafe proposed[index]
      if position >= offset { starts.append(position - offset) }
    }
    for word in phrase.words.indices where word != rarest && !starts.isEmpty { keepStarts(word) }
    countFields()
  }

  private func size(_ word: Int) -> Int { unsafe terms[termOfWord[word]].buffer.count }

  /// Keeps the starts at which `word` stands at its offset.
  private func keepStarts(_ word: Int) {
    let values = unsafe terms[termOfWord[word]].buffer.values
    let size = size(word)
    let offset = phrase.words[word].offset
    var at = 0
    var kept = 0
    unsafe starts.withUnsafeMutableBufferPointer { starts in
      for index in starts.indices {
        let wanted = unsafe starts[index] &+ offset
        while at < size, unsafe values[at] < wanted { at += 1 }
        if at == size { break }
        unsafe starts[kept] = starts[index]
        kept += unsafe values[at] == wanted ? 1 : 0
      }
    }
    starts.removeLast(starts.count - kept)
  }

  /// Counts the starts, which are positions of the first word, by field.
  private func countFields() {
    if model.fields == 1 {
      frequencies[0] = UInt32(truncatingIfNeeded: starts.count)
      return
    }
    let first = termOfWord[0]
    var at = 0
    for start in starts {
      while at < size(0), unsafe terms[first].buffer.values[at] < start { at += 1 }
      frequencies[unsafe terms[first].field(ofPosition: at, fields: model.fields)] += 1
    }
  }

  /// Counts the positions of the first word from which the others follow in order, in the same field, with at most `slop`
  /// words too many in between: each takes the nearest place behind the one before, so the stretch is the shortest.
  private func countLoose() {
    var places = [Int](repeating: 0, count: phrase.words.count)
    for start in 0..<size(0) {
      let first = unsafe terms[termOfWord[0]].buffer.values[start]
      let field = unsafe terms[termOfWord[0]].field(ofPosition: start, fields: model.fields)
      var previous = first
      var fits = true
      for word in 1..<max(1, phrase.words.count) {
        let step = phrase.words[word].offset - phrase.words[word - 1].offset
        var at = places[word]
        while at < size(word), unsafe terms[termOfWord[word]].buffer.values[at] < previous &+ step { at += 1 }
        places[word] = at
        if at == size(word) { return }
        previous = unsafe terms[termOfWord[word]].buffer.values[at]
        if previous - first > phrase.words[word].offset + phrase.slop
          || (unsafe terms[termOfWord[word]].field(ofPosition: at, fields: model.fields)) != field
        {
          fits = false
          break
        }
      }
      if fits { frequencies[field] += 1 }
    }
  }
}
