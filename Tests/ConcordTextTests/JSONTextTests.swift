// Which texts are JSON: the JSONTestSuite, a slow reference, depth, truncation and damage.

import ConcordTestSupport
import ConcordText
import Testing

private let suite = "json/JSONTestSuite/test_parsing"

struct JSONTextTests {
  @Test(.enabled(if: SharedData.has(suite), "the JSONTestSuite is not in the shared data"))
  func `JSONTestSuite: what must be accepted is, what must be rejected is, the rest does no harm`() {
    let names = SharedData.names(in: suite).filter { $0.hasSuffix(".json") }
    var counts: [Character: Int] = [:]
    for name in names {
      guard let bytes = SharedData.bytes(of: "\(suite)/\(name)"), let kind = name.first else { continue }
      let error = validationError(bytes)
      counts[kind, default: 0] += 1
      switch kind {
      case "y": #expect(error == nil, "\(name)")
      case "n": #expect(error != nil, "\(name)")
      default: #expect((error?.offset ?? 0) <= bytes.count, "\(name)")
      }
      // As a record, a text is accepted exactly if it is JSON and an object.
      let isObject = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{")
      #expect((members(of: bytes).error == nil) == (error == nil && isObject), "\(name)")
    }
    #expect(counts["y"] == 95 && counts["n"] == 188 && counts["i"] == 35, "\(counts)")
  }

  @Test(arguments: ["[", "{\"a\":"])
  func `512 levels are accepted, the 513th is a typed error, and so are 100,000`(opening: String) {
    let closing = opening == "[" ? "]" : "}"
    func nested(_ depth: Int) -> String {
      String(repeating: opening, count: depth) + "1" + String(repeating: closing, count: depth)
    }
    let tooDeep = JSONError.tooDeep(limit: 512, offset: 512 * opening.utf8.count)
    #expect(JSONText.depthLimit == 512)
    for depth in [1, 2, 63, 64, 65, 127, 128, 129, 448, 511, 512] { #expect(validationError(nested(depth)) == nil) }
    #expect(validationError(nested(513)) == tooDeep)
    #expect(validationError(nested(100_000)) == tooDeep)
    #expect(validationError(String(repeating: opening, count: 100_000)) == tooDeep)
    #expect(members(of: Array("{\"a\":\(nested(511))}".utf8)).error == nil)
    #expect(members(of: Array("{\"a\":\(nested(512))}".utf8)).error != nil)
  }

  @Test func `brackets of both kinds close in the order they were opened, at every depth`() {
    var random = RepeatableRandom(seed: 3)
    for depth in [1, 5, 63, 64, 65, 66, 127, 128, 129, 300, 512] {
      let kinds = (0..<depth).map { _ in Bool.random(using: &random) }
      let opening = kinds.map { $0 ? "{\"k\":" : "[" }.joined()
      let closing = kinds.reversed().map { $0 ? "}" : "]" }
      #expect(validationError(opening + "0" + closing.joined()) == nil)
      for wrong in 0..<depth {
        var changed = closing
        changed[wrong] = changed[wrong] == "}" ? "]" : "}"
        #expect(validationError(opening + "0" + changed.joined()) != nil)
      }
    }
  }

  @Test func `every prefix of a text is a typed error inside of it`() {
    var random = RepeatableRandom(seed: 4)
    let buffer = GuardedBuffer(capacity: 1 << 16)
    for _ in 0..<30 {
      let text = Array(TestJSON.object(using: &random).encoded(using: &random).utf8)
      #expect(validationError(text) == nil)
      for length in 0..<text.count {
        let error: JSONError? = unsafe buffer.with(Array(text[..<length])) { bytes in
          do throws(JSONError) {
            try unsafe JSONText.validate(bytes)
            return nil
          } catch { return error }
        }
        #expect(error != nil && (error?.offset ?? 0) <= length)
      }
    }
  }

  @Test func `damaged texts are accepted exactly when the slow reader accepts them`() {
    let seeds = [
      #"{"id":"a\n\u00e9\ud83d\ude00","n":[-0.5e+10,0,12],"t":true,"f":false,"z":null,"o":{"k":[{}]}}"#,
      #" [ "é検🦜" , 1E5 , "\\\"\/\b\f\n\r\t" , { "" : [ ] } ] "#,
    ]
    var accepted = 0
    var compared = 0
    func compare(_ bytes: [UInt8]) {
      let expected = ReferenceJSON.accepts(bytes)
      let error = validationError(bytes)
      if (error == nil) != expected {
        Issue.record("\(String(decoding: bytes, as: UTF8.self)): \(error as JSONError?)")
      }
      if expected { accepted += 1 }
      compared += 1
    }
    for seed in seeds {
      let bytes = Array(seed.utf8)
      compare(bytes)
      for place in bytes.indices {
        for replacement in (0..<8).map({ bytes[place] ^ (1 << $0) }) + Array("\"\\{}[],:0e-. \u{0}nu".utf8) {
          var damaged = bytes
          damaged[place] = replacement
          compare(damaged)
          damaged.insert(bytes[place], at: place)
          compare(damaged)
        }
        var shorter = bytes
        shorter.remove(at: place)
        compare(shorter)
      }
    }
    #expect(accepted > 300 && compared > 5_000, "\(accepted) of \(compared)")
  }

  @Test func `every short text over the grammar's own letters is judged as the slow reader judges it`() {
    let letters = Array("{}[]:,\"\\u0-1.e ".utf8)
    var accepted = 0
    func extend(_ text: [UInt8], _ left: Int) {
      let expected = ReferenceJSON.accepts(text)
      if (validationError(text) == nil) != expected { Issue.record("\(String(decoding: text, as: UTF8.self))") }
      if expected { accepted += 1 }
      if left > 0 { for letter in letters { extend(text + [letter], left - 1) } }
    }
    extend([], 4)
    #expect(accepted > 300, "\(accepted)")
  }

  @Test func `where the value lies is told without the white space around it`() throws {
    try unsafe withExactCopy(Array(" \t[1, 2]\r\n".utf8)) { bytes in
      let value = try unsafe JSONText.validate(bytes)
      #expect(value.kind == .array && value.range == 2..<8)
    }
  }
}
