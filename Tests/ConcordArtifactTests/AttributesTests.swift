// Typed values of a record read back with their types.

import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct AttributesTests {
  static let sample = [
    Attribute(name: "a", value: .null), Attribute(name: "", value: .bool(true)),
    Attribute(name: "b", value: .bool(false)),
    Attribute(name: "c", value: .integer(0)), Attribute(name: "d", value: .integer(-1)),
    Attribute(name: "e", value: .integer(.max)), Attribute(name: "f", value: .integer(.min)),
    Attribute(name: "g", value: .double(-0.5)), Attribute(name: "h", value: .double(.infinity)),
    Attribute(name: "ü", value: .keyword("größer")), Attribute(name: "j", value: .json("{\"k\":[1]}")),
  ]

  private func encode(_ attributes: [Attribute]) -> [UInt8] {
    var out = ByteWriter()
    Attribute.encode(attributes, into: &out)
    return out.bytes
  }

  @Test func `values of every type read back; none take no byte`() throws {
    #expect(try encode(Self.sample).withView { try Attribute.decode($0) } == Self.sample)
    #expect(encode([]) == [])
    #expect(try [UInt8]([]).withView { try Attribute.decode($0) } == [])
  }

  @Test func `a truncation at any length and an unknown type throw`() {
    let bytes = encode(Self.sample)
    for length in 1..<bytes.count {
      #expect(throws: BytesError.self) { try Array(bytes.prefix(length)).withView { try Attribute.decode($0) } }
    }
    #expect(throws: BytesError.outOfRange(offset: 2)) { try [UInt8]([1, 0, 6]).withView { try Attribute.decode($0) } }
  }

  @Test func `random bytes give attributes or an error`() {
    var random = SeededRandom(seed: 17)
    var errors = 0
    for round in 0..<20_000 {
      var bytes = round % 2 == 0 ? encode(Self.sample) : random.bytes(1 + random.below(40))
      bytes[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
      if (try? bytes.withView { try Attribute.decode($0) }) == nil { errors += 1 }
    }
    #expect(errors > 5_000)
  }
}
