// All of several terms: the rarest list leads block by block, and what is left of a block is looked up in the others.
//
// Blocks are left out by the sum of the bounds of all lists over the documents of the leading block (Ding and Suel 2011);
// candidates are dropped before each look-up if what the remaining lists can add is not enough.

internal import CKernels
internal import ConcordArtifact

extension TermSearch {
  /// The rarest list leads, block by block; what is left of a block is looked up in the other lists.
  mutating func conjunction() throws(ArtifactError) {
    var base: UInt32 = 0
    while true {
      if control.shouldStop() {
        isStopped = true
        return
      }
      unsafe scorers[0].skip(to: base)
      if unsafe scorers[0].isAtEnd { return }
      let block = unsafe scorers[0].next
      let end = unsafe min(documents - 1, scorers[0].lastDocument(of: block)) + 1
      // With a list that has no documents left there are no more matches.
      for term in 1..<max(1, required) {
        unsafe scorers[term].skip(to: base)
        if unsafe scorers[term].isAtEnd { return }
      }
      try conjunctionBlock(block, base, end)
      done = end
      if end == 0 || end >= documents { return }
      base = end
    }
  }

  private mutating func conjunctionBlock(_ block: Int, _ base: UInt32, _ end: UInt32) throws(ArtifactError) {
    var rest: Int32 = 0
    // Whether the leading block is scored first: it is where what its term has to contribute leaves little of it.
    var leads = false
    for term in 1..<max(1, count) {
      unsafe scorers[term].enter(base, end)
      // A required term that no document of the block has.
      if term < required, unsafe scorers[term].windowBound == 0 {
        unsafe cost.pointee.blocksSkipped += 1
        return
      }
    }
    if best.minimum > 0 {
      for term in 1..<count { rest &+= unsafe scorers[term].windowBound }
      let bound = unsafe scorers[0].bound(of: block)
      leads = (best.minimum &- rest) &* 2 > bound
      if bound &+ rest < best.minimum {
        unsafe cost.pointee.blocksSkipped += 1
        if counts { try countMatches(in: block) }
        return
      }
    }
    try unsafe scorers[0].load(block: block)
    // Otherwise, and where every match is wanted, what the leading term contributes is worked out for matches alone.
    let joined = (counts || !leads) && required > 1 ? 2 : 1
    var found = joined == 2 ? try pairs() : try leaders(rest)
    if joined == 2 && best.minimum > 0 { rest &-= unsafe scorers[1].windowBound }
    for term in joined..<count where found > 0 {
      let bound = best.minimum > 0 ? unsafe scorers[term].windowBound : 0
      found = term < required ? try follow(term, found, rest: rest) : try addOptional(term, found, rest: rest)
      rest &-= bound
    }
    if counts {
      for index in 0..<found where unsafe isAllowed(scratch.candidates[index]) { total += 1 }
    }
    for index in 0..<found { unsafe offer(scratch.candidates[index], scratch.scores[index]) }
  }

  /// Counts the matches of a leading block that has no hit.
  private mutating func countMatches(in block: Int) throws(ArtifactError) {
    try unsafe scorers[0].load(block: block)
    var found = unsafe scorers[0].count
    unsafe scratch.candidates.update(from: scorers[0].documents, count: found)
    for term in 1..<max(1, required) where found > 0 {
      found = try unsafe scorers[term].probe(
        scratch.candidates, found, found: scratch.indexes, contributions: scratch.contributions, scores: false,
        room: room)
      unsafe concord_take(
        scratch.candidates, scratch.candidates, scratch.indexes, UInt32(truncatingIfNeeded: found))
    }
    for index in 0..<found where unsafe isAllowed(scratch.candidates[index]) { total += 1 }
  }

  /// The documents of the leading block that the second term has too, with what both contribute.
  private mutating func pairs() throws(ArtifactError) -> Int {
    let (documents, size) = unsafe (scorers[0].documents, scorers[0].count)
    let found = try unsafe scorers[1].probe(
      documents, size, found: scratch.indexes, contributions: scratch.contributions, room: room)
    if found == 0 { return 0 }
    try unsafe scorers[0].contribute(places: scratch.indexes, found, scratch.scores, room)
    for index in 0..<found {
      unsafe scratch.candidates[index] = documents[Int(scratch.indexes[index])]
      unsafe scratch.scores[index] &+= scratch.contributions[index]
    }
    return found
  }

  /// The documents of the leading block that can be hits, with what the leading term contributes.
  private func leaders(_ rest: Int32) throws(ArtifactError) -> Int {
    try unsafe scorers[0].score()
    let size = unsafe scorers[0].count
    if counts || best.minimum <= 0 {
      unsafe scratch.candidates.update(from: scorers[0].documents, count: size)
      unsafe scratch.scores.update(from: scorers[0].contributions, count: size)
      return size
    }
    let found = unsafe Int(
      concord_select_at_least(
        scorers[0].contributions, UInt32(truncatingIfNeeded: size), best.minimum &- rest, scratch.indexes))
    for index in 0..<found {
      let place = unsafe Int(scratch.indexes[index])
      unsafe scratch.candidates[index] = scorers[0].documents[place]
      unsafe scratch.scores[index] = scorers[0].contributions[place]
    }
    return found
  }

  /// Keeps the candidates that a required term has and adds what it contributes; `rest` is what it and those after it may add.
  private mutating func follow(_ term: Int, _ size: Int, rest: Int32) throws(ArtifactError) -> Int {
    let kept = counts || best.minimum <= 0 ? size : drop(size, below: best.minimum &- rest)
    let found = try unsafe scorers[term].probe(
      scratch.candidates, kept, found: scratch.indexes, contributions: scratch.contributions, room: room)
    for index in 0..<found {
      let place = unsafe Int(scratch.indexes[index])
      unsafe scratch.candidates[index] = scratch.candidates[place]
      unsafe scratch.scores[index] = scratch.scores[place] &+ scratch.contributions[index]
    }
    return found
  }

  private mutating func addOptional(_ term: Int, _ size: Int, rest: Int32) throws(ArtifactError) -> Int {
    let kept = counts || best.minimum <= 0 ? size : drop(size, below: best.minimum &- rest)
    let found = try unsafe scorers[term].probe(
      scratch.candidates, kept, found: scratch.indexes, contributions: scratch.contributions, room: room)
    for index in 0..<found {
      unsafe scratch.scores[Int(scratch.indexes[index])] &+= scratch.contributions[index]
    }
    return kept
  }

  private func drop(_ size: Int, below limit: Int32) -> Int {
    var kept = 0
    for index in 0..<size {
      let score = unsafe scratch.scores[index]
      unsafe scratch.candidates[kept] = scratch.candidates[index]
      unsafe scratch.scores[kept] = score
      kept += score >= limit ? 1 : 0
    }
    return kept
  }
}
