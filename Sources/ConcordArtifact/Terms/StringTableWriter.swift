// Sorted strings in front-coded blocks of 16, with a tree over the heads of the blocks: the encoder.
//
// Two sections. The blocks:
//
//   block    info offset u16 | first key: counted | 15 keys: lengths, suffix | info
//   lengths  one byte: shared (high half), suffix (low half); a half of 15 means "15 and the varint that follows"
//   info     what the caller keeps for the 16 strings
//
// The index: count u64 | block count u64 | zeros to 64 | levels of the tree, the top first | block count + 1 offsets u64
//
// A level is nodes of 8 keys; a key is the first 8 bytes of a block's first string as a big-endian number, short strings
// filled with zeros. Level 0 has a key a block; each level above has the first key of each node below; unused keys are
// 2^64 - 1. The top is one node.

package import ConcordBytes

/// Shape of the tree over the heads.
enum HeadTree {
  /// Keys of a node.
  static let fanOut = 8
  /// Offset of the first level in the index.
  static let start = 64

  /// Nodes per level, level 0 first.
  static func nodes(blocks: Int) -> [Int] {
    var levels: [Int] = []
    var keys = blocks
    repeat {
      let nodes = max(1, (keys + fanOut - 1) / fanOut)
      levels.append(nodes)
      keys = nodes
    } while keys > 1
    return levels
  }
}

/// Writes a table of strings that arrive in ascending byte order.
package struct StringTableWriter {
  /// Strings in a block.
  package static let blockSize = 16

  /// Number of strings so far.
  package private(set) var count = 0
  private let blocks: SectionSpool
  private var heads: [UInt64] = []
  private var offsets: [UInt64] = []
  private var keys = ByteWriter()
  private var last: [UInt8] = []

  /// Writes blocks into `blocks`.
  package init(blocks: SectionSpool) { self.blocks = blocks }

  /// Appends a string; it must be greater than the last one.
  ///
  /// True if the block is now full: then `endBlock` follows.
  package mutating func append(_ key: ByteView) -> Bool {
    let place = count % Self.blockSize
    if place == 0 {
      heads.append(key.head)
      keys.removeAll()
      keys.writeU16(0)
      keys.writeCounted(key)
    } else {
      let shared = last.withView { $0.commonPrefixLength(with: key) }
      let suffix = key.count - shared
      keys.writeU8(UInt8(min(shared, 15) << 4 | min(suffix, 15)))
      if shared >= 15 { keys.writeVarint(shared - 15) }
      if suffix >= 15 { keys.writeVarint(suffix - 15) }
      if let tail = try? key.slice(shared, suffix) { keys.writeBytes(tail) }
    }
    last.removeAll(keepingCapacity: true)
    unsafe last.append(contentsOf: key.buffer)
    count += 1
    return count % Self.blockSize == 0
  }

  /// Ends the current block with what is kept for its strings.
  package mutating func endBlock(info: [UInt8]) throws(SystemError) {
    if keys.count == 0 { return }
    precondition(keys.count <= Int(UInt16.max), "the keys of a block fit 64 KB")
    keys.bytes[0] = UInt8(truncatingIfNeeded: keys.count)
    keys.bytes[1] = UInt8(truncatingIfNeeded: keys.count >> 8)
    offsets.append(UInt64(blocks.length))
    try blocks.append(keys.bytes)
    try blocks.append(info)
    keys.removeAll()
  }

  /// Writes the index; the last block must have been ended.
  package mutating func finish(index: SectionSpool) throws(SystemError) {
    offsets.append(UInt64(blocks.length))
    var out = ByteWriter()
    out.writeU64(UInt64(count))
    out.writeU64(UInt64(heads.count))
    out.pad(to: HeadTree.start)
    var levels: [[UInt64]] = []
    var keys = heads
    for nodes in HeadTree.nodes(blocks: heads.count) {
      keys += repeatElement(UInt64.max, count: nodes * HeadTree.fanOut - keys.count)
      levels.append(keys)
      keys = stride(from: 0, to: keys.count, by: HeadTree.fanOut).map { keys[$0] }
    }
    for level in levels.reversed() { for key in level { out.writeU64(key) } }
    for offset in offsets { out.writeU64(offset) }
    try index.append(out.bytes)
  }
}
