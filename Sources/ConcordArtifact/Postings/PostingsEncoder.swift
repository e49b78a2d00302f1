// Postings of one term after another, encoded; PostingsLayout says what the bytes are.

internal import CKernels
package import ConcordBytes

/// An encoded list: what the dictionary keeps of it.
package struct EncodedList {
  package let documentCount: Int
  package let postingsLength: Int
  package let positionsLength: Int
  /// The list, if it is short enough for the dictionary; otherwise it is in POST and this is empty.
  package let inline: [UInt8]
  /// For a word without a list: the number, among the terms of class 1, of the stem that it is found by.
  package let stem: Int

  /// Describes a list.
  package init(documentCount: Int, postingsLength: Int, positionsLength: Int, inline: [UInt8]) {
    (self.documentCount, self.postingsLength) = (documentCount, postingsLength)
    (self.positionsLength, self.inline) = (positionsLength, inline)
    stem = 0
  }

  /// Describes a word that is found by a stem.
  package init(documentCount: Int, stem: Int) {
    (self.documentCount, self.stem) = (documentCount, stem)
    (postingsLength, positionsLength, inline) = (0, 0, [])
  }
}

/// Encodes the postings of terms in the order of the dictionary.
///
/// Holds the blocks of one list in memory (its compressed size) and the positions of one block.
@safe package final class PostingsEncoder {
  private let postings: SectionSpool
  private let positions: SectionSpool
  private let fields: Int
  private let norms: [[UInt8]]
  private let weights: [[Float]]
  private let baseWeights: [[Float]]

  private var documentCount = 0
  private var previous: Int64 = -1
  private var inBlock = 0
  private let documents: UnsafeMutablePointer<UInt32>
  private let gaps: UnsafeMutablePointer<UInt32>
  private let frequencies: UnsafeMutablePointer<UInt32>
  private let strengths: UnsafeMutablePointer<Float>
  private var pendingPositions: [UInt32] = []
  private var list: [UInt8] = []
  private var listPositions: [UInt8] = []
  private var skips: [Skip] = []
  private var histogram = [Int](repeating: 0, count: 256)

  private struct Skip {
    let lastDocument: UInt32
    let offset: Int
    let positionsOffset: Int
    let bounds: [UInt8]
  }

  /// Encodes into two sections; `norms` and the profile's averages are those of the finished collection.
  package init(
    postings: SectionSpool, positions: SectionSpool, profile: ScoringProfile, norms: [[UInt8]], averages: [Float]
  ) {
    self.postings = postings
    self.positions = positions
    fields = profile.fields.count
    self.norms = norms
    weights = zip(profile.fields, averages).map { Scoring.weights($0, averageLength: $1) }
    baseWeights = zip(profile.fields, averages).map {
      Scoring.weights(FieldProfile(name: $0.name, weight: 1, b: $0.b), averageLength: $1)
    }
    unsafe documents = .allocate(capacity: 128)
    unsafe gaps = .allocate(capacity: 128)
    unsafe frequencies = .allocate(capacity: 128 * fields)
    unsafe strengths = .allocate(capacity: 128)
    unsafe frequencies.initialize(repeating: 0, count: 128 * fields)
  }

  deinit {
    unsafe documents.deallocate()
    unsafe gaps.deallocate()
    unsafe frequencies.deallocate()
    unsafe strengths.deallocate()
  }

  /// Appends a document; numbers ascend, `counts` holds a frequency per field, `places` the ascending positions (none
  /// for a term that is kept without them).
  package func append(document: UInt32, counts: UnsafePointer<UInt32>, places: UnsafeBufferPointer<UInt32>) {
    unsafe documents[inBlock] = document
    for field in 0..<fields { unsafe frequencies[field * 128 + inBlock] = counts[field] }
    var last: UInt32 = 0
    for index in places.indices {
      let place = unsafe places[index]
      pendingPositions.append(index == 0 ? place : place &- last &- 1)
      last = place
    }
    inBlock += 1
    documentCount += 1
    if inBlock == 128 { endBlock() }
  }

  private func endBlock() {
    if inBlock == 0 { return }
    let start = list.count
    var last = previous
    for index in 0..<inBlock {
      let document = unsafe Int64(documents[index])
      unsafe gaps[index] = UInt32(document - last - 1)
      last = document
    }
    unsafe IntegerStream.encode(gaps, count: inBlock, into: &list)
    writeFrequencies()
    // A list that ends within its first block keeps no bounds: it is decoded as a whole anyway.
    let bounds = skips.isEmpty && inBlock < PostingsLayout.blockSize ? [] : measure()
    skips.append(
      Skip(lastDocument: UInt32(last), offset: start, positionsOffset: listPositions.count, bounds: bounds))
    writePositions()
    previous = last
    inBlock = 0
  }

  private func writeFrequencies() {
    var mask: UInt8 = 0
    var allOnes = true
    for field in 0..<fields {
      for index in 0..<inBlock {
        let count = unsafe frequencies[field * 128 + index]
        if count != 0 { mask |= 1 << UInt8(field) }
        if count > 1 { allOnes = false }
      }
    }
    let known = allOnes && mask.nonzeroBitCount == 1
    list.append(known ? mask | 0x80 : mask)
    if known { return }
    for field in 0..<fields where mask & (1 << UInt8(field)) != 0 {
      unsafe IntegerStream.encode(frequencies + field * 128, count: inBlock, into: &list)
    }
  }

  private func writePositions() {
    var start = 0
    unsafe pendingPositions.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      while start < buffer.count {
        let count = min(128, buffer.count - start)
        unsafe IntegerStream.encode(base + start, count: count, into: &listPositions)
        start += count
      }
    }
    pendingPositions.removeAll(keepingCapacity: true)
  }

  /// The block's M_f and strongest strength as codes; its strengths go into the histogram of the list.
  private func measure() -> [UInt8] {
    var codes: [UInt8] = []
    for field in 0..<fields {
      unsafe strength(of: field, into: strengths, weights: baseWeights[field], first: true)
      codes.append(BoundCode.up(strongest()))
    }
    for field in 0..<fields { unsafe strength(of: field, into: strengths, weights: weights[field], first: field == 0) }
    codes.append(BoundCode.up(strongest()))
    for index in 0..<inBlock { histogram[unsafe Int(BoundCode.down(strengths[index]))] += 1 }
    return codes
  }

  private func strength(of field: Int, into out: UnsafeMutablePointer<Float>, weights: [Float], first: Bool) {
    unsafe norms[field].withUnsafeBufferPointer { norm in
      unsafe weights.withUnsafeBufferPointer { weight in
        guard let norm = norm.baseAddress, let weight = weight.baseAddress else { return }
        let counts = unsafe frequencies + field * 128
        // SAFETY: document numbers are below the length of `norms`, which the builder made one element a document.
        if first {
          unsafe concord_strength_first(out, documents, counts, norm, weight, UInt32(inBlock))
        } else {
          unsafe concord_strength_add(out, documents, counts, norm, weight, UInt32(inBlock))
        }
      }
    }
  }

  private func strongest() -> Float {
    var result: Float = 0
    for index in 0..<inBlock { result = max(result, unsafe strengths[index]) }
    return result
  }

  /// Ends the list of a term and appends it to the sections; returns what the dictionary keeps.
  package func endTerm() throws(SystemError) -> EncodedList {
    endBlock()
    let head = documentCount >= PostingsLayout.skippable ? skipData() : []
    let isInline = head.count + list.count <= PostingsLayout.inlineLimit
    let result = EncodedList(
      documentCount: documentCount, postingsLength: head.count + list.count, positionsLength: listPositions.count,
      inline: isInline ? Array(list[...]) : [])
    if !isInline {
      try postings.append(head)
      try postings.append(list)
    }
    try positions.append(listPositions)
    documentCount = 0
    previous = -1
    list.removeAll(keepingCapacity: true)
    listPositions.removeAll(keepingCapacity: true)
    skips.removeAll(keepingCapacity: true)
    for code in 0..<256 { histogram[code] = 0 }
    return result
  }

  private func skipData() -> [UInt8] {
    var out = ByteWriter()
    for rank in PostingsLayout.bestRanks { out.writeU8(code(ofRank: rank)) }
    out.writeBytes(largest(skips[...]))
    for start in stride(from: 0, to: skips.count, by: PostingsLayout.groupSize) {
      let group = skips[start..<min(skips.count, start + PostingsLayout.groupSize)]
      out.writeU32(group.last?.lastDocument ?? 0)
      out.writeU64(UInt64(skips[start].offset))
      out.writeU64(UInt64(skips[start].positionsOffset))
      out.writeBytes(largest(group))
    }
    for skip in skips { out.writeU32(skip.lastDocument) }
    for (index, skip) in skips.enumerated() { out.writeU32(UInt32(skip.offset - skips[index & ~31].offset)) }
    for (index, skip) in skips.enumerated() {
      out.writeU32(UInt32(skip.positionsOffset - skips[index & ~31].positionsOffset))
    }
    for field in 0...fields { for skip in skips { out.writeU8(skip.bounds[field]) } }
    return out.bytes
  }

  private func largest(_ skips: ArraySlice<Skip>) -> [UInt8] {
    (0...fields).map { field in skips.reduce(0) { max($0, $1.bounds[field]) } }
  }

  /// The code of the strength of a rank; 0 if fewer documents have the term.
  private func code(ofRank rank: Int) -> UInt8 {
    var seen = 0
    for code in stride(from: 255, through: 0, by: -1) {
      seen += histogram[code]
      if seen >= rank { return UInt8(code) }
    }
    return 0
  }
}
