// Members of a record: what comes out is what was written.

import ConcordText
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A JSON value as a tree, for round trips only.
indirect enum TestJSON: Equatable {
  case null, bool(Bool), signed(Int64), unsigned(UInt64), double(Double), string(String)
  case array([TestJSON])
  case object([Pair])

  struct Pair: Equatable {
    var name: String
    var value: TestJSON
  }

  static func text(using random: inout RepeatableRandom) -> String {
    let ranges: [ClosedRange<UInt32>] = [0x61...0x7A, 0x61...0x7A, 0...0x7F, 0x80...0xD7FF, 0xE000...0x10FFFF]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...(Bool.random(using: &random) ? 4 : 50), using: &random) {
      let range = ranges.randomElement(using: &random) ?? 0...0
      if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) { text.append(scalar) }
    }
    return String(text)
  }

  static func random(depth: Int, using random: inout RepeatableRandom) -> TestJSON {
    switch Int.random(in: 0..<(depth > 0 ? 9 : 7), using: &random) {
    case 0: .null
    case 1: .bool(.random(using: &random))
    case 2: .signed(.random(in: .min ... -1, using: &random))
    case 3: .unsigned(.random(in: 0...(.max), using: &random))
    case 4: .double(Double.random(in: -1...1, using: &random) * exp2(Double.random(in: -900...900, using: &random)))
    case 5, 6: .string(text(using: &random))
    case 7: .array((0..<Int.random(in: 0..<5, using: &random)).map { _ in .random(depth: depth - 1, using: &random) })
    default: object(depth: depth, using: &random)
    }
  }

  static func object(depth: Int = 3, using random: inout RepeatableRandom) -> TestJSON {
    .object(
      (0..<Int.random(in: 0..<5, using: &random)).map { _ in
        Pair(name: text(using: &random), value: .random(depth: depth - 1, using: &random))
      })
  }

  /// The value as JSON, with random white space, and with some characters escaped that need not be.
  func encoded(using random: inout RepeatableRandom) -> String {
    func space() -> String {
      Int.random(in: 0..<4, using: &random) > 0 ? "" : [" ", "\n", "\t ", "\r\n"].randomElement(using: &random) ?? ""
    }
    switch self {
    case .null: return "null"
    case .bool(let value): return "\(value)"
    case .signed(let value): return "\(value)"
    case .unsigned(let value): return "\(value)"
    case .double(let value): return "\(value)"
    case .string(let value): return Self.quoted(value, using: &random)
    case .array(let values):
      let parts = values.map { space() + $0.encoded(using: &random) + space() }
      return "[" + (parts.isEmpty ? space() : parts.joined(separator: ",")) + "]"
    case .object(let pairs):
      let parts = pairs.map { pair in
        space() + Self.quoted(pair.name, using: &random) + space() + ":" + space()
          + pair.value.encoded(using: &random) + space()
      }
      return "{" + (parts.isEmpty ? space() : parts.joined(separator: ",")) + "}"
    }
  }

  private static func quoted(_ text: String, using random: inout RepeatableRandom) -> String {
    let short: [Unicode.Scalar: String] = [
      "\"": "\\\"", "\\": "\\\\", "/": "\\/", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\u{8}": "\\b", "\u{C}": "\\f",
    ]
    var result = "\""
    for scalar in text.unicodeScalars {
      let must = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
      if !must && Int.random(in: 0..<8, using: &random) > 0 {
        result.unicodeScalars.append(scalar)
      } else if let escape = short[scalar], Bool.random(using: &random) {
        result += escape
      } else {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16, uppercase: Bool.random(using: &random))
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      }
    }
    return result + "\""
  }

  /// Reads a value back through the scanner.
  static func read(_ value: JSONValue, in record: JSONRecordScanner) throws(JSONError) -> TestJSON {
    switch value.kind {
    case .null: return .null
    case .bool: return .bool(record.bool(of: value) ?? false)
    case .string: return .string(String(decoding: record.decoded(value), as: UTF8.self))
    case .number:
      let number = record.number(of: value)
      if let unsigned = number?.uint64 { return .unsigned(unsigned) }
      if let signed = number?.int64 { return .signed(signed) }
      return .double(number?.double ?? .nan)
    case .array:
      var values: [TestJSON] = []
      if var elements = record.elements(of: value) {
        while let element = try elements.nextElement() { values.append(try read(element, in: record)) }
      }
      return .array(values)
    case .object:
      guard let inner = record.members(of: value) else { return .null }
      return try readMembers(inner)
    }
  }

  static func readMembers(_ record: JSONRecordScanner) throws(JSONError) -> TestJSON {
    var record = record
    var pairs: [Pair] = []
    while let member = try record.nextMember() {
      let name = String(decoding: record.decoded(member.key), as: UTF8.self)
      pairs.append(Pair(name: name, value: try read(member.value, in: record)))
    }
    return .object(pairs)
  }
}

struct JSONRecordScannerTests {
  @Test func `random records read back as they were written`() throws {
    var random = RepeatableRandom(seed: 5)
    let buffer = GuardedBuffer(capacity: 1 << 17)
    var bytesRead = 0
    for _ in 0..<1_500 {
      let written = TestJSON.object(depth: 4, using: &random)
      let text = Array(written.encoded(using: &random).utf8)
      bytesRead += text.count
      let read = try unsafe buffer.with(text, at: .after) { try TestJSON.readMembers(unsafe JSONRecordScanner($0)) }
      #expect(read == written)
    }
    #expect(bytesRead > 100_000)
  }

