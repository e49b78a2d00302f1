// Lists of numbers: what is written is read, at every width, and ranges are what comparing says.

import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct PackedListTests {
  /// Reads a list by blocks and by places.
  private func check(_ values: [UInt64?], base: UInt64 = 0, step: UInt64 = 1) throws {
    let list = try MadeColumns.list(values, base: base, step: step)
    var read: [UInt64?] = []
    var buffer = [UInt64](repeating: 0, count: 128)
    for number in 0..<list.blockCount {
      let block = try list.block(number)
      let presence = try list.presence(block)
      if !block.isEmpty { try unsafe list.decode(block, into: &buffer) }
      for inside in 0..<block.places.count {
        let isPresent = (inside < 64 ? presence.0 >> UInt64(inside) : presence.1 >> UInt64(inside - 64)) & 1 != 0
        read.append(isPresent ? buffer[inside] : nil)
      }
    }
    #expect(read == values)
    let single = try values.indices.map { try list.value(at: $0) }
    #expect(single == values)
  }

  @Test(arguments: 0...64) func `every width comes back`(width: Int) throws {
    var random = SeededRandom(seed: UInt64(width))
    let greatest: UInt64 = width == 0 ? 0 : .max >> UInt64(64 - width)
    for count in [1, 2, 63, 64, 65, 127, 128, 129, 257] {
      let base: UInt64 = width == 64 ? 0 : UInt64.random(in: 0...(.max - greatest), using: &random)
      var values = (0..<count).map { _ in base + UInt64.random(in: 0...greatest, using: &random) }
      values[0] = base + greatest
      try check(values)
      try check(values.enumerated().map { $0 % 3 == 1 ? nil : $1 })
    }
  }

  @Test func `lists of nothing, of one value and of gaps come back`() throws {
    try check([])
    try check([nil])
    try check([.max])
    try check([UInt64?](repeating: nil, count: 300))
    try check([UInt64?](repeating: nil, count: 128) + [5])
    try check([UInt64?](repeating: 9, count: 256) + [nil])
    try check([0, .max, nil, 1])
    try check([100, 170, nil, 240], base: 100, step: 70)
    try check([1 << 63, .max], base: 1 << 63, step: (1 << 63) - 1)
  }

  @Test func `a range is what comparing each value says`() throws {
    var random = SeededRandom(seed: 77)
    for round in 0..<300 {
      let step = [1, 1, 5, 86_400][round % 4]
      let base = UInt64.random(in: 0...1_000, using: &random)
      let spread = [0, 1, 7, 300, 100_000].randomElement(using: &random) ?? 0
      let values: [UInt64?] = (0..<Int.random(in: 1...400, using: &random)).map { _ in
        Int.random(in: 0...9, using: &random) == 0
          ? nil : base + UInt64(Int.random(in: 0...spread, using: &random) * step)
      }
      let list = try MadeColumns.list(values, base: base, step: UInt64(step))
      let limit = base + UInt64(spread * step) + 3
      let low = UInt64.random(in: 0...limit, using: &random)
      let high = UInt64.random(in: low...limit, using: &random)
      for range in [low...high, 0...UInt64.max, low...low, 0...high, low...UInt64.max] {
        var found: [Int] = []
        for number in 0..<list.blockCount {
          let mask = try list.mask(list.block(number), in: range)
          for place in 0..<128 where (place < 64 ? mask.0 >> UInt64(place) : mask.1 >> UInt64(place - 64)) & 1 != 0 {
            found.append(number * 128 + place)
          }
        }
        #expect(found == values.indices.filter { values[$0].map(range.contains) ?? false })
      }
    }
  }
}
