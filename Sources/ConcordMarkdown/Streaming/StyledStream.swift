// A Markdown document that arrives in pieces, as lines that say where their text came from.

internal import ConcordBytes

/// A Markdown document that grows, with the lines of its page that can no longer change and those that may.
///
/// After every piece the lines that were handed out and the tail are those of ``MarkdownDocument/styledPage(width:followsLinks:)``
/// of the bytes that are taken in, whatever the pieces are.
///
///     var stream = StyledStream(width: 80)
///     try stream.append(piece)
///     stream.read(for: .milliseconds(16))
///     lines += stream.takeFinal()         // these never change again
///     draw(lines + stream.tail())
@safe public struct StyledStream: ~Copyable, @unchecked Sendable {
  private var document: GrowingDocument<TerminalRenderer>

  /// Begins with nothing.
  ///
  /// - Parameters:
  ///   - width: columns of a line, 1 to 1,000; nil for lines that end only where a block or the author ends them.
  ///   - followsLinks: whether a piece says where it leads; else the address stands after what leads there.
  ///   - isEager: whether a block is final as soon as it is finished, though a label that it asks for may be defined later.
  public init(
    extensions: MarkdownExtensions = .all, width: Int? = 80, followsLinks: Bool = true, isEager: Bool = false
  ) {
    let options = TerminalOptions(tracking: width, followsLinks: followsLinks)
    document = GrowingDocument(extensions, options, isEager: isEager)
  }

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

  /// Takes in what was added as long as there is time; returns whether all is taken in.
  ///
  /// As ``TerminalStream/read(while:)`` does.
  @discardableResult
  public mutating func read(while hasTime: () -> Bool = { true }) -> Bool { document.read(while: hasTime) }

  /// Takes in what was added for some time; returns whether all is taken in.
  ///
  /// What there was no time for is left for the next call, and nothing is lost.
  @discardableResult
  public mutating func read(for time: Duration) -> Bool { document.read(for: time) }

  /// How many lines ``takeFinal()`` handed out so far; they never change.
  public var finalLines: Int { document.givenLines }

  /// Whether something was left out, because a small document would have made a page without bounds; O(blocks).
  public var isCapped: Bool { document.isCapped }

  /// Hands out the lines that became final since the last time, and all others once nothing follows; O(their bytes).
  public mutating func takeFinal() -> [StyledLine] {
    StyledPage(records: document.takeFinal(parts: true)).lines
  }

  /// How many lines each top-level block has, with the blank one before it, and after them all footnotes together; O(page).
  public mutating func heights() -> [Int] { document.heights() }

  /// The last lines of those that were not handed out; O(their bytes and the footnotes).
  public mutating func tail(lines: Int = .max) -> [StyledLine] {
    StyledPage(records: document.tail(lines: lines)).lines
  }
}
