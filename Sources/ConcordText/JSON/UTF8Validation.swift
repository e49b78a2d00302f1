// Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF, no sequence cut short.

import CKernels

/// Says whether bytes are well-formed UTF-8 (Unicode 15, table 3-7), and if not, where they stop being so.
package enum UTF8Validation {
  /// The offset at which the first ill-formed sequence begins, or nil if all bytes are well-formed.
  ///
  /// The kernel only answers yes or no; where it says no, or the machine has none, the twin looks for the place.
  package static func firstInvalidOffset(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let start = bytes.baseAddress else { return nil }
    if unsafe isValid(start, count: bytes.count) { return nil }
    return unsafe firstInvalidOffsetTwin(in: bytes)
  }

  /// Below this many bytes the kernel's padded tail costs more than the twin's loop.
  private static let shortest = 16

  @inline(__always)
  static func isValid(_ start: UnsafePointer<UInt8>, count: Int) -> Bool {
    if count >= shortest {
      let answer = unsafe concord_utf8_valid(start, count)
      if answer >= 0 { return answer == 1 }
    }
    return unsafe firstInvalidOffsetTwin(in: UnsafeBufferPointer(start: start, count: count)) == nil
  }

  /// The same answer in Swift alone: eight ASCII bytes at once, else one sequence at a time.
  package static func firstInvalidOffsetTwin(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    let count = bytes.count
    let raw = UnsafeRawBufferPointer(bytes)
    var offset = 0
    while offset < count {
      if unsafe count &- offset >= 8
        && raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        offset &+= 8
        continue
      }
      let length = unsafe sequenceLength(bytes, at: offset)
      if length == 0 { return offset }
      offset &+= length
    }
    return nil
  }

  /// The length of the well-formed sequence at `offset`, 0 if there is none.
  @inline(__always)
  private static func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Int {
    let lead = unsafe bytes[offset]
    if lead < 0x80 { return 1 }
    let left = bytes.count &- offset
    guard left >= 2 else { return 0 }
    let second = unsafe bytes[offset &+ 1]
    // The second byte's range carries all the special cases of table 3-7.
    let secondRange: ClosedRange<UInt8>
    let length: Int
    switch lead {
    case 0xC2...0xDF: (length, secondRange) = (2, 0x80...0xBF)
    case 0xE0: (length, secondRange) = (3, 0xA0...0xBF)
    case 0xED: (length, secondRange) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, secondRange) = (3, 0x80...0xBF)
    case 0xF0: (length, secondRange) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, secondRange) = (4, 0x80...0xBF)
    case 0xF4: (length, secondRange) = (4, 0x80...0x8F)
    default: return 0
    }
    guard left >= length, secondRange.contains(second) else { return 0 }
    var index = offset &+ 2
    while index < offset &+ length {
      if unsafe bytes[index] & 0xC0 != 0x80 { return 0 }
      index &+= 1
    }
    return length
  }
}
