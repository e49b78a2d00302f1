// Matches of a search on a page: found by the bytes of the document, wherever on the page those are shown.

extension StyledPage {
  /// The page with the style ``TextStyle/marked`` on what shows some ranges of the document.
  ///
  /// What lies in a range lights up within emphasis, links, code and tables, and on each line that it is broken over. Of
  /// literal text whole characters are marked, of other text, such as an entity, all of the piece. O(bytes of the page, and
  /// ranges).
  ///
  /// - Parameter ranges: ascending and without overlap, in bytes of the document, as `SearchIndex.matches(of:in:)` says them.
  public func marking(_ ranges: [Range<Int>]) -> StyledPage {
    var page = self
    let ranges = ranges.filter { !$0.isEmpty }
    if ranges.isEmpty { return page }
    for index in page.lines.indices where page.lines[index].runs.contains(where: { Self.touches($0, ranges) }) {
      page.lines[index].runs = page.lines[index].runs.flatMap { Self.marked($0, ranges) }
    }
    return page
  }

  /// The first range that ends after a place.
  private static func first(endingAfter place: Int, _ ranges: [Range<Int>]) -> Int {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= place { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func touches(_ run: StyledRun, _ ranges: [Range<Int>]) -> Bool {
    guard let source = run.source else { return false }
    let index = first(endingAfter: source.lowerBound, ranges)
    return index < ranges.count && ranges[index].overlaps(source)
  }

  /// A piece cut where marks begin and end.
  private static func marked(_ run: StyledRun, _ ranges: [Range<Int>]) -> [StyledRun] {
    guard let source = run.source, touches(run, ranges) else { return [run] }
    if !run.isLiteral { return [run.part(run.text[...], source, run.column, isMarked: true)] }
    let bytes = FlatArray<UInt8>(run.text)
    let columns = unsafe MarkdownBytes(bytes.pointer, count: bytes.count)
    var (range, column, place) = (first(endingAfter: source.lowerBound, ranges), run.column, source.lowerBound)
    var parts: [StyledRun] = []
    var start = (index: run.text.startIndex, place: place, column: column)
    var wasMarked = false
    for index in run.text.indices {
      let next = place + run.text[index].utf8.count
      while range < ranges.count && ranges[range].upperBound <= place { range += 1 }
      let isMarked = range < ranges.count && ranges[range].lowerBound < next
      if isMarked != wasMarked && place > start.place {
        parts.append(run.part(run.text[start.index..<index], start.place..<place, start.column, isMarked: wasMarked))
        start = (index, place, column)
      }
      wasMarked = isMarked
      column += DisplayCluster.width(columns, place - source.lowerBound, next - source.lowerBound)
      place = next
    }
    parts.append(run.part(run.text[start.index...], start.place..<place, start.column, isMarked: wasMarked))
    return parts
  }

  /// The page for a terminal, as ``MarkdownDocument/terminal(_:)`` makes it, with marks where there are some; O(bytes).
  ///
  /// - Parameter theme: how styles look; nil for plain text.
  public func terminal(theme: TerminalTheme?) -> String {
    guard let theme else { return text }
    var output = FlatArray<UInt8>(capacity: 4096)
    for line in lines {
      var (style, address): (TextStyle, String?) = ([], nil)
      for run in line.runs {
        if run.address != address {
          if address != nil { output.append("\u{1B}]8;;\u{1B}\\") }
          address = run.address
          if let address { output.append(sequenceFor: address) }
        }
        let wanted = run.style.subtracting(.codeBlock)
        if wanted != style {
          if wanted.isEmpty { output.append("\u{1B}[0m") } else { theme.append(wanted, to: &output) }
          style = wanted
        }
        for byte in run.text.utf8 { output.append(byte) }
      }
      if address != nil { output.append("\u{1B}]8;;\u{1B}\\") }
      if !style.isEmpty { output.append("\u{1B}[0m") }
      output.append(0x0A)
    }
    return String(decoding: output.array, as: UTF8.self)
  }
}

extension FlatArray<UInt8> {
  /// Adds the sequence (OSC 8) after which text leads to an address.
  fileprivate mutating func append(sequenceFor address: String) {
    append("\u{1B}]8;;")
    for byte in address.utf8 { append(byte) }
    append("\u{1B}\\")
  }
}

extension StyledRun {
  /// A part of it.
  fileprivate func part(_ text: Substring, _ source: Range<Int>, _ column: Int, isMarked: Bool) -> StyledRun {
    StyledRun(
      text: String(text), column: column, style: isMarked ? style.union(.marked) : style, quoteDepth: quoteDepth,
      address: address, source: source, isLiteral: isLiteral)
  }
}
