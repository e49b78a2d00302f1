// Text of documents on its way into a page or onto a terminal: types that cannot hold anything else than what is safe there.

/// Text in HTML: every `<`, `>`, `&` and quote of it is escaped, whatever it was made of.
public struct SafeHTML: Sendable, Equatable, CustomStringConvertible {
  /// The HTML.
  public private(set) var description = ""

  /// Nothing.
  public init() {}

  /// A text, escaped.
  public init(_ text: String) { append(text) }

  /// Appends a text, escaped.
  public mutating func append(_ text: String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": description += "&lt;"
      case ">": description += "&gt;"
      case "&": description += "&amp;"
      case "\"": description += "&quot;"
      case "'": description += "&#39;"
      // A zero byte is no character of HTML.
      case "\0": description += "\u{FFFD}"
      default: description.unicodeScalars.append(scalar)
      }
    }
  }

  /// Appends a text inside a `mark` element.
  public mutating func appendMarked(_ text: String) {
    description += "<mark>"
    append(text)
    description += "</mark>"
  }
}

/// Text for a terminal: control characters and controls of direction are visible marks, so that it cannot act.
public struct TerminalText: Sendable, Equatable, CustomStringConvertible {
  /// The text.
  public private(set) var description = ""
  private let keepsLines: Bool

  /// A text on one line; or with its line ends and tabs.
  public init(_ text: String = "", keepsLines: Bool = false) {
    self.keepsLines = keepsLines
    append(text)
  }

  /// Appends a text, made harmless.
  public mutating func append(_ text: String) {
    for scalar in text.unicodeScalars { description.unicodeScalars.append(Self.harmless(scalar, keepsLines)) }
  }

  /// Appends a text between two sequences of our own; with `style` nil as it is.
  public mutating func appendMarked(_ text: String, style: Style?) {
    if let style { description += style.start }
    append(text)
    if style != nil { description += Style.end }
  }

  /// How matches look.
  public enum Style: Sendable {
    /// Bold and yellow.
    case match

    var start: String { "\u{1B}[1;33m" }
    static let end = "\u{1B}[0m"
  }

  private static func harmless(_ scalar: Unicode.Scalar, _ keepsLines: Bool) -> Unicode.Scalar {
    switch scalar.value {
    case 0x0A, 0x09: keepsLines ? scalar : " "
    case 0x0D: keepsLines ? "\u{240D}" : " "
    case 0...0x1F: Unicode.Scalar(0x2400 + scalar.value) ?? "?"
    case 0x7F: "\u{2421}"
    case 0x80...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C: "\u{FFFD}"
    default: scalar
    }
  }
}

extension Snippet {
  /// The passage as HTML, its matches in `mark` elements.
  public var html: SafeHTML {
    var html = SafeHTML()
    forEachPiece { text, isMatch in
      if isMatch { html.appendMarked(text) } else { html.append(text) }
    }
    return html
  }

  /// The passage on one line for a terminal.
  ///
  /// - Parameter style: how matches look; nil where there are no styles.
  public func terminalText(style: TerminalText.Style?) -> TerminalText {
    var line = TerminalText()
    forEachPiece { text, isMatch in
      if isMatch { line.appendMarked(text, style: style) } else { line.append(text) }
    }
    return line
  }

  /// Calls `body` with the pieces of the text between the borders of its ranges.
  private func forEachPiece(_ body: (String, Bool) -> Void) {
    let bytes = Array(text.utf8)
    var at = 0
    for range in ranges {
      if range.lowerBound > at { body(String(decoding: bytes[at..<range.lowerBound], as: UTF8.self), false) }
      body(String(decoding: bytes[range], as: UTF8.self), true)
      at = range.upperBound
    }
    if at < bytes.count { body(String(decoding: bytes[at...], as: UTF8.self), false) }
  }
}
