// Words inside of texts, in the order of what follows from them: the encoder. WordStarts.swift shows the bytes.

internal import CKernels
internal import ConcordBytes
internal import ConcordText

/// Gathers the starts of texts that arrive in the order of their keys.
///
/// Memory: the keys of texts that have a second word, and 32 bytes a start; 16 more to sort them.
struct WordStartsWriter {
  /// The first eight bytes from each start, by which most are sorted.
  private let heads = ByteRoom(capacity: 1 << 12)
  /// Where in `keys` each start is.
  private let sources = ByteRoom(capacity: 1 << 12)
  /// What is written of each start: the text, above it the offset, above that the code of the text's weight.
  private let places = ByteRoom(capacity: 1 << 12)
  /// Number of starts.
  private var total = 0
  /// About as many are expected: room for them is taken at once, which costs nothing until it is written.
  private let expected: Int
  private let keys = ByteRoom(capacity: 1 << 12)
  private var used = 0
  private var texts: UInt32 = 0
  /// Whether a word begins at each of the bytes that can be one's start, and room that a kernel may write.
  private let flags = ByteRoom(capacity: longest + 16)

  /// Words begin below it, or do not count: an offset is a byte.
  private static let longest = 256

  /// Begins without a text; as many are expected.
  init(texts: Int) { expected = texts }

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
    var base = Int.min
    for first in stride(from: 0, to: count, by: 8) {
      var word = unsafe UInt64(littleEndian: flags.loadUnaligned(fromByteOffset: first, as: UInt64.self))
      while word != 0 {
        let offset = first &+ word.trailingZeroBitCount >> 3
        word &= word &- 1
        if base == .min { base = begin(key, from: offset, starts: (count &- offset) / 2 &+ 1) &- offset }
        let rest = UInt32(truncatingIfNeeded: key.count &- offset)
        let head = unsafe concord_head((key.base + offset).assumingMemoryBound(to: UInt8.self), rest)
        let item = HeadOrder.Item(head: head, number: UInt32(truncatingIfNeeded: total), count: rest)
        let place = UInt64(text) | UInt64(truncatingIfNeeded: offset) << 32 | UInt64(code) << 40
        // SAFETY: `begin` made room for as many starts as a text of this length can have.
        unsafe heads.base.storeBytes(of: item, toByteOffset: 16 &* total, as: HeadOrder.Item.self)
        unsafe sources.base.storeBytes(of: base &+ offset, toByteOffset: 8 &* total, as: Int.self)
        unsafe places.base.storeBytes(of: place, toByteOffset: 8 &* total, as: UInt64.self)
        total &+= 1
      }
    }
  }

  /// Keeps a key from its first start on and makes room for its starts; returns where it begins.
  private mutating func begin(_ key: ByteView, from first: Int, starts: Int) -> Int {
    let starts = total == 0 ? max(starts, expected) : starts
    heads.reserve(16 &* starts, behind: 16 &* total)
    sources.reserve(8 &* starts, behind: 8 &* total)
    places.reserve(8 &* starts, behind: 8 &* total)
    let rest = key.count - first
    keys.reserve(rest + 8, behind: used)
    unsafe (keys.base + used).copyMemory(from: key.base + first, byteCount: rest)
    used += rest
    return used - rest
  }

  /// Sorts and writes the starts; nothing is written without one.
  ///
  /// - Parameter code: says what the codes are.
  mutating func finish(_ code: WeightCode, folder: String?, into writer: inout ArtifactWriter) throws(SystemError) {
    if total == 0 { return }
    let room = ByteRoom(capacity: 16 * total)
    defer { withExtendedLifetime(room) {} }
    let order = unsafe sorted(room)
    let section = SectionSpool(.wordStarts, folder: folder)
    var codes = [UInt8](repeating: 0, count: total)
    unsafe try section.append(WordStarts.start + 5 * total) { out in
      unsafe out.initializeMemory(as: UInt8.self, repeating: 0, count: WordStarts.start)
      unsafe out.storeBytes(of: UInt64(total).littleEndian, as: UInt64.self)
      let (texts, offsets) = unsafe (out + WordStarts.start, out + WordStarts.start + 4 * total)
      for number in 0..<total {
        let place = unsafe places.base.load(fromByteOffset: 8 &* Int(order[number].number), as: UInt64.self)
        unsafe texts.storeBytes(
          of: UInt32(truncatingIfNeeded: place).littleEndian, toByteOffset: 4 &* number, as: UInt32.self)
        unsafe offsets.storeBytes(of: UInt8(truncatingIfNeeded: place >> 32), toByteOffset: number, as: UInt8.self)
        codes[number] = UInt8(truncatingIfNeeded: place >> 40)
      }
    }
    let spool = SectionSpool(.wordStartWeights, folder: folder)
    try WeightTree.encode(&codes, of: code.classes, into: spool)
    writer.add(section)
    writer.add(spool)
  }

  /// The starts in the order of what follows, then of texts; they are there or in the room.
  private func sorted(_ room: ByteRoom) -> UnsafeMutableBufferPointer<HeadOrder.Item> {
    func items(_ bytes: ByteRoom) -> UnsafeMutableBufferPointer<HeadOrder.Item> {
      unsafe UnsafeMutableBufferPointer(
        start: bytes.base.bindMemory(to: HeadOrder.Item.self, capacity: total), count: total)
    }
    let sorted = unsafe HeadOrder.sort(items(heads), room: items(room))
    unsafe settle(sorted, depth: 0)
    return unsafe sorted
  }

  /// Puts starts, which have `depth` bytes in common and are sorted by the next eight, in the order of all.
  private func settle(_ items: UnsafeMutableBufferPointer<HeadOrder.Item>, depth: Int) {
    var (runs, which): ([Range<Int>], [UInt32]) = ([], [])
    var first = 0
    // Whether all that have one head end in it, at the same byte: they are alike, and in the order of texts already.
    var isEnd = true
    for index in 0..<items.count {
      let item = unsafe items[index]
      isEnd = isEnd && Int(item.count) <= depth &+ 8 && (unsafe items[first].count) == item.count
      if index + 1 < items.count, unsafe items[index + 1].head == item.head { continue }
      if index > first && !isEnd {
        runs.append(first..<index + 1)
        for member in first...index { which.append(UInt32(truncatingIfNeeded: member)) }
      }
      (first, isEnd) = (index + 1, true)
      if which.count >= Self.together {
        unsafe divide(items, runs, which, depth: depth + 8)
        runs.removeAll(keepingCapacity: true)
        which.removeAll(keepingCapacity: true)
      }
    }
    unsafe divide(items, runs, which, depth: depth + 8)
  }

  /// What follows is looked up for so many at once: each look-up waits for memory, and none for another.
  private static let together = 1024

  /// The same for runs of starts that have `depth` bytes in common, if they have as many; `which` are those of all runs.
  private func divide(
    _ items: UnsafeMutableBufferPointer<HeadOrder.Item>, _ runs: [Range<Int>], _ which: [UInt32], depth: Int
  ) {
    guard let first = items.baseAddress else { return }
    // SAFETY: every item's number is below `total`, and behind the kept keys there are eight bytes.
    unsafe concord_next_heads(
      first, which, which.count, sources.base.assumingMemoryBound(to: UInt64.self),
      keys.base.assumingMemoryBound(to: UInt8.self), UInt32(truncatingIfNeeded: depth))
    for run in runs {
      let own = unsafe UnsafeMutableBufferPointer(rebasing: items[run])
      if unsafe own.contains(where: { $0.count < depth }) {
        unsafe compare(own)
      } else {
        unsafe HeadOrder.sortFew(own)
        unsafe settle(own, depth: depth)
      }
    }
  }

  /// The same by all of their bytes: where one ends, zeros do not say whether another has them.
  private func compare(_ items: UnsafeMutableBufferPointer<HeadOrder.Item>) {
    func rest(_ item: HeadOrder.Item) -> ByteView {
      unsafe ByteView(base: bytes(of: item), count: Int(item.count))
    }
    var items = unsafe items
    unsafe items.sort { left, right in
      let order = rest(left).compare(rest(right))
      return order != 0 ? order < 0 : left.number < right.number
    }
  }

  /// The kept bytes from a start on.
  @inline(__always)
  private func bytes(of item: HeadOrder.Item) -> UnsafeRawPointer {
    unsafe UnsafeRawPointer(keys.base + sources.base.load(fromByteOffset: 8 &* Int(item.number), as: Int.self))
  }
}
