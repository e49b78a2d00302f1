// Section GOLD: what goes in comes out, and no bytes of it trap.

import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct GoldenSectionTests {
  private let documents = 300

  private func records(_ count: Int, _ random: inout SeededRandom) -> [GoldenRecord] {
    (0..<count).map { number in
      let total = [0, 1, 3, 9, 10, 11, 300][number % 7]
      let numbers = Array((0..<UInt32(documents)).shuffled(using: &random).prefix(min(10, total))).sorted()
      let scores = numbers.map { _ in Int64.random(in: -3...3, using: &random) * (1 << 40) }.sorted(by: >)
      return GoldenRecord(
        text: String(repeating: "灯 \"lamp\"", count: number % 5), total: total,
        hits: zip(numbers, scores).map { GoldenRecordHit(document: $0, score: $1) })
    }
  }

  private func decode(_ bytes: [UInt8], documents: Int? = nil) throws -> [GoldenRecord] {
    try GoldenSection.decode(MadeArtifact.section(bytes, kind: .golden), documents: documents ?? self.documents)
  }

  /// What is read of bytes that may be anything: records that a reader may believe, or a typed error.
  private func isHarmless(_ bytes: [UInt8]) throws -> Bool {
    let section = try MadeArtifact.section(bytes, kind: .golden)
    guard
      let read = MadeArtifact.outcome({ () throws(ArtifactError) in
        try GoldenSection.decode(section, documents: documents)
      })
    else { return true }
    return read.allSatisfy { record in
      record.total <= documents && record.hits.count == min(10, record.total)
        && record.hits.allSatisfy { Int($0.document) < documents }
    }
  }

  @Test func `questions and answers come back`() throws {
    var random = SeededRandom(seed: 71)
    for count in [0, 1, 2, 50] {
      let given = records(count, &random)
      #expect(try decode(GoldenSection.encode(given)) == given)
    }
    let extreme = [
      GoldenRecord(
        text: "", total: 2,
        hits: [GoldenRecordHit(document: 299, score: .max), GoldenRecordHit(document: 0, score: .min)])
    ]
    #expect(try decode(GoldenSection.encode(extreme)) == extreme)
  }

  @Test func `every cut and every extra byte is an error`() throws {
    var random = SeededRandom(seed: 72)
    let bytes = GoldenSection.encode(records(14, &random))
    for length in 0..<bytes.count {
      #expect(throws: ArtifactError.self) { try decode(Array(bytes.prefix(length))) }
    }
    #expect(throws: ArtifactError.self) { try decode(bytes + [0]) }
  }

  @Test func `every change of every byte is harmless`() throws {
    var random = SeededRandom(seed: 73)
    let bytes = GoldenSection.encode(records(7, &random))
    for place in bytes.indices {
      for value in [0, 1, 0x7f, 0x80, 0xff, bytes[place] ^ 1, bytes[place] &+ 1] as [UInt8] {
        var damaged = bytes
        damaged[place] = value
        #expect(try isHarmless(damaged), "\(value) at \(place)")
      }
    }
  }

  @Test(
    arguments: [
      // More questions than are kept, and as many as a varint can say.
      [0x91, 0x4e], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
      // A text of 2^63 bytes; a total above the documents; a document that does not exist; text that is not UTF-8.
      [1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], [1, 0, 0xad, 0x02], [1, 0, 1, 0xac, 0x02, 0],
      [1, 1, 0xff, 0],
      // Hits out of order: a higher score later, an equal one of a lower number, one document twice.
      [1, 0, 2, 0, 2, 1, 4], [1, 0, 2, 5, 2, 4, 2], [1, 0, 2, 5, 2, 5, 2],
    ] as [[UInt8]])
  func `hostile counts, numbers and orders are damage`(bytes: [UInt8]) {
    #expect(throws: ArtifactError.self) { try decode(bytes) }
  }

  @Test func `an index without documents has answers without hits`() throws {
    #expect(try decode([1, 0, 0], documents: 0) == [GoldenRecord(text: "", total: 0, hits: [])])
    #expect(throws: ArtifactError.self) { try decode([1, 0, 1, 0, 0], documents: 0) }
  }

  @Test(arguments: [1, 4_096, 70 * 4_096, 600 * 4_096])
  func `a section that is added makes the file that it would have been in from the start`(length: Int) throws {
    var random = SeededRandom(seed: 74)
    let content = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
    for added in [[UInt8](), [1, 2, 3], Array(content.prefix(300_000))] {
      let before = try MadeArtifact.bytes([(.settings, [7]), (.store, content)])
      let wanted = try MadeArtifact.bytes([(.settings, [7]), (.store, content), (.golden, added)])
      let addition = try ArtifactBytes(bytes: before).adding(.golden, added)
      let after = addition.page + before[addition.page.count..<addition.offset] + addition.tail
      #expect(after == wanted)
      #expect(addition.length == wanted.count)
      let opened = try ArtifactBytes(bytes: after)
      #expect(opened.root == addition.root)
      #expect(opened.verifyEverything().isEmpty)
      #expect(opened.sections.map { $0.flags } == [1, 1, 0, 1])
    }
  }
}
