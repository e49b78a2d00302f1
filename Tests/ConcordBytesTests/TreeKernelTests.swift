// Counting the keys of a tree node, with and without wide registers, against a loop.

import CKernels
import ConcordTestSupport
import Testing

struct TreeKernelTests {
  @Test func `the count is that of a loop, inclusive or not`() {
    var random = SeededRandom(seed: 3)
    let edges: [UInt64] = [0, 1, 1 << 63 - 1, 1 << 63, 1 << 63 + 1, .max - 1, .max]
    for round in 0..<2_000 {
      let keys = (0..<8).map { _ in random.below(3) == 0 ? edges[random.below(edges.count)] : random.next() }.sorted()
      let wanted = edges + keys + keys.map { $0 &+ 1 } + keys.map { $0 &- 1 } + [random.next()]
      for key in wanted {
        let below = unsafe keys.withUnsafeBufferPointer {
          unsafe $0.baseAddress.map { unsafe concord_count_below($0, key, 0) }
        }
        let upTo = unsafe keys.withUnsafeBufferPointer {
          unsafe $0.baseAddress.map { unsafe concord_count_below($0, key, 1) }
        }
        #expect(below.map { Int($0) } == keys.count { $0 < key }, "round \(round)")
        #expect(upTo.map { Int($0) } == keys.count { $0 <= key }, "round \(round)")
      }
    }
  }

  @Test func `a node need not be aligned`() {
    let room = GuardedBytes(capacity: 64)
    let bytes = (0..<8).flatMap { key in (0..<8).map { $0 == 0 ? UInt8(key) : 0 } }
    let node = unsafe room.hold(bytes)
    let count = unsafe node.baseAddress.map {
      unsafe concord_count_below($0.assumingMemoryBound(to: UInt64.self), 5, 0)
    }
    #expect(count == 5)
  }
}
