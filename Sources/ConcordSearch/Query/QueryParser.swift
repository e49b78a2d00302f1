// Text in, tree and notes out: the loop over operands, groups and operators.

/// Reads a query.
///
/// ## The language
/// A text is operands side by side. An operand is `[+|-] [field:] (word | "phrase" | (group) | value)` with marks behind it
/// (`*`, `~`, `^`). Between operands stand AND and OR, before them NOT. NOT binds tighter than AND, AND tighter than OR,
/// OR tighter than standing side by side.
///
/// ## Any text is a query
/// What cannot be used as it was meant is searched as words, and where not even that can be, a note says so. So there is
/// no way back and no state for errors: each part decides with a bounded look ahead what it is, and moves on.
///
/// ## Time
/// Linear in the bytes (``QueryScanner/steps``). Groups live on a stack of at most ``QueryLimits/depth`` frames.
struct QueryParser {
  var scanner: QueryScanner
  let fields: QueryFields
  let match: QueryMatch
  private(set) var notes: [QueryNote] = []
  private var frames: [QueryFrame]
  /// Opening parentheses beyond the limit, which still have closing ones.
  private var ignoredGroups = 0
  /// Whether white space or an opening parenthesis stands before the offset.
  private var isFresh = true
  private var clauseCount = 0

  init(_ bytes: [UInt8], fields: QueryFields, match: QueryMatch) {
    scanner = QueryScanner(bytes)
    (self.fields, self.match) = (fields, match)
    frames = [QueryFrame(opening: nil, prefix: QueryPrefix(start: 0), column: nil, match: match)]
  }

  /// Reads a whole text.
  static func parse(
    _ text: String, fields: QueryFields, match: QueryMatch
  ) throws(QueryError) -> (root: QueryNode, notes: [QueryNote], steps: Int) {
    let count = text.utf8.count
    if count > QueryLimits.bytes { throw .tooLong(found: count, limit: QueryLimits.bytes) }
    var parser = QueryParser(Array(text.utf8), fields: fields, match: match)
    let root = try parser.run()
    let notes = parser.notes.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    return (root, notes, parser.scanner.steps)
  }

  /// The innermost group.
  private var frame: QueryFrame {
    get { frames[frames.count - 1] }
    set { frames[frames.count - 1] = newValue }
    _modify { yield &frames[frames.count - 1] }
  }

  private mutating func run() throws(QueryError) -> QueryNode {
    while true {
      if scanner.skipSpace() { isFresh = true }
      if scanner.isAtEnd { break }
      try item()
    }
    while frames.count > 1 {
      let opening = frame.opening ?? 0
      note(.unclosedGroup, opening..<(opening + 1), "This parenthesis is never closed; the group goes to the end.")
      try endGroup(to: scanner.offset, marks: QueryMarks())
    }
    return endFrame(range: 0..<scanner.bytes.count)?.node ?? .group([])
  }

  // MARK: - Operands

  private mutating func item() throws(QueryError) {
    if scanner.byte(scanner.offset) == QueryBytes.close { return try close() }
    var prefix = QueryPrefix(start: scanner.offset)
    if isFresh, let sign = sign() {
      if scanner.isBreak(scanner.offset + 1) {
        note(.strayOperator, prefix.start..<(prefix.start + 1), "This sign stands before nothing; it was left out.")
        scanner.offset += 1
        return
      }
      prefix.sign = sign
      scanner.offset += 1
    }
    isFresh = false
    while try !operand(&prefix) {}
  }

  /// `+` or `-`, unless a second one follows: `--verbose` and `++i` are words.
  private func sign() -> QueryClause.Occurrence? {
    let (first, second) = (scanner.byte(scanner.offset), scanner.byte(scanner.offset + 1))
    if second == QueryBytes.plus || second == QueryBytes.minus { return nil }
    return first == QueryBytes.plus ? .must : first == QueryBytes.minus ? .mustNot : nil
  }

  /// Reads what stands at the offset, or only the name of a field and then says false.
  private mutating func operand(_ prefix: inout QueryPrefix) throws(QueryError) -> Bool {
    if scanner.byte(scanner.offset) == QueryBytes.open {
      openGroup(prefix)
      return true
    }
    if prefix.kind == .stored, let name = prefix.field {
      try value(of: name, prefix)
      return true
    }
    let column = prefix.field == nil ? frame.column : nil
    if let quote = QueryBytes.quote(scanner.bytes, scanner.offset) {
      if let column {
        frame.usesColumn = true
        try value(of: column, prefix)
        return true
      }
      return try phrase(prefix, quote)
    }
    if fieldName(&prefix) { return false }
    let token = scanner.token()
    if prefix.field == nil, prefix.sign == nil, let connective = scanner.connective(token.range) {
      for range in frame.take(connective, at: token.range) { noteConnective(range) }
      scanner.offset = token.end
      return true
    }
    noteField(token, prefix)
    if let column {
      frame.usesColumn = true
      try value(of: column, prefix)
    } else {
      try word(token, prefix)
    }
    return true
  }

