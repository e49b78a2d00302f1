// What was seen of the values of a name, and the type of column that follows from it.

import ConcordArtifact
import ConcordBytes

/// Kinds of values that a name had so far; a union of kinds depends on no order.
struct ColumnKinds: OptionSet {
  let rawValue: UInt8

  static let bool = ColumnKinds(rawValue: 1)
  static let integer = ColumnKinds(rawValue: 2)
  static let double = ColumnKinds(rawValue: 4)
  /// A day, written as text.
  static let day = ColumnKinds(rawValue: 8)
  /// A day with a time, written as text.
  static let time = ColumnKinds(rawValue: 16)
  /// Any other text.
  static let keyword = ColumnKinds(rawValue: 32)

  /// The least type that all values fit.
  var type: ColumnType {
    if isEmpty { return .null }
    if contains(.keyword) { return .keyword }
    if !isDisjoint(with: [.day, .time]) { return isSubset(of: [.day, .time]) ? .date : .keyword }
    return contains(.double) ? .double : contains(.integer) ? .integer : .bool
  }

  /// The type whose values order documents: dates if there is nothing else, otherwise the numbers among the values.
  var rankType: ColumnType {
    let type = type
    return type == .date ? type : intersection([.bool, .integer, .double]).type
  }
}

/// A value on its way into a column.
enum GatheredValue {
  case bool(Bool)
  case integer(Int64)
  case double(Double)
  case text(ByteView)
  /// Text of a source without types, which is what it looks like; the text is kept in case that others are keywords.
  case untyped(ByteView)

  /// Appends the value: a tag u8, then what belongs to it.
  func encode(into out: inout ByteWriter) {
    switch self {
    case .bool(let value):
      out.writeU8(value ? 1 : 0)
    case .integer(let value):
      out.writeU8(2)
      out.writeVarint(UInt64(bitPattern: value << 1 ^ value >> 63))
    case .double(let value):
      out.writeU8(3)
      out.writeU64(value.bitPattern)
    case .text(let text):
      out.writeU8(4)
      out.writeCounted(text)
    case .untyped(let text):
      out.writeU8(5)
      out.writeCounted(text)
    }
  }

  /// Reads a value.
  init(_ cursor: inout ByteCursor) throws(BytesError) {
    let at = cursor.offset
    switch try cursor.readU8() {
    case 0: self = .bool(false)
    case 1: self = .bool(true)
    case 2:
      let word = try cursor.readVarint()
      self = .integer(Int64(bitPattern: word >> 1) ^ -Int64(bitPattern: word & 1))
    case 3: self = .double(Double(bitPattern: try cursor.readU64()))
    case 4: self = .text(try cursor.readCounted())
    case 5: self = .untyped(try cursor.readCounted())
    default: throw .outOfRange(offset: at)
    }
  }

  /// What it is.
  var kinds: ColumnKinds {
    switch self {
    case .bool: .bool
    case .integer: .integer
    case .double: .double
    case .text(let text): Self.kinds(of: text)
    case .untyped(let text):
      switch Self.typed(text) {
      case .text(let text): Self.kinds(of: text)
      case let value: value.kinds
      }
    }
  }

  private static func kinds(of text: ByteView) -> ColumnKinds {
    // Nearly every text that is no date says so by its length or its fifth byte.
    if text.count < 10 || text.count > 40 || (try? text.u8(at: 4)) != UInt8(ascii: "-") { return .keyword }
    guard let date = CalendarDate.parse(text.array) else { return .keyword }
    return date.isDay ? .day : .time
  }

  /// The type that a text has on its own: true, false, or a number as JSON spells it; otherwise it stays a text.
  ///
  /// Whole numbers beyond 64 bits stay texts: as doubles different ones would become equal.
  static func typed(_ view: ByteView) -> GatheredValue {
    guard let first = try? view.u8(at: 0), view.count <= 40 else { return .text(view) }
    if first == UInt8(ascii: "t") || first == UInt8(ascii: "f") {
      let text = view.string
      return text == "true" ? .bool(true) : text == "false" ? .bool(false) : .text(view)
    }
    var digits = view.array[...]
    if first == UInt8(ascii: "-") { digits.removeFirst() }
    let whole = digits.prefix { $0 &- UInt8(ascii: "0") <= 9 }
    if whole.isEmpty || whole.count > 1 && whole.first == UInt8(ascii: "0") { return .text(view) }
    if whole.count == digits.count { return Int64(view.string).map { .integer($0) } ?? .text(view) }
    // Letters other than an exponent, and what Swift reads besides JSON's numbers, stay texts.
    let rest = digits.dropFirst(whole.count)
    guard let last = rest.last, last &- UInt8(ascii: "0") <= 9, rest.allSatisfy(Self.belongsToNumber),
      let number = Double(view.string), number.isFinite
    else { return .text(view) }
    if rest.first == UInt8(ascii: "."), (rest.dropFirst().first ?? 0) &- UInt8(ascii: "0") > 9 { return .text(view) }
    return .double(number)
  }

  private static func belongsToNumber(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") <= 9 || [".", "e", "E", "+", "-"].contains { byte == UInt8(ascii: $0) }
  }
}
