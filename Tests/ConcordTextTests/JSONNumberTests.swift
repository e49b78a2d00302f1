// Numbers read exactly, or not at all.

import ConcordText
import Testing

struct JSONNumberTests {
  private struct Read: Equatable {
    var int64: Int64?
    var uint64: UInt64?
    var double: UInt64?
  }

  private func read(_ literal: String) throws -> Read {
    try unsafe withExactCopy(Array("{\"n\":\(literal)}".utf8)) { bytes in
      var record = unsafe JSONRecordScanner(bytes)
      let member = try #require(try record.nextMember())
      let number = try #require(record.number(of: member.value))
      #expect(number.text == literal)
      return Read(int64: number.int64, uint64: number.uint64, double: number.double?.bitPattern)
    }
  }

  @Test(
    arguments: [
      ("0", 0, 0, 0.0), ("-0", 0, 0, -0.0), ("7", 7, 7, 7), ("-7", -7, nil, -7), ("1.0", nil, nil, 1),
      ("1e3", nil, nil, 1000),
      ("9007199254740993", 9_007_199_254_740_993, 9_007_199_254_740_993, 9_007_199_254_740_992),
      ("9223372036854775807", .max, 9_223_372_036_854_775_807, 0x1p63),
      ("-9223372036854775808", .min, nil, -0x1p63), ("-9223372036854775809", nil, nil, -0x1p63),
      ("9223372036854775808", nil, 1 << 63, 0x1p63), ("18446744073709551615", nil, .max, 0x1p64),
      ("18446744073709551616", nil, nil, 0x1p64), ("1e400", nil, nil, nil), ("-1e400", nil, nil, nil),
      ("1e-400", nil, nil, 0), ("-1e-400", nil, nil, -0.0), ("5e-324", nil, nil, Double.leastNonzeroMagnitude),
      ("0.1", nil, nil, 0.1),
      ("0.30000000000000004", nil, nil, 0.1 + 0.2),
      ("2.2250738585072011e-308", nil, nil, Double.leastNormalMagnitude.nextDown),
      ("123456789.125", nil, nil, 123_456_789.125), ("0.0000000000000000000001", nil, nil, 1e-22),
    ] as [(String, Int64?, UInt64?, Double?)])
  func `a literal is exact or nil`(literal: String, int64: Int64?, uint64: UInt64?, double: Double?) throws {
    #expect(try read(literal) == Read(int64: int64, uint64: uint64, double: double?.bitPattern))
  }

  @Test func `random doubles read back to the same bits, whichever way they are written`() throws {
    var random = RepeatableRandom(seed: 6)
    for round in 0..<3_000 {
      let value =
        round % 3 == 0
        ? Double(Int.random(in: -9_999_999...9_999_999, using: &random)) / 1_000
        : round % 3 == 1 ? Double.random(in: -1...1, using: &random) : Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      #expect(try read("\(value)").double == value.bitPattern)
    }
  }

  @Test func `a literal of a thousand digits is read`() throws {
    let digits = String(repeating: "1", count: 1_000)
    #expect(try read(digits) == Read(int64: nil, uint64: nil, double: nil))
    #expect(try read("0." + digits).double == Double("0." + digits)?.bitPattern)
  }
}
