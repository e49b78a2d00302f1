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

/// The cells of a table that is gathered, row by row.
struct TerminalTable: ~Copyable {
  var cells = FlatArray<TerminalCell>()
  /// The first cell of each row.
  var rows = FlatArray<Int>()
  var alignments = FlatArray<UInt8>()
  /// Columns of the page for each column of the table.
  var widths = FlatArray<Int>()
  /// Where the cells of the row that is written go on.
  var places = FlatArray<TerminalCell>()
  /// Whether some cell is wider than its column.
  var isShrunk = false

  /// Columns that a column may be narrowed to.
  static let leastWidth = 3

  /// Forgets all of it.
  mutating func clear() {
    cells.truncate(to: 0)
    rows.truncate(to: 0)
    alignments.truncate(to: 0)
    widths.truncate(to: 0)
  }

  /// Finds the columns' widths for a page, and says whether they fit it.
  ///
  /// Columns that are wider than a limit are narrowed to it, where the limit is as large as the page lets it be. O(cells).
  mutating func fit(_ available: Int) -> Bool {
    let count = alignments.count
    widths.truncate(to: 0)
    isShrunk = false
    // A border and a space on each side of each column.
    let room = available &- 3 &* count &- 1
    if room < count { return false }
    for _ in 0..<count { widths.append(1) }
    var (row, column) = (0, 0)
    for index in 0..<cells.count {
      while row < rows.count && rows[row] == index { (row, column) = (row &+ 1, 0) }
      widths[column] = max(widths[column], cells[index].width)
      column &+= 1
    }
    var total = 0
    for index in 0..<count { total &+= widths[index] }
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
  mutating func enterTable(_ node: BlockNode) { table.clear() }

  mutating func enterRow(_ node: BlockNode) { table.rows.append(table.cells.count) }

  mutating func enterCell(_ node: BlockNode) {
    if table.rows.count == 1 { table.alignments.append(UInt8(truncatingIfNeeded: node.level)) }
    leaf.startRun()
    table.cells.append(TerminalCell(start: leaf.count, end: 0, run: leaf.runs.count, width: 0))
  }

  mutating func leaveCell() {
    let index = table.cells.count &- 1
    let start = table.cells[index].start
    table.cells[index].end = leaf.count
    table.cells[index].width =
      leaf.isASCII ? leaf.count &- start : DisplayCluster.width(leaf.text, start, leaf.count)
  }

  /// Writes what was gathered.
  mutating func writeTable() {
    if table.fit(page.available) {
      writeBorder("\u{250C}", "\u{252C}", "\u{2510}")
      for row in 0..<table.rows.count {
        // With cells of several lines it would not be seen where a row ends.
        if row == 1 || row > 1 && table.isShrunk { writeBorder("\u{251C}", "\u{253C}", "\u{2524}") }
        writeRow(row)
      }
      writeBorder("\u{2514}", "\u{2534}", "\u{2518}")
    } else {
      writeStack()
    }
    leaf.clear()
    page.forgetAddresses()
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

  /// Writes a row: as many lines as its longest cell has.
  private mutating func writeRow(_ row: Int) {
    let first = table.rows[row]
    let end = row &+ 1 < table.rows.count ? table.rows[row &+ 1] : table.cells.count
    table.places.truncate(to: 0)
    for column in 0..<table.widths.count {
      let index = first &+ column
      let empty = TerminalCell(start: 0, end: 0, run: 0, width: 0)
      table.places.append(index < end ? table.cells[index] : empty)
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

  /// Writes a table that has no room for its columns: a cell after the other, a bar between the rows.
  private mutating func writeStack() {
    for row in 0..<table.rows.count {
      if row > 0 {
        page.beginLine()
        page.write("\u{2500}", .dim, count: min(page.available, 8))
        page.endLine()
      }
      let end = row &+ 1 < table.rows.count ? table.rows[row &+ 1] : table.cells.count
      for index in table.rows[row]..<end {
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
}
