// The definition of a score, and the kernels that must give the same bits.

import CKernels
import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct ScoringTests {
  private func profile(_ random: inout SeededRandom, fields: Int) -> [FieldProfile] {
    (0..<fields).map {
      FieldProfile(
        name: "f\($0)", weight: Float.random(in: 0...4, using: &random), b: Float.random(in: 0...1, using: &random))
    }
  }

  @Test func `kernels give the bits of the definition for every length of a block`() {
    var random = SeededRandom(seed: 6)
    for count in 1...128 {
      let fields = profile(&random, fields: 1 + count % 4)
      let weights = fields.map { Scoring.weights($0, averageLength: Float.random(in: 0...300, using: &random)) }
      let norms = fields.map { _ in random.bytes(1_000) }
      let documents = (0..<count).map { _ in UInt32(random.below(1_000)) }
      let counts = fields.map { _ in (0..<count).map { _ in UInt32(random.below(random.below(5) == 0 ? 5_000 : 4)) } }
      let k1 = Float.random(in: 0.1...3, using: &random)
      let scale = Float(Double.random(in: 0...16, using: &random) * Scoring.scale)
      var strength = [Float](repeating: .nan, count: count)
      var contributions = [Int32](repeating: -1, count: count)
      for field in fields.indices {
        let kernel = unsafe field == 0 ? concord_strength_first : concord_strength_add
        unsafe kernel(&strength, documents, counts[field], norms[field], weights[field], UInt32(count))
      }
      unsafe concord_contributions(&contributions, strength, k1, scale, UInt32(count))
      for index in 0..<count {
        var expected: Float = 0
        for field in fields.indices {
          let weight = weights[field][Int(norms[field][Int(documents[index])])]
          let product: Float = weight * Float(counts[field][index])
          expected = field == 0 ? product : expected + product
        }
        #expect(strength[index].bitPattern == expected.bitPattern)
        #expect(
          contributions[index] == Scoring.contribution(strength: expected, k1: k1, scaledFrequency: scale))
      }
    }
  }

  @Test func `ties are rounded to even`() {
    // A strength equal to k1 has a share of one half, so an odd scale ends on a tie.
    for (scale, expected) in [(1, 0), (3, 2), (5, 2), (7, 4), (9, 4)] as [(Float, Int32)] {
      var contribution: Int32 = -1
      unsafe concord_contributions(&contribution, [1], 1, scale, 1)
      #expect(contribution == expected)
      #expect(Scoring.contribution(strength: 1, k1: 1, scaledFrequency: scale) == expected)
    }
  }

  @Test func `the rarer term is worth more, and a term of all documents still a little`() {
    var last = Double.infinity
    for containing in [1, 2, 10, 500, 999, 1_000] {
      let value = Scoring.inverseDocumentFrequency(documents: 1_000, containing: containing)
      #expect(value > 0 && value < last)
      last = value
    }
    // More documents than there are counts as all of them: a damaged count gives no negative weight.
    #expect(Scoring.inverseDocumentFrequency(documents: 1_000, containing: 5_000) == last)
  }

  @Test func `weights fall with length, stay finite, and ignore it at b of 0`() {
    let weights = Scoring.weights(FieldProfile(name: "x", weight: 2, b: 1), averageLength: 0)
    #expect(weights.allSatisfy { $0.isFinite && $0 >= 0 } || weights[0] == .infinity)
    for code in 2..<256 { #expect(weights[code] < weights[code - 1]) }
    #expect(Scoring.weights(FieldProfile(name: "x", weight: 2, b: 0), averageLength: 9).allSatisfy { $0 == 2 })
  }
}
