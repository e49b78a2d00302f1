// A Markdown document that arrives in pieces.

package import ConcordBytes

/// A Markdown document that grows, with its page after each piece.
package struct MarkdownStream: ~Copyable {
  let extensions: MarkdownExtensions
  let options: MarkdownHTMLOptions
  /// All bytes so far.
  var source = FlatArray<UInt8>(capacity: 4096)
  var parser: BlockParser
  var checkpoint = BlockCheckpoint()
  var page: StreamPage
  /// The first byte that is not read for good.
  var position = 0
  /// Where the document begins.
  var start = DocumentStart()
  var isFinished = false

  /// Begins with nothing.
  package init(
    extensions: MarkdownExtensions = .gitHub, options: MarkdownHTMLOptions = MarkdownHTMLOptions()
  ) {
    (self.extensions, self.options) = (extensions, options)
    page = StreamPage(options, extensions)
    parser = unsafe BlockParser(MarkdownBytes(source.pointer, count: 0), extensions: extensions)
    parser.isGrowing = true
    checkpoint.keep(&parser)
    parser.close()
  }

  /// Adds bytes.
  ///
  /// - Throws: `MarkdownError.tooLarge` if all together were 1 GiB or more; then nothing is added.
  package mutating func append(_ bytes: ByteView) throws(MarkdownError) {
    let count = source.count + bytes.count
    if count > BlockParser.sizeLimit { throw .tooLarge(count: count, limit: BlockParser.sizeLimit) }
    if let base = unsafe bytes.bytes.baseAddress { unsafe source.append(from: base, bytes.count) }
    update()
  }

  /// Says that nothing follows.
  package mutating func finish() {
    isFinished = true
    update()
  }

  /// The page of all bytes so far; O(page).
  package var html: [UInt8] {
    var output = HTMLBuffer(capacity: page.page.output.count)
    for index in 0..<page.blocks.count { output.append(page.html(page.blocks[index])) }
    if page.footnotes.isEmpty { return output.array }
    output.write("<section class=\"footnotes\">\n<ol>\n")
    for index in 0..<page.footnotes.count {
      output.append(page.aside.output.slice(page.footnotes[index].start, page.footnotes[index].count))
    }
    output.write("</ol>\n</section>\n")
    return output.array
  }

  // MARK: What changed

  /// How many top-level blocks the page has, and how many footnotes after them.
  package var blockCount: Int { page.blocks.count }
  package var footnoteCount: Int { page.footnotes.count }

  /// The HTML of a top-level block; empty for definitions.
  package func html(ofBlock index: Int) -> [UInt8] {
    precondition(index >= 0 && index < blockCount, "a block that the page has not")
    return array(page.html(page.blocks[index]))
  }

  /// The HTML of a footnote, an item of the list at the end of the page.
  package func html(ofFootnote index: Int) -> [UInt8] {
    precondition(index >= 0 && index < footnoteCount, "a footnote that the page has not")
    return array(page.aside.output.slice(page.footnotes[index].start, page.footnotes[index].count))
  }

  private func array(_ bytes: MarkdownBytes) -> [UInt8] {
    unsafe [UInt8](UnsafeBufferPointer(start: bytes.pointer, count: bytes.count))
  }

  /// What the last call of `append` or `finish` changed, to be done in this order.
  package var patches: [MarkdownPatch] { (0..<page.patches.count).map { page.patches[$0] } }

  /// How many they are, and how many bytes of HTML they bring besides what they keep; O(patches).
  package var patchCount: Int { page.patches.count }
  package var patchedBytes: Int {
    var sum = 0
    for index in 0..<page.patches.count where page.patches[index].operation != .remove {
      let patch = page.patches[index]
      let count = patch.isFootnote ? page.footnotes[patch.index].count : page.blocks[patch.index].count
      sum += count - patch.kept
    }
    return sum
  }

  /// How many top-level blocks can no longer change, and how many bytes of HTML those have.
  ///
  /// They are all before the first that may get another line or that asks for a label that is not defined.
  package var finalPrefix: (blocks: Int, bytes: Int) {
    start.isOpen ? (0, 0) : (page.finalBlocks, page.finalBytes)
  }

  mutating func update() {
    parser.bytes = unsafe MarkdownBytes(source.pointer, count: source.count)
    checkpoint.restore(&parser)
    findStart()
    let end = isFinished ? source.count : wholeLines()
    parser.read(from: position, to: end)
    position = max(position, end)
    if !isFinished {
      checkpoint.keep(&parser)
      parser.read(from: position, to: source.count)
    }
    parser.close()
    page.look(&parser, checkpoint, isWhole: isFinished)
  }

  /// After the last line break; a carriage return at the end may be half of one.
  private func wholeLines() -> Int {
    var end = source.count
    if end > position && source[end &- 1] == 0x0D { end &-= 1 }
    while end > position && source[end &- 1] != 0x0A && source[end &- 1] != 0x0D { end &-= 1 }
    return end
  }

  /// Reads all again if the document begins elsewhere than it seemed.
  private mutating func findStart() {
    if !start.isOpen { return }
    let before = start.offset
    start.look(at: parser.bytes, readsFrontMatter: extensions.contains(.frontMatter), isWhole: isFinished)
    if start.offset == before { return }
    parser = BlockParser(parser.bytes, extensions: extensions)
    parser.isGrowing = true
    position = start.offset
    let (blocks, footnotes) = (page.blocksBefore, page.footnotes.count)
    page = StreamPage(options, extensions)
    page.blocksBefore = blocks
    page.staleFootnotes = footnotes
  }
}
