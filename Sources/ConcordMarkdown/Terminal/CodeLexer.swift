// Words, strings, comments and numbers of code, a line at a time, for their colours.

/// A part of a line that is one thing.
struct CodePiece: BitwiseCopyable {
  /// After its last byte; it begins where the one before it ends.
  var end: UInt32
  var token: CodeToken
}

/// Reads code as a reader does who does not know the grammar: O(bytes) with a state from line to line.
struct CodeLexer: ~Copyable {
  /// The parts of the line that was read last.
  private(set) var pieces = FlatArray<CodePiece>()
  private var language = CodeLanguage.none
  private var index = -1
  private var isKnown = false
  /// How deep the comment is that the line begins in, and the quote of the string that it begins in, three of them or one.
  private var commentDepth = 0
  private var quote: UInt8 = 0
  private var isTriple = false
  private var isInTag = false

  /// What it knows between two lines.
  struct State: BitwiseCopyable {
    fileprivate var index = -1
    fileprivate var commentDepth = 0
    fileprivate var quote: UInt8 = 0
    fileprivate var isTriple = false
    fileprivate var isInTag = false
  }

  /// What it knows after the last line, to go on from there later.
  var state: State {
    get {
      State(index: index, commentDepth: commentDepth, quote: quote, isTriple: isTriple, isInTag: isInTag)
    }
    set {
      begin(newValue.index)
      (commentDepth, quote) = (newValue.commentDepth, newValue.quote)
      (isTriple, isInTag) = (newValue.isTriple, newValue.isInTag)
    }
  }

  /// Begins a block in a language of the table; any other number is none.
  mutating func begin(_ index: Int) {
    self.index = index
    isKnown = index >= 0 && index < CodeLanguage.all.count
    if isKnown { language = CodeLanguage.all[index] }
    (commentDepth, quote, isTriple, isInTag) = (0, 0, false, false)
    pieces.truncate(to: 0)
  }

  /// Finds the parts of the next line of the block.
  mutating func read(_ text: MarkdownBytes) {
    pieces.truncate(to: 0)
    if !isKnown { return }
    var offset = 0
    while offset < text.count {
      let start = offset
      let token = next(text, &offset)
      // The same thing again, such as another sign, makes the part longer.
      if let last = pieces.last, last.token == token {
        pieces[pieces.count &- 1].end = UInt32(truncatingIfNeeded: offset)
      } else {
        pieces.append(CodePiece(end: UInt32(truncatingIfNeeded: offset), token: token))
      }
      if offset <= start { return }
    }
    // One mark of a string ends with its line; what a tag has begun does not.
    if quote != 0 && !isTriple && quote != language.longQuote && !isInTag { quote = 0 }
  }

  private mutating func next(_ text: MarkdownBytes, _ offset: inout Int) -> CodeToken {
    if commentDepth > 0 { return comment(text, &offset) }
    if quote != 0 { return string(text, &offset) }
    let byte = text[offset]
    if language.blockComment.utf8CodeUnitCount > 0 && text.has(language.blockComment, at: offset) {
      commentDepth = 1
      offset &+= language.blockComment.utf8CodeUnitCount
      return comment(text, &offset)
    }
    if beginsLineComment(text, offset) {
      offset = text.count
      return .comment
    }
    if language.isMarkup { return markup(text, &offset) }
    if ByteClass.isLetter(byte) || byte == UInt8(ascii: "_") { return word(text, &offset) }
    if ByteClass.isDigit(byte) { return number(text, &offset) }
    if begins(string: byte, text, offset) {
      isTriple = language.hasTripleQuotes && text[offset &+ 1] == byte && text[offset &+ 2] == byte
      quote = byte
      offset &+= isTriple ? 3 : 1
      return offset < text.count ? string(text, &offset) : .string
    }
    offset &+= 1
    return .plain
  }

  // MARK: Comments

  private func beginsLineComment(_ text: MarkdownBytes, _ offset: Int) -> Bool {
    if language.lineComment.utf8CodeUnitCount == 0 || !text.has(language.lineComment, at: offset) { return false }
    return !language.spacesComments || offset == 0 || text[offset &- 1] == space
  }

  private mutating func comment(_ text: MarkdownBytes, _ offset: inout Int) -> CodeToken {
    while offset < text.count {
      if text.has(language.blockCommentEnd, at: offset) {
        offset &+= language.blockCommentEnd.utf8CodeUnitCount
        commentDepth &-= 1
        if commentDepth == 0 { break }
      } else if language.nestsComments && text.has(language.blockComment, at: offset) {
        offset &+= language.blockComment.utf8CodeUnitCount
        commentDepth &+= 1
      } else {
        offset &+= 1
      }
    }
    return .comment
  }

  // MARK: Strings

  private func begins(string byte: UInt8, _ text: MarkdownBytes, _ offset: Int) -> Bool {
    if byte != 0 && byte == language.longQuote { return true }
    if language.hasLifetimes && byte == UInt8(ascii: "'") {
      // A character is closed soon; a lifetime is not.
      return text[offset &+ 2] == byte || text[offset &+ 1] == UInt8(ascii: "\\")
    }
    let quotes = language.quotes
    for index in 0..<quotes.utf8CodeUnitCount {
      if unsafe quotes.utf8Start[index] == byte { return true }
    }
    return false
  }

  /// Reads on to the end of the string or of the line.
  private mutating func string(_ text: MarkdownBytes, _ offset: inout Int) -> CodeToken {
    while offset < text.count {
      let byte = text[offset]
      if byte == UInt8(ascii: "\\") && !language.isMarkup {
        offset = min(offset &+ 2, text.count)
      } else if byte == quote && (!isTriple || text[offset &+ 1] == quote && text[offset &+ 2] == quote) {
        offset &+= isTriple ? 3 : 1
        quote = 0
        return .string
      } else {
        offset &+= 1
      }
    }
    return .string
  }

  // MARK: Words

  private func word(_ text: MarkdownBytes, _ offset: inout Int) -> CodeToken {
    let start = offset
    repeat { offset &+= 1 } while ByteClass.isAlphanumeric(text[offset]) || text[offset] == UInt8(ascii: "_")
    return language.isKeyword(text, start, offset) ? .keyword : .plain
  }

  private func number(_ text: MarkdownBytes, _ offset: inout Int) -> CodeToken {
    repeat {
      offset &+= 1
    } while ByteClass.isAlphanumeric(text[offset]) || text[offset] == UInt8(ascii: "_")
      || text[offset] == UInt8(ascii: ".") && ByteClass.isDigit(text[offset &+ 1])
    return .number
  }

  /// Names of tags stand out, and what is quoted within tags.
  private mutating func markup(_ text: MarkdownBytes, _ offset: inout Int) -> CodeToken {
    let byte = text[offset]
    offset &+= 1
    if byte == UInt8(ascii: "<") && !isInTag {
      while text[offset] == UInt8(ascii: "/") || text[offset] == UInt8(ascii: "!") { offset &+= 1 }
      let start = offset
      while ByteClass.isAlphanumeric(text[offset]) || text[offset] == UInt8(ascii: "-") { offset &+= 1 }
      isInTag = offset > start
      return isInTag ? .keyword : .plain
    }
    if byte == UInt8(ascii: ">") && isInTag {
      isInTag = false
      return .keyword
    }
    if isInTag && (byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")) {
      quote = byte
      isTriple = false
      return offset < text.count ? string(text, &offset) : .string
    }
    return .plain
  }
}
