// What a text means as a value of a column: the place where it lies among the ordinals.

internal import ConcordArtifact

/// The ordinals that a text stands for: from `first`, up to but not with `past`; none if they are equal.
///
/// Nil is beyond every ordinal. A year or a month stands for all of its moments, a keyword that no document has for none.
struct BoundPlace: Equatable {
  let first: UInt64?
  let past: UInt64?

  /// The place of one ordinal.
  init(_ ordinal: UInt64) { (first, past) = (ordinal, ordinal == .max ? nil : ordinal + 1) }

  init(first: UInt64?, past: UInt64?) { (self.first, self.past) = (first, past) }

  /// The ordinals from one text to another; nil if there are none.
  static func range(
    from lower: (place: BoundPlace, isInclusive: Bool)?, to upper: (place: BoundPlace, isInclusive: Bool)?
  ) -> ClosedRange<UInt64>? {
    var range = UInt64.min...UInt64.max
    if let lower {
      guard let first = lower.isInclusive ? lower.place.first : lower.place.past else { return nil }
      range = first...UInt64.max
    }
    if let upper, let past = upper.isInclusive ? upper.place.past : upper.place.first {
      if past == 0 || past - 1 < range.lowerBound { return nil }
      range = range.lowerBound...(past - 1)
    }
    return range
  }
}

extension Column {
  /// Where a text lies among the values of the column; nil if it is no value of the column's type.
  func place(of text: String) throws(ArtifactError) -> BoundPlace? {
    switch type {
    case .null: return BoundPlace(first: nil, past: nil)
    case .bool:
      switch text.lowercased() {
      case "true", "1": return BoundPlace(1)
      case "false", "0": return BoundPlace(0)
      default: return nil
      }
    case .integer: return Self.integerPlace(text)
    case .double:
      guard let value = Self.number(text) else { return nil }
      if let decimals = entry.decimals { return Self.decimalPlace(value, decimals) }
      return ColumnOrdinal.of(value).map { BoundPlace($0) }
    case .date:
      guard let covered = CalendarDate.covered(Array(text.utf8)) else { return nil }
      let last = BoundPlace(ColumnOrdinal.of(covered.upperBound))
      return BoundPlace(first: ColumnOrdinal.of(covered.lowerBound), past: last.past)
    case .keyword:
      let (rank, isPresent) = try keywordRank(Array(text.utf8))
      return BoundPlace(first: rank, past: isPresent ? rank + 1 : rank)
    }
  }

  /// A whole number, or another one that lies between two.
  private static func integerPlace(_ text: String) -> BoundPlace? {
    if let value = Int64(text) { return BoundPlace(ColumnOrdinal.of(value)) }
    guard let value = number(text) else { return nil }
    if value < -0x1p63 { return BoundPlace(first: 0, past: 0) }
    if value >= 0x1p63 { return BoundPlace(first: nil, past: nil) }
    let next = value.rounded(.up)
    // Rounding up cannot reach 2^63: from 2^53 on every double is whole.
    let ordinal = ColumnOrdinal.of(Int64(next))
    return next == value ? BoundPlace(ordinal) : BoundPlace(first: ordinal, past: ordinal)
  }

  private static func decimalPlace(_ value: Double, _ decimals: Int) -> BoundPlace {
    guard let first = DecimalScale.firstNumber(from: value, decimals: decimals) else {
      return BoundPlace(first: nil, past: nil)
    }
    let ordinal = ColumnOrdinal.of(first)
    return DecimalScale.double(first, decimals: decimals) == value
      ? BoundPlace(ordinal) : BoundPlace(first: ordinal, past: ordinal)
  }

  /// A number in decimal; what else Swift reads as one (hexadecimal, nan, inf) is none here.
  private static func number(_ text: String) -> Double? {
    let isDecimal = text.utf8.allSatisfy { byte in
      byte &- UInt8(ascii: "0") <= 9 || [".", "e", "E", "+", "-"].contains { byte == UInt8(ascii: $0) }
    }
    return isDecimal ? Double(text) : nil
  }
}
