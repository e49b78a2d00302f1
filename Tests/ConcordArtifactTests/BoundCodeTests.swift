// Bounds in one byte: an upper bound is never below, a lower bound never above.

import ConcordArtifact
import ConcordTestSupport
import Testing

struct BoundCodeTests {
  /// Whether both codes of a value are on their side of it and none is nearer.
  private func isBound(_ value: Float) -> Bool {
    let values = BoundCode.values
    let up = Int(BoundCode.up(value))
    let down = Int(BoundCode.down(value))
    return values[up] >= value && values[down] <= value && (up == 0 || values[up - 1] < value)
      && (down == 255 || values[down + 1] > value)
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
      #expect(isBound(value))
      if value.isFinite { #expect(isBound(value.nextUp)) }
      if value > 0 { #expect(isBound(value.nextDown)) }
    }
    let values = (0..<50_000).map { _ in abs(Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))) }
    #expect(values.filter { !$0.isNaN && !isBound($0) } == [])
  }

  @Test func `what is no positive number has code 0`() {
    for value in [0, -0.0, -1, -.infinity, .nan] as [Float] {
      #expect(BoundCode.up(value) == 0)
      #expect(BoundCode.down(value) == 0)
    }
  }
}
