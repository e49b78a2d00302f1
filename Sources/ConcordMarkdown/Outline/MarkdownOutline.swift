// What a Markdown file is about: front matter, title, headings, and which parts of it are not prose.

package import ConcordBytes
import ConcordYAML

/// The outline of a Markdown file: one pass over its lines, in linear time, for bytes of any kind.
///
/// Blocks are those of CommonMark 0.31.2. Headings in block quotes and list items count; what looks like a heading
/// within code or HTML does not. Offsets are those of the file, a byte order mark included.
///
///     let outline = MarkdownOutline(file.view)
///     let title = outline.title ?? firstLine
///     for heading in outline.headings { print(heading.level, MarkdownText.plain(heading.text, of: file.view)) }
///
/// The scanner is the parser's own, without extensions: containers nest 100 deep, deeper markers are text. Inline syntax is
/// not read here, so a heading's text is given as it is written. A file of 1 GiB or more has no outline.
package struct MarkdownOutline: Equatable, Sendable {
  /// The front matter, if the file begins with some that is valid.
  package let frontMatter: MarkdownFrontMatter?
  /// The first byte after a byte order mark and front matter.
  package let bodyStart: Int
  /// The headings in the order of the file.
  package let headings: [MarkdownHeading]
  /// Code, HTML and link definitions in the order of the file.
  package let blocks: [MarkdownBlock]
  /// What the file calls itself, in one line of plain text; nil if it does not say.
  ///
  /// The `title` of the front matter if that is a scalar with text, else the first heading of level 1 with text, else
  /// the first heading with text. Only the first 4,096 bytes of a title are read.
  package let title: String?

  /// Reads a whole file.
  package init(_ file: ByteView) {
    let mark = unsafe file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    frontMatter = file.count > mark ? MarkdownFrontMatter(file, from: mark) : nil
    bodyStart = frontMatter?.lines.upperBound ?? mark
    let copy = PaddedCopy(file)
    var parser = BlockParser(copy.bytes, extensions: .commonMark)
    if file.count <= BlockParser.sizeLimit { parser.parse(from: bodyStart) }
    (headings, blocks) = Self.outline(parser, from: bodyStart)
    withExtendedLifetime(copy) {}
    title = Self.title(frontMatter, headings, file)
  }

  /// The headings and what is no prose, from the blocks of a document.
  private static func outline(
    _ parser: borrowing BlockParser, from bodyStart: Int
  ) -> ([MarkdownHeading], [MarkdownBlock]) {
    var headings: [MarkdownHeading] = []
    var blocks: [MarkdownBlock] = []
    for index in 1..<max(1, parser.nodes.count) {
      let node = parser.nodes[index]
      let kind: MarkdownBlock.Kind
      switch node.kind {
      case .heading:
        let first = Int(node.firstLine)
        let text = Int(parser.lines[first].start)..<parser.lines[first &+ Int(node.lineCount) &- 1].end
        headings.append(
          MarkdownHeading(level: Int(node.level), lines: lines(of: node, parser.bytes, from: bodyStart), text: text))
        continue
      case .fencedCode: kind = .fencedCode
      case .indentedCode: kind = .indentedCode
      case .html: kind = .html
      case .definitions: kind = .linkDefinitions
      default: continue
      }
      blocks.append(MarkdownBlock(kind: kind, lines: lines(of: node, parser.bytes, from: bodyStart)))
    }
    return (headings, blocks)
  }

  /// The whole lines of a leaf; a line begins only one, so that looking back for its start stays linear in sum.
  private static func lines(of node: BlockNode, _ bytes: MarkdownBytes, from bodyStart: Int) -> Range<Int> {
    var start = Int(node.start)
    while start > bodyStart && bytes[start &- 1] != 0x0A && bytes[start &- 1] != 0x0D { start &-= 1 }
    return start..<Int(node.stop)
  }

  private static func title(
    _ frontMatter: MarkdownFrontMatter?, _ headings: [MarkdownHeading], _ file: ByteView
  ) -> String? {
    if let text = frontMatter?.mapping.members.first(where: { $0.key == "title" })?.text {
      let words = text.unicodeScalars.prefix(titleLimit).split { $0.value <= 0x20 }
      if !words.isEmpty { return words.map { String($0) }.joined(separator: " ") }
    }
    var first: String? = nil
    for heading in headings where heading.level == 1 || first == nil {
      let text = MarkdownText.plain(start(of: heading.text, in: file), of: file)
      if text.isEmpty { continue }
      if heading.level == 1 { return text }
      first = text
    }
    return first
  }

  /// As much of a heading as is read for a title, without half a character at its end.
  private static func start(of text: Range<Int>, in file: ByteView) -> Range<Int> {
    if text.count <= titleLimit { return text }
    var end = text.lowerBound + titleLimit
    while end > text.lowerBound, let byte = try? file.u8(at: end), byte & 0xC0 == 0x80 { end -= 1 }
    return text.lowerBound..<end
  }

  private static let titleLimit = 4096
}
