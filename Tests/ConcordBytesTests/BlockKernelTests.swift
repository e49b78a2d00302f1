// The kernels over blocks and windows against twins in Swift, at every length, beside memory that may not be touched.

import CKernels
import ConcordBytes
import ConcordTestSupport
import Testing

struct BlockKernelTests {
  private func ascending(_ count: Int, step: Int, _ random: inout SeededRandom) -> [UInt32] {
    var value: UInt32 = UInt32(random.below(50))
    return (0..<count).map { _ in
      defer { value += 1 + UInt32(random.below(step)) }
      return value
    }
  }

  private func encoded(_ values: [UInt32]) -> [UInt8] {
    var bytes: [UInt8] = []
    unsafe values.withUnsafeBufferPointer { buffer in
      if let base = buffer.baseAddress { unsafe IntegerStream.encode(base, count: buffer.count, into: &bytes) }
    }
    return bytes
  }

  @Test func `documents are gaps added up`() {
    var random = SeededRandom(seed: 1)
    for count in 1...128 {
      let gaps = (0..<count).map { _ in UInt32(random.below(1 << random.below(20))) }
      let bytes = encoded(gaps)
      for previous in [Int64(-1), 0, 12345] {
        var expected: [UInt32] = []
        var last = previous
        for gap in gaps {
          last += Int64(gap) + 1
          expected.append(UInt32(last))
        }
        var out = [UInt32](repeating: 0, count: 128)
        var end: UInt64 = 0
        let read = unsafe concord_decode_documents(bytes, bytes.count, UInt32(count), previous, &out, &end)
        #expect(read == bytes.count)
        #expect(Array(out.prefix(count)) == expected)
        #expect(end == UInt64(last))
      }
    }
  }

  @Test func `a sum beyond 32 bits shows`() {
    for count in [4, 8, 127, 128] {
      let gaps = [UInt32](repeating: .max / 3, count: count)
      let bytes = encoded(gaps)
      var out = [UInt32](repeating: 0, count: 128)
      var end: UInt64 = 0
      _ = unsafe concord_decode_documents(bytes, bytes.count, UInt32(count), -1, &out, &end)
      #expect(end == UInt64(count) * (UInt64(UInt32.max / 3) + 1) - 1)
    }
  }

  @Test func `selecting, marking and counting`() {
    var random = SeededRandom(seed: 2)
    for count in [0, 1, 7, 31, 32, 33, 127, 128, 1000, 4096] {
      let values = (0..<count).map { _ in Int32(truncatingIfNeeded: random.below(2000)) - 1000 }
      for minimum in [Int32.min, -1000, -5, 0, 1, 700, 999, 1000, .max] {
        var out = [UInt32](repeating: 0, count: count + 1)
        let found = unsafe Int(concord_select_at_least(values, UInt32(count), minimum, &out))
        #expect(Array(out.prefix(found)) == values.indices.filter { values[$0] >= minimum }.map { UInt32($0) })
      }
    }
    for count in stride(from: 0, through: 4096, by: 32) {
      let marks = (0..<count).map { _ in UInt8(random.below(4) == 0 ? 1 : 0) }
      var out = [UInt32](repeating: 0, count: count + 1)
      let found = unsafe Int(concord_select_marked(marks, UInt32(count), &out))
      #expect(Array(out.prefix(found)) == marks.indices.filter { marks[$0] == 1 }.map { UInt32($0) })
      #expect(unsafe Int(concord_count_marked(marks, UInt32(count))) == found)
    }
  }

  @Test func `few numbers are sorted, the largest first`() {
    var random = SeededRandom(seed: 8)
    for count in 0...128 {
      var values = (0..<count).map { UInt64(random.below(1 << 40)) << 24 | UInt64($0) }
      if count > 3 { (values[1], values[3]) = (.max, 0) }
      var out = [UInt64](repeating: 7, count: count + 1)
      unsafe concord_sort_descending(values, UInt32(count), &out)
      #expect(out == values.sorted(by: >) + [7])
    }
  }

  @Test func `sums and marks land where the documents are`() {
    var random = SeededRandom(seed: 3)
    let documents = ascending(128, step: 20, &random).map { $0 + 70_000 }
    let contributions = documents.map { _ in Int32(random.below(1 << 30)) }
    var sums = [Int32](repeating: 5, count: 4096)
    var marks = [UInt8](repeating: 0, count: 4096)
    unsafe concord_add_sums(&sums, documents, contributions, 128, 70_000)
    unsafe concord_set_marks(&marks, documents, 128, 70_000)
    var expected = [Int32](repeating: 5, count: 4096)
    for (document, contribution) in zip(documents, contributions) { expected[Int(document - 70_000)] += contribution }
    #expect(sums == expected)
    #expect(marks.indices.filter { marks[$0] != 0 } == documents.map { Int($0 - 70_000) })
  }

  @Test func `intersections of all sizes`() {
    var random = SeededRandom(seed: 4)
    for round in 0..<3000 {
      let step = 1 + random.below(8)
      let a = ascending(random.below(round % 9 == 0 ? 4000 : 140), step: step, &random)
      let b = ascending(random.below(129), step: 1 + random.below(8), &random)
      let room = min(a.count, b.count) + 1
      var inA = [UInt32](repeating: 0, count: room)
      var inB = [UInt32](repeating: 0, count: room)
      let found = unsafe Int(concord_intersect(a, UInt32(a.count), b, UInt32(b.count), &inA, &inB))
      let places = Dictionary(uniqueKeysWithValues: b.enumerated().map { ($0.element, $0.offset) })
      let expected = a.enumerated().filter { places[$0.element] != nil }
      #expect(Array(inA.prefix(found)) == expected.map { UInt32($0.offset) })
      #expect(Array(inB.prefix(found)) == expected.map { UInt32(places[$0.element] ?? 0) })
    }
  }

