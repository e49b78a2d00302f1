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

  /// The page of all bytes so far.
  package var html: [UInt8] {
    mutating get {
      var renderer = HTMLRenderer(options, capacity: 256)
      var walk = DocumentWalk(extensions: parser.extensions)
      walk.run(&parser, &renderer)
      return renderer.output.array
    }
  }

  mutating func update() {
    parser.bytes = unsafe MarkdownBytes(source.pointer, count: source.count)
    checkpoint.restore(&parser)
    findStart()
    let end = isFinished ? source.count : wholeLines()
    parser.read(from: position, to: end)
    position = max(position, end)
    checkpoint.keep(&parser)
    parser.read(from: position, to: source.count)
    parser.close()
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
  }
}
