// Text from a corpus, an artifact or a command line, made safe for a terminal.

/// Text without anything that a terminal would act on.
enum Printable {
  /// The text on one line: control characters, line ends and bidirectional controls become visible marks.
  static func line(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { append(scalar, to: &out, keepsLines: false) }
    return String(out)
  }

  /// The text with its line ends and tabs.
  static func lines(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { append(scalar, to: &out, keepsLines: true) }
    return String(out)
  }

  private static func append(_ scalar: Unicode.Scalar, to out: inout String.UnicodeScalarView, keepsLines: Bool) {
    switch scalar.value {
    case 0x0A, 0x09: out.append(keepsLines ? scalar : " ")
    case 0x0D: out.append(keepsLines ? "\u{240D}" : " ")
    case 0...0x1F: out.append(Unicode.Scalar(0x2400 + scalar.value) ?? "?")
    case 0x7F: out.append("\u{2421}")
    case 0x80...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C: out.append("\u{FFFD}")
    default: out.append(scalar)
    }
  }
}
