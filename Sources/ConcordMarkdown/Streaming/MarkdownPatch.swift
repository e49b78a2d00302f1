// What of a page changed with the last piece of its text.

/// A change of a page, which is a list of top-level blocks and then a list of footnotes.
package struct MarkdownPatch: BitwiseCopyable, Equatable, Sendable {
  /// What happens to the place.
  package enum Operation: UInt8, BitwiseCopyable, Sendable {
    case replace, append, remove
  }

  /// The top-level block, from 0; the footnote, from 0, if ``isFootnote``.
  package var index: Int
  package var isFootnote = false
  package var operation: Operation
  /// Bytes at the start of the HTML that are as they were.
  package var kept = 0
}
