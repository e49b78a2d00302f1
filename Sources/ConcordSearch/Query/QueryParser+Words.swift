// Words with the marks behind them, and the marks behind phrases and groups.

/// What stands behind a phrase or a group.
struct QueryMarks {
  var slop = 0
  var boost: Float?
  var boostRange: Range<Int>?
}

/// The marks behind a word, read from its end to its front.
private struct WordMarks {
  /// Where the word itself ends.
  var end: Int
  var boost: Float?
  var boostRange: Range<Int>?
  var isPrefix = false
  /// The place of `~`, if there is one.
  var fuzzy: Range<Int>?
  var distance: Int?
}

extension QueryParser {
  /// Reads a token as a word, a prefix, a fuzzy word, or `*`.
  mutating func word(_ token: QueryToken, _ prefix: QueryPrefix) throws(QueryError) {
    let noteCount = notes.count
    let marks = wordMarks(token)
    scanner.offset = token.end
    let range = token.start..<marks.end
    let isBare = !marks.isPrefix && marks.fuzzy == nil
    if isBare, range.count == 1, scanner.bytes[range.lowerBound] == QueryBytes.star {
      return try add(.everything, boost: marks.boost, prefix, at: marks.boostRange)
    }
    let text = wordText(range)
    guard QueryBytes.isSearchable(text) else {
      dropNotes(from: noteCount)
      return noteNothing(prefix.start..<token.end)
    }
    noteRangeOfWords(token, prefix)
    if let star = token.marks.first, star < marks.end, scanner.byte(star) == QueryBytes.star {
      note(.strayOperator, star..<(star + 1), "A * stands only behind a word or alone; this one belongs to the word.")
    }
    let node: QueryNode
    if marks.isPrefix {
      node = .prefix(text)
    } else if marks.fuzzy != nil {
      node = .fuzzy(text, distance: marks.distance)
    } else {
      node = .word(text)
    }
    try add(node, boost: marks.boost, prefix, at: marks.boostRange)
  }

  /// The text of a word; `\AND` is the word AND.
  private mutating func wordText(_ range: Range<Int>) -> String {
    if scanner.bytes[range.lowerBound] == QueryBytes.backslash {
      let rest = (range.lowerBound + 1)..<max(range.upperBound, range.lowerBound + 1)
      if let connective = scanner.connective(rest) { return connective.rawValue }
    }
    return scanner.text(range)
  }

