// Grapheme borders against the conformance test of Unicode 15.0 and against themselves.

import ConcordTestSupport
import ConcordText
import Testing

@Suite struct `grapheme borders` {
  @Test(.enabled(if: SharedData.has("unicode/GraphemeBreakTest.txt")))
  func `are those of the conformance test`() throws {
    var lines = 0
    for line in AnalysisData.lines("unicode/GraphemeBreakTest.txt") {
      var bytes: [UInt8] = []
      var expected: [Int] = []
      for field in line.split(whereSeparator: \.isWhitespace) {
        if field == "÷" {
          expected.append(bytes.count)
        } else if field != "×" {
          let scalar = try #require(UInt32(field, radix: 16).flatMap(Unicode.Scalar.init))
          bytes += Array(String(Character(scalar)).utf8)
        }
      }
      #expect(borders(bytes) == expected, "\(line)")
      #expect(forward(bytes) == expected, "\(line)")
      #expect(backward(bytes) == expected, "\(line)")
      lines += 1
    }
    #expect(lines == 602)
  }

  @Test func `agree forward and backward on any bytes`() {
    let pieces: [[UInt8]] = [
      [0x61], [0x0D], [0x0A], [0xCC, 0x81], Array("🇫".utf8), Array("👍".utf8), Array("🏽".utf8), [0xE2, 0x80, 0x8D],
      [0xFF],
      [0xE2, 0x80], [0x80], Array("각".utf8), Array("\u{1100}".utf8), Array("\u{1161}".utf8), Array("\u{600}".utf8),
    ]
    var random = SeededRandom(seed: 7)
    for round in 0..<3000 {
      var bytes: [UInt8] = []
      for _ in 0...(round % 12) { bytes += pieces[Int.random(in: 0..<pieces.count, using: &random)] }
      #expect(forward(bytes) == borders(bytes))
      #expect(backward(bytes) == borders(bytes))
    }
    #expect(borders([]) == [0])
  }

  @Test func `a second joiner ends the sequence of pictographs`() {
    for (text, expected) in [
      ("👍\u{200D}👍", [0, 11]), ("👍\u{200D}\u{200D}👍", [0, 10, 14]), ("👍\u{200D}\u{301}👍", [0, 9, 13]),
      ("👍\u{301}\u{200D}👍", [0, 13]),
    ] {
      let bytes = Array(text.utf8)
      #expect(borders(bytes) == expected && forward(bytes) == expected && backward(bytes) == expected, "\(text)")
    }
  }

  @Test func `the first clusters are those of String`() {
    let text = "ae\u{301}🇩🇪🇫🇷👩‍👩‍👧x\r\n語"
    let bytes = Array(text.utf8)
    for limit in -1...12 {
      let start = unsafe bytes.withUnsafeBufferPointer { unsafe Array(GraphemeBreak.prefix($0, clusters: limit)) }
      #expect(String(decoding: start, as: UTF8.self) == String(text.prefix(max(0, limit))))
    }
    #expect(unsafe GraphemeBreak.prefix(UnsafeBufferPointer(start: nil, count: 0), clusters: 3).isEmpty)
  }

  private func borders(_ bytes: [UInt8]) -> [Int] {
    unsafe bytes.withUnsafeBufferPointer { text in
      (0...text.count).filter { unsafe GraphemeBreak.isBoundary(text, at: $0) }
    }
  }

  private func forward(_ bytes: [UInt8]) -> [Int] {
    var all = [0]
    unsafe bytes.withUnsafeBufferPointer { text in
      while let last = all.last, last < text.count { unsafe all.append(GraphemeBreak.nextBoundary(text, after: last)) }
    }
    return all
  }

  private func backward(_ bytes: [UInt8]) -> [Int] {
    var all = [bytes.count]
    unsafe bytes.withUnsafeBufferPointer { text in
      while let last = all.last, last > 0 { unsafe all.append(GraphemeBreak.previousBoundary(text, before: last)) }
    }
    return all.reversed()
  }
}
