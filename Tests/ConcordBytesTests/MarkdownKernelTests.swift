// The kernels that Markdown skips bytes by, against a look at each byte.

import CKernels
import ConcordTestSupport
import Testing

@Suite struct MarkdownKernelTests {
  /// Bytes that are mostly those that matter.
  private func blocks() -> [[UInt8]] {
    var random = SeededRandom(seed: 3)
    let marks = Array("\n\r&*<>:@~[\\]^_`\"wWx \0Zaz.;=?{}|".utf8)
    return (0..<2000).map { index in
      index % 3 == 0 ? random.bytes(64) : (0..<64).map { _ in marks[random.below(marks.count)] }
    }
  }

  @Test func `bytes that may mean something in a line are found, and no others but two letters at the end`() {
    for block in blocks() {
      var expected: UInt64 = 0
      for (index, byte) in block.enumerated() {
        let isMark = byte == 0x0A || "&*<:@~[\\]^_`".utf8.contains(byte)
        let isHost = (0..<3).allSatisfy { index + $0 > 63 || block[index + $0] | 0x20 == UInt8(ascii: "w") }
        if isMark || isHost { expected |= 1 << UInt64(index) }
      }
      let found = unsafe block.withUnsafeBufferPointer { unsafe ck_inline_bytes($0.baseAddress.unsafelyUnwrapped) }
      let portable = unsafe block.withUnsafeBufferPointer {
        unsafe ck_inline_bytes_portable($0.baseAddress.unsafelyUnwrapped)
      }
      #expect(found == expected)
      #expect(portable == expected)
    }
  }

  @Test func `ends of lines are found, and no others`() {
    for block in blocks() {
      var expected: UInt64 = 0
      for (index, byte) in block.enumerated() where byte == 0x0A || byte == 0x0D { expected |= 1 << UInt64(index) }
      let found = unsafe block.withUnsafeBufferPointer { unsafe ck_line_ends($0.baseAddress.unsafelyUnwrapped) }
      #expect(found == expected)
    }
  }

  @Test func `bytes are copied, and those that HTML escapes are found`() {
    for block in blocks() {
      var expected: UInt32 = 0
      for (index, byte) in block.prefix(32).enumerated() where byte == 0 || "\"&<>".utf8.contains(byte) {
        expected |= 1 << UInt32(index)
      }
      var copy = [UInt8](repeating: 1, count: 32)
      let found = unsafe block.withUnsafeBufferPointer { from in
        unsafe copy.withUnsafeMutableBufferPointer { to in
          unsafe ck_copy_html(to.baseAddress.unsafelyUnwrapped, from.baseAddress.unsafelyUnwrapped)
        }
      }
      #expect(found == expected)
      #expect(copy == Array(block.prefix(32)))
    }
  }
}
