// Beginnings and look-ups of a list against a scan of a sorted array, on texts that share much and differ late.

import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordArtifact

struct CompletionListTests {
  enum Kind: CaseIterable, Sendable { case short, unicode, sharing, long, alike, bytes, nested }

  /// Texts of one kind, sorted and without repeats.
  static func texts(_ kind: Kind, _ count: Int, _ random: inout SeededRandom) -> [[UInt8]] {
    var found = Set<[UInt8]>()
    var tries = 0
    while found.count < count && tries < count * 20 {
      tries += 1
      switch kind {
      case .short: found.insert(MadeCompletions.text(random.below(7), &random, alphabet: "abcd"))
      case .unicode: found.insert(MadeCompletions.text(random.below(8), &random))
      case .sharing:
        found.insert(
          Array("the same beginning of all ".utf8) + MadeCompletions.text(1 + random.below(9), &random, alphabet: "ab"))
      case .long:
        let tail = MadeCompletions.text(1 + random.below(5), &random, alphabet: "abcdefgh")
        found.insert([UInt8](repeating: 0x61, count: 255 - tail.count) + tail)
      case .alike:
        let text = MadeCompletions.text(1 + random.below(4), &random, alphabet: "abé")
        found.insert(text)
        for number in 1...(1 + random.below(3)) { found.insert(text + [0, 0, UInt8(number)]) }
      case .bytes: found.insert(random.bytes(random.below(5)).map { max(1, $0) })
      case .nested:
        found.insert([UInt8](repeating: 0x61, count: random.below(250)) + (random.below(3) == 0 ? [0x62] : []))
      }
    }
    return MadeCompletions.sorted(found)
  }

  /// Texts to look for: those there, their beginnings, their neighbours, and others.
  private func probes(_ texts: [[UInt8]], _ random: inout SeededRandom) -> [[UInt8]] {
    var probes: [[UInt8]] = [
      [], [1], [0xff], [UInt8](repeating: 0x61, count: 300), [UInt8](repeating: 0xff, count: 600),
    ]
    for _ in 0..<Trials.of(texts.count > 200 ? 20 : 40) where !texts.isEmpty {
      let text = texts[random.below(texts.count)]
      let start = Array(text.prefix(random.below(text.count + 1)))
      probes += [text, start, text + [0x61], start + [UInt8(1 + random.below(255))]]
      if let last = text.last { probes += [text.dropLast() + [last &+ 1], text.dropLast() + [last &- 1]] }
    }
    return probes
  }

  @Test(arguments: Kind.allCases, [0, 1, 2, 15, 16, 17, 36, 37, 65, 300, 1_200, 4_200])
  func `beginnings and texts are found like in a sorted array`(kind: Kind, count: Int) throws {
    for keyStart in [0, 1] {
      var random = SeededRandom(seed: UInt64(count * 2 + keyStart))
      let texts = Self.texts(kind, count, &random)
      let list = try MadeCompletions.list(texts, keyStart: keyStart)
      #expect(list.count == texts.count)
      for number in stride(from: 0, to: texts.count, by: 1 + texts.count / 200) {
        #expect(try list.text(number) == texts[number])
      }
      for probe in probes(texts, &random) {
        let low = texts.firstIndex { $0.starts(with: probe) } ?? 0
        let number = texts[low...].count { $0.starts(with: probe) }
        let found = try probe.withView { try list.strings(withPrefix: $0) }
        if found.count != number || (number > 0 && found.lowerBound != low) {
          Issue.record("\(probe): \(found), not \(low)..<\(low + number) of \(texts.count)")
        }
        if try probe.withView({ try list.find($0) }) != texts.firstIndex(of: probe) {
          Issue.record("\(probe) not found")
        }
      }
      #expect(throws: ArtifactError.self) { try list.text(texts.count + 100) }
      #expect(throws: ArtifactError.self) { try list.text(-1) }
    }
  }

  @Test func `a tree that says leaves of no strings, or of too many, is damaged`() throws {
    let good = try MadeCompletions.sections([[0x61]], weights: [1], keyStart: 0)
    for (leaf, isGood) in [(0, false), (1, true), (128, true), (129, false), (255, false)] {
      var sections = good
      sections.trie[12] = UInt8(leaf)
      if isGood {
        #expect(try MadeCompletions.open(sections, keyStart: 0).trie.leafSize == leaf)
      } else {
        #expect(throws: ArtifactError.self) { try MadeCompletions.open(sections, keyStart: 0) }
      }
    }
  }

  @Test func `the tree has every node of more strings than a leaf has and its children, and no other`() throws {
    var random = SeededRandom(seed: 5)
    for kind in Kind.allCases {
      for count in [0, 1, 36, 37, 200, 600] {
        let texts = Self.texts(kind, count, &random)
        let list = try MadeCompletions.list(texts, keyStart: 0)
        var sizes: [[UInt8]: Int] = [[]: texts.count]
        for text in texts {
          for length in 1..<max(1, text.count + 1) { sizes[Array(text.prefix(length)), default: 0] += 1 }
        }
        let wanted = sizes.keys.count {
          $0.isEmpty || sizes[$0.dropLast().map { $0 }, default: 0] > PrefixTrieWriter.leafSize
        }
        #expect(list.trie.nodes == wanted, "\(kind) \(count)")
      }
    }
  }

  @Test func `changed and cut sections give errors or answers and end`() throws {
    var random = SeededRandom(seed: 77)
    let texts = Self.texts(.unicode, 900, &random)
    let good = try MadeCompletions.sections(texts, weights: texts.map { _ in random.next() % 1000 }, keyStart: 1)
    var errors = 0
    for round in 0..<2_000 {
      var changed = good
      func change(_ bytes: inout [UInt8], from: Int) {
        switch random.below(3) {
        case 0: bytes.removeLast(1 + random.below(bytes.count - 1))
        case 1:
          for _ in 0..<6 { bytes[from + random.below(bytes.count - from)] = UInt8(truncatingIfNeeded: random.next()) }
        default:
          let at = from + random.below(max(1, bytes.count - from - 4)) / 4 * 4
          for index in at..<min(bytes.count, at + 4) { bytes[index] = random.below(2) == 0 ? 0xff : 0 }
        }
      }
      switch round % 4 {
      case 0: change(&changed.trie, from: 64)
      case 1: change(&changed.trie, from: 0)
      case 2: change(&changed.blocks, from: 0)
      default: change(&changed.weights, from: 0)
      }
      do {
        let list = try MadeCompletions.open(changed, keyStart: 1)
        for _ in 0..<4 {
          let text = texts[random.below(texts.count)]
          let range = try Array(text.prefix(random.below(4))).withView { try list.strings(withPrefix: $0) }
          #expect(range.lowerBound >= 0 && range.upperBound <= list.count)
          _ = try text.withView { try list.find($0) }
          let typed = ReferenceEditDistance.scalars(text)
          let near = try list.near(typed, most: 2, isPrefix: random.below(2) == 0) { false }
          #expect(near?.found.allSatisfy { $0.strings.lowerBound >= 0 && $0.strings.upperBound <= list.count } == true)
        }
      } catch {
        #expect(error is ArtifactError)
        errors += 1
      }
    }
    #expect(errors > 500)
  }
}
