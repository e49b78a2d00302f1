// What of a page changed with the last piece of its text.

/// A change of a page, which is a list of top-level blocks and then a list of footnotes.
public struct MarkdownPatch: BitwiseCopyable, Equatable, Sendable {
  /// What happens to the place.
  public enum Operation: UInt8, BitwiseCopyable, Sendable {
    /// The HTML of the place is another one; there is one place more, at the end; the place is gone, which is the last.
    case replace, append, remove
  }

  /// The top-level block, from 0; the footnote, from 0, if ``isFootnote``.
  public var index: Int
  /// Whether it is one of the footnotes, which are items of a list at the end of the page.
  public var isFootnote = false
  /// What happens.
  public var operation: Operation
  /// Bytes at the start of the HTML that are as they were.
  public var kept = 0
}
