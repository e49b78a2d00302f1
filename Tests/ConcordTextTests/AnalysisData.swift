// Shared data, random text and a short way to tokens, for the tests of the analyzer.

import ConcordText

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Files that are not part of the repository.
enum AnalysisData {
  /// `CONCORDANCE_DATA`, else `../shared/data` beside the package.
  static let root: String = {
    if let path = unsafe getenv("CONCORDANCE_DATA") { return unsafe String(cString: path) }
    return #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
      + "/shared/data"
  }()

  /// Whether a file is there; says so if it is not.
  static func has(_ path: String) -> Bool {
    let isThere = unsafe access(root + "/" + path, R_OK) == 0
    if !isThere { print("skipped: \(root)/\(path) is not there; set CONCORDANCE_DATA") }
    return isThere
  }

  /// The bytes of a file; none if it cannot be read.
  static func bytes(_ path: String) -> [UInt8] {
    let descriptor = unsafe open(root + "/" + path, O_RDONLY)
    if descriptor < 0 { return [] }
    defer { close(descriptor) }
    var all: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 18)
    while case let count = unsafe read(descriptor, &block, block.count), count > 0 {
      all.append(contentsOf: block[0..<count])
    }
    return all
  }

  /// The lines of a Unicode test file without comments.
  static func lines(_ path: String) -> [Substring] {
    String(decoding: bytes(path), as: UTF8.self).split(separator: "\n").compactMap {
      let line = $0.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)[0]
      return line.allSatisfy(\.isWhitespace) ? nil : line
    }
  }
}

/// A generator that gives the same numbers every time (xorshift64*).
struct SeededRandom: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
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
