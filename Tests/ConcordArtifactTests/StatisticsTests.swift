// Counts over the collection read back, and impossible ones are refused.

import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct StatisticsTests {
  static var sample: Statistics {
    var statistics = Statistics()
    (statistics.documents, statistics.terms, statistics.tokens, statistics.postings) = (10, 20, 300, 40)
    (statistics.positions, statistics.textBytes, statistics.fieldTokens) = (50, 6_000, [100, 200])
    return statistics
  }

  private func read(_ bytes: [UInt8], fields: Int = 2) throws -> Statistics {
    try Statistics(MadeArtifact.section(bytes, kind: .statistics), fields: fields)
  }

  @Test func `counts read back and give averages`() throws {
    let read = try read(Self.sample.encode())
    #expect(read == Self.sample)
    #expect(read.averageLength(of: 1) == 20)
    var empty = Statistics()
    empty.fieldTokens = [0]
    #expect(empty.averageLength(of: 0) == 0)
  }

  @Test func `another number of fields, cut sections and impossible counts are refused`() {
    let bytes = Self.sample.encode()
    #expect(throws: ArtifactError.self) { try read(bytes, fields: 3) }
    for length in 0..<bytes.count { #expect(throws: ArtifactError.self) { try read(Array(bytes.prefix(length))) } }
    for offset in [7, 15, 23, 71] {
      var changed = bytes
      changed[offset] = 0xff
      #expect(throws: ArtifactError.self) { try read(changed) }
    }
    var many = bytes
    many.replaceSubrange(0..<4, with: [0xff, 0xff, 0xff, 0xff])
    #expect(throws: ArtifactError.self) { try read(many) }
  }
}
