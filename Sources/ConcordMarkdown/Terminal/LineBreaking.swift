// Where lines end: at spaces, beside wide characters, and within a word that is longer than a line.

/// A line of a text: it shows the bytes up to `end`, and the one after it begins at `next`.
struct BrokenLine {
  var end: Int
  var next: Int
  /// Columns of what it shows.
  var width: Int
}

/// How the lines of a text are made.
enum LineBreaking {
  /// At spaces where there are some.
  case words
  /// Full lines, as for code.
  case columns
}

extension MarkdownBytes {
  /// The line that begins at `start` of text that ends at `limit`; O(bytes of the line and of the word after it).
  ///
  /// It is not empty unless the text is, and `next` is beyond `start`. Only a character of two columns is wider than a width
  /// of one. The text is UTF-8 without controls.
  @inline(__always)
  func line(from start: Int, to limit: Int, width: Int, isASCII: Bool, _ breaking: LineBreaking) -> BrokenLine {
    if isASCII {
      if limit &- start <= width { return BrokenLine(end: limit, next: limit, width: limit &- start) }
      return lineOfBytes(start, limit, width, breaking)
    }
    return lineOfClusters(start, limit, width, breaking)
  }

  private func lineOfBytes(_ start: Int, _ limit: Int, _ width: Int, _ breaking: LineBreaking) -> BrokenLine {
    let stop = start &+ width
    if breaking == .words {
      var gap = stop
      while gap > start && self[gap] != space { gap &-= 1 }
      var end = gap
      while end > start && self[end &- 1] == space { end &-= 1 }
      if end > start {
        var next = gap
        while next < limit && self[next] == space { next &+= 1 }
        return BrokenLine(end: end, next: next, width: end &- start)
      }
    }
    return BrokenLine(end: stop, next: stop, width: width)
  }

  private func lineOfClusters(_ start: Int, _ limit: Int, _ width: Int, _ breaking: LineBreaking) -> BrokenLine {
    let part = slice(0, limit)
    var (offset, used) = (start, 0)
    // The last place where the line may end.
    var place = BrokenLine(end: start, next: start, width: 0)
    var previous: UInt8 = 0
    // Spaces before the first word are no place to end a line, but part of it.
    var hasText = false
    while offset < limit {
      let cluster = DisplayCluster.at(offset, of: part)
      let isSpace = part[offset] == space && cluster.end == offset &+ 1
      if breaking == .words {
        if isSpace && hasText {
          if previous != Self.gap && offset > start { place = BrokenLine(end: offset, next: offset, width: used) }
          (offset, used, previous) = (cluster.end, used &+ 1, Self.gap)
          if place.end > start { place.next = offset }
          continue
        }
        hasText = hasText || !isSpace
        let next = isSpace ? Self.gap : cluster.properties | (ByteClass.isAlphanumeric(part[offset]) ? Self.letter : 0)
        if Self.isPlace(previous, next) { place = BrokenLine(end: offset, next: offset, width: used) }
        previous = next
      }
      if used &+ cluster.width > width && offset > start {
        return place.end > start ? place : BrokenLine(end: offset, next: offset, width: used)
      }
      (offset, used) = (cluster.end, used &+ cluster.width)
    }
    if previous == Self.gap && used > width && place.end > start { return place }
    return BrokenLine(end: limit, next: limit, width: used)
  }

  /// Beside the bits of ``DisplayCluster``: a space, and a letter or digit of ASCII.
  private static var gap: UInt8 { 0x80 | 0x40 }
  private static var letter: UInt8 { 0x80 }

  /// Whether a line may end between two characters without a space: beside a wide one, but not before what closes or after
  /// what opens.
  @inline(__always)
  private static func isPlace(_ last: UInt8, _ next: UInt8) -> Bool {
    if (last | next) & DisplayCluster.breaks == 0 || last == gap { return false }
    if last & DisplayCluster.staysAfter != 0 || next & DisplayCluster.staysBefore != 0 { return false }
    if last & DisplayCluster.breaks == 0 { return last & letter != 0 }
    return next & (DisplayCluster.breaks | letter) != 0
  }
}
