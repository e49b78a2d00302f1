// A checked reader that moves over a run of bytes.

/// Reads integers and runs of bytes one after another; every read is checked.
@frozen @usableFromInline package struct ByteCursor {
  @usableFromInline package let view: ByteView
  /// Offset of the next byte to read.
  @usableFromInline package var offset: Int

  /// Begins at `offset` of `view`.
  @inlinable @inline(__always)
  package init(_ view: ByteView, at offset: Int = 0) {
    self.view = view
    self.offset = offset
  }

  /// Bytes not yet read.
  @inlinable package var remaining: Int { view.count - offset }

  /// Reads one byte.
  @inlinable @inline(__always)
  package mutating func readU8() throws(BytesError) -> UInt8 {
    let value = try view.u8(at: offset)
    offset += 1
    return value
  }

  /// Reads an unsigned 16-bit integer.
  @inlinable @inline(__always)
  package mutating func readU16() throws(BytesError) -> UInt16 {
    let value = try view.u16(at: offset)
    offset += 2
    return value
  }

  /// Reads an unsigned 32-bit integer.
  @inlinable @inline(__always)
  package mutating func readU32() throws(BytesError) -> UInt32 {
    let value = try view.u32(at: offset)
    offset += 4
    return value
  }

  /// Reads an unsigned 64-bit integer.
  @inlinable @inline(__always)
  package mutating func readU64() throws(BytesError) -> UInt64 {
    let value = try view.u64(at: offset)
    offset += 8
    return value
  }

  /// Reads a variable-length integer: seven bits a byte, lowest first, the top bit says that more follow.
  ///
  /// 0 is `00`, 127 is `7f`, 128 is `80 01`, 300 is `ac 02`; at most ten bytes.
  @inlinable @inline(__always)
  package mutating func readVarint() throws(BytesError) -> UInt64 {
    let first = try view.u8(at: offset)
    if first < 0x80 {
      offset += 1
      return UInt64(first)
    }
    return try readLongVarint()
  }

  @usableFromInline
  mutating func readLongVarint() throws(BytesError) -> UInt64 {
    let start = offset
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try readU8()
      if shift == 63 && byte > 1 { throw .overlongVarint(offset: start) }
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
      shift += 7
      if shift > 63 { throw .overlongVarint(offset: start) }
    }
  }

  /// Reads a variable-length integer that must not exceed `limit`.
  @inlinable @inline(__always)
  package mutating func readVarint(upTo limit: Int) throws(BytesError) -> Int {
    let start = offset
    let value = try readVarint()
    if value > UInt64(limit) { throw .outOfRange(offset: start) }
    return Int(value)
  }

  /// Reads `length` bytes as a view.
  @inlinable package mutating func readBytes(_ length: Int) throws(BytesError) -> ByteView {
    let bytes = try view.slice(offset, length)
    offset += length
    return bytes
  }

  /// Reads a run of bytes that is preceded by its length.
  @inlinable package mutating func readCounted() throws(BytesError) -> ByteView {
    let length = try readVarint(upTo: view.count)
    return try readBytes(length)
  }
}
