// What quotes, items, footnotes and code put before their lines.

/// A container that is open.
struct PageFrame: BitwiseCopyable {
  /// Where what it puts before lines begins, and what it puts before its first one.
  var prefix: Int32
  var marker: Int32
  /// Columns of both.
  var width: Int32
  /// Lines of the page when it began.
  var lines: Int
  /// Whether its first line is still to come, whether it puts a bar before all lines, and whether it is a quote.
  var isPending = true
  var isBar = false
  var isQuote = false
}

extension PageWriter {
  /// Opens a frame and says whether it may put something before lines: text keeps eight columns, or half of a narrow page.
  private mutating func open(width columns: Int) -> Bool {
    let fits = prefixWidth &+ columns <= width &- max(2, min(8, width / 2))
    frames.append(
      PageFrame(
        prefix: Int32(truncatingIfNeeded: prefix.count), marker: Int32(truncatingIfNeeded: markers.count),
        width: fits ? Int32(truncatingIfNeeded: columns) : 0, lines: lines))
    pendingFrames &+= 1
    if fits { prefixWidth &+= columns }
    return fits
  }

  /// Opens a frame with the same bar before all lines.
  mutating func openBar(_ bar: StaticString, isQuote: Bool) {
    let fits = open(width: 2)
    if isQuote {
      frames[frames.count &- 1].isQuote = true
      quoteDepth &+= 1
    }
    if !fits { return }
    frames[frames.count &- 1].isBar = true
    barCount &+= 1
    prefix.append(bar)
    markers.append(bar)
    prefix.append(space)
    markers.append(space)
  }

  /// Opens a frame with a mark of one column before its first line.
  mutating func openItem(_ mark: StaticString) {
    if !open(width: 2) { return }
    markers.append(mark)
    markers.append(space)
    prefix.append(space, count: 2)
  }

  /// Opens a frame with a number before its first line, right-aligned in `digits` columns, between two marks.
  mutating func openItem(_ before: StaticString, number: Int, digits: Int, _ after: StaticString) {
    let marks = before.utf8CodeUnitCount &+ after.utf8CodeUnitCount
    let columns = max(digits, Self.digits(number)) &+ marks &+ 1
    if !open(width: columns) { return }
    markers.append(space, count: columns &- 1 &- marks &- Self.digits(number))
    markers.append(before)
    markers.append(number: number)
    markers.append(after)
    markers.append(space)
    prefix.append(space, count: columns)
  }

  /// Closes the innermost frame; one without a line gets an empty one.
  mutating func closeFrame() {
    guard let frame = frames.last else { return }
    if frame.lines == lines { emptyLine() }
    prefix.truncate(to: Int(frame.prefix))
    markers.truncate(to: Int(frame.marker))
    prefixWidth &-= Int(frame.width)
    if frame.isBar { barCount &-= 1 }
    if frame.isQuote { quoteDepth &-= 1 }
    frames.truncate(to: frames.count &- 1)
  }

  /// Decimal digits of a number of no sign.
  static func digits(_ number: Int) -> Int {
    var (count, rest) = (1, number / 10)
    while rest > 0 { (count, rest) = (count + 1, rest / 10) }
    return count
  }
}
