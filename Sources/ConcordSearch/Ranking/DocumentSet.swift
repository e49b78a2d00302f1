// A set of documents as bits over the slots of the postings: what filters, prefixes and exclusions come down to.

internal import CKernels
internal import ConcordArtifact

/// A set of slots.
///
/// n / 8 bytes for n documents.
@safe package final class DocumentSet {
  /// Number of documents of the collection.
  package let capacity: Int
  /// The bits, lowest first; zero from `capacity` on, padded to whole windows.
  let words: UnsafeMutablePointer<UInt64>
  /// Number of words.
  let wordCount: Int

  /// A set of none.
  package init(capacity: Int) {
    self.capacity = capacity
    wordCount = (capacity + QueryScratch.window - 1) / QueryScratch.window * (QueryScratch.window / 64) + 1
    unsafe words = .allocate(capacity: wordCount)
    unsafe words.initialize(repeating: 0, count: wordCount)
  }

  deinit { unsafe words.deallocate() }

  /// Adds a slot.
  @inline(__always)
  package func insert(_ slot: UInt32) {
    precondition(Int(slot) < capacity, "a slot of the collection")
    unsafe words[Int(slot >> 6)] |= 1 << UInt64(slot & 63)
  }

  /// Whether a slot is in the set.
  @inline(__always)
  package func contains(_ slot: UInt32) -> Bool {
    precondition(Int(slot) < capacity, "a slot of the collection")
    return unsafe words[Int(slot >> 6)] & (1 << UInt64(slot & 63)) != 0
  }

  /// Number of slots in the set.
  package var count: Int {
    var sum = 0
    for index in 0..<wordCount { sum += unsafe words[index].nonzeroBitCount }
    return sum
  }

  /// Calls `body` with each slot, ascending.
  @inline(__always)
  func forEach(_ body: (UInt32) -> Void) {
    for index in 0..<wordCount {
      var bits = unsafe words[index]
      while bits != 0 {
        body(UInt32(index * 64 + bits.trailingZeroBitCount))
        bits &= bits &- 1
      }
    }
  }

  /// Calls `body` with the number of each block of 128 slots that has a member, and with the block's two words, lowest first.
  ///
  /// Asks `control` every 16 blocks. Returns how many slots were passed: all, or those before it said stop.
  func forEachBlock(
    _ control: SearchControl, _ body: (Int, UInt64, UInt64) throws(ArtifactError) -> Void
  ) throws(ArtifactError) -> Int {
    for block in 0..<PackedListLayout.blocks(capacity) {
      if block & 15 == 0 && control.shouldStop() { return block * PackedListLayout.blockSize }
      // SAFETY: a set has both words of every block of slots.
      let words = unsafe (self.words[block * 2], self.words[block * 2 + 1])
      if words.0 | words.1 != 0 { try body(block, words.0, words.1) }
    }
    return capacity
  }

  /// Keeps what is in `other` too.
  func formIntersection(_ other: DocumentSet) {
    for index in 0..<wordCount { unsafe words[index] &= other.words[index] }
  }

  /// Adds what is in `other`.
  func formUnion(_ other: DocumentSet) {
    for index in 0..<wordCount { unsafe words[index] |= other.words[index] }
  }

  /// Takes out what is in `other`.
  func subtract(_ other: DocumentSet) {
    for index in 0..<wordCount { unsafe words[index] &= ~other.words[index] }
  }

  /// Another set of the same slots.
  func copy() -> DocumentSet {
    let set = DocumentSet(capacity: capacity)
    set.formUnion(self)
    return set
  }

  /// Every document of the collection.
  static func everything(_ capacity: Int) -> DocumentSet {
    let set = DocumentSet(capacity: capacity)
    for index in 0..<capacity / 64 { unsafe set.words[index] = .max }
    if capacity % 64 != 0 { unsafe set.words[capacity / 64] = 1 << UInt64(capacity % 64) - 1 }
    return set
  }

  /// Adds the decoded documents of a block.
  @inline(__always)
  func insert(_ documents: UnsafePointer<UInt32>, _ count: Int) {
    // SAFETY: decoding proved that every document is below the number of documents, which is the capacity.
    for index in 0..<count {
      let slot = unsafe documents[index]
      unsafe words[Int(slot >> 6)] |= 1 << UInt64(slot & 63)
    }
  }
}

extension IndexContents {
  /// Adds the documents of a list to a set; with a mask only those that have the term in one of its fields.
  func insert(
    _ info: TermInfo, fields: UInt8 = .max, into set: DocumentSet, scratch: PostingsScratch, control: SearchControl
  ) throws(ArtifactError) {
    var cursor = try PostingsCursor(info, in: postings, scratch: scratch)
    for block in 0..<cursor.blockCount {
      if block & 7 == 7 && control.shouldStop() { return }
      try cursor.decodeDocuments(block: block)
      if fields == .max {
        unsafe set.insert(cursor.scratch.documents, cursor.count)
        continue
      }
      try cursor.decodeFrequencies()
      for index in 0..<cursor.count where cursor.occurs(in: fields, at: index) {
        unsafe set.insert(cursor.scratch.documents[index])
      }
    }
  }
}
