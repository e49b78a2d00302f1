// Tables: gathered as a whole, as wide as their texts or as the page lets them be.

/// A cell's text in the leaf that holds the whole table.
struct TerminalCell: BitwiseCopyable {
  var start: Int
  var end: Int
  /// The run where its text begins.
  var run: Int
  /// Columns of its text on one line.
  var width: Int
}

/// A row of a table.
struct TerminalRow: BitwiseCopyable {
  /// Its first cell.
  var cell: Int
  /// The bytes of the table's text and addresses before it.
  var text: Int
  var addresses: Int
}

/// The cells of a table that is gathered, row by row.
///
/// Rows are written when the table ends or a look at a growing one is taken; those that are written stay unless a later one
/// makes the columns wider.
struct TerminalTable: ~Copyable {
  var cells = FlatArray<TerminalCell>()
  var rows = FlatArray<TerminalRow>()
  var alignments = FlatArray<UInt8>()
  /// Columns of the widest text of each column.
  var wanted = FlatArray<Int>()
  /// Columns of the page for each column of the table.
  private(set) var widths = FlatArray<Int>()
  private var oldWidths = FlatArray<Int>()
  /// Where the cells of the row that is written go on.
  var places = FlatArray<TerminalCell>()
  /// Whether some cell is wider than its column, and whether the columns have room at all.
  private(set) var isShrunk = false
  private(set) var fits = false
  /// How many rows are written, and what was known of the page before the first.
  var writtenRows = 0
  var mark = PageWriter.Mark()
  /// Whether rows were written anew since a look was kept.
  var isRewritten = false
  /// Whether rows are as wide as they were though columns are not, and what was known of columns then.
  var isPostponed = false
  private var wasShrunk = false
  private var hadRoom = false

  /// Columns that a column may be narrowed to.
  static let leastWidth = 3

  /// Forgets all of it.
  mutating func clear() {
    cells.truncate(to: 0)
    rows.truncate(to: 0)
    alignments.truncate(to: 0)
    wanted.truncate(to: 0)
    widths.truncate(to: 0)
    writtenRows = 0
    isPostponed = false
  }

  /// Finds the columns' widths for a page, and says whether that changes rows that are written.
  ///
  /// Columns that are wider than a limit are narrowed to it, where the limit is as large as the page lets it be. O(columns).
  mutating func fit(_ available: Int) -> Bool {
    swap(&oldWidths, &widths)
    (wasShrunk, hadRoom) = (isShrunk, fits)
    fits = findWidths(available)
    if writtenRows == 0 { return false }
    if fits != hadRoom || isShrunk != wasShrunk { return true }
    if !fits { return false }
    for index in 0..<widths.count where widths[index] != oldWidths[index] { return true }
    return false
  }

  /// Goes back to what was known of columns before they were found last.
  mutating func forgetWidths() {
    swap(&oldWidths, &widths)
    (isShrunk, fits) = (wasShrunk, hadRoom)
    isPostponed = false
  }

  private mutating func findWidths(_ available: Int) -> Bool {
    let count = alignments.count
    widths.truncate(to: 0)
    isShrunk = false
    // A border and a space on each side of each column.
    let room = available &- 3 &* count &- 1
    if room < count { return false }
    var total = 0
    for index in 0..<count {
      widths.append(wanted[index])
      total &+= wanted[index]
    }
    if total <= room { return true }
    isShrunk = true
    return shrink(to: room)
  }

  /// Narrows the widest columns until all have room; there are fewer than a thousand.
  private mutating func shrink(to room: Int) -> Bool {
    let count = widths.count
    var (low, high) = (0, room)
    // The largest limit that fits.
    while low < high {
      let middle = (low &+ high &+ 1) / 2
      var sum = 0
      for index in 0..<count { sum &+= min(widths[index], middle) }
      if sum <= room { low = middle } else { high = middle &- 1 }
    }
    if low < Self.leastWidth { return false }
    var left = room
    for index in 0..<count { left &-= min(widths[index], low) }
    for index in 0..<count where widths[index] > low {
      widths[index] = low &+ (left > 0 ? 1 : 0)
      left &-= 1
    }
    return true
  }
}

extension TerminalRenderer {
  mutating func enterTable(_ node: BlockNode) {
    table.clear()
    table.mark = page.mark
    isTableOpen = true
  }

  mutating func enterRow(_ node: BlockNode) {
    table.rows.append(TerminalRow(cell: table.cells.count, text: leaf.count, addresses: leaf.addressBytes))
  }

  mutating func enterCell(_ node: BlockNode) {
    if table.rows.count == 1 {
      table.alignments.append(UInt8(truncatingIfNeeded: node.level))
      table.wanted.append(1)
    }
    leaf.startRun()
    table.cells.append(TerminalCell(start: leaf.count, end: 0, run: leaf.runs.count, width: 0))
  }

  mutating func leaveCell() {
    let index = table.cells.count &- 1
    let start = table.cells[index].start
    let width = leaf.isASCII ? leaf.count &- start : DisplayCluster.width(leaf.text, start, leaf.count)
    table.cells[index].end = leaf.count
    table.cells[index].width = width
    let column = index &- (table.rows.last?.cell ?? 0)
    table.wanted[column] = max(table.wanted[column], width)
  }

