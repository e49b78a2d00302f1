// The texts of phrases that are frequent enough to be offered, in a nameless file until it is known which are.
//
// A record: hash of the phrase u64, form u8, words u8, length u8, the hash of each word u64, the text.

import ConcordBytes

/// Keeps texts; of a phrase that comes again the last one in the form that leads counts.
struct PhraseTexts {
  private let file: FileDescriptor
  private var pending = ByteWriter()
  private var length = 0
  private static let bufferSize = 1 << 18

  /// A text that was kept.
  struct Record {
    let hash: UInt64
    let form: UInt8
    let words: [UInt64]
    let text: ByteView

    init(_ cursor: inout ByteCursor) throws(BytesError) {
      hash = try cursor.readU64()
      form = try cursor.readU8()
      let count = try cursor.readU8()
      let length = try cursor.readU8()
      var words: [UInt64] = []
      for _ in 0..<count { words.append(try cursor.readU64()) }
      self.words = words
      text = try cursor.readBytes(Int(length))
    }
  }

  init(folder: String) throws(SystemError) { file = try FileDescriptor.anonymous(in: folder) }

  /// Begins a record; the hashes of the words follow, then the bytes of the text.
  mutating func begin(_ hash: UInt64, form: UInt8, words: Int, length: Int) {
    pending.writeU64(hash)
    pending.writeU8(form)
    pending.writeU8(UInt8(truncatingIfNeeded: words))
    pending.writeU8(UInt8(truncatingIfNeeded: length))
  }

  mutating func add(word hash: UInt64) { pending.writeU64(hash) }
  mutating func add(byte: UInt8) { pending.writeU8(byte) }

  /// Writes out what waits, if it is much.
  mutating func flushIfLong() throws(SystemError) {
    if pending.count >= Self.bufferSize { try flush() }
  }

  private mutating func flush() throws(SystemError) {
    try pending.withView { (view) throws(SystemError) in try file.write(view) }
    length += pending.count
    pending.removeAll()
  }

  /// The records, mapped; nil if there is none.
  mutating func finish() throws(SystemError) -> MappedFile? {
    try flush()
    // A disk that loses bytes must not change the texts unseen.
    if try file.length() != length { throw damage }
    return length == 0 ? nil : try MappedFile(file)
  }

  /// What is thrown if the file is not what was written.
  var damage: SystemError { SystemError("read back", file.path, code: 5) }
}
