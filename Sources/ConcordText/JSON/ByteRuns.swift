// The faces of the C kernels that pass over plain bytes, and their Swift twins, which tests hold against them.

import CKernels

/// How far a run of bytes goes, and whether a byte of it is outside ASCII.
package struct ByteRun: Equatable {
  package var count: Int
  package var hasHighBytes: Bool
}

/// Kernels over `count` bytes from `start` on; they read nothing else.
package enum ByteRuns {
  /// The bytes before the first quote, backslash or control character.
  @inline(__always)
  package static func plainString(_ start: UnsafePointer<UInt8>, count: Int) -> ByteRun {
    let run = unsafe concord_json_plain(start, count)
    return ByteRun(count: run.count, hasHighBytes: run.high)
  }

  /// The twin of `plainString`.
  package static func plainStringTwin(_ start: UnsafePointer<UInt8>, count: Int) -> ByteRun {
    var run = ByteRun(count: 0, hasHighBytes: false)
    while run.count < count {
      let byte = unsafe start[run.count]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
      if byte >= 0x80 { run.hasHighBytes = true }
      run.count += 1
    }
    return run
  }

  /// Copies the bytes before the first backslash and returns their number; all `count` bytes of `target` are its to
  /// overwrite.
  @inline(__always)
  package static func copyPlain(
    to target: UnsafeMutablePointer<UInt8>, from start: UnsafePointer<UInt8>, count: Int
  ) -> Int {
    unsafe concord_json_copy(target, start, count)
  }

  /// The twin of `copyPlain`.
  package static func copyPlainTwin(
    to target: UnsafeMutablePointer<UInt8>, from start: UnsafePointer<UInt8>, count: Int
  ) -> Int {
    var passed = 0
    while unsafe passed < count && start[passed] != UInt8(ascii: "\\") {
      unsafe target[passed] = start[passed]
      passed += 1
    }
    return passed
  }

  /// The number that the four bytes from `start` on spell in hexadecimal digits, nil if they do not.
  @inline(__always)
  package static func hexUnit(_ start: UnsafePointer<UInt8>) -> UInt16? {
    let value = unsafe concord_json_hex(start)
    return value < 0 ? nil : UInt16(truncatingIfNeeded: value)
  }

  /// The twin of `hexUnit`.
  package static func hexUnitTwin(_ start: UnsafePointer<UInt8>) -> UInt16? {
    var unit: UInt16 = 0
    for index in 0..<4 {
      guard let digit = unsafe hexDigitTwin(start[index]) else { return nil }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  /// The value of one hexadecimal digit.
  package static func hexDigitTwin(_ byte: UInt8) -> UInt8? {
    let digit = byte &- UInt8(ascii: "0")
    if digit <= 9 { return digit }
    let letter = (byte | 0x20) &- UInt8(ascii: "a")
    return letter <= 5 ? letter &+ 10 : nil
  }

  /// The number of bytes before the first `a` or `b`.
  @inline(__always)
  package static func find(_ a: UInt8, or b: UInt8, _ start: UnsafePointer<UInt8>, count: Int) -> Int {
    unsafe concord_find_either(start, count, a, b)
  }

  /// The twin of `find`.
  package static func findTwin(_ a: UInt8, or b: UInt8, _ start: UnsafePointer<UInt8>, count: Int) -> Int {
    var passed = 0
    while unsafe passed < count && start[passed] != a && start[passed] != b { passed += 1 }
    return passed
  }
}
