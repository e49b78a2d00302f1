// What is written to a terminal so that it shows finished lines once and, below them, lines that may still change.

import ConcordMarkdown

/// Columns and rows of a terminal.
package struct TerminalSize: Equatable, Sendable {
  package var columns: Int
  package var rows: Int

  package init(columns: Int, rows: Int) { (self.columns, self.rows) = (max(1, columns), max(1, rows)) }
}

/// Paints lines below those that are finished, and paints them again when they change.
///
/// Between two paints the cursor is at the beginning of the line after the last one, and the terminal is as it was found: no
/// line is left half written, nothing is hidden or switched. Lines that may change are cut at the right edge instead of
/// wrapped, so that they are as many rows as lines, whatever the terminal thinks of the width of a character. Finished lines
/// are written as any program writes them. Both are in one synchronized update (private mode 2026), which terminals that do
/// not know it pass over.
package struct TailPainter {
  /// The lines that are painted, and the columns of each.
  private var lines: [ArraySlice<UInt8>] = []
  private var widths: [Int] = []
  private var columns = 0

  package init() {}

  /// Lines that can be painted again: all but the one of the cursor.
  package static func lines(of size: TerminalSize) -> Int { max(1, size.rows - 1) }

  /// Forgets what is painted, which then stays: something else was written after it.
  package mutating func forget() {
    lines = []
    widths = []
  }

  /// What is to be written for some finished lines more, and other lines below them; empty if nothing changes.
  ///
  /// - Parameters:
  ///   - final: whole lines that become finished.
  ///   - tail: whole lines below them, as many as ``lines(of:)`` at most.
  ///   - size: the terminal as it is now. If it became narrower, it is taken to have wrapped the lines that are painted.
  package mutating func paint(final: [UInt8], tail: [UInt8], _ size: TerminalSize) -> [UInt8] {
    let next = Self.split(tail).suffix(Self.lines(of: size))
    if final.isEmpty && next.isEmpty && lines.isEmpty { return [] }
    var same = 0
    if final.isEmpty && size.columns == columns {
      while same < min(next.count, lines.count) && next[next.startIndex + same] == lines[same] { same += 1 }
      if same == next.count && same == lines.count { return [] }
    }
    let isWhole = !final.isEmpty || size.columns != columns
    let up = min(rows(from: same, size), size.rows - 1)
    var output = Array("\u{1B}[?2026h\r".utf8)
    Self.moveUp(up, &output)
    // With lines that stay as they are, each row is cleared when it is written: all at once would flicker where updates are
    // not synchronized.
    if isWhole { Self.clear(rows: up, &output) }
    output += final
    if next.count > same { output += Array("\u{1B}[?7l".utf8) }
    for line in next.dropFirst(same) {
      if !isWhole { output += Array("\u{1B}[K".utf8) }
      output += line
      output.append(0x0A)
    }
    if next.count > same { output += Array("\u{1B}[?7h".utf8) }
    if !isWhole { Self.clear(rows: lines.count - next.count, &output) }
    output += Array("\u{1B}[?2026l".utf8)
    widths = Array(widths.prefix(same)) + next.dropFirst(same).map { min(PageLine.columns($0), size.columns) }
    lines = Array(next)
    columns = size.columns
    return output
  }

  private static func moveUp(_ rows: Int, _ output: inout [UInt8]) {
    if rows > 0 { output += Array("\u{1B}[\(rows)A".utf8) }
  }

  /// Clears some rows from that of the cursor on, and comes back.
  ///
  /// One after the other: a terminal may take it for a wish to clear the whole screen if all below is cleared at once from
  /// its top, and then keep what was there above the screen, as tmux does.
  private static func clear(rows: Int, _ output: inout [UInt8]) {
    if rows <= 0 { return }
    for row in 0..<rows { output += Array((row > 0 ? "\n\u{1B}[K" : "\u{1B}[K").utf8) }
    moveUp(rows - 1, &output)
  }

  /// How many rows the painted lines from one on take on a terminal of a size.
  private func rows(from first: Int, _ size: TerminalSize) -> Int {
    widths[first...].reduce(0) { $0 + max(1, ($1 + size.columns - 1) / size.columns) }
  }

  private static func split(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
    text.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
  }
}
