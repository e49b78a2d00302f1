// Reading single strings of a table into memory of the caller, without arrays: what completion does ten times a keystroke.

internal import CKernels
internal import ConcordBytes

/// Reads the lengths and suffixes of a block, one string after another.
///
/// Plain pointers with a check against the end of the block before each read.
@safe struct BlockKeys {
  private let base: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>
  /// Where the next rest that fits its length begins, and what the tail has for the next string that needs it.
  private var at: UnsafePointer<UInt8>
  private var tail: UnsafePointer<UInt8>?
  private var place = 0
  /// Bytes that the current string shares with the one before.
  private(set) var shared = 0
  /// Bytes of the string that it does not share: `label`, and `length` - 1 from `rest` on.
  ///
  /// Only an empty string has none, and then `label` means nothing.
  private(set) var length = 0
  private(set) var label: UInt8 = 0
  private(set) var rest: UnsafePointer<UInt8>
  /// Bytes of the block from the rest on.
  var readable: Int { unsafe end - rest }

  /// Begins before the first string of a block.
  init(_ block: ByteView) {
    unsafe base = block.base.assumingMemoryBound(to: UInt8.self)
    unsafe end = base + block.count
    unsafe at = base + min(BlockLayout.strings, block.count)
    unsafe rest = at
  }

  /// Moves to the next string of at most 16; false if the bytes make no sense.
  @inline(__always)
  mutating func next() -> Bool {
    if place == 0 { return first() }
    // SAFETY: the first string has shown that lengths and labels are there.
    let both = unsafe base[BlockLayout.lengths &+ place]
    label = unsafe base[BlockLayout.labels &+ place]
    place &+= 1
    shared = Int(both >> 4)
    length = Int(both & 15)
    if both >= 0xF0 || length == 15 { return long() }
    unsafe rest = at
    if unsafe length > end - at { return false }
    unsafe at += length
    length &+= 1
    return place <= StringTableWriter.blockSize
  }

  private mutating func first() -> Bool {
    if unsafe end - base < BlockLayout.strings { return false }
    place = 1
    length = unsafe Int(base[BlockLayout.lengths])
    if length == 255 {
      if !takeFromTail() { return false }
    } else {
      unsafe rest = at
      if unsafe length > end - at { return false }
      unsafe at += length
    }
    if length > 0 {
      label = unsafe rest.pointee
      unsafe rest += 1
    }
    return true
  }

  /// Reads a string whose lengths do not fit theirs.
  @inline(never)
  private mutating func long() -> Bool {
    if place > StringTableWriter.blockSize { return false }
    if shared == 15 {
      shared = add(to: 15)
      if shared == .max { return false }
    }
    if length < 15 {
      unsafe rest = at
      if unsafe length > end - at { return false }
      unsafe at += length
    } else if !takeFromTail() {
      return false
    }
    length += 1
    return true
  }

  /// Takes so many bytes from the tail as `length` and the varint there say.
  private mutating func takeFromTail() -> Bool {
    length = add(to: length)
    guard let from = unsafe tail, unsafe length <= end - from else { return false }
    unsafe rest = from
    unsafe tail = from + length
    return true
  }

  /// Adds a varint of at most three bytes from the tail; `Int.max` if there is none.
  private mutating func add(to base: Int) -> Int {
    guard var from = unsafe tail ?? start() else { return .max }
    var value = base
    var shift = 0
    while shift < 21, unsafe from < end {
      let byte = unsafe Int(from.pointee)
      unsafe from += 1
      value += (byte & 127) << shift
      if byte < 128 {
        unsafe tail = from
        return value
      }
      shift += 7
    }
    return .max
  }

  /// Where the tail begins: behind all strings that fit their lengths.
  private func start() -> UnsafePointer<UInt8>? {
    var sum = unsafe Int(base[BlockLayout.lengths])
    if sum == 255 { sum = 0 }
    for place in 1..<StringTableWriter.blockSize {
      let own = unsafe Int(base[BlockLayout.lengths + place] & 15)
      if own < 15 { sum += own }
    }
    return unsafe sum > end - base - BlockLayout.strings ? nil : base + BlockLayout.strings + sum
  }

  /// The first string of a block, which is the current one.
  var whole: ByteView { unsafe length == 0 ? .empty : ByteView(base: rest - 1, count: length) }

  /// Byte `index` of the suffix.
  @inline(__always)
  func byte(_ index: Int) -> UInt8 { unsafe index == 0 ? label : rest[index &- 1] }

  /// Copies the suffix to where `room` bytes, at least its length, may be written.
  @inline(__always)
  func copySuffix(to target: UnsafeMutablePointer<UInt8>, room: Int) {
    if length == 0 { return }
    unsafe target.pointee = label
    // Nearly all rests fit a register: no loop, no branch on the length.
    if length <= 17 && room >= 17 && readable >= 16 {
      // SAFETY: 16 bytes can be read from the block and written to the room.
      let bytes = unsafe UnsafeRawPointer(rest).loadUnaligned(as: SIMD16<UInt8>.self)
      unsafe UnsafeMutableRawPointer(target + 1).storeBytes(of: bytes, as: SIMD16<UInt8>.self)
      return
    }
    for index in 1..<length { unsafe target[index] = rest[index - 1] }
  }

  /// Appends the suffix.
  func appendSuffix(to key: inout [UInt8]) {
    if length == 0 { return }
    key.append(label)
    unsafe key.append(contentsOf: UnsafeBufferPointer(start: rest, count: length - 1))
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
    var length = 0
    if number < 0 || number >= count { throw damaged("string \(number) of \(count)") }
    try unsafe read(number..<number + 1, into: room) { length = $0 }
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
    var number = numbers.lowerBound
    while number < numbers.upperBound {
      let first = number / size * size
      let places = number - first..<min(size, numbers.upperBound - first)
      number = first + size
      var strings = unsafe concord_block_strings()
      // SAFETY: all strings that the kernel accepts fit the room.
      if try unsafe ask({ unsafe concord_open_block($0, UInt64(first / size), &strings) }) != 0 {
        for place in 0..<places.lowerBound { _ = unsafe concord_put(&strings, UInt32(truncatingIfNeeded: place), room) }
        for place in places { body(Int(unsafe concord_put(&strings, UInt32(truncatingIfNeeded: place), room))) }
      } else {
        try unsafe read(places, of: block(first / size), into: room, body)
      }
    }
  }

  /// The same one string after another, whatever their lengths.
  @inline(never)
  private func read(
    _ places: Range<Int>, of block: ByteView, into room: UnsafeMutablePointer<UInt8>, _ body: (Int) -> Void
  ) throws(ArtifactError) {
    var keys = BlockKeys(block)
    var length = 0
    for place in 0..<places.upperBound {
      if !keys.next() || keys.shared > length || keys.shared + keys.length > Self.longestKey {
        throw damaged("the strings of a block")
      }
      length = keys.shared + keys.length
      unsafe keys.copySuffix(to: room + keys.shared, room: Self.longestKey - keys.shared)
      if place >= places.lowerBound { body(length) }
    }
  }
}