  /// Takes the name of a field and its colon, if something follows.
  ///
  /// Looks no further than the colon, since a name may stand before each of many quotes in one token.
  private mutating func fieldName(_ prefix: inout QueryPrefix) -> Bool {
    let start = scanner.offset
    guard let colon = scanner.colon(), !scanner.isBreak(colon + 1) else { return false }
    let name = scanner.text(start..<colon)
    guard let kind = fields.kind(of: name) else { return false }
    if let outer = prefix.field {
      note(.unusedField, prefix.nameStart..<start, "The field \(name) follows; the field \(outer) was left out.")
    }
    (prefix.field, prefix.kind, prefix.nameStart) = (name, kind, start)
    scanner.offset = colon + 1
    return true
  }

  private mutating func phrase(
    _ prefix: QueryPrefix, _ quote: (kind: QuoteKind, length: Int)
  ) throws(QueryError) -> Bool {
    let start = scanner.offset + quote.length
    guard let closer = scanner.closer(of: quote.kind, from: start) else {
      let isAlone = scanner.isBreak(start)
      note(
        .unclosedQuote, (isAlone ? prefix.start : scanner.offset)..<start,
        "This quote is never closed; what follows it is searched as words.")
      scanner.offset = start
      return isAlone
    }
    let text = scanner.text(start..<closer.lowerBound)
    scanner.offset = closer.upperBound
    let marks = phraseMarks(allowsSlop: true)
    guard QueryBytes.isSearchable(text) else {
      noteNothing(prefix.start..<scanner.offset)
      return true
    }
    try add(.phrase(text, slop: marks.slop), boost: marks.boost, prefix, at: marks.boostRange)
    return true
  }

  // MARK: - Groups

  private mutating func openGroup(_ prefix: QueryPrefix) {
    let opening = scanner.offset
    scanner.offset += 1
    isFresh = true
    if frames.count > QueryLimits.depth {
      ignoredGroups += 1
      note(
        .tooDeep, prefix.start..<scanner.offset,
        "Parentheses may be \(QueryLimits.depth) deep; this one is read as if it were not there.")
      return
    }
    let column = prefix.field == nil ? frame.column : prefix.kind == .stored ? prefix.field : nil
    frames.append(QueryFrame(opening: opening, prefix: prefix, column: column, match: match))
  }

  private mutating func close() throws(QueryError) {
    let start = scanner.offset
    scanner.offset += 1
    isFresh = false
    if ignoredGroups > 0 || frames.count == 1 {
      let behind = scanner.offset
      let count = notes.count
      _ = phraseMarks(allowsSlop: false)
      notes.removeSubrange(count...)
      if ignoredGroups > 0 {
        ignoredGroups -= 1
        if scanner.offset == behind { return }
        note(.tooDeep, start..<scanner.offset, "The parentheses were left out, and so is what stands behind them.")
      } else {
        note(.strayParenthesis, start..<scanner.offset, "No parenthesis was opened for this one; it was left out.")
      }
      return
    }
    try endGroup(to: scanner.offset, marks: phraseMarks(allowsSlop: false))
  }

  private mutating func endGroup(to end: Int, marks: QueryMarks) throws(QueryError) {
    let prefix = frame.prefix
    let piece = endFrame(range: prefix.start..<end)
    let usesColumn = frames.removeLast().usesColumn
    guard let piece else {
      return note(.emptyGroup, prefix.start..<scanner.offset, "Nothing is in these parentheses; they were left out.")
    }
    if prefix.kind == .stored {
      if !usesColumn, let name = prefix.field { noteUnused(name, prefix) }
    } else if prefix.field == nil, usesColumn {
      frame.usesColumn = true
    }
    addOperand(piece, boost: marks.boost, prefix, at: marks.boostRange)
  }

  /// Ends the innermost group, with its notes.
  private mutating func endFrame(range: Range<Int>) -> QueryPiece? {
    if let connective = frame.connective { noteConnective(connective.range) }
    if let negation = frame.negation { noteConnective(negation) }
    let piece = frame.finish()
    for range in frame.uselessSigns {
      note(.strayOperator, range, "A + before one side of OR changes nothing; it was left out.")
    }
    // A group in a group may be the same one.
    let isNoted = notes.last.map { $0.kind == .onlyNegative && range.contains($0.range.lowerBound) } ?? false
    if !isNoted, case .group(let clauses)? = piece?.node, clauses.allSatisfy({ $0.occurrence == .mustNot }) {
      note(.onlyNegative, range, "Everything here is excluded; all other documents are found.")
    }
    return piece
  }

