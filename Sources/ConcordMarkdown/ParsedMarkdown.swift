// A document that was read: its blocks, and pages made of it.

package import ConcordBytes

/// A Markdown document, read once, as the commands and the tests use it; `MarkdownDocument` is what others get of it.
///
/// CommonMark 0.31.2 with the extensions that are asked for. Bytes that are no UTF-8 pass as they are.
///
///     var document = try ParsedMarkdown(file.view, extensions: .gitHub)
///     let page = document.html()
@safe package struct ParsedMarkdown: ~Copyable, @unchecked Sendable {
  /// Bytes that a document has at most.
  package static var sizeLimit: Int { BlockParser.sizeLimit }

  private let source: PaddedCopy
  var parser: BlockParser
  /// Whether a page was made, so that it is known whether one is capped.
  private var hasPage = false

  /// Reads a document; O(bytes).
  ///
  /// - Throws: `MarkdownError.tooLarge` from 1 GiB on.
  package init(_ file: ByteView, extensions: MarkdownExtensions = .gitHub) throws(MarkdownError) {
    if file.count > BlockParser.sizeLimit {
      throw .tooLarge(count: file.count, limit: BlockParser.sizeLimit)
    }
    let copy = PaddedCopy(file)
    let bytes = copy.bytes
    source = copy
    parser = BlockParser(bytes, extensions: extensions)
    var start = bytes.has("\u{FEFF}", at: 0) ? 3 : 0
    if extensions.contains(.frontMatter), let matter = MarkdownFrontMatter(file, from: start) {
      start = matter.lines.upperBound
    }
    parser.parse(from: start)
  }

  /// The document's bytes, for as long as it is kept.
  var view: ByteView {
    let bytes = source.bytes
    return unsafe ByteView(UnsafeRawBufferPointer(start: bytes.pointer, count: bytes.count))
  }

  /// Walks over the whole page.
  mutating func walk<Sink: MarkdownSink & ~Copyable>(_ sink: inout Sink) {
    var walk = DocumentWalk(extensions: parser.extensions)
    walk.run(&parser, &sink)
    hasPage = true
  }

  /// The page as HTML; O(bytes).
  package mutating func html(_ options: MarkdownHTMLOptions = MarkdownHTMLOptions()) -> [UInt8] {
    var renderer = HTMLRenderer(options, capacity: parser.bytes.count &+ parser.bytes.count / 4 &+ 256)
    walk(&renderer)
    return renderer.output.array
  }

  /// The page for a terminal, or as plain text; O(bytes).
  ///
  /// The document cannot act on the terminal: controls are shown as marks, and every escape sequence is SGR or OSC 8.
  package mutating func terminal(_ options: TerminalOptions = TerminalOptions()) -> [UInt8] {
    var renderer = TerminalRenderer(options, sourceSize: parser.bytes.count)
    walk(&renderer)
    return renderer.page.output.array
  }

  /// The page as pieces of text of one style that know where they came from; O(bytes).
  package mutating func styledPage(width: Int?, followsLinks: Bool) -> StyledPage {
    let options = TerminalOptions(tracking: width, followsLinks: followsLinks)
    var renderer = TerminalRenderer(options, sourceSize: parser.bytes.count)
    walk(&renderer)
    return StyledPage(records: renderer.page.output)
  }

  /// How many lines each top-level block has, with the blank one before it, and after them all footnotes together; O(bytes).
  ///
  /// They are those of ``TerminalStream/heights``.
  package mutating func heights(_ options: TerminalOptions) -> [Int] {
    var renderer = TerminalRenderer(options, sourceSize: parser.bytes.count)
    var walk = DocumentWalk(extensions: parser.extensions)
    var (heights, index): ([Int], Int) = ([], 1)
    while index < parser.nodes.count {
      let before = renderer.page.lines
      let next = max(index &+ 1, Int(parser.nodes[index].end))
      walk.walk(index, next, &parser, &renderer)
      heights.append(renderer.page.lines &- before)
      index = next
    }
    let before = renderer.page.lines
    if walk.finish(&parser, &renderer) { heights.append(renderer.page.lines &- before) }
    hasPage = true
    return heights
  }

  /// Whether something was left out, because a small document would have made a page without bounds.
  ///
  /// Whether table cells were is known from the beginning, whether links were only when a page was made.
  package var isCapped: Bool { parser.isCapped }

  /// The same, with a page that is made for it unless there was one; O(bytes) the first time.
  mutating func checkCap() -> Bool {
    if !hasPage { _ = html() }
    return parser.isCapped
  }

  /// How many of the first top-level blocks can no longer change when text is appended: all but the last.
  package var finishedBlocks: Int { max(0, parser.topLevelBlocks - 1) }
}
