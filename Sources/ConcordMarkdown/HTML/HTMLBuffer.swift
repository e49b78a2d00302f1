// The bytes of a page, with what HTML escapes.

internal import CKernels

/// A growing page.
struct HTMLBuffer: ~Copyable {
  private var bytes: FlatArray<UInt8>

  init(capacity: Int, movesPages: Bool) { bytes = FlatArray(capacity: capacity, movesPages: movesPages) }

  /// Number of bytes.
  @inline(__always) var count: Int { bytes.count }
  /// The last byte; a line feed at the start.
  @inline(__always) var last: UInt8 { bytes.last ?? 0x0A }

  /// A copy as an array.
  var array: [UInt8] { unsafe [UInt8](UnsafeBufferPointer(start: bytes.pointer, count: bytes.count)) }

  /// Some of its bytes, until the next change.
  func slice(_ start: Int, _ length: Int) -> MarkdownBytes {
    unsafe MarkdownBytes(bytes.pointer, count: bytes.count).slice(start, start &+ length)
  }

  /// Forgets all but the first bytes.
  mutating func truncate(to count: Int) { bytes.truncate(to: count) }

  /// Adds bytes as they are.
  mutating func append(_ part: MarkdownBytes) { unsafe bytes.append(from: part.pointer, part.count) }

  /// Takes the bytes of another, which gets these.
  mutating func replace(with other: inout FlatArray<UInt8>) { swap(&bytes, &other) }

  /// Adds one byte.
  @inline(__always)
  mutating func write(_ byte: UInt8) { bytes.append(byte) }

  /// Adds ASCII as it stands.
  @inline(__always)
  mutating func write(_ text: StaticString) {
    let length = text.utf8CodeUnitCount
    bytes.reserve(length)
    unsafe (bytes.mutablePointer + bytes.count).update(from: text.utf8Start, count: length)
    bytes.advance(length)
  }

  /// Adds a number.
  mutating func write(number: Int) {
    for byte in String(number).utf8 { bytes.append(byte) }
  }

  /// Adds bytes of a text as they stand, NUL as U+FFFD.
  mutating func writeRaw(_ text: MarkdownBytes, _ start: Int, _ end: Int) {
    let part = text.slice(start, end)
    var offset = 0
    while offset < part.count {
      var stop = offset
      while stop < part.count && part[stop] != 0 { stop &+= 1 }
      unsafe bytes.append(from: part.pointer + offset, stop &- offset)
      offset = stop
      if offset < part.count {
        writeReplacement()
        offset &+= 1
      }
    }
  }

  private mutating func writeReplacement() {
    bytes.append(0xEF)
    bytes.append(0xBF)
    bytes.append(0xBD)
  }

  /// Adds text, with `& < > "` as entities.
  ///
  /// 32 bytes are copied before it is known how many of them may stay: what is wrong is written over.
  mutating func writeText(_ text: MarkdownBytes, _ start: Int, _ end: Int) {
    let part = text.slice(start, end)
    var offset = 0
    while offset < part.count {
      bytes.reserve(64)
      // SAFETY: the text has 64 bytes after its end, and there is room for 64.
      var found = unsafe ck_copy_html(bytes.mutablePointer + bytes.count, part.pointer + offset)
      let left = part.count &- offset
      if left < 32 { found &= (1 &<< UInt32(truncatingIfNeeded: left)) &- 1 }
      if found == 0 {
        bytes.advance(min(left, 32))
        offset &+= 32
        continue
      }
      let plain = found.trailingZeroBitCount
      bytes.advance(plain)
      writeEscaped(part[offset &+ plain])
      offset &+= plain &+ 1
    }
  }

  /// Adds one byte of text.
  mutating func writeEscaped(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "&"): write("&amp;")
    case UInt8(ascii: "<"): write("&lt;")
    case UInt8(ascii: ">"): write("&gt;")
    case UInt8(ascii: "\""): write("&quot;")
    case 0: writeReplacement()
    default: bytes.append(byte)
    }
  }

  /// Adds an address within an attribute, with what an address may not hold as `%` and two digits.
  mutating func writeAddress(_ text: MarkdownBytes, _ start: Int, _ end: Int) {
    var offset = start
    while offset < end {
      var stop = offset
      while stop < end && AddressBytes.isSafe(text[stop]) { stop &+= 1 }
      let part = text.slice(offset, stop)
      unsafe bytes.append(from: part.pointer, part.count)
      if stop >= end { return }
      let byte = text[stop]
      offset = stop &+ 1
      switch byte {
      case UInt8(ascii: "&"): write("&amp;")
      case UInt8(ascii: "'"): write("&#x27;")
      case 0: write("%EF%BF%BD")
      default:
        bytes.append(UInt8(ascii: "%"))
        bytes.append(Self.digit(byte >> 4))
        bytes.append(Self.digit(byte & 15))
      }
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? value &+ 0x30 : value &+ 0x37 }
}

/// Which bytes stand in an address as they are: letters, digits and `!#$%()*+,-./:;=?@_~`.
private enum AddressBytes {
  private static let low: UInt64 = 0xAFFF_FF3A_0000_0000
  private static let high: UInt64 = 0x47FF_FFFE_87FF_FFFF

  @inline(__always)
  static func isSafe(_ byte: UInt8) -> Bool {
    if byte >= 0x80 { return false }
    return (byte < 64 ? low : high) &>> UInt64(byte & 63) & 1 != 0
  }
}
