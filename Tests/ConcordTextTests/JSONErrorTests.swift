// Every error names its place, what was expected and what was found.

import ConcordText
import Testing

struct JSONErrorTests {
  @Test(arguments: [
    ("", JSONError.unexpectedEnd(expected: .value, offset: 0)),
    ("{\"a\" 1}", .unexpectedByte(0x31, expected: .colon, offset: 5)),
    ("{a:1}", .unexpectedByte(0x61, expected: .memberName, offset: 1)),
    ("{\"a\":1,}", .unexpectedByte(0x7D, expected: .memberName, offset: 7)),
    ("[1 2]", .unexpectedByte(0x32, expected: .commaOrBracket, offset: 3)),
    ("{\"a\":1]", .unexpectedByte(0x5D, expected: .commaOrBrace, offset: 6)),
    ("[1,]", .unexpectedByte(0x5D, expected: .value, offset: 3)),
    ("\"a", .unexpectedEnd(expected: .closingQuote, offset: 2)),
    ("\"\\x\"", .unexpectedByte(0x78, expected: .escape, offset: 2)),
    ("\"\\u12g4\"", .unexpectedByte(0x67, expected: .hexDigit, offset: 5)),
    ("\"\\u12", .unexpectedEnd(expected: .hexDigit, offset: 5)),
    ("\"a\u{01}\"", .controlCharacter(1, offset: 2)),
    ("\"\\ud800\"", .loneSurrogate(0xD800, offset: 1)),
    ("\"ab\\udc00\"", .loneSurrogate(0xDC00, offset: 3)),
    ("\"\\ud800\\u0041\"", .loneSurrogate(0xD800, offset: 1)),
    ("01", .unexpectedByte(0x31, expected: .endOfText, offset: 1)),
    ("1.", .unexpectedEnd(expected: .digit, offset: 2)),
    ("-x", .unexpectedByte(0x78, expected: .digit, offset: 1)),
    ("1e+", .unexpectedEnd(expected: .digit, offset: 3)),
    ("trux", .unexpectedByte(0x78, expected: .literal, offset: 3)),
    ("\u{FEFF}1", .unexpectedByte(0xEF, expected: .value, offset: 0)),
  ])
  func `each error says where and what`(text: String, expected: JSONError) {
    #expect(validationError(text) == expected)
    #expect(expected.offset <= text.utf8.count)
    #expect(expected.description.contains("expected "))
    #expect(expected.description.contains("byte \(expected.offset)"))
  }

  @Test(
    arguments: [
      ([0x22, 0x61, 0xFF, 0x22], 2), ([0x22, 0xC0, 0x80, 0x22], 1), ([0x22, 0xED, 0xA0, 0x80, 0x22], 1),
      ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1), ([0x22, 0x5C, 0x6E, 0xE2, 0x82, 0x22], 3),
    ] as [([UInt8], Int)])
  func `ill-formed UTF-8 is named where it begins`(bytes: [UInt8], offset: Int) {
    #expect(validationError(bytes) == .invalidUTF8(bytes[offset], offset: offset))
  }

  @Test func `a record that is no object says so`() {
    #expect(members(of: Array("[1]".utf8)).error == .unexpectedByte(0x5B, expected: .object, offset: 0))
    #expect(members(of: []).error == .unexpectedEnd(expected: .object, offset: 0))
    #expect(members(of: Array("{} x".utf8)).error == .unexpectedByte(0x78, expected: .endOfText, offset: 3))
    #expect(members(of: Array("{".utf8)).error == .unexpectedEnd(expected: .memberName, offset: 1))
    #expect(members(of: Array("{\"a\":1".utf8)).error == .unexpectedEnd(expected: .commaOrBrace, offset: 6))
  }

  @Test func `a sentence tells a person what to look for`() {
    #expect(
      JSONError.unexpectedByte(0x27, expected: .memberName, offset: 7).description
        == "expected a member name in double quotes at byte 7, found '''")
    #expect(
      JSONError.controlCharacter(0x09, offset: 3).description
        == "expected control characters in a string to be escaped, found 0x09 at byte 3")
  }
}
