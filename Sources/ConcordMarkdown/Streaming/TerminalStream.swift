// A Markdown document that arrives in pieces, as lines for a terminal or as plain text.

package import ConcordBytes

/// A Markdown document that grows, with the lines of its page that can no longer change and those that may.
///
/// After every piece the lines that were handed out and the tail are what ``MarkdownDocument/terminal(_:)`` makes of the bytes
/// that are taken in, whatever the pieces are.
///
///     var stream = TerminalStream(options: TerminalOptions(width: 80, theme: .dark))
///     try stream.append(piece)
///     stream.read(for: .milliseconds(16))
///     write(stream.takeFinal())           // lines that never change again
///     draw(stream.tail(lines: 40))        // those that may, painted over each time
@safe public struct TerminalStream: ~Copyable, @unchecked Sendable {
  /// Bytes that are taken in between two looks at the time.
  public static let step = 16_384

  private var document: GrowingDocument<TerminalRenderer>
  /// How many lines ``takeFinal(parts:)`` handed out so far; they never change.
  public var finalLines: Int { document.givenLines }

  /// Begins with nothing.
  ///
  /// - Parameter isEager: whether a block is final as soon as it is finished. A reference is then a link or a footnote only if
  ///   its label is defined before the line that ends the block which lies in no other; else it stays as it is written. What
  ///   the pieces are makes no difference.
  public init(
    extensions: MarkdownExtensions = .all, options: TerminalOptions = TerminalOptions(), isEager: Bool = false
  ) {
    document = GrowingDocument(extensions, options, isEager: isEager)
  }

  /// Adds bytes, before ``finish()``, for ``read(while:)`` to take in.
  ///
  /// - Throws: `MarkdownError.tooLarge` if all together were 1 GiB or more; then nothing is added.
  package mutating func append(_ bytes: ByteView) throws(MarkdownError) { try document.add(bytes) }

  /// Adds a piece, before ``finish()``, for ``read(for:)`` to take in.
  ///
  /// - Throws: `MarkdownError.tooLarge` if all together were 1 GiB or more; then nothing is added.
  public mutating func append(_ bytes: [UInt8]) throws(MarkdownError) { try document.add(bytes) }

  /// Adds a piece, before ``finish()``, for ``read(for:)`` to take in.
  ///
  /// - Throws: `MarkdownError.tooLarge` if all together were 1 GiB or more; then nothing is added.
  public mutating func append(_ text: String) throws(MarkdownError) { try append(Array(text.utf8)) }

  /// Says that nothing follows.
  public mutating func finish() { document.finish() }

  /// Takes in what was added, and makes its lines, as long as there is time; returns whether all is taken in.
  ///
  /// It asks after each ``step`` of bytes and goes on where it stopped when it is called again. A step takes time beyond
  /// O(its bytes) only where it changes earlier lines that are not final: blocks that wait for a label which it defines, and
  /// what an open block shows anew, such as a table with a wider column.
  @discardableResult
  public mutating func read(while hasTime: () -> Bool = { true }) -> Bool { document.read(while: hasTime) }

  /// Takes in what was added, and makes its lines, for some time; returns whether all is taken in.
  ///
  /// What there was no time for is left for the next call, and nothing is lost. One ``step`` is always taken in.
  @discardableResult
  public mutating func read(for time: Duration) -> Bool { document.read(for: time) }

  /// Whether bytes or the end were added that are not taken in.
  public var hasMore: Bool { document.hasMore }
  /// How many bytes were added that are not taken in.
  public var waitingBytes: Int { document.waitingBytes }

  /// Makes lines of another kind from now on, as for a terminal that is wider now, and takes in all bytes again.
  ///
  /// Blocks that were handed out stay as they are; none may have been handed out in parts.
  public mutating func restart(_ options: TerminalOptions) { document.restart(options) }

  /// Whether the lines are as far as those that were handed out, which is not so for a while after ``restart(_:)``.
  public var isCurrent: Bool { document.hasGiven }

  /// Whether something was left out, because a small document would have made a page without bounds; O(blocks).
  public var isCapped: Bool { document.isCapped }

  /// Hands out the lines that became final since the last time, and all others once nothing follows; O(their bytes).
  ///
  /// Those are the lines of all blocks before the first that may get another line or that asks for a label which is not
  /// defined; with `parts` also those of that block which no line can change, as in code. Each ends with a line feed.
  public mutating func takeFinal(parts: Bool = true) -> [UInt8] {
    document.takeFinal(parts: parts)
  }

  /// How many lines each top-level block has, with the blank one before it, and after them all footnotes together; O(page).
  ///
  /// A block of definitions has none; without footnotes there is no last number. All together they are the lines of the page.
  public mutating func heights() -> [Int] { document.heights() }

  /// The last lines of those that were not handed out; O(their bytes and the footnotes).
  public mutating func tail(lines: Int = .max) -> [UInt8] { document.tail(lines: lines).array }
}
