// What a word's shape shows about edits: most words that share a beginning with a text are too far from it at sight.

// Public, since what is inlined elsewhere calls the kernel; no product vends this module.
public import CKernels

/// What a word's shape must have so that the word, or a beginning of it, can be within a few edits of a text.
///
/// Of s replaced, i inserted and d dropped scalars, at most `most` together, i - d is the difference of the lengths; a
/// letter of the text that the word lacks was replaced or dropped, each time it occurs, and a letter of the word that the
/// text lacks was replaced or inserted. Swaps change neither. Alike letters count as one (WordShape says which do), which
/// can only make words pass. A beginning has no letter that its word lacks and is no longer, and that is all it shows.
@frozen @usableFromInline @safe package struct EditShapes {
  @usableFromInline var filter: concord_shape_filter

  /// Prepares for words within `most` edits, or with a beginning that is.
  ///
  /// O(length).
  package init(_ text: [UInt32], most: Int, isPrefix: Bool) {
    filter = concord_shape_filter()
    var counts = [Int](repeating: 0, count: WordShape.classes)
    for scalar in text { counts[Int(WordShape.letter(of: scalar))] += 1 }
    var sets: [UInt32] = [0, 0, 0]
    for (letter, count) in counts.enumerated() {
      for times in 0..<min(count, 3) { sets[times] |= 1 << UInt32(letter) }
    }
    filter.wanted = (sets[0], sets[1], sets[2])
    let letters = sets.reduce(0) { $0 + $1.nonzeroBitCount }
    let lengths = WordShape.lengths
    var (present, foreign) = ([UInt8](repeating: 255, count: lengths), [UInt8](repeating: 255, count: lengths))
    for place in 0..<lengths where isPrefix { present[place] = UInt8(max(0, letters - most)) }
    // Lengths that differ by no more than the edits are told apart by their bits.
    for longer in -most...most where !isPrefix && text.count + longer >= 0 {
      let place = (text.count + longer) % lengths
      present[place] = UInt8(max(0, letters - (most - max(0, longer))))
      foreign[place] = UInt8(most - max(0, -longer))
    }
    unsafe withUnsafeMutableBytes(of: &filter.present) { unsafe $0.copyBytes(from: present) }
    unsafe withUnsafeMutableBytes(of: &filter.foreign) { unsafe $0.copyBytes(from: foreign) }
  }

  /// Writes the indexes of the shapes that pass, of `count` at `shapes`, ascending; returns how many.
  ///
  /// - Parameter out: has room for `count`.
  @inlinable @inline(__always)
  package mutating func select(
    _ shapes: UnsafeRawPointer, _ count: Int, into out: UnsafeMutablePointer<UInt32>
  ) -> Int {
    // SAFETY: the caller has `count` shapes and as much room.
    unsafe Int(concord_select_shapes(shapes.assumingMemoryBound(to: UInt8.self), UInt32(count), &filter, out))
  }
}
