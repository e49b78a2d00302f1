// Words next to each other: candidates from the lists of documents, then the positions of those that can still be hits.
//
// A phrase scores as one term would that occurs wherever the phrase does: its frequency in a field is the number of
// places where it begins, its idf the sum of those of its words. So no document can get more than the weakest of its words
// alone would give at the phrase's idf, which is what blocks and documents are left out by. (Bounds by field, of the word
// that is rarest in each, are closer, but left out one candidate in fifty and cost more than that.)

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

/// A term of a phrase: its positions, and where in them the candidates are.
@safe private struct PhraseTerm: ~Copyable {
  var positions: PositionsCursor
  var buffer = PositionsBuffer()
  let places: PositionsPlaces

  /// Opens the positions of a term, where the candidates' `places` are kept.
  init(_ info: TermInfo, in postings: borrowing PostingsReader, places: PositionsPlaces) {
    positions = PositionsCursor(info, in: postings)
    self.places = places
  }

  mutating func read(_ candidate: Int) throws(ArtifactError) {
    try positions.read(unsafe places.places[candidate], into: &buffer)
  }
}

/// Looks for a phrase.
@safe final class PhraseMatcher {
  /// The distinct terms, the rarest first; each scores as if its occurrences were the phrase's.
  private let scorers: UnsafeMutablePointer<TermScorer>
  private let count: Int
  private let phrase: PlannedPhrase
  private let layout: PhraseLayout
  private let terms: UnsafeMutablePointer<PhraseTerm>
  private let memory: UnsafeMutableRawPointer
  private let model: ScoringModel
  private let scale: Float
  private let scratch: QueryScratch
  private let room: MatchRoom
  /// Per candidate its index in the block of the rarest term.
  private let leaders: UnsafeMutablePointer<UInt32>
  /// The candidates that need no look at where fields begin; nil where there is one field, or a phrase might begin in one
  /// field and end in another.
  private let denseOnly: DenseOnly?
  private let documents: UInt32
  /// Places where the words looked at so far stand as they should; grows with the longest list of positions.
  private let work: UnsafeMutablePointer<PhraseWork>

