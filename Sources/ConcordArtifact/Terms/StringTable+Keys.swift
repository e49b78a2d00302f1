// Reading single strings of a table into memory of the caller, without arrays: what completion does ten times a keystroke.

internal import ConcordBytes

/// Reads the lengths and suffixes of a block, one string after another.
///
/// Plain pointers with a check against the end of the block before each read.
@safe struct BlockKeys {
  private var at: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>
  /// Bytes that the current string shares with the one before.
  private(set) var shared = 0
  /// Where the rest of it begins, and how long it is.
  private(set) var suffix: UnsafePointer<UInt8>
  private(set) var length = 0
  /// Bytes of the block from the suffix on.
  var readable: Int { unsafe end - suffix }
  private var isFirst = true

  /// Begins before the first string of a block.
  init(_ block: ByteView) {
    let base = unsafe block.base.assumingMemoryBound(to: UInt8.self)
    unsafe at = base + min(2, block.count)
    unsafe end = base + block.count
    unsafe suffix = base
  }

  /// Moves to the next string; false if the bytes make no sense.
  @inline(__always)
  mutating func next() -> Bool {
    if unsafe at >= end { return false }
    if isFirst {
      isFirst = false
      shared = 0
      length = add(to: 0)
      if unsafe length > end - at { return false }
      unsafe suffix = at
      unsafe at += length
      return true
    }
    return skip()
  }

  /// Copies the suffix to where `room` bytes, at least its length, may be written.
  @inline(__always)
  func copySuffix(to target: UnsafeMutablePointer<UInt8>, room: Int) {
    // Nearly all suffixes fit a register: no loop, no branch on the length.
    if length <= 16 && room >= 16 && readable >= 16 {
      // SAFETY: 16 bytes can be read from the block and written to the room.
      let bytes = unsafe UnsafeRawPointer(suffix).loadUnaligned(as: SIMD16<UInt8>.self)
      unsafe UnsafeMutableRawPointer(target).storeBytes(of: bytes, as: SIMD16<UInt8>.self)
      return
    }
    for index in 0..<length { unsafe target[index] = suffix[index] }
  }

  /// What `find` gives for a block whose bytes make no sense, and for a key that is below its first string.
  static var isDamaged: Int { -2 }
  static var isBefore: Int { -3 }

  /// Looks for a key among the `count` strings of a block without rebuilding them: only the length of the match is carried.
  ///
  /// The place of the key, `isDamaged`, `isBefore`, or -1 if it is not there.
  static func find(_ key: ByteView, in block: ByteView, count: Int) -> Int {
    var keys = BlockKeys(block)
    if !keys.next() { return isDamaged }
    let wanted = unsafe key.base.assumingMemoryBound(to: UInt8.self)
    let size = key.count
    var matched = unsafe ByteView(base: keys.suffix, count: keys.length).commonPrefixLength(with: key)
    if matched == size { return keys.length == size ? 0 : isBefore }
    if unsafe matched < keys.length && keys.suffix[matched] > wanted[matched] { return isBefore }
    var place = 1
    while place < count {
      // Strings that share more with the one before than the key does are below it.
      repeat {
        if !keys.skip() { return isDamaged }
        place &+= 1
      } while keys.shared > matched && place < count
      if keys.shared != matched { return -1 }
      let (suffix, length) = unsafe (keys.suffix, keys.length)
      let limit = min(length, size &- matched)
      var more = 0
      while more < limit, unsafe suffix[more] == wanted[matched &+ more] { more &+= 1 }
      matched &+= more
      if matched == size { return more == length ? place &- 1 : -1 }
      if more < length, unsafe suffix[more] > wanted[matched] { return -1 }
    }
    return -1
  }

  /// `next` for all strings but the first.
  @inline(__always)
  private mutating func skip() -> Bool {
    if unsafe at >= end { return false }
    let both = unsafe at.pointee
    unsafe suffix = at + 1
    shared = Int(both >> 4)
    length = Int(both & 15)
    if both >= 0xF0 || length == 15 {
      unsafe at = suffix
      if shared == 15 { shared = add(to: 15) }
      if length == 15 { length = add(to: 15) }
      unsafe suffix = at
    }
    if unsafe length > end - suffix { return false }
    unsafe at = suffix + length
    return true
  }

  /// Adds a varint of at most three bytes; `Int.max` if there is none.
  @inline(__always)
  private mutating func add(to base: Int) -> Int {
    var value = base
    var shift = 0
    while shift < 21, unsafe at < end {
      let byte = unsafe Int(at.pointee)
      unsafe at += 1
      value += (byte & 127) << shift
      if byte < 128 { return value }
      shift += 7
    }
    return .max
  }
}

extension StringTable {
  /// Bytes that a reader of single strings needs room for.
  package static let longestKey = 512

  /// Puts string `number` into `room`, which has `longestKey` bytes; returns its length.
  ///
  /// Decodes up to 16 strings.
  package func read(
    _ number: Int, into room: UnsafeMutablePointer<UInt8>
  ) throws(ArtifactError) -> Int {
    if number < 0 || number >= count { throw damaged("string \(number) of \(count)") }
    var keys = BlockKeys(try block(number / StringTableWriter.blockSize))
    var length = 0
    for _ in 0...(number % StringTableWriter.blockSize) {
      if !keys.next() || keys.shared > length || keys.shared + keys.length > Self.longestKey {
        throw damaged("the strings around \(number)")
      }
      length = keys.shared + keys.length
      unsafe keys.copySuffix(to: room + keys.shared, room: Self.longestKey - keys.shared)
    }
    return length
  }

  /// Puts the strings of a range into `room`, which has `longestKey` bytes, one after another; `body` gets each one's length.
  ///
  /// O(strings of the range), and up to 15 before it are decoded.
  package func read(
    _ numbers: Range<Int>, into room: UnsafeMutablePointer<UInt8>, _ body: (Int) -> Void
  ) throws(ArtifactError) {
    if numbers.isEmpty { return }
    if numbers.lowerBound < 0 || numbers.upperBound > count { throw damaged("strings \(numbers) of \(count)") }
    let size = StringTableWriter.blockSize
    var number = numbers.lowerBound / size * size
    while number < numbers.upperBound {
      var keys = BlockKeys(try block(number / size))
      var length = 0
      for _ in number..<min(number + size, numbers.upperBound) {
        if !keys.next() || keys.shared > length || keys.shared + keys.length > Self.longestKey {
          throw damaged("the strings around \(number)")
        }
        length = keys.shared + keys.length
        unsafe keys.copySuffix(to: room + keys.shared, room: Self.longestKey - keys.shared)
        if number >= numbers.lowerBound { body(length) }
        number += 1
      }
    }
  }
}
