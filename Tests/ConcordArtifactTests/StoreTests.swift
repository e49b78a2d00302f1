// The document store: where blocks end, and that any range reads back.

import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct StoreTests {
  private func documents(_ count: Int, seed: UInt64, longest: Int = 6_000) -> [[UInt8]] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { _ in
      let letters = 2 + random.below(200)
      return (0..<random.below(longest)).map { _ in UInt8(random.below(letters)) }
    }
  }

  private func id(_ number: Int) -> [UInt8] { Array("document \(number)".utf8) }

  private func cut(_ documents: [[UInt8]], _ blocks: StoreBlocks = .standard) -> [[UInt8]] {
    var cutter = StoreCutter(blocks)
    var blocks: [[UInt8]] = []
    for (number, document) in documents.enumerated() {
      document.withView { cutter.append($0) { blocks.append($0) } }
      let mayEnd = id(number).withView { StoreBlocks.ends(after: $0) }
      cutter.endDocument(mayEndBlock: mayEnd) { blocks.append($0) }
    }
    cutter.finish { blocks.append($0) }
    #expect(cutter.length == documents.reduce(0) { $0 + $1.count })
    return blocks
  }

  private func store(
    _ blocks: [[UInt8]], codec: StoreCodec = .standard
  ) throws -> (index: [UInt8], blocks: [UInt8]) {
    let spool = SectionSpool(.store)
    let index = SectionSpool(.storeIndex)
    var writer = StoreWriter(blocks: spool)
    for block in blocks { try writer.append(codec.compress(block), rawLength: block.count) }
    try writer.finish(index: index)
    let artifact = try ArtifactBytes(bytes: try MadeArtifact.bytes([spool, index]))
    return (try artifact.section(.storeIndex).all().array, try artifact.section(.store).all().array)
  }

  private func open(_ index: [UInt8], _ blocks: [UInt8], dictionary: [UInt8]? = nil) throws -> StoreReader {
    let more: [(SectionKind, [UInt8])] = dictionary.map { [(.dictionary, $0)] } ?? []
    return try StoreReader(try MadeArtifact.open([(.storeIndex, index), (.store, blocks)] + more))
  }

  @Test func `a block ends where the rule says and holds everything in order`() {
    let documents = documents(300, seed: 20)
    for rule in [StoreBlocks.standard, .optimized] { checkEnds(of: cut(documents, rule), documents, rule) }
  }

  private func checkEnds(of blocks: [[UInt8]], _ documents: [[UInt8]], _ rule: StoreBlocks) {
    #expect(blocks.flatMap { $0 } == documents.flatMap { $0 })
    var ends = Set<Int>()
    var end = 0
    for (number, document) in documents.enumerated() {
      end += document.count
      if id(number).withView({ StoreBlocks.ends(after: $0) }) { ends.insert(end) }
    }
    var at = 0
    for block in blocks.dropLast() {
      let start = at
      at += block.count
      #expect(block.count == rule.hard || (block.count >= rule.soft && ends.contains(at)))
      // No earlier end was passed by.
      #expect(!ends.contains { $0 >= start + rule.soft && $0 < at })
    }
  }

  @Test func `a document larger than a block is cut at 64 KB`() {
    let blocks = cut([[UInt8](repeating: 1, count: 200_000)])
    #expect(blocks.prefix(3).allSatisfy { $0.count == StoreBlocks.standard.hard })
    #expect(blocks.reduce(0) { $0 + $1.count } == 200_000)
  }

  @Test func `an edit changes the blocks around it and no others`() {
    var documents = documents(400, seed: 21)
    let before = cut(documents)
    documents[200] += [1, 2, 3]
    let after = Set(cut(documents))
    #expect(before.count > 30)
    #expect(before.count { !after.contains($0) } <= 4)
  }

  @Test func `any range reads back`() throws {
    let documents = documents(120, seed: 22) + [[UInt8](repeating: 7, count: 90_000)]
    let all = documents.flatMap { $0 }
    let made = try store(cut(documents))
    let reader = try open(made.index, made.blocks)
    var random = SeededRandom(seed: 23)
    for _ in 0..<300 {
      let offset = random.below(all.count)
      let length = random.below(min(80_000, all.count - offset))
      #expect(try reader.read(offset, length) == Array(all[offset..<(offset + length)]))
    }
    #expect(try reader.read(0, all.count) == all)
    #expect(try reader.read(all.count, 0) == [])
    #expect(throws: ArtifactError.self) { try reader.read(all.count, 1) }
    #expect(throws: ArtifactError.self) { try reader.read(all.count - 1, 2) }
    #expect(throws: ArtifactError.self) { try reader.read(1 << 60, 1) }
  }

  @Test func `bytes that do not compress are kept raw`() {
    var random = SeededRandom(seed: 24)
    let raw = random.bytes(5_000)
    #expect(StoreCodec.standard.compress(raw) == raw)
    #expect(StoreCodec.standard.compress([UInt8](repeating: 0, count: 5_000)).count < 100)
  }

  @Test func `with a dictionary any range reads back, and with another one it does not`() throws {
    let documents = documents(60, seed: 27)
    let all = documents.flatMap { $0 }
    let dictionary = Array(all[20_000..<60_000])
    let codec = StoreCodec(level: StoreCodec.optimizedLevel, dictionary: dictionary)
    let made = try store(cut(documents, .optimized), codec: codec)
    #expect(made.blocks.count < (try store(cut(documents, .optimized), codec: StoreCodec(level: 9))).blocks.count)
    let reader = try open(made.index, made.blocks, dictionary: dictionary)
    var random = SeededRandom(seed: 28)
    for _ in 0..<100 {
      let offset = random.below(all.count)
      let length = random.below(min(80_000, all.count - offset))
      #expect(try reader.read(offset, length) == Array(all[offset..<(offset + length)]))
    }
    // Without the bytes that its matches reach back to, a block is damaged; with others it gives others, of that length.
    #expect(throws: ArtifactError.self) { try open(made.index, made.blocks).read(30_000, 1_000) }
    let wrong = try open(made.index, made.blocks, dictionary: dictionary.reversed())
    let other = MadeArtifact.outcome { () throws(ArtifactError) in try wrong.read(30_000, 1_000) }
    #expect(other != Array(all[30_000..<31_000]))
  }

  @Test(arguments: [0, 65_537]) func `a dictionary of a wrong length is refused`(length: Int) throws {
    let made = try store(cut(documents(3, seed: 29)))
    #expect(throws: ArtifactError.self) {
      try open(made.index, made.blocks, dictionary: [UInt8](repeating: 7, count: length))
    }
  }

  @Test func `an empty store has no bytes to give`() throws {
    let made = try store([])
    let reader = try open(made.index, made.blocks)
    #expect(try reader.read(0, 0) == [])
    #expect(throws: ArtifactError.self) { try reader.read(0, 1) }
  }

  @Test func `truncated and random sections give errors or bytes and never trap`() throws {
    let dictionary = documents(1, seed: 24)[0] + [1]
    let made = try store(cut(documents(60, seed: 25)), codec: StoreCodec(level: 9, dictionary: dictionary))
    var random = SeededRandom(seed: 26)
    var errors = 0
    for round in 0..<400 {
      var (index, blocks) = made
      switch round % 4 {
      case 0: index.removeLast(1 + random.below(index.count))
      case 1: blocks.removeLast(1 + random.below(blocks.count))
      case 2:
        for byte in 0..<8 {
          index[random.below(index.count / 8) * 8 + byte] = random.below(2) == 0 ? 0xff : UInt8(random.below(256))
        }
      default: blocks[random.below(blocks.count)] = UInt8(truncatingIfNeeded: random.next())
      }
      do {
        let reader = try open(index, blocks, dictionary: round % 8 < 4 ? dictionary : random.bytes(dictionary.count))
        for _ in 0..<4 { _ = try reader.read(random.below(200_000), random.below(60_000)) }
      } catch {
        #expect(error is ArtifactError)
        errors += 1
      }
    }
    #expect(errors > 200)
  }
}
