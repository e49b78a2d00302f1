// What an outline is made of: headings and blocks, as ranges of the file.

/// A heading of a Markdown file.
public struct MarkdownHeading: Equatable, Sendable {
  /// 1 to 6.
  public let level: Int
  /// The whole lines it stands on, with the prefixes of its containers and an underline, without the last line break.
  public let lines: Range<Int>
  /// Its inline text, without marks and white space around it.
  ///
  /// A heading with an underline may have several lines; then their line breaks are part of this, and in a block quote
  /// so are the `>` of the lines after the first.
  public let text: Range<Int>
}

/// A block whose text is not prose.
package struct MarkdownBlock: Equatable, Sendable {
  /// The kinds of such blocks.
  package enum Kind: Equatable, Sendable {
    /// Between fences; without a closing fence up to the end of its container.
    case fencedCode
    /// Indented by four columns; blank lines at the end are not part of it.
    case indentedCode
    /// HTML of any of CommonMark's seven kinds.
    case html
    /// Link reference definitions, one or more.
    case linkDefinitions
  }

  /// What it is.
  package let kind: Kind
  /// The whole lines it stands on, with fences and the prefixes of its containers, without the last line break.
  package let lines: Range<Int>
}
