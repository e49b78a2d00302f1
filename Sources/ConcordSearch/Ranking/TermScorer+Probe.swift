// Looking up documents in the list of a term: which of them it has, what it adds to them, where its positions are.

internal import CKernels
internal import ConcordArtifact

extension TermScorer {
  /// Looks up ascending `targets`: writes the indexes of those that the list has and what each of them contributes.
  ///
  /// - Parameters:
  ///   - minimum: those that contribute less count as not found.
  ///   - scores: whether contributions are wanted.
  ///   - places: where to write where the positions of those that are found are, if that is wanted.
  ///   - denseOnly: which of those whose places are written have a word in the dense field alone; the list adds its own.
  /// - Returns: how many were found. `found` and `out` have room for one more than `size`.
  mutating func probe(
    _ targets: UnsafePointer<UInt32>, _ size: Int, found: UnsafeMutablePointer<UInt32>,
    contributions out: UnsafeMutablePointer<Int32>, minimum: Int32 = 0, scores: Bool = true, room: MatchRoom,
    places: PositionsPlaces? = nil, denseOnly: DenseOnly? = nil
  ) throws(ArtifactError) -> Int {
    var at = 0
    var total = 0
    while at < size {
      skip(to: unsafe targets[at])
      if isAtEnd { break }
      try load(block: next)
      let last = unsafe cursor.scratch.documents[cursor.count - 1]
      let left = UInt32(truncatingIfNeeded: size - at)
      let run =
        unsafe targets[size - 1] <= last ? Int(left) : Int(concord_lower_bound(targets + at, left, last &+ 1))
      // The block of a list without skip data may end before the target.
      if run == 0 { break }
      var matches = unsafe Int(
        concord_intersect(
          targets + at, UInt32(truncatingIfNeeded: run), cursor.scratch.documents,
          UInt32(truncatingIfNeeded: cursor.count), found + total, room.places))
      if matches > 0 {
        if scores { try unsafe contribute(matches, out + total, room) }
        if minimum > 0 { matches = unsafe Self.drop(matches, below: minimum, out + total, found + total, room.places) }
        if at > 0 { for index in total..<(total + matches) { unsafe found[index] &+= UInt32(at) } }
        if let places, matches > 0 {
          try unsafe place(room.places, matches, places, from: total)
          if let denseOnly { unsafe denseOnly.add(cursor, room.places, matches, of: found + total, from: total) }
        }
        total += matches
      }
      at += run
    }
    return total
  }

  /// Drops what contributes less than `minimum`; returns how many are left.
  @inline(__always)
  private static func drop(
    _ count: Int, below minimum: Int32, _ contributions: UnsafeMutablePointer<Int32>,
    _ found: UnsafeMutablePointer<UInt32>, _ postings: UnsafeMutablePointer<UInt32>
  ) -> Int {
    var kept = 0
    for index in 0..<count {
      let contribution = unsafe contributions[index]
      unsafe (contributions[kept], found[kept], postings[kept]) = (contribution, found[index], postings[index])
      kept &+= contribution >= minimum ? 1 : 0
    }
    return kept
  }

  /// Writes where the positions of postings of the decoded block are: `count` ascending indexes.
  mutating func place(
    _ postings: UnsafePointer<UInt32>, _ count: Int, _ places: PositionsPlaces, from start: Int
  ) throws(ArtifactError) {
    try cursor.sumFrequencies()
    unsafe cursor.positionsPlaces(at: postings, count, into: places.places + start)
    if places.fields == 1 { return }
    for field in 0..<places.fields {
      let row = unsafe places.frequencies + start * places.fields + field
      let isThere = cursor.fieldMask & (1 << UInt8(field)) != 0
      let values = unsafe cursor.scratch.frequencies + field * 128
      for index in 0..<count {
        unsafe row[index * places.fields] = isThere ? values[Int(postings[index])] : 0
      }
    }
  }

