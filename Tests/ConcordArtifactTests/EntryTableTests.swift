// Texts to offer come back as they were given, with weight and kind, and bytes that lie are damage.

import ConcordBytes
import ConcordTestSupport
import ConcordText
import Testing

@testable import ConcordArtifact

struct EntryTableTests {
  /// Texts in every form, with keys that several share.
  static func texts(_ count: Int, _ shape: WeightShape, _ random: inout SeededRandom) -> [MadeText] {
    let weights = shape.weights(count * 3, &random)
    var keys = Set<String>()
    while keys.count < count {
      let words = (0..<1 + random.below(4)).map { _ in
        String(decoding: MadeCompletions.text(1 + random.below(5), &random, alphabet: "abcdé'-9"), as: UTF8.self)
      }
      keys.insert(words.joined(separator: " "))
    }
    var texts: [MadeText] = []
    for key in keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      for number in 0..<(random.below(4) == 0 ? 1 + random.below(3) : 1) {
        let bytes = Array(key.utf8)
        let form = DisplayForm(rawValue: UInt8(random.below(5))) ?? .key
        let shown = form.apply(to: bytes) ?? Array("“\(key)”, \(number)".utf8)
        texts.append(
          MadeText(
            String(decoding: shown, as: UTF8.self), key: key, number: number, weight: weights[texts.count],
            kind: random.below(3) == 0 ? EntryKind.allCases[random.below(EntryKind.allCases.count)] : .listed))
      }
    }
    return texts
  }

  @Test(arguments: WeightShape.allCases, [1, 2, 15, 16, 17, 40, 900])
  func `texts, weights, kinds and keys come back`(shape: WeightShape, count: Int) throws {
    var random = SeededRandom(seed: UInt64(count) + 3)
    let texts = Self.texts(count, shape, &random)
    let table = try #require(try MadeCompletions.entries(texts))
    #expect(table.list.count == texts.count)
    for (number, text) in texts.enumerated() {
      let entry = try table.entry(number)
      if entry != CompletionEntry(text: text.text, weight: text.weight, kind: text.kind) {
        Issue.record("\(number): \(entry), not \(text)")
      }
      if try table.weight(of: number) != text.weight { Issue.record("weight of \(number)") }
      if try table.key(number) != text.plainKey { Issue.record("key of \(number)") }
      if try text.key.withView({ try table.list.find($0) }) != number { Issue.record("\(text.key) not found") }
    }
    #expect(throws: ArtifactError.self) { try table.entry(texts.count) }
    #expect(throws: ArtifactError.self) { try table.entry(-1) }
    #expect(throws: ArtifactError.self) { try table.weight(of: texts.count) }
  }

  @Test func `forms are found by what they give`() {
    func form(_ text: String, _ key: String) -> UInt8 {
      DisplayForm(of: Array(text.utf8), key: Array(key.utf8)).rawValue
    }
    #expect(form("ghost story", "ghost story") == 0)
    #expect(form("Ghost story", "ghost story") == 1)
    #expect(form("Ghost Story", "ghost story") == 2)
    #expect(form("GHOST STORY", "ghost story") == 3)
    #expect(form("GHOST Story", "ghost story") == 4)
    #expect(form("Ghost", "ghost") == 1)
    #expect(form("G", "g") == 1)
    #expect(form("42", "42") == 0)
    #expect(form("Élan", "elan") == 4)
    #expect(form("", "") == 0)
  }

  /// A shape as it is stored.
  private static func shape(_ number: Int, _ section: Section) throws -> UInt32 {
    let bytes = try section.bytes(WordShape.size * number, WordShape.size).array
    return bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  @Test func `shapes are those of the texts by themselves`() throws {
    var random = SeededRandom(seed: 23)
    for (alphabet, longest) in [("abz'", 12), ("ab{`", 6), ("abc é-", 9), ("a", 600), ("ab'", 540)] {
      var keys = Set<[UInt8]>()
      for _ in 0..<400 {
        // Half of the words of the long alphabets go on where others are.
        let start = longest > 100 && random.below(2) == 0 ? [UInt8](repeating: 0x61, count: longest - 30) : []
        keys.insert(start + MadeCompletions.text(1 + random.below(longest - start.count), &random, alphabet: alphabet))
      }
      let texts = MadeCompletions.sorted(keys).flatMap { key in
        (0..<1 + random.below(2)).map {
          MadeText(String(decoding: key, as: UTF8.self), key: String(decoding: key, as: UTF8.self), number: $0)
        }
      }
      let shapes = try MadeCompletions.artifact(texts).section(.entryShapes)
      for (number, text) in texts.enumerated() {
        let shape = unsafe text.plainKey.withUnsafeBufferPointer { unsafe WordShape.of($0) }
        if try Self.shape(number, shapes) != shape { Issue.record("\(number): \(text.key)") }
      }
    }
  }

  @Test func `a word is not taken for plain because of one letter`() throws {
    for byte in stride(from: UInt8(1), to: 0x80, by: 100 / Trials.of(100)) {
      for length in [1, 2, 5, 31] {
        var word = [UInt8](repeating: 0x61, count: length)
        word[length / 2] = byte
        let text = String(decoding: word, as: UTF8.self)
        let artifact = try MadeCompletions.artifact([MadeText(text, key: text)])
        let shape = unsafe word.withUnsafeBufferPointer { unsafe WordShape.of($0) }
        #expect(try Self.shape(0, artifact.section(.entryShapes)) == shape, "byte \(byte), length \(length)")
      }
    }
  }

  @Test func `without texts there are no sections`() throws {
    let artifact = try MadeArtifact.open([(.settings, [1])])
    #expect(try EntryTable(artifact) == nil)
  }

  @Test func `words inside of texts are found like by reading all`() throws {
    var random = SeededRandom(seed: 21)
    for count in [1, 2, 40, 700] {
      let texts = Self.texts(count, .uniform, &random)
      let artifact = try MadeCompletions.artifact(texts)
      let table = try #require(try EntryTable(artifact))
      let places = texts.map { Self.places($0.plainKey) }
      guard let starts = try WordStarts(artifact, table.list) else {
        #expect(places.allSatisfy { $0.isEmpty })
        continue
      }
      #expect(starts.count == places.reduce(0) { $0 + $1.count })
      var probes: [[UInt8]] = [[0x61], [0xff], [0x7a], []]
      for _ in 0..<80 {
        let text = texts[random.below(texts.count)].plainKey
        let from = random.below(text.count)
        probes.append(Array(text[from..<min(text.count, from + 1 + random.below(6))]))
      }
      for probe in probes {
        var wanted: [[Int]] = []
        for (number, text) in texts.enumerated() {
          for offset in places[number] where text.plainKey[offset...].starts(with: probe) {
            wanted.append([number, offset])
          }
        }
        let range = try probe.withView { try starts.starts(withPrefix: $0) }
        let found = try range.map { number in
          let start = try starts.start(number)
          return [start.text, start.offset]
        }
        #expect(Set(found) == Set(wanted) && found.count == wanted.count, "\(probe)")
        for number in range {
          #expect(
            try starts.weights.weights(of: starts.weights.code(of: number)).smallest
              <= texts[starts.start(number).text].weight)
        }
      }
      #expect(throws: ArtifactError.self) { try starts.start(starts.count) }
    }
  }

  @Test func `places stand in the order of what follows them, however long that is the same`() throws {
    var random = SeededRandom(seed: 24)
    let ends = ["of the united states of america", "of the united", "of", "’", "9", ""]
    var keys = Set<String>()
    while keys.count < 600 {
      let words = (0..<1 + random.below(3)).map { _ in
        random.below(2) == 0
          ? ends[random.below(ends.count)] : ["a", "b c", "ab"][random.below(3)]
      }
      let key = words.filter { !$0.isEmpty }.joined(separator: " ")
      if !key.isEmpty { keys.insert(key + (random.below(2) == 0 ? "" : " \(random.below(300))")) }
    }
    let texts = MadeCompletions.sorted(Set(keys.map { Array($0.utf8) })).flatMap { key in
      (0..<1 + random.below(2)).map {
        let text = String(decoding: key, as: UTF8.self)
        return MadeText(text, key: text, number: $0, weight: UInt64(random.below(90)))
      }
    }
    let artifact = try MadeCompletions.artifact(texts)
    let table = try #require(try EntryTable(artifact))
    let starts = try #require(try WordStarts(artifact, table.list))
    let expected = texts.indices.flatMap { number in
      Self.places(texts[number].plainKey).map { (text: number, offset: $0) }
    }.sorted { left, right in
      let (a, b) = (texts[left.text].key[left.offset...], texts[right.text].key[right.offset...])
      return a == b ? left.text < right.text : a.lexicographicallyPrecedes(b)
    }
    #expect(starts.count == expected.count)
    for (number, place) in expected.enumerated() {
      let start = try starts.start(number)
      #expect(start.text == place.text && start.offset == place.offset)
      let weights = try starts.weights.weights(of: starts.weights.code(of: number))
      #expect(try weights == table.list.weights.weights(of: table.list.weights.code(of: place.text)))
    }
  }

  /// Where words begin, but for the start of the key.
  private static func places(_ key: [UInt8]) -> [Int] {
    func isWord(_ byte: UInt8) -> Bool {
      byte >= 0x80 || byte == 0x27 || (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte)
    }
    return key.indices.filter { $0 > 0 && isWord(key[$0]) && !isWord(key[$0 - 1]) }
  }

  @Test func `chr finds the ghost of Christmas, and a word in brackets is a word`() throws {
    let texts = [MadeText("(Ghost) story"), MadeText("Ghost of Christmas"), MadeText("O'Neil-Smith")]
    let artifact = try MadeCompletions.artifact(texts)
    let table = try #require(try EntryTable(artifact))
    let starts = try #require(try WordStarts(artifact, table.list))
    func found(_ text: String) throws -> [Int] {
      try Array(text.utf8).withView { try starts.starts(withPrefix: $0) }.map { try starts.start($0).text }
    }
    #expect(try found("chr") == [1])
    #expect(try found("ghost") == [0])
    #expect(try found("smith") == [2])
    #expect(try found("neil") == [])
    #expect(try found("story") == [0])
  }

  @Test func `changed bytes of texts, weights and places give errors or answers`() throws {
    var random = SeededRandom(seed: 22)
    let texts = Self.texts(300, .uniform, &random)
    let artifact = try MadeCompletions.artifact(texts)
    let kinds: [SectionKind] = [
      .entryIndex, .entryWeights, .entryTrie, .entryShapes, .entries, .wordStarts, .wordStartWeights,
    ]
    let good = try kinds.map { kind in
      let section = try artifact.section(kind)
      return (kind, try section.bytes(0, section.length).array)
    }
    var errors = 0
    for round in 0..<2_000 {
      var changed = good
      let place = round % kinds.count
      for _ in 0..<4 {
        let at = random.below(changed[place].1.count)
        changed[place].1[at] = [0, 1, 0x7f, 0x80, 0xff, UInt8(truncatingIfNeeded: random.next())][random.below(6)]
      }
      if random.below(8) == 0 { changed[place].1.removeLast(1 + random.below(changed[place].1.count - 1)) }
      do {
        let made = try MadeArtifact.open(changed)
        guard let table = try EntryTable(made), let starts = try WordStarts(made, table.list) else { continue }
        for _ in 0..<20 {
          let number = random.below(max(1, table.list.count))
          _ = MadeArtifact.outcome { () throws(ArtifactError) in try table.entry(number) }
          _ = MadeArtifact.outcome { () throws(ArtifactError) in try table.weight(of: number) }
          let probe = MadeCompletions.text(2, &random, alphabet: "abc")
          _ = try probe.withView { try starts.starts(withPrefix: $0) }.map { try starts.start($0) }
        }
      } catch {
        #expect(error is ArtifactError)
        errors += 1
      }
    }
    #expect(errors > 200)
  }
}