  // MARK: - Adding

  /// Adds a word, a phrase or a condition.
  mutating func add(
    _ node: QueryNode, boost: Float?, _ prefix: QueryPrefix, at range: Range<Int>?
  ) throws(QueryError) {
    clauseCount += 1
    if clauseCount > QueryLimits.clauses {
      throw .tooManyClauses(found: clauseCount, limit: QueryLimits.clauses, offset: prefix.start)
    }
    addOperand(QueryPiece(node: node, isCondition: node.isCondition), boost: boost, prefix, at: range)
  }

  private mutating func addOperand(
    _ piece: QueryPiece, boost: Float?, _ prefix: QueryPrefix, at boostRange: Range<Int>?
  ) {
    var piece = piece
    if prefix.kind == .searched, let name = prefix.field { scope(&piece, to: name, prefix) }
    var isPreference = boost != nil && piece.isCondition
    if let boost, boost != 1 { piece = QueryPiece(node: .boost(piece.node, boost), isCondition: false) }
    if case .boost = piece.node { isPreference = isPreference || piece.node.unboosted.isCondition }
    if let boostRange, prefix.sign == .mustNot || frame.negation != nil {
      note(.badBoost, boostRange, "What is excluded has no score to boost; the boost was left out.")
    }
    frame.add(
      QueryOperand(
        piece: piece, sign: prefix.sign, isPreference: isPreference, range: prefix.start..<(prefix.start + 1)))
  }

  private mutating func scope(_ piece: inout QueryPiece, to name: String, _ prefix: QueryPrefix) {
    var isScoped = piece.isCondition
    if case .field = piece.node { isScoped = true }
    if isScoped {
      noteUnused(name, prefix)
    } else {
      piece.node = .field(name, piece.node)
    }
  }

  private mutating func noteUnused(_ name: String, _ prefix: QueryPrefix) {
    note(
      .unusedField, prefix.nameStart..<(prefix.nameStart + name.utf8.count + 1),
      "What stands behind \(name) is asked of another field; the field \(name) was left out.")
  }

  // MARK: - Notes

  /// Adds a note; one that continues the last one makes that longer.
  mutating func note(_ kind: QueryNote.Kind, _ range: Range<Int>, _ message: String) {
    if let last = notes.last, last.kind == kind, last.range.upperBound == range.lowerBound, last.message == message {
      notes[notes.count - 1] = QueryNote(kind: kind, range: last.range.lowerBound..<range.upperBound, message: message)
    } else {
      notes.append(QueryNote(kind: kind, range: range, message: message))
    }
  }

  /// Drops the notes behind the first `count`.
  mutating func dropNotes(from count: Int) { if count < notes.count { notes.removeSubrange(count...) } }

  mutating func noteNothing(_ range: Range<Int>) {
    note(.nothingToSearch, range, "There is no letter and no digit in this; it was left out.")
  }

  private mutating func noteConnective(_ range: Range<Int>) {
    note(.strayOperator, range, "This operator has nothing to work on; it was left out. In quotes it is a word.")
  }

  /// Says so if what begins a word was probably meant to be a field: `http://`, `std::` and `12:30` were not.
  private mutating func noteField(_ token: QueryToken, _ prefix: QueryPrefix) {
    guard prefix.field == nil, let colon = token.colon else { return }
    let name = scanner.text(token.start..<colon)
    let isLast = colon + 1 == token.end && scanner.isBreak(token.end)
    if isLast && fields.kind(of: name) != nil {
      return note(
        .emptyField, token.range,
        "Nothing stands behind the colon of the field \(name); the name is searched as a word.")
    }
    let next = scanner.byte(colon + 1)
    let isOther = next == QueryBytes.colon || next == UInt8(ascii: "/") || next == QueryBytes.backslash
    if frame.column != nil || isLast || isOther { return }
    guard let first = name.utf8.first, QueryBytes.isAlphanumeric(first), !QueryBytes.isDigit(first) else { return }
    for byte in name.utf8 where !QueryBytes.isAlphanumeric(byte) && byte < 0x80 {
      if byte != UInt8(ascii: "_") && byte != QueryBytes.minus && byte != QueryBytes.dot { return }
    }
    let nearest = fields.nearest(to: name)
    let cure = nearest.map { " Did you mean \($0)?" } ?? ""
    note(
      .unknownField(nearest: nearest), token.start..<(colon + 1),
      "There is no field \(name); this is searched as words.\(cure)")
  }
}
