// A small terminal: what programs of ours write to it becomes rows of a screen and what scrolled away above it.

internal import ConcordMarkdown

/// A screen with what scrolled off it; unknown sequences are noted, styles and addresses passed over.
package struct Screen {
  package let columns: Int
  package let rows: Int
  /// Rows that scrolled away, and the screen's; a cell is a character or, right of a wide one, nothing.
  package private(set) var scrolled: [[String]] = []
  private var lines: [[String]]
  private var row = 0
  private var column = 0
  package private(set) var wraps = true
  package private(set) var isUpdating = false
  package private(set) var unknown: [String] = []

  package init(columns: Int, rows: Int) {
    (self.columns, self.rows) = (columns, rows)
    lines = Array(repeating: [], count: rows)
  }

  /// All rows down to the cursor, without spaces at their ends.
  package var text: [String] {
    (scrolled + lines.prefix(row)).map { cells in
      var cells = cells
      while cells.last == " " { cells.removeLast() }
      return cells.joined()
    }
  }

  /// Whether all is as a program should leave it: the cursor at the beginning of an empty line, and nothing switched.
  package var isClean: Bool {
    wraps && !isUpdating && column == 0 && lines[row...].allSatisfy { $0.allSatisfy { $0 == " " } } && unknown.isEmpty
  }

  package mutating func write(_ bytes: [UInt8]) {
    var rest = Substring(String(decoding: bytes, as: UTF8.self))
    while let character = rest.first {
      switch character {
      case "\u{1B}": readSequence(&rest)
      case "\n":
        rest.removeFirst()
        column = 0
        feed()
      case "\r", "\r\n":
        column = 0
        if character == "\r\n" { feed() }
        rest.removeFirst()
      default:
        put(String(character))
        rest.removeFirst()
      }
    }
  }

  private mutating func feed() {
    if row < rows - 1 {
      row += 1
    } else {
      scrolled.append(lines.removeFirst())
      lines.append([])
    }
  }

  private mutating func put(_ character: String) {
    let width = PageLine.columns(Array(character.utf8)[...])
    if width == 0 { return }
    if column + width > columns {
      if wraps {
        column = 0
        feed()
      } else {
        column = max(0, columns - width)
      }
    }
    while lines[row].count < column + width { lines[row].append(" ") }
    lines[row][column] = character
    if width == 2 { lines[row][column + 1] = "" }
    column += width
  }

  private mutating func readSequence(_ rest: inout Substring) {
    rest.removeFirst()
    if rest.first == "]" {
      while let character = rest.popFirst(), character != "\u{1B}" {}
      rest.removeFirst()
      return
    }
    rest.removeFirst()
    var parameters = ""
    while let character = rest.popFirst() {
      if character.isLetter {
        act(parameters, character)
        return
      }
      parameters.append(character)
    }
  }

  private mutating func act(_ parameters: String, _ letter: Character) {
    switch (parameters, letter) {
    case (_, "m"): break
    case ("?2026", "h"): isUpdating = true
    case ("?2026", "l"): isUpdating = false
    case ("?7", "h"): wraps = true
    case ("?7", "l"): wraps = false
    case (_, "A"): row = max(0, row - (Int(parameters) ?? 1))
    case ("", "K"): lines[row].removeLast(max(0, lines[row].count - column))
    case ("", "J"):
      // tmux takes this for a wish to clear all, and keeps what was there above the screen.
      if row == 0 && column == 0 { scrolled += lines.filter { !$0.isEmpty } }
      lines[row].removeLast(max(0, lines[row].count - column))
      for index in lines.indices where index > row { lines[index] = [] }
    default: unknown.append(parameters + String(letter))
    }
  }
}
