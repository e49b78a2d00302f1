// Going down a tree over block heads, with and without wide registers, against a loop.

import CKernels
import ConcordTestSupport
import Testing

struct TreeKernelTests {
  /// An index as the kernel reads it: 128 bytes, the levels from the top, 72 bytes for 16 blocks.
  private struct Index {
    let heads: [UInt64]
    var nodes: [UInt64] = []
    var words = [UInt64](repeating: 0, count: 16)

    init(_ heads: [UInt64]) {
      self.heads = heads
      var levels: [[UInt64]] = []
      var keys = heads
      repeat {
        keys += repeatElement(.max, count: (16 - keys.count % 16) % 16 + (keys.isEmpty ? 16 : 0))
        levels.append(keys)
        keys = stride(from: 0, to: keys.count, by: 16).map { keys[$0] }
      } while keys.count > 1
      for level in levels.reversed() {
        nodes.append(UInt64(level.count / 16))
        words += level
      }
    }

    /// What the kernel says of a key, with the units of `verified` known to be right.
    func count(_ key: UInt64, verified: UInt64 = .max, firstUnit: UInt64 = 3) -> Int64? {
      let bits: [UInt64] = [verified << firstUnit, firstUnit == 0 ? 0 : verified >> (64 - firstUnit)]
      let room = GuardedBytes(capacity: words.count * 8)
      let bytes = unsafe room.hold(
        words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } })
      guard let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
      return unsafe bits.withUnsafeBufferPointer { bits in
        guard let verified = bits.baseAddress else { return nil }
        var table = unsafe concord_string_table(
          index: base, blocks: base, blocks_length: 0, readable: 0, verified: verified, index_unit: firstUnit,
          blocks_unit: 0, strings: 0, block_count: UInt64(heads.count), starts: (0, 0, 0, 0, 0, 0, 0, 0),
          nodes: (0, 0, 0, 0, 0, 0, 0, 0), offsets: 0, levels: UInt32(nodes.count))
        var start: UInt64 = 128
        for (level, count) in nodes.enumerated() {
          unsafe concord_set_level(&table, UInt32(level), start, count)
          start += count * 128
        }
        return unsafe concord_count_heads(&table, key)
      }
    }
  }

  @Test(arguments: [0, 1, 2, 15, 16, 17, 255, 256, 257, 600, 4_200])
  func `heads up to a key are those of a loop`(count: Int) throws {
    var random = SeededRandom(seed: UInt64(count) + 3)
    let edges: [UInt64] = [0, 1, 1 << 63 - 1, 1 << 63, 1 << 63 + 1, .max - 1, .max]
    for round in 0..<4 {
      // Few different ones in some rounds, so that many are alike.
      let heads = (0..<count).map { _ in
        random.below(8) == 0
          ? edges[random.below(edges.count)] : round < 2 ? random.next() : UInt64(random.below(1 + count / 4))
      }.sorted()
      let index = Index(heads)
      let some = (0..<20).compactMap { _ in heads.isEmpty ? nil : heads[random.below(heads.count)] }
      let wanted = edges + some + some.map { $0 &+ 1 } + some.map { $0 &- 1 } + [random.next()]
      for key in wanted {
        let found = try #require(index.count(key))
        #expect(Int(found) == heads.count(where: { $0 <= key }), "\(count) heads, round \(round), key \(key)")
      }
    }
  }

  @Test func `the first unit on the way that is not verified is named`() throws {
    // 1,500 nodes below 94 and 6: more than one unit.
    let index = Index((0..<24_000).map { UInt64($0) * 3 })
    let last = Int64(index.words.count - 1) / 512
    func unverified(_ unit: Int64) -> Int64 { Int64(CONCORD_UNVERIFIED) - 2 * unit }
    #expect(index.count(23_999 * 3 + 1) == 24_000)
    #expect(index.count(5, verified: ~1) == unverified(0))
    #expect(index.count(23_999 * 3, verified: ~(1 << UInt64(last)), firstUnit: 0) == unverified(last))
    #expect(index.count(5, verified: ~(1 << UInt64(last)), firstUnit: 0) == 2)
  }
}
