// Texts to offer, gathered in any order, against folding and sorting each by the definition.

import ConcordArtifact
import ConcordBytes
import ConcordTestSupport
import ConcordText
import Testing

@testable import ConcordBuild

struct EntryAssemblerTests {
  private let analyzer = Analyzer(profile: .standard)

  /// A text with its weight as it is given.
  private struct Given {
    let text: [UInt8]
    let weight: UInt64
  }

  /// A text as it is to be written.
  private struct Kept {
    let key: [UInt8]
    let text: [UInt8]
    var weight: UInt64
    var form: DisplayForm { DisplayForm(of: text, key: key) }
  }

  /// Words with one space between them: what is up to a space, a control or nothing.
  private func squeezed(_ text: [UInt8]) -> [UInt8] {
    Array(text.split { $0 <= 0x20 || $0 == 0x7F }.joined(separator: [0x20]))
  }

  private func key(_ text: [UInt8]) -> [UInt8] {
    if text.count > 255 || text.contains(where: { $0 >= 0x80 }) { return analyzer.completionKey(of: text) }
    return text.map { $0 >= 0x41 && $0 <= 0x5A ? $0 + 0x20 : $0 }
  }

  /// What is to be written of listed texts: each once with its largest weight, by key, then by weight, then by form and text.
  private func expected(_ given: [Given]) -> [Kept] {
    var kept: [[UInt8]: Kept] = [:]
    for one in given {
      let text = squeezed(one.text)
      let key = key(text)
      if key.isEmpty { continue }
      kept[text, default: Kept(key: key, text: text, weight: 0)].weight = max(kept[text]?.weight ?? 0, one.weight)
    }
    return kept.values.sorted { a, b in
      if a.key != b.key { return a.key.lexicographicallyPrecedes(b.key) }
      if a.weight != b.weight { return a.weight > b.weight }
      if a.form != b.form { return a.form.rawValue < b.form.rawValue }
      return a.text.lexicographicallyPrecedes(b.text)
    }
  }

  private func bytes(_ write: (inout ArtifactWriter) throws -> Void) throws -> [UInt8] {
    var writer = ArtifactWriter()
    try write(&writer)
    var out: [UInt8] = []
    _ = try writer.write(contentIdentity: Hash128(high: 1, low: 2)) { out += $0.array }
    return out
  }

  private func check(_ given: [Given]) throws {
    var assembler = EntryAssembler(analyzer: analyzer)
    for one in given {
      let isAdded = one.text.withView { assembler.add($0, weight: one.weight, kind: .listed) }
      #expect(isAdded == !key(squeezed(one.text)).isEmpty, "\(one.text)")
    }
    let kept = expected(given)
    if kept.isEmpty { return #expect(assembler.isEmpty) }
    let found = try bytes { writer in try assembler.finish(folder: nil, into: &writer) }
    let wanted = try bytes { writer in
      var table = EntryTableWriter(weights: kept.map(\.weight), folder: nil)
      for (place, one) in kept.enumerated() {
        let alike = place - (kept.firstIndex { $0.key == one.key } ?? place)
        let own = alike == 0 ? one.key : one.key + [0, UInt8(alike >> 8), UInt8(alike & 255)]
        try own.withView { (view) throws(SystemError) in
          try one.text.withView { (text) throws(SystemError) in
            try table.append(
              key: view, form: one.form, text: one.form == .other ? text : nil, weight: one.weight, kind: .listed)
          }
        }
      }
      try table.finish(into: &writer)
    }
    if found != wanted { Issue.record("\(given.prefix(4).map(\.text)) … of \(given.count) texts") }
    #expect(assembler.written == kept.count)
  }

  @Test func `every text of three letters, alone`() throws {
    let letters = Array("aB ~\u{1}\u{7F}-é".utf8.prefix(7)) + [0xC3]
    for count in 0...3 {
      var places = [Int](repeating: 0, count: count)
      repeat {
        // 0xC3 stands for a whole letter of two bytes.
        let text = places.flatMap { letters[$0] == 0xC3 ? Array("É".utf8) : [letters[$0]] }
        try check([Given(text: text, weight: 3)])
        for place in places.indices {
          places[place] = (places[place] + 1) % letters.count
          if places[place] > 0 { break }
        }
      } while places.contains { $0 > 0 }
    }
  }

  @Test func `many texts with repeats and with others that fold alike`() throws {
    var random = SeededRandom(seed: 51)
    for count in [2, 40, 600] {
      for alphabet in ["aA b", "abAB'1", "é É aA", "a\u{1}~ Z"] {
        try check(
          (0..<count).map { _ in
            let letters = Array(alphabet.unicodeScalars)
            let text = (0..<random.below(9)).map { _ in String(letters[random.below(letters.count)]) }.joined()
            return Given(text: Array(text.utf8), weight: UInt64(random.below(5)))
          })
      }
    }
  }

  @Test func `texts about as long as a key may be`() throws {
    for length in [7, 8, 9, 254, 255, 256, 300, 4096] {
      for first in Array("aA é".utf8.prefix(3)) {
        let text = [first] + [UInt8](repeating: 0x62, count: length - 1)
        try check([Given(text: text, weight: 1), Given(text: text.map { $0 & 0xDF | 0x40 }, weight: 2)])
      }
    }
  }
}
