// Counts of the values that found documents have: per value, or in ranges.

package import ConcordArtifact

/// How often each value of a column occurs in a set of documents.
package struct FacetCounts: Sendable, Equatable {
  /// A value and the documents that have it.
  package struct Entry: Sendable, Equatable {
    /// The value.
    package let value: ColumnValue
    /// Documents with it.
    package let count: Int
  }

  /// The most frequent values, most frequent first, equally frequent ones ascending.
  package var entries: [Entry] = []
  /// Distinct values beyond `entries`.
  package var otherValues = 0
  /// The sum of the counts of those; a document counts once for each of its values.
  package var otherCount = 0
  /// Documents of the set that have a value.
  package var documents = 0
  /// Documents of the set that have none.
  package var missing = 0
  /// Share of the collection that was looked at before the control said stop; 1 if it did not.
  package var examined = 1.0
}

/// How many values of a column lie in each of several ranges of equal width.
package struct FacetRanges: Sendable, Equatable {
  /// A range and the documents in it.
  package struct Bucket: Sendable, Equatable {
    /// Its least value.
    package let lower: ColumnValue
    /// Its end: the greatest value, or where numbers lie as close as doubles do, what the next one begins with.
    package let upper: ColumnValue
    /// Whether `upper` is in the range.
    package let includesUpper: Bool
    /// Values in it; a document counts once for each of its values.
    package let count: Int
  }

  /// The ranges in ascending order, without a gap; fewer than asked for if there are fewer whole numbers.
  package var buckets: [Bucket] = []
  /// Documents of the set that have a value.
  package var documents = 0
  /// Documents of the set that have none.
  package var missing = 0
  /// Share of the collection that was looked at before the control said stop; 1 if it did not.
  package var examined = 1.0
}

extension IndexContents {
  /// Counts the values of a column in a set of slots, which all documents are if it is nil.
  ///
  ///     let facets = try contents.facets(of: column, in: found, limit: 10)
  ///     for entry in facets.entries { print(entry.value, entry.count) }
  ///
  /// - Complexity: O(values + distinct values · log limit).
  package func facets(
    of column: Column, in set: DocumentSet? = nil, limit: Int, control: SearchControl = .none
  ) throws(ArtifactError) -> FacetCounts {
    var facets = FacetCounts()
    var counted: [(ordinal: UInt64, count: Int)]
    if column.type == .keyword || column.type == .bool {
      // Ordinals are dense, so an array counts them.
      let distinct = column.type == .bool ? 2 : column.entry.keys
      var counts = [UInt32](repeating: 0, count: distinct)
      var isOver = false
      let walk = try forEachValue(of: column, in: set, control) { ordinal in
        if ordinal < UInt64(distinct) { counts[Int(ordinal)] &+= 1 } else { isOver = true }
      }
      if isOver { throw column.damaged("a keyword above the last") }
      facets.take(walk)
      counted = counts.enumerated().compactMap { $1 > 0 ? (UInt64($0), Int($1)) : nil }
    } else {
      var counts: [UInt64: Int] = [:]
      facets.take(try forEachValue(of: column, in: set, control) { counts[$0, default: 0] += 1 })
      counted = counts.map { ($0.key, $0.value) }
    }
    let kept = max(0, min(limit, counted.count))
    counted.sort { ($1.count, $0.ordinal) < ($0.count, $1.ordinal) }
    for (ordinal, count) in counted[..<kept] {
      facets.entries.append(FacetCounts.Entry(value: try column.value(of: ordinal), count: count))
    }
    facets.otherValues = counted.count - kept
    facets.otherCount = counted[kept...].reduce(0) { $0 + $1.count }
    try artifact.checkIntact()
    return facets
  }

  /// Counts the values of a column of numbers or dates in up to `buckets` ranges of equal width, from the least value that
  /// a document of the set has to the greatest; nil for a column of another type.
  ///
  /// What is counted after the control said stop is what was seen until then, of both passes.
  /// - Complexity: O(values), twice.
  package func ranges(
    of column: Column, in set: DocumentSet? = nil, buckets: Int, control: SearchControl = .none
  ) throws(ArtifactError) -> FacetRanges? {
    precondition(buckets >= 1 && buckets <= 100_000, "1 to 100,000 buckets")
    if ![.integer, .double, .date].contains(column.type) { return nil }
    var result = FacetRanges()
    var (least, greatest) = (UInt64.max, UInt64.min)
    let first = try forEachValue(of: column, in: set, control) { ordinal in
      (least, greatest) = (min(least, ordinal), max(greatest, ordinal))
    }
    result.take(first)
    if least > greatest { return result }
    let scale = BucketScale(column, least: least, greatest: greatest, buckets: buckets)
    var counts = [Int](repeating: 0, count: scale.count)
    // What the first pass did not see may lie outside of all ranges.
    let second = try forEachValue(of: column, in: set, control) { ordinal in
      if ordinal >= least && ordinal <= greatest { counts[scale.bucket(of: ordinal)] += 1 }
    }
    result.examined = min(result.examined, second.examined)
    for (bucket, count) in counts.enumerated() {
      let (upper, includesUpper) = scale.upper(bucket)
      result.buckets.append(
        FacetRanges.Bucket(
          lower: try column.value(of: scale.lower(bucket)), upper: try column.value(of: upper),
          includesUpper: includesUpper, count: count))
    }
    try artifact.checkIntact()
    return result
  }

