// Sorted strings in front-coded blocks of 16, with a tree over the heads of the blocks: the decoder.

internal import CKernels
package import ConcordBytes

/// A sorted table of strings inside an artifact; StringTableWriter says what the bytes are.
package struct StringTable: Sendable {
  /// Number of strings.
  package let count: Int
  let blockCount: Int
  private let shape: StringTableShape
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
    shape = StringTableShape(index, blocks, strings: count, blocks: blockCount)
    if shape.indexLength != index.length { throw index.damaged(0, "\(index.length) bytes for \(groups) blocks") }
  }

  /// Asks a kernel until all that it reads is verified; it gives a number from 0, or says what is missing.
  @inline(__always)
  func ask(_ kernel: (UnsafePointer<concord_string_table>) -> Int64) throws(ArtifactError) -> Int {
    while true {
      let answer = unsafe kernel(shape.table)
      if answer >= Int64(CONCORD_IS_BEFORE) { return Int(answer) }
      // Throws, or what was missing is there from then on.
      try supply(answer)
    }
  }

  @inline(never)
  private func supply(_ answer: Int64) throws(ArtifactError) {
    if answer == Int64(CONCORD_INDEX_DAMAGED) { throw index.damaged(shape.offsets, "offsets fall") }
    if answer == Int64(CONCORD_BLOCK_DAMAGED) { throw blocks.damaged(0, "the strings of a block") }
    let unit = Int(Int64(CONCORD_UNVERIFIED) - answer)
    try (unit & 1 == 0 ? index : blocks).verify((unit >> 1) << 12, 1)
  }

  /// Where a string is, or would be: the first that is not below it, whether that is it, and where its block lies.
  private struct Place {
    var number: Int
    var isSame: Bool
    var start: Int
    var end: Int
  }

  /// The place of a key; in a given block, or where the tree leads.
  @inline(__always)
  private func place(of key: ByteView, inBlock block: Int = -1) throws(ArtifactError) -> Place {
    var place = concord_block_place()
    let answer = try unsafe ask { table in
      unsafe concord_find_string(
        table, key.base.assumingMemoryBound(to: UInt8.self), UInt64(key.count), Int64(block), &place)
    }
    if answer == Int(CONCORD_IS_BEFORE) { return try placeByHeads(of: key) }
    return Place(
      number: answer >> 2, isSame: answer & 3 == Int(CONCORD_IS_SAME), start: Int(place.start), end: Int(place.end))
  }

  /// The same where many blocks have the first eight bytes of the key: their whole heads decide.
  @inline(never)
  private func placeByHeads(of key: ByteView) throws(ArtifactError) -> Place {
    let head = key.head
    var low = head == 0 ? 0 : try unsafe ask { unsafe concord_count_heads($0, head - 1) }
    var high = try unsafe ask { unsafe concord_count_heads($0, head) }
    while low < high {
      let middle = (low + high) / 2
      if try self.head(of: middle).compare(key) <= 0 { low = middle + 1 } else { high = middle }
    }
    return try place(of: key, inBlock: max(0, low - 1))
  }

  private func head(of block: Int) throws(ArtifactError) -> ByteView {
    var keys = BlockKeys(try self.block(block))
    if !keys.next() { throw damaged("the first string of block \(block)") }
    return keys.whole
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
    let inside = number % HeadTree.fanOut
    let offset = shape.offsets + number / HeadTree.fanOut * HeadTree.group
    let view = try index.bytes(offset, HeadTree.group)
    let base = unsafe UInt64(littleEndian: view.base.loadUnaligned(as: UInt64.self))
    let ends = unsafe view.base + 8
    let end = unsafe UInt32(littleEndian: ends.loadUnaligned(fromByteOffset: 4 * inside, as: UInt32.self))
    var start: UInt32 = 0
    if inside > 0 {
      start = unsafe UInt32(littleEndian: ends.loadUnaligned(fromByteOffset: 4 * inside - 4, as: UInt32.self))
    }
    let length = UInt64(blocks.length)
    if start > end || base > length || UInt64(end) > length - base { throw index.damaged(offset, "offsets fall") }
    return Int(base) + Int(start)..<Int(base) + Int(end)
  }

  /// A cursor at the first string that is not below `key`.
  package func cursor(from key: ByteView) throws(ArtifactError) -> StringCursor {
    let number = try lowerBound(key)
    let size = StringTableWriter.blockSize
    var cursor = StringCursor(table: self, block: number / size)
    for _ in 0..<number % size { _ = try cursor.next() }
    return cursor
  }

  /// The number of strings below `key`: the number of the first that is not.
  ///
  /// O(log n).
  package func lowerBound(_ key: ByteView) throws(ArtifactError) -> Int { try place(of: key).number }

  /// The number of `key`, if it is in the table; `info` reads what is kept for it.
  ///
  /// O(log n).
  package func find(_ key: ByteView) throws(ArtifactError) -> Int? {
    let place = try place(of: key)
    return place.isSame ? place.number : nil
  }

  /// The number of `key`, if it is in the table, and what is kept for its block as `info(of:)` gives it.
  ///
  /// O(log n).
  func findInfo(_ key: ByteView) throws(ArtifactError) -> (number: Int, info: (bytes: ByteView, offset: Int))? {
    let place = try place(of: key)
    if !place.isSame { return nil }
    // The kernel has seen that the block lies in the section and is verified.
    let block = blocks.verifiedBefore(place.start, place.end - place.start)
    return (place.number, try info(in: block, at: place.start))
  }

  /// The strings of a range that begin with `prefix`; all that do are in the range.
  ///
  /// O(1) for a prefix of up to 8 bytes in a range of up to 8,192 strings, otherwise O(strings of the range).
  func narrow(_ strings: Range<Int>, toPrefix prefix: ByteView) throws(ArtifactError) -> Range<Int> {
    if strings.isEmpty { return strings }
    if strings.lowerBound < 0 || strings.upperBound > count { throw damaged("strings \(strings) of \(count)") }
    var range = concord_string_range(low: UInt64(strings.lowerBound), high: UInt64(strings.upperBound))
    _ = try unsafe ask { table in
      unsafe concord_narrow(table, prefix.base.assumingMemoryBound(to: UInt8.self), UInt64(prefix.count), &range)
    }
    return Int(range.low)..<Int(range.high)
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
    let (start, end) = (try range(ofBlock: first).lowerBound, try range(ofBlock: last).upperBound)
    if start > end { throw index.damaged(shape.offsets, "offsets fall") }
    return end - start
  }

  package func damaged(_ what: String) -> ArtifactError { blocks.damaged(0, what) }
}

