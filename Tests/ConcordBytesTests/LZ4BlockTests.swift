// LZ4 blocks: round trips, and malformed blocks that give nothing away of what the buffer held before.

import ConcordBytes
import ConcordTestSupport
import Testing

struct LZ4BlockTests {
  private static let canary: UInt8 = 0xa5

  /// Decompresses into a buffer full of canaries that ends at a page without access.
  private func decompress(
    _ block: [UInt8], dictionary: [UInt8] = [], length: Int, room: GuardedBytes
  ) -> [UInt8]? {
    let out = unsafe room.room(dictionary.count + length)
    unsafe out.initializeMemory(as: UInt8.self, repeating: Self.canary)
    unsafe out.copyBytes(from: dictionary)
    let isBlock = block.withView { unsafe LZ4Block.decompress($0, into: out, after: dictionary.count) }
    #expect(unsafe out.prefix(dictionary.count).elementsEqual(dictionary))
    return isBlock ? unsafe [UInt8](out.dropFirst(dictionary.count)) : nil
  }

  /// A decoder of the block format that says no where anything is amiss.
  private func slowDecompress(_ block: [UInt8], length: Int) -> [UInt8]? {
    var out: [UInt8] = []
    var at = 0
    func extended(_ nibble: Int) -> Int? {
      var value = nibble
      if nibble < 15 { return value }
      while true {
        guard at < block.count else { return nil }
        let byte = block[at]
        at += 1
        value += Int(byte)
        if byte != 255 { return value }
      }
    }
    while true {
      guard at < block.count else { return nil }
      let token = Int(block[at])
      at += 1
      guard let literals = extended(token >> 4), at + literals <= block.count else { return nil }
      out += block[at..<(at + literals)]
      at += literals
      if out.count > length { return nil }
      if at == block.count { return out.count == length ? out : nil }
      guard at + 2 <= block.count else { return nil }
      let offset = Int(block[at]) | Int(block[at + 1]) << 8
      at += 2
      guard let match = extended(token & 15), offset > 0, offset <= out.count, out.count + match + 4 <= length else {
        return nil
      }
      for _ in 0..<(match + 4) { out.append(out[out.count - offset]) }
    }
  }

  private func sample(_ count: Int, _ random: inout SeededRandom) -> [UInt8] {
    (0..<count).map { _ in UInt8(97 + random.below(4)) }
  }

  @Test(arguments: [1, 2, 12, 13, 64, 1_000, 12 * 1024, 32 * 1024, 100_000])
  func `a block reads back, compressible or not`(count: Int) {
    var random = SeededRandom(seed: UInt64(count))
    for raw in [sample(count, &random), random.bytes(count), [UInt8](repeating: 0, count: count)] {
      var block: [UInt8] = [1, 2, 3]
      let size = raw.withView { LZ4Block.compress($0, level: 3, into: &block) }
      #expect(block.count == 3 + size)
      #expect(size > 0 && size <= LZ4Block.bound(count))
      #expect(Array(block.prefix(3)) == [1, 2, 3])
      #expect(decompress(Array(block.dropFirst(3)), length: count, room: GuardedBytes(capacity: count)) == raw)
    }
  }

