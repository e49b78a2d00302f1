// The samples of the store's dictionary against sorting all of them.

import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct DictionarySamplerTests {
  private func sampler(_ bodies: [[UInt8]]) -> DictionarySampler {
    var sampler = DictionarySampler()
    for body in bodies { body.withView { sampler.offer($0, hash: Checksum.xxh128($0)) } }
    return sampler
  }

  @Test func `the bodies with the smallest hashes give their beginnings, in any order of documents`() {
    var random = SeededRandom(seed: 31)
    var bodies = (0..<300).map { _ in random.bytes(random.below(3_000)) }
    bodies += bodies.prefix(40) + [[], []]
    func hash(_ body: [UInt8]) -> Hash128 { body.withView { Checksum.xxh128($0) } }
    let sorted = Set(bodies).subtracting([[]]).sorted { a, b in
      (hash(a).high, hash(a).low) < (hash(b).high, hash(b).low)
    }
    for count in [0, 1, 5, 64, 90] {
      let expected = sorted.prefix(min(count, 64)).flatMap { $0.prefix(1_024) }
      let length = count * DictionarySampler.bytesPerSample
      for end in count == 0 ? [0, 131_071] : [length, length + 131_071] {
        #expect(sampler(bodies).dictionary(streamLength: end) == expected)
        #expect(sampler(bodies.shuffled(using: &random)).dictionary(streamLength: end) == expected)
      }
    }
  }

  @Test func `a dictionary is at most 64 KB and empty without documents`() {
    var random = SeededRandom(seed: 32)
    let long = (0..<100).map { _ in random.bytes(2_000) }
    #expect(sampler(long).dictionary(streamLength: 1 << 40).count == 65_536)
    #expect(sampler([]).dictionary(streamLength: 1 << 40) == [])
    #expect(sampler([[7]]).dictionary(streamLength: 1 << 40) == [7])
  }
}
