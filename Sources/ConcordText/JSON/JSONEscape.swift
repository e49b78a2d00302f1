// What an escape in a JSON string stands for, and the decoding of a whole string.

enum JSONEscape {
  /// The byte that a backslash and `letter` stand for, 0 if they are no such escape.
  @inline(__always)
  static func decoded(_ letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    default: 0
    }
  }

  /// Decodes `source` (the bytes between the quotes) into `target`, which has room for as many bytes; returns how many
  /// were written.
  ///
  /// No escape is shorter than what it stands for, so the output never overtakes the input. The scanner has checked
  /// the escapes; should the bytes have changed since (a mapped file may), a bad escape is dropped or becomes U+FFFD,
  /// and no byte outside of either buffer is touched.
  static func decode(_ source: UnsafeBufferPointer<UInt8>, into target: UnsafeMutablePointer<UInt8>) -> Int {
    guard let start = source.baseAddress else { return 0 }
    let count = source.count
    var read = 0
    var written = 0
    while true {
      // SAFETY: `read <= count` and `written <= read`, so both runs of `count - read` bytes are inside their buffers.
      let run = unsafe ByteRuns.copyPlain(to: target + written, from: start + read, count: count &- read)
      read &+= run
      written &+= run
      if read >= count { return written }
      guard count &- read >= 2 else { return written }
      let letter = unsafe start[read &+ 1]
      let plain = decoded(letter)
      if plain != 0 {
        unsafe target[written] = plain
        written &+= 1
        read &+= 2
      } else if letter == UInt8(ascii: "u") {
        guard count &- read >= 6 else { return written }
        let (scalar, length) = unsafe unicodeEscape(source, at: read)
        read &+= length
        written &+= unsafe encode(scalar, to: target + written)
      } else {
        read &+= 2
      }
    }
  }

  /// The scalar of the escape at `offset`, where at least 6 bytes are left, and the number of bytes that spell it (6, or 12 for a pair).
  @inline(__always)
  private static func unicodeEscape(_ source: UnsafeBufferPointer<UInt8>, at offset: Int) -> (UInt32, Int) {
    guard let high = unsafe hexUnit(source, at: offset) else { return (0xFFFD, 6) }
    if high & 0xF800 != 0xD800 { return (high, 6) }
    guard high < 0xDC00, let low = unsafe hexUnit(source, at: offset &+ 6), low & 0xFC00 == 0xDC00 else {
      return (0xFFFD, 6)
    }
    return (0x10000 &+ ((high & 0x3FF) << 10 | low & 0x3FF), 12)
  }

  @inline(__always)
  private static func hexUnit(_ source: UnsafeBufferPointer<UInt8>, at offset: Int) -> UInt32? {
    guard source.count &- offset >= 6, let start = source.baseAddress else { return nil }
    // SAFETY: six bytes from `offset` on are inside the buffer.
    return unsafe ByteRuns.hexUnit(start + offset + 2).map(UInt32.init)
  }

  /// Writes `scalar` as UTF-8 (at most 3 bytes below U+10000, else 4) and returns the number of bytes.
  @inline(__always)
  private static func encode(_ scalar: UInt32, to target: UnsafeMutablePointer<UInt8>) -> Int {
    // SAFETY: a scalar below U+10000 took 6 bytes to spell and a higher one 12, which `target` has room for.
    switch scalar {
    case 0..<0x80:
      unsafe target[0] = UInt8(truncatingIfNeeded: scalar)
      return 1
    case 0x80..<0x800:
      unsafe target[0] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
      unsafe target[1] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
      return 2
    case 0x800..<0x10000:
      unsafe target[0] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
      unsafe target[1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
      unsafe target[2] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
      return 3
    default:
      unsafe target[0] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
      unsafe target[1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F)
      unsafe target[2] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
      unsafe target[3] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
      return 4
    }
  }
}
