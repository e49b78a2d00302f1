// A document that was read: its blocks, and pages made of it.

package import ConcordBytes

/// Why a document is not read.
package enum MarkdownError: Error, Equatable, CustomStringConvertible {
  /// It has `count` bytes where `limit` are read at most.
  case tooLarge(count: Int, limit: Int)

  /// One line that says what is wrong.
  package var description: String {
    switch self {
    case .tooLarge(let count, let limit):
      "a Markdown document of \(count) bytes or more is not read: it may have \(limit)"
    }
  }
}

/// A Markdown document, read once.
///
/// CommonMark 0.31.2 with the extensions that are asked for. Bytes that are no UTF-8 pass as they are.
///
///     let document = try MarkdownDocument(file.view, extensions: .gitHub)
///     let page = document.html()
package struct MarkdownDocument: ~Copyable {
  /// Bytes that a document has at most.
  package static var sizeLimit: Int { BlockParser.sizeLimit }

  private let source: PaddedCopy
  var parser: BlockParser

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

  /// The page as HTML; O(bytes).
  package mutating func html(_ options: MarkdownHTMLOptions = MarkdownHTMLOptions()) -> [UInt8] {
    var renderer = HTMLRenderer(options, capacity: parser.bytes.count &+ parser.bytes.count / 4 &+ 256)
    var walk = DocumentWalk(extensions: parser.extensions)
    walk.run(&parser, &renderer)
    return renderer.output.array
  }

  /// Whether something was left out, because a small document would have made a page without bounds.
  package var isCapped: Bool { parser.isCapped }

  /// How many of the first top-level blocks can no longer change when text is appended: all but the last.
  package var finishedBlocks: Int { max(0, parser.topLevelBlocks - 1) }
}
