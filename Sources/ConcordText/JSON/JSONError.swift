// What can be wrong with a JSON text, where, and what should have stood there instead.

/// What the grammar allows at a place where something else was found.
public enum JSONExpectation: Sendable, Equatable, CustomStringConvertible {
  case value, object, array, memberName, colon, commaOrBrace, commaOrBracket, digit, hexDigit, escape, closingQuote
  case literal, endOfText

  /// The noun phrase for people.
  public var description: String {
    switch self {
    case .value: "a value"
    case .object: "an object that begins with '{'"
    case .array: "an array that begins with '['"
    case .memberName: "a member name in double quotes"
    case .colon: "':' after the member name"
    case .commaOrBrace: "',' or '}'"
    case .commaOrBracket: "',' or ']'"
    case .digit: "a digit"
    case .hexDigit: "a hexadecimal digit"
    case .escape: "one of \" \\ / b f n r t u after the backslash"
    case .closingQuote: "the closing double quote"
    case .literal: "true, false or null"
    case .endOfText: "the end of the text"
    }
  }
}

/// Why a text is not JSON by RFC 8259; offsets count bytes from the start of the bytes that were given.
public enum JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The text ends where something had to follow.
  case unexpectedEnd(expected: JSONExpectation, offset: Int)
  /// A byte stands where the grammar allows others only.
  case unexpectedByte(UInt8, expected: JSONExpectation, offset: Int)
  /// A byte below 0x20 stands in a string without being escaped.
  case controlCharacter(UInt8, offset: Int)
  /// `\u` names one half of a surrogate pair without the other.
  case loneSurrogate(UInt16, offset: Int)
  /// The sequence that begins here is not UTF-8.
  case invalidUTF8(UInt8, offset: Int)
  /// Arrays and objects are nested more than `limit` deep.
  case tooDeep(limit: Int, offset: Int)

  /// Where the first wrong byte stands.
  public var offset: Int {
    switch self {
    case .unexpectedEnd(_, let offset), .unexpectedByte(_, _, let offset), .controlCharacter(_, let offset),
      .loneSurrogate(_, let offset), .invalidUTF8(_, let offset), .tooDeep(_, let offset):
      offset
    }
  }

  /// A sentence for people.
  public var description: String {
    switch self {
    case .unexpectedEnd(let expected, let offset):
      "expected \(expected) at byte \(offset), but the text ends there"
    case .unexpectedByte(let byte, let expected, let offset):
      "expected \(expected) at byte \(offset), found \(describe(byte))"
    case .controlCharacter(let byte, let offset):
      "expected control characters in a string to be escaped, found \(describe(byte)) at byte \(offset)"
    case .loneSurrogate(let unit, let offset):
      "expected a surrogate pair at byte \(offset), found only \\u\(hex(UInt32(unit), digits: 4))"
    case .invalidUTF8(let byte, let offset):
      "expected UTF-8 at byte \(offset), found an ill-formed sequence that begins with \(describe(byte))"
    case .tooDeep(let limit, let offset):
      "expected at most \(limit) nested arrays and objects, found one more at byte \(offset)"
    }
  }
}

/// `'x'` for a printable ASCII byte, else `0x1F`.
func describe(_ byte: UInt8) -> String {
  byte > 0x20 && byte < 0x7F ? "'\(Unicode.Scalar(byte))'" : "0x\(hex(UInt32(byte), digits: 2))"
}

private func hex(_ value: UInt32, digits: Int) -> String {
  let text = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}
