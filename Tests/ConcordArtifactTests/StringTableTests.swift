// Tables of strings against a sorted array, on keys that are as awkward as keys can be.

import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct StringTableTests {
  private func order(_ a: [UInt8], _ b: [UInt8]) -> Bool { a.lexicographicallyPrecedes(b) }

  private func sections(_ keys: [[UInt8]]) throws -> (index: [UInt8], blocks: [UInt8]) {
    let blocks = SectionSpool(.identifiers)
    let index = SectionSpool(.identifierIndex)
    var table = StringTableWriter(blocks: blocks)
    var inBlock = 0
    for key in keys {
      inBlock += 1
      if key.withView({ table.append($0) }) {
        try table.endBlock(info: [UInt8(inBlock), 0xee])
        inBlock = 0
      }
    }
    try table.endBlock(info: [UInt8(inBlock), 0xee])
    try table.finish(index: index)
    return (try MadeArtifact.content(index), try MadeArtifact.content(blocks))
  }

  private func open(_ index: [UInt8], _ blocks: [UInt8]) throws -> StringTable {
    let artifact = try MadeArtifact.open([(.identifierIndex, index), (.identifiers, blocks)])
    return try StringTable(index: artifact.section(.identifierIndex), blocks: artifact.section(.identifiers))
  }

  /// Keys of one kind, sorted and without duplicates.
  private func keys(_ kind: Int, count: Int) -> [[UInt8]] {
    var random = SeededRandom(seed: UInt64(kind * 10_000 + count))
    var found = Set<[UInt8]>()
    while found.count < count {
      switch kind {
      case 0: found.insert(random.bytes(random.below(12)))
      case 1: found.insert(Array("the same first bytes, and then ".utf8) + random.bytes(1 + random.below(40)))
      case 2: found.insert([UInt8](repeating: 0xff, count: random.below(20)) + random.bytes(random.below(3)))
      case 3: found.insert([UInt8](repeating: 0, count: random.below(20)) + random.bytes(random.below(3)))
      case 4: found.insert([UInt8](repeating: 97, count: 250) + random.bytes(1 + random.below(5)))
      default: found.insert((0..<(random.below(10) + 1)).map { _ in 97 + UInt8(random.below(2)) })
      }
    }
    return found.sorted(by: order)
  }

  /// Keys to look for: those there, their neighbours, their beginnings.
  private func probes(_ keys: [[UInt8]]) -> [[UInt8]] {
    let step = max(1, keys.count / 60)
    let some = stride(from: 0, to: keys.count, by: step).map { keys[$0] }
    let fixed: [[UInt8]] = [[], [0], [0xff], [UInt8](repeating: 0xff, count: 9), [UInt8](repeating: 0xff, count: 40)]
    return some + some.map { $0 + [0] } + some.map { Array($0.dropLast()) } + fixed
      + some.map { key in key.last.map { key.dropLast() + [$0 &+ 1] } ?? [0] }
      + some.map { key in key.last.map { key.dropLast() + [$0 &- 1] } ?? [0] }
  }

  private func check(_ keys: [[UInt8]]) throws {
    let made = try sections(keys)
    let table = try open(made.index, made.blocks)
    #expect(table.count == keys.count)
    let numbers = Array(keys.indices)
    #expect(try keys.compactMap { try $0.withView { try table.find($0) } } == numbers)
    #expect(try numbers.map { try table.key($0) } == keys)
    let infos = numbers.map { [UInt8(min(16, keys.count - $0 / 16 * 16)), 0xee] }
    #expect(try numbers.map { try table.info(of: $0).bytes.array } == infos)
    #expect(
      try numbers.map { number in
        let info = try table.info(of: number)
        return Array(made.blocks[info.offset..<info.offset + info.bytes.count])
      } == infos)
    for probe in probes(keys) {
      let rank = keys.firstIndex { !order($0, probe) } ?? keys.count
      let place = rank < keys.count && keys[rank] == probe ? rank : nil
      var following: [[UInt8]] = []
      var cursor = try probe.withView { try table.cursor(from: $0) }
      while try following.count < 20 && cursor.next() {
        if cursor.number != rank + following.count { Issue.record("string \(cursor.number) out of turn") }
        following.append(cursor.key)
      }
      let found = try probe.withView { try table.find($0) }
      if found != place || following != Array(keys[rank...].prefix(20)) {
        Issue.record("\(probe): found at \(String(describing: found)), followed by \(following)")
      }
    }
    #expect(throws: ArtifactError.self) { try table.key(keys.count) }
    #expect(throws: ArtifactError.self) { try table.key(-1) }
  }

  @Test(arguments: 0...5, [1, 2, 15, 16, 17, 127, 128, 129, 500])
  func `a table answers like a sorted array`(kind: Int, count: Int) throws { try check(keys(kind, count: count)) }

  @Test func `1 to 60 strings, each number of them`() throws {
    for count in 1...60 { try check(keys(5, count: count)) }
  }

  @Test func `thousands of strings make a tree of four levels`() throws {
    let list = keys(1, count: 9_000)
    let made = try sections(list)
    let table = try open(made.index, made.blocks)
    for number in stride(from: 0, to: list.count, by: 7) {
      #expect(try list[number].withView { try table.find($0) } == number)
    }
    #expect(HeadTree.nodes(blocks: table.blockCount).count == 4)
  }

  @Test func `an empty table finds nothing`() throws {
    let made = try sections([])
    let table = try open(made.index, made.blocks)
    #expect(table.count == 0)
    #expect(try [UInt8]([1]).withView { try table.find($0) } == nil)
    var cursor = try [UInt8]([]).withView { try table.cursor(from: $0) }
    #expect(try !cursor.next())
  }

  @Test func `truncated and random sections give errors or answers and never trap`() throws {
    var random = SeededRandom(seed: 12)
    let list = keys(1, count: 200)
    let made = try sections(list)
    var errors = 0
    for round in 0..<1_000 {
      var (index, blocks) = made
      switch round % 4 {
      case 0: index.removeLast(1 + random.below(index.count - 1))
      case 1: blocks.removeLast(1 + random.below(blocks.count - 1))
      case 2: index[random.below(index.count)] = UInt8(truncatingIfNeeded: random.next())
      default: for _ in 0..<4 { blocks[random.below(blocks.count)] = UInt8(truncatingIfNeeded: random.next()) }
      }
      do {
        let table = try open(index, blocks)
        for _ in 0..<5 {
          _ = try list[random.below(list.count)].withView { try table.find($0) }
          _ = try table.key(random.below(table.count))
          _ = try table.info(of: random.below(table.count))
          var cursor = try random.bytes(3).withView { try table.cursor(from: $0) }
          while try cursor.next() {}
        }
      } catch {
        #expect(error is ArtifactError)
        errors += 1
      }
    }
    #expect(errors > 500)
  }
}
