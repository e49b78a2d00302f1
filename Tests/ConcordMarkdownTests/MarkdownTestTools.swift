// What the Markdown tests share: a file on an exact heap copy, repeatable randomness.

import ConcordBytes
import ConcordMarkdown

/// SplitMix64: the same numbers in every run.
struct RepeatableRandom: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

/// Runs `body` on a copy of `bytes` that is not a byte longer.
func withFile<Result>(_ bytes: [UInt8], _ body: (ByteView) -> Result) -> Result {
  let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
  defer { unsafe copy.deallocate() }
  unsafe copy.copyBytes(from: bytes)
  return unsafe body(ByteView(UnsafeRawBufferPointer(copy)))
}

func outline(_ bytes: [UInt8]) -> MarkdownOutline { withFile(bytes) { MarkdownOutline($0) } }

func outline(_ text: String) -> MarkdownOutline { outline(Array(text.utf8)) }

/// Headings as "level text", the text as it is written.
func headings(_ text: String) -> [String] {
  let bytes = Array(text.utf8)
  return outline(bytes).headings.map { "\($0.level) \(String(decoding: bytes[$0.text], as: UTF8.self))" }
}

/// The plain text of a whole string.
func plain(_ text: String) -> String {
  withFile(Array(text.utf8)) { MarkdownText.plain(0..<$0.count, of: $0) }
}
