// Growing bytes: the encoders' counterpart of ByteCursor.

/// Appends integers and runs of bytes, little-endian.
package struct ByteWriter {
  /// What was written.
  package var bytes: [UInt8] = []

  /// Begins empty.
  package init() {}

  /// Number of bytes written.
  package var count: Int { bytes.count }

  /// Forgets the bytes and keeps the room.
  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// Appends one byte.
  package mutating func writeU8(_ value: UInt8) { bytes.append(value) }

  /// Appends an unsigned 16-bit integer.
  package mutating func writeU16(_ value: UInt16) { write(value.littleEndian) }

  /// Appends an unsigned 32-bit integer.
  package mutating func writeU32(_ value: UInt32) { write(value.littleEndian) }

  /// Appends an unsigned 64-bit integer.
  package mutating func writeU64(_ value: UInt64) { write(value.littleEndian) }

  /// Appends unsigned 64-bit integers.
  package mutating func writeWords(_ values: [UInt64]) {
    bytes.reserveCapacity(bytes.count + 8 * values.count)
    #if _endian(little)
      unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    #else
      for value in values { writeU64(value) }
    #endif
  }

  private mutating func write<Value: FixedWidthInteger>(_ value: Value) {
    unsafe withUnsafeBytes(of: value) { unsafe bytes.append(contentsOf: $0) }
  }

  /// Appends a variable-length integer; `ByteCursor.readVarint` says how it looks.
  package mutating func writeVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Appends a variable-length integer.
  package mutating func writeVarint(_ value: Int) { writeVarint(UInt64(value)) }

  /// Appends bytes.
  package mutating func writeBytes(_ view: ByteView) { unsafe bytes.append(contentsOf: view.buffer) }

  /// Appends bytes.
  package mutating func writeBytes(_ array: [UInt8]) { bytes.append(contentsOf: array) }

  /// Appends the length of a run of bytes and then the bytes.
  package mutating func writeCounted(_ view: ByteView) {
    writeVarint(view.count)
    writeBytes(view)
  }

  /// Appends the length of a run of bytes and then the bytes.
  package mutating func writeCounted(_ array: [UInt8]) {
    writeVarint(array.count)
    writeBytes(array)
  }

  /// Appends zeros until the length is a multiple of `alignment`.
  package mutating func pad(to alignment: Int) {
    let over = bytes.count % alignment
    if over != 0 { bytes.append(contentsOf: repeatElement(0, count: alignment - over)) }
  }

  /// Runs `body` over what was written.
  package func withView<Result, Failure: Error>(_ body: (ByteView) throws(Failure) -> Result) throws(Failure) -> Result
  {
    try bytes.withView(body)
  }
}

extension [UInt8] {
  /// Runs `body` over the elements as a view that is valid only meanwhile.
  package func withView<Result, Failure: Error>(_ body: (ByteView) throws(Failure) -> Result) throws(Failure) -> Result
  {
    try unsafe span.bytes.withUnsafeBytes { (buffer) throws(Failure) -> Result in try body(unsafe ByteView(buffer)) }
  }

  /// Appends as many of at most `count` bytes as `body` says that it has written into its room.
  ///
  /// The room is not filled with zeros first.
  package mutating func append<Failure: Error>(
    upTo count: Int, _ body: (_ room: UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) {
    try append(addingCapacity: count) { (span: inout OutputSpan<UInt8>) throws(Failure) in
      try unsafe span.withUnsafeMutableBufferPointer { (room, written) throws(Failure) in
        let got = try unsafe body(UnsafeMutableRawBufferPointer(room))
        precondition(got >= 0 && got <= room.count, "a writer wrote \(got) bytes into room for \(room.count)")
        written = got
      }
    }
  }
}
