// What can be wrong with a document.

/// Why a document is not read.
public enum MarkdownError: Error, Equatable, Sendable, CustomStringConvertible {
  /// It has `count` bytes where `limit` are read at most.
  ///
  /// Any smaller document is one of Markdown. The cure is to split it between two blocks.
  case tooLarge(count: Int, limit: Int)

  /// One line that says what is wrong.
  public var description: String {
    switch self {
    case .tooLarge(let count, let limit):
      "a Markdown document of \(count) bytes or more is not read: it may have \(limit)"
    }
  }
}
