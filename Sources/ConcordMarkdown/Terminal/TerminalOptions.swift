// What a page for a terminal is made like, and its text with where it came from.

/// Choices of output for a terminal.
package struct TerminalOptions: Sendable {
  /// Columns of a page that are supported.
  package static let widths = 1...1000

  /// Columns of a page.
  package let width: Int
  /// How styles look.
  package let theme: TerminalTheme
  /// Whether there are styles and addresses to follow; without them the lines are the same, and an address stands after
  /// what it belongs to.
  package let isStyled: Bool

  /// A page of so many columns, between 1 and 1,000; plain unless there is a theme.
  package init(width: Int = 80, theme: TerminalTheme? = nil) {
    self.width = min(max(width, Self.widths.lowerBound), Self.widths.upperBound)
    self.theme = theme ?? .none
    isStyled = theme != nil
  }
}

/// A piece of text of one style on a line of a page.
package struct StyledRun: BitwiseCopyable, Sendable {
  /// The line, from 0.
  package let line: Int
  /// Where it begins in the page, and its bytes.
  package let start: Int
  package let count: Int
  package let style: TextStyle
  private let sourceStart: Int
  private let sourceEnd: Int

  init(line: Int, start: Int, count: Int, style: TextStyle, source: Range<Int>) {
    (self.line, self.start, self.count, self.style) = (line, start, count, style)
    (sourceStart, sourceEnd) = (source.lowerBound, source.upperBound)
  }

  /// The bytes of the document that it shows; the same bytes if both are as long.
  package var source: Range<Int> { sourceStart..<sourceEnd }
}

/// A plain page, and where the text on it came from.
package struct StyledPage: Sendable {
  /// The page as plain text, each line with a line feed.
  package let text: [UInt8]
  /// The pieces of text on it in order.
  ///
  /// What is between them was put there: bars, bullets, numbers, borders, spaces.
  package let runs: [StyledRun]
}

extension MarkdownDocument {
  /// The page for a terminal, or as plain text; O(bytes).
  ///
  /// The document cannot act on the terminal: controls are shown as marks, and every escape sequence is SGR or OSC 8.
  package mutating func terminal(_ options: TerminalOptions = TerminalOptions()) -> [UInt8] {
    var renderer = TerminalRenderer(options, tracksSource: false, sourceSize: parser.bytes.count)
    var walk = DocumentWalk(extensions: parser.extensions)
    walk.run(&parser, &renderer)
    return renderer.page.output.array
  }

  /// The page as plain text with the place in the document that each piece of it came from; O(bytes).
  package mutating func styledPage(width: Int = 80) -> StyledPage {
    var renderer = TerminalRenderer(
      TerminalOptions(width: width), tracksSource: true, sourceSize: parser.bytes.count)
    var walk = DocumentWalk(extensions: parser.extensions)
    walk.run(&parser, &renderer)
    return StyledPage(text: renderer.page.output.array, runs: renderer.page.runs.array)
  }
}
