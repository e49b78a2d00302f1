// What is kept for the texts of the block that is being written.

internal import CKernels
internal import ConcordBytes
internal import ConcordText

/// Up to 16 texts: their shapes, forms and kinds, the written ones, and the rests of their weights.
struct EntryBlock {
  private let room = Room()
  /// Texts in the block.
  private(set) var count = 0
  /// A nibble each, the first the lowest.
  private var forms: UInt64 = 0
  /// All kinds, one or the other.
  private var anyKind: UInt8 = 0
  /// Texts that no form says.
  var texts = ByteWriter()
  private var rests: [UInt8] = []
  private var restBits = 0

  /// Longer words have their shapes found letter by letter.
  private static let longestWord = 512

  @safe private final class Room {
    let shapes = UnsafeMutablePointer<UInt32>.allocate(capacity: StringTableWriter.blockSize)
    let kinds = UnsafeMutablePointer<UInt8>.allocate(capacity: StringTableWriter.blockSize)
    /// The letters of the starts of the last string by length.
    let letters = UnsafeMutablePointer<UInt32>.allocate(capacity: longestWord + 8)

    init() { unsafe letters.initialize(repeating: 0, count: longestWord + 8) }

    deinit {
      unsafe shapes.deallocate()
      unsafe kinds.deallocate()
      unsafe letters.deallocate()
    }
  }

  /// The shape of a string of nothing but the letters a to z and the apostrophe, which has no other word inside; nil for
  /// any other.
  ///
  /// It looks only at the letters that the string does not share with the one before, for which it must have been called.
  @inline(__always)
  mutating func shape(of string: RunString) -> UInt32? {
    let length = min(string.bytes.count, Self.longestWord)
    // SAFETY: there are sets for `longestWord` letters and 3 more, and the string can be read as far beyond its end.
    unsafe concord_letter_sets(
      room.letters, string.bytes.base.assumingMemoryBound(to: UInt8.self), min(string.shared, length), length)
    let letters = unsafe room.letters[length]
    if letters >> 31 != 0 || length != string.bytes.count { return nil }
    return letters | UInt32(truncatingIfNeeded: min(length, 31)) << 27
  }

  /// Appends a text to a block that is not full.
  @inline(__always)
  mutating func append(_ shape: UInt32, _ form: DisplayForm, _ kind: EntryKind) {
    precondition(count < StringTableWriter.blockSize, "a block has room")
    unsafe room.shapes[count] = shape.littleEndian
    unsafe room.kinds[count] = kind.rawValue
    forms |= UInt64(form.rawValue) << UInt64(4 &* count)
    anyKind |= kind.rawValue
    count &+= 1
  }

  /// Appends the lowest bits of a number to the rests.
  mutating func append(_ rest: UInt64, bits: Int) {
    var (rest, left) = (rest, bits)
    while left > 0 {
      let start = restBits & 7
      if start == 0 { rests.append(0) }
      let taken = min(8 - start, left)
      rests[rests.count - 1] |= UInt8(truncatingIfNeeded: rest & (1 << UInt64(taken) - 1)) << UInt8(start)
      rest >>= UInt64(taken)
      restBits += taken
      left -= taken
    }
  }

  /// The shapes of the texts, until the next change.
  var shapeBytes: ByteView { unsafe ByteView(base: room.shapes, count: 4 * count) }

  /// Writes all but the shapes.
  func write(to info: inout ByteWriter) {
    info.writeU8((forms != 0 ? 1 : 0) | (anyKind != 0 ? 2 : 0))
    if forms != 0 { info.writeU64(forms) }
    if anyKind != 0 { info.writeBytes(unsafe ByteView(base: room.kinds, count: count)) }
    if texts.count > 0 { info.writeBytes(texts.bytes) }
    if !rests.isEmpty { info.writeBytes(rests) }
  }

  /// Forgets the texts.
  mutating func removeAll() {
    count = 0
    forms = 0
    anyKind = 0
    if texts.count > 0 { texts.removeAll() }
    if !rests.isEmpty { rests.removeAll(keepingCapacity: true) }
    restBits = 0
  }
}