  @Test func `a wrong length is refused on both sides`() {
    var random = SeededRandom(seed: 2)
    let raw = sample(500, &random)
    var block: [UInt8] = []
    _ = raw.withView { LZ4Block.compress($0, level: 3, into: &block) }
    let room = GuardedBytes(capacity: 1024)
    #expect(decompress(block, length: 499, room: room) == nil)
    #expect(decompress(block, length: 501, room: room) == nil)
    for length in 0..<block.count { #expect(decompress(Array(block.prefix(length)), length: 500, room: room) == nil) }
  }

  @Test func `match offsets of 0, beyond the start and 65,535 are refused`() {
    let room = GuardedBytes(capacity: 64)
    for offset: [UInt8] in [[0, 0], [5, 0], [0xff, 0xff]] {
      // Four literals, a match of 8 with a bad offset, five literals.
      let block = [0x44, 1, 2, 3, 4] + offset + [0x50, 5, 6, 7, 8, 9]
      let out = decompress(block, length: 17, room: room)
      #expect(out == nil || out?.contains(Self.canary) == false)
      if offset != [0, 0] { #expect(out == nil) }
    }
  }

  @Test func `mutated blocks hand out no byte of the buffer's past`() {
    var random = SeededRandom(seed: 5)
    let room = GuardedBytes(capacity: 4096)
    var accepted = 0
    for _ in 0..<20_000 {
      let count = 30 + random.below(600)
      var block: [UInt8] = []
      _ = sample(count, &random).withView { LZ4Block.compress($0, level: 3, into: &block) }
      for _ in 0...random.below(3) { block[random.below(block.count)] = UInt8(truncatingIfNeeded: random.next()) }
      guard let out = decompress(block, length: count, room: room) else { continue }
      accepted += 1
      // The canary is no letter of the samples: it may only stem from a mutated literal.
      if !block.contains(Self.canary) { #expect(!out.contains(Self.canary)) }
      if let slow = slowDecompress(block, length: count) { #expect(out == slow) }
    }
    #expect(accepted > 100)
  }

  @Test func `the slow twin accepts what the library makes`() {
    var random = SeededRandom(seed: 6)
    for _ in 0..<200 {
      let raw = sample(1 + random.below(2_000), &random)
      var block: [UInt8] = []
      _ = raw.withView { LZ4Block.compress($0, level: 3, into: &block) }
      #expect(slowDecompress(block, length: raw.count) == raw)
    }
  }

  @Test(arguments: [3, 9, 12]) func `a block with a dictionary reads back with it alone`(level: Int32) {
    var random = SeededRandom(seed: 8)
    for size in [1, 3, 4, 100, 1_024, 65_535, 65_536] {
      let dictionary = random.bytes(size)
      let start = random.below(size)
      let raw = sample(50, &random) + dictionary[start..<min(size, start + 5_000)] + sample(400, &random)
      func compressed() -> [UInt8] {
        var block: [UInt8] = [9]
        let written = raw.withView { raw in
          dictionary.withView { LZ4Block.compress(raw, level: level, dictionary: $0, into: &block) }
        }
        #expect(block.count == 1 + written)
        return Array(block.dropFirst())
      }
      let block = compressed()
      #expect(compressed() == block)
      let room = GuardedBytes(capacity: size + raw.count)
      #expect(decompress(block, dictionary: dictionary, length: raw.count, room: room) == raw)
      if size < 1_024 { continue }
      #expect(block.count < raw.count)
      #expect(decompress(block, length: raw.count, room: room) != raw)
      #expect(decompress(block, dictionary: random.bytes(size), length: raw.count, room: room) != raw)
    }
  }

  @Test func `mutated blocks with a dictionary stay inside of it and of the buffer`() {
    var random = SeededRandom(seed: 9)
    let room = GuardedBytes(capacity: 2_048)
    for _ in 0..<3_000 {
      let dictionary = sample(1 + random.below(200), &random)
      let raw = dictionary + sample(30 + random.below(600), &random)
      var block: [UInt8] = []
      _ = raw.withView { raw in
        dictionary.withView { LZ4Block.compress(raw, level: 9, dictionary: $0, into: &block) }
      }
      for _ in 0...random.below(3) { block[random.below(block.count)] = UInt8(truncatingIfNeeded: random.next()) }
      guard let out = decompress(block, dictionary: dictionary, length: raw.count, room: room) else { continue }
      if !block.contains(Self.canary) { #expect(!out.contains(Self.canary)) }
    }
  }

  @Test func `nothing inflates to nothing`() {
    #expect([UInt8]([]).withView { unsafe LZ4Block.decompress($0, into: .init(start: nil, count: 0)) })
    #expect(LZ4Block.libraryVersion > 10_000)
  }
}
