// A tree for people who want to know how a query was understood.

/// A line of a tree.
public struct QueryOutlineLine: Sendable, Equatable, Hashable {
  /// How deep it stands; the root is 0.
  public let depth: Int
  /// What stands there.
  public let label: String

  /// Makes a line.
  public init(depth: Int, label: String) { (self.depth, self.label) = (depth, label) }
}

extension QueryNode {
  /// The tree as lines, each node before what is inside it.
  ///
  /// A clause of a group has its occurrence in front: `must word "lamp"`. Linear in the size of the tree.
  public var outline: [QueryOutlineLine] {
    var lines: [QueryOutlineLine] = []
    var waiting: [(node: QueryNode, depth: Int, before: String)] = [(self, 0, "")]
    while let (node, depth, before) = waiting.popLast() {
      lines.append(QueryOutlineLine(depth: depth, label: before + node.label))
      switch node {
      case .field(_, let inner), .boost(let inner, _): waiting.append((inner, depth + 1, ""))
      case .group(let clauses):
        for clause in clauses.reversed() { waiting.append((clause.node, depth + 1, clause.occurrence.label + " ")) }
      case .word, .phrase, .prefix, .fuzzy, .range, .equals, .everything: break
      }
    }
    return lines
  }

  /// The tree as indented text, two spaces for each level, without a line end behind the last line.
  public var explanation: String {
    outline.map { String(repeating: "  ", count: $0.depth) + $0.label }.joined(separator: "\n")
  }

  /// What the node itself is, without what is inside it.
  private var label: String {
    switch self {
    case .word(let text): "word \(Self.quoted(text))"
    case .phrase(let text, let slop): "phrase \(Self.quoted(text))" + (slop > 0 ? " slop \(slop)" : "")
    case .prefix(let text): "prefix \(Self.quoted(text))"
    case .fuzzy(let text, let distance):
      "fuzzy \(Self.quoted(text)) distance \(distance.map(String.init) ?? "automatic")"
    case .range(let field, let lower, let upper): "range \(Self.quoted(field))" + Self.bounds(lower, upper)
    case .equals(let field, let value): "equals \(Self.quoted(field)) \(Self.quoted(value))"
    case .field(let name, _): "field \(Self.quoted(name))"
    case .boost(_, let factor): "boost \(factor)"
    case .group(let clauses): clauses.isEmpty ? "nothing" : "group"
    case .everything: "everything"
    }
  }

  private static func bounds(_ lower: QueryBound?, _ upper: QueryBound?) -> String {
    if lower == nil && upper == nil { return " any value" }
    let low = lower.map { " \($0.isInclusive ? ">=" : ">") \(quoted($0.text))" } ?? ""
    let high = upper.map { " \($0.isInclusive ? "<=" : "<") \(quoted($0.text))" } ?? ""
    return low + high
  }

  /// A text in quotes; what a terminal would act on is spelled as a number.
  private static func quoted(_ text: String) -> String {
    var plain = "\""
    for scalar in text.unicodeScalars {
      let category = scalar.properties.generalCategory
      let isActive = category == .control || category == .format || category == .lineSeparator
      if isActive || category == .paragraphSeparator {
        plain += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        if scalar == "\"" || scalar == "\\" { plain.unicodeScalars.append("\\") }
        plain.unicodeScalars.append(scalar)
      }
    }
    return plain + "\""
  }
}

extension QueryClause.Occurrence {
  fileprivate var label: String {
    switch self {
    case .should: "should"
    case .must: "must"
    case .mustNot: "must not"
    case .filter: "filter"
    }
  }
}
