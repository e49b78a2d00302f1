// Our own logarithm against the machine's, which may not reach the file but is a good judge.

import ConcordArtifact
import ConcordTestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct LogarithmTests {
  private func distance(_ x: Double) -> Double {
    let expected = log(x)
    let found = Logarithm.natural(x)
    return expected == found ? 0 : abs(found - expected) / expected.ulp
  }

  @Test func `100,000 random numbers are within 2 units in the last place`() {
    var random = SeededRandom(seed: 5)
    var worst = 0.0
    for round in 0..<100_000 {
      switch round % 3 {
      case 0: worst = max(worst, distance(1 + Double(random.next() >> 40) / Double(1 + random.below(1_000))))
      case 1: worst = max(worst, distance(Double.random(in: 0.4...2.5, using: &random)))
      default:
        let x = Double(bitPattern: random.next() & 0x7fff_ffff_ffff_ffff)
        if x.isNormal { worst = max(worst, distance(x)) }
      }
    }
    #expect(worst <= 2)
  }

  @Test func `edges`() {
    #expect(Logarithm.natural(1) == 0)
    let one = 1.0
    let root = 2.0.squareRoot()
    for x in [one.nextUp, one.nextDown, root, root.nextUp, 0.5, 2, 1e300, 1e-300] {
      #expect(distance(x) <= 2)
    }
  }
}
