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
    /// The list, if it is short enough for the dictionary.
    let inline: [UInt8]

    var list: EncodedList {
      EncodedList(
        documentCount: documents, postingsLength: postings, positionsLength: positions, inline: inline)
    }
  }

  private func entries(_ count: Int) -> [Entry] {
    var random = SeededRandom(seed: UInt64(count))
    return (0..<count).map { number in
      let postings = random.below(2) == 0 ? 1 + random.below(12) : random.below(3_000)
      return Entry(
        key: [UInt8(number / 300)] + Array("term\(10_000 + number)".utf8), documents: 1 + random.below(400),
        postings: postings, positions: random.below(3) == 0 ? 0 : random.below(900),
        inline: postings <= PostingsLayout.inlineLimit ? random.bytes(postings) : [])
    }
  }

  private func artifact(_ entries: [Entry], cut: Int = 0) throws -> ArtifactBytes {
    let terms = SectionSpool(.terms)
    let index = SectionSpool(.termIndex)
    let postings = SectionSpool(.postings)
    let positions = SectionSpool(.positions)
    var writer = TermDictionaryWriter(blocks: terms)
    for entry in entries {
      try entry.key.withView { try writer.append(key: $0, entry.list) }
    }
    #expect(writer.count == entries.count)
    try writer.finish(index: index)
    try postings.append([UInt8](repeating: 0, count: entries.reduce(0) { $0 + $1.postings - $1.inline.count } - cut))
    try positions.append([UInt8](repeating: 0, count: entries.reduce(0) { $0 + $1.positions }))
    return try ArtifactBytes(bytes: try MadeArtifact.bytes([terms, index, postings, positions]))
  }

  @Test(arguments: [1, 15, 16, 17, 1_000])
  func `each term is found with its lists`(count: Int) throws {
    let entries = entries(count)
    let artifact = try artifact(entries)
    let dictionary = try TermDictionary(artifact)
    let terms = try artifact.section(.terms)
    var postings = 0
    var positions = 0
    for (number, entry) in entries.enumerated() {
      let info = try #require(try entry.key.withView { try dictionary.find($0) })
      #expect(info.isInline == (entry.postings <= PostingsLayout.inlineLimit))
      if info.isInline {
        #expect(try terms.bytes(info.postingsOffset, info.postingsLength).array == entry.inline)
      } else {
        #expect(info.postingsOffset == postings)
        postings += entry.postings
      }
      #expect(info.term == number && info.documentCount == entry.documents)
      #expect(info.postingsLength == entry.postings && info.positionsLength == entry.positions)
      if entry.positions > 0 { #expect(info.positionsOffset == positions) }
      positions += entry.positions
    }
    #expect(try [UInt8]([9, 9]).withView { try dictionary.find($0) } == nil)
  }

  @Test func `a walk with gaps gives what each term gives alone`() throws {
    var random = SeededRandom(seed: 8)
    let dictionary = try TermDictionary(artifact(entries(700)))
    for step in [1, 3, 40] {
      var cursor = TermInfoCursor(dictionary, from: 0)
      var number = random.below(20)
      while number < 700 {
        #expect(try cursor.info(number) == dictionary.info(number))
        // The same term once more begins again.
        if number % 7 == 0 { #expect(try cursor.info(number) == dictionary.info(number)) }
        number += 1 + random.below(step)
      }
      #expect(throws: ArtifactError.self) { try cursor.info(700) }
      #expect(throws: ArtifactError.self) { try cursor.info(-1) }
    }
  }

  @Test func `lists that reach past their section are damage`() throws {
    let entries =
      entries(40) + [
        Entry(key: [9], documents: 1, postings: 30, positions: 0, inline: [])
      ]
    let dictionary = try TermDictionary(artifact(entries, cut: 1))
    #expect(throws: ArtifactError.self) { try dictionary.info(40) }
    #expect(try dictionary.info(0).term == 0)
  }

  @Test func `a list in the dictionary that its block is too short for is damage`() throws {
    var writer = ByteWriter()
    for number in [0, 0, 1, 8, 0] { writer.writeVarint(number) }
    for length in 0...8 {
      let list = [UInt8](repeating: 7, count: length)
      let (blocks, index) = (SectionSpool(.terms), SectionSpool(.termIndex))
      var table = StringTableWriter(blocks: blocks)
      _ = [UInt8]([0, 97]).withView { table.append($0) }
      try table.endBlock(info: writer.bytes + list)
      try table.finish(index: index)
      let dictionary = try TermDictionary(
        ArtifactBytes(
          bytes: try MadeArtifact.bytes([blocks, index, SectionSpool(.postings), SectionSpool(.positions)])))
      if length < 8 {
        #expect(throws: ArtifactError.self) { try dictionary.info(0) }
      } else {
        #expect(try dictionary.info(0).isInline)
      }
    }
  }
}
