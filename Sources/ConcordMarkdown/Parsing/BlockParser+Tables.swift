// Tables of GFM: a row of headers, a row of dashes with as many cells, and rows.

/// How the cells of a column stand.
package enum MarkdownAlignment: UInt8, Sendable {
  case none, left, center, right
}

extension BlockParser {
  /// Makes the last line of the paragraph the headers of a table, if the line is a row of as many dashes.
  mutating func beginTable(_ cursor: LineCursor) -> Bool {
    switch cursor.textByte {
    case UInt8(ascii: "|"), UInt8(ascii: "-"), UInt8(ascii: ":"): break
    default: return false
    }
    let firstAlignment = alignments.count
    guard let columns = readAlignments(cursor) else {
      alignments.truncate(to: firstAlignment)
      return false
    }
    let last = Int(nodes[leaf].firstLine) &+ Int(nodes[leaf].lineCount) &- 1
    let header = lines[last]
    var row = TableRow(bytes, Int(header.start), header.end)
    var cells = 0
    while row.nextCell() != nil { cells &+= 1 }
    if cells != columns {
      alignments.truncate(to: firstAlignment)
      return false
    }
    // The line stays among the lines, where it belongs to nothing.
    if nodes[leaf].lineCount > 1 {
      nodes[leaf].lineCount &-= 1
      nodes[leaf].stop = UInt32(truncatingIfNeeded: lines[last &- 1].end)
      closeLeaf()
      leaf = addNode(.table, start: Int(header.start), stop: cursor.line.end)
    }
    nodes[leaf].kind = .table
    nodes[leaf].firstLine = UInt32(truncatingIfNeeded: lines.count)
    nodes[leaf].lineCount = UInt32(truncatingIfNeeded: columns)
    nodes[leaf].payload = UInt32(truncatingIfNeeded: firstAlignment)
    nodes[leaf].stop = UInt32(truncatingIfNeeded: cursor.line.end)
    leafKind = .table
    addCells(Int(header.start), header.end, isHeader: true)
    return true
  }

  /// The columns of a row of dashes, with their alignments added to `alignments`; nil if the line is none.
  private mutating func readAlignments(_ cursor: LineCursor) -> Int? {
    var offset = cursor.text
    var columns = 0
    if cursor.byte(at: offset) == UInt8(ascii: "|") { offset = cursor.afterSpace(offset &+ 1) }
    while true {
      let isLeft = cursor.byte(at: offset) == UInt8(ascii: ":")
      if isLeft { offset &+= 1 }
      let dashes = cursor.run(of: UInt8(ascii: "-"), at: offset)
      if dashes == 0 { return nil }
      offset &+= dashes
      let isRight = cursor.byte(at: offset) == UInt8(ascii: ":")
      if isRight { offset &+= 1 }
      offset = cursor.afterSpace(offset)
      columns &+= 1
      let alignment: MarkdownAlignment = isLeft ? (isRight ? .center : .left) : (isRight ? .right : .none)
      alignments.append(alignment.rawValue)
      if offset == cursor.line.end { return columns }
      if cursor.byte(at: offset) != UInt8(ascii: "|") { return nil }
      offset = cursor.afterSpace(offset &+ 1)
      if offset == cursor.line.end { return columns }
    }
  }

  /// Adds the line to the open table.
  mutating func addRow(_ cursor: LineCursor) {
    nodes[leaf].stop = UInt32(truncatingIfNeeded: cursor.line.end)
    addCells(cursor.text, cursor.line.end, isHeader: false)
  }

  /// Adds a row and its cells; a short row is filled, what is too many is left out.
  ///
  /// A wide table with short rows could grow with the square of the text. So no more cells are filled in than there were
  /// bytes so far, and 65,536; rows after that stay short.
  private mutating func addCells(_ start: Int, _ end: Int, isHeader: Bool) {
    let table = leaf
    let columns = Int(nodes[table].lineCount)
    let firstAlignment = Int(nodes[table].payload)
    let row = addRowNode(.tableRow, table, start, end, isHeader)
    var cells = TableRow(bytes, start, end)
    var column = 0
    while column < columns, let cell = cells.nextCell() {
      addCell(row, cell, alignments[firstAlignment &+ column], isHeader)
      column &+= 1
    }
    let allowed = max(0, 65_536 &+ end &- filledCells)
    let missing = columns &- column
    if missing > allowed { isCapped = true }
    let last = column &+ min(missing, allowed)
    filledCells &+= last &- column
    while column < last {
      let empty = TableCell(start: end, end: end, hasEscapes: false)
      addCell(row, empty, alignments[firstAlignment &+ column], isHeader)
      column &+= 1
    }
    nodes[row].end = Int32(truncatingIfNeeded: nodes.count)
  }

  private mutating func addRowNode(_ kind: BlockKind, _ parent: Int, _ start: Int, _ end: Int, _ isHeader: Bool) -> Int
  {
    let node = addNode(kind, start: start, stop: end)
    nodes[node].parent = Int32(truncatingIfNeeded: parent)
    if isHeader { nodes[node].flags.insert(.header) }
    return node
  }

  private mutating func addCell(_ row: Int, _ cell: TableCell, _ alignment: UInt8, _ isHeader: Bool) {
    let node = addRowNode(.tableCell, row, cell.start, cell.end, isHeader)
    if cell.hasEscapes { nodes[node].flags.insert(.escapes) }
    nodes[node].level = UInt16(alignment)
    nodes[node].lineCount = 1
    nodes[node].end = Int32(truncatingIfNeeded: node &+ 1)
    lines.append(ContentLine(cell.start, cell.end))
  }
}

/// A cell without the white space around it.
struct TableCell {
  var start: Int
  var end: Int
  /// Whether a pipe in it is escaped.
  var hasEscapes: Bool
}

/// Splits a line at its pipes, except those after a backslash.
struct TableRow {
  private let bytes: MarkdownBytes
  private var position: Int
  private let end: Int

  init(_ bytes: MarkdownBytes, _ start: Int, _ end: Int) {
    self.bytes = bytes
    position = start
    var stop = end
    while stop > start, ByteClass.isWhiteSpace(bytes[stop &- 1]) { stop &-= 1 }
    self.end = stop
    skipSpace()
    if bytes[position] == UInt8(ascii: "|") && position < self.end { position &+= 1 }
  }

  /// The next cell, nil after the last; what follows the last pipe is a cell if it is not blank.
  mutating func nextCell() -> TableCell? {
    skipSpace()
    if position >= end { return nil }
    let start = position
    var hasEscapes = false
    while position < end {
      let byte = bytes[position]
      if byte == UInt8(ascii: "|") { break }
      if byte == UInt8(ascii: "\\") && position &+ 1 < end && bytes[position &+ 1] == UInt8(ascii: "|") {
        hasEscapes = true
        position &+= 1
      }
      position &+= 1
    }
    var stop = position
    while stop > start, ByteClass.isWhiteSpace(bytes[stop &- 1]) { stop &-= 1 }
    position &+= 1
    return TableCell(start: start, end: stop, hasEscapes: hasEscapes)
  }

  private mutating func skipSpace() {
    while position < end, ByteClass.isWhiteSpace(bytes[position]) { position &+= 1 }
  }
}