  @Test func `members come in order with kinds, ranges and escapes, equal names as often as they are written`() {
    let text = #" {"a":"x","b\u0062":"\n" , "c":-1.5,"d":[1,{"a":2}],"e":{},"f":true,"g":null,"a":""} "#
    let (found, error) = members(of: Array(text.utf8))
    #expect(error == nil)
    #expect(found.map(\.value.kind) == [.string, .string, .number, .array, .object, .bool, .null, .string])
    #expect(found.map(\.value.hasEscapes) == [false, true, false, false, false, false, false, false])
    #expect(found.map(\.key.hasEscapes) == [false, true, false, false, false, false, false, false])
    let sources = found.map { String(decoding: Array(text.utf8)[$0.value.range], as: UTF8.self) }
    #expect(sources == ["\"x\"", "\"\\n\"", "-1.5", "[1,{\"a\":2}]", "{}", "true", "null", "\"\""])
  }

  @Test func `names are compared as decoded bytes`() throws {
    try unsafe withExactCopy(Array(#"{"t\u0069tle":1,"title":2,"titlf":3,"":4}"#.utf8)) { bytes in
      var record = unsafe JSONRecordScanner(bytes)
      var matches: [[Bool]] = []
      while let member = try record.nextMember() {
        matches.append([
          record.key(of: member, is: "title"), record.key(of: member, is: Array("title".utf8)),
          record.key(of: member, is: ""), record.key(of: member, is: []),
        ])
      }
      #expect(
        matches == [
          [true, true, false, false], [true, true, false, false], [false, false, false, false],
          [false, false, true, true],
        ])
    }
  }

  @Test func `a name of one letter is a name like any other`() throws {
    try unsafe withExactCopy(Array(#"{"a":1}"#.utf8)) { bytes in
      var record = unsafe JSONRecordScanner(bytes)
      let member = try #require(try record.nextMember())
      #expect(record.key(of: member, is: "a"))
      #expect(!record.key(of: member, is: "b"))
    }
  }

  @Test func `a text without escapes is borrowed, one with escapes stays in the scratch until it is emptied`() throws {
    let long = String(repeating: "ab\\n", count: 3_000)
    try unsafe withExactCopy(Array(#"{"a":"plain","b":"\u00e9","c":"\#(long)","d":"\t","e":17}"#.utf8)) { bytes in
      var record = unsafe JSONRecordScanner(bytes)
      var values: [JSONValue] = []
      while let member = try record.nextMember() { values.append(member.value) }
      var scratch = TextScratch(capacity: 4)
      for _ in 0..<3 {
        scratch.removeAll()
        let texts = unsafe values.map { unsafe record.text(of: $0, scratch: &scratch) }
        unsafe #expect(texts[0].baseAddress == bytes.baseAddress.map { unsafe $0 + 6 })
        let strings = unsafe texts.map { unsafe String(decoding: $0, as: UTF8.self) }
        #expect(strings == ["plain", "é", String(repeating: "ab\n", count: 3_000), "\t", "17"])
      }
    }
  }

  @Test func `an error comes again at each further call`() {
    unsafe withExactCopy(Array(#"{"a":1,"b":}"#.utf8)) { bytes in
      var record = unsafe JSONRecordScanner(bytes)
      #expect((try? record.nextMember())??.value.kind == .number)
      for _ in 0..<3 {
        #expect(throws: JSONError.unexpectedByte(0x7D, expected: .value, offset: 11)) { try record.nextMember() }
      }
    }
  }

  @Test func `after the last member nil comes again and again`() throws {
    try unsafe withExactCopy(Array("{}".utf8)) { bytes in
      var record = unsafe JSONRecordScanner(bytes)
      for _ in 0..<3 {
        let member = try record.nextMember()
        #expect(member == nil)
      }
      #expect(record.count == 2)
    }
  }

  @Test func `every bit of a record flipped gives a typed error or members inside of it`() {
    let sample = Array(#"{"id":"a\u00e9\ud83d\ude00é","n":[-0.5e+10,{"k":[]}],"t":true}"#.utf8)
    for place in sample.indices {
      for bit in 0..<8 {
        var bytes = sample
        bytes[place] ^= 1 << bit
        let (found, error) = members(of: bytes)
        #expect(found.allSatisfy { $0.value.end <= bytes.count })
        #expect((error == nil) == (ReferenceJSON.accepts(bytes) && bytes.first == UInt8(ascii: "{")))
      }
    }
  }

  @Test func `bytes that change between scan and decoding do no harm`() throws {
    // A mapped file may be written to while it is read; the decoder must not trust what the scanner has seen.
    let sample = Array(#"{"a":"x\ud83d\ude00\u00e9\n"}"#.utf8)
    let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: sample.count)
    defer { unsafe memory.deallocate() }
    for place in 6..<(sample.count - 2) {
      for byte: UInt8 in [0x5C, 0x75, 0x30, 0xFF, 0x64, 0x00] {
        _ = unsafe memory.initialize(from: sample)
        var record = unsafe JSONRecordScanner(UnsafeBufferPointer(memory))
        let member = try #require(try record.nextMember())
        unsafe memory[place] = byte
        let decoded = record.decoded(member.value)
        #expect(decoded.count <= member.value.end - member.value.start - 2)
      }
    }
  }
}
