// What is understood beyond CommonMark, by name.

/// What is understood beyond CommonMark 0.31.2.
public struct MarkdownExtensions: OptionSet, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Tables with pipes.
  public static let tables = MarkdownExtensions(rawValue: 1)
  /// One or two tildes around what is struck out.
  public static let strikethrough = MarkdownExtensions(rawValue: 2)
  /// Items that begin with a box.
  public static let taskLists = MarkdownExtensions(rawValue: 4)
  /// Addresses without angle brackets.
  public static let autolinks = MarkdownExtensions(rawValue: 8)
  /// Notes that are shown at the end.
  public static let footnotes = MarkdownExtensions(rawValue: 16)
  /// YAML at the top, which is no part of the page.
  public static let frontMatter = MarkdownExtensions(rawValue: 32)

  /// CommonMark alone.
  public static let commonMark: MarkdownExtensions = []
  /// What GitHub understands.
  public static let gitHub: MarkdownExtensions = [.tables, .strikethrough, .taskLists, .autolinks, .footnotes]
  /// All of it: what GitHub understands, and front matter.
  public static let all: MarkdownExtensions = [.gitHub, .frontMatter]
}
