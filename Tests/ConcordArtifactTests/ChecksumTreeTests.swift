// The arithmetic of the checksum tree.

import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct ChecksumTreeTests {
  @Test(arguments: [(0, 64), (1, 128), (64, 128), (65, 192), (4_032, 4_096), (4_096, 4_160)])
  func `a section is padded with at least 64 bytes to a multiple of 64`(length: Int, padded: Int) {
    #expect(ChecksumTree.padded(length) == padded)
  }

  @Test(
    arguments: [
      (0, []), (1, []), (64, []), (65, [65]), (512, [512]), (513, [513]), (32_768, [32_768]), (32_769, [32_769, 65]),
      (32_769 * 512, [16_777_728, 32_769, 65]),
    ] as [(Int, [Int])])
  func `levels are stored until 64 hashes are left`(units: Int, levels: [Int]) {
    #expect(ChecksumTree.storedLevels(unitCount: units) == levels)
  }

  @Test(arguments: [0, 1, 64, 65, 512, 513, 5_000, 33_000])
  func `writer and reader agree on the shape`(count: Int) {
    var random = SeededRandom(seed: UInt64(count))
    let leaves = (0..<count).map { _ in random.next() }
    let tree = ChecksumTree.build(leaves)
    let levels = ChecksumTree.storedLevels(unitCount: count)
    #expect(tree.stored.count == levels.reduce(0, +) * 8)
    #expect(tree.top.count <= ChecksumTree.topCapacity)
    if levels.isEmpty { #expect(tree.top == leaves) }
  }

  @Test func `the same bytes hash differently in another section, unit or level`() {
    let bytes = [UInt8](repeating: 0, count: 4_096)
    let hashes = bytes.withView { view in
      [
        ChecksumTree.hash(view, .terms, unit: 0), ChecksumTree.hash(view, .terms, unit: 1),
        ChecksumTree.hash(view, .postings, unit: 0), ChecksumTree.hash(view, .checksums, level: 0, unit: 0),
        ChecksumTree.hash(view, .checksums, level: 1, unit: 0),
      ]
    }
    #expect(Set(hashes).count == hashes.count)
  }
}
