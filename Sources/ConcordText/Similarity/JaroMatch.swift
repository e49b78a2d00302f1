// The matches of two short texts by 64-bit masks, and what masks are kept in.

/// Where the pattern has a unit of text: bit `i` for place `i`.
protocol PatternMasks {
  /// What texts are made of: bytes or scalars.
  associatedtype Unit: FixedWidthInteger & UnsignedInteger
  func mask(_ unit: Unit) -> UInt64
}

/// Masks of ASCII bytes: one for each.
@safe
struct ASCIIMasks: PatternMasks {
  private let table: UnsafePointer<UInt64>

  /// Takes a table of 128 masks, of which all are set that will be asked for.
  @inline(__always)
  init(_ table: UnsafePointer<UInt64>) { unsafe self.table = table }

  @inline(__always)
  func mask(_ unit: UInt8) -> UInt64 {
    // SAFETY: whoever matches bytes has seen that all are below 128.
    unsafe table[Int(unit)]
  }
}

/// Masks of any scalars: a table with open addressing, at most half full.
@safe
struct ScalarMasks: PatternMasks {
  /// Slots of the table.
  static var slots: Int { 128 }
  private let keys: UnsafeMutablePointer<UInt32>
  private let masks: UnsafeMutablePointer<UInt64>

  /// Takes room for ``slots`` keys and masks, for the masks of at most 64 scalars.
  init(
    keys: UnsafeMutablePointer<UInt32>, masks: UnsafeMutablePointer<UInt64>, _ pattern: UnsafePointer<UInt32>,
    _ count: Int
  ) {
    unsafe self.keys = keys
    unsafe self.masks = masks
    // SAFETY: the room has `slots` entries, a slot is below that, and the pattern has `count` scalars.
    unsafe masks.initialize(repeating: 0, count: Self.slots)
    unsafe keys.initialize(repeating: 0, count: Self.slots)
    for index in 0..<count {
      let slot = slot(of: unsafe pattern[index])
      unsafe keys[slot] = pattern[index]
      unsafe masks[slot] |= 1 << UInt64(index)
    }
  }

  /// Calls `body` with the masks of at most 64 scalars, which live on the stack.
  static func withMasks(
    of pattern: UnsafePointer<UInt32>, _ count: Int, _ body: (ScalarMasks) -> Double
  ) -> Double {
    // Two rooms of at most 1,024 bytes each: larger ones might come from the heap.
    unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: slots) { keys in
      unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: slots) { masks in
        guard let keys = keys.baseAddress, let masks = masks.baseAddress else { return 0 }
        return unsafe body(ScalarMasks(keys: keys, masks: masks, pattern, count))
      }
    }
  }

  /// The slot of a scalar, or the free one where it would go.
  @inline(__always)
  private func slot(of scalar: UInt32) -> Int {
    var slot = Int((scalar ^ scalar >> 7) & 127)
    // SAFETY: a slot is below 128. A mask is empty only where no key is, and half of the slots are.
    while unsafe masks[slot] != 0 && keys[slot] != scalar { slot = (slot &+ 1) & 127 }
    return slot
  }

  @inline(__always)
  func mask(_ unit: UInt32) -> UInt64 { unsafe masks[slot(of: unit)] }
}

/// Two texts of 1 to 64 units.
enum JaroMatch {
  /// The similarity of `pattern`, whose masks are given, and `text`; nil if it is below `least`.
  ///
  /// Both have 1 to 64 units.
  @inline(__always)
  static func similarity<Masks: PatternMasks>(
    _ pattern: UnsafePointer<Masks.Unit>, _ patternCount: Int, _ text: UnsafePointer<Masks.Unit>, _ textCount: Int,
    _ masks: Masks, atLeast least: Double
  ) -> Double? {
    // A common start matches itself, place for place, and has no transpositions.
    var shared = 0
    let limit = min(patternCount, textCount)
    // SAFETY: every place that is read is below the count of its text.
    while shared < limit, unsafe pattern[shared] == text[shared] { shared &+= 1 }
    let prefix = min(shared, 4)
    if least > 0 && JaroScore.bound(matches: limit, prefix: prefix, patternCount, textCount) < least { return nil }
    // Texts of one scalar have a bound of -1; they are equal or have nothing in common.
    let bound = max(0, max(patternCount, textCount) / 2 &- 1)
    var inPattern = lowBits(shared)
    var inText = inPattern
    var window = lowBits(shared &+ bound &+ 1) & ~lowBits(max(0, shared &- bound))
    var place = shared
    let end = min(textCount, patternCount &+ bound)
    while place < end {
      let open = unsafe masks.mask(text[place]) & window & ~inPattern
      inPattern |= open & (0 &- open)
      inText |= (open == 0 ? 0 : 1) &<< UInt64(place)
      window = window &<< 1 | (place < bound ? 1 : 0)
      place &+= 1
    }
    let matches = inPattern.nonzeroBitCount
    if matches == 0 { return least > 0 ? nil : 0 }
    if least > 0 && JaroScore.bound(matches: matches, prefix: prefix, patternCount, textCount) < least { return nil }
    let differing = unsafe differences(inPattern & ~lowBits(shared), inText & ~lowBits(shared), text, masks)
    let jaro = JaroScore.jaro(matches: matches, transpositions: differing / 2, patternCount, textCount)
    let score = JaroScore.winkler(jaro, prefix: prefix)
    return score < least ? nil : score
  }

  /// In how many places the matched units of both differ, read in order.
  @inline(__always)
  private static func differences<Masks: PatternMasks>(
    _ inPattern: UInt64, _ inText: UInt64, _ text: UnsafePointer<Masks.Unit>, _ masks: Masks
  ) -> Int {
    var (inPattern, inText) = (inPattern, inText)
    var count = 0
    while inText != 0 {
      let first = inPattern & (0 &- inPattern)
      // SAFETY: bits of `inText` are places of the text.
      if unsafe masks.mask(text[inText.trailingZeroBitCount]) & first == 0 { count &+= 1 }
      inPattern ^= first
      inText &= inText &- 1
    }
    return count
  }

  /// The lowest `count` bits, 0 to 64 or more.
  @inline(__always)
  private static func lowBits(_ count: Int) -> UInt64 { count >= 64 ? .max : 1 &<< UInt64(count) &- 1 }
}
