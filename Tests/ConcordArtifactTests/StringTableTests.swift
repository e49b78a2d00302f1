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
      case 4: found.insert([UInt8](repeating: 97, count: 250) + random.bytes(1 + random.below(8)))
      // Words as in a language, some with long endings.
      case 6: found.insert(word(&random) + word(&random) + (random.below(9) == 0 ? word(&random) + word(&random) : []))
      // Rests of 13 to 17 bytes and of hundreds, behind beginnings of 13 to 17 bytes.
      case 7: found.insert(word(&random, 13 + random.below(5)) + word(&random, 13 + random.below(5)))
      case 8: found.insert(word(&random) + [UInt8](repeating: 98, count: random.below(3) * 240) + word(&random))
      case 9: found.insert((0..<random.below(9)).map { _ in [0, 1, 127, 128, 254, 255][random.below(6)] })
      default: found.insert((0..<(random.below(10) + 1)).map { _ in 97 + UInt8(random.below(2)) })
      }
    }
    return found.sorted(by: order)
  }

  /// A few letters; one of not many of the same length.
  private func word(_ random: inout SeededRandom, _ count: Int? = nil) -> [UInt8] {
    let letters = Array("etaoins".utf8)
    let own = UInt8(random.below(6))
    return (0..<(count ?? 1 + random.below(6))).map { letters[($0 * 5 + Int(own)) % letters.count] } + [own + 97]
  }

  /// Keys to look for: those there, their neighbours, their beginnings.
  private func probes(_ keys: [[UInt8]]) -> [[UInt8]] {
    let step = max(1, keys.count / Trials.of(60))
    let some = stride(from: 0, to: keys.count, by: step).map { keys[$0] }
    let fixed: [[UInt8]] = [[], [0], [0xff], [UInt8](repeating: 0xff, count: 9), [UInt8](repeating: 0xff, count: 40)]
    return some + some.map { $0 + [0] } + some.map { Array($0.dropLast()) } + fixed
      + some.map { key in key.last.map { key.dropLast() + [$0 &+ 1] } ?? [0] }
      + some.map { key in key.last.map { key.dropLast() + [$0 &- 1] } ?? [0] }
  }

  /// Keys below a probe.
  private func rank(of probe: [UInt8], in keys: [[UInt8]]) -> Int {
    var (low, high) = (0, keys.count)
    while low < high {
      let middle = (low + high) / 2
      if order(keys[middle], probe) { low = middle + 1 } else { high = middle }
    }
    return low
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
    try checkReading(keys, table)
    // A view of nothing need not be anywhere.
    #expect(try table.find(.empty) == (keys[0].isEmpty ? 0 : nil))
    #expect(try table.narrow(0..<keys.count, toPrefix: .empty) == 0..<keys.count)
    for probe in probes(keys) {
      let rank = rank(of: probe, in: keys)
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
      let bound = try probe.withView { try table.lowerBound($0) }
      if bound != rank { Issue.record("\(probe): \(bound) strings below instead of \(rank)") }
      try checkPrefix(probe, keys, rank, table)
    }
    #expect(throws: ArtifactError.self) { try table.key(keys.count) }
    #expect(throws: ArtifactError.self) { try table.key(-1) }
  }

  /// What begins with a text, out of ranges that have all of that and some more.
  private func checkPrefix(_ prefix: [UInt8], _ keys: [[UInt8]], _ low: Int, _ table: StringTable) throws {
    let high = keys[low...].firstIndex { !$0.starts(with: prefix) } ?? keys.count
    for more in [0, 1, 9, 40, 600, keys.count] {
      let range = max(0, low - more)..<min(keys.count, high + more)
      let found = try prefix.withView { try table.narrow(range, toPrefix: $0) }
      if found != low..<high { Issue.record("\(prefix) in \(range): \(found) instead of \(low..<high)") }
    }
  }

  /// Ranges of strings as completion reads them, and single ones.
  private func checkReading(_ keys: [[UInt8]], _ table: StringTable) throws {
    let room = UnsafeMutablePointer<UInt8>.allocate(capacity: StringTable.longestKey)
    defer { unsafe room.deallocate() }
    let longest = keys.map(\.count).max() ?? 0
    if longest > StringTable.longestKey { return }
    for low in stride(from: 0, to: keys.count, by: 5) {
      let range = low..<min(keys.count, low + 37)
      var read: [[UInt8]] = []
      try unsafe table.read(range, into: room) { length in
        read.append(unsafe Array(UnsafeBufferPointer(start: room, count: length)))
      }
      #expect(read == Array(keys[range]))
      let length = try unsafe table.read(low, into: room)
      #expect(unsafe Array(UnsafeBufferPointer(start: room, count: length)) == keys[low])
    }
  }

  @Test(arguments: 0...9, [1, 2, 15, 16, 17, 127, 128, 129, 500])
  func `a table answers like a sorted array`(kind: Int, count: Int) throws { try check(keys(kind, count: count)) }

  @Test func `1 to 40 strings, each number of them`() throws {
    for count in stride(from: 1, through: 40, by: 100 / Trials.of(100)) {
      for kind in [5, 6, 9] { try check(keys(kind, count: count)) }
    }
  }

  @Test(arguments: [1, 6]) func `thousands of strings make a tree of three levels`(kind: Int) throws {
    let list = keys(kind, count: 9_000)
    let made = try sections(list)
    let table = try open(made.index, made.blocks)
    for number in stride(from: 0, to: list.count, by: 7) {
      #expect(try (list[number] + [0]).withView { try table.find($0) } == nil)
      #expect(try list[number].withView { try table.find($0) } == number)
    }
    #expect(HeadTree.nodes(blocks: table.blockCount).count == 3)
  }

  @Test func `an empty table finds nothing`() throws {
    let made = try sections([])
    let table = try open(made.index, made.blocks)
    #expect(table.count == 0)
    #expect(try [UInt8]([1]).withView { try table.find($0) } == nil)
    #expect(try table.find(.empty) == nil)
    var cursor = try [UInt8]([]).withView { try table.cursor(from: $0) }
    #expect(try !cursor.next())
  }

  @Test(arguments: [1, 6, 7, 8])
  func `truncated and random sections give errors or answers and never trap`(kind: Int) throws {
    var random = SeededRandom(seed: 12)
    let list = keys(kind, count: 200)
    let made = try sections(list)
    let room = UnsafeMutablePointer<UInt8>.allocate(capacity: StringTable.longestKey)
    defer { unsafe room.deallocate() }
    var errors = 0
    for round in 0..<Trials.of(1_000) {
      var (index, blocks) = made
      switch round % 5 {
      case 0: index.removeLast(1 + random.below(index.count - 1))
      case 1: blocks.removeLast(1 + random.below(blocks.count - 1))
      case 2: index[random.below(index.count)] = UInt8(truncatingIfNeeded: random.next())
      case 3:
        // Lengths and labels of some block.
        let start = index.count - 72 * ((200 + 255) / 256) + 8 + 4 * random.below(12)
        let block = Int(index[start]) | Int(index[start + 1]) << 8
        for _ in 0..<4 {
          blocks[min(block + random.below(40), blocks.count - 1)] = UInt8(truncatingIfNeeded: random.next())
        }
      default: for _ in 0..<4 { blocks[random.below(blocks.count)] = UInt8(truncatingIfNeeded: random.next()) }
      }
      do {
        let table = try open(index, blocks)
        for _ in 0..<5 { try unsafe ask(table, list[random.below(list.count)], &random, room) }
      } catch {
        #expect(error is ArtifactError)
        errors += 1
      }
    }
    #expect(errors > Trials.of(350))
  }

  /// Asks a damaged table everything; each question may give an error.
  private func ask(
    _ table: StringTable, _ key: [UInt8], _ random: inout SeededRandom, _ room: UnsafeMutablePointer<UInt8>
  ) throws {
    let number = random.below(table.count)
    let range = number..<min(table.count, number + 40)
    _ = MadeArtifact.outcome { () throws(ArtifactError) in
      try key.withView { (view) throws(ArtifactError) in try table.findInfo(view)?.number }
    }
    let prefix = Array(key.prefix(random.below(20)))
    if let found = MadeArtifact.outcome({ () throws(ArtifactError) in
      try prefix.withView { (view) throws(ArtifactError) in try table.narrow(range, toPrefix: view) }
    }) {
      #expect(found.lowerBound >= range.lowerBound && found.upperBound <= range.upperBound)
    }
    _ = MadeArtifact.outcome { () throws(ArtifactError) in try table.key(number) }
    _ = MadeArtifact.outcome { () throws(ArtifactError) in try unsafe table.read(range, into: room) { _ in } }
    _ = MadeArtifact.outcome { () throws(ArtifactError) in try table.byteCount(of: range) }
    _ = try table.info(of: number)
    var cursor = try random.bytes(3).withView { try table.cursor(from: $0) }
    while try cursor.next() {}
  }
}
