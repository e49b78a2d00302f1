// The words of the builder: what a query can ask for, with numbers that are checked where they are written.

/// A word, as the user would type it; the analyzer of the index takes it apart.
public struct Word: TextElement {
  /// What it asks for.
  public let node: QueryNode
  /// Makes a word; one without a letter or a digit is left out of the query.
  public init(_ text: String) { node = .word(text) }
}

/// Words beside each other.
public struct Phrase: TextElement {
  /// What it asks for.
  public let node: QueryNode
  /// Makes a phrase.
  ///
  /// - Precondition: `slop` is 0 to ``QueryLimits/slop``: how many moves by one position the words may need.
  public init(_ text: String, slop: Int = 0) {
    precondition(slop >= 0 && slop <= QueryLimits.slop, "The slop of a phrase is 0 to 100.")
    node = .phrase(text, slop: slop)
  }
}

/// Words that begin with a text.
public struct Prefix: TextElement {
  /// What it asks for.
  public let node: QueryNode
  /// Makes a prefix.
  public init(_ text: String) { node = .prefix(text) }
}

/// Words that are spelled like one.
public struct Fuzzy: TextElement {
  /// What it asks for.
  public let node: QueryNode
  /// Makes a fuzzy word; without a distance its length decides.
  ///
  /// - Precondition: `distance` is 0 to ``QueryLimits/distance``.
  public init(_ text: String, distance: Int? = nil) {
    precondition(distance.map { $0 >= 0 && $0 <= QueryLimits.distance } ?? true, "A fuzzy word takes 0, 1 or 2 edits.")
    node = .fuzzy(text, distance: distance)
  }
}

/// Every document.
public struct Everything: ScoredElement {
  /// What it asks for.
  public let node = QueryNode.everything
  /// Makes the question that every document answers.
  public init() {}
}

/// A question about words that is asked of one field.
public struct InField: ScoredElement {
  /// What it asks for.
  public let node: QueryNode
  /// Asks one question of the searched field `name`.
  public init(_ name: String, _ element: some TextElement) { node = .field(name, element.node) }
}

/// A question whose score is multiplied.
public struct Boosted: ScoredElement {
  /// What it asks for.
  public let node: QueryNode
}

extension ScoredElement {
  /// The question with its score multiplied.
  ///
  /// - Precondition: `factor` is a number from 0 to ``QueryLimits/boost``.
  public func boosted(_ factor: Float) -> Boosted {
    precondition(factor >= 0 && factor <= QueryLimits.boost, "A boost is a number from 0 to 1000.")
    return Boosted(node: .boost(node, factor))
  }
}

/// What the bounds and values of a stored field can be in Swift.
public protocol QueryValue: Sendable {
  /// The value as a query's text has it.
  var queryText: String { get }
}

extension String: QueryValue {
  /// The text itself.
  public var queryText: String { self }
}

extension Int: QueryValue {
  /// Its digits.
  public var queryText: String { description }
}

extension Int64: QueryValue {
  /// Its digits.
  public var queryText: String { description }
}

extension Bool: QueryValue {
  /// `true` or `false`.
  public var queryText: String { self ? "true" : "false" }
}

extension Double: QueryValue {
  /// The shortest digits that give the same number.
  ///
  /// - Precondition: it is a finite number.
  public var queryText: String {
    precondition(isFinite, "The value of a stored field is a finite number.")
    return description
  }
}

/// A condition on a stored field; it chooses documents and adds nothing to their scores.
///
/// The order of a range is that of the Swift type: strings of digits are better written as numbers.
public struct Filter: QueryElement {
  /// What it asks for.
  public let node: QueryNode

  /// The field has this value.
  public init(_ field: String, equals value: some QueryValue) {
    node = .equals(field: field, value: value.queryText)
  }

  /// The field lies between two values, or is one of them: `1990...2000`.
  public init<Value: QueryValue>(_ field: String, in range: ClosedRange<Value>) {
    self.init(field, QueryBound(range.lowerBound.queryText), QueryBound(range.upperBound.queryText))
  }

  /// The field lies below the upper value and not below the lower: `1990..<2000`.
  public init<Value: QueryValue>(_ field: String, in range: Range<Value>) {
    let upper = QueryBound(range.upperBound.queryText, isInclusive: false)
    self.init(field, QueryBound(range.lowerBound.queryText), upper)
  }

  /// The field is not below a value: `1990...`.
  public init<Value: QueryValue>(_ field: String, in range: PartialRangeFrom<Value>) {
    self.init(field, QueryBound(range.lowerBound.queryText), nil)
  }

  /// The field is not above a value: `...2000`.
  public init<Value: QueryValue>(_ field: String, in range: PartialRangeThrough<Value>) {
    self.init(field, nil, QueryBound(range.upperBound.queryText))
  }

  /// The field is below a value: `..<2000`.
  public init<Value: QueryValue>(_ field: String, in range: PartialRangeUpTo<Value>) {
    self.init(field, nil, QueryBound(range.upperBound.queryText, isInclusive: false))
  }

  /// The field has a value.
  public init(exists field: String) { node = .range(field: field, lower: nil, upper: nil) }

  private init(_ field: String, _ lower: QueryBound?, _ upper: QueryBound?) {
    node = .range(field: field, lower: lower, upper: upper)
  }
}
