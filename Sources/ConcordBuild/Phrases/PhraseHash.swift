// Hashes of words and of their sequences.

/// Hashes that depend on bytes alone, 64 bits wide.
enum PhraseHash {
  /// What a word's key is made of.
  struct Word {
    var hash: UInt64
    /// Whether all bytes are ASCII, and whether one is an ASCII letter.
    var isASCII: Bool
    var hasLetter: Bool
  }

  /// Reads a word's key, which is folded and has at least 16 readable bytes after it.
  ///
  /// The hash is multiplication folded to half its width, over words of eight bytes (after Wang Yi's wyhash).
  @inline(__always)
  static func word(_ key: UnsafePointer<UInt8>, _ length: Int) -> Word {
    var state = UInt64(truncatingIfNeeded: length) &* 0x9E37_79B9_7F4A_7C15
    var letters: UInt64 = 0
    var all: UInt64 = 0
    var at = 0
    while at < length {
      // SAFETY: the key is followed by readable bytes, which are masked out.
      var part = unsafe UInt64(littleEndian: UnsafeRawPointer(key + at).loadUnaligned(as: UInt64.self))
      let left = length &- at
      if left < 8 { part &= 1 << UInt64(truncatingIfNeeded: left &* 8) &- 1 }
      all |= part
      // Of what keys are made of, only small letters have both bit 5 and bit 6.
      letters |= part & part << 1
      state = folded(state ^ part, 0xA076_1D64_78BD_642F)
      at &+= 8
    }
    return Word(
      hash: folded(state ^ 0xE703_7ED1_A0B4_28DB, 0x8EBC_6AF0_9C88_C6E3), isASCII: all & 0x8080_8080_8080_8080 == 0,
      hasLetter: letters & 0x4040_4040_4040_4040 != 0)
  }

  /// The hash of a sequence of words and one more.
  @inline(__always)
  static func appending(_ word: UInt64, to words: UInt64) -> UInt64 {
    folded(words ^ 0x5895_54F4_5D1C_B3D5, word ^ 0x2D35_8DCC_AA6C_78A5)
  }

  /// The hash of a sequence.
  static func sequence(_ words: some Sequence<UInt64>) -> UInt64 {
    var hash: UInt64?
    for word in words { hash = hash.map { appending(word, to: $0) } ?? word }
    return hash ?? 0
  }

  @inline(__always)
  private static func folded(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}

/// A few words by their hashes, to be asked for each word of a corpus.
@safe final class WordHashSet {
  private let slots: UnsafeMutablePointer<UInt64>
  private let mask: Int

  /// A set of words, given as their keys.
  init(_ words: some Collection<[UInt8]>) {
    var size = 64
    while size < words.count * 4 { size *= 2 }
    mask = size - 1
    unsafe slots = .allocate(capacity: size)
    unsafe slots.initialize(repeating: 0, count: size)
    for word in words {
      let hash = unsafe (word + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer { bytes in
        unsafe bytes.baseAddress.map { unsafe PhraseHash.word($0, word.count).hash } ?? 0
      }
      var slot = Int(truncatingIfNeeded: hash) & mask
      while unsafe slots[slot] != 0 { slot = (slot + 1) & mask }
      unsafe slots[slot] = hash
    }
  }

  deinit { unsafe slots.deallocate() }

  /// Whether a word is one of them.
  @inline(__always)
  func contains(_ hash: UInt64) -> Bool {
    var slot = Int(truncatingIfNeeded: hash) & mask
    // SAFETY: the slot is within the mask, and three quarters of the slots are free.
    while case let known = unsafe slots[slot], known != 0 {
      if known == hash { return true }
      slot = (slot &+ 1) & mask
    }
    return false
  }
}
