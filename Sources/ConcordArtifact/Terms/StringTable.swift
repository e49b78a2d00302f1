// Sorted strings in front-coded blocks of 16, with a tree over the heads of the blocks: the decoder.

internal import CKernels
package import ConcordBytes

/// A sorted table of strings inside an artifact; StringTableWriter says what the bytes are.
package struct StringTable: Sendable {
  /// Number of strings.
  package let count: Int
  let blockCount: Int
  /// Nodes of each level, the top first.
  private let levels: [UInt64]
  private let offsetsStart: Int
  private let index: Section
  private let blocks: Section

  /// Opens a table.
  ///
  /// O(1).
  package init(index: Section, blocks: Section) throws(ArtifactError) {
    self.index = index
    self.blocks = blocks
    let strings = try index.u64(at: 0)
    let groups = try index.u64(at: 8)
    let size = StringTableWriter.blockSize
    if strings > UInt64(UInt32.max) || groups != (strings + UInt64(size) - 1) / UInt64(size) {
      throw index.damaged(0, "\(strings) strings in \(groups) blocks")
    }
    count = Int(strings)
    blockCount = Int(groups)
    let nodes = HeadTree.nodes(blocks: Int(groups))
    levels = nodes.reversed().map(UInt64.init)
    offsetsStart = HeadTree.start + nodes.reduce(0, +) * HeadTree.fanOut * 8
    if offsetsStart + (blockCount + 1) * 8 != index.length {
      throw index.damaged(0, "\(index.length) bytes for \(groups) blocks")
    }
  }

  /// Number of block heads whose first eight bytes are below `head`, and of those behind whose first eight are the same: 15 if
  /// that is not known.
  ///
  /// O(log₈ n).
  @inline(__always)
  private func countHeads(below head: UInt64) throws(ArtifactError) -> (below: Int, same: Int) {
    let section = unsafe index.unverified
    // SAFETY: `init` has compared the size of the index with the levels, so the kernel stays within it.
    var tree = unsafe concord_head_tree(
      index: section.base.assumingMemoryBound(to: UInt8.self), verified: section.bits,
      first_unit: UInt64(section.firstUnit), blocks: UInt64(blockCount))
    while true {
      let place = unsafe levels.withUnsafeBufferPointer { nodes in
        unsafe nodes.baseAddress.map { unsafe concord_find_head(&tree, $0, UInt32(nodes.count), head) } ?? 0
      }
      if place >= 0 { return (Int(place >> 4), Int(place & 15)) }
      // Throws, or the unit is verified from then on.
      try index.verify(Int(-1 - place) << 12, 1)
    }
  }

  /// The last block whose first string is not above `key`, or if `isLoose` perhaps the one behind it; nil if all are.
  @inline(__always)
  private func block(for key: ByteView, isLoose: Bool = false) throws(ArtifactError) -> Int? {
    if count == 0 { return nil }
    let head = key.head
    let (below, same) = try countHeads(below: head)
    if same == 0 { return below > 0 ? below - 1 : nil }
    if isLoose && same == 1 { return below }
    return try block(for: key, head, from: below, same)
  }

  /// The same where the first eight bytes of blocks are those of the key: their whole heads decide.
  @inline(never)
  private func block(
    for key: ByteView, _ head: UInt64, from below: Int, _ same: Int
  ) throws(ArtifactError) -> Int? {
    var low = below
    var high = below + same
    if same == 15 { high = head == .max ? blockCount : try countHeads(below: head + 1).below }
    while low < high {
      let middle = (low + high) / 2
      if try self.head(of: middle).compare(key) <= 0 { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : nil
  }

  private func head(of block: Int) throws(ArtifactError) -> ByteView {
    let bytes = try self.block(block)
    return try blocks.decoding(at: 0) { () throws(BytesError) -> ByteView in
      var cursor = ByteCursor(bytes, at: 2)
      return try cursor.readCounted()
    }
  }

  /// The bytes of a block.
  ///
  /// Inlined, since a call would copy the table for each block.
  @inline(__always)
  func block(_ number: Int) throws(ArtifactError) -> ByteView {
    let range = try range(ofBlock: number)
    return try blocks.bytes(range.lowerBound, range.count)
  }

  @inline(__always)
  private func range(ofBlock number: Int) throws(ArtifactError) -> Range<Int> {
    let view = try index.bytes(offsetsStart + number * 8, 16)
    let start = unsafe UInt64(littleEndian: view.base.loadUnaligned(as: UInt64.self))
    let end = unsafe UInt64(littleEndian: view.base.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    if start > end || end > UInt64(blocks.length) { throw index.damaged(offsetsStart + number * 8, "offsets fall") }
    return Int(start)..<Int(end)
  }

  /// A cursor at the first string that is not below `key`.
  package func cursor(from key: ByteView) throws(ArtifactError) -> StringCursor {
    let block = try block(for: key) ?? 0
    var cursor = StringCursor(table: self, block: block)
    while try cursor.next() {
      if cursor.key.withView({ $0.compare(key) }) >= 0 {
        cursor.stepBack()
        break
      }
    }
    return cursor
  }

  /// The number of strings below `key`: the number of the first that is not.
  ///
  /// O(log n).
  package func lowerBound(_ key: ByteView) throws(ArtifactError) -> Int {
    guard let block = try block(for: key) else { return 0 }
    var cursor = StringCursor(table: self, block: block)
    while try cursor.next() {
      if cursor.key.withView({ $0.compare(key) }) >= 0 { return cursor.number }
      // The head of the next block is above the key.
      if cursor.number % StringTableWriter.blockSize == StringTableWriter.blockSize - 1 { return cursor.number + 1 }
    }
    return count
  }

  /// The number of `key`, if it is in the table; `info` reads what is kept for it.
  ///
  /// O(log n).
  package func find(_ key: ByteView) throws(ArtifactError) -> Int? { try place(of: key)?.number }

  /// The number of `key`, if it is in the table, and what is kept for its block as `info(of:)` gives it.
  ///
  /// O(log n).
  func findInfo(_ key: ByteView) throws(ArtifactError) -> (number: Int, info: (bytes: ByteView, offset: Int))? {
    guard let place = try place(of: key) else { return nil }
    return (place.number, try info(in: place.block, at: place.offset))
  }

  @inline(__always)
  private func place(of key: ByteView) throws(ArtifactError) -> (number: Int, block: ByteView, offset: Int)? {
    guard var number = try block(for: key, isLoose: true) else { return nil }
    while true {
      let range = try range(ofBlock: number)
      let bytes = try blocks.bytes(range.lowerBound, range.count)
      // Most blocks with what is kept for them take two lines, few three.
      if bytes.count > 64 { unsafe concord_prefetch(bytes.base + 64) }
      let first = number * StringTableWriter.blockSize
      let place = BlockKeys.find(key, in: bytes, count: min(StringTableWriter.blockSize, count - first))
      if place >= 0 { return (first + place, bytes, range.lowerBound) }
      if place == BlockKeys.isDamaged { throw blocks.damaged(range.lowerBound, "the strings of block \(number)") }
      if place != BlockKeys.isBefore || number == 0 { return nil }
      number -= 1
    }
  }

  static func readLengths(_ cursor: inout ByteCursor) throws(BytesError) -> (shared: Int, suffix: Int) {
    let both = Int(try cursor.readU8())
    var shared = both >> 4
    var suffix = both & 15
    if shared == 15 { shared += try cursor.readVarint(upTo: 1 << 20) }
    if suffix == 15 { suffix += try cursor.readVarint(upTo: 1 << 20) }
    return (shared, suffix)
  }

  /// String number `number`.
  ///
  /// Decodes up to 16 strings.
  package func key(_ number: Int) throws(ArtifactError) -> [UInt8] {
    if number < 0 || number >= count { throw blocks.damaged(0, "string \(number) of \(count)") }
    var cursor = StringCursor(table: self, block: number / StringTableWriter.blockSize)
    while try cursor.next(), cursor.number < number {}
    return cursor.key
  }

  /// What is kept for the strings of the block of string `number`, and where in the section of blocks it begins.
  package func info(of number: Int) throws(ArtifactError) -> (bytes: ByteView, offset: Int) {
    let range = try range(ofBlock: number / StringTableWriter.blockSize)
    return try info(in: blocks.bytes(range.lowerBound, range.count), at: range.lowerBound)
  }

  @inline(__always)
  private func info(in block: ByteView, at offset: Int) throws(ArtifactError) -> (bytes: ByteView, offset: Int) {
    try blocks.decoding(at: offset) { () throws(BytesError) -> (bytes: ByteView, offset: Int) in
      let start = Int(try block.u16(at: 0))
      return (try block.slice(start, block.count - start), offset + start)
    }
  }

  /// Bytes of the blocks that hold strings of a range.
  func byteCount(of strings: Range<Int>) throws(ArtifactError) -> Int {
    if strings.isEmpty { return 0 }
    let first = strings.lowerBound / StringTableWriter.blockSize
    let last = (strings.upperBound - 1) / StringTableWriter.blockSize
    let (start, end) = (try index.u64(at: offsetsStart + first * 8), try index.u64(at: offsetsStart + last * 8 + 8))
    if start > end || end > UInt64(blocks.length) { throw index.damaged(offsetsStart + first * 8, "offsets fall") }
    return Int(end - start)
  }

  package func damaged(_ what: String) -> ArtifactError { blocks.damaged(0, what) }
}

/// Walks a table of strings in order.
package struct StringCursor {
  /// The current string.
  package private(set) var key: [UInt8] = []
  /// Its number.
  package private(set) var number: Int
  private let table: StringTable
  private var bytes: ByteCursor?
  private var isPending = false

  init(table: StringTable, block: Int) {
    self.table = table
    number = block * StringTableWriter.blockSize - 1
  }

  /// Makes the following `next` give the current string again.
  mutating func stepBack() { isPending = true }

  /// Moves to the next string; false at the end.
  package mutating func next() throws(ArtifactError) -> Bool {
    if isPending {
      isPending = false
      return true
    }
    if number + 1 >= table.count { return false }
    number += 1
    do {
      if number % StringTableWriter.blockSize == 0 || bytes == nil {
        var cursor = ByteCursor(try table.block(number / StringTableWriter.blockSize), at: 2)
        key = try cursor.readCounted().array
        bytes = cursor
      } else if var cursor = bytes {
        let (shared, length) = try StringTable.readLengths(&cursor)
        let suffix = try cursor.readBytes(length)
        if shared > key.count { throw BytesError.outOfRange(offset: cursor.offset) }
        key.removeLast(key.count - shared)
        unsafe key.append(contentsOf: suffix.buffer)
        bytes = cursor
      }
    } catch let error as ArtifactError {
      throw error
    } catch {
      throw table.damaged("\(error)")
    }
    return true
  }
}
