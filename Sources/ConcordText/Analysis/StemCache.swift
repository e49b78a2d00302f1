// A bounded cache of stems in front of libstemmer, which costs 126 ns a word.

internal import CKernels
import ConcordStemmer

/// The stemmer of one thread with a cache before it.
///
/// Slots of 64 bytes: one byte each for the lengths, 31 for the word, 31 for its stem. A word may sit in two neighbouring
/// slots, the younger one first; the older falls out. Longer words are stemmed each time. There are 64 slots at first,
/// enough for a query or a passage, and 16 times as many whenever as many stems came in, up to 16,384 (1 MiB).
@safe
@usableFromInline
final class StemCache {
  private let stemmer: Stemmer
  private var slots: UnsafeMutablePointer<UInt8>
  private var bits = 6
  /// How many stems may still come in before the table grows.
  private var room = 64
  private static let slotBytes = 64
  private static let longest = 31
  private static let mostBits = 14

  var name: StemmerName { stemmer.name }

  init(_ name: StemmerName) throws(StemmerError) {
    stemmer = try Stemmer(name)
    unsafe slots = Self.emptySlots(bits: bits)
  }

  deinit {
    unsafe slots.deallocate()
  }

  private static func emptySlots(bits: Int) -> UnsafeMutablePointer<UInt8> {
    // SAFETY: zeroed memory is a table of empty slots; freed by `grow` or `deinit`.
    let slots = UnsafeMutablePointer<UInt8>.allocate(capacity: slotBytes << bits)
    unsafe slots.initialize(repeating: 0, count: slotBytes << bits)
    return unsafe slots
  }

  /// Begins anew with a larger table; the stems so far come in again when they are asked for.
  @inline(never)
  private func grow() {
    unsafe slots.deallocate()
    bits = min(bits + 4, Self.mostBits)
    unsafe slots = Self.emptySlots(bits: bits)
    room = bits == Self.mostBits ? .max : 1 << bits
  }

  /// Writes the stem of the key at `word` to `stem`, which has room for `length + 16` bytes; 0 when there is none.
  func stem(_ word: UnsafePointer<UInt8>, _ length: Int, into stem: UnsafeMutablePointer<UInt8>) -> Int {
    if length > Self.longest { return unsafe compute(word, length, into: stem) }
    var hash = UInt64(truncatingIfNeeded: length)
    var i = 0
    // SAFETY: loads stay within `length`; a slot is 64 bytes and its index is masked.
    while i &+ 8 <= length {
      let part = unsafe UnsafeRawPointer(word + i).loadUnaligned(as: UInt64.self)
      hash = (hash ^ part) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
      i &+= 8
    }
    while i < length {
      hash = (hash ^ UInt64(unsafe word[i])) &* 0x100_0000_01B3
      i &+= 1
    }
    hash &*= 0x9E37_79B9_7F4A_7C15
    let index = Int(truncatingIfNeeded: hash >> UInt64(64 &- bits))
    let young = unsafe slots + index &* Self.slotBytes
    let old = unsafe slots + (index ^ 1) &* Self.slotBytes
    if unsafe holds(young, word, length) { return unsafe copy(young, to: stem) }
    if unsafe holds(old, word, length) { return unsafe copy(old, to: stem) }
    let found = unsafe compute(word, length, into: stem)
    if found > 0 && found <= Self.longest {
      unsafe old.update(from: young, count: Self.slotBytes)
      unsafe young[0] = UInt8(truncatingIfNeeded: length)
      unsafe young[1] = UInt8(truncatingIfNeeded: found)
      unsafe (young + 2).update(from: word, count: length)
      unsafe (young + 33).update(from: stem, count: found)
      room &-= 1
      if room == 0 { grow() }
    }
    return found
  }

  @inline(__always)
  private func holds(_ slot: UnsafeMutablePointer<UInt8>, _ word: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    guard unsafe Int(slot[0]) == length else { return false }
    var i = 0
    while i &+ 8 <= length {
      let a = unsafe UnsafeRawPointer(slot + 2 + i).loadUnaligned(as: UInt64.self)
      let b = unsafe UnsafeRawPointer(word + i).loadUnaligned(as: UInt64.self)
      if a != b { return false }
      i &+= 8
    }
    while i < length {
      if unsafe slot[2 &+ i] != word[i] { return false }
      i &+= 1
    }
    return true
  }

  @inline(__always)
  private func copy(_ slot: UnsafeMutablePointer<UInt8>, to stem: UnsafeMutablePointer<UInt8>) -> Int {
    let length = unsafe Int(slot[1])
    unsafe stem.update(from: slot + 33, count: length)
    return length
  }

  private func compute(_ word: UnsafePointer<UInt8>, _ length: Int, into stem: UnsafeMutablePointer<UInt8>) -> Int {
    unsafe stemmer.stem(
      UnsafeBufferPointer(start: word, count: length),
      into: UnsafeMutableBufferPointer(start: stem, count: length + 16)) ?? 0
  }
}

extension TokenBatch {
  /// Makes the stemmer ready, once per batch and language.
  mutating func prepareStems(_ name: StemmerName) {
    if stems?.name == name { return }
    do {
      stems = try StemCache(name)
    } catch {
      // The analyzer has made such a stemmer before, so what is left is memory.
      preconditionFailure("\(error)")
    }
  }

  /// Appends the stem of the token before, whose key this is, as a token of its own, unless the word is its own stem.
  @inline(__always)
  mutating func appendStem(key: Int, length: Int, from: Int, to: Int, position: UInt32, flags: UInt8) {
    guard let stems, length > 0 else { return }
    // SAFETY: the caller has asked `hasRoom`, and has appended the token of the word.
    let found = unsafe stems.stem(keyBase + key, length, into: keyBase + keyCount)
    if found == 0 || found > 255 { return }
    if found == length, unsafe concord_same(keyBase + key, keyBase + keyCount, length) { return }
    unsafe tokenBase[tokenCount &- 1].flags |= Token.inflected
    append(key: keyCount, length: found, from: from, to: to, position: position, .stem, flags: flags)
    keyCount &+= found
  }
}
