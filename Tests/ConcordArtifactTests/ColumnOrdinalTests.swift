// Ordinals order like what they stand for, and stand for one value each.

import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct ColumnOrdinalTests {
  @Test func `whole numbers keep their order`() {
    let values: [Int64] = [.min, .min + 1, -1_000, -1, 0, 1, 42, .max - 1, .max]
    #expect(values.map { ColumnOrdinal.integer(ColumnOrdinal.of($0)) } == values)
    let ordinals = values.map { ColumnOrdinal.of($0) }
    #expect(ordinals == ordinals.sorted())
  }

  @Test func `doubles keep their order`() {
    let values = [
      -Double.infinity, -.greatestFiniteMagnitude, -1, -.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude, 0.1, 1,
      1e300, .infinity,
    ]
    let ordinals = values.compactMap { ColumnOrdinal.of($0) }
    #expect(ordinals == ordinals.sorted() && Set(ordinals).count == values.count)
    #expect(ordinals.map { ColumnOrdinal.double($0) } == values)
    #expect(ColumnOrdinal.of(-0.0) == ColumnOrdinal.of(0.0))
    #expect(ColumnOrdinal.of(Double.nan) == nil)
  }

  @Test func `decimals are whole numbers and come back to the bit`() {
    var random = SeededRandom(seed: 9)
    for decimals in 0...DecimalScale.most {
      for _ in 0..<500 {
        let shift = Int64.random(in: 0...50, using: &random)
        let number = Int64.random(in: -(1 << 50)...(1 << 50), using: &random) >> shift
        let value = DecimalScale.double(number, decimals: decimals)
        #expect(DecimalScale.number(value, decimals: decimals) == number)
        #expect(DecimalScale.decimals(of: value).map { $0 <= decimals } == true)
        #expect(DecimalScale.firstNumber(from: value, decimals: decimals) == number)
        #expect(DecimalScale.firstNumber(from: value.nextUp, decimals: decimals) == number + 1)
      }
    }
    #expect(DecimalScale.decimals(of: 3.5) == 1 && DecimalScale.decimals(of: -0.01) == 2)
    #expect(DecimalScale.decimals(of: 1e300) == nil && DecimalScale.decimals(of: .infinity) == nil)
    #expect(DecimalScale.decimals(of: 1.0 / 3) == nil && DecimalScale.decimals(of: .nan) == nil)
    #expect(DecimalScale.firstNumber(from: .infinity, decimals: 2) == nil)
    #expect(DecimalScale.firstNumber(from: -.infinity, decimals: 2) == -1 << 50)
  }

  @Test func `a long keyword is cut between characters`() {
    let long = String(repeating: "ü", count: 600)
    #expect(ColumnLimits.cut(Array(long.utf8)).count == 1_024)
    let odd = Array(("x" + long).utf8)
    #expect(ColumnLimits.cut(odd).count == 1_023)
    #expect(ColumnLimits.cut([UInt8](repeating: 0x80, count: 2_000)).count == 1_020)
    #expect(ColumnLimits.cut([65]) == [65])
  }
}
