// A Markdown document that arrives in pieces, as lines for a terminal or as plain text.

package import ConcordBytes

/// A Markdown document that grows, with the lines of its page that can no longer change and those that may.
///
/// After every piece the lines that were handed out and the tail are what `MarkdownDocument.terminal` makes of the bytes that
/// are taken in.
///
///     try stream.append(piece)
///     while !stream.read(while: { clock.now < end }) { draw(stream.takeFinal(), stream.tail(lines: 40)) }
package struct TerminalStream: ~Copyable {
  /// Bytes that are taken in between two looks at the time.
  package static let step = 16_384

  private var document: GrowingDocument<TerminalRenderer>

  /// Begins with nothing.
  ///
  /// - Parameter isEager: whether a block is final as soon as it is finished. A reference is then a link or a footnote only if
  ///   its label is defined before the line that ends the block which lies in no other; else it stays as it is written. What
  ///   the pieces are makes no difference.
  package init(
    extensions: MarkdownExtensions = .gitHub, options: TerminalOptions = TerminalOptions(), isEager: Bool = false
  ) {
    document = GrowingDocument(extensions, options, isEager: isEager)
  }

  /// Adds bytes, before ``finish()``, for ``read(while:)`` to take in.
  ///
  /// - Throws: `MarkdownError.tooLarge` if all together were 1 GiB or more; then nothing is added.
  package mutating func append(_ bytes: ByteView) throws(MarkdownError) { try document.add(bytes) }

  /// Says that nothing follows.
  package mutating func finish() { document.finish() }

  /// Takes in what was added, and makes its lines, as long as there is time; returns whether all is taken in.
  ///
  /// It asks after each ``step`` of bytes and goes on where it stopped when it is called again. A step takes time beyond
  /// O(its bytes) only where it changes earlier lines that are not final: blocks that wait for a label which it defines, and
  /// what an open block shows anew, such as a table with a wider column.
  @discardableResult
  package mutating func read(while hasTime: () -> Bool = { true }) -> Bool {
    while document.hasMore {
      document.read(Self.step)
      if document.hasMore && !hasTime() { return false }
    }
    return true
  }

  /// Whether bytes or the end were added that are not taken in, and how many bytes.
  package var hasMore: Bool { document.hasMore }
  package var waitingBytes: Int { document.waitingBytes }

  /// Makes lines of another kind from now on, as for a terminal that is wider now, and takes in all bytes again.
  ///
  /// Blocks that were handed out stay as they are; none may have been handed out in parts.
  package mutating func restart(_ options: TerminalOptions) { document.restart(options) }

  /// Whether the lines are as far as those that were handed out, which is not so for a while after ``restart(_:)``.
  package var isCurrent: Bool { document.hasGiven }

  /// Whether something was left out, because a small document would have made a page without bounds; O(blocks).
  package var isCapped: Bool { document.isCapped }

  /// Hands out the lines that became final since the last time, and all others once nothing follows; O(their bytes).
  ///
  /// Those are the lines of all blocks before the first that may get another line or that asks for a label which is not
  /// defined; with `parts` also those of that block which no line can change, as in code. Each ends with a line feed.
  package mutating func takeFinal(parts: Bool = true) -> [UInt8] {
    var bytes = FlatArray<UInt8>()
    document.takeFinal(parts: parts, into: &bytes)
    return bytes.array
  }

  /// How many lines each top-level block has, with the blank one before it, and after them all footnotes together; O(page).
  ///
  /// A block of definitions has none; without footnotes there is no last number. All together they are the lines of the page.
  package var heights: [Int] { document.heights }

  /// The last lines of those that were not handed out; O(their bytes and the footnotes).
  package func tail(lines: Int = .max) -> [UInt8] { document.tail(lines: lines).array }
}
