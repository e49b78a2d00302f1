// Small YAML documents: types, structures, limits, errors, and bytes that are anything.

import ConcordYAML
import Testing

/// SplitMix64: the same numbers in every run.
private struct RepeatableRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

private func mapping(_ bytes: [UInt8]) throws(YAMLError) -> YAMLMapping {
  let result = unsafe bytes.withUnsafeBufferPointer { bytes in
    Result { () throws(YAMLError) in unsafe try YAMLMapping(bytes) }
  }
  return try result.get()
}

private func mapping(_ text: String) throws(YAMLError) -> YAMLMapping { try mapping(Array(text.utf8)) }

#if FrontMatter
  @Suite struct `a YAML mapping` {
    @Test(arguments: [
      ("", YAMLValue.null), ("~", .null), ("null", .null), ("Null", .null), ("nULL", .string("nULL")),
      ("true", .bool(true)), ("False", .bool(false)), ("yes", .string("yes")), ("on", .string("on")),
      ("0", .int(0)), ("-12", .int(-12)), ("+7", .int(7)), ("0123", .int(123)), ("0x1F", .int(31)), ("0o17", .int(15)),
      ("9223372036854775807", .int(.max)), ("9223372036854775808", .double(9_223_372_036_854_775_808)),
      ("0x-1", .string("0x-1")), ("0xZZ", .string("0xZZ")), ("0b1", .string("0b1")), ("1_000", .string("1_000")),
      ("1.5", .double(1.5)), ("1.", .double(1)), (".5", .double(0.5)), ("-1e3", .double(-1000)),
      ("1e400", .double(.infinity)),
      (".inf", .double(.infinity)), ("-.INF", .double(-.infinity)), (".", .string(".")), ("e5", .string("e5")),
      ("1e", .string("1e")), ("+", .string("+")), ("1.2.3", .string("1.2.3")), ("2026-08-01", .string("2026-08-01")),
      ("12:30", .string("12:30")), ("nan", .string("nan")), ("infinity", .string("infinity")),
      ("\"12\"", .string("12")), ("'true'", .string("true")), ("''", .string("")),
      ("\"a\\tb\\u00e9\"", .string("a\tbé")),
      ("!!str 12", .string("12")), ("!!int \"12\"", .int(12)), ("!mine 12", .string("12")),
      ("Hello, world: no", .string("?")),
      ("|\n  one\n  two\n", .string("one\ntwo\n")), (">-\n  one\n  two\n", .string("one two")),
      ("[a, 1, \"x y\", true]", .list(["a", "1", "x y", "true"])), ("[]", .list([])),
      ("\n  - a\n  - b c\n", .list(["a", "b c"])),
      ("{a: 1}", .other("{a: 1}")), ("[a, [b]]", .other("[a, [b]]")),
      ("\n  b: ü\n  c: [1, 2]\n", .other("b: ü\n  c: [1, 2]")),
    ])
    func `types values`(source: String, expected: YAMLValue) throws {
      if expected == .string("?") {
        #expect(throws: YAMLError.self) { try mapping("key: " + source) }
      } else {
        #expect(try mapping("ключ: é\nkey: \(source)\nend: 1")["key"] == expected)
      }
    }

    @Test func `knows that no number is no number`() throws {
      guard case .double(let value) = try mapping("a: .nan")["a"] else {
        Issue.record("not a double")
        return
      }
      #expect(value.isNaN)
    }

    @Test func `keeps members in order and lets the last of two win`() throws {
      let read = try mapping("b: 1\na: 2\nb: 3\n? [x, y]\n: 4\n5: five\n")
      #expect(read.members.map(\.key) == ["b", "a", "[x, y]", "5"])
      #expect(read["b"] == .int(3))
      #expect(read["nothing"] == nil)
      #expect(try mapping("a: 1.10").members.first?.text == "1.10")
    }

    @Test func `has no members where nothing is written`() throws {
      for text in ["", "\n\n", "# a remark\n", "{}", "\u{FEFF}"] { #expect(try mapping(text).members == []) }
    }

    @Test func `reads CRLF, marks and a byte order mark`() throws {
      let read = try mapping("\u{FEFF}---\r\na: 1\r\nlist:\r\n- x\r\n- {y: z}\r\n...\r\n")
      #expect(read.members.map(\.key) == ["a", "list"])
      #expect(read.members.map(\.value) == [.int(1), .other("- x\r\n- {y: z}")])
      #expect(read.members.map(\.text) == ["1", nil])
    }

    @Test func `passes anchors and refuses aliases`() throws {
      #expect(try mapping("a: &x 1\nb: &y [1]").members.count == 2)
      #expect(throws: YAMLError.alias(line: 2)) { try mapping("a: &x 1\nb: *x") }
      let bomb = "a: &a [x,x]\n" + (1...30).map { "b\($0): &b\($0) [*a,*a]\n" }.joined()
      #expect(throws: YAMLError.alias(line: 2)) { try mapping(bomb) }
    }

    @Test func `says what is wrong and where`() throws {
      #expect(throws: YAMLError.notAMapping(line: 1)) { try mapping("- a") }
      #expect(throws: YAMLError.notAMapping(line: 2)) { try mapping("\njust text") }
      #expect(throws: YAMLError.severalDocuments(line: 2)) { try mapping("a: 1\n--- # next\nb: 2") }
      do {
        _ = try mapping("a: 1\n\tb: 2")
        Issue.record("a tab was taken for indentation")
      } catch {
        #expect("\(error)".hasPrefix("line 2, column "))
      }
      for text in ["a: [", "a: \"", "a: 'x", "a: {b", "a: b: c", "a: @b", "%YAML 9.9\n---\na: 1", "a: \u{1}"] {
        #expect(throws: YAMLError.self) { try mapping(text) }
      }
      #expect(throws: YAMLError.self) { try mapping([0x61, 0x3A, 0x20, 0xFF]) }
    }

    @Test func `keeps to its limits`() throws {
      let text = "a: \"" + String(repeating: "x", count: YAMLMapping.sizeLimit - 5) + "\""
      #expect(try mapping(text).members.count == 1)
      #expect(throws: YAMLError.tooLarge(size: 65_537, limit: 65_536)) { try mapping(text + "\n") }

      func nested(_ depth: Int) -> String {
        "a: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      }
      #expect(try mapping(nested(31)).members.count == 1)
      #expect(throws: YAMLError.tooDeep(line: 1, limit: 32)) { try mapping(nested(32)) }
      #expect(throws: YAMLError.self) { try mapping(String(repeating: "[", count: 65_000)) }
      #expect(throws: YAMLError.self) { try mapping(String(repeating: "{a: ", count: 16_000)) }

      // A start, a key, a start, the items, two ends.
      func long(_ items: Int) -> String { "a: [" + String(repeating: "1,", count: items) + "]" }
      #expect(try mapping(long(9_995)).members.count == 1)
      #expect(throws: YAMLError.tooManyEvents(limit: 10_000)) { try mapping(long(9_996)) }
    }

    @Test func `survives any bytes`() {
      let pieces = [
        "a", ":", " ", "\n", "-", "[", "]", "{", "}", ",", "\"", "'", "|", ">", "&x", "*x", "!", "#", "%", "?", "\t",
        "é",
        "key: v\n", "- ", "\r\n", "---\n", "...", "\\", "\u{FEFF}", "1", "~", "\u{0}",
      ].map { Array($0.utf8) }
      var random = RepeatableRandom(state: 7)
      for round in 0..<20_000 {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0..<30, using: &random) {
          bytes += pieces[Int.random(in: 0..<pieces.count, using: &random)]
        }
        if round % 4 == 0, !bytes.isEmpty {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        if let read = try? mapping(bytes) { #expect(read.members.count <= bytes.count) }
      }
    }

    @Test func `survives every truncation`() throws {
      let sample = Array("title: \"Ü: x\"\ntags: [a, {b: c}]\nnested:\n  - d: |\n      text\n? e\n: 'f'\n".utf8)
      _ = try mapping(sample)
      for length in 0..<sample.count {
        if let read = try? mapping(Array(sample[..<length])) { #expect(read.members.count <= length) }
      }
    }
  }
#else
  @Suite struct `YAML that is not built` {
    @Test func `has no members`() throws {
      #expect(!YAMLMapping.isBuilt)
      #expect(try mapping("a: 1").members == [])
      #expect(try mapping("[").members == [])
    }
  }
#endif
