// Text from a corpus, an artifact or a command line, made safe for a terminal by the library's own rule.

import Concordance

/// Text without anything that a terminal would act on.
enum Printable {
  /// The text on one line: control characters, line ends and bidirectional controls become visible marks.
  static func line(_ text: String) -> String { TerminalText(text).description }

  /// The text with its line ends and tabs.
  static func lines(_ text: String) -> String { TerminalText(text, keepsLines: true).description }
}
