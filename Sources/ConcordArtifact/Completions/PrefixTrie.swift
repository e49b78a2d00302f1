// The upper part of the tree of beginnings over a sorted list: where a prefix begins and ends, and what a fuzzy walk prunes.
//
//   nodes u32 | strings u32 | width u32 | zeros to 64
//   child × (nodes + 1) | first string × nodes | label u8 × nodes
//
// Numbers of children and strings have `width` bytes: 3, or 4 where there are more than 2^24 - 1 of either.
// Nodes stand in breadth-first order, so that the children of node i are child[i]..<child[i + 1] and their labels ascend.
// A node's strings run from its first one to that of its next sibling, or to the end of its parent's. Only nodes of more
// than `leafSize` strings have children: below, the strings themselves are scanned.

internal import CKernels
package import ConcordBytes

/// Builds the tree of strings that arrive in ascending byte order.
///
/// Memory: 8 bytes for each node that is kept, of which there is about one for every two strings.
package struct PrefixTrieWriter {
  /// Strings of a node that is not divided.
  package static let leafSize = 36

  /// A node while the tree grows.
  private struct Node {
    var first: UInt32
    var depth: UInt16
    var label: UInt8
  }

  /// Memory of a writer: nodes in depth-first order, the nodes from the root to the last string, and that string.
  ///
  /// Some five nodes come and go with each string; an array would ask with every one whether it is shared.
  @safe private final class Room {
    private(set) var nodes: UnsafeMutablePointer<Node>
    private(set) var capacity = 1 << 12
    let path: UnsafeMutablePointer<Int>
    let last: UnsafeMutablePointer<UInt8>

    init() {
      unsafe nodes = .allocate(capacity: capacity)
      unsafe nodes.initialize(to: Node(first: 0, depth: 0, label: 0))
      unsafe path = .allocate(capacity: StringTable.longestKey + 1)
      unsafe path.initialize(repeating: 0, count: StringTable.longestKey + 1)
      unsafe last = .allocate(capacity: StringTable.longestKey)
      unsafe last.initialize(repeating: 0, count: StringTable.longestKey)
    }

    deinit {
      unsafe nodes.deallocate()
      unsafe path.deallocate()
      unsafe last.deallocate()
    }

    /// Makes room for so many nodes behind the first `used`.
    func reserve(_ more: Int, behind used: Int) {
      if used + more <= capacity { return }
      capacity = max(2 * capacity, used + more)
      let larger = UnsafeMutablePointer<Node>.allocate(capacity: capacity)
      unsafe larger.moveInitialize(from: nodes, count: used)
      unsafe nodes.deallocate()
      unsafe nodes = larger
    }
  }

  private let room = Room()
  /// Nodes that are there; those behind are gone.
  private var used = 1
  /// Nodes of the path below the root.
  private var depth = 0
  private var count = 0

  /// Begins with no string.
  package init() {}

  /// Appends a string without its class; of a very long one the first 512 bytes count.
  package mutating func append(_ key: ByteView) {
    let length = min(key.count, StringTable.longestKey)
    room.reserve(length, behind: used)
    // SAFETY: `path` and `last` have room for the longest key, `nodes` for as many more as the key has bytes.
    let (nodes, path, last) = unsafe (room.nodes, room.path, room.last)
    let bytes = unsafe key.base.assumingMemoryBound(to: UInt8.self)
    let limit = min(depth, length)
    let shared = unsafe ByteView(base: last, count: limit).commonPrefixLength(with: ByteView(base: bytes, count: limit))
    close(to: shared)
    let first = UInt32(truncatingIfNeeded: count)
    var (deeper, node) = (depth, used)
    while deeper < length {
      let label = unsafe bytes[deeper]
      unsafe last[deeper] = label
      deeper &+= 1
      unsafe nodes[node] = Node(first: first, depth: UInt16(truncatingIfNeeded: deeper), label: label)
      unsafe path[deeper] = node
      node &+= 1
    }
    (depth, used) = (deeper, node)
    count += 1
  }

  /// Ends the nodes below a depth; those with few strings lose what is below them.
  @inline(__always)
  private mutating func close(to shallower: Int) {
    let (nodes, path) = unsafe (room.nodes, room.path)
    while depth > shallower {
      let node = unsafe path[depth]
      if unsafe count &- Int(nodes[node].first) <= Self.leafSize { used = node &+ 1 }
      depth &-= 1
    }
  }

  /// Writes the tree.
  package mutating func finish(into spool: SectionSpool) throws(SystemError) {
    close(to: 0)
    if count <= Self.leafSize { used = 1 }
    let nodes = unsafe UnsafeBufferPointer(start: room.nodes, count: used)
    // Breadth-first is by depth, and within a depth as they are.
    var starts = [Int](repeating: 0, count: StringTable.longestKey + 2)
    for number in 0..<used { starts[unsafe Int(nodes[number].depth) + 1] += 1 }
    for depth in 1..<starts.count { starts[depth] += starts[depth - 1] }
    var order = [Int](repeating: 0, count: used)
    var children = [UInt32](repeating: 0, count: used)
    // The place of the node that is open at each depth.
    var open = [Int](repeating: 0, count: StringTable.longestKey + 1)
    for number in 0..<used {
      let depth = unsafe Int(nodes[number].depth)
      order[starts[depth]] = number
      open[depth] = starts[depth]
      starts[depth] += 1
      if depth > 0 { children[open[depth - 1]] += 1 }
    }
    var out = ByteWriter()
    out.writeU32(UInt32(used))
    out.writeU32(UInt32(count))
    let isWide = max(used, count) >= 1 << 24
    out.writeU32(isWide ? 4 : 3)
    out.pad(to: PrefixTrie.start)
    func write(_ number: UInt32) {
      out.writeU8(UInt8(truncatingIfNeeded: number))
      out.writeU16(UInt16(truncatingIfNeeded: number >> 8))
      if isWide { out.writeU8(UInt8(truncatingIfNeeded: number >> 24)) }
    }
    var child: UInt32 = 1
    for number in 0..<used {
      write(child)
      child += children[number]
    }
    write(child)
    for node in order { write(unsafe nodes[node].first) }
    for node in order { out.writeU8(unsafe nodes[node].label) }
    try spool.append(out.bytes)
  }
}

