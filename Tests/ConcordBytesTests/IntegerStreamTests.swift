// The integer codec: against its slow twin, at every width and count, and on bytes that are no stream.

import ConcordBytes
import ConcordTestSupport
import Testing

struct IntegerStreamTests {
  private let room = GuardedBytes(capacity: 2048)

  private func encode(_ values: [UInt32]) -> [UInt8] {
    var bytes: [UInt8] = []
    unsafe values.withUnsafeBufferPointer { buffer in
      if let base = buffer.baseAddress { unsafe IntegerStream.encode(base, count: buffer.count, into: &bytes) }
    }
    return bytes
  }

  /// Decodes from memory that ends exactly at the last byte, into memory that ends exactly at the last value.
  private func decode(_ bytes: [UInt8], count: Int) -> (values: [UInt32], length: Int) {
    let source = unsafe room.hold(bytes)
    var values = [UInt32](repeating: 0xdead_beef, count: count)
    let length = unsafe values.withUnsafeMutableBufferPointer { target -> Int in
      guard let target = target.baseAddress, let base = source.baseAddress else { return 0 }
      return unsafe IntegerStream.decode(
        base.assumingMemoryBound(to: UInt8.self), available: bytes.count, count: count, into: target)
    }
    return (values, length)
  }

  private func skip(_ bytes: [UInt8], count: Int) -> Int {
    let source = unsafe room.hold(bytes)
    guard let base = source.baseAddress else { return 0 }
    return unsafe IntegerStream.skip(base.assumingMemoryBound(to: UInt8.self), available: bytes.count, count: count)
  }

  private func values(_ count: Int, width: Int, _ random: inout SeededRandom) -> [UInt32] {
    (0..<count).map { _ in width == 0 ? 0 : UInt32(truncatingIfNeeded: random.next() >> UInt64(64 - width)) }
  }

  /// Everything that must hold for one list of values.
  private func check(_ values: [UInt32]) {
    let bytes = encode(values)
    #expect(bytes.count <= IntegerStream.maximumLength)
    let decoded = decode(bytes, count: values.count)
    #expect(decoded.values == values)
    #expect(decoded.length == bytes.count)
    #expect(skip(bytes, count: values.count) == bytes.count)
    let slow = SlowStream.decode(bytes, count: values.count)
    #expect(slow?.values == values)
    #expect(slow?.length == bytes.count)
    guard let control = bytes.first else { return }
    #expect(SlowStream.encode(values, width: Int(control & 63), less: control & 128 != 0) == bytes)
  }

  @Test(arguments: 0...32)
  func `every width and count reads back and agrees with the slow twin`(width: Int) {
    var random = SeededRandom(seed: UInt64(width))
    for count in 1...128 { check(values(count, width: width, &random)) }
  }

  @Test(arguments: 0...32)
  func `streams of the slow twin with a forced width are read, exceptions included`(width: Int) {
    var random = SeededRandom(seed: 100 + UInt64(width))
    for count in [1, 2, 7, 8, 31, 127, 128] {
      for wide in [width, min(32, width + 1), min(32, width + 9), 32] {
        var list = values(count, width: width, &random)
        for _ in 0...(count / 5) { list[random.below(count)] = values(1, width: wide, &random)[0] }
        for less in [false, true] where !less || list.allSatisfy({ $0 > 0 }) {
          let bytes = SlowStream.encode(list, width: width, less: less)
          let decoded = decode(bytes, count: count)
          #expect(decoded.values == list)
          #expect(decoded.length == bytes.count)
        }
      }
    }
  }

  @Test func `equal values, ramps and single outliers read back`() {
    for value: UInt32 in [0, 1, 2, 255, 1 << 31, .max - 1, .max] {
      for count in [1, 2, 127, 128] {
        check([UInt32](repeating: value, count: count))
        var outlier = [UInt32](repeating: 1, count: count)
        outlier[count - 1] = value
        check(outlier)
        check((0..<count).map { UInt32($0) &* (value / 128) })
      }
    }
  }