/// What kernels are told of a table, in memory that stays where it is.
@safe private final class StringTableShape: @unchecked Sendable {
  let table: UnsafePointer<concord_string_table>
  /// Where the offsets of the blocks begin, and where the index has to end.
  let offsets: Int
  let indexLength: Int
  /// Bytes that may be loaded from the start of the blocks.
  let loadable: Int

  init(_ index: Section, _ blocks: Section, strings: Int, blocks count: Int) {
    loadable = blocks.loadable
    let levels = HeadTree.nodes(blocks: count).reversed().map(\.self)
    let (indexBytes, blockBytes) = unsafe (index.unverified, blocks.unverified)
    // SAFETY: the table that has this keeps both sections, and they keep the bytes and the bits.
    var table = unsafe concord_string_table(
      index: indexBytes.base.assumingMemoryBound(to: UInt8.self),
      blocks: blockBytes.base.assumingMemoryBound(to: UInt8.self), blocks_length: UInt64(blocks.length),
      readable: UInt64(loadable), verified: indexBytes.bits, index_unit: UInt64(indexBytes.firstUnit),
      blocks_unit: UInt64(blockBytes.firstUnit), strings: UInt64(strings), block_count: UInt64(count),
      starts: (0, 0, 0, 0, 0, 0, 0, 0), nodes: (0, 0, 0, 0, 0, 0, 0, 0), offsets: 0, levels: UInt32(levels.count))
    var start = HeadTree.start
    for (level, nodes) in levels.enumerated() {
      unsafe concord_set_level(&table, UInt32(level), UInt64(start), UInt64(nodes))
      start += nodes * HeadTree.fanOut * 8
    }
    unsafe table.offsets = UInt64(start)
    offsets = start
    indexLength = start + (count + HeadTree.fanOut - 1) / HeadTree.fanOut * HeadTree.group
    let kept = UnsafeMutablePointer<concord_string_table>.allocate(capacity: 1)
    unsafe kept.initialize(to: table)
    unsafe self.table = UnsafePointer(kept)
  }

  deinit { unsafe table.deallocate() }
}

/// Walks a table of strings in order.
package struct StringCursor {
  /// The current string.
  package private(set) var key: [UInt8] = []
  /// Its number.
  package private(set) var number: Int
  private let table: StringTable
  private var keys: BlockKeys?

  init(table: StringTable, block: Int) {
    self.table = table
    number = block * StringTableWriter.blockSize - 1
  }

  /// Moves to the next string; false at the end.
  package mutating func next() throws(ArtifactError) -> Bool {
    if number + 1 >= table.count { return false }
    number += 1
    let isFirst = number % StringTableWriter.blockSize == 0 || keys == nil
    var keys = try isFirst ? BlockKeys(table.block(number / StringTableWriter.blockSize)) : self.keys
    if keys?.next() != true { throw table.damaged("the strings around \(number)") }
    self.keys = keys
    if let keys {
      let shared = keys.shared
      if shared > key.count { throw table.damaged("the strings around \(number)") }
      key.removeLast(key.count - shared)
      keys.appendSuffix(to: &key)
    }
    return true
  }
}
