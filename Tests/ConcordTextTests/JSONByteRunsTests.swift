// The C kernels against their Swift twins, at every alignment and tail, beside pages that may not be read.

import ConcordText
import Testing

struct JSONByteRunsTests {
  /// Bytes of each kind that the kernels tell apart, plain ones most of all.
  private static let alphabet: [UInt8] =
    Array(repeating: 0x61, count: 40) + [0x22, 0x5C, 0x0A, 0x0D, 0x2C, 0x00, 0x1F, 0x20, 0x7F, 0x80, 0xFF, 0xC3, 0x23]

  @Test(arguments: GuardSide.allCases)
  func `every byte at every place of every length up to 64 ends a run where the twin says`(side: GuardSide) {
    let buffer = GuardedBuffer(capacity: 4096)
    var checked = 0
    for length in 0...64 {
      for place in stride(from: 0, to: length, by: length > 40 ? 3 : 1) {
        for byte: UInt8 in [0x22, 0x5C, 0x00, 0x1F, 0x20, 0x21, 0x23, 0x5B, 0x5D, 0x7F, 0x80, 0xA2, 0xDC, 0xFF] {
          var bytes = [UInt8](repeating: 0x61, count: length)
          bytes[place] = byte
          checked += compare(bytes, buffer, side)
        }
      }
      checked += compare([UInt8](repeating: 0x61, count: length), buffer, side)
    }
    #expect(checked > 10_000)
  }

  @Test(arguments: GuardSide.allCases)
  func `random bytes at every alignment and tail end a run where the twin says`(side: GuardSide) {
    let buffer = GuardedBuffer(capacity: 4096)
    var random = RepeatableRandom(seed: 1)
    var checked = 0
    for length in 0...80 {
      for _ in 0..<20 {
        checked += compare((0..<length).map { _ in Self.alphabet.randomElement(using: &random) ?? 0 }, buffer, side)
      }
    }
    for _ in 0..<300 {
      checked += compare((0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }, buffer, side)
    }
    #expect(checked == 81 * 20 + 300)
  }

  @Test func `four hexadecimal digits are read as the twin reads them`() {
    let buffer = GuardedBuffer(capacity: 4)
    for place in 0..<4 {
      for byte in UInt8.min...UInt8.max {
        var digits = Array("09aF".utf8)
        digits[place] = byte
        unsafe buffer.with(digits) { bytes in
          guard let start = bytes.baseAddress else { return }
          let unit = unsafe ByteRuns.hexUnit(start)
          unsafe #expect(unit == ByteRuns.hexUnitTwin(start))
          #expect((unit != nil) == Character(Unicode.Scalar(byte)).isHexDigit)
        }
      }
    }
  }

  /// Compares all kernels on `bytes`, and on all of their suffixes' alignments below 16; returns 1.
  private func compare(_ bytes: [UInt8], _ buffer: GuardedBuffer, _ side: GuardSide) -> Int {
    unsafe buffer.with(bytes, at: side) { whole in
      for skipped in 0..<min(16, max(1, bytes.count)) {
        guard let start = whole.baseAddress else { return }
        let part = unsafe start + skipped
        let count = bytes.count - skipped
        unsafe #expect(ByteRuns.plainString(part, count: count) == ByteRuns.plainStringTwin(part, count: count))
        for (a, b): (UInt8, UInt8) in [(0x2C, 0x0A), (0x22, 0x22), (0x00, 0xFF)] {
          unsafe #expect(
            ByteRuns.find(a, or: b, part, count: count) == ByteRuns.findTwin(a, or: b, part, count: count))
        }
      }
    }
    compareCopies(bytes, buffer, side)
    return 1
  }

  private func compareCopies(_ bytes: [UInt8], _ buffer: GuardedBuffer, _ side: GuardSide) {
    unsafe buffer.with(bytes, at: side) { source in
      guard let start = source.baseAddress else { return }
      var copies: [[UInt8]] = [[], []]
      for (index, useTwin) in [false, true].enumerated() {
        copies[index] = unsafe [UInt8](unsafeUninitializedCapacity: bytes.count) { target, count in
          guard let room = target.baseAddress else { return }
          unsafe count =
            useTwin
            ? ByteRuns.copyPlainTwin(to: room, from: start, count: bytes.count)
            : ByteRuns.copyPlain(to: room, from: start, count: bytes.count)
        }
      }
      #expect(copies[0] == copies[1])
    }
  }
}
