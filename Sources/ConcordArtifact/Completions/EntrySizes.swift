// What the texts that are offered as completions cost, part by part.

internal import ConcordBytes

/// Bytes of the sections of entries by what they are for.
package struct EntrySizes: Sendable, Equatable {
  /// Texts.
  package let texts: Int
  /// How the texts fold, with the index over them.
  package private(set) var keys = 0
  /// How they are shown.
  package private(set) var forms = 0
  /// What they are.
  package private(set) var kinds = 0
  /// Classes of weight, the largest of every range, and which weight of its class each one is.
  package private(set) var weights = 0
  /// The tree of beginnings.
  package private(set) var beginnings = 0
  /// Lengths and letters of the texts, which likeness and typos look at first.
  package private(set) var shapes = 0
  /// Words inside of texts, and their weights.
  package private(set) var wordStarts = 0

  /// Counts the bytes; O(texts / 16).
  package init(_ table: EntryTable, _ artifact: ArtifactBytes) throws(ArtifactError) {
    texts = table.list.count
    func bytes(_ kinds: SectionKind...) -> Int { kinds.reduce(0) { $0 + (artifact.sectionIfPresent($1)?.length ?? 0) } }
    keys = bytes(.entries, .entryIndex)
    weights = bytes(.entryWeights)
    beginnings = bytes(.entryTrie)
    shapes = bytes(.entryShapes)
    wordStarts = bytes(.wordStarts, .wordStartWeights)
    for first in stride(from: 0, to: texts, by: StringTableWriter.blockSize) {
      let info = try table.list.table.info(of: first).bytes
      do {
        var cursor = ByteCursor(info)
        let head = try EntryHead(&cursor, strings: min(StringTableWriter.blockSize, texts - first))
        let own = head.hasKinds ? head.strings : 0
        for place in 0..<head.strings where head.form(place) == DisplayForm.other.rawValue {
          _ = try cursor.readCounted()
        }
        keys -= info.count
        kinds += own
        forms += cursor.offset - own
        weights += info.count - cursor.offset
      } catch {
        throw table.list.table.damaged("what is kept for text \(first): \(error)")
      }
    }
  }
}
