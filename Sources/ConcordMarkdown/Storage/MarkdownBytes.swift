// Text as the parsers see it: bytes with an end, where reading beyond it gives zero and never a trap.

internal import CKernels
import ConcordBytes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A run of bytes with at least 64 readable bytes after its end; whoever made it keeps the owner alive.
@safe struct MarkdownBytes {
  private let base: UnsafePointer<UInt8>
  /// Number of bytes.
  let count: Int

  /// `count` bytes from `base`, and 64 more, must stay readable.
  @inline(__always)
  init(_ base: UnsafePointer<UInt8>, count: Int) {
    unsafe self.base = base
    self.count = count
  }

  /// The byte at an offset, 0 outside.
  @inline(__always)
  subscript(_ offset: Int) -> UInt8 {
    UInt(bitPattern: offset) < UInt(bitPattern: count) ? unsafe base[offset] : 0
  }

  /// Where the bytes lie.
  @inline(__always) var pointer: UnsafePointer<UInt8> { unsafe base }

  /// A part of it.
  @inline(__always)
  func slice(_ start: Int, _ end: Int) -> MarkdownBytes {
    let from = min(max(start, 0), count)
    return unsafe MarkdownBytes(base + from, count: min(max(end, from), count) &- from)
  }

  /// Which of the 64 bytes from `offset` on may begin something within a line; `offset` lies within the run.
  @inline(__always)
  func inlineBytes(at offset: Int) -> UInt64 {
    // SAFETY: 64 bytes are readable after the end.
    UInt(bitPattern: offset) <= UInt(bitPattern: count) ? unsafe ck_inline_bytes(base + offset) : 0
  }

  /// Which of the 64 bytes from `offset` on end a line; `offset` lies within the run.
  @inline(__always)
  func lineEnds(at offset: Int) -> UInt64 {
    // SAFETY: 64 bytes are readable after the end.
    UInt(bitPattern: offset) <= UInt(bitPattern: count) ? unsafe ck_line_ends(base + offset) : 0
  }

  /// Where `byte` stands next, from `offset` on; the end if nowhere.
  @inline(__always)
  func next(_ byte: UInt8, from offset: Int) -> Int {
    if UInt(bitPattern: offset) >= UInt(bitPattern: count) { return count }
    // SAFETY: memchr looks at the bytes up to `count` only.
    guard let found = unsafe memchr(base + offset, Int32(byte), count &- offset) else { return count }
    return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  /// How often `byte` is repeated from `offset` on.
  @inline(__always)
  func run(of byte: UInt8, at offset: Int) -> Int {
    var end = offset
    while self[end] == byte && end < count { end &+= 1 }
    return end &- offset
  }

  /// Whether the bytes are those of another run.
  func isEqual(_ other: MarkdownBytes) -> Bool { unsafe count == other.count && memcmp(base, other.base, count) == 0 }

  /// Whether these bytes come at `offset`.
  @inline(__always)
  func has(_ wanted: StaticString, at offset: Int) -> Bool {
    for index in 0..<wanted.utf8CodeUnitCount {
      if unsafe self[offset &+ index] != wanted.utf8Start[index] { return false }
    }
    return true
  }

  /// The first offset from `offset` on that is neither space, tab nor line break.
  @inline(__always)
  func afterWhiteSpace(_ offset: Int) -> Int {
    var end = offset
    while ByteClass.isWhiteSpace(self[end]) { end &+= 1 }
    return end
  }

  /// The scalar that begins at `offset`; nil at the end, and U+FFFD where the bytes are no UTF-8.
  func scalar(at offset: Int) -> Unicode.Scalar? {
    let first = self[offset]
    if first < 0x80 { return offset < count ? Unicode.Scalar(first) : nil }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    if first < 0xC0 || offset &+ length > count { return "\u{FFFD}" }
    var value = UInt32(first) & (0xFF >> UInt32(length &+ 1))
    for index in 1..<length { value = value << 6 | UInt32(self[offset &+ index] & 0x3F) }
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }

  /// The scalar that ends before `offset`; nil at the start.
  func scalar(before offset: Int) -> Unicode.Scalar? {
    if offset <= 0 { return nil }
    var start = offset &- 1
    while start > 0 && offset &- start < 4 && self[start] & 0xC0 == 0x80 { start &-= 1 }
    return scalar(at: start)
  }
}

/// A copy of a file with the 64 bytes after its end that the parsers read at.
struct PaddedCopy: ~Copyable {
  private var copy: FlatArray<UInt8>

  /// Copies a file; O(bytes).
  init(_ file: ByteView) {
    copy = FlatArray(capacity: file.count)
    // SAFETY: a view has an address, of no bytes too.
    unsafe copy.append(from: file.bytes.baseAddress.unsafelyUnwrapped, file.count)
  }

  /// The copy's bytes, for as long as it is kept.
  var bytes: MarkdownBytes { unsafe MarkdownBytes(copy.pointer, count: copy.count) }
}
