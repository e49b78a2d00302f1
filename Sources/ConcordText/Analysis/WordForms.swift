// The form under which an index with stems lists a word: its stem, or itself.

internal import CKernels

extension TokenBatch {
  /// Whether a folded key is one that has a stem: letters only, and not cut.
  ///
  /// A rule about keys and not about the text they come from, so that a word that is known by its key has the form that it
  /// was indexed under.
  @inline(__always)
  func isStemmable(_ key: WrittenKey) -> Bool { unsafe WordForms.isStemmable(keyBase + key.start, key.length) }
}

/// Finds the forms of words that are known by their folded keys.
///
/// Belongs to one thread.
package final class WordForms {
  private let stems: StemCache?
  private var room = [UInt8](repeating: 0, count: TokenBatch.longestKey + 17)

  /// Finds forms as an analyzer does.
  package init(_ analyzer: Analyzer) {
    // The analyzer has made such a stemmer before, so what could be missing is memory.
    stems = analyzer.stemmer.flatMap { try? StemCache($0) }
  }

  /// The form of a word, if it is another text than the word; nil for a word that is its own form.
  package func form(of word: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard let stems, let base = word.baseAddress, unsafe Self.isStemmable(base, word.count) else { return nil }
    return unsafe room.withUnsafeMutableBufferPointer { room in
      guard let to = room.baseAddress else { return nil }
      // SAFETY: a stem has at most 16 bytes more than its word, which is shorter than a key may be.
      let length = unsafe stems.stem(base, word.count, into: to)
      if length == 0 || length > TokenBatch.longestKey { return nil }
      if length == word.count, unsafe concord_same(base, to, length) { return nil }
      return unsafe Array(UnsafeBufferPointer(start: to, count: length))
    }
  }

  /// Whether all scalars of a key can stand in a word of letters.
  static func isStemmable(_ key: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    if length == 0 || length >= TokenBatch.longestKey { return false }
    let text = unsafe TextBytes(key, length)
    var offset = 0
    while offset < length {
      let byte = text[offset]
      if byte < 0x80 {
        if byte &- 0x30 < 10 || byte == 0x5F { return false }
        offset &+= 1
        continue
      }
      let step = text.scalar(at: offset)
      switch ScalarProperties(step.value).kind {
      case WordClass.digit, WordClass.emoji, WordClass.regional: return false
      default: offset &+= step.length
      }
    }
    return true
  }
}
