// The reusable buffers that the analyzer fills and a builder empties.

/// Some thousand tokens and their keys, in buffers that are made once and used again.
///
/// One batch belongs to one thread; it also holds the stemmer of that thread and the cache before it. The pointers are
/// valid until the batch is reset, filled again or destroyed.
@safe
@frozen
@usableFromInline
package struct TokenBatch: ~Copyable {
  @usableFromInline var tokenBase: UnsafeMutablePointer<Token>
  @usableFromInline var keyBase: UnsafeMutablePointer<UInt8>
  @usableFromInline var tokenCount: Int
  @usableFromInline var keyCount: Int
  @usableFromInline var tokenCapacity: Int
  @usableFromInline var keyCapacity: Int
  /// Code points on their way through normalisation, and the borders of an identifier's parts.
  @usableFromInline var scratch: UnsafeMutablePointer<UInt32>
  @usableFromInline var stems: StemCache?

  /// Tokens that one word can give at most: 255 parts and the whole, each in three classes.
  static var reservedTokens: Int { 1024 }
  /// Key bytes that one word can take, with 64 to spare for copies in steps of 16.
  static var reservedKeys: Int { 16 << 10 }
  static var scratchCapacity: Int { 2048 }

  /// Makes a batch.
  ///
  /// - Parameter capacity: tokens, at least 2,048. A batch counts as full when fewer than 1,024 are free, since one
  ///   identifier may need as many.
  package init(capacity: Int = 5120) {
    precondition(capacity >= 2048, "A token batch holds at least 2,048 tokens.")
    tokenCapacity = capacity
    keyCapacity = capacity &* 12 &+ Self.reservedKeys
    tokenCount = 0
    keyCount = 0
    // SAFETY: freed in `deinit` only; nothing reads a slot that was not written.
    unsafe tokenBase = .allocate(capacity: tokenCapacity)
    unsafe keyBase = .allocate(capacity: keyCapacity)
    unsafe scratch = .allocate(capacity: Self.scratchCapacity)
    stems = nil
  }

  @inlinable
  deinit {
    unsafe tokenBase.deallocate()
    unsafe keyBase.deallocate()
    unsafe scratch.deallocate()
  }

  /// How many tokens there are.
  @inlinable @inline(__always)
  package var count: Int { tokenCount }

  /// The tokens: `count` of them.
  @inlinable @inline(__always)
  package var tokens: UnsafePointer<Token> { unsafe UnsafePointer(tokenBase) }

  /// The key bytes that ``Token/keyStart`` counts in.
  @inlinable @inline(__always)
  package var keys: UnsafePointer<UInt8> { unsafe UnsafePointer(keyBase) }

  /// Forgets the tokens and keeps the memory.
  @inlinable @inline(__always)
  package mutating func reset() {
    tokenCount = 0
    keyCount = 0
  }

  /// Whether the next word certainly fits.
  @inline(__always)
  var hasRoom: Bool {
    tokenCount <= tokenCapacity &- Self.reservedTokens && keyCount <= keyCapacity &- Self.reservedKeys
  }

  /// Appends a token; the caller has asked ``hasRoom``.
  @inline(__always)
  mutating func append(
    key: Int, length: Int, from: Int, to: Int, position: UInt32, _ termClass: TermClass, flags: UInt8 = 0
  ) {
    // SAFETY: `hasRoom` was true before this word, and no word gives more than `reservedTokens`.
    unsafe tokenBase[tokenCount] = Token(
      keyStart: UInt32(truncatingIfNeeded: key), sourceStart: UInt32(truncatingIfNeeded: from),
      sourceEnd: UInt32(truncatingIfNeeded: to), position: position,
      keyLength: UInt16(truncatingIfNeeded: length), termClass: termClass, flags: flags)
    tokenCount &+= 1
  }

  /// A copy of the key of token `index`; for tests and messages, not for loops.
  package func key(at index: Int) -> [UInt8] {
    precondition(index >= 0 && index < tokenCount, "No such token in the batch.")
    let token = unsafe tokenBase[index]
    return unsafe Array(
      UnsafeBufferPointer(start: keyBase + Int(token.keyStart), count: Int(token.keyLength)))
  }
}
