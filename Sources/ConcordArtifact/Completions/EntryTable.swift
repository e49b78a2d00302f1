// Texts that are offered as completions: titles, headings, phrases and lists of the author's own.
//
// Strings of the table are the texts as they fold, with NUL and a number behind where several fold alike. What a block
// keeps for its strings:
//
//   flags   u8: bit 0 if forms follow, bit 1 if kinds
//   forms   a nibble a string, the even ones in the low half; without them every text is shown as its key
//   kinds   u8 a string: what the text is; without them all are of the author's list
//   texts   counted, for each string of form `other`
//   rests   varint, for each string whose class of weight holds several: weight less the smallest of the class

internal import ConcordBytes

/// What a completion is.
package enum EntryKind: UInt8, Sendable, CaseIterable {
  /// From a list that the author gave.
  case listed = 0
  case title = 1
  case heading = 2
  case phrase = 3
}

/// How a text is shown, given its key.
enum DisplayForm: UInt8 {
  case key = 0
  /// The first letter is a capital.
  case capital = 1
  /// The first letter of every word is one.
  case capitals = 2
  case upper = 3
  case other = 4

  /// The bytes of a form; nil for `other`.
  func apply(to key: [UInt8]) -> [UInt8]? {
    if self == .other { return nil }
    var text = key
    var isStart = true
    for index in text.indices {
      let isLower = text[index] &- 0x61 < 26
      if isLower && (self == .upper || self != .key && isStart) { text[index] -= 32 }
      isStart = self == .capitals && text[index] == 0x20
    }
    return text
  }

  /// The form that gives `text`.
  init(of text: [UInt8], key: [UInt8]) {
    for form in [DisplayForm.key, .capital, .capitals, .upper] where form.apply(to: key) == text {
      self = form
      return
    }
    self = .other
  }
}

/// A text to offer.
package struct CompletionEntry: Sendable, Equatable {
  /// The text as it is shown.
  package let text: [UInt8]
  package let weight: UInt64
  package let kind: EntryKind

  /// Makes one.
  package init(text: [UInt8], weight: UInt64, kind: EntryKind) {
    (self.text, self.weight, self.kind) = (text, weight, kind)
  }
}

/// The texts of an opened artifact.
package struct EntryTable: Sendable {
  /// Their keys, weights and beginnings.
  package let list: CompletionList

  /// Opens the texts; nil if the artifact has none. O(1).
  package init?(_ artifact: ArtifactBytes) throws(ArtifactError) {
    guard let blocks = artifact.sectionIfPresent(.entries) else { return nil }
    list = try CompletionList(
      table: StringTable(index: artifact.section(.entryIndex), blocks: blocks), keyStart: 0,
      weights: artifact.section(.entryWeights), trie: artifact.section(.entryTrie))
    if list.count != list.table.count { throw blocks.damaged(0, "\(list.count) weights of \(list.table.count) texts") }
  }

  /// Text `number` as it is shown, and its weight.
  ///
  /// Decodes a block.
  package func entry(_ number: Int) throws(ArtifactError) -> CompletionEntry {
    var key = try list.text(number)
    if let end = key.firstIndex(of: 0) { key.removeLast(key.count - end) }
    let code = try list.weights.code(of: number)
    let range = try list.weights.weights(of: code)
    let info = try list.table.info(of: number)
    let size = StringTableWriter.blockSize
    let first = number / size * size
    let strings = min(size, list.table.count - first)
    do {
      var cursor = ByteCursor(info)
      let flags = try cursor.readU8()
      var forms = [UInt8](repeating: 0, count: size)
      if flags & 1 != 0 {
        for pair in 0..<size / 2 {
          let both = try cursor.readU8()
          (forms[2 * pair], forms[2 * pair + 1]) = (both & 15, both >> 4)
        }
      }
      var kind = EntryKind.listed.rawValue
      if flags & 2 != 0 {
        kind = try info.u8(at: cursor.offset + number - first)
        _ = try cursor.readBytes(strings)
      }
      var text = DisplayForm(rawValue: forms[number - first])?.apply(to: key)
      for place in 0..<strings where forms[place] == DisplayForm.other.rawValue {
        let other = try cursor.readCounted()
        if place == number - first { text = other.array }
      }
      let weight = range.isExact ? range.smallest : try readRest(&cursor, first, number)
      guard let kind = EntryKind(rawValue: kind), let text else {
        throw BytesError.outOfRange(offset: cursor.offset)
      }
      return CompletionEntry(text: text, weight: weight, kind: kind)
    } catch let error as ArtifactError {
      throw error
    } catch {
      throw list.table.damaged("what is kept for text \(number): \(error)")
    }
  }

  /// The weight of a text that shares its class with others.
  private func readRest(_ cursor: inout ByteCursor, _ first: Int, _ number: Int) throws -> UInt64 {
    for other in first..<number {
      let own = try list.weights.weights(of: list.weights.code(of: other))
      if !own.isExact { _ = try cursor.readVarint() }
    }
    let own = try list.weights.weights(of: list.weights.code(of: number))
    return own.smallest + UInt64(try cursor.readVarint(upTo: Int(clamping: own.largest - own.smallest)))
  }
}

/// The form of a text as the encoder takes it.
package enum DisplayFormCode {
  /// The form whose texts are kept.
  package static let other = DisplayForm.other.rawValue

  /// How `text` is written, given its key.
  package static func form(of text: [UInt8], key: [UInt8]) -> UInt8 { DisplayForm(of: text, key: key).rawValue }
}
