// Going down a tree over block heads, with and without wide registers, against a loop.

import CKernels
import ConcordTestSupport
import Testing

struct TreeKernelTests {
  /// An index as the kernel reads it: 64 bytes, the levels from the top, 8 bytes a block.
  private struct Index {
    let heads: [UInt64]
    var nodes: [UInt64] = []
    var words = [UInt64](repeating: 0, count: 8)

    init(_ heads: [UInt64]) {
      self.heads = heads
      var levels: [[UInt64]] = []
      var keys = heads
      repeat {
        keys += repeatElement(.max, count: (8 - keys.count % 8) % 8 + (keys.isEmpty ? 8 : 0))
        levels.append(keys)
        keys = stride(from: 0, to: keys.count, by: 8).map { keys[$0] }
      } while keys.count > 1
      for level in levels.reversed() {
        nodes.append(UInt64(level.count / 8))
        words += level
      }
      words += repeatElement(0, count: heads.count + 1)
    }

    /// What the kernel says of a key, with the units of `verified` known to be right.
    func find(_ key: UInt64, verified: UInt64 = .max, firstUnit: UInt64 = 3) -> Int64? {
      let bits: [UInt64] = [verified << firstUnit, firstUnit == 0 ? 0 : verified >> (64 - firstUnit)]
      let room = GuardedBytes(capacity: words.count * 8)
      let bytes = unsafe room.hold(
        words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } })
      guard let base = bytes.baseAddress else { return nil }
      return unsafe bits.withUnsafeBufferPointer { bits in
        unsafe nodes.withUnsafeBufferPointer { nodes in
          guard let verified = bits.baseAddress, let levels = nodes.baseAddress else { return nil }
          var tree = unsafe concord_head_tree(
            index: base.assumingMemoryBound(to: UInt8.self), verified: verified, first_unit: firstUnit,
            blocks: UInt64(heads.count))
          return unsafe concord_find_head(&tree, levels, UInt32(nodes.count), key)
        }
      }
    }
  }

  @Test(arguments: [0, 1, 2, 7, 8, 9, 63, 64, 65, 512, 600])
  func `heads below a key and heads like it are those of a loop`(count: Int) throws {
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
        let place = try #require(index.find(key))
        let (below, same) = (heads.count(where: { $0 < key }), heads.count(where: { $0 == key }))
        #expect(place >> 4 == below, "\(count) heads, round \(round), key \(key)")
        // Only up to the end of a node is the number of like ones known.
        let isKnown = place & 15 != 15
        #expect(isKnown ? place & 15 == same : same > 0 || below == 0, "\(count) heads, round \(round), key \(key)")
      }
    }
  }

  @Test func `the first unit on the way that is not verified is named`() throws {
    // 3,000 nodes below 375: more than one unit each.
    let heads = (0..<24_000).map { UInt64($0) * 3 }
    let index = Index(heads)
    let last = UInt64(index.words.count - heads.count - 2) / 512
    #expect(index.find(23_999 * 3 + 1) == Int64(24_000 * 16))
    #expect(index.find(5, verified: ~1) == -1)
    let isMissing = try #require(index.find(23_999 * 3, verified: ~(1 << last), firstUnit: 0))
    #expect(isMissing == -1 - Int64(last))
    #expect(try #require(index.find(5, verified: ~(1 << last), firstUnit: 0)) == Int64(2 * 16))
  }
}
