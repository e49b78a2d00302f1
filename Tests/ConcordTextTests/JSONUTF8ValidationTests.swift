// Strict UTF-8 against the standard library.

import ConcordText
import Testing

struct JSONUTF8ValidationTests {
  private func offset(_ bytes: [UInt8]) -> Int? {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      let offset = unsafe UTF8Validation.firstInvalidOffset(in: buffer)
      let twin = unsafe UTF8Validation.firstInvalidOffsetTwin(in: buffer)
      if offset != twin { Issue.record("kernel \(offset as Int?) twin \(twin as Int?) on \(bytes)") }
      return offset
    }
  }

  private func isValid(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

  /// The longest prefix that the standard library accepts and that no byte more would make part of a sequence.
  private func slowOffset(_ bytes: [UInt8]) -> Int? {
    if isValid(bytes) { return nil }
    return (0..<bytes.count).last { isValid(Array(bytes[..<$0])) }
  }

  @Test func `all sequences of one and two bytes are judged as the standard library judges them`() {
    var wrong = 0
    for first in 0...255 {
      if (offset([UInt8(first)]) == nil) != isValid([UInt8(first)]) { wrong += 1 }
      for second in 0...255 {
        let bytes = [UInt8(first), UInt8(second)]
        if offset(bytes) != slowOffset(bytes) { wrong += 1 }
      }
    }
    #expect(wrong == 0)
  }

  @Test func `all sequences of three bytes whose first is not ASCII are judged alike, alone and across a register`() {
    var wrong = 0
    var padded = [UInt8](repeating: 0x61, count: 40)
    for first in 0x80...255 {
      for second in 0...255 {
        // All third bytes that matter: each end of each range of table 3-7, and the neighbours.
        for third: UInt8 in [0x00, 0x22, 0x7F, 0x80, 0x81, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xF0, 0xFF] {
          let bytes = [UInt8(first), UInt8(second), third]
          let expected = isValid(bytes)
          if (offset(bytes) == nil) != expected { wrong += 1 }
          padded.replaceSubrange(30..<33, with: bytes)
          if (offset(padded) == nil) != expected { wrong += 1 }
        }
      }
    }
    #expect(wrong == 0)
  }

  @Test func `every three bytes that begin a longer sequence are judged as the standard library judges them`() {
    var wrong = 0
    for first in 0xE0...0xF4 {
      for second in 0x80...0xBF {
        for third in 0...255 {
          let bytes = [UInt8(first), UInt8(second), UInt8(third)]
          if (offset(bytes) == nil) != isValid(bytes) { wrong += 1 }
        }
      }
    }
    #expect(wrong == 0)
  }

  @Test func `random bytes and damaged text are judged alike at every length`() {
    var random = RepeatableRandom(seed: 2)
    let sample = Array("naïve café 検索 🦜 file ß Ω \u{10FFFF}\u{FFFF}\u{D7FF}\u{E000} plain ASCII for a while".utf8)
    var valid = 0
    for _ in 0..<20_000 {
      let start = Int.random(in: 0..<sample.count, using: &random)
      let end = Int.random(in: start...sample.count, using: &random)
      var bytes = Array(sample[start..<end]) + Array(sample[..<Int.random(in: 0..<40, using: &random)])
      if Bool.random(using: &random), !bytes.isEmpty {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      let expected = slowOffset(bytes)
      let found = offset(bytes)
      if found != expected { Issue.record("\(bytes): \(found as Int?), not \(expected as Int?)") }
      if found == nil { valid += 1 }
    }
    #expect(valid > 500)
  }

  @Test func `nothing beyond the given bytes is read`() {
    let buffer = GuardedBuffer(capacity: 4096)
    for length in 0...140 {
      for side in GuardSide.allCases {
        let bytes = [UInt8](repeating: 0xC3, count: length)
        let found = unsafe buffer.with(bytes, at: side) { unsafe UTF8Validation.firstInvalidOffset(in: $0) }
        #expect(found == (length == 0 ? nil : 0))
      }
    }
  }
}
