// What is kept for the texts of the block that is being written.

internal import CKernels
internal import ConcordBytes
internal import ConcordText

/// Up to 16 texts: their shapes, forms and kinds, the written ones, and the rests of their weights.
struct EntryBlock {
  private let room = Room()
  private let kept = ByteRoom(capacity: 256)
  /// Texts in the block.
  private(set) var count = 0
  /// A nibble each, the first the lowest.
  private var forms: UInt64 = 0
  /// All kinds, one or the other.
  private var anyKind: UInt8 = 0
  /// Texts that no form says.
  private let texts = ByteRoom(capacity: 256)
  private var textBytes = 0
  /// Bits of the rests: whole words, and those of the word that is not full.
  private var rests: [UInt8] = []
  private var restWord: UInt64 = 0
  private var restBits = 0

  /// Longer words have their shapes found letter by letter.
  private static let longestWord = 512

  @safe private final class Room {
    /// One byte more than the shapes have.
    let shapes = UnsafeMutableRawPointer.allocate(
      byteCount: WordShape.size * StringTableWriter.blockSize + 1, alignment: 4)
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

  /// The classes of a string's letters, as `concord_letter_bits` says; for a string that is too long the highest bits.
  ///
  /// It looks only at the letters that the string does not share with the one before, for which it must have been called.
  @inline(__always)
  mutating func letters(of string: RunString) -> UInt32 {
    let length = min(string.bytes.count, Self.longestWord)
    // SAFETY: there are sets for `longestWord` letters and 3 more, and the string can be read as far beyond its end.
    unsafe concord_letter_sets(
      room.letters, string.bytes.base.assumingMemoryBound(to: UInt8.self), min(string.shared, length), length)
    return length == string.bytes.count ? letters(ofFirst: length) : .max
  }

  /// The same of the first bytes of the string that `letters(of:)` was called for last.
  @inline(__always)
  func letters(ofFirst length: Int) -> UInt32 { length > Self.longestWord ? .max : unsafe room.letters[length] }

  /// Appends a text to a block that is not full.
  @inline(__always)
  mutating func append(_ shape: UInt32, _ form: DisplayForm, _ kind: EntryKind) {
    precondition(count < StringTableWriter.blockSize, "a block has room")
    // The byte behind the shape is the next one's.
    unsafe room.shapes.storeBytes(of: shape.littleEndian, toByteOffset: WordShape.size &* count, as: UInt32.self)
    unsafe room.kinds[count] = kind.rawValue
    forms |= UInt64(form.rawValue) &<< UInt64(truncatingIfNeeded: 4 &* count)
    anyKind |= kind.rawValue
    count &+= 1
  }

  /// Appends a text that no form says.
  mutating func append(_ text: ByteView) {
    texts.reserve(text.count + 10, behind: textBytes)
    var rest = text.count
    while rest >= 0x80 {
      unsafe texts.base.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: textBytes, as: UInt8.self)
      textBytes += 1
      rest >>= 7
    }
    unsafe texts.base.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: textBytes, as: UInt8.self)
    unsafe (texts.base + textBytes + 1).copyMemory(from: text.base, byteCount: text.count)
    textBytes += 1 + text.count
  }

  /// Appends the lowest bits of a number, whose other bits are zeros, to the rests.
  @inline(__always)
  mutating func append(_ rest: UInt64, bits: Int) {
    // What does not fit a word ends up in the next one; a rest of no bits changes nothing.
    restWord |= rest &<< UInt64(truncatingIfNeeded: restBits)
    restBits &+= bits
    if restBits >= 64 { appendWord(rest, bits) }
  }

  @inline(never)
  private mutating func appendWord(_ rest: UInt64, _ bits: Int) {
    unsafe withUnsafeBytes(of: restWord.littleEndian) { unsafe rests.append(contentsOf: $0) }
    restBits -= 64
    restWord = rest >> UInt64(bits - restBits)
  }

  /// The shapes of the texts, until the next change.
  var shapeBytes: ByteView { unsafe ByteView(base: room.shapes, count: WordShape.size * count) }

  /// All but the shapes, as it is kept for the strings of the block.
  func info() -> ByteView {
    let size = 1 + 8 + StringTableWriter.blockSize + textBytes + rests.count + 8
    kept.reserve(size, behind: 0)
    let base = unsafe kept.base
    unsafe base.storeBytes(of: (forms != 0 ? 1 : 0) | (anyKind != 0 ? 2 : 0), as: UInt8.self)
    var at = 1
    if forms != 0 {
      unsafe base.storeBytes(of: forms.littleEndian, toByteOffset: at, as: UInt64.self)
      at += 8
    }
    if anyKind != 0 {
      unsafe (base + at).copyMemory(from: room.kinds, byteCount: count)
      at += count
    }
    unsafe (base + at).copyMemory(from: texts.base, byteCount: textBytes)
    at += textBytes
    if !rests.isEmpty {
      unsafe rests.withUnsafeBytes {
        unsafe UnsafeMutableRawBufferPointer(start: base + at, count: $0.count).copyMemory(from: $0)
      }
      at += rests.count
    }
    unsafe base.storeBytes(of: restWord.littleEndian, toByteOffset: at, as: UInt64.self)
    at += (restBits + 7) / 8
    return unsafe ByteView(base: base, count: at)
  }

  /// Forgets the texts.
  mutating func removeAll() {
    count = 0
    forms = 0
    anyKind = 0
    textBytes = 0
    if !rests.isEmpty { rests.removeAll(keepingCapacity: true) }
    restWord = 0
    restBits = 0
  }
}
