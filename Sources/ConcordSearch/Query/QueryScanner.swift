// Walks over the bytes of a query: spaces, tokens, closing quotes, numbers. Every step forward is counted.

/// A run of text between white space and parentheses.
struct QueryToken {
  let start: Int
  let end: Int
  /// The first colon that may end the name of a field.
  var colon: Int?
  /// Places of `~`, `^` and `*` that no backslash and no parentheses of the token cover.
  var marks: [Int] = []

  var range: Range<Int> { start..<end }
}

/// The position in a query's text and what can be read there.
///
/// Each byte is passed a fixed number of times.
struct QueryScanner {
  let bytes: [UInt8]
  var offset = 0
  /// Bytes that were looked at; tests compare it with the length of the text.
  private(set) var steps = 0
  /// For each byte, whether it is a parenthesis whose partner stands in the same word; empty until one is needed.
  private var isPaired: [Bool] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { offset >= bytes.count }

  /// The byte at an offset; 0 behind the end.
  @inline(__always)
  func byte(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  /// Whether a token cannot begin at `offset`: end, white space, or a closing parenthesis.
  func isBreak(_ offset: Int) -> Bool {
    offset >= bytes.count || bytes[offset] == QueryBytes.close || QueryBytes.space(bytes, offset) > 0
  }

  /// Passes white space and says whether there was any.
  mutating func skipSpace() -> Bool {
    let start = offset
    while offset < bytes.count {
      let length = QueryBytes.space(bytes, offset)
      if length == 0 { break }
      offset += length
    }
    steps += offset - start
    return offset > start
  }

  /// The token at the offset, which does not move.
  ///
  /// A token ends before white space, before a parenthesis that has no partner within the token, and before an opening
  /// one behind AND, OR or NOT.
  mutating func token() -> QueryToken {
    var token = QueryToken(start: offset, end: offset)
    var end = offset
    var depth = 0
    var isPlain = true
    scan: while end < bytes.count {
      switch bytes[end] {
      case QueryBytes.backslash:
        isPlain = false
        end += QueryBytes.escapable(bytes, end + 1)
      case QueryBytes.open:
        if !hasPartner(end) || connective(offset..<end) != nil { break scan }
        depth += 1
      case QueryBytes.close:
        if depth == 0 { break scan }
        depth -= 1
      case QueryBytes.colon:
        if isPlain { token.colon = end }
        isPlain = false
      case QueryBytes.star, QueryBytes.tilde, QueryBytes.caret:
        if depth == 0 { token.marks.append(end) }
      default: if QueryBytes.space(bytes, end) > 0 { break scan }
      }
      end += 1
    }
    steps += end - offset + 1
    return QueryToken(start: offset, end: end, colon: token.colon, marks: token.marks)
  }

  /// The first colon of the token at the offset; nil if something that no name holds comes before it.
  mutating func colon() -> Int? {
    var end = offset
    defer { steps += end - offset }
    while end < bytes.count {
      switch bytes[end] {
      case QueryBytes.colon: return end > offset ? end : nil
      case QueryBytes.backslash, QueryBytes.open, QueryBytes.close, QueryBytes.quote: return nil
      default: if QueryBytes.space(bytes, end) > 0 { return nil }
      }
      end += 1
    }
    return nil
  }

  /// The operator that a range of bytes spells.
  func connective(_ range: Range<Int>) -> QueryConnective? {
    switch range.count {
    case 2: bytes[range].elementsEqual("OR".utf8) ? .or : nil
    case 3: bytes[range].elementsEqual("AND".utf8) ? .and : bytes[range].elementsEqual("NOT".utf8) ? .not : nil
    default: nil
    }
  }

  /// The closing quote for a quote that ends before `start`.
  ///
  /// A search without success passes no quote of this kind, so there is one at most for each kind and reader.
  mutating func closer(of kind: QuoteKind, from start: Int) -> Range<Int>? {
    var end = start
    defer { steps += end - start }
    while end < bytes.count {
      if bytes[end] == QueryBytes.backslash {
        end += 1 + QueryBytes.escapable(bytes, end + 1)
      } else if let quote = QueryBytes.quote(bytes, end) {
        if kind.isClosed(by: quote.kind) { return end..<(end + quote.length) }
        end += quote.length
      } else {
        end += 1
      }
    }
    return nil
  }

  /// Where the number that begins at `start` ends, nil if there is none: digits, a fraction, an exponent.
  mutating func number(at start: Int) -> Int? {
    var end = digits(from: start)
    var count = end - start
    if byte(end) == QueryBytes.dot {
      let fraction = digits(from: end + 1)
      count += fraction - end - 1
      end = fraction
    }
    if count == 0 { return nil }
    if byte(end) | 0x20 == 0x65 {
      let isSigned = byte(end + 1) == QueryBytes.plus || byte(end + 1) == QueryBytes.minus
      let first = end + (isSigned ? 2 : 1)
      let exponent = digits(from: first)
      if exponent > first { end = exponent }
    }
    return end
  }

  /// Where the digits from `start` on end.
  mutating func digits(from start: Int) -> Int {
    var end = start
    while QueryBytes.isDigit(byte(end)) { end += 1 }
    steps += end - start
    return end
  }

  /// The text of a range without its backslashes.
  mutating func text(_ range: Range<Int>) -> String {
    steps += range.count
    guard bytes[range].contains(QueryBytes.backslash) else { return String(decoding: bytes[range], as: UTF8.self) }
    var plain: [UInt8] = []
    plain.reserveCapacity(range.count)
    var offset = range.lowerBound
    while offset < range.upperBound {
      if bytes[offset] == QueryBytes.backslash {
        let length = QueryBytes.escapable(bytes, offset + 1)
        if length > 0 { offset += 1 }
        plain += bytes[offset..<min(offset + max(length, 1), range.upperBound)]
        offset += max(length, 1)
      } else {
        plain.append(bytes[offset])
        offset += 1
      }
    }
    return String(decoding: plain, as: UTF8.self)
  }

  /// Whether the parenthesis at `offset` has its partner before the next white space.
  private mutating func hasPartner(_ offset: Int) -> Bool {
    if isPaired.isEmpty { pairParentheses() }
    return isPaired[offset]
  }

  private mutating func pairParentheses() {
    isPaired = [Bool](repeating: false, count: bytes.count)
    var waiting: [Int] = []
    var offset = 0
    while offset < bytes.count {
      switch bytes[offset] {
      case QueryBytes.backslash: offset += QueryBytes.escapable(bytes, offset + 1)
      case QueryBytes.open: waiting.append(offset)
      case QueryBytes.close:
        if let partner = waiting.popLast() { (isPaired[partner], isPaired[offset]) = (true, true) }
      default: if QueryBytes.space(bytes, offset) > 0 { waiting.removeAll(keepingCapacity: true) }
      }
      offset += 1
    }
    steps += bytes.count
  }
}

/// A word between two parts of a query, or before one.
enum QueryConnective: String, Sendable {
  case and = "AND"
  case or = "OR"
  case not = "NOT"
}
