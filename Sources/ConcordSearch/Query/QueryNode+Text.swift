// A tree as text that reads back as the same tree.

extension QueryNode: CustomStringConvertible {
  /// The query as text.
  ///
  /// Parsed with ``QueryMatch/any`` and the fields that it names, the text gives ``normalized`` again, provided that its
  /// parentheses are at most 64 deep and names of fields can be spelled (``QueryFields``). It uses signs instead of AND,
  /// OR and NOT. O(size × depth); recursion is as deep as the tree.
  public var description: String {
    var writer = QueryWriter()
    let root = normalized
    if case .group(let clauses) = root { writer.clauses(clauses) } else { writer.primary(root) }
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

/// Appends nodes in normal form as text.
private struct QueryWriter {
  private(set) var bytes: [UInt8] = []

  mutating func clauses(_ clauses: [QueryClause]) {
    for (index, clause) in clauses.enumerated() {
      if index > 0 { put(" ") }
      self.clause(clause)
    }
  }

  /// A clause with what its occurrence needs: bare conditions filter, bare anything else may match.
  ///
  /// What filters is a condition, and one that has to match filters.
  private mutating func clause(_ clause: QueryClause) {
    switch clause.occurrence {
    case .should, .filter: break
    case .must: put("+")
    case .mustNot: put("-")
    }
    primary(clause.node)
    if clause.occurrence == .should && clause.node.isCondition { put("^1") }
  }

  mutating func primary(_ node: QueryNode) {
    switch node {
    case .word(let text): word(text)
    case .prefix(let text):
      word(text)
      put("*")
    case .fuzzy(let text, let distance):
      word(text)
      put("~" + (distance.map(String.init) ?? ""))
    case .phrase(let text, let slop):
      quoted(text)
      if slop > 0 { put("~\(slop)") }
    case .range(let field, let lower, let upper):
      put(field + ":")
      range(lower, upper)
    case .equals(let field, let value):
      put(field + ":")
      self.value(value)
    case .field(let name, let inner):
      put(name + ":")
      enclosed(inner)
    case .boost(let inner, let factor):
      enclosed(inner)
      put("^" + Self.number(factor))
    case .group(let clauses):
      put("(")
      self.clauses(clauses)
      put(")")
    case .everything: put("*")
    }
  }

  /// What a name or a boost can stand beside: a boost needs parentheses, a group has them.
  private mutating func enclosed(_ node: QueryNode) {
    guard case .boost = node else { return primary(node) }
    put("(")
    primary(node)
    put(")")
  }

  private mutating func range(_ lower: QueryBound?, _ upper: QueryBound?) {
    switch (lower, upper) {
    case (nil, nil): put("*")
    case (let lower?, nil): compared(lower.isInclusive ? ">=" : ">", lower)
    case (nil, let upper?): compared(upper.isInclusive ? "<=" : "<", upper)
    case (let lower?, let upper?):
      if lower.isInclusive && upper.isInclusive && Self.isPlain(lower.text) && Self.isPlain(upper.text) {
        put(lower.text + ".." + upper.text)
      } else {
        put(lower.isInclusive ? "[" : "{")
        value(lower.text)
        put(" TO ")
        value(upper.text)
        put(upper.isInclusive ? "]" : "}")
      }
    }
  }

  private mutating func compared(_ sign: String, _ bound: QueryBound) {
    put(sign)
    value(bound.text)
  }

  private mutating func value(_ text: String) {
    if Self.isPlain(text) { put(text) } else { quoted(text) }
  }

  /// Whether a value needs no quotes wherever one can stand: letters, digits, `_`, `-`, inner dots and colons.
  private static func isPlain(_ text: String) -> Bool {
    var last = QueryBytes.dot
    for byte in text.utf8 {
      let isDot = byte == QueryBytes.dot
      if isDot && last == QueryBytes.dot { return false }
      let isSign = byte == QueryBytes.minus || byte == QueryBytes.colon || byte == UInt8(ascii: "_")
      if !isDot && !isSign && !QueryBytes.isAlphanumeric(byte) { return false }
      last = byte
    }
    return last != QueryBytes.dot
  }

  private mutating func quoted(_ text: String) {
    bytes.append(QueryBytes.quote)
    for byte in text.utf8 {
      if byte == QueryBytes.quote || byte == QueryBytes.backslash { bytes.append(QueryBytes.backslash) }
      bytes.append(byte)
    }
    bytes.append(QueryBytes.quote)
  }

  /// A word with a backslash before whatever would not be part of it.
  private mutating func word(_ text: String) {
    let source = Array(text.utf8)
    if text == "AND" || text == "OR" || text == "NOT" { bytes.append(QueryBytes.backslash) }
    var hasColon = false
    for (offset, byte) in source.enumerated() {
      var isMeant = false
      switch byte {
      case QueryBytes.open, QueryBytes.close, QueryBytes.backslash, QueryBytes.star, QueryBytes.tilde, QueryBytes.caret:
        isMeant = true
      case QueryBytes.colon:
        isMeant = !hasColon
        hasColon = true
      case QueryBytes.plus, QueryBytes.minus, UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "<"),
        UInt8(ascii: ">"):
        isMeant = offset == 0
      default:
        isMeant = QueryBytes.space(source, offset) > 0 || offset == 0 && QueryBytes.quote(source, offset) != nil
      }
      if isMeant { bytes.append(QueryBytes.backslash) }
      bytes.append(byte)
    }
  }

  /// A boost without an exponent where there needs be none: 2, 2.5, 1e-05.
  private static func number(_ factor: Float) -> String {
    let text = factor.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private mutating func put(_ text: String) { bytes += text.utf8 }
}
