// The upper part of the tree of beginnings over a sorted list: where a prefix begins and ends, and what a fuzzy walk prunes.
//
//   nodes u32 | strings u32 | width u32 | zeros to 64
//   child × (nodes + 1) | first string × nodes | label u8 × nodes
//
// Numbers of children and strings have `width` bytes: 3, or 4 where there are more than 2^24 - 1 of either.
// Nodes stand in breadth-first order, so that the children of node i are child[i]..<child[i + 1] and their labels ascend.
// A node's strings run from its first one to that of its next sibling, or to the end of its parent's. Only nodes of more
// than `leafSize` strings have children: below, the strings themselves are scanned.

internal import ConcordBytes

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

  /// The number at `offset`; behind each stand the labels, so that a whole word may be read.
  private func number(at offset: Int) throws(ArtifactError) -> Int {
    if offset > section.length - 4 {
      let view = try section.bytes(offset, 3)
      return unsafe Int(view.bytes[0]) | Int(view.bytes[1]) << 8 | Int(view.bytes[2]) << 16
    }
    return Int(try section.u32(at: offset) & mask)
  }

  /// Children of a node.
  @inline(__always)
  func children(of node: Int) throws(ArtifactError) -> Range<Int> {
    let offset = Self.start + width * node
    let (low, high): (Int, Int)
    if offset + 8 <= section.length {
      // Both numbers of a node in one word, or nearly.
      let view = try section.bytes(offset, 8)
      low = unsafe Int(UInt32(littleEndian: view.base.loadUnaligned(as: UInt32.self)) & mask)
      high = unsafe Int(UInt32(littleEndian: view.base.loadUnaligned(fromByteOffset: width, as: UInt32.self)) & mask)
    } else {
      (low, high) = (try number(at: offset), try number(at: offset + width))
    }
    if low <= node || low > high || high > nodes { throw section.damaged(offset, "children \(low) to \(high)") }
    return low..<high
  }

  func first(of node: Int) throws(ArtifactError) -> Int { try number(at: firstsStart + width * node) }

  /// Goes down as far as a text and the tree agree, from a place where an earlier text led.
  ///
  /// The strings of the place that is left all begin with the first `depth` bytes of `text`; if `depth` is less than
  /// `text.count` and `isLeaf` is false, no string begins with the text.
  func descend(_ text: ByteView, from place: inout PrefixPlace) throws(ArtifactError) {
    // Where the strings of a place end is where those of the next node begin: of its own, or of the nearest above that has
    // one. Only those of the last place are looked up.
    var next: Int?
    var node = place.node
    var depth = place.depth
    while true {
      let children = try children(of: node)
      place.isLeaf = children.isEmpty
      if depth == text.count || children.isEmpty { break }
      let labels = try section.bytes(labelsStart + children.lowerBound, children.count)
      let wanted = unsafe text.bytes[depth]
      var child = 0
      while child < labels.count, unsafe labels.bytes[child] < wanted { child += 1 }
      if unsafe child == labels.count || labels.bytes[child] != wanted { break }
      node = children.lowerBound + child
      if child + 1 < labels.count { next = node + 1 }
      depth += 1
    }
    if depth == place.depth { return }
    let low = try first(of: node)
    let high = if let next { try first(of: next) } else { place.strings.upperBound }
    if low < place.strings.lowerBound || low > high || high > place.strings.upperBound {
      throw section.damaged(firstsStart + width * node, "strings \(low) to \(high)")
    }
    place.node = node
    place.depth = depth
    place.strings = low..<high
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
