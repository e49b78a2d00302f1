// Selecting shapes, with and without wide registers, against a loop.

import CKernels
import ConcordTestSupport
import Testing

struct ShapeKernelTests {
  @Test func `the selection is that of a loop, at every count and alignment`() {
    var random = ConcordTestSupport.SeededRandom(seed: 11)
    let room = GuardedBytes(capacity: 3 * 80)
    for round in 0..<3_000 {
      let count = random.below(80)
      let shapes = (0..<count).map { _ in UInt32(truncatingIfNeeded: random.next() & random.next()) & 0xFF_FFFF }
      let wanted = UInt32(truncatingIfNeeded: random.next()) & 0xF_FFFF
      let twice = random.below(2) == 0 ? 0 : wanted & UInt32(truncatingIfNeeded: random.next())
      let thrice = twice & UInt32(truncatingIfNeeded: random.next())
      let limits = (0..<32).map { _ in [0, 255, UInt8(random.below(12))][random.below(3)] }
      var filter = concord_shape_filter()
      filter.wanted = (wanted, twice, thrice)
      unsafe withUnsafeMutableBytes(of: &filter.present) { unsafe $0.copyBytes(from: limits[..<16]) }
      unsafe withUnsafeMutableBytes(of: &filter.foreign) { unsafe $0.copyBytes(from: limits[16...]) }
      let expected = shapes.indices.filter { index in
        let (letters, length) = (shapes[index] & 0xF_FFFF, Int(shapes[index] >> 20))
        let present = [wanted, twice, thrice].reduce(0) { $0 + (letters & $1).nonzeroBitCount }
        return present >= Int(limits[length]) && (letters & ~wanted).nonzeroBitCount <= Int(limits[16 + length])
      }
      let bytes = shapes.flatMap { shape in [0, 8, 16].map { UInt8(truncatingIfNeeded: shape >> UInt32($0)) } }
      let held = unsafe room.hold(bytes)
      var found = [UInt32](repeating: 0, count: count + 1)
      let selected = unsafe found.withUnsafeMutableBufferPointer { out in
        guard let base = held.baseAddress, let target = out.baseAddress else { return UInt32(0) }
        return unsafe concord_select_shapes(base.assumingMemoryBound(to: UInt8.self), UInt32(count), &filter, target)
      }
      found.removeLast(found.count - Int(selected))
      #expect(found.map { Int($0) } == expected, "round \(round)")
    }
  }
}
