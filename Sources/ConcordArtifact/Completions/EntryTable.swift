// Texts that are offered as completions: titles, headings, frequent phrases and lists of the author's own.
//
// Strings of the table are the texts as they fold, with NUL and a number behind where several fold alike. What a block
// keeps for its strings:
//
//   flags   u8: bit 0 if forms follow, bit 1 if kinds
//   forms   a nibble a string, the even ones in the low half; without them every text is shown as its key
//   kinds   u8 a string: what the text is; without them all are of the author's list
//   texts   counted, for each string of form `other`
//   rests   bits, the lowest first: for each string its weight less the smallest of its class of weight, in as many bits
//           as the largest of the class needs

internal import ConcordBytes

/// What a completion is.
package enum EntryKind: UInt8, Sendable, CaseIterable {
  /// From a list that the author gave.
  case listed = 0
  case title = 1
  case heading = 2
  /// Words that follow each other in several documents.
  case phrase = 3
}

/// How a text is shown, given its key.
package enum DisplayForm: UInt8, Sendable {
  case key = 0
  /// The first letter is a capital.
  case capital = 1
  /// The first letter of every word is one.
  case capitals = 2
  case upper = 3
  /// None of these: the text is kept.
  case other = 4

  /// The bytes of a form; nil for `other`.
  func apply(to key: [UInt8]) -> [UInt8]? {
    if self == .other { return nil }
    var text = key
    var isStart = true
    for index in text.indices { text[index] = next(text[index], &isStart) }
    return text
  }

  /// A byte of the key as the form has it.
  @inline(__always)
  private func next(_ byte: UInt8, _ isStart: inout Bool) -> UInt8 {
    let isUpper = byte &- 0x61 < 26 && (self == .upper || self != .key && isStart)
    isStart = self == .capitals && byte == 0x20
    return isUpper ? byte - 32 : byte
  }

  /// The form that gives `text`.
  package init(of text: [UInt8], key: [UInt8]) {
    self = .other
    if text.count != key.count { return }
    if text == key {
      self = .key
      return
    }
    forms: for form in [DisplayForm.capital, .capitals, .upper] {
      var isStart = true
      for index in key.indices where form.next(key[index], &isStart) != text[index] { continue forms }
      self = form
      return
    }
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
  /// Their keys, weights, beginnings and shapes.
  package let list: CompletionList

  /// Opens the texts; nil if the artifact has none.
  ///
  /// O(1).
  package init?(_ artifact: ArtifactBytes) throws(ArtifactError) {
    guard let blocks = artifact.sectionIfPresent(.entries) else { return nil }
    list = try CompletionList(
      table: StringTable(index: artifact.section(.entryIndex), blocks: blocks), keyStart: 0,
      weights: artifact.section(.entryWeights), trie: artifact.section(.entryTrie),
      shapes: artifact.section(.entryShapes))
    if list.count != list.table.count { throw blocks.damaged(0, "\(list.count) weights of \(list.table.count) texts") }
  }

  /// The key of text `number`: how it folds.
  package func key(_ number: Int) throws(ArtifactError) -> [UInt8] {
    var key = try list.text(number)
    if let end = key.firstIndex(of: 0) { key.removeLast(key.count - end) }
    return key
  }

  /// Text `number` as it is shown, and its weight.
  ///
  /// Decodes a block.
  package func entry(_ number: Int) throws(ArtifactError) -> CompletionEntry {
    let key = try key(number)
    let first = number / StringTableWriter.blockSize * StringTableWriter.blockSize
    let info = try list.table.info(of: number).bytes
    do {
      var cursor = ByteCursor(info)
      let head = try EntryHead(&cursor, strings: min(StringTableWriter.blockSize, list.count - first))
      var text = DisplayForm(rawValue: head.form(number - first))?.apply(to: key)
      for place in 0..<head.strings where head.form(place) == DisplayForm.other.rawValue {
        let other = try cursor.readCounted()
        if place == number - first { text = other.array }
      }
      guard let kind = EntryKind(rawValue: head.kind(number - first)), let text else {
        throw BytesError.outOfRange(offset: cursor.offset)
      }
      return CompletionEntry(text: text, weight: try readWeight(of: number, first, &cursor), kind: kind)
    } catch let error as ArtifactError {
      throw error
    } catch {
      throw list.table.damaged("what is kept for text \(number): \(error)")
    }
  }

  /// The weight of text `number`.
  package func weight(of number: Int) throws(ArtifactError) -> UInt64 {
    let own = try list.weights.weights(of: list.weights.code(of: number))
    if own.isExact { return own.smallest }
    let first = number / StringTableWriter.blockSize * StringTableWriter.blockSize
    let info = try list.table.info(of: number).bytes
    do {
      var cursor = ByteCursor(info)
      let head = try EntryHead(&cursor, strings: min(StringTableWriter.blockSize, list.count - first))
      for place in 0..<head.strings where head.form(place) == DisplayForm.other.rawValue {
        _ = try cursor.readCounted()
      }
      return try readWeight(of: number, first, &cursor)
    } catch let error as ArtifactError {
      throw error
    } catch {
      throw list.table.damaged("what is kept for text \(number): \(error)")
    }
  }

  /// Reads the weight of a text from the rests, which begin where the cursor stands.
  private func readWeight(of number: Int, _ first: Int, _ cursor: inout ByteCursor) throws -> UInt64 {
    let codes = try list.weights.codes(of: first..<number + 1)
    var bit = 0
    for place in 0..<number - first { bit += try list.weights.weights(of: unsafe codes.bytes[place]).bits }
    let own = try list.weights.weights(of: unsafe codes.bytes[number - first])
    if own.isExact { return own.smallest }
    cursor.offset += bit >> 3
    var rest: UInt64 = 0
    var had = 0
    var skip = UInt64(bit & 7)
    while had < own.bits {
      rest |= (UInt64(try cursor.readU8()) >> skip) << UInt64(had)
      had += 8 - Int(skip)
      skip = 0
    }
    rest &= ~0 >> UInt64(64 - own.bits)
    if rest > own.largest - own.smallest { throw BytesError.outOfRange(offset: cursor.offset) }
    return own.smallest + rest
  }
}

/// Forms and kinds of a block, read in place.
struct EntryHead {
  let strings: Int
  private var forms: ByteView?
  private var kinds: ByteView?

  init(_ cursor: inout ByteCursor, strings: Int) throws(BytesError) {
    self.strings = strings
    let flags = try cursor.readU8()
    if flags & 1 != 0 { forms = try cursor.readBytes(StringTableWriter.blockSize / 2) }
    if flags & 2 != 0 { kinds = try cursor.readBytes(strings) }
  }

  /// The form of string `place` of the block.
  func form(_ place: Int) -> UInt8 {
    guard let forms else { return 0 }
    let both = unsafe forms.bytes[place / 2]
    return place & 1 == 0 ? both & 15 : both >> 4
  }

  /// Whether the kinds of the strings are kept, a byte each.
  var hasKinds: Bool { kinds != nil }

  func kind(_ place: Int) -> UInt8 { kinds.map { unsafe $0.bytes[place] } ?? 0 }
}
