// Reading a range of the document store; StoreWriter says what the bytes are.

internal import ConcordBytes

/// The store of an opened artifact.
package struct StoreReader: Sendable {
  private let index: Section
  private let blocks: Section
  private let count: Int
  private let dictionary: Section?

  /// Opens the store.
  ///
  /// O(1).
  package init(_ artifact: ArtifactBytes) throws(ArtifactError) {
    index = try artifact.section(.storeIndex)
    blocks = try artifact.section(.store)
    dictionary = artifact.sectionIfPresent(.dictionary)
    if let dictionary, dictionary.length < 1 || dictionary.length > LZ4Block.longestDictionary {
      throw dictionary.damaged(0, "a dictionary of \(dictionary.length) bytes")
    }
    let claimed = try index.u64(at: 0)
    if claimed > UInt64(index.length) || index.length != 16 + (Int(claimed) + 1) * 16 {
      throw index.damaged(0, "\(index.length) bytes for \(claimed) blocks")
    }
    count = Int(claimed)
  }

  /// Bytes `offset..<offset + length` of the stream.
  ///
  /// Inflates the blocks that hold them.
  package func read(_ offset: Int, _ length: Int) throws(ArtifactError) -> [UInt8] {
    var out: [UInt8] = []
    if length == 0 { return out }
    var block = try blockHolding(offset)
    var at = offset
    while out.count < length {
      let (rawStart, raw) = try inflate(block)
      let start = at - rawStart + raw.startIndex
      let size = min(raw.endIndex - start, length - out.count)
      if start < raw.startIndex || size <= 0 {
        throw index.damaged(16 + block * 16, "raw offsets do not lead to byte \(at)")
      }
      out += raw[start..<(start + size)]
      at += size
      block += 1
    }
    return out
  }

  private func blockHolding(_ offset: Int) throws(ArtifactError) -> Int {
    var low = 0
    var high = count
    while low + 1 < high {
      let middle = (low + high) / 2
      if try index.u64(at: 16 + middle * 16) <= UInt64(offset) { low = middle } else { high = middle }
    }
    return low
  }

  /// The raw bytes of a block and where they begin in the stream, from one reading of its entry.
  private func inflate(_ block: Int) throws(ArtifactError) -> (start: Int, bytes: ArraySlice<UInt8>) {
    if block >= count { throw index.damaged(0, "block \(block) of \(count)") }
    let entry = 16 + block * 16
    let rawStart = try index.u64(at: entry)
    let start = try index.u64(at: entry + 8)
    let rawEnd = try index.u64(at: entry + 16)
    let end = try index.u64(at: entry + 24)
    if start > end || end > UInt64(blocks.length) || rawStart >= rawEnd || rawEnd - rawStart > UInt64(StoreBlocks.limit)
      || rawEnd > UInt64(Int64.max)
    {
      throw index.damaged(entry, "block \(block) has no sensible range")
    }
    let raw = Int(rawEnd - rawStart)
    let source = try blocks.bytes(Int(start), Int(end - start))
    if source.count == raw { return (Int(rawStart), source.array[...]) }
    if raw > source.count * StoreBlocks.ratio + 64 {
      throw index.damaged(entry, "\(source.count) bytes cannot inflate to \(raw)")
    }
    let before = try dictionary?.all() ?? .empty
    var failed = false
    let size = before.count + raw
    let out = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      // SAFETY: an array may come with more room than was asked for; the block has to fill exactly its own.
      let bytes = unsafe UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[0..<size])
      unsafe bytes.copyMemory(from: before.buffer)
      failed = unsafe !LZ4Block.decompress(source, into: bytes, after: before.count)
      // A block that fails may have left the tail of the buffer untouched: none of it is handed out.
      filled = failed ? 0 : size
    }
    if failed { throw blocks.damaged(Int(start), "no LZ4 block of \(raw) bytes") }
    return (Int(rawStart), out[before.count...])
  }
}