  /// What postings of the decoded block contribute: at most 128, at ascending `places`.
  mutating func contribute(
    places: UnsafePointer<UInt32>, _ count: Int, _ out: UnsafeMutablePointer<Int32>, _ room: MatchRoom
  ) throws(ArtifactError) {
    unsafe room.places.update(from: places, count: count)
    try unsafe contribute(count, out, room)
  }

  /// What the postings at `room.places` of the decoded block contribute.
  private mutating func contribute(
    _ matches: Int, _ out: UnsafeMutablePointer<Int32>, _ room: MatchRoom
  ) throws(ArtifactError) {
    // Scoring a whole block costs about as much as picking out a quarter of it.
    if !isScored && matches * 4 > cursor.count { try score() }
    let count = UInt32(truncatingIfNeeded: matches)
    if isScored {
      for index in 0..<matches { unsafe out[index] = contributions[Int(room.places[index])] }
      return
    }
    unsafe concord_take(room.documents, cursor.scratch.documents, room.places, count)
    let mask = try unsafe cursor.pickFrequencies(at: room.places, matches, into: room.frequencies)
    unsafe Self.score(
      documents: room.documents, frequencies: room.frequencies, mask: mask, count: count, model: model,
      strengths: room.strengths)
    unsafe concord_contributions(out, room.strengths, model.k1, scale, count)
  }
}

/// Scratch for the postings of one block that matched.
@safe struct MatchRoom {
  /// Their places in the block: 129 numbers.
  let places: UnsafeMutablePointer<UInt32>
  /// Their documents: 128.
  let documents: UnsafeMutablePointer<UInt32>
  /// Their frequencies: 128 a field.
  let frequencies: UnsafeMutablePointer<UInt32>
  /// Their strengths: 128.
  let strengths: UnsafeMutablePointer<Float>

  /// Bytes that it needs.
  static func size(fields: Int) -> Int { 1024 + 512 + 512 * fields + 512 }

  init(_ base: UnsafeMutableRawPointer, fields: Int) {
    unsafe places = base.bindMemory(to: UInt32.self, capacity: 256)
    unsafe documents = (base + 1024).bindMemory(to: UInt32.self, capacity: 128)
    unsafe frequencies = (base + 1536).bindMemory(to: UInt32.self, capacity: 128 * fields)
    unsafe strengths = (base + 1536 + 512 * fields).bindMemory(to: Float.self, capacity: 128)
  }
}

/// Where the positions of up to 128 postings are.
@safe struct PositionsPlaces {
  let places: UnsafeMutablePointer<PositionsPlace>
  /// The frequencies of each, a row of all fields; not kept if `fields` is 1.
  let frequencies: UnsafeMutablePointer<UInt32>
  let fields: Int

  /// Bytes that it needs.
  static func size(fields: Int) -> Int { 128 * (MemoryLayout<PositionsPlace>.stride + 4 * fields) }

  /// Uses `size(fields:)` bytes from `base`, which must outlive it.
  init(_ base: UnsafeMutableRawPointer, fields: Int) {
    self.fields = fields
    unsafe places = base.bindMemory(to: PositionsPlace.self, capacity: 128)
    unsafe frequencies = (base + 128 * MemoryLayout<PositionsPlace>.stride).bindMemory(
      to: UInt32.self, capacity: 128 * fields)
  }

  /// Posting `from` becomes posting `to`, which is not behind it.
  @inline(__always)
  func move(_ from: Int, to place: Int) {
    if from == place { return }
    unsafe places[place] = places[from]
    if fields == 1 { return }
    for field in 0..<fields { unsafe frequencies[place * fields + field] = frequencies[from * fields + field] }
  }

  /// The field of the `number`-th position of a posting.
  func field(ofPosition number: Int, posting: Int) -> Int {
    if fields == 1 { return 0 }
    var before = 0
    for field in 0..<fields {
      before += unsafe Int(frequencies[posting * fields + field])
      if number < before { return field }
    }
    return fields - 1
  }
}
