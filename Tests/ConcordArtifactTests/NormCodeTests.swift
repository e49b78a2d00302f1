// Field lengths in one byte: exact where it matters, and never far off.

import ConcordArtifact
import Testing

struct NormCodeTests {
  @Test func `every code stands for a length that has this code`() {
    for code in 0...255 { #expect(NormCode.encode(NormCode.length(UInt8(code))) == UInt8(code)) }
  }

  @Test func `lengths of codes ascend`() {
    for code in 1...255 { #expect(NormCode.length(UInt8(code)) > NormCode.length(UInt8(code - 1))) }
  }

  @Test func `codes ascend with lengths and are at most 3,2 percent off`() {
    var last: UInt8 = 0
    var worst = 0.0
    for length in UInt32(0)...600_000 {
      let code = NormCode.encode(length)
      if code < last { Issue.record("the code of \(length) is below that of the length before") }
      last = code
      if length < 32 && NormCode.length(code) != length { Issue.record("\(length) is not exact") }
      if length > 0 && length <= 507_904 {
        worst = max(worst, abs(Double(NormCode.length(code)) - Double(length)) / Double(length))
      }
    }
    #expect(worst <= 0.032)
    #expect(NormCode.encode(.max) == 255)
  }

  @Test(arguments: [(32, 32), (47, 62), (48, 64), (255, 507_904)] as [(UInt8, UInt32)])
  func `the documented examples`(code: UInt8, length: UInt32) { #expect(NormCode.length(code) == length) }
}
