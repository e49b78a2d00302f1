// The upper part of the tree of beginnings over a sorted list: the encoder. PrefixTrie.swift shows the bytes.
//
// A node is a beginning whose parent, one byte shorter, belongs to more than `leaf` strings. Of sorted strings, those
// from j to j + leaf have in common the least that neighbours among them share; the longest beginning of string i that
// belongs to more than leaf strings is the most of that over the windows that i lies in. So what each string shares
// with the one before it says which nodes begin at a string, some strings later, and no node is made that is not kept.

internal import CKernels
package import ConcordBytes

/// Builds the tree of strings that arrive in ascending byte order.
///
/// Memory: 8 bytes for each node, of which there is about one for every seven strings or fewer, and the last few hundred strings.
package struct PrefixTrieWriter {
  /// Strings of a node that is not divided: where a walk for typos looks at each of them, and where their shapes say which
  /// of them deserve a look.
  package static let leafSize = 36
  package static let leafSizeWithShapes = 64
  /// The largest number of them that can be written or read.
  package static let largestLeaf = 128

  /// Strings of a node that is not divided.
  private let leaf: Int
  private let run = StringRun(longest: StringTable.longestKey)
  /// Nodes in depth-first order without the root: first string, depth and label in 32, 16 and 8 bits.
  private let nodes = ByteRoom(capacity: 1 << 15)
  private var used = 0
  /// Strings before the run, less those of no bytes that it began with.
  private var before: Int
  /// Whether each string of the run begins a node, and eight more.
  private let flags = ByteRoom(capacity: StringRun.capacity + StringRun.spare + 8)
  /// Room for a number per string of the run, twice.
  private let depths = ByteRoom(capacity: 4 * (StringRun.capacity + StringRun.spare))

  /// Begins with no string.
  ///
  /// - Parameter leafSize: strings of a node that is not divided; `largestLeaf` at most.
  package init(leafSize: Int = leafSize) {
    leaf = min(max(1, leafSize), Self.largestLeaf)
    before = -2 * leaf
    run.appendNothing(2 * leaf)
  }

  private var count: Int { before + run.count }

  /// Appends a string without its class; of a very long one the first 512 bytes count.
  package mutating func append(_ key: ByteView) { _ = append(key, readable: key.count) }

  /// Appends a string of which `readable` bytes may be read, and says what it shares with the one before.
  @inline(__always)
  mutating func append(_ key: ByteView, readable: Int) -> RunString {
    if run.isFull { settle() }
    return run.append(key, readable: readable)
  }

  /// Makes the nodes that begin at strings with enough strings behind them, and forgets strings that are not needed again.
  @inline(never)
  private mutating func settle() {
    let (run, leaf) = (run, leaf)
    if before == -2 * leaf && run.count > 2 * leaf {
      // Nothing is in common with what is before the first string.
      unsafe run.shared[2 * leaf] = -1
    }
    let total = StringRun.capacity + StringRun.spare
    // SAFETY: both halves of the room have a number for each string of a run.
    let depths = unsafe depths.base.assumingMemoryBound(to: Int16.self)
    unsafe concord_common_depths(run.shared, run.count, leaf, depths, depths + total)
    let flags = unsafe flags.base
    let found = run.count - 2 * leaf
    unsafe concord_deeper(
      run.shared + leaf, run.lengths + leaf, depths, found, flags.assumingMemoryBound(to: UInt8.self))
    // A string that begins no node is passed over with its seven neighbours, if they begin none either.
    unsafe (flags + found).initializeMemory(as: UInt8.self, repeating: 0, count: 8)
    for start in stride(from: 0, to: found, by: 8) {
      var word = unsafe UInt64(littleEndian: flags.loadUnaligned(fromByteOffset: start, as: UInt64.self))
      while word != 0 {
        let index = leaf &+ start &+ word.trailingZeroBitCount >> 3
        word &= word &- 1
        let from = unsafe max(0, Int(run.shared[index]))
        let to = unsafe min(Int(run.lengths[index]), Int(depths[index - leaf]) + 1)
        let first = UInt64(UInt32(truncatingIfNeeded: before + index))
        unsafe makeNodes(from, to, of: first, run.bytes + run.starts[index])
      }
    }
    before += run.count - 2 * leaf
    run.forget(butLast: 2 * leaf)
  }

  /// Makes the nodes of a string below depth `from` down to depth `to`.
  @inline(__always)
  private mutating func makeNodes(_ from: Int, _ to: Int, of first: UInt64, _ string: UnsafePointer<UInt8>) {
    nodes.reserve(8 &* (to &- from), behind: 8 &* used)
    for depth in from..<to {
      let label = unsafe UInt64(string[depth])
      unsafe nodes.base.storeBytes(
        of: first | UInt64(depth &+ 1) << 32 | label << 48, toByteOffset: 8 &* used, as: UInt64.self)
      used &+= 1
    }
  }

  /// Writes the tree.
  package mutating func finish(into spool: SectionSpool) throws(SystemError) {
    run.appendNothing(leaf)
    settle()
    let strings = count - leaf
    let total = used + 1
    let width = max(total, strings) >= 1 << 24 ? 4 : 3
    unsafe try spool.append(PrefixTrie.start + width * (2 * total + 1) + total) { out in
      unsafe out.initializeMemory(as: UInt8.self, repeating: 0, count: PrefixTrie.start)
      unsafe out.storeBytes(of: UInt32(total).littleEndian, as: UInt32.self)
      unsafe out.storeBytes(of: UInt32(strings).littleEndian, toByteOffset: 4, as: UInt32.self)
      unsafe out.storeBytes(of: UInt32(width).littleEndian, toByteOffset: 8, as: UInt32.self)
      unsafe out.storeBytes(of: UInt32(leaf).littleEndian, toByteOffset: 12, as: UInt32.self)
      let first = unsafe out + PrefixTrie.start + width * (total + 1)
      unsafe write(child: out + PrefixTrie.start, first: first, label: first + width * total, width: width)
    }
  }

  /// Writes the arrays of children, of first strings and of labels, breadth-first.
  private func write(
    child: UnsafeMutableRawPointer, first: UnsafeMutableRawPointer, label: UnsafeMutableRawPointer, width: Int
  ) {
    // SAFETY: `used` nodes were made, and each array has a number for each of them and for the root.
    let nodes = unsafe nodes.base.assumingMemoryBound(to: UInt64.self)
    // The place of the next node of each depth: breadth-first is by depth, and within a depth as they are.
    var places = [Int](repeating: 0, count: StringTable.longestKey + 3)
    places[1] = 1
    for index in 0..<used { places[Int(unsafe nodes[index] >> 32 & 0xFFFF) + 1] += 1 }
    for depth in 1..<places.count { places[depth] += places[depth - 1] }
    @inline(__always) func put(_ number: Int, _ array: UnsafeMutableRawPointer, _ place: Int) {
      let at = unsafe array + place &* width
      unsafe at.storeBytes(of: UInt16(truncatingIfNeeded: number).littleEndian, as: UInt16.self)
      unsafe at.storeBytes(of: UInt8(truncatingIfNeeded: number >> 16), toByteOffset: 2, as: UInt8.self)
      if width > 3 {
        unsafe at.storeBytes(of: UInt8(truncatingIfNeeded: number >> 24), toByteOffset: 3, as: UInt8.self)
      }
    }
    unsafe put(1, child, 0)
    unsafe put(0, first, 0)
    unsafe label.storeBytes(of: 0, as: UInt8.self)
    for index in 0..<used {
      let node = unsafe nodes[index]
      let depth = Int(node >> 32 & 0xFFFF)
      let place = places[depth]
      places[depth] = place &+ 1
      // Where the next node of the next depth goes is where this node's children begin.
      unsafe put(places[depth &+ 1], child, place)
      unsafe put(Int(node & 0xFFFF_FFFF), first, place)
      unsafe label.storeBytes(of: UInt8(truncatingIfNeeded: node >> 48), toByteOffset: place, as: UInt8.self)
    }
    unsafe put(used + 1, child, used + 1)
  }
}
