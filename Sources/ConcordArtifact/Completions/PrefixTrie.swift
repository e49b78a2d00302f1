// The upper part of the tree of beginnings over a sorted list: where a prefix begins and ends, and what a fuzzy walk prunes.
//
//   nodes u32 | strings u32 | width u32 | leaf u32 | zeros to 64
//   child × (nodes + 1) | first string × nodes | label u8 × nodes
//
// Numbers of children and strings have `width` bytes: 3, or 4 where there are more than 2^24 - 1 of either.
// Nodes stand in breadth-first order, so that the children of node i are child[i]..<child[i + 1] and their labels ascend.
// A node's strings run from its first one to that of its next sibling, or to the end of its parent's. Only nodes of more
// than `leaf` strings have children: below, the strings themselves are looked at.

internal import CKernels
internal import ConcordBytes

/// The tree of an opened list.
package struct PrefixTrie: Sendable {
  static let start = 64
  /// Nodes of the tree.
  package let nodes: Int
  /// Strings below the root.
  let count: Int
  /// Strings below a node without children, at most.
  let leafSize: Int
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
    leafSize = Int(try section.u32(at: 12))
    if leafSize < 1 || leafSize > PrefixTrieWriter.largestLeaf {
      throw section.damaged(12, "leaves of \(leafSize) strings")
    }
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
