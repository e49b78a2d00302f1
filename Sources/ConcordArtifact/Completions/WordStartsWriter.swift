// Words inside of texts, in the order of what follows from them: the encoder. WordStarts.swift shows the bytes.

internal import CKernels
internal import ConcordBytes
internal import ConcordText

/// Gathers the starts of texts that arrive in the order of their keys.
///
/// Memory: the keys of texts that have a second word, and 40 bytes a start; 16 more to sort them.
struct WordStartsWriter {
  private struct Start {
    /// The range of `keys` from the start to the end of the text.
    let from: Int
    let count: Int32
    let text: UInt32
    let offset: UInt8
    /// The code of the text's weight.
    let code: UInt8
  }

  private var starts: [Start] = []
  /// The first eight bytes from each start, by which most are sorted.
  private var heads: [HeadOrder.Item] = []
  private let keys = ByteRoom(capacity: 1 << 12)
  private var used = 0
  private var texts: UInt32 = 0
  /// Whether a word begins at each of the bytes that can be one's start, and eight more.
  private let flags = ByteRoom(capacity: longest + 8)

  /// Words begin below it, or do not count: an offset is a byte.
  private static let longest = 256

  /// Appends a text that is a single word.
  @inline(__always)
  mutating func appendWord() { texts &+= 1 }

  /// Appends a text, given the key with what is behind the text, and the length of the text.
  ///
  /// - Parameter key: 16 more bytes may be read.
  mutating func append(_ key: ByteView, length: Int, code: UInt8) {
    let count = min(length, Self.longest)
    let text = texts
    texts &+= 1
    if count == 0 { return }
    let flags = unsafe flags.base
    // SAFETY: there is a flag for each byte, and the key has `count` bytes.
    unsafe concord_word_starts(
      key.base.assumingMemoryBound(to: UInt8.self), count, flags.assumingMemoryBound(to: UInt8.self))
    unsafe (flags + count).initializeMemory(as: UInt8.self, repeating: 0, count: 8)
    var base = -1
    for first in stride(from: 0, to: count, by: 8) {
      var word = unsafe UInt64(littleEndian: flags.loadUnaligned(fromByteOffset: first, as: UInt64.self))
      while word != 0 {
        let offset = first &+ word.trailingZeroBitCount >> 3
        word &= word &- 1
        if base < 0 { base = keep(key) }
        heads.append(
          HeadOrder.Item(
            head: unsafe Self.head(key.base + offset, key.count &- offset),
            number: UInt32(truncatingIfNeeded: starts.count)))
        starts.append(
          Start(
            from: base &+ offset, count: Int32(truncatingIfNeeded: key.count &- offset), text: text,
            offset: UInt8(truncatingIfNeeded: offset), code: code))
      }
    }
  }

  /// The first eight of `count` bytes as a big-endian number, behind the last one zeros; eight may be read.
  @inline(__always)
  private static func head(_ bytes: UnsafeRawPointer, _ count: Int) -> UInt64 {
    let head = unsafe UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
    let missing = UInt64(truncatingIfNeeded: 8 &* max(0, 8 &- count))
    return (head >> missing) << missing
  }

  /// Keeps a key; returns where it begins.
  private mutating func keep(_ key: ByteView) -> Int {
    keys.reserve(key.count + 8, behind: used)
    unsafe (keys.base + used).copyMemory(from: key.base, byteCount: key.count)
    used += key.count
    return used - key.count
  }

  /// Sorts and writes the starts; nothing is written without one.
  ///
  /// - Parameter code: says what the codes are.
  mutating func finish(_ code: WeightCode, folder: String?, into writer: inout ArtifactWriter) throws(SystemError) {
    if starts.isEmpty { return }
    let order = sorted()
    let section = SectionSpool(.wordStarts, folder: folder)
    var codes = [UInt8](repeating: 0, count: order.count)
    unsafe try section.append(WordStarts.start + 5 * order.count) { out in
      unsafe out.initializeMemory(as: UInt8.self, repeating: 0, count: WordStarts.start)
      unsafe out.storeBytes(of: UInt64(order.count).littleEndian, as: UInt64.self)
      let (texts, offsets) = unsafe (out + WordStarts.start, out + WordStarts.start + 4 * order.count)
      for (place, item) in order.enumerated() {
        let start = starts[Int(item.number)]
        unsafe texts.storeBytes(of: start.text.littleEndian, toByteOffset: 4 &* place, as: UInt32.self)
        unsafe offsets.storeBytes(of: start.offset, toByteOffset: place, as: UInt8.self)
        codes[place] = start.code
      }
    }
    let spool = SectionSpool(.wordStartWeights, folder: folder)
    try WeightTree.encode(&codes, of: code.classes, into: spool)
    writer.add(section)
    writer.add(spool)
  }

  /// The starts in the order of what follows, then of texts.
  private mutating func sorted() -> [HeadOrder.Item] {
    var items = heads
    heads = []
    HeadOrder.sort(&items)
    unsafe items.withUnsafeMutableBufferPointer { items in
      unsafe starts.withUnsafeBufferPointer { starts in unsafe settle(items, starts, depth: 0) }
    }
    return items
  }

  /// Puts starts, which have `depth` bytes in common and are sorted by the next eight, in the order of all.
  private func settle(
    _ items: UnsafeMutableBufferPointer<HeadOrder.Item>, _ starts: UnsafeBufferPointer<Start>, depth: Int
  ) {
    var first = 0
    for index in 0..<items.count {
      if index + 1 < items.count, unsafe items[index + 1].head == items[index].head { continue }
      if index > first {
        unsafe divide(UnsafeMutableBufferPointer(rebasing: items[first...index]), starts, depth: depth + 8)
      }
      first = index + 1
    }
  }

  /// The same for starts that have `depth` bytes in common, if they have as many.
  private func divide(
    _ items: UnsafeMutableBufferPointer<HeadOrder.Item>, _ starts: UnsafeBufferPointer<Start>, depth: Int
  ) {
    let base = unsafe keys.base
    for index in 0..<items.count {
      let number = unsafe items[index].number
      let start = unsafe starts[Int(number)]
      if start.count < depth { return unsafe compare(items, starts) }
      let head = unsafe Self.head(base + start.from + depth, Int(start.count) - depth)
      unsafe items[index] = HeadOrder.Item(head: head, number: number)
    }
    unsafe HeadOrder.sortFew(items)
    unsafe settle(items, starts, depth: depth)
  }

  /// The same by all of their bytes: where one ends, zeros do not say whether another has them.
  private func compare(
    _ items: UnsafeMutableBufferPointer<HeadOrder.Item>, _ starts: UnsafeBufferPointer<Start>
  ) {
    let base = unsafe keys.base
    func rest(_ item: HeadOrder.Item) -> ByteView {
      let start = unsafe starts[Int(item.number)]
      return unsafe ByteView(base: base + start.from, count: Int(start.count))
    }
    var items = unsafe items
    unsafe items.sort { left, right in
      let order = rest(left).compare(rest(right))
      return order != 0 ? order < 0 : left.number < right.number
    }
  }
}
