// Texts that are offered as completions: the encoder.

package import ConcordBytes
internal import ConcordText

/// Encodes the texts, which arrive in ascending order of their keys.
package struct EntryTableWriter {
  private let blocks: SectionSpool
  private let folder: String?
  private var table: StringTableWriter
  private var trie = PrefixTrieWriter()
  private let code: WeightCode
  private var codes: [UInt8] = []
  private var starts = WordStartsWriter()
  private var shapes: [UInt32] = []
  private var forms: [UInt8] = []
  private var kinds: [UInt8] = []
  private var texts = ByteWriter()
  private var rests: [UInt8] = []
  private var restBits = 0
  private var info = ByteWriter()

  /// Begins; `weights` are those of all texts.
  package init(weights: [UInt64], folder: String?) {
    blocks = SectionSpool(.entries, folder: folder)
    self.folder = folder
    table = StringTableWriter(blocks: blocks)
    code = WeightCode(weights)
    codes.reserveCapacity(weights.count)
    shapes.reserveCapacity(weights.count)
  }

  /// Appends a text, given its key and how it is shown.
  ///
  /// - Parameters:
  ///   - key: greater than the last one; what is behind a NUL is not part of the text.
  ///   - text: nil if `form` says it.
  package mutating func append(
    key: ByteView, form: DisplayForm, text: ByteView?, weight: UInt64, kind: EntryKind
  ) throws(SystemError) {
    trie.append(key)
    if let shape = unsafe WordShape.ofPlainWord(key.bytes) {
      starts.appendWord()
      shapes.append(shape.littleEndian)
    } else {
      starts.append(key, weight: weight)
      let length = unsafe key.bytes.firstIndex(of: 0) ?? key.count
      shapes.append(unsafe WordShape.of(UnsafeBufferPointer(rebasing: key.bytes[..<length])).littleEndian)
    }
    forms.append(form.rawValue)
    kinds.append(kind.rawValue)
    if let text { texts.writeCounted(text) }
    let code = code.code(of: weight)
    codes.append(code)
    let own = self.code.classes[Int(code) - 1]
    if !own.isExact { append(weight - own.smallest, bits: own.bits) }
    if table.append(key) { try endBlock() }
  }

  /// Appends the lowest bits of a number to the rests.
  private mutating func append(_ rest: UInt64, bits: Int) {
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

  private mutating func endBlock() throws(SystemError) {
    if forms.isEmpty { return }
    info.removeAll()
    let hasForms = forms.contains { $0 != 0 }
    let hasKinds = kinds.contains { $0 != 0 }
    info.writeU8((hasForms ? 1 : 0) | (hasKinds ? 2 : 0))
    if hasForms {
      forms += repeatElement(0, count: StringTableWriter.blockSize - forms.count)
      for pair in stride(from: 0, to: forms.count, by: 2) { info.writeU8(forms[pair] | forms[pair + 1] << 4) }
    }
    if hasKinds { info.writeBytes(kinds) }
    info.writeBytes(texts.bytes)
    info.writeBytes(rests)
    try table.endBlock(info: info.bytes)
    forms.removeAll(keepingCapacity: true)
    kinds.removeAll(keepingCapacity: true)
    if texts.count > 0 { texts.removeAll() }
    if !rests.isEmpty { rests.removeAll(keepingCapacity: true) }
    restBits = 0
  }

  /// Ends the sections and hands them over.
  package mutating func finish(into writer: inout ArtifactWriter) throws(SystemError) {
    try endBlock()
    let index = SectionSpool(.entryIndex, elementSize: 8, folder: folder)
    let weights = SectionSpool(.entryWeights, folder: folder)
    let trie = SectionSpool(.entryTrie, folder: folder)
    try table.finish(index: index)
    try WeightTree.encode(codes, code, into: weights)
    try self.trie.finish(into: trie)
    let shapeSection = SectionSpool(.entryShapes, elementSize: 4, folder: folder)
    var failure: SystemError?
    unsafe shapes.withUnsafeBytes { bytes in
      do throws(SystemError) { try shapeSection.append(unsafe ByteView(bytes)) } catch { failure = error }
    }
    if let failure { throw failure }
    for section in [blocks, index, weights, trie, shapeSection] { writer.add(section) }
    try starts.finish(folder: folder, into: &writer)
  }
}
