// How Markdown is shown: choices that commands share.

import ArgumentParser
import ConcordMarkdown

/// When there are colours.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
}

/// The looks of a page on a terminal.
enum ThemeChoice: String, ExpressibleByArgument, CaseIterable {
  case dark, light, none

  var theme: TerminalTheme {
    switch self {
    case .dark: .dark
    case .light: .light
    case .none: .none
    }
  }
}

/// Flags for pages of a terminal.
struct PageOptions: ParsableArguments {
  @Option(help: "Columns of a page, 1 to 1000. (default: those of the terminal, 80 without one)")
  var width: Int?

  @Option(help: "Colours: dark or light, for the ground of the terminal; none has bold, italic and underlined alone.")
  var theme = ThemeChoice.dark

  @Option(help: "Styles and links: always, never, or auto: on a terminal, unless NO_COLOR is set.")
  var color = ColorChoice.auto

  func validate() throws {
    if let width, !TerminalOptions.widths.contains(width) {
      throw ValidationError("--width takes a number between 1 and 1000")
    }
  }

  /// Whether pages have styles.
  var isStyled: Bool {
    switch color {
    case .auto: Output.usesColor
    case .always: true
    case .never: false
    }
  }

  /// The choices for the renderer.
  func options(isPlain: Bool = false) -> TerminalOptions {
    TerminalOptions(width: width ?? Output.width ?? 80, theme: isStyled && !isPlain ? theme.theme : nil)
  }
}
