// The document as other packages see it: read once, shown as often and in as many forms as wanted.

internal import ConcordBytes
internal import Synchronization

/// A Markdown document: CommonMark 0.31.2 with GitHub's tables, strikethrough, task lists, autolinks and footnotes.
///
///     let document = try MarkdownDocument("# Lamps\n\nA *lamp* is [light](https://example.org).")
///     document.html()                 // safe to show, whatever the document says
///     document.plainText(width: 60)
///     document.terminal(TerminalOptions(width: 60, theme: .dark))
///     document.headings[0].level      // 1
///
/// Bytes of any kind are a document; those that are no UTF-8 are shown as U+FFFD. Reading takes O(bytes) time and about as
/// much memory as three times the bytes, and so does each page, for hostile documents too. A document may be used from several
/// tasks; the pages of one are made one after another.
///
/// A document that is still being written is a ``MarkdownStream``, a ``TerminalStream`` or a ``StyledStream``.
public struct MarkdownDocument: Sendable {
  /// Bytes that a document has at most, a little less than 1 GiB.
  public static let sizeLimit = ParsedMarkdown.sizeLimit

  /// Making a page notes labels that were asked for, so that one page is made at a time.
  private final class Storage: Sendable {
    let parsed: Mutex<ParsedMarkdown>

    init(_ parsed: consuming sending ParsedMarkdown) { self.parsed = Mutex(parsed) }
  }

  private let storage: Storage

  /// Reads a text; O(bytes).
  ///
  /// - Throws: `MarkdownError.tooLarge` for more than ``sizeLimit`` bytes.
  public init(_ text: String, extensions: MarkdownExtensions = .all) throws(MarkdownError) {
    try self.init(bytes: Array(text.utf8), extensions: extensions)
  }

  /// Reads the bytes of a file; O(bytes).
  ///
  /// - Throws: `MarkdownError.tooLarge` for more than ``sizeLimit`` bytes.
  public init(bytes: [UInt8], extensions: MarkdownExtensions = .all) throws(MarkdownError) {
    storage = try bytes.withView { (view) throws(MarkdownError) -> Storage in
      Storage(try ParsedMarkdown(view, extensions: extensions))
    }
  }

  // MARK: Pages

  /// The body of a page in HTML; O(bytes).
  ///
  /// With the options of no arguments it is safe to show: raw HTML appears as text, and a link leads to nothing but an address
  /// without a scheme or with one of `http`, `https`, `mailto`, `tel` and `ftp`.
  public func html(_ options: MarkdownHTMLOptions = MarkdownHTMLOptions()) -> String {
    String(decoding: storage.parsed.withLock { $0.html(options) }, as: UTF8.self)
  }

  /// The page as plain text, each line with a line feed; O(bytes).
  ///
  /// - Parameter width: columns of a line, 1 to 1,000; longer lines are broken at spaces and beside characters of two columns.
  public func plainText(width: Int = 80) -> String { terminal(TerminalOptions(width: width)) }

  /// The page for a terminal, each line with a line feed; O(bytes).
  ///
  /// The document cannot act on the terminal: controls are shown as marks, and every escape sequence is SGR or OSC 8.
  public func terminal(_ options: TerminalOptions = TerminalOptions(theme: .dark)) -> String {
    String(decoding: storage.parsed.withLock { $0.terminal(options) }, as: UTF8.self)
  }

  /// The page as lines of pieces of text that say how they look and which bytes of the document they show; O(bytes).
  ///
  /// - Parameters:
  ///   - width: columns of a line, 1 to 1,000; nil for lines that end only where a block or the author ends them.
  ///   - followsLinks: whether a piece says where it leads; else the address stands after what leads there, and the text of
  ///     the page is ``plainText(width:)``.
  public func styledPage(width: Int? = 80, followsLinks: Bool = true) -> StyledPage {
    storage.parsed.withLock { $0.styledPage(width: width, followsLinks: followsLinks) }
  }

  /// How many lines each top-level block takes with the blank line before it, and after them all footnotes; O(bytes).
  ///
  /// A block of definitions takes none; without footnotes there is no last number. All together they are the lines of the
  /// page that the options make.
  public func heights(_ options: TerminalOptions = TerminalOptions()) -> [Int] {
    storage.parsed.withLock { $0.heights(options) }
  }

  /// Whether something was left out, because a small document would have made a page without bounds; O(bytes) at most.
  ///
  /// That is empty cells beyond 65,536 and links whose definitions would be repeated beyond the size of the text and 100,000
  /// bytes.
  public var isCapped: Bool { storage.parsed.withLock { $0.checkCap() } }

  // MARK: What it is about

  /// Its headings in the order of the text, those in quotes and lists too; O(bytes).
  public var headings: [MarkdownHeading] { outline.headings }

  /// The plain text of a heading of this document, in one line; O(its bytes).
  public func title(of heading: MarkdownHeading) -> String {
    storage.parsed.withLock { MarkdownText.plain(heading.text, of: $0.view) }
  }

  /// What the document calls itself; nil if it does not say.
  ///
  /// O(bytes). The `title` of the front matter, else the first heading of level 1 with text, else the first heading with text.
  public var title: String? { outline.title }

  /// The members of its front matter in order.
  ///
  /// None without front matter, nor without the package trait FrontMatter. O(bytes).
  public var frontMatter: [FrontMatterField] { outline.frontMatter?.fields ?? [] }

  private var outline: MarkdownOutline { storage.parsed.withLock { MarkdownOutline($0.view) } }
}
