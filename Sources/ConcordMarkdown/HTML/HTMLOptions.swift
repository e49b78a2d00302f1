// How a document becomes a page.

/// Choices of HTML output.
///
/// Safe unless told otherwise; ``unsafe`` is for input that is trusted.
public struct MarkdownHTMLOptions: Sendable {
  /// Whether raw HTML and all addresses pass as they are written, for trusted input and for conformance tests.
  ///
  /// Without this raw HTML is shown as text, and a link leads only to an address without a scheme or with one of `http`,
  /// `https`, `mailto`, `tel` and `ftp`; any other leads nowhere.
  public var passesHTML: Bool
  /// Whether tags that change how the rest of a page is read lose their `<`, as GitHub has it; only with `passesHTML`.
  public var filtersTags: Bool

  /// Raw HTML and all addresses pass, scripts too: only for input that is trusted.
  public static let unsafe = MarkdownHTMLOptions(passesHTML: true)

  /// Safe unless told otherwise.
  public init(passesHTML: Bool = false, filtersTags: Bool = false) {
    self.passesHTML = passesHTML
    self.filtersTags = filtersTags
  }
}
