// The dictionary tells where each term's lists are, and refuses lists outside of their sections.

import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct TermDictionaryTests {
  private struct Entry {
    let key: [UInt8]
    let documents: Int
    let postings: Int
    let positions: Int
  }

  private func entries(_ count: Int) -> [Entry] {
    var random = SeededRandom(seed: UInt64(count))
    return (0..<count).map { number in
      Entry(
        key: [UInt8(number / 300)] + Array("term\(10_000 + number)".utf8), documents: 1 + random.below(400),
        postings: random.below(3_000), positions: random.below(3) == 0 ? 0 : random.below(900))
    }
  }

  private func artifact(_ entries: [Entry], cut: Int = 0) throws -> ArtifactBytes {
    let terms = SectionSpool(.terms)
    let index = SectionSpool(.termIndex)
    let postings = SectionSpool(.postings)
    let positions = SectionSpool(.positions)
    var writer = TermDictionaryWriter(blocks: terms)
    for entry in entries {
      try entry.key.withView {
        try writer.append(
          key: $0, documentCount: entry.documents, postingsLength: entry.postings, positionsLength: entry.positions)
      }
    }
    #expect(writer.count == entries.count)
    try writer.finish(index: index)
    try postings.append([UInt8](repeating: 0, count: entries.reduce(0) { $0 + $1.postings } - cut))
    try positions.append([UInt8](repeating: 0, count: entries.reduce(0) { $0 + $1.positions }))
    return try ArtifactBytes(bytes: try MadeArtifact.bytes([terms, index, postings, positions]))
  }

  @Test(arguments: [1, 15, 16, 17, 1_000])
  func `each term is found with its lists`(count: Int) throws {
    let entries = entries(count)
    let dictionary = try TermDictionary(artifact(entries))
    var postings = 0
    var positions = 0
    for (number, entry) in entries.enumerated() {
      let info = try entry.key.withView { try dictionary.find($0) }
      #expect(
        info
          == TermInfo(
            term: number, documentCount: entry.documents, postingsOffset: postings, postingsLength: entry.postings,
            positionsOffset: positions, positionsLength: entry.positions))
      postings += entry.postings
      positions += entry.positions
    }
    #expect(try [UInt8]([9, 9]).withView { try dictionary.find($0) } == nil)
  }

  @Test func `lists that reach past their section are damage`() throws {
    let entries = entries(40)
    let dictionary = try TermDictionary(artifact(entries, cut: 1))
    #expect(throws: ArtifactError.self) { try dictionary.info(39) }
    #expect(try dictionary.info(0).term == 0)
  }
}
