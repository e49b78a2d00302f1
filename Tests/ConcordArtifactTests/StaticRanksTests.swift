// Static ranks follow the order of values and nothing else, and a section that does not fit is refused.

import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct StaticRanksTests {
  @Test func `ranks rise with values, equal values are equal, and none is 0`() {
    var random = SeededRandom(seed: 51)
    for size in [1, 2, 3, 254, 255, 256, 2_000] {
      for spread in [1, 2, 250, 100_000] {
        let values = (0..<size).map { _ in random.below(5) == 0 ? nil : UInt64(random.below(spread)) }
        let ranks = StaticRanks.ranks(values)
        let distinct = Set(values.compactMap { $0 }).sorted()
        for (value, rank) in zip(values, ranks) {
          guard let value else {
            #expect(rank == 0)
            continue
          }
          let below = distinct.count { $0 < value }
          #expect(Int(rank) == (distinct.count == 1 ? 255 : 1 + 254 * below / (distinct.count - 1)))
        }
        // Neither the order of documents nor the distances of values matter.
        #expect(StaticRanks.ranks(values.reversed()) == ranks.reversed())
        #expect(StaticRanks.ranks(values.map { $0.map { $0 * $0 + 7 } }) == ranks)
      }
    }
    #expect(StaticRanks.ranks([]) == [])
    #expect(StaticRanks.ranks([nil, nil]) == [0, 0])
    #expect(StaticRanks.ranks([0, .max]) == [1, 255])
  }

  @Test func `a rank adds its share of the weight, never less than nothing`() {
    #expect(Scoring.rank(255, weight: 1) == 1 << 20)
    #expect(Scoring.rank(0, weight: 1e6) == 0)
    #expect(Scoring.rank(255, weight: .infinity) == Scoring.rank(255, weight: 1e6))
    for weight in [0, -1, -Double.infinity, Double.nan] { #expect(Scoring.rank(255, weight: weight) == 0) }
    for rank in 1...255 as ClosedRange<UInt8> {
      #expect(Scoring.rank(rank, weight: 0.001) >= Scoring.rank(rank - 1, weight: 0.001))
    }
  }

  @Test func `the section has a byte a document, and is there if the settings say so`() throws {
    func open(_ bytes: [UInt8]?, _ field: String?, _ documents: Int) throws -> StaticRanks? {
      var sections: [(SectionKind, [UInt8])] = [(.settings, [1])]
      if let bytes { sections.append((.ranks, bytes)) }
      return try StaticRanks(MadeArtifact.open(sections), field: field, documents: documents)
    }
    let ranks = try #require(try open([9, 0, 255], "links", 3))
    #expect(try (0..<3).map { try ranks.rank(ofSlot: $0) } == [9, 0, 255])
    #expect(try ranks.bytes(1..<3).array == [0, 255])
    #expect(throws: ArtifactError.self) { try ranks.rank(ofSlot: 3) }
    #expect(throws: ArtifactError.self) { try ranks.bytes(2..<4) }
    #expect(try open(nil, nil, 3) == nil)
    for documents in [0, 2, 4] { #expect(throws: ArtifactError.self) { try open([9, 0, 255], "links", documents) } }
    #expect(throws: ArtifactError.self) { try open(nil, "links", 3) }
    #expect(throws: ArtifactError.self) { try open([9, 0, 255], nil, 3) }
  }
}
