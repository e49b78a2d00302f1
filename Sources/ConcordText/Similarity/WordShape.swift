// A word in three bytes: its length and the set of its letters, enough to pass over most words unread.

import CKernels

/// The shape of a word: which of 20 classes of letters it has, and how many scalars.
///
/// Bits 0 to 19 are classes of letters: a to z without regard to case, and the apostrophe, of which the rare ones share a class;
/// other scalars count as one of these 27 by their value. Bits 20 to 23 are the number of scalars modulo 16: what is looked for
/// is about as long as what was typed, so that 16 letters more or fewer are told apart by the letters. A list stores its shapes
/// by word number, as little-endian numbers of three bytes.
///
/// With a bit for each of the 27 and five for the length, a fifth fewer of the words within two edits' reach by shape have to be
/// looked at (663,473 English words); that is not worth a byte a word.
@usableFromInline package enum WordShape {
  /// Bytes of a stored shape.
  @inlinable package static var size: Int { 3 }
  /// Classes of letters.
  static var classes: Int { Int(CONCORD_SHAPE_CLASSES) }
  /// Bits of the length.
  static var lengths: Int { 16 }

  /// The shape of a UTF-8 word.
  ///
  /// O(n).
  package static func of(_ word: UnsafeBufferPointer<UInt8>) -> UInt32 {
    guard let base = word.baseAddress else { return 0 }
    let text = unsafe TextBytes(base, word.count)
    var (offset, count, letters) = (0, 0, UInt32(0))
    while offset < text.count {
      let step = text.scalar(at: offset)
      letters |= 1 << letter(of: step.value)
      count &+= 1
      offset &+= step.length
    }
    return letters | lengthBits(count)
  }

  /// The bits of a length.
  @inlinable @inline(__always)
  package static func lengthBits(_ count: Int) -> UInt32 { (UInt32(truncatingIfNeeded: count) & 15) << 20 }

  /// The class of letters, below `classes`, that a scalar counts as.
  @inline(__always)
  static func letter(of scalar: UInt32) -> UInt32 {
    let lower = (scalar | 0x20) &- 97
    // 14 is what makes the apostrophe 26.
    return concord_letter_class(lower < 26 && scalar < 128 ? lower : (scalar & 0x7FFF_FFFF &+ 14) % 27)
  }
}

/// What a word's shape must have so that its similarity to a wanted word can reach a score.
///
/// With `m` matches the score is at most what JaroScore.bound says. A match needs a letter in both words, so `m` is at most
/// the number of the wanted word's letters that the word has, and at most the word's length less the letters that the
/// wanted word lacks. Each length has its least `m`; of the lengths that shapes do not tell apart the least counts.
struct ShapeFilter {
  private(set) var filter = concord_shape_filter()
  /// Letters of the wanted word that are always counted as present: repeats beyond the third.
  private var rest = 0
  private let count: Int
  /// Whether no shape at all passes.
  private(set) var isHopeless = false
  private var least = -1.0
  private var prefix = -1
  /// The length that stands for itself and all above.
  private static var longest: Int { 31 }

  /// Prepares for words that are like the one with these scalars.
  init(_ wanted: UnsafeBufferPointer<UInt32>) {
    count = wanted.count
    var counts = [Int](repeating: 0, count: WordShape.classes)
    for index in 0..<wanted.count { counts[Int(WordShape.letter(of: unsafe wanted[index]))] += 1 }
    var sets: [UInt32] = [0, 0, 0]
    for (letter, count) in counts.enumerated() {
      for times in 0..<min(count, 3) { sets[times] |= 1 << UInt32(letter) }
      rest += max(0, count - 3)
    }
    filter.wanted = (sets[0], sets[1], sets[2])
  }

  /// Makes words pass that could score at least `least` if they share the first `prefix` scalars with the wanted one.
  ///
  /// O(length), and nothing if both are as before.
  mutating func set(least: Double, prefix: Int) {
    if least == self.least && prefix == self.prefix { return }
    (self.least, self.prefix) = (least, prefix)
    let lengths = WordShape.lengths
    var (present, foreign) = ([UInt8](repeating: 255, count: lengths), [UInt8](repeating: 0, count: lengths))
    isHopeless = true
    for length in 0...Self.longest {
      // The last stands for all lengths from it: the shortest that can reach the score needs the fewest matches.
      let isLast = length == Self.longest
      guard let (matches, _) = firstLength(length...(isLast ? max(length, count) : length)) else { continue }
      isHopeless = false
      let (least, most) = (UInt8(min(max(0, matches - rest), 81)), isLast ? 255 : UInt8(length - matches))
      for place in isLast ? 0..<lengths : length % lengths..<length % lengths + 1 {
        present[place] = min(present[place], least)
        foreign[place] = max(foreign[place], most)
      }
    }
    unsafe withUnsafeMutableBytes(of: &filter.present) { unsafe $0.copyBytes(from: present) }
    unsafe withUnsafeMutableBytes(of: &filter.foreign) { unsafe $0.copyBytes(from: foreign) }
  }

  /// The first length of a range that can reach the score, and the fewest matches that it takes.
  private func firstLength(_ lengths: ClosedRange<Int>) -> (matches: Int, length: Int)? {
    for length in lengths {
      var matches = min(count, length)
      if matches > 0 && JaroScore.bound(matches: matches, prefix: prefix, count, length) < least { continue }
      while matches > 0, JaroScore.bound(matches: matches - 1, prefix: prefix, count, length) >= least {
        matches -= 1
      }
      if matches > 0 || least <= 0 { return (matches, length) }
    }
    return nil
  }

  /// Writes the indexes of the shapes that pass, of `count` at `shapes`; returns how many.
  func select(_ shapes: UnsafeRawPointer, _ count: Int, into out: UnsafeMutablePointer<UInt32>) -> Int {
    var filter = filter
    // SAFETY: the caller has `count` shapes and as much room.
    return unsafe Int(concord_select_shapes(shapes.assumingMemoryBound(to: UInt8.self), UInt32(count), &filter, out))
  }
}
