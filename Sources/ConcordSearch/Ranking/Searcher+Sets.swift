// Sets of documents as answers: all have one score, so the first ones in canonical order are the best.

internal import ConcordArtifact

extension SearchExecution {
  /// All documents of a set have one score: the first ones in canonical order are the best.
  func constant(_ all: DocumentSet, _ score: Int64) throws(ArtifactError) -> SearchOutcome {
    let matches = all.count
    let set = try request.after.map { (after) throws(ArtifactError) in try rest(of: all, score, after) } ?? all
    let total = set.count
    let wanted = max(0, min(request.limit, total))
    var numbers: [UInt32] = []
    numbers.reserveCapacity(wanted)
    if let order = contents.order {
      let slots = try unsafe order.slotsPointer
      // Walking the documents in canonical order meets a member every n / total of them; walking the members meets all.
      if Double(wanted) * Double(documents) < 2 * Double(total) * Double(total) {
        for document in 0..<UInt32(documents) where unsafe set.contains(slots[Int(document)]) {
          if numbers.count == wanted { break }
          numbers.append(document)
        }
      } else {
        let names = try unsafe order.documentsPointer
        set.forEach { Self.keepSmallest(wanted, unsafe names[Int($0)], &numbers) }
        numbers.sort()
        numbers.removeLast(numbers.count - wanted)
      }
    } else {
      var next: UInt32 = 0
      let node = SetNode(set, score: score)
      while numbers.count < wanted {
        next = node.nextDocument(from: next)
        numbers.append(next)
        next += 1
      }
    }
    return outcome(numbers.map { ScoredDocument(document: $0, score: score) }, total: matches, done: nil, bound: score)
  }

  /// What comes behind a hit.
  private func rest(of set: DocumentSet, _ score: Int64, _ after: ScoredDocument) throws(ArtifactError) -> DocumentSet {
    if score < after.score { return set }
    let rest = DocumentSet(capacity: documents)
    if score > after.score { return rest }
    let names = try unsafe contents.order?.documentsPointer
    set.forEach { slot in
      if unsafe (names.map { unsafe $0[Int(slot)] } ?? slot) > after.document { rest.insert(slot) }
    }
    return rest
  }

  /// The slots of all matches, whatever their scores; those that were seen before the control said stop, and in which share
  /// of the documents.
  func matches(_ plan: Plan) throws(ArtifactError) -> (set: DocumentSet, examined: Double) {
    scratch.prepare(hits: 1, terms: 0)
    let root = try node(plan, try contents.scoringModel(nil))
    let result = WindowResult()
    let set = DocumentSet(capacity: documents)
    var base: UInt32 = 0
    while true {
      let next = try root.nextDocument(from: base)
      if next >= documents { return (set, 1) }
      if request.control.shouldStop() { return (set, Double(base) / Double(documents)) }
      base = next / UInt32(QueryScratch.window) * UInt32(QueryScratch.window)
      let end = UInt32(min(documents, Int(base) + QueryScratch.window))
      result.clear()
      try root.fill(base, end, result)
      for word in 0..<WindowResult.words { unsafe set.words[Int(base / 64) + word] |= result.bits[word] }
      base = end
    }
  }

  /// Adds a number to the smallest `count`: some too many are collected and cut off again.
  private static func keepSmallest(_ count: Int, _ number: UInt32, _ numbers: inout [UInt32]) {
    numbers.append(number)
    if numbers.count >= 2 * count + 32 {
      numbers.sort()
      numbers.removeLast(numbers.count - count)
    }
  }
}