  @Test func `equal values cost one byte where a width of 0 says it all`() {
    #expect(encode([UInt32](repeating: 0, count: 128)) == [0x00])
    #expect(encode([UInt32](repeating: 1, count: 128)) == [0x80])
    #expect(encode([1, 1, 1]) == [0x80])
  }

  @Test func `random distributions read back`() {
    var random = SeededRandom(seed: 7)
    for _ in 0..<3_000 {
      let count = 1 + random.below(128)
      // Mostly small numbers and a few large ones, like gaps.
      check((0..<count).map { _ in UInt32(truncatingIfNeeded: random.next() >> UInt64(32 + random.below(32))) })
    }
  }

  @Test func `a truncation at any length is no stream`() {
    var random = SeededRandom(seed: 8)
    for count in [1, 5, 127, 128] {
      for width in [0, 1, 5, 17, 32] {
        var list = values(count, width: width, &random)
        list[random.below(count)] = .max
        let bytes = encode(list)
        for length in 0..<bytes.count {
          let part = Array(bytes.prefix(length))
          #expect(decode(part, count: count).length == 0)
          #expect(skip(part, count: count) == 0)
        }
      }
    }
  }

  @Test func `random bytes agree with the slow twin and never reach past their end`() {
    var random = SeededRandom(seed: 9)
    var streams = 0
    for _ in 0..<60_000 {
      let count = 1 + random.below(128)
      var bytes = random.bytes(1 + random.below(80))
      // Half of them with a small width, so that exceptions are reached.
      if random.below(2) == 0 { bytes[0] = bytes[0] & 0xc3 }
      let fast = decode(bytes, count: count)
      let slow = SlowStream.decode(bytes, count: count)
      #expect(fast.length == slow?.length ?? 0)
      // Skipping looks at the length alone: it may pass over a stream that does not decode, never beyond the bytes.
      let skipped = skip(bytes, count: count)
      #expect(fast.length == 0 ? skipped <= bytes.count : skipped == fast.length)
      if let slow {
        streams += 1
        #expect(fast.values == slow.values)
      }
    }
    #expect(streams > 1_000)
  }

  @Test func `a stream with one byte changed agrees with the slow twin`() {
    var random = SeededRandom(seed: 10)
    for _ in 0..<4_000 {
      let count = 1 + random.below(128)
      var list = values(count, width: random.below(12), &random)
      list[random.below(count)] = UInt32(truncatingIfNeeded: random.next())
      var bytes = encode(list)
      bytes[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
      let fast = decode(bytes, count: count)
      let slow = SlowStream.decode(bytes, count: count)
      #expect(fast.length == slow?.length ?? 0)
      if let slow { #expect(fast.values == slow.values) }
    }
  }

  @Test(arguments: [0, -1, 129, Int(UInt32.max), 1 << 32])
  func `a count that no stream has is refused`(count: Int) {
    #expect(skip([0, 0, 0, 0], count: count) == 0)
  }

  @Test func `gaps become ascending numbers, and an overflow of 32 bits shows`() {
    var random = SeededRandom(seed: 11)
    for count in 1...128 {
      var gaps = values(count, width: 20, &random)
      let previous = random.below(2) == 0 ? -1 : Int64(random.below(1 << 20))
      var expected: [UInt32] = []
      var last = previous
      for gap in gaps {
        last += Int64(gap) + 1
        expected.append(UInt32(last))
      }
      let sum = unsafe gaps.withUnsafeMutableBufferPointer { buffer -> UInt64 in
        guard let base = buffer.baseAddress else { return 0 }
        return unsafe IntegerStream.sumGaps(base, count: count, after: previous)
      }
      #expect(sum == UInt64(last))
      #expect(gaps == expected)
    }
    var huge = [UInt32](repeating: .max, count: 128)
    let sum = unsafe huge.withUnsafeMutableBufferPointer { buffer -> UInt64 in
      guard let base = buffer.baseAddress else { return 0 }
      return unsafe IntegerStream.sumGaps(base, count: 128, after: Int64(UInt32.max))
    }
    #expect(sum == UInt64(UInt32.max) + 128 * (1 << 32))
  }
}