  /// Calls `body` with every value of the documents of a set, until the control says stop.
  func forEachValue(
    of column: Column, in set: DocumentSet?, _ control: SearchControl, _ body: (UInt64) -> Void
  ) throws(ArtifactError) -> ValueWalk {
    let set = set ?? .everything(statistics.documents)
    var walk = ValueWalk()
    let passed: Int
    if column.ends == nil && column.list.count > 0 {
      passed = try forEachSingleValue(of: column, in: set, control, &walk, body)
    } else {
      let reader = ColumnReader(column)
      passed = try set.forEachBlock(control) { (block, low, high) throws(ArtifactError) in
        for (half, word) in [low, high].enumerated() {
          var bits = word
          while bits != 0 {
            let slot = block * PackedListLayout.blockSize + half * 64 + bits.trailingZeroBitCount
            if try reader.forEachValue(ofSlot: slot, body) > 0 { walk.documents += 1 } else { walk.missing += 1 }
            bits &= bits &- 1
          }
        }
      }
    }
    if passed < set.capacity { walk.examined = Double(passed) / Double(set.capacity) }
    return walk
  }

  /// The same where places are slots: whole blocks are decoded, and presence is a matter of bits.
  private func forEachSingleValue(
    of column: Column, in set: DocumentSet, _ control: SearchControl, _ walk: inout ValueWalk, _ body: (UInt64) -> Void
  ) throws(ArtifactError) -> Int {
    let values = UnsafeMutablePointer<UInt64>.allocate(capacity: PackedListLayout.blockSize)
    defer { unsafe values.deallocate() }
    return try set.forEachBlock(control) { (number, low, high) throws(ArtifactError) in
      let block = try column.list.block(number)
      let present = try column.list.presence(block)
      let found = [low & present.0, high & present.1]
      let count = found[0].nonzeroBitCount + found[1].nonzeroBitCount
      walk.documents += count
      walk.missing += low.nonzeroBitCount + high.nonzeroBitCount - count
      if count == 0 { return }
      unsafe try column.list.decode(block, into: values)
      for (half, word) in found.enumerated() {
        var bits = word
        while bits != 0 {
          unsafe body(values[half * 64 + bits.trailingZeroBitCount])
          bits &= bits &- 1
        }
      }
    }
  }
}

/// What a walk over the values of a set met.
struct ValueWalk {
  /// Documents with a value.
  var documents = 0
  /// Documents without one.
  var missing = 0
  /// Share of the collection that was passed.
  var examined = 1.0
}

extension FacetCounts {
  fileprivate mutating func take(_ walk: ValueWalk) {
    (documents, missing, examined) = (walk.documents, walk.missing, walk.examined)
  }
}

extension FacetRanges {
  fileprivate mutating func take(_ walk: ValueWalk) {
    (documents, missing, examined) = (walk.documents, walk.missing, walk.examined)
  }
}

/// Ranges of equal width between two values.
private struct BucketScale {
  let count: Int
  private let isDouble: Bool
  private let least: UInt64
  private let greatest: UInt64
  private let width: UInt64
  private let start: Double
  private let step: Double

  init(_ column: Column, least: UInt64, greatest: UInt64, buckets: Int) {
    (self.least, self.greatest) = (least, greatest)
    // Doubles with few decimals are whole numbers here too.
    isDouble = column.type == .double && column.entry.decimals == nil
    let span = greatest - least
    start = ColumnOrdinal.double(least)
    // Halves first, so that the difference of two finite numbers is finite.
    let end = ColumnOrdinal.double(greatest)
    let step = (end / Double(buckets)) - (start / Double(buckets))
    self.step = step
    width = span / UInt64(buckets) + 1
    count = isDouble ? (step > 0 && step.isFinite ? buckets : 1) : Int(span / width) + 1
  }

  func bucket(of ordinal: UInt64) -> Int {
    if !isDouble { return Int((ordinal - least) / width) }
    if count == 1 { return 0 }
    // The borders decide, since a quotient may be rounded across one.
    let guess = ((ColumnOrdinal.double(ordinal) / step) - (start / step)).rounded(.down)
    var bucket = max(0, min(count - 1, Int(max(0, min(guess, Double(count))))))
    while bucket > 0 && ordinal < lower(bucket) { bucket -= 1 }
    while bucket < count - 1 && ordinal >= lower(bucket + 1) { bucket += 1 }
    return bucket
  }

  func lower(_ bucket: Int) -> UInt64 {
    if !isDouble { return least + UInt64(bucket) * width }
    if bucket == 0 { return least }
    return max(least, min(greatest, ColumnOrdinal.of(start + step * Double(bucket)) ?? greatest))
  }

  func upper(_ bucket: Int) -> (ordinal: UInt64, isIncluded: Bool) {
    if bucket == count - 1 { return (greatest, true) }
    return isDouble ? (lower(bucket + 1), false) : (lower(bucket + 1) - 1, true)
  }
}