  /// Opens the lists of a phrase.
  init(
    _ phrase: PlannedPhrase, scale: Float, model: ScoringModel, in postings: borrowing PostingsReader,
    scratch: QueryScratch
  ) throws(ArtifactError) {
    layout = PhraseLayout(phrase)
    let infos = layout.terms
    self.phrase = phrase
    self.model = model
    self.scale = scale
    self.scratch = scratch
    documents = UInt32(model.documents)
    let size = TermScorer.scratchSize(fields: model.fields)
    let placesSize = PositionsPlaces.size(fields: postings.fields)
    let placesStart = size * infos.count + MatchRoom.size(fields: model.fields) + 576
    let rows = placesStart + placesSize * infos.count
    unsafe memory = .allocate(byteCount: rows + 128, alignment: 64)
    denseOnly =
      model.fields > 1 && layout.isTight
      ? unsafe DenseOnly(
        flags: (memory + rows).bindMemory(to: UInt8.self, capacity: 128), field: model.denseField) : nil
    unsafe scorers = .allocate(capacity: infos.count)
    unsafe terms = .allocate(capacity: infos.count)
    unsafe work = .allocate(capacity: 1)
    unsafe work.initialize(to: PhraseWork(fields: model.fields))
    unsafe room = MatchRoom(memory + size * infos.count, fields: model.fields)
    unsafe leaders = (memory + size * infos.count + MatchRoom.size(fields: model.fields)).bindMemory(
      to: UInt32.self, capacity: 128)
    var opened = 0
    do throws(ArtifactError) {
      for info in infos {
        unsafe (scorers + opened).initialize(
          to: try TermScorer(
            info, scale: scale, model: model, in: postings, scratch: memory + size * opened, cost: scratch.cost))
        // Without words in between, a phrase is in the field of its first word: of others nobody asks where a position is.
        let isAsked = unsafe phrase.slop > 0 || layout.termOfWord[0] == opened
        let places = unsafe PositionsPlaces(
          memory + placesStart + placesSize * opened, fields: isAsked ? postings.fields : 1)
        unsafe (terms + opened).initialize(to: PhraseTerm(info, in: postings, places: places))
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
    unsafe work.deinitialize(count: 1)
    unsafe work.deallocate()
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
    var first = base
    for term in 0..<count { first = max(first, unsafe scorers[term].document(from: first)) }
    return first
  }

  /// Where the block of the rarest term that may hold `base` ends: no more than 128 documents from `base` on can match.
  func blockEnd(from base: UInt32) -> UInt32 {
    unsafe scorers[0].skip(to: base)
    return unsafe scorers[0].isAtEnd ? base &+ 1 : min(documents - 1, scorers[0].lastDocument(of: scorers[0].next)) + 1
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

  /// Documents in `base..<end`, which lie in one block of the rarest term, that have every word and could reach `minimum`:
  /// into the scratch's candidates, with the most that they can get as scores.
  func candidates(_ base: UInt32, _ end: UInt32, minimum: Int32) throws(ArtifactError) -> Int {
    unsafe scorers[0].skip(to: base)
    if unsafe scorers[0].isAtEnd { return 0 }
    if unsafe scorers[0].bound(of: scorers[0].next) < minimum { return 0 }
    try unsafe scorers[0].load(block: scorers[0].next)
    if minimum > 0 { try unsafe scorers[0].score() }
    let first = unsafe scorers[0].index(of: base)
    let last = unsafe scorers[0].index(of: end)
    var found = max(0, last - first)
    if minimum > 0 {
      found = unsafe Int(
        concord_select_at_least(
          scorers[0].contributions + first, UInt32(truncatingIfNeeded: found), minimum, leaders))
      for index in 0..<found {
        let place = unsafe Int(leaders[index]) + first
        unsafe leaders[index] = UInt32(truncatingIfNeeded: place)
        unsafe scratch.candidates[index] = scorers[0].documents[place]
        unsafe scratch.scores[index] = scorers[0].contributions[place]
      }
    } else {
      unsafe scratch.candidates.update(from: scorers[0].documents + first, count: found)
      for index in 0..<found {
        unsafe scratch.scores[index] = .max
        unsafe leaders[index] = UInt32(truncatingIfNeeded: first + index)
      }
    }
    for term in 1..<max(1, count) where found > 0 { found = try follow(term, found, minimum) }
    // The block of the rarest term is still there: its places are looked up for those only that are left.
    if found > 0 {
      try unsafe scorers[0].place(leaders, found, terms[0].places, from: 0)
      var denseOnly = denseOnly
      denseOnly?.isFirst = count == 1
      unsafe denseOnly?.add(scorers[0].cursor, leaders, found, of: nil, from: 0)
    }
    return found
  }

  /// Keeps the candidates that a term has and could reach `minimum` with.
  private func follow(_ term: Int, _ size: Int, _ minimum: Int32) throws(ArtifactError) -> Int {
    var denseOnly = denseOnly
    denseOnly?.isFirst = term == 1
    let found = try unsafe scorers[term].probe(
      scratch.candidates, size, found: scratch.indexes, contributions: scratch.contributions, minimum: minimum,
      scores: minimum > 0, room: room, places: terms[term].places, denseOnly: denseOnly)
    for index in 0..<found {
      let place = unsafe Int(scratch.indexes[index])
      unsafe scratch.candidates[index] = scratch.candidates[place]
      unsafe scratch.scores[index] = minimum > 0 ? min(scratch.scores[place], scratch.contributions[index]) : .max
      unsafe leaders[index] = leaders[place]
    }
    for earlier in 1..<term {
      for index in 0..<found { unsafe terms[earlier].places.move(Int(scratch.indexes[index]), to: index) }
    }
    return found
  }

  /// What the phrase contributes in a candidate; nil if the words do not stand together there, or if it is certain that it
  /// contributes less than `minimum`.
  func contribution(of candidate: Int, minimum: Int32 = 0) throws(ArtifactError) -> Int32? {
    unsafe scratch.cost.pointee.positionsRead += 1
    if layout.hasRepeats && !hasEnough(candidate) { return nil }
    let slot = unsafe Int(scratch.candidates[candidate])
    if phrase.slop == 0 {
      let found = try countExact(candidate, slot, minimum)
      if found == 0 { return nil }
      if model.fields == 1 || denseOnly?[candidate] == true {
        let field = model.denseField
        return phrase.fields & (1 << UInt8(field)) == 0 ? nil : contribution(field: field, slot, found)
      }
      assignFields(candidate, found)
    } else {
      for term in 0..<count { try unsafe terms[term].read(candidate) }
      unsafe work.pointee.clear()
      countLoose(candidate)
    }
    var strength: Float = 0
    var isFound = false
    for field in 0..<model.fields where phrase.fields & (1 << UInt8(field)) != 0 {
      let frequency = unsafe work.pointee.frequencies[field]
      if frequency == 0 { continue }
      let product: Float = unsafe model.weights(field)[Int(model.norms(field)[slot])] * Float(frequency)
      strength += product
      isFound = true
    }
    return isFound ? Scoring.contribution(strength: strength, k1: model.k1, scaledFrequency: scale) : nil
  }

  /// What a phrase contributes that occurs so often in one field.
  private func contribution(field: Int, _ slot: Int, _ frequency: Int) -> Int32 {
    let strength: Float = unsafe model.weights(field)[Int(model.norms(field)[slot])] * Float(frequency)
    return Scoring.contribution(strength: strength, k1: model.k1, scaledFrequency: scale)
  }

  /// Whether a phrase that occurs so often, in whatever field, can contribute `minimum`.
  private func canReach(_ minimum: Int32, _ candidate: Int, _ slot: Int, _ frequency: Int) -> Bool {
    let only = denseOnly?[candidate] == true ? model.denseField : nil
    for field in 0..<model.fields where only == nil || only == field {
      if contribution(field: field, slot, frequency) &+ TermScorer.slack >= minimum { return true }
    }
    return false
  }

  /// The number of places where all words stand exactly at their offsets, which are then the starts of the work; 0 also if
  /// those of the words looked at so far are too few for `minimum`.
  ///
  /// The rarest term proposes, the others dispose; those are read only while something is left.
  private func countExact(_ candidate: Int, _ slot: Int, _ minimum: Int32) throws(ArtifactError) -> Int {
    try unsafe terms[0].read(candidate)
    var (found, isSecondRead) = (try proposed(candidate), layout.isPaired)
    for term in 1..<max(1, count) where found > 0 {
      var number = unsafe layout.groups[term]
      if isSecondRead {
        number += 1
      } else {
        if minimum > 0 && !canReach(minimum, candidate, slot, found) { return 0 }
        try unsafe terms[term].read(candidate)
      }
      isSecondRead = false
      while found > 0, unsafe number < layout.groups[term + 1] {
        found = unsafe work.pointee.keep(found, terms[term].buffer.values, offset: layout.grouped[number])
        number += 1
      }
    }
    return found
  }

  /// The number of places that the rarest term proposes, whose positions are read; if it is one word, those at which the
  /// next rarest has its first word too.
  @inline(__always)
  private func proposed(_ candidate: Int) throws(ArtifactError) -> Int {
    let (values, size, offset) = unsafe (terms[0].buffer.values, terms[0].buffer.count, layout.grouped[0])
    if layout.isPaired {
      try unsafe terms[1].read(candidate)
      return unsafe work.pointee.propose(
        values, size, offset: offset, followedBy: terms[1].buffer.values, offset: layout.grouped[1])
    }
    var found = unsafe work.pointee.propose(values, size, offset: offset)
    for number in unsafe 1..<layout.groups[1] where found > 0 {
      found = unsafe work.pointee.keep(found, values, offset: layout.grouped[number])
    }
    return found
  }

  /// Counts the starts by the field that they are in.
  private func assignFields(_ candidate: Int, _ found: Int) {
    unsafe work.pointee.clear()
    var at = 0
    let first = unsafe layout.termOfWord[0]
    for index in 0..<found {
      let start = unsafe work.pointee.starts[index]
      while unsafe terms[first].buffer.values[at] < start { at += 1 }
      unsafe work.pointee.frequencies[terms[first].places.field(ofPosition: at, posting: candidate)] += 1
    }
  }

  /// Whether each term occurs in a candidate as often as in the phrase.
  private func hasEnough(_ candidate: Int) -> Bool {
    for term in 0..<count {
      let needed = unsafe layout.groups[term + 1] - layout.groups[term]
      if unsafe terms[term].places.places[candidate].count < UInt32(truncatingIfNeeded: needed) { return false }
    }
    return true
  }

  private func size(_ word: Int) -> Int { unsafe terms[layout.termOfWord[word]].buffer.count }

  /// Counts the positions of the first word from which the others follow in order, in the same field, with at most `slop`
  /// words too many in between.
  ///
  /// From first to last, each word takes the nearest place behind the one before that no earlier occurrence has used, so
  /// that a phrase occurs at most as often as each of its words.
  private func countLoose(_ candidate: Int) {
    let words = layout.words
    let (places, taken) = unsafe (layout.places, layout.places + words)
    unsafe places.update(repeating: 0, count: words)
    for start in 0..<size(0) {
      let first = unsafe terms[layout.termOfWord[0]].buffer.values[start]
      let own = field(0, start, candidate)
      var previous = first
      var fits = true
      for word in 1..<max(1, words) {
        let step = unsafe layout.offsets[word] - layout.offsets[word - 1]
        var at = unsafe places[word]
        while at < size(word), unsafe terms[layout.termOfWord[word]].buffer.values[at] < previous &+ step { at += 1 }
        if at == size(word) { return }
        unsafe taken[word] = at
        previous = unsafe terms[layout.termOfWord[word]].buffer.values[at]
        if previous - first > (unsafe layout.offsets[word]) + phrase.slop || field(word, at, candidate) != own {
          fits = false
          break
        }
      }
      if !fits { continue }
      unsafe work.pointee.frequencies[own] += 1
      for word in 1..<max(1, words) { unsafe places[word] = taken[word] + 1 }
    }
  }

  private func field(_ word: Int, _ at: Int, _ candidate: Int) -> Int {
    unsafe terms[layout.termOfWord[word]].places.field(ofPosition: at, posting: candidate)
  }
}
