// A word in four bytes: its length and the set of its letters, enough to pass over most words unread.

import CKernels

/// The shape of a word: which of 27 letters it has, and how many scalars.
///
/// Bits 0 to 26 are letters: a to z without regard to case, and the apostrophe; other scalars share these bits by their
/// value modulo 27. Bits 27 to 31 are the number of scalars, 31 for all from 31. A list stores its shapes by word number,
/// as little-endian integers: on 663,473 English words that is 0.71 of what the words take front-coded.
@usableFromInline package enum WordShape {
  /// Bytes of a stored shape.
  @inlinable package static var size: Int { 4 }
  /// The length that stands for itself and all above.
  static var longest: Int { 31 }

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
    return letters | UInt32(min(count, longest)) << 27
  }

  /// The letter, 0 to 26, that a scalar counts as.
  @inline(__always)
  static func letter(of scalar: UInt32) -> UInt32 {
    let lower = (scalar | 0x20) &- 97
    // 14 is what makes the apostrophe 26.
    return lower < 26 && scalar < 128 ? lower : (scalar & 0x7FFF_FFFF &+ 14) % 27
  }
}

/// What a word's shape must have so that its similarity to a wanted word can reach a score.
///
/// With `m` matches the score is at most what JaroScore.bound says. A match needs a letter in both words, so `m` is at most
/// the number of the wanted word's letters that the word has, and at most the word's length less the letters that the
/// wanted word lacks. Each length has its least `m`.
struct ShapeFilter {
  private(set) var filter = concord_shape_filter()
  /// Letters of the wanted word that are always counted as present: repeats beyond the third.
  private var rest = 0
  private let count: Int
  /// Whether no shape at all passes.
  private(set) var isHopeless = false
  private var least = -1.0
  private var prefix = -1

  /// Prepares for words that are like the one with these scalars.
  init(_ wanted: UnsafeBufferPointer<UInt32>) {
    count = wanted.count
    var counts = [Int](repeating: 0, count: 27)
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
    var (present, foreign) = ([UInt8](repeating: 255, count: 32), [UInt8](repeating: 255, count: 32))
    isHopeless = true
    for length in 0...WordShape.longest {
      // The last stands for all lengths from it: the shortest that can reach the score needs the fewest matches.
      let longest = length == WordShape.longest ? max(length, count) : length
      guard let (matches, _) = firstLength(length...longest) else { continue }
      isHopeless = false
      present[length] = UInt8(min(max(0, matches - rest), 81))
      foreign[length] = length == WordShape.longest ? 255 : UInt8(length - matches)
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
    // SAFETY: the caller has `count` shapes of 4 bytes and as much room.
    return unsafe Int(concord_select_shapes(shapes.assumingMemoryBound(to: UInt8.self), UInt32(count), &filter, out))
  }
}
