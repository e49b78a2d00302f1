// One token of a document, and what kinds there are.

/// The class of a term: the first byte of its key in the dictionary.
@frozen
@usableFromInline
package enum TermClass: UInt8, Sendable {
  /// The folded surface form of a word. Every word has one.
  case folded = 0
  /// The stem of a folded form, where it is another text.
  case stem = 1
  /// The spelling with its diacritics, where folding lost any.
  case exact = 2
  /// An n-gram of a script that is written without spaces.
  case ngram = 3
}

/// One token of a document.
///
/// 20 bytes; the key lives in the batch that holds the token.
@frozen
@usableFromInline
package struct Token: Sendable, Equatable {
  /// Where the key starts among the batch's key bytes.
  ///
  /// Keys of several tokens may overlap.
  @usableFromInline package var keyStart: UInt32
  /// The first byte of the token in the analysed text.
  @usableFromInline package var sourceStart: UInt32
  /// The byte after its last.
  @usableFromInline package var sourceEnd: UInt32
  /// Ordinal in the text.
  ///
  /// A word, its first part and its other forms share one.
  @usableFromInline package var position: UInt32
  /// Bytes of the key, without the class byte: 1 to 255.
  @usableFromInline package var keyLength: UInt16
  /// What kind of term the key is.
  @usableFromInline package var termClass: TermClass
  /// ``cut``, ``part`` and ``inflected``.
  @usableFromInline package var flags: UInt8

  /// The key was longer than 255 bytes and ends at a scalar border at or before.
  @inlinable @inline(__always)
  package static var cut: UInt8 { 1 }
  /// The token is a part of an identifier, which came before it as a whole.
  @inlinable @inline(__always)
  package static var part: UInt8 { 2 }
  /// The token is a word whose stem is another text; the stem comes next.
  ///
  /// Of an analyzer with stems, every other folded word is its own index form.
  @inlinable @inline(__always)
  package static var inflected: UInt8 { 4 }

  @inlinable @inline(__always)
  package init(
    keyStart: UInt32, sourceStart: UInt32, sourceEnd: UInt32, position: UInt32, keyLength: UInt16,
    termClass: TermClass, flags: UInt8
  ) {
    self.keyStart = keyStart
    self.sourceStart = sourceStart
    self.sourceEnd = sourceEnd
    self.position = position
    self.keyLength = keyLength
    self.termClass = termClass
    self.flags = flags
  }
}
