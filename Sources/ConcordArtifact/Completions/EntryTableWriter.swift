// Texts that are offered as completions: the encoder.

package import ConcordBytes
internal import ConcordText

/// Encodes the texts, which arrive in ascending order of their keys.
package struct EntryTableWriter {
  private let blocks: SectionSpool
  private let shapes: SectionSpool
  private let folder: String?
  private var table: StringTableWriter
  private var trie = PrefixTrieWriter(leafSize: PrefixTrieWriter.leafSizeWithShapes)
  private let code: WeightCode
  /// The codes of all weights.
  private let codes: ByteRoom
  private var count = 0
  private var starts: WordStartsWriter
  private var block = EntryBlock()

  /// Begins; `weights` are those of all texts.
  package init(weights: [UInt64], folder: String?) {
    blocks = SectionSpool(.entries, folder: folder)
    shapes = SectionSpool(.entryShapes, elementSize: WordShape.size, folder: folder)
    self.folder = folder
    table = StringTableWriter(blocks: blocks)
    code = WeightCode(weights)
    starts = WordStartsWriter(texts: weights.count)
    codes = ByteRoom(capacity: weights.count + 64)
  }

  /// Appends a text, given its key and how it is shown.
  ///
  /// - Parameters:
  ///   - key: greater than the last one; what is behind a NUL is not part of the text.
  ///   - readable: bytes that may be read from the start of the key, if they are more than the key has; 16 more are best.
  ///   - text: nil if `form` says it.
  package mutating func append(
    key: ByteView, readable: Int = 0, form: DisplayForm, text: ByteView?, weight: UInt64, kind: EntryKind
  ) throws(SystemError) {
    let string = trie.append(key, readable: readable)
    let letters = block.letters(of: string)
    let code = code.code(of: weight)
    if letters >> 30 == 0 {
      // A word of small letters has no other word inside.
      starts.appendWord()
      block.append(letters | WordShape.lengthBits(key.count), form, kind)
    } else {
      appendWords(string, letters, code, form, kind)
    }
    if let text { block.append(text) }
    codes.reserve(1, behind: count)
    unsafe codes.base.storeBytes(of: code, toByteOffset: count, as: UInt8.self)
    count &+= 1
    let own = self.code.classes[Int(code) - 1]
    block.append(weight &- own.smallest, bits: own.bits)
    if table.append(string) { try endBlock() }
  }

  /// Appends the shape and the starts of words of a text that is no plain word.
  @inline(never)
  private mutating func appendWords(
    _ string: RunString, _ letters: UInt32, _ code: UInt8, _ form: DisplayForm, _ kind: EntryKind
  ) {
    let key = string.bytes
    var (letters, length) = (letters, key.count)
    // Texts that fold alike have NUL and a number behind them.
    if letters >> 31 != 0, let end = unsafe key.bytes.firstIndex(of: 0) {
      length = end
      letters = block.letters(ofFirst: end)
    }
    let shape =
      letters >> 31 == 0
      ? letters & ~(1 << 30) | WordShape.lengthBits(length)
      : unsafe WordShape.of(UnsafeBufferPointer(rebasing: key.bytes[..<length]))
    if letters >> 30 == 0 { starts.appendWord() } else { starts.append(key, length: length, code: code) }
    block.append(shape, form, kind)
  }

  private mutating func endBlock() throws(SystemError) {
    if block.count == 0 { return }
    try shapes.append(block.shapeBytes)
    try table.endBlock(info: block.info())
    block.removeAll()
  }

  /// Ends the sections and hands them over.
  package mutating func finish(into writer: inout ArtifactWriter) throws(SystemError) {
    try endBlock()
    let index = SectionSpool(.entryIndex, elementSize: 8, folder: folder)
    let weights = SectionSpool(.entryWeights, folder: folder)
    let trie = SectionSpool(.entryTrie, folder: folder)
    try table.finish(index: index)
    try WeightTree.encode(unsafe ByteView(base: codes.base, count: count), code.classes, into: weights)
    try self.trie.finish(into: trie)
    for section in [blocks, index, weights, trie, shapes] { writer.add(section) }
    try starts.finish(code, folder: folder, into: &writer)
  }
}
