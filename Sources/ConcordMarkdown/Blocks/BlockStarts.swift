// What begins a block, told from one line: CommonMark 0.31, chapter 4 and 5.2, except HTML.

/// A heading after `#` marks.
struct ATXHeading {
  var level: Int
  var text: Range<Int>
}

/// The line that opens fenced code.
struct Fence {
  /// A backtick or a tilde.
  var mark: UInt8
  /// How many there are, three or more.
  var length: Int
}

/// A bullet or a number.
struct ListMarker {
  /// Bytes of the marker itself.
  var length: Int
  /// The number, 1 for a bullet.
  var number: Int
  /// Whether it can begin a list in the middle of a paragraph.
  var interruptsParagraph: Bool
}

extension LineCursor {
  /// The heading that the text is.
  func atxHeading() -> ATXHeading? {
    let level = run(of: UInt8(ascii: "#"), at: text)
    guard level >= 1 && level <= 6 && isSpaceOrEnd(text &+ level) else { return nil }
    let start = afterSpace(text &+ level)
    var end = trimmedEnd(from: start)
    var closing = end
    while closing > start && byte(at: closing &- 1) == UInt8(ascii: "#") { closing &-= 1 }
    if closing == start {
      end = start
    } else if closing < end && isSpaceOrEnd(closing &- 1) {
      end = closing
      while end > start && isSpaceOrEnd(end &- 1) { end &-= 1 }
    }
    return ATXHeading(level: level, text: start..<end)
  }

  /// The level of the heading that the text underlines.
  func setextLevel() -> Int? {
    let mark = textByte
    guard mark == UInt8(ascii: "=") || mark == UInt8(ascii: "-") else { return nil }
    if afterSpace(text &+ run(of: mark, at: text)) != line.end { return nil }
    return mark == UInt8(ascii: "=") ? 1 : 2
  }

  /// The fence that the text opens.
  func fence() -> Fence? {
    let mark = textByte
    let length = run(of: mark, at: text)
    if length < 3 { return nil }
    if mark == UInt8(ascii: "`") {
      var offset = text &+ length
      while offset < line.end {
        if byte(at: offset) == mark { return nil }
        offset &+= 1
      }
    }
    return Fence(mark: mark, length: length)
  }

  /// Whether the text closes `fence`.
  func closes(_ fence: Fence) -> Bool {
    let length = run(of: fence.mark, at: text)
    return length >= fence.length && afterSpace(text &+ length) == line.end
  }

  /// Whether the text is a thematic break; if not, `firstOther` is the byte that shows it.
  ///
  /// The byte saves nested `* * * *` from being looked at once for each of its markers.
  func isThematicBreak(firstOther: inout Int) -> Bool {
    if firstOther > text && firstOther < line.end { return false }
    let mark = textByte
    var offset = text
    var count = 0
    while offset < line.end {
      let byte = byte(at: offset)
      if byte == mark {
        count &+= 1
      } else if byte != space && byte != tab {
        firstOther = offset
        return false
      }
      offset &+= 1
    }
    return count >= 3
  }

  /// The marker that the text begins with.
  func listMarker() -> ListMarker? {
    let first = textByte
    var end = text
    var number = 1
    if first == UInt8(ascii: "-") || first == UInt8(ascii: "+") || first == UInt8(ascii: "*") {
      end &+= 1
    } else {
      number = 0
      while end &- text < 9, case let digit = byte(at: end) &- UInt8(ascii: "0"), digit <= 9 {
        number = number &* 10 &+ Int(digit)
        end &+= 1
      }
      let closing = byte(at: end)
      if end == text || (closing != UInt8(ascii: ".") && closing != UInt8(ascii: ")")) { return nil }
      end &+= 1
    }
    guard isSpaceOrEnd(end) else { return nil }
    return ListMarker(
      length: end &- text, number: number, interruptsParagraph: number == 1 && afterSpace(end) < line.end)
  }
}
