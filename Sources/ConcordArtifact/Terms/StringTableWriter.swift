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

internal import CKernels
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
  /// The keys of the current block: the first `used` bytes.
  private let keys = ByteRoom(capacity: 4096)
  private var used = 0
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
    return unsafe append(key, shared: shared) { (to, from, count) in unsafe to.copyMemory(from: from, byteCount: count)
    }
  }

  /// Appends a string of a run that all strings are appended to.
  @inline(__always)
  mutating func append(_ key: RunString) -> Bool {
    unsafe append(key.bytes, shared: key.shared) { (to, from, count) in
      // SAFETY: a string of a run can be read beyond its end, and there is room for as much.
      unsafe concord_copy_padded(
        to.assumingMemoryBound(to: UInt8.self), from.assumingMemoryBound(to: UInt8.self), count)
    }
  }

  /// Appends a string of which `shared` bytes are those of the last one.
  @inline(__always)
  private mutating func append(
    _ key: ByteView, shared: Int, _ copy: (UnsafeMutableRawPointer, UnsafeRawPointer, Int) -> Void
  ) -> Bool {
    let isFirst = count % Self.blockSize == 0
    // Two bytes of offset, a byte and two varints of lengths, the string, and what may be written beyond it.
    keys.reserve(key.count &+ 24 &+ StringRun.padding, behind: used)
    let base = unsafe keys.base.assumingMemoryBound(to: UInt8.self)
    var at = unsafe base + used
    var suffix = key.count
    if isFirst {
      heads.append(key.head)
      unsafe at += 2
      unsafe Self.write(key.count, to: &at)
    } else {
      suffix &-= shared
      unsafe at.pointee = UInt8(truncatingIfNeeded: min(shared, 15) << 4 | min(suffix, 15))
      unsafe at += 1
      if shared >= 15 { unsafe Self.write(shared - 15, to: &at) }
      if suffix >= 15 { unsafe Self.write(suffix - 15, to: &at) }
    }
    unsafe copy(UnsafeMutableRawPointer(at), key.base + (key.count &- suffix), suffix)
    used = unsafe at - base + suffix
    count &+= 1
    return count % Self.blockSize == 0
  }

  /// Writes a varint and moves behind it.
  @inline(__always)
  private static func write(_ value: Int, to at: inout UnsafeMutablePointer<UInt8>) {
    var rest = value
    while rest >= 0x80 {
      unsafe at.pointee = UInt8(truncatingIfNeeded: rest) | 0x80
      unsafe at += 1
      rest >>= 7
    }
    unsafe at.pointee = UInt8(truncatingIfNeeded: rest)
    unsafe at += 1
  }

  /// Ends the current block with what is kept for its strings.
  package mutating func endBlock(info: [UInt8]) throws(SystemError) {
    try info.withView { (view) throws(SystemError) in try endBlock(info: view) }
  }

  /// Ends the current block with what is kept for its strings.
  mutating func endBlock(info: ByteView) throws(SystemError) {
    if used == 0 { return }
    precondition(used <= Int(UInt16.max), "the keys of a block fit 64 KB")
    unsafe keys.base.storeBytes(of: UInt16(used).littleEndian, as: UInt16.self)
    offsets.append(UInt64(blocks.length))
    try blocks.append(unsafe ByteView(base: keys.base, count: used))
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
    for level in levels.reversed() { out.writeWords(level) }
    out.writeWords(offsets)
    try index.append(out.bytes)
  }
}
