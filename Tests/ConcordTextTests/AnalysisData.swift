// Shared data, random text and a short way to tokens, for the tests of the analyzer.

import ConcordTestSupport
import ConcordText

/// Files that are not part of the repository.
enum AnalysisData {
  /// The lines of a Unicode test file without comments.
  static func lines(_ path: String) -> [Substring] {
    String(decoding: SharedData.bytes(of: path) ?? [], as: UTF8.self).split(separator: "\n").compactMap {
      let line = $0.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)[0]
      return line.allSatisfy(\.isWhitespace) ? nil : line
    }
  }
}

/// A token as a value that can be compared and printed.
struct SeenToken: Equatable, CustomStringConvertible {
  var key: [UInt8]
  var start: Int
  var end: Int
  var position: UInt32
  var termClass: TermClass
  var flags: UInt8

  var text: String { String(decoding: key, as: UTF8.self) }
  var description: String {
    "\(position):\(termClass.rawValue):\(text)[\(start)..<\(end)]\(flags == 0 ? "" : "!\(flags)")"
  }
}

extension Analyzer {
  /// All tokens of bytes that lie in memory of exactly their size.
  func seen(_ bytes: [UInt8], from start: Cursor = Cursor(), capacity: Int = 5120) -> [SeenToken] {
    // SAFETY: exactly `count` bytes, so that the address sanitizer sees a read beyond them.
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(bytes.count, 1))
    defer { unsafe copy.deallocate() }
    for (i, byte) in bytes.enumerated() { unsafe copy[i] = byte }
    let text = unsafe UnsafeBufferPointer(start: UnsafePointer(copy), count: bytes.count)
    var batch = TokenBatch(capacity: capacity)
    var cursor = start
    var all: [SeenToken] = []
    while cursor.offset < bytes.count {
      batch.reset()
      unsafe analyze(text, from: &cursor, into: &batch)
      for i in 0..<batch.count {
        let token = unsafe batch.tokens[i]
        all.append(
          SeenToken(
            key: batch.key(at: i), start: Int(token.sourceStart), end: Int(token.sourceEnd), position: token.position,
            termClass: token.termClass, flags: token.flags))
      }
    }
    return all
  }

  /// The same, short: `position:key`, with the class where it is not 0.
  func short(_ text: String) -> [String] {
    seen(Array(text.utf8)).map {
      "\($0.position):" + ($0.termClass == .folded ? "" : "\($0.termClass.rawValue):") + $0.text
    }
  }
}
