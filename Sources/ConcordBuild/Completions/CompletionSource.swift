// Lists of completions: lines of a text, a tab and its weight.

import ConcordBytes
import ConcordText

/// A list of completions that could not be used.
public struct CompletionListError: Error, Equatable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// The line, from 1.
  public let line: Int
  /// What is wrong with it.
  public let reason: String

  /// "path:line: reason".
  public var description: String { "\(path):\(line): \(reason); a line is a text, a tab and a whole number" }
}

/// Reads such lists.
enum CompletionSource {
  /// Texts that are longer are an error.
  static let longestText = 4096
  /// The largest weight: the largest whole number that every JSON reader keeps.
  static let largestWeight: UInt64 = 1 << 53

  /// About as many lines as a list has, from those at its start, so that there may be room for them.
  static func expectedLines(_ bytes: ByteView) -> Int {
    let start = min(bytes.count, 1 << 16)
    var lines = 1
    for index in 0..<start where unsafe bytes.bytes[index] == 0x0A { lines += 1 }
    return start == bytes.count ? lines : lines * (bytes.count / start + 1) * 9 / 8
  }

  /// Hands each line to `add`, which returns false for a text that cannot be offered.
  ///
  /// Lines end with LF or CRLF; empty ones are passed over, and a byte order mark at the start is no part of the first.
  static func read(
    _ bytes: ByteView, path: String, _ add: (ByteView, UInt64) throws(BuildError) -> Bool
  ) throws(BuildError) {
    var at = 0
    var line = 0
    let all = unsafe bytes.bytes
    if unsafe all.count >= 3 && all[0] == 0xEF && all[1] == 0xBB && all[2] == 0xBF { at = 3 }
    while at < all.count {
      line += 1
      var end = at
      var tab = -1
      var isZero = false
      while end < all.count, unsafe all[end] != 0x0A {
        if unsafe all[end] == 0x09 { tab = end }
        if unsafe all[end] == 0 { isZero = true }
        end += 1
      }
      let next = end + 1
      if end > at, unsafe all[end - 1] == 0x0D { end -= 1 }
      defer { at = next }
      if end == at { continue }
      func fail(_ reason: String) -> BuildError {
        .completions(CompletionListError(path: path, line: line, reason: reason))
      }
      if tab < 0 { throw fail("no tab") }
      if isZero { throw fail("a NUL byte") }
      let (from, to) = unsafe trimmed(all, at, tab)
      if from == to { throw fail("no text before the tab") }
      if to - from > longestText { throw fail("a text of \(to - from) bytes, at most \(longestText) are possible") }
      guard let text = try? bytes.slice(from, to - from),
        unsafe UTF8Validation.firstInvalidOffset(in: text.bytes) == nil
      else { throw fail("a text that is not UTF-8") }
      guard let weight = unsafe weight(all, tab + 1, end) else {
        let written = unsafe String(decoding: all[(tab + 1)..<min(end, tab + 41)], as: UTF8.self)
        throw fail("\"\(written)\" is no whole number from 0 to \(largestWeight)")
      }
      if try !add(text, weight) { throw fail("a text of nothing but spaces and controls") }
    }
  }

  /// Without spaces at both ends.
  private static func trimmed(_ all: UnsafeBufferPointer<UInt8>, _ from: Int, _ to: Int) -> (Int, Int) {
    var (from, to) = (from, to)
    while from < to, unsafe all[from] == 0x20 || all[from] == 0x09 { from += 1 }
    while to > from, unsafe all[to - 1] == 0x20 || all[to - 1] == 0x09 { to -= 1 }
    return (from, to)
  }

  private static func weight(_ all: UnsafeBufferPointer<UInt8>, _ from: Int, _ to: Int) -> UInt64? {
    let (from, to) = unsafe trimmed(all, from, to)
    if from == to || to - from > 16 { return nil }
    var value: UInt64 = 0
    for index in from..<to {
      let digit = unsafe UInt64(all[index] &- 0x30)
      if digit > 9 { return nil }
      value = value * 10 + digit
    }
    return value <= largestWeight ? value : nil
  }
}
