// What a page for a terminal is made like.

/// Choices of output for a terminal, and of lines in general.
///
///     TerminalOptions(width: 100, theme: .dark)
public struct TerminalOptions: Sendable {
  /// Columns of a page that are supported.
  public static let widths = 1...1000

  /// Columns of a page.
  public let width: Int
  /// How styles look.
  public let theme: TerminalTheme
  /// Whether there are styles and addresses to follow; without them the lines are the same, and an address stands after
  /// what it belongs to.
  public let isStyled: Bool
  /// Whether a page with styles has addresses to follow (OSC 8) rather than addresses after what they belong to.
  public let followsLinks: Bool
  /// Whether records stand in for styles, which say where text came from.
  private(set) var tracksSource = false
  /// Columns of a thematic break at most.
  private(set) var ruleWidth = Self.widths.upperBound

  /// A page of so many columns, between 1 and 1,000; plain unless there is a theme.
  public init(width: Int = 80, theme: TerminalTheme? = nil, followsLinks: Bool = true) {
    self.width = min(max(width, Self.widths.lowerBound), Self.widths.upperBound)
    self.theme = theme ?? .none
    isStyled = theme != nil
    self.followsLinks = followsLinks
  }

  /// A page that says where its text came from; without a width its lines end only where a block or the author ends them.
  init(tracking width: Int?, followsLinks: Bool) {
    self.width = width.map { min(max($0, Self.widths.lowerBound), Self.widths.upperBound) } ?? 1 << 30
    if width == nil { ruleWidth = 40 }
    (theme, isStyled, tracksSource) = (.none, false, true)
    self.followsLinks = followsLinks
  }

  /// Whether addresses are kept for what leads to them.
  var keepsAddresses: Bool { (isStyled || tracksSource) && followsLinks }
}
