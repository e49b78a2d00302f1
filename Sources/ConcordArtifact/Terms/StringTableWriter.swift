// Sorted strings in front-coded blocks of 16, with a tree over the heads of the blocks: the encoder.
//
// Two sections. The blocks:
//
//   block    info offset u16 | 16 lengths | 15 labels | first key | 15 rests | tail | info
//   lengths  a byte each: of the first key; of the others what they share with the key before (high half) and the rest behind
//            their label (low half)
//   label    the first byte that a key does not share with the one before, which every key but the first has
//   tail     of keys whose lengths say 255, or 15 in a half: the varint that is to be added, that of the shared bytes first, and
//            the whole key or rest if it is its own length that is so large; the others stand where they are due
//   info     what the caller keeps for the 16 strings
//
// Keys that a last block does not have are zeros among lengths and labels. So what decides which key is the right one stands
// together: 16 strings are compared at once.
//
// The index: count u64 | block count u64 | zeros to 128 | levels of the tree, the top first | offsets
//
// A level is nodes of 16 keys; a key is the first 8 bytes of a block's first string as a big-endian number, short strings
// filled with zeros. Level 0 has a key a block; each level above has the first key of each node below; unused keys are
// 2^64 - 1. The top is one node. Offsets are a group for every 16 blocks: where the first begins u64, and counted from there
// where each ends, 16 × u32; behind the last block all end where it does.

package import ConcordBytes

/// Shape of the tree over the heads.
enum HeadTree {
  /// Keys of a node.
  static let fanOut = 16
  /// Offset of the first level in the index.
  static let start = 128
  /// Bytes of the offsets of a node's blocks.
  static let group = 8 + fanOut * 4

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

/// Shape of a block.
enum BlockLayout {
  /// Where the lengths begin, and where the labels would if the first string had one.
  static let lengths = 2
  static let labels = lengths + StringTableWriter.blockSize - 1
  /// Where the first string begins.
  static let strings = labels + StringTableWriter.blockSize
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
  /// The current block up to its tail: the first `used` bytes; and its tail, of which most have none.
  private var keys = [UInt8](repeating: 0, count: 4096)
  private var used = 0
  private var tail: [UInt8] = []
  /// The last string: the first `lastCount` bytes.
  private var last = [UInt8](repeating: 0, count: 512)
  private var lastCount = 0

  /// Writes blocks into `blocks`.
  package init(blocks: SectionSpool) { self.blocks = blocks }

  /// Appends a string; it must be greater than the last one.
  ///
  /// True if the block is now full: then `endBlock` follows.
  package mutating func append(_ key: ByteView) -> Bool {
    let isFirst = count % Self.blockSize == 0
    if isFirst { beginBlock(key.head) }
    let room = used + key.count
    if room > keys.count { keys += repeatElement(0, count: room) }
    if key.count > last.count { last += repeatElement(0, count: key.count) }
    let limit = min(lastCount, key.count)
    let shared =
      unsafe isFirst
      ? 0
      : last.withUnsafeBytes { last in
        unsafe ByteView(UnsafeRawBufferPointer(rebasing: last[..<limit])).commonPrefixLength(with: key)
      }
    place(key, shared, isFirst: isFirst)
    unsafe last.withUnsafeMutableBytes { last in
      guard let base = last.baseAddress else { return }
      // SAFETY: `last` has at least as many bytes as the key.
      unsafe (base + shared).copyMemory(from: key.base + shared, byteCount: key.count - shared)
    }
    lastCount = key.count
    count += 1
    return count % Self.blockSize == 0
  }

  /// Begins a block whose first string has such a head.
  private mutating func beginBlock(_ head: UInt64) {
    heads.append(head)
    used = BlockLayout.strings
    for index in 0..<used { keys[index] = 0 }
    tail.removeAll(keepingCapacity: true)
  }

  /// Puts what the block says of a string that has `shared` bytes of the one before where it belongs.
  private mutating func place(_ key: ByteView, _ shared: Int, isFirst: Bool) {
    let number = count % Self.blockSize
    var skip = shared
    let (own, most): (Int, Int)
    if isFirst {
      (own, most) = (key.count, 255)
      keys[BlockLayout.lengths] = UInt8(truncatingIfNeeded: min(own, most))
    } else {
      precondition(key.count > shared, "strings ascend")
      keys[BlockLayout.labels + number] = unsafe key.bytes[shared]
      skip += 1
      (own, most) = (key.count - skip, 15)
      keys[BlockLayout.lengths + number] = UInt8(truncatingIfNeeded: min(shared, 15) << 4 | min(own, most))
      if shared >= 15 { addToTail(shared - 15) }
    }
    if own >= most {
      addToTail(own - most)
      unsafe tail.append(contentsOf: UnsafeRawBufferPointer(rebasing: key.buffer[skip...]))
      return
    }
    unsafe keys.withUnsafeMutableBytes { keys in
      guard let base = keys.baseAddress else { return }
      // SAFETY: the caller has made room for the whole key.
      unsafe (base + used).copyMemory(from: key.base + skip, byteCount: own)
    }
    used += own
  }

  /// Appends a varint to the tail.
  private mutating func addToTail(_ value: Int) {
    var rest = value
    while rest >= 0x80 {
      tail.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    tail.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Ends the current block with what is kept for its strings.
  package mutating func endBlock(info: [UInt8]) throws(SystemError) {
    if used == 0 { return }
    let infoStart = used + tail.count
    precondition(infoStart <= Int(UInt16.max), "the keys of a block fit 64 KB")
    keys[0] = UInt8(truncatingIfNeeded: infoStart)
    keys[1] = UInt8(truncatingIfNeeded: infoStart >> 8)
    offsets.append(UInt64(blocks.length))
    let end = used
    try keys.withView { (view) throws(SystemError) in
      if let block = try? view.slice(0, end) { try blocks.append(block) }
    }
    if !tail.isEmpty { try blocks.append(tail) }
    try blocks.append(info)
    used = 0
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
    for first in stride(from: 0, to: heads.count, by: HeadTree.fanOut) {
      let base = offsets[first]
      out.writeU64(base)
      for block in first..<first + HeadTree.fanOut {
        let end = offsets[min(block + 1, heads.count)] - base
        precondition(end <= UInt64(UInt32.max), "the info of 16 blocks fits 4 GB")
        out.writeU32(UInt32(truncatingIfNeeded: end))
      }
    }
    try index.append(out.bytes)
  }
}
