// What a column's values are, and the 64-bit numbers that order like them.

/// The kind of a column's values.
///
/// A name gets the least kind in the order null, bool, integer, double, keyword that all of its values fit, so the kind
/// depends on the values and not on their order. Keywords that are all dates make a column of dates.
public enum ColumnType: UInt8, Sendable, CaseIterable {
  /// No value that a column can hold.
  case null = 0
  /// True and false.
  case bool = 1
  /// Whole numbers of 64 bits.
  case integer = 2
  /// Other numbers.
  case double = 3
  /// Texts that are compared as a whole, by their bytes.
  case keyword = 4
  /// Moments: whole seconds since 1970 began in UTC.
  case date = 5
}

/// A value of a column.
public enum ColumnValue: Sendable, Hashable {
  /// True or false.
  case bool(Bool)
  /// A whole number.
  case integer(Int64)
  /// Any other number.
  case double(Double)
  /// A text.
  case keyword(String)
  /// A moment, in seconds since 1970 began in UTC; `isDay` if the column has no times of day.
  case date(Int64, isDay: Bool)
}

extension ColumnValue: CustomStringConvertible {
  /// The value as a query would spell it: dates in ISO 8601 and UTC.
  public var description: String {
    switch self {
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .double(let value): "\(value)"
    case .keyword(let text): text
    case .date(let seconds, let isDay): CalendarDate.text(seconds: seconds, isDay: isDay)
    }
  }
}

/// Unsigned numbers that order like the values of a column.
package enum ColumnOrdinal {
  private static let signBit: UInt64 = 1 << 63

  /// The ordinal of a whole number.
  package static func of(_ value: Int64) -> UInt64 { UInt64(bitPattern: value) ^ signBit }

  /// The ordinal of a double; -0 counts as 0; nil for NaN, which has no place in the order.
  package static func of(_ value: Double) -> UInt64? {
    if value.isNaN { return nil }
    let bits = (value == 0 ? 0 : value).bitPattern
    return bits & signBit != 0 ? ~bits : bits | signBit
  }

  /// The whole number of an ordinal.
  package static func integer(_ ordinal: UInt64) -> Int64 { Int64(bitPattern: ordinal ^ signBit) }

  /// The double of an ordinal.
  package static func double(_ ordinal: UInt64) -> Double {
    Double(bitPattern: ordinal & signBit != 0 ? ordinal ^ signBit : ~ordinal)
  }
}

/// Doubles with few decimals as whole numbers: n stands for n / 10^decimals.
///
/// Whole numbers up to 2^53 and powers of ten up to 10^22 are exact doubles, so the one rounding of the division gives the
/// double that is nearest to the decimal (W. D. Clinger, 1990): the one that was read from its text. Up to 2^50 no two
/// whole numbers give one double, and the product that leads back is less than a half off.
package enum DecimalScale {
  /// The most decimals.
  package static let most = 15
  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]

  /// The double of a whole number.
  package static func double(_ number: Int64, decimals: Int) -> Double { Double(number) / powers[decimals] }

  /// The whole number of a double, if it has one.
  package static func number(_ value: Double, decimals: Int) -> Int64? {
    let scaled = (value * powers[decimals]).rounded()
    if !(scaled.magnitude <= 0x1p50) { return nil }
    let number = Int64(scaled)
    return double(number, decimals: decimals) == value ? number : nil
  }

  /// The fewest decimals with which a double has a whole number; nil if it has none.
  package static func decimals(of value: Double) -> Int? {
    (0...most).first { number(value, decimals: $0) != nil }
  }

  /// The least whole number whose double is not below `value`; nil if all are.
  package static func firstNumber(from value: Double, decimals: Int) -> Int64? {
    let scaled = (value * powers[decimals]).rounded(.down)
    if scaled > 0x1p50 { return nil }
    if !(scaled >= -0x1p50) { return -1 << 50 }
    var number = Int64(scaled) - 1
    while double(number, decimals: decimals) < value { number += 1 }
    return number
  }
}

/// Limits of columns.
package enum ColumnLimits {
  /// Bytes of a column's name; longer names are kept in the store alone.
  package static let name = 255
  /// Columns of an artifact; the names that come first in the order of documents have them.
  package static let columns = 1_024
  /// Bytes of a keyword; of longer ones the column has the first characters that fit.
  package static let keyword = 1_024

  /// The part of a keyword that a column holds: whole characters of UTF-8, 1,024 bytes at most.
  package static func cut(_ bytes: [UInt8]) -> [UInt8] {
    if bytes.count <= keyword { return bytes }
    var end = keyword
    while end > keyword - 4 && bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return Array(bytes[..<end])
  }
}
