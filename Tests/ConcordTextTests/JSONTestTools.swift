// What the JSON and CSV tests share: repeatable randomness, bytes against a guard page, a slow and obvious JSON reader.

import ConcordText
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

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

/// Where the page that may not be read lies.
enum GuardSide: CaseIterable { case before, after }

/// A buffer whose first or last byte touches a page that may not be read, so that one byte too many is a crash.
@safe final class GuardedBuffer {
  private let map: UnsafeMutableRawPointer
  private let length: Int
  private let room: UnsafeMutableRawBufferPointer

  init(capacity: Int) {
    let page = 4096
    let pages = max(1, (capacity + page - 1) / page)
    length = (pages + 2) * page
    guard let map = unsafe mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) else {
      preconditionFailure("no memory for a guarded buffer")
    }
    unsafe self.map = unsafe map
    unsafe mprotect(map, page, PROT_NONE)
    unsafe mprotect(map + (pages + 1) * page, page, PROT_NONE)
    unsafe room = UnsafeMutableRawBufferPointer(start: map + page, count: pages * page)
  }

  deinit { unsafe munmap(map, length) }

  /// Runs `body` on a copy of `bytes` at one edge of the buffer.
  func with<Result>(
    _ bytes: [UInt8], at side: GuardSide = .after, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result {
    let size = unsafe room.count
    precondition(bytes.count <= size)
    let offset = side == .after ? size - bytes.count : 0
    let part = unsafe UnsafeMutableRawBufferPointer(rebasing: room[offset..<(offset + bytes.count)])
    unsafe part.copyBytes(from: bytes)
    return try unsafe body(UnsafeBufferPointer(part.assumingMemoryBound(to: UInt8.self)))
  }
}

/// Runs `body` on a copy of `bytes` on the heap that is not a byte longer.
func withExactCopy<Result>(
  _ bytes: [UInt8], _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
) rethrows -> Result {
  let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
  defer { unsafe copy.deallocate() }
  _ = unsafe copy.initialize(from: bytes)
  return try unsafe body(UnsafeBufferPointer(copy))
}

/// What `JSONText.validate` says about the bytes, nil if they are JSON.
func validationError(_ bytes: [UInt8]) -> JSONError? {
  unsafe withExactCopy(bytes) { buffer in
    do throws(JSONError) {
      try unsafe JSONText.validate(buffer)
      return nil
    } catch { return error }
  }
}

func validationError(_ text: String) -> JSONError? { validationError(Array(text.utf8)) }

/// Reads all members of a record; nil and the error if it is wrong.
func members(of bytes: [UInt8]) -> (members: [JSONMember], error: JSONError?) {
  unsafe withExactCopy(bytes) { buffer in
    var scanner = unsafe JSONRecordScanner(buffer)
    var members: [JSONMember] = []
    do throws(JSONError) {
      while let member = try scanner.nextMember() { members.append(member) }
      return (members, nil)
    } catch { return (members, error) }
  }
}

/// RFC 8259 as it is written, one function per rule, by recursion.
struct ReferenceJSON {
  private var rest: ArraySlice<UInt8>

  static func accepts(_ bytes: [UInt8]) -> Bool {
    guard String(validating: bytes, as: UTF8.self) != nil else { return false }
    var reader = ReferenceJSON(rest: bytes[...])
    reader.space()
    guard reader.value(depth: 0) else { return false }
    reader.space()
    return reader.rest.isEmpty
  }

  private mutating func space() { rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) } }

  private mutating func take(_ text: String) -> Bool {
    guard rest.starts(with: text.utf8) else { return false }
    rest = rest.dropFirst(text.utf8.count)
    return true
  }

  private mutating func value(depth: Int) -> Bool {
    switch rest.first {
    case UInt8(ascii: "{"): depth < 512 && object(depth: depth + 1)
    case UInt8(ascii: "["): depth < 512 && array(depth: depth + 1)
    case UInt8(ascii: "\""): string()
    case UInt8(ascii: "t"): take("true")
    case UInt8(ascii: "f"): take("false")
    case UInt8(ascii: "n"): take("null")
    default: number()
    }
  }

  private mutating func object(depth: Int) -> Bool {
    _ = take("{")
    space()
    if take("}") { return true }
    repeat {
      space()
      guard string() else { return false }
      space()
      guard take(":") else { return false }
      space()
      guard value(depth: depth) else { return false }
      space()
    } while take(",")
    return take("}")
  }

  private mutating func array(depth: Int) -> Bool {
    _ = take("[")
    space()
    if take("]") { return true }
    repeat {
      space()
      guard value(depth: depth) else { return false }
      space()
    } while take(",")
    return take("]")
  }

  private mutating func unit() -> UInt16? {
    guard take("\\u"), rest.count >= 4, let text = String(validating: rest.prefix(4), as: UTF8.self),
      text.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit })
    else { return nil }
    rest = rest.dropFirst(4)
    return UInt16(text, radix: 16)
  }

  private mutating func string() -> Bool {
    guard take("\"") else { return false }
    while let byte = rest.first {
      if byte == UInt8(ascii: "\"") { return take("\"") }
      if byte < 0x20 { return false }
      guard byte == UInt8(ascii: "\\") else {
        rest = rest.dropFirst()
        continue
      }
      if rest.dropFirst().first == UInt8(ascii: "u") {
        guard let high = unit() else { return false }
        if UTF16.isTrailSurrogate(high) { return false }
        if UTF16.isLeadSurrogate(high) {
          guard let low = unit(), UTF16.isTrailSurrogate(low) else { return false }
        }
      } else {
        guard let letter = rest.dropFirst().first, "\"\\/bfnrt".utf8.contains(letter) else { return false }
        rest = rest.dropFirst(2)
      }
    }
    return false
  }

  private mutating func digits() -> Bool {
    let before = rest.count
    rest = rest.drop { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return rest.count < before
  }

  private mutating func number() -> Bool {
    _ = take("-")
    if !take("0") {
      guard digits() else { return false }
    }
    if take(".") {
      guard digits() else { return false }
    }
    if take("e") || take("E") {
      _ = take("+") || take("-")
      return digits()
    }
    return true
  }
}