  @Test func `lower bounds, picks, sums and the largest code`() {
    var random = SeededRandom(seed: 5)
    for count in 0...140 {
      let values = ascending(count, step: 5, &random)
      for target in [0, 1, 30, 100, 400, UInt32.max] {
        let expected = values.firstIndex { $0 >= target } ?? count
        #expect(unsafe Int(concord_lower_bound(values, UInt32(count), target)) == expected)
      }
      #expect(unsafe concord_sum(values, UInt32(count)) == values.reduce(0) { $0 + UInt64($1) })
      let picks = values.indices.filter { _ in random.below(3) == 0 }.map { UInt32($0) }
      var out = [UInt32](repeating: 0, count: picks.count + 1)
      unsafe concord_take(&out, values, picks, UInt32(picks.count))
      #expect(Array(out.prefix(picks.count)) == picks.map { values[Int($0)] })
      let codes = values.map { UInt8(truncatingIfNeeded: $0) }
      #expect(unsafe concord_largest_code(codes, codes.count) == codes.max() ?? 0)
    }
  }

  @Test func `a stream that is skipped is as long as one that is decoded`() {
    var random = SeededRandom(seed: 6)
    for _ in 0..<4000 {
      let count = 1 + random.below(128)
      let width = random.below(20)
      let values = (0..<count).map { _ in
        UInt32(random.below(1 << (random.below(12) == 0 ? width + random.below(12) : width)))
      }
      var bytes = encoded(values)
      let length = bytes.count
      #expect(unsafe concord_skip_stream(bytes, length, UInt32(count)) == length)
      #expect(unsafe concord_skip_stream(bytes, length - 1, UInt32(count)) == 0)
      bytes += [9, 9, 9, 9, 9, 9, 9, 9, 9]
      #expect(unsafe concord_skip_stream(bytes, bytes.count, UInt32(count)) == length)
    }
  }

  @Test func `rows are added up`() {
    var random = SeededRandom(seed: 8)
    for round in 0..<600 {
      let count = 1 + random.below(128)
      let mask = UInt32(1 + random.below(127))
      // Sums that exceed 32 bits, too.
      let most = round % 5 == 0 ? 1 << 32 : 1 << random.below(12)
      let values = (0..<7 * 128).map { _ in UInt32(random.below(most)) }
      var sums = [UInt32](repeating: 7, count: count + 8)
      let total = unsafe concord_sum_rows(&sums, values, mask, UInt32(count))
      var running: UInt64 = 0
      for index in 0...count {
        #expect(sums[index] == UInt32(truncatingIfNeeded: running))
        if index == count { continue }
        for row in 0..<7 where mask & (1 << UInt32(row)) != 0 { running += UInt64(values[row * 128 + index]) }
      }
      #expect(total == running)
    }
  }

  @Test func `values are read where they are packed`() {
    var random = SeededRandom(seed: 9)
    for _ in 0..<3000 {
      let count = random.below(3) == 0 ? 128 : 1 + random.below(128)
      let width = random.below(24)
      let least: UInt32 = random.below(3) == 0 ? 1 : 0
      let rare = 2 + random.below(12)
      let values = (0..<count).map { _ in
        max(least, UInt32(random.below(1 << (random.below(rare) == 0 ? min(31, width + random.below(9)) : width))))
      }
      var bytes = encoded(values)
      let length = bytes.count
      if random.below(2) == 0 { bytes += (0..<60).map { _ in UInt8(random.below(256)) } }
      let picks = values.indices.filter { _ in random.below(4) == 0 }.map { UInt32($0) }
      var out = [UInt32](repeating: 0, count: picks.count + 1)
      let read = unsafe concord_pick_stream(bytes, bytes.count, UInt32(count), picks, UInt32(picks.count), &out)
      #expect(read == length)
      #expect(Array(out.prefix(picks.count)) == picks.map { values[Int($0)] })
      #expect(unsafe concord_pick_stream(bytes, length - 1, UInt32(count), picks, UInt32(picks.count), &out) == 0)
    }
  }

  @Test func `the fields of a posting are added in their order`() {
    var random = SeededRandom(seed: 7)
    let norms = (0..<3 * 4096).map { _ in UInt8(random.below(256)) }
    let weights = (0..<3 * 256).map { _ in Float.random(in: 0...4, using: &random) }
    for round in 0..<1000 {
      let count = 1 + round % 128
      let (mask, dense) = (1 + random.below(7), random.below(3))
      let documents = ascending(count, step: 20, &random)
      let frequencies = (0..<3 * 128).map { _ in random.below(5) == 0 ? UInt32(random.below(9)) : 0 }
      var strengths = [Float](repeating: 7, count: count)
      unsafe concord_strengths(
        &strengths, documents, frequencies, UInt32(mask), UInt32(dense), norms, 4096, weights, UInt32(count))
      for (index, document) in documents.enumerated() {
        var sum: Float = 0
        for field in 0..<3 where mask & (1 << field) != 0 {
          let weight = weights[256 * field + Int(norms[4096 * field + Int(document)])]
          let product: Float = weight * Float(frequencies[128 * field + index])
          sum += product
        }
        #expect(strengths[index] == sum)
      }
    }
  }
}
