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

internal import CKernels
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
  private let keys = ByteRoom(capacity: 4096)
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
    if key.count > last.count { last += repeatElement(0, count: key.count) }
    let limit = min(lastCount, key.count)
    let shared = unsafe last.withUnsafeMutableBytes { last -> Int in
      guard let base = last.baseAddress else { return 0 }
      let shared = unsafe ByteView(base: base, count: limit).commonPrefixLength(with: key)
      // SAFETY: `last` has at least as many bytes as the key.
      unsafe (base + shared).copyMemory(from: key.base + shared, byteCount: key.count - shared)
      return shared
    }
    lastCount = key.count
    return unsafe append(key, shared: shared) { (to, from, count) in
      unsafe UnsafeMutableRawPointer(to).copyMemory(from: from, byteCount: count)
    }
  }

  /// Appends a string of a run that all strings are appended to.
  @inline(__always)
  mutating func append(_ key: RunString) -> Bool {
    unsafe append(key.bytes, shared: key.shared) { (to, from, count) in
      // SAFETY: a string of a run can be read beyond its end, and there is room for as much.
      unsafe concord_copy_padded(to, from.assumingMemoryBound(to: UInt8.self), count)
    }
  }

  /// Appends a string of which `shared` bytes are those of the last one.
  @inline(__always)
  private mutating func append(
    _ key: ByteView, shared: Int, _ copy: (UnsafeMutablePointer<UInt8>, UnsafeRawPointer, Int) -> Void
  ) -> Bool {
    let number = count % Self.blockSize
    // What comes before the strings of a block, the string, and what may be written beyond it.
    keys.reserve(BlockLayout.strings &+ key.count &+ StringRun.padding, behind: used)
    let base = unsafe keys.base.assumingMemoryBound(to: UInt8.self)
    count &+= 1
    var (skip, own) = (0, key.count)
    if number == 0 {
      beginBlock(key.head)
      unsafe base[BlockLayout.lengths] = UInt8(truncatingIfNeeded: min(own, 255))
    } else {
      precondition(own > shared, "strings ascend")
      skip = shared &+ 1
      own &-= skip
      unsafe base[BlockLayout.labels &+ number] = key.bytes[shared]
      unsafe base[BlockLayout.lengths &+ number] = UInt8(truncatingIfNeeded: min(shared, 15) << 4 | min(own, 15))
    }
    if own >= 15 || shared >= 15, addLong(key, number, shared, skip) { return count % Self.blockSize == 0 }
    unsafe copy(base + used, key.base + skip, own)
    used &+= own
    return count % Self.blockSize == 0
  }

  /// Begins a block whose first string has such a head.
  private mutating func beginBlock(_ head: UInt64) {
    heads.append(head)
    used = BlockLayout.strings
    // SAFETY: the caller has made room for this.
    unsafe keys.base.initializeMemory(as: UInt8.self, repeating: 0, count: used)
    tail.removeAll(keepingCapacity: true)
  }

  /// Puts into the tail what has no room among the lengths; true if the string, from `skip` on, went there as well.
  private mutating func addLong(_ key: ByteView, _ number: Int, _ shared: Int, _ skip: Int) -> Bool {
    if number > 0 && shared >= 15 { addToTail(shared - 15) }
    let (own, most) = (key.count - skip, number == 0 ? 255 : 15)
    if own < most { return false }
    addToTail(own - most)
    unsafe tail.append(contentsOf: UnsafeRawBufferPointer(rebasing: key.buffer[skip...]))
    return true
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
    try info.withView { (view) throws(SystemError) in try endBlock(info: view) }
  }

  /// Ends the current block with what is kept for its strings.
  mutating func endBlock(info: ByteView) throws(SystemError) {
    if used == 0 { return }
    let infoStart = used + tail.count
    precondition(infoStart <= Int(UInt16.max), "the keys of a block fit 64 KB")
    unsafe keys.base.storeBytes(of: UInt16(infoStart).littleEndian, as: UInt16.self)
    offsets.append(UInt64(blocks.length))
    let (keys, used, tail) = (keys, used, tail)
    unsafe try blocks.append(infoStart + info.count) { out in
      unsafe out.copyMemory(from: keys.base, byteCount: used)
      if !tail.isEmpty {
        unsafe tail.withUnsafeBytes {
          unsafe UnsafeMutableRawBufferPointer(start: out + used, count: $0.count).copyMemory(from: $0)
        }
      }
      unsafe (out + infoStart).copyMemory(from: info.base, byteCount: info.count)
    }
    self.used = 0
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
    for level in levels.reversed() { out.writeWords(level) }
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
