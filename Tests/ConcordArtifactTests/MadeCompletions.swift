// Lists with weights and tables of texts to offer that a test makes up, opened.

import ConcordBytes
import ConcordTestSupport
import ConcordText

@testable import ConcordArtifact

/// A text to offer as a test gives it.
struct MadeText {
  let text: [UInt8]
  /// How it folds, with NUL and a number behind if `number` is not 0.
  let key: [UInt8]
  let weight: UInt64
  let kind: EntryKind

  init(_ text: String, key: String? = nil, number: Int = 0, weight: UInt64 = 1, kind: EntryKind = .listed) {
    self.text = Array(text.utf8)
    let folded = Array((key ?? text.lowercased()).utf8)
    self.key = number == 0 ? folded : folded + [0, UInt8(number >> 8), UInt8(number & 255)]
    (self.weight, self.kind) = (weight, kind)
  }

  /// The key without NUL and number.
  var plainKey: [UInt8] { Array(key.prefix { $0 != 0 }) }
}

enum MadeCompletions {
  /// The sections of a sorted list, each string behind `keyStart` zero bytes; with a class, strings of another one follow.
  static func sections(
    _ texts: [[UInt8]], weights: [UInt64], keyStart: Int
  ) throws -> (index: [UInt8], blocks: [UInt8], weights: [UInt8], trie: [UInt8]) {
    let blocks = SectionSpool(.terms)
    let index = SectionSpool(.termIndex)
    let (codes, nodes) = (SectionSpool(.wordWeights), SectionSpool(.wordTrie))
    var table = StringTableWriter(blocks: blocks)
    var list = CompletionListWriter()
    for (text, weight) in zip(texts, weights) {
      let key = [UInt8](repeating: 0, count: keyStart) + text
      if key.withView({ table.append($0) }) { try table.endBlock(info: []) }
      text.withView { list.append($0, weight: weight) }
    }
    if keyStart > 0 {
      for stem in ["a", "b"] where Array(stem.utf8).withView({ table.append($0) }) { try table.endBlock(info: []) }
    }
    try table.endBlock(info: [])
    try table.finish(index: index)
    try list.finish(weights: codes, trie: nodes)
    return try (
      MadeArtifact.content(index), MadeArtifact.content(blocks), MadeArtifact.content(codes),
      MadeArtifact.content(nodes)
    )
  }

  static func open(
    _ sections: (index: [UInt8], blocks: [UInt8], weights: [UInt8], trie: [UInt8]), keyStart: Int,
    shapes: [UInt8]? = nil
  ) throws -> CompletionList {
    let artifact = try MadeArtifact.open(
      [
        (.termIndex, sections.index), (.wordWeights, sections.weights), (.wordTrie, sections.trie),
        (.terms, sections.blocks),
      ] + (shapes.map { [(.entryShapes, $0)] } ?? []))
    return try CompletionList(
      table: StringTable(index: artifact.section(.termIndex), blocks: artifact.section(.terms)), keyStart: keyStart,
      weights: artifact.section(.wordWeights), trie: artifact.section(.wordTrie),
      shapes: artifact.sectionIfPresent(.entryShapes))
  }

  /// A sorted list without repeats, opened.
  static func list(
    _ texts: [[UInt8]], weights: [UInt64]? = nil, keyStart: Int, hasShapes: Bool = false
  ) throws -> CompletionList {
    let weights = weights ?? texts.map { _ in 1 }
    let shapes = texts.flatMap { text in
      let shape = unsafe Array(text.prefix { $0 != 0 }).withUnsafeBufferPointer { unsafe WordShape.of($0) }
      return [0, 8, 16].map { UInt8(truncatingIfNeeded: shape >> UInt32($0)) }
    }
    return try open(
      sections(texts, weights: weights, keyStart: keyStart), keyStart: keyStart, shapes: hasShapes ? shapes : nil)
  }

  /// An artifact of texts to offer, in the order of their keys.
  static func artifact(_ texts: [MadeText]) throws -> ArtifactBytes {
    var table = EntryTableWriter(weights: texts.map(\.weight), folder: nil)
    for text in texts {
      let form = DisplayForm(of: text.text, key: text.plainKey)
      try text.key.withView { (key) throws(SystemError) in
        try text.text.withView { (view) throws(SystemError) in
          try table.append(
            key: key, form: form, text: form == .other ? view : nil, weight: text.weight, kind: text.kind)
        }
      }
    }
    var writer = ArtifactWriter()
    try table.finish(into: &writer)
    var out: [UInt8] = []
    _ = try writer.write(contentIdentity: Hash128(high: 1, low: 2)) { out += $0.array }
    return try ArtifactBytes(bytes: out)
  }

  static func entries(_ texts: [MadeText]) throws -> EntryTable? { try EntryTable(artifact(texts)) }

  /// A random text of an alphabet of one to four bytes a letter.
  static func text(_ letters: Int, _ random: inout SeededRandom, alphabet: String = "abcé語𝒳") -> [UInt8] {
    let scalars = Array(alphabet.unicodeScalars)
    var view = String.UnicodeScalarView()
    for _ in 0..<letters { view.append(scalars[random.below(scalars.count)]) }
    return Array(String(view).utf8)
  }

  /// Sorted and without repeats.
  static func sorted(_ texts: some Sequence<[UInt8]>) -> [[UInt8]] {
    Set(texts).sorted { $0.lexicographicallyPrecedes($1) }
  }
}
