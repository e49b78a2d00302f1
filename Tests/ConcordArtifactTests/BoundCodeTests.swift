// Bounds in one byte: an upper bound is never below, a lower bound never above.

import ConcordArtifact
import ConcordTestSupport
import Testing

struct BoundCodeTests {
  private func check(_ value: Float) {
    let up = BoundCode.up(value)
    let down = BoundCode.down(value)
    #expect(BoundCode.values[Int(up)] >= value)
    #expect(BoundCode.values[Int(down)] <= value)
    if up > 0 { #expect(BoundCode.values[Int(up) - 1] < value) }
    if down < 255 { #expect(BoundCode.values[Int(down) + 1] > value) }
  }

  @Test func `values ascend from 0 to infinity in steps of at most 4,5 percent`() {
    #expect(BoundCode.values.count == 256)
    #expect(BoundCode.values.first == 0)
    #expect(BoundCode.values.last == .infinity)
    for code in 1...255 { #expect(BoundCode.values[code] > BoundCode.values[code - 1]) }
    for code in 2...254 { #expect(BoundCode.values[code] / BoundCode.values[code - 1] < 1.045) }
  }

  @Test func `powers of two are exact`() {
    for exponent in -4...11 {
      let power = Float(sign: .plus, exponent: exponent, significand: 1)
      #expect(BoundCode.values[1 + 16 * (exponent + 4)] == power)
      #expect(BoundCode.up(power) == BoundCode.down(power))
    }
  }

  @Test func `codes bound their value as tightly as they can`() {
    var random = SeededRandom(seed: 4)
    for code in 0...255 {
      let value = BoundCode.values[code]
      check(value)
      if value.isFinite { check(value.nextUp) }
      if value > 0 { check(value.nextDown) }
    }
    for _ in 0..<50_000 {
      let value = abs(Float(bitPattern: UInt32(truncatingIfNeeded: random.next())))
      if !value.isNaN { check(value) }
    }
  }

  @Test func `what is no positive number has code 0`() {
    for value in [0, -0.0, -1, -.infinity, .nan] as [Float] {
      #expect(BoundCode.up(value) == 0)
      #expect(BoundCode.down(value) == 0)
    }
  }
}
