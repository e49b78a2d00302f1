// One LZ4 block, compressed and decompressed through liblz4.

internal import CLZ4

/// Raw LZ4 blocks (the block format, without frames).
package enum LZ4Block {
  /// The library's version number, for the settings section: its compressor decides the bytes.
  package static var libraryVersion: UInt32 { UInt32(LZ4_versionNumber()) }

  /// The most bytes that compressing `count` bytes can give.
  package static func bound(_ count: Int) -> Int { Int(LZ4_compressBound(Int32(count))) }

  /// Appends `source` compressed at high-compression `level`; returns the number of bytes appended.
  package static func compress(_ source: ByteView, level: Int32, into bytes: inout [UInt8]) -> Int {
    precondition(source.count <= 1 << 24, "a block holds at most 16 MB")
    let start = bytes.count
    unsafe bytes.append(upTo: bound(source.count)) { room -> Int in
      guard let out = room.baseAddress else { return 0 }
      return Int(
        unsafe LZ4_compress_HC(
          source.base.assumingMemoryBound(to: CChar.self), out.assumingMemoryBound(to: CChar.self),
          Int32(source.count), Int32(room.count), level))
    }
    return bytes.count - start
  }

  /// The most bytes of a dictionary that a block can refer to.
  package static let longestDictionary = 64 * 1024

  /// Appends `source` compressed at high-compression `level`, as if `dictionary` stood before it; returns the number of
  /// bytes appended.
  ///
  /// The bytes depend on the arguments alone: arrays never lie end to end, which the library would notice.
  package static func compress(
    _ source: ByteView, level: Int32, dictionary: ByteView, into bytes: inout [UInt8]
  ) -> Int {
    if dictionary.count == 0 { return compress(source, level: level, into: &bytes) }
    precondition(source.count <= 1 << 24, "a block holds at most 16 MB")
    let start = bytes.count
    unsafe bytes.append(upTo: bound(source.count)) { room -> Int in
      guard let out = room.baseAddress else { return 0 }
      let stateSize = Int(LZ4_sizeofStateHC())
      return unsafe withUnsafeTemporaryAllocation(byteCount: stateSize, alignment: 16) { memory -> Int in
        guard let stream = unsafe LZ4_initStreamHC(memory.baseAddress, stateSize) else { return 0 }
        unsafe LZ4_resetStreamHC_fast(stream, level)
        _ = unsafe LZ4_loadDictHC(
          stream, dictionary.base.assumingMemoryBound(to: CChar.self), Int32(dictionary.count))
        return Int(
          unsafe LZ4_compress_HC_continue(
            stream, source.base.assumingMemoryBound(to: CChar.self), out.assumingMemoryBound(to: CChar.self),
            Int32(source.count), Int32(room.count)))
      }
    }
    return bytes.count - start
  }

  /// Decompresses into exactly `out.count - prefix` bytes after the first `prefix` of `out`; false if `source` is no block
  /// of that size.
  ///
  /// The prefix is the dictionary that the block was compressed with. A dictionary elsewhere would do for the library too,
  /// and take a third longer (55 instead of 41 µs for 140 KB, the copy of the dictionary included).
  package static func decompress(
    _ source: ByteView, into out: UnsafeMutableRawBufferPointer, after prefix: Int = 0
  ) -> Bool {
    precondition(prefix >= 0 && prefix <= min(out.count, longestDictionary), "a dictionary within the buffer")
    let size = out.count - prefix
    guard let base = out.baseAddress, source.count <= Int(Int32.max), size <= Int(Int32.max) else { return size == 0 }
    let block = unsafe source.base.assumingMemoryBound(to: CChar.self)
    let start = unsafe base.assumingMemoryBound(to: CChar.self)
    let written: Int32
    if prefix == 0 {
      written = unsafe LZ4_decompress_safe(block, start, Int32(source.count), Int32(size))
    } else {
      written = unsafe LZ4_decompress_safe_usingDict(
        block, start + prefix, Int32(source.count), Int32(size), start, Int32(prefix))
    }
    return Int(written) == size
  }
}
