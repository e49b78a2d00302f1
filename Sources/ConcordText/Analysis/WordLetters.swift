// Whether a word is one that phrases are made of.

/// What the key of a word is written in.
package enum WordLetters {
  /// Whether a key has a letter, and none of a script without spaces.
  @inline(__always)
  package static func isWord(_ key: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    var hasLetter = false
    for index in 0..<length {
      // SAFETY: the key has `length` bytes.
      let byte = unsafe key[index]
      if byte >= 0x80 { return unsafe isWordBeyondASCII(key, length) }
      hasLetter = hasLetter || byte &- 0x61 < 26
    }
    return hasLetter
  }

  @inline(never)
  private static func isWordBeyondASCII(_ key: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    let text = unsafe TextBytes(key, length)
    var offset = 0
    var hasLetter = false
    while offset < length {
      let step = text.scalar(at: offset)
      let kind = ScalarProperties(step.value).kind
      if kind == WordClass.spaceless || kind == WordClass.emoji || kind == WordClass.regional { return false }
      hasLetter = hasLetter || WordClass.isLetter(kind)
      offset &+= step.length
    }
    return hasLetter
  }
}
