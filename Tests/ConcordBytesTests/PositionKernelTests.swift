// The kernels over positions against what they are said to do.

import CKernels
import ConcordTestSupport
import Testing

@Suite struct PositionKernelTests {
  @Test func `gaps add up to positions, and an overflow shows`() {
    var random = SeededRandom(seed: 11)
    for round in 0..<2000 {
      let count = 1 + random.below(40)
      let limit = round % 10 == 0 ? 1 << 32 : 1 << (1 + random.below(20))
      let gaps = (0..<(count + 7)).map { _ in UInt32(truncatingIfNeeded: random.below(limit)) }
      let previous = Int64(random.below(50)) - 1
      var values = [UInt32](repeating: 0, count: count + 7)
      let last = unsafe concord_add_gaps(gaps, UInt32(count), previous, &values)
      var running = previous
      let expected = gaps.prefix(count).map { gap in
        running += 1 + Int64(gap)
        return UInt32(truncatingIfNeeded: running)
      }
      #expect(Array(values.prefix(count)) == expected)
      #expect(last == running)
    }
  }

  @Test func `starts are kept whose place is among the values`() {
    var random = SeededRandom(seed: 12)
    var kept = 0
    for _ in 0..<2000 {
      let values = ascending(random.below(60), &random)
      var starts = ascending(random.below(60), &random)
      let offset = UInt32(random.below(6))
      let before = UInt32(random.below(4))
      let padded = values + [UInt32](repeating: .max, count: 8)
      let behind = starts.filter { $0 >= before && values.contains($0 - before + offset) }.map { $0 - before }
      var found = [UInt32](repeating: 0, count: starts.count + 1)
      let proposed = unsafe Int(
        concord_keep_followed(&found, starts, UInt32(starts.count), before, offset, padded))
      #expect(Array(found.prefix(proposed)) == behind)
      let expected = starts.filter { values.contains($0 + offset) }
      let count = unsafe starts.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return 0 }
        return unsafe Int(concord_keep_followed(base, base, UInt32(buffer.count), 0, offset, padded))
      }
      #expect(Array(starts.prefix(count)) == expected)
      kept += count
    }
    #expect(kept > 1000, "some are kept")
  }

  @Test func `the numbers that end a list are not its values`() {
    var starts: [UInt32] = [0, 0]
    let count = unsafe concord_keep_followed(
      &starts, [3, UInt32.max - 2], 2, 0, 2, [5] + [UInt32](repeating: .max, count: 8))
    #expect(count == 1)
    #expect(starts[0] == 3)
  }

  private func ascending(_ count: Int, _ random: inout SeededRandom) -> [UInt32] {
    var at: UInt32 = 0
    return (0..<count).map { _ in
      at += 1 + UInt32(random.below(5))
      return at
    }
  }
}