  private mutating func noteRangeOfWords(_ token: QueryToken, _ prefix: QueryPrefix) {
    guard prefix.kind == .searched, let name = prefix.field else { return }
    switch scanner.byte(token.start) {
    case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "<"), UInt8(ascii: ">"):
      note(.badRange, prefix.start..<token.end, "The field \(name) is searched for words and has no ranges.")
    default: return
    }
  }

  /// Takes marks off the end of a token as long as there are some.
  ///
  /// Each mark takes what stands between it and the one behind it, so no byte is read twice.
  private mutating func wordMarks(_ token: QueryToken) -> WordMarks {
    var marks = WordMarks(end: token.end)
    for place in token.marks.reversed() where place > token.start {
      let isTaken =
        switch scanner.byte(place) {
        case QueryBytes.caret: takeBoost(at: place, &marks)
        case QueryBytes.tilde: takeDistance(at: place, &marks)
        default: takeStar(at: place, &marks)
        }
      if !isTaken { break }
      marks.end = place
    }
    return marks
  }

  private mutating func takeStar(at place: Int, _ marks: inout WordMarks) -> Bool {
    if place + 1 != marks.end { return false }
    if let fuzzy = marks.fuzzy {
      note(.badDistance, fuzzy, "A word with * cannot have ~ as well; the ~ was left out.")
      marks.fuzzy = nil
    }
    marks.isPrefix = true
    return true
  }

  private mutating func takeDistance(at place: Int, _ marks: inout WordMarks) -> Bool {
    let range = place..<marks.end
    let isAlone = range.count == 1
    if !isAlone && scanner.number(at: place + 1) != marks.end { return false }
    if marks.isPrefix {
      note(.badDistance, range, "A word with * cannot have ~ as well; the ~ was left out.")
      return true
    }
    if marks.fuzzy != nil { note(.badDistance, range, "Only one ~ can stand behind a word; this one was left out.") }
    if marks.fuzzy != nil || isAlone {
      marks.fuzzy = marks.fuzzy ?? range
      return true
    }
    marks.fuzzy = range
    let text = scanner.text((place + 1)..<marks.end)
    if text.utf8.allSatisfy(QueryBytes.isDigit) {
      let wanted = Int(text) ?? Int.max
      marks.distance = min(wanted, QueryLimits.distance)
      if wanted > QueryLimits.distance {
        note(.badDistance, range, "A word can differ by 0, 1 or 2 edits; 2 was used.")
      }
    } else {
      note(.badDistance, range, "A word can differ by 0, 1 or 2 edits; the length of the word decides now.")
    }
    return true
  }

  private mutating func takeBoost(at place: Int, _ marks: inout WordMarks) -> Bool {
    let range = place..<marks.end
    if range.count == 1 {
      note(.badBoost, range, "No number stands behind ^; it was left out.")
      return true
    }
    if scanner.number(at: place + 1) != marks.end {
      note(.badBoost, range, "What stands behind ^ is no number; all of it is searched as a word.")
      return false
    }
    if marks.boost != nil {
      note(.badBoost, range, "Only one boost can stand here; this one was left out.")
    } else {
      (marks.boost, marks.boostRange) = (boost(range), range)
    }
    return true
  }

  /// The number behind a `^`, as far as boosts go.
  mutating func boost(_ range: Range<Int>) -> Float {
    let factor = Float(scanner.text((range.lowerBound + 1)..<range.upperBound)) ?? .infinity
    if factor > QueryLimits.boost { note(.badBoost, range, "A boost goes up to 1000; 1000 was used.") }
    return QueryNode.clamped(factor)
  }

  /// Passes the marks behind a quote or a parenthesis.
  mutating func phraseMarks(allowsSlop: Bool) -> QueryMarks {
    var marks = QueryMarks()
    var hasSlop = false
    while true {
      let start = scanner.offset
      switch scanner.byte(start) {
      case QueryBytes.caret: closedBoost(&marks)
      case QueryBytes.tilde:
        let end = scanner.digits(from: start + 1)
        scanner.offset = end
        let wanted = Int(scanner.text((start + 1)..<end)) ?? (end - start > 1 ? Int.max : 0)
        if !allowsSlop || hasSlop {
          note(.badSlop, start..<end, "Only one ~ can stand here, and only behind a phrase; this one was left out.")
        } else if end == start + 1 {
          note(.badSlop, start..<end, "Behind a phrase ~ needs a number, such as ~2; it was left out.")
        } else if wanted > QueryLimits.slop {
          note(.badSlop, start..<end, "The words of a phrase can be moved by up to 100 positions; 100 was used.")
        }
        if allowsSlop && !hasSlop { marks.slop = min(wanted, QueryLimits.slop) }
        hasSlop = true
      case QueryBytes.star:
        scanner.offset += 1
        note(.strayOperator, start..<(start + 1), "A * stands only behind a word or alone; this one was left out.")
      default: return marks
      }
    }
  }

  private mutating func closedBoost(_ marks: inout QueryMarks) {
    let start = scanner.offset
    guard let end = scanner.number(at: start + 1) else {
      scanner.offset += 1
      return note(.badBoost, start..<(start + 1), "No number stands behind ^; it was left out.")
    }
    scanner.offset = end
    if marks.boost != nil {
      note(.badBoost, start..<end, "Only one boost can stand here; this one was left out.")
    } else {
      (marks.boost, marks.boostRange) = (boost(start..<end), start..<end)
    }
  }
}
