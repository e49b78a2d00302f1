// The tree of beginnings against one that is made from the definition: every beginning, counted, then written out.

import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct PrefixTrieWriterTests {
  /// The section of sorted strings, from the definition of a node.
  ///
  /// `longest` is written out, so that the test does not follow a change of the writer's.
  private func expected(_ strings: [[UInt8]], longest: Int = 512, leaf: Int) -> [UInt8] {
    let strings = strings.map { Array($0.prefix(longest)) }
    // A level is nodes of one depth in order: the beginning, its strings, and the number of its children.
    var levels: [[(start: [UInt8], strings: Range<Int>, children: Int)]] = [[([], strings.indices, 0)]]
    while let level = levels.last, !level.isEmpty {
      var next: [(start: [UInt8], strings: Range<Int>, children: Int)] = []
      for (place, node) in level.enumerated() where node.strings.count > leaf {
        var from = node.strings.lowerBound
        // A string that is the beginning itself is of no child.
        while from < node.strings.upperBound, strings[from].count == node.start.count { from += 1 }
        while from < node.strings.upperBound {
          let byte = strings[from][node.start.count]
          let end = strings[from..<node.strings.upperBound].prefix { $0[node.start.count] == byte }.endIndex
          next.append((node.start + [byte], from..<end, 0))
          levels[levels.count - 1][place].children += 1
          from = end
        }
      }
      levels.append(next)
    }
    let nodes = levels.joined()
    func number(_ value: Int, _ width: Int) -> [UInt8] {
      (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var bytes = number(nodes.count, 4) + number(strings.count, 4) + number(3, 4) + number(leaf, 4)
    bytes += [UInt8](repeating: 0, count: 64 - bytes.count)
    var child = 1
    for node in nodes {
      bytes += number(child, 3)
      child += node.children
    }
    bytes += number(child, 3)
    for node in nodes { bytes += number(node.strings.lowerBound, 3) }
    for node in nodes { bytes.append(node.start.last ?? 0) }
    return bytes
  }

  private func written(_ strings: [[UInt8]], leaf: Int) throws -> [UInt8] {
    var trie = PrefixTrieWriter(leafSize: leaf)
    for string in strings { string.withView { trie.append($0) } }
    let spool = SectionSpool(.wordTrie)
    try trie.finish(into: spool)
    return try MadeArtifact.content(spool)
  }

  /// With leaves as words have them, as texts with shapes have them, and others.
  private func check(_ strings: [[UInt8]], _ what: String, leaves: [Int] = [36, 64]) throws {
    for leaf in leaves {
      let (found, wanted) = (try written(strings, leaf: leaf), expected(strings, leaf: leaf))
      if found != wanted {
        let place = zip(found, wanted).prefix { $0 == $1 }.count
        Issue.record("\(what), leaves of \(leaf): byte \(place) differs; \(found.count) bytes, not \(wanted.count)")
      }
    }
  }

  @Test func `leaves have the sizes that the format says`() {
    #expect(PrefixTrieWriter.leafSize == 36)
    #expect(PrefixTrieWriter.leafSizeWithShapes == 64)
    #expect(PrefixTrieWriter.largestLeaf == 128)
  }

  @Test(arguments: CompletionListTests.Kind.allCases)
  func `the tree of texts of every kind`(kind: CompletionListTests.Kind) throws {
    var random = SeededRandom(seed: 31)
    for count in [0, 1, 36, 37, 38, 64, 65, 72, 73, 129, 200, 383, 384, 385, 439, 440, 441, 477, 513, 880, 2_000]
    where count <= Trials.of(5_000) {
      try check(CompletionListTests.texts(kind, count, &random), "\(kind) \(count)", leaves: [1, 36, 64, 128])
    }
  }

  @Test func `few and many strings below every node`() throws {
    var random = SeededRandom(seed: 32)
    for round in 0..<Trials.of(150) {
      // Letters of an alphabet of 1 to 4 and lengths around a few, so that nodes have about as many strings as a leaf.
      let letters = 1 + random.below(4)
      let longest = 1 + random.below(40)
      var strings = Set<[UInt8]>()
      for _ in 0..<random.below(1_500) {
        strings.insert((0..<random.below(longest + 1)).map { _ in UInt8(random.below(letters)) })
      }
      try check(MadeCompletions.sorted(strings), "round \(round): \(strings.count) of \(letters) letters")
    }
  }

  @Test func `exactly as many strings as a leaf has, and one more, at every place of a run`() throws {
    for before in [0, 1, 36, 319, 320, 321, 382, 383, 384, 385, 400, 404, 405, 438, 439, 440, 441] {
      for together in [36, 37, 64, 65] {
        let strings =
          (0..<before).map { [0x41, UInt8($0 >> 4), UInt8($0 & 15)] }
          + (0..<together).map { [0x42, 0x42, UInt8($0)] } + [[0x43]]
        try check(strings, "\(together) behind \(before)")
      }
    }
  }

  @Test func `of strings of more than 512 bytes the first 512 count`() throws {
    var random = SeededRandom(seed: 33)
    for shared in [100, 508, 511, 512, 513, 600, 2_000] {
      for count in [30, 50, 500] where count <= Trials.of(1_000) {
        var strings = Set<[UInt8]>()
        for _ in 0..<count {
          let own = (0..<1 + random.below(6)).map { _ in UInt8(random.below(3)) }
          strings.insert([UInt8](repeating: 0x61, count: shared - random.below(4)) + own)
        }
        try check(MadeCompletions.sorted(strings), "\(strings.count) that share \(shared)")
      }
    }
  }

  @Test func `strings that may be read beyond their ends give the same sections`() throws {
    var random = SeededRandom(seed: 34)
    for count in [1, 40, 1_000] {
      let texts = EntryTableTests.texts(count, .uniform, &random)
      var all: [UInt8] = []
      var starts: [Int] = []
      for text in texts {
        starts.append(all.count)
        all += text.key
      }
      var table = EntryTableWriter(weights: texts.map(\.weight), folder: nil)
      try all.withView { view in
        for (text, start) in zip(texts, starts) {
          try text.text.withView { shown in
            let form = DisplayForm(of: text.text, key: text.plainKey)
            try table.append(
              key: view.slice(start, text.key.count), readable: view.count - start, form: form,
              text: form == .other ? shown : nil, weight: text.weight, kind: text.kind)
          }
        }
      }
      var writer = ArtifactWriter()
      try table.finish(into: &writer)
      var out: [UInt8] = []
      _ = try writer.write(contentIdentity: Hash128(high: 1, low: 2)) { out += $0.array }
      let again = try ArtifactBytes(bytes: out)
      let artifact = try MadeCompletions.artifact(texts)
      #expect(again.sections.map(\.kind) == artifact.sections.map(\.kind))
      for section in again.sections {
        #expect(try again.section(section.kind).all() == artifact.section(section.kind).all())
      }
    }
  }
}