  /// Writes what is left of the table.
  ///
  /// A row that is half typed often makes a column wider for a moment, as a link does before its last parenthesis. Then a
  /// table which all lines of the page go through is left as it is, and its rows are written when somebody asks for them.
  mutating func leaveTable() {
    if isTrial && kept.isTableOpen && page.frames.isEmpty {
      table.isPostponed = table.fit(page.available)
      if !table.isPostponed { table.forgetWidths() }
    }
    if !table.isPostponed {
      writeRows()
      writeLastBorder()
    }
    isTableOpen = false
    putAwayLeaf()
  }

  private mutating func writeLastBorder() {
    if table.fits { writeBorder("\u{2514}", "\u{2534}", "\u{2518}") }
  }

  /// Writes rows up to the last and what is below that, as wide as the columns are now.
  mutating func writeLastRows(from first: Int) {
    for row in first..<table.rows.count { writeRow(row) }
    writeLastBorder()
  }

  private mutating func writeRow(_ row: Int) {
    if table.fits { writeGridRow(row) } else { writeStackedRow(row) }
  }

  /// Writes the rows that are gathered and not written, or all of them if their columns are no longer as wide as they were.
  mutating func writeRows() {
    if table.fit(page.available) {
      page.cut(to: table.mark)
      table.writtenRows = 0
      table.isRewritten = true
    }
    for row in table.writtenRows..<table.rows.count { writeRow(row) }
    table.writtenRows = table.rows.count
  }

  private func end(ofRow row: Int) -> TerminalRow {
    row &+ 1 < table.rows.count
      ? table.rows[row &+ 1]
      : TerminalRow(cell: table.cells.count, text: leaf.count, addresses: leaf.addressBytes)
  }

  /// Lets the addresses of a row be repeated as often as its own length allows, whatever stands in others.
  private mutating func allowAddresses(_ first: TerminalRow, _ end: TerminalRow) {
    page.allowAddresses(ofBytes: end.text &- first.text, end.addresses &- first.addresses)
  }

  private mutating func writeBorder(_ left: StaticString, _ middle: StaticString, _ right: StaticString) {
    page.beginLine()
    page.write(left, .dim)
    for column in 0..<table.widths.count {
      if column > 0 { page.write(middle, .dim) }
      page.write("\u{2500}", .dim, count: table.widths[column] &+ 2)
    }
    page.write(right, .dim)
    page.endLine()
  }

  /// Writes a row and what is above it: as many lines as its longest cell has.
  private mutating func writeGridRow(_ row: Int) {
    if row == 0 { writeBorder("\u{250C}", "\u{252C}", "\u{2510}") }
    // With cells of several lines it would not be seen where a row ends.
    if row == 1 || row > 1 && table.isShrunk { writeBorder("\u{251C}", "\u{253C}", "\u{2524}") }
    let (first, end) = (table.rows[row], end(ofRow: row))
    allowAddresses(first, end)
    table.places.truncate(to: 0)
    for column in 0..<table.widths.count {
      let index = first.cell &+ column
      let empty = TerminalCell(start: 0, end: 0, run: 0, width: 0)
      table.places.append(index < end.cell ? table.cells[index] : empty)
    }
    var isDone = false
    repeat {
      isDone = true
      page.beginLine()
      for column in 0..<table.widths.count {
        page.write("\u{2502}", .dim)
        page.writeSpaces(1)
        if writeLine(ofColumn: column) { isDone = false }
        page.writeSpaces(1)
      }
      page.write("\u{2502}", .dim)
      page.endLine()
    } while !isDone
  }

  /// Writes the next line of a cell in its column and says whether there is more of it.
  private mutating func writeLine(ofColumn column: Int) -> Bool {
    var place = table.places[column]
    let width = table.widths[column]
    if place.start >= place.end {
      page.writeSpaces(width)
      return false
    }
    let line = leaf.text.line(from: place.start, to: place.end, width: width, isASCII: leaf.isASCII, .words)
    let free = max(0, width &- line.width)
    var before = 0
    switch MarkdownAlignment(rawValue: table.alignments[column]) ?? .none {
    case .right: before = free
    case .center: before = free / 2
    case .none, .left: break
    }
    page.writeSpaces(before)
    page.write(leaf, place.start, line.end, &place.run)
    page.writeSpaces(free &- before)
    place.start = line.next
    table.places[column] = place
    return place.start < place.end
  }

  /// Writes a row of a table that has no room for its columns: a cell after the other, after a bar between the rows.
  private mutating func writeStackedRow(_ row: Int) {
    if row > 0 {
      page.beginLine()
      page.write("\u{2500}", .dim, count: min(page.available, 8))
      page.endLine()
    }
    let (first, end) = (table.rows[row], end(ofRow: row))
    allowAddresses(first, end)
    for index in first.cell..<end.cell {
      var cell = table.cells[index]
      while cell.start < cell.end {
        let line = leaf.text.line(
          from: cell.start, to: cell.end, width: page.available, isASCII: leaf.isASCII, .words)
        page.beginLine()
        page.write(leaf, cell.start, line.end, &cell.run)
        page.endLine()
        cell.start = line.next
      }
    }
  }
}
