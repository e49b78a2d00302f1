// What builder and searcher must agree on about texts that are offered as completions: their spaces, and where words begin.

/// Rules for texts of several words.
@usableFromInline package enum CompletionKey {
  /// Appends a text with one space between words and none at the start; controls count as spaces, and one at the end stays.
  package static func squeeze(_ text: UnsafeBufferPointer<UInt8>, into out: inout [UInt8]) {
    let start = out.count
    for index in text.indices {
      let byte = unsafe text[index]
      if byte > 0x20 && byte != 0x7F {
        out.append(byte)
      } else if out.count > start && out[out.count - 1] != 0x20 {
        out.append(0x20)
      }
    }
  }

  /// Whether a byte of UTF-8 is part of a word: letters, digits, the apostrophe, and all beyond ASCII.
  ///
  /// A word begins at such a byte behind one that is none.
  @inlinable @inline(__always)
  package static func isOfWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte &- 0x30 < 10 || byte | 0x20 &- 0x61 < 26 || byte == 0x27
  }
}
