// A run of bytes that somebody else owns, read through checks.

/// What can be wrong with bytes that are read as a structure.
public enum BytesError: Error, Equatable {
  /// A read of `needed` bytes at `offset` when only `available` bytes are left.
  case truncated(needed: Int, available: Int, offset: Int)
  /// A variable-length integer at `offset` that does not end within its longest form.
  case overlongVarint(offset: Int)
  /// A value at `offset` that its field cannot hold.
  case outOfRange(offset: Int)
}

/// A borrowed run of bytes with bounds-checked loads; whoever made it keeps the owner alive while it is used.
///
/// All integers are little-endian and need no alignment. A load that would leave the run throws and never forms the
/// pointer.
@frozen @usableFromInline @safe package struct ByteView: @unchecked Sendable {
  @usableFromInline package let base: UnsafeRawPointer
  /// Number of bytes.
  @usableFromInline package let count: Int

  /// Views `count` bytes from `base`.
  @inlinable @inline(__always)
  package init(base: UnsafeRawPointer, count: Int) {
    unsafe self.base = base
    self.count = count
  }

  /// Views a buffer; an empty one may have no address.
  @inlinable @inline(__always)
  package init(_ buffer: UnsafeRawBufferPointer) {
    // SAFETY: a view of no bytes is never read, so any non-null address will do for it.
    unsafe self.base = buffer.baseAddress ?? ByteView.nowhere
    self.count = buffer.count
  }

  @usableFromInline static var nowhere: UnsafeRawPointer {
    unsafe UnsafeRawPointer(bitPattern: 64).unsafelyUnwrapped
  }

  /// A view of nothing.
  package static var empty: ByteView { unsafe ByteView(base: nowhere, count: 0) }

  /// The same bytes as a buffer pointer.
  @inlinable package var buffer: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: base, count: count) }

  /// The same bytes, typed.
  @inlinable package var bytes: UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(start: base.assumingMemoryBound(to: UInt8.self), count: count)
  }

  @inlinable @inline(__always)
  func check(_ offset: Int, _ needed: Int) throws(BytesError) {
    if offset < 0 || needed < 0 || offset > count || needed > count - offset {
      throw .truncated(needed: needed, available: max(0, count - max(0, offset)), offset: offset)
    }
  }

  /// The byte at `offset`.
  @inlinable @inline(__always)
  package func u8(at offset: Int) throws(BytesError) -> UInt8 {
    try check(offset, 1)
    return unsafe base.load(fromByteOffset: offset, as: UInt8.self)
  }

  /// The unsigned 16-bit integer at `offset`.
  @inlinable @inline(__always)
  package func u16(at offset: Int) throws(BytesError) -> UInt16 {
    try check(offset, 2)
    return unsafe UInt16(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }

  /// The unsigned 32-bit integer at `offset`.
  @inlinable @inline(__always)
  package func u32(at offset: Int) throws(BytesError) -> UInt32 {
    try check(offset, 4)
    return unsafe UInt32(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// The unsigned 64-bit integer at `offset`.
  @inlinable @inline(__always)
  package func u64(at offset: Int) throws(BytesError) -> UInt64 {
    try check(offset, 8)
    return unsafe UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// The `length` bytes from `offset` as a view.
  @inlinable @inline(__always)
  package func slice(_ offset: Int, _ length: Int) throws(BytesError) -> ByteView {
    try check(offset, length)
    return unsafe ByteView(base: base + offset, count: length)
  }

  /// A copy of the bytes.
  package var array: [UInt8] { unsafe [UInt8](buffer) }

  /// A copy of the bytes as text, with replacement characters for what is not UTF-8.
  package var string: String { unsafe String(decoding: buffer, as: UTF8.self) }

  /// The first eight bytes as a big-endian number, which orders like the bytes; a shorter run is filled with zeros.
  package var head: UInt64 {
    if count >= 8, let word = try? u64(at: 0) { return word.byteSwapped }
    var value: UInt64 = 0
    for index in 0..<count { value |= UInt64((try? u8(at: index)) ?? 0) << UInt64(56 - 8 * index) }
    return value
  }
}
