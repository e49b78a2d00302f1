// A piece of Markdown again and again: a page of it takes linear time, or it is a finding.
//
// The first byte says how much of the input stands once before the rest, which is repeated.

import ConcordBytes
import ConcordMarkdown
import ConcordTestSupport
import FuzzSupport

/// Bytes of a document; a page takes some milliseconds here, and seconds where steps grow with the square.
private let size = 16 << 10
/// Nanoseconds of processor time that three pages may take, sanitizer included.
private let limit = 800_000_000

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  if unsafe Canary.refuses(data, count) { return -1 }
  let input = unsafe [UInt8](UnsafeBufferPointer(start: data, count: count))
  guard let first = input.first else { return -1 }
  let start = min(input.count, 1 + Int(first))
  let unit = input[start...]
  if unit.isEmpty { return -1 }
  var document = Array(input[1..<start])
  while document.count < (Canary.isOn ? 64 : size) { document += unit }
  var best = Int.max
  // Other programs make noise: what seems slow is timed again.
  for _ in 0..<4 {
    best = min(best, ThreadTime.nanoseconds { pages(document) })
    if best < limit { return 0 }
  }
  finding("\(best / 1_000_000) ms for \(document.count) bytes: \(shown(input[1..<start])) and \(shown(unit)) repeated")
}

private func pages(_ document: [UInt8]) {
  document.withView { view in
    guard var document = try? ParsedMarkdown(view, extensions: [.gitHub, .frontMatter]) else { finding("not read") }
    Canary.look(at: document.html())
    if Canary.isOn { return }
    _ = document.terminal(TerminalOptions(width: 40, theme: .dark))
    _ = document.terminal(TerminalOptions(width: 3))
  }
}
