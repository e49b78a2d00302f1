// Sets of documents as answers: all have one score, so the first ones in canonical order are the best.

internal import ConcordArtifact

extension SearchExecution {
  /// All documents of a set have one score: the first ones in canonical order are the best.
  func constant(_ set: DocumentSet, _ score: Int64) throws(ArtifactError) -> SearchOutcome {
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
    return outcome(numbers.map { ScoredDocument(document: $0, score: score) }, total: total, done: nil, bound: score)
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
