// How a piece of text looks, and which sequences of a terminal say so.

/// What a piece of text is, as far as its looks depend on it.
public struct TextStyle: OptionSet, Sendable, BitwiseCopyable {
  public let rawValue: UInt16
  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Strong emphasis, and headers of a table.
  public static let strong = TextStyle(rawValue: 1)
  /// Emphasis.
  public static let emphasis = TextStyle(rawValue: 2)
  /// Struck out.
  public static let strike = TextStyle(rawValue: 4)
  /// Code within a line; see ``codeBlock``.
  public static let code = TextStyle(rawValue: 8)
  /// The text of a link, and an address that leads to itself.
  public static let link = TextStyle(rawValue: 16)
  /// What is not the author's text: raw HTML, addresses after links, bars, bullets, borders.
  public static let dim = TextStyle(rawValue: 32)
  /// The description of an image.
  public static let image = TextStyle(rawValue: 64)
  /// A line of a block of code, with a ``token`` where its language is known.
  public static let codeBlock = TextStyle(rawValue: 1 << 14)
  /// What was asked to stand out, as words that were searched for; see ``StyledPage/marking(_:)``.
  public static let marked = TextStyle(rawValue: 1 << 13)

  /// A heading's level, 1 to 6; 0 for none.
  public var headingLevel: Int { Int(rawValue >> 7 & 7) }
  /// What the text is within code.
  public var token: CodeToken { CodeToken(rawValue: UInt8(truncatingIfNeeded: rawValue >> 10 & 7)) ?? .plain }

  static func heading(_ level: Int) -> TextStyle { TextStyle(rawValue: UInt16(truncatingIfNeeded: level & 7) << 7) }
  static func token(_ token: CodeToken) -> TextStyle { TextStyle(rawValue: UInt16(token.rawValue) << 10) }
}

/// What a word of a program is.
public enum CodeToken: UInt8, Sendable, BitwiseCopyable {
  /// In this order: all else, a word of the language, a string or what is quoted, a comment, a number.
  case plain, keyword, string, comment, number
}

/// The attributes of a terminal for each style, as the numbers of SGR sequences (ECMA-48, 8.3.117); empty for none.
public struct TerminalTheme: Sendable {
  var strong: StaticString = "1"
  var emphasis: StaticString = "3"
  var strike: StaticString = "9"
  var code: StaticString
  var link: StaticString
  var dim: StaticString
  var image: StaticString
  var marked: StaticString = "7"
  /// Levels 1 to 6.
  var headings: [StaticString]
  /// Keyword, string, comment, number.
  var tokens: [StaticString]

  /// For light text on a dark ground.
  public static let dark = TerminalTheme(
    code: "38;5;215", link: "4;38;5;75", dim: "38;5;245", image: "3;38;5;139",
    headings: ["1;4;38;5;117", "1;38;5;117", "1;38;5;110", "1;38;5;146", "1;38;5;145", "38;5;145"],
    tokens: ["38;5;176", "38;5;150", "3;38;5;245", "38;5;216"])
  /// For dark text on a light ground.
  public static let light = TerminalTheme(
    code: "38;5;130", link: "4;38;5;26", dim: "38;5;242", image: "3;38;5;96",
    headings: ["1;4;38;5;25", "1;38;5;25", "1;38;5;31", "1;38;5;60", "1;38;5;59", "38;5;59"],
    tokens: ["38;5;90", "38;5;28", "3;38;5;242", "38;5;130"])
  /// Without colours: bold, italic, underlined, struck out and faint alone.
  public static let none = TerminalTheme(
    code: "", link: "4", dim: "2", image: "3", headings: ["1;4", "1", "1", "1", "1", "1"],
    tokens: ["1", "", "2", ""])

  /// Adds the sequence that sets a style and nothing else.
  func append(_ style: TextStyle, to output: inout FlatArray<UInt8>) {
    output.append("\u{1B}[0")
    if style.headingLevel > 0 { add(headings[min(style.headingLevel, headings.count) - 1], &output) }
    if style.contains(.strong) { add(strong, &output) }
    if style.contains(.emphasis) { add(emphasis, &output) }
    if style.contains(.strike) { add(strike, &output) }
    if style.contains(.code) { add(code, &output) }
    if style.contains(.link) { add(link, &output) }
    if style.contains(.image) { add(image, &output) }
    if style.contains(.dim) { add(dim, &output) }
    if style.contains(.marked) { add(marked, &output) }
    if style.token != .plain { add(tokens[Int(style.token.rawValue) - 1], &output) }
    output.append(UInt8(ascii: "m"))
  }

  @inline(__always)
  private func add(_ code: StaticString, _ output: inout FlatArray<UInt8>) {
    if code.utf8CodeUnitCount == 0 { return }
    output.append(UInt8(ascii: ";"))
    output.append(code)
  }
}

extension FlatArray<UInt8> {
  /// Adds bytes of our own.
  @inline(__always)
  mutating func append(_ text: StaticString) {
    unsafe append(from: text.utf8Start, text.utf8CodeUnitCount)
  }

  /// Adds a number of no sign.
  mutating func append(number: Int) {
    var divisor = 1
    while number / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      append(UInt8(truncatingIfNeeded: number / divisor % 10) &+ 0x30)
      divisor /= 10
    }
  }

  /// Adds a byte so many times.
  mutating func append(_ byte: UInt8, count: Int) {
    for _ in 0..<Swift.max(0, count) { append(byte) }
  }
}
