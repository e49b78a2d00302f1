// The matches of two texts of any length, and texts as scalars.

/// Two texts of any length in linear time; JaroWinkler says why lists are enough.
enum JaroLists {
  /// The similarity of two texts; nil if it is below `least`.
  ///
  /// O(a + b), with 17 bytes for each scalar of `pattern` and 4 for each of `text`.
  static func similarity(
    _ pattern: UnsafeBufferPointer<UInt32>, _ text: UnsafeBufferPointer<UInt32>, atLeast least: Double
  ) -> Double? {
    let (a, b) = (pattern.count, text.count)
    if a == 0 || b == 0 { return a == b ? 1 : least > 0 ? nil : 0 }
    var shared = 0
    while shared < min(4, a, b), unsafe pattern[shared] == text[shared] { shared += 1 }
    if least > 0 && JaroScore.bound(matches: min(a, b), prefix: shared, a, b) < least { return nil }
    let (matches, differing) = unsafe match(pattern, text)
    if matches == 0 { return least > 0 ? nil : 0 }
    let jaro = JaroScore.jaro(matches: matches, transpositions: differing / 2, a, b)
    let score = JaroScore.winkler(jaro, prefix: shared)
    return score < least ? nil : score
  }

  /// The number of matches, and in how many places the matched scalars of both differ.
  private static func match(
    _ pattern: UnsafeBufferPointer<UInt32>, _ text: UnsafeBufferPointer<UInt32>
  ) -> (matches: Int, differing: Int) {
    let bound = max(0, max(pattern.count, text.count) / 2 - 1)
    var places = unsafe NextPlaces(pattern)
    var isMatched = [Bool](repeating: false, count: pattern.count)
    var matched: [UInt32] = []
    for place in 0..<min(text.count, pattern.count + bound) {
      guard let other = places.take(unsafe text[place], from: place - bound, upTo: place + bound) else { continue }
      isMatched[other] = true
      matched.append(unsafe text[place])
    }
    var (rank, differing) = (0, 0)
    for place in 0..<pattern.count where isMatched[place] {
      if unsafe pattern[place] != matched[rank] { differing += 1 }
      rank += 1
    }
    return (matched.count, differing)
  }

  /// For each scalar of a text the first place where it is still free, and from each place the next with that scalar.
  private struct NextPlaces {
    private var keys: [UInt32]
    /// The first free place by slot: -1 where the slot is free, `next.count` after the last.
    private var first: [Int]
    private var next: [Int]
    private let mask: UInt64

    init(_ text: UnsafeBufferPointer<UInt32>) {
      var slots = 16
      while slots < 2 * text.count { slots *= 2 }
      keys = [UInt32](repeating: 0, count: slots)
      first = [Int](repeating: -1, count: slots)
      next = [Int](repeating: text.count, count: text.count)
      mask = UInt64(slots - 1)
      for place in stride(from: text.count - 1, through: 0, by: -1) {
        let slot = slot(of: unsafe text[place])
        if first[slot] >= 0 { next[place] = first[slot] }
        keys[slot] = unsafe text[place]
        first[slot] = place
      }
    }

    private func slot(of scalar: UInt32) -> Int {
      var slot = UInt64(scalar) &* 0x9E37_79B9_7F4A_7C15 >> 32 & mask
      while first[Int(slot)] >= 0 && keys[Int(slot)] != scalar { slot = (slot + 1) & mask }
      return Int(slot)
    }

    /// Takes the first free place of a scalar in a range that never moves down; places before it are dropped.
    mutating func take(_ scalar: UInt32, from low: Int, upTo high: Int) -> Int? {
      let slot = slot(of: scalar)
      var place = first[slot]
      if place < 0 { return nil }
      while place < low && place < next.count { place = next[place] }
      first[slot] = place
      if place == next.count || place > high { return nil }
      first[slot] = next[place]
      return place
    }
  }
}

/// UTF-8 as scalars.
enum JaroScalars {
  /// Writes the scalars of a text and returns how many there are; `to` has room for as many as the text has bytes.
  @inline(__always)
  static func write(_ text: TextBytes, to: UnsafeMutablePointer<UInt32>) -> Int {
    var (offset, count) = (0, 0)
    while offset < text.count {
      let step = text.scalar(at: offset)
      // SAFETY: every scalar takes at least one byte, and there is room for one scalar per byte.
      unsafe to[count] = step.value
      count &+= 1
      offset &+= step.length
    }
    return count
  }

  /// Number of scalars of a text.
  static func count(_ text: TextBytes) -> Int {
    var (offset, count) = (0, 0)
    while offset < text.count {
      offset &+= text.scalar(at: offset).length
      count &+= 1
    }
    return count
  }

  /// Calls `body` with the scalars of a text, which are on the stack if the text has at most 256 bytes.
  ///
  /// 64 scalars have at most 256 bytes.
  @inline(__always)
  static func withScalars<Result>(
    of text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt32>) -> Result
  ) -> Result {
    guard let base = text.baseAddress else { return unsafe body(UnsafeBufferPointer(start: nil, count: 0)) }
    let bytes = unsafe TextBytes(base, text.count)
    let capacity = text.count <= 256 ? 256 : text.count
    if capacity > 256 {
      let scalars = unsafe [UInt32](unsafeUninitializedCapacity: capacity) { room, count in
        if let room = room.baseAddress { unsafe count = write(bytes, to: room) }
      }
      return unsafe scalars.withUnsafeBufferPointer { unsafe body($0) }
    }
    return unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 256) { room in
      guard let start = room.baseAddress else { return unsafe body(UnsafeBufferPointer(start: nil, count: 0)) }
      let count = unsafe write(bytes, to: start)
      return unsafe body(UnsafeBufferPointer(start: start, count: count))
    }
  }
}