/// The tree of an opened list.
package struct PrefixTrie: Sendable {
  static let start = 64
  /// Nodes of the tree.
  package let nodes: Int
  /// Strings below the root.
  let count: Int
  let section: Section
  /// Bytes of a number, and the mask of those of a word that belong to it.
  private let width: Int
  private let mask: UInt32

  /// Opens the tree; O(1).
  package init(_ section: Section, count: Int) throws(ArtifactError) {
    self.section = section
    nodes = Int(try section.u32(at: 0))
    self.count = Int(try section.u32(at: 4))
    width = Int(try section.u32(at: 8))
    mask = width == 3 ? 0xFF_FFFF : .max
    let isSound = nodes > 0 && self.count == count && (width == 3 || width == 4)
    if !isSound || section.length != Self.start + width * (2 * nodes + 1) + nodes {
      throw section.damaged(0, "\(section.length) bytes for \(nodes) nodes over \(self.count) of \(count) strings")
    }
  }

  private var firstsStart: Int { Self.start + width * (nodes + 1) }
  private var labelsStart: Int { firstsStart + width * nodes }

  /// Goes down as far as a text and the tree agree, from a place where an earlier text led.
  ///
  /// The strings of the place that is left all begin with the first `depth` bytes of `text`; if `depth` is less than
  /// `text.count` and `isLeaf` is false, no string begins with the text.
  func descend(_ text: ByteView, from place: inout PrefixPlace) throws(ArtifactError) {
    let memory = unsafe section.unverified
    // SAFETY: `init` has compared the length of the section with the numbers that say where its parts begin.
    var trie = unsafe concord_prefix_trie(
      bytes: memory.base.assumingMemoryBound(to: UInt8.self), verified: memory.bits,
      first_unit: UInt64(memory.firstUnit), readable: UInt64(section.loadable), nodes: UInt64(nodes),
      children: UInt64(Self.start), firsts: UInt64(firstsStart), labels: UInt64(labelsStart), width: UInt32(width))
    var reached = concord_prefix_place(
      node: UInt64(place.node), depth: UInt64(place.depth), low: UInt64(place.strings.lowerBound),
      high: UInt64(place.strings.upperBound), is_leaf: 0)
    while true {
      let status = unsafe concord_descend(
        &trie, text.base.assumingMemoryBound(to: UInt8.self), UInt64(text.count), &reached)
      if status == 0 { break }
      if status == Int64(CONCORD_TRIE_DAMAGED) { throw section.damaged(0, "children or strings of a node") }
      // Throws, or the unit is verified from then on.
      try section.verify(Int(Int64(CONCORD_TRIE_UNVERIFIED) - status) << 12, 1)
    }
    place.isLeaf = reached.is_leaf != 0
    place.node = Int(reached.node)
    place.depth = Int(reached.depth)
    place.strings = Int(reached.low)..<Int(reached.high)
  }

  /// The whole tree as plain arrays, verified; what they say is to be checked as it is used.
  func arrays() throws(ArtifactError) -> TrieArrays {
    let view = try section.bytes(0, section.length)
    return unsafe TrieArrays(
      nodes: nodes, count: count, width: width, mask: mask, child: view.base + Self.start,
      first: view.base + firstsStart,
      label: view.base + labelsStart)
  }
}

/// A place in the tree: what a text led to, so that a longer one can go on from there.
package struct PrefixPlace: Sendable {
  fileprivate var node = 0
  /// The strings that begin with the first `depth` bytes of the text.
  var strings: Range<Int>
  var depth = 0
  var isLeaf = false

  /// The root of a tree over `count` strings.
  init(count: Int) { strings = 0..<count }
}

/// The arrays of a tree in memory.
@safe struct TrieArrays {
  let nodes: Int
  let count: Int
  private let width: Int
  private let mask: UInt32
  private let childBase: UnsafeRawPointer
  private let firstBase: UnsafeRawPointer
  private let labelBase: UnsafeRawPointer

  init(
    nodes: Int, count: Int, width: Int, mask: UInt32, child: UnsafeRawPointer, first: UnsafeRawPointer,
    label: UnsafeRawPointer
  ) {
    (self.nodes, self.count, self.width, self.mask) = (nodes, count, width, mask)
    unsafe (childBase, firstBase, labelBase) = (child, first, label)
  }

  /// The first child of a node below `nodes`, or where the last one's children end.
  @inline(__always)
  func child(_ node: Int) -> Int {
    // SAFETY: a word may reach into the array behind, or into the padding of the section.
    unsafe Int(UInt32(littleEndian: childBase.loadUnaligned(fromByteOffset: width &* node, as: UInt32.self)) & mask)
  }

  /// The first string of a node below `nodes`.
  @inline(__always)
  func first(_ node: Int) -> Int {
    unsafe Int(UInt32(littleEndian: firstBase.loadUnaligned(fromByteOffset: width &* node, as: UInt32.self)) & mask)
  }

  /// The label of a node below `nodes`.
  @inline(__always)
  func label(_ node: Int) -> UInt8 { unsafe labelBase.load(fromByteOffset: node, as: UInt8.self) }
}
