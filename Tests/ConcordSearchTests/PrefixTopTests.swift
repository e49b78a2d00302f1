// The heaviest strings of any range in exact order, although weights are kept in classes: against sorting.

import ConcordArtifact
import ConcordBytes
import ConcordSearch
import ConcordTestSupport
import Testing

@Suite struct PrefixTopTests {
  /// A tree over weights, in an artifact of its own.
  private func tree(_ weights: [UInt64]) throws -> WeightTree {
    let code = WeightCode(weights)
    let spool = SectionSpool(.wordWeights)
    try WeightTree.encode(weights.map(code.code(of:)), code, into: spool)
    var writer = ArtifactWriter()
    writer.add(spool)
    var out: [UInt8] = []
    _ = try writer.write(contentIdentity: Hash128(high: 1, low: 2)) { out += $0.array }
    return try WeightTree(ArtifactBytes(bytes: out).section(.wordWeights))
  }

  @Test(arguments: WeightShape.allCases, [0, 1, 15, 16, 17, 255, 256, 257, 5_000, 30_000])
  func `are those of sorting`(shape: WeightShape, count: Int) throws {
    var random = SeededRandom(seed: UInt64(count) + 41)
    let weights = shape.weights(count, &random)
    let tree = try tree(weights)
    var found: [HeavyString] = []
    var asked = 0
    let exact = { (number: Int) throws(ArtifactError) -> UInt64 in
      asked += 1
      return weights[number]
    }
    var wrong = 0
    for round in 0..<Trials.of(40) {
      let low = round == 0 ? 0 : random.below(count + 1)
      let range = low..<(round == 0 ? count : low + random.below(count - low + 1))
      for limit in [0, 1, 2, 7, 10, 1 + random.below(100), range.count, range.count + 9]
      where limit < 1_000 || round < 2 {
        try tree.heaviest(limit, of: range, into: &found, exact: exact)
        if found.map(\.number) != WeightShape.heaviest(limit, of: range, weights) { wrong += 1 }
        if found.contains(where: { $0.weight != nil && $0.weight != weights[$0.number] }) { wrong += 1 }
      }
    }
    #expect(wrong == 0)
    try tree.heaviest(-4, of: 0..<count, into: &found, exact: exact)
    #expect(found.isEmpty)
  }

  @Test func `ten of a million ask for the weights of few`() throws {
    var random = SeededRandom(seed: 43)
    for shape in [WeightShape.uniform, .zipf, .huge] {
      let weights = shape.weights(200_000, &random)
      let tree = try tree(weights)
      var found: [HeavyString] = []
      var most = 0
      for _ in 0..<100 {
        let low = random.below(weights.count)
        var asked = 0
        try tree.heaviest(10, of: low..<low + random.below(weights.count - low + 1), into: &found) {
          (number: Int) throws(ArtifactError) -> UInt64 in
          asked += 1
          return weights[number]
        }
        most = max(most, asked)
      }
      #expect(most <= 64, "\(shape)")
    }
  }

  @Test func `our logarithm is the logarithm`() {
    #expect(CompletionRanking.logarithm(0) == 0)
    #expect(CompletionRanking.logarithm(1) == 0)
    for power in 1...63 {
      #expect(abs(CompletionRanking.logarithm(1 << UInt64(power)) - Double(power) * 0.693_147_180_559_945_3) < 1e-12)
    }
    var last = 0.0
    for number in stride(from: 1, to: 200_000, by: 7) {
      let own = CompletionRanking.logarithm(UInt64(number))
      #expect(own >= last)
      last = own
    }
    #expect(abs(CompletionRanking.logarithm(1_000_000) - 13.815_510_557_964_274) < 1e-12)
    #expect(CompletionRanking.logarithm(.max).isFinite)
  }
}
