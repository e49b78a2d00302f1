// Texts to offer as completions, gathered, folded, sorted and written.

import ConcordArtifact
import ConcordBytes
import ConcordText

/// Gathers texts in any order.
///
/// Memory: 32 bytes a text and its folded bytes, the written ones too where they differ by more than capitals.
struct EntryAssembler {
  /// A text: its key and, for form `other`, its written bytes behind it.
  private struct Entry {
    var head: UInt64
    var weight: UInt64
    var start: UInt32
    var textLength: UInt16
    var keyLength: UInt8
    var form: DisplayForm
    var kind: EntryKind

    /// Whether what is known of the same text is one number: a phrase counts otherwise than all else.
    func mayMerge(with other: Entry) -> Bool { (kind == .phrase) == (other.kind == .phrase) }

    /// Adds what is known of the same text: what the author lists counts before all else, the largest weight of it;
    /// others count as often as they occur.
    mutating func merge(_ other: Entry) {
      if other.kind == .listed || other.kind == .phrase {
        weight = max(weight, other.weight)
      } else if kind != .listed {
        weight += other.weight
      }
    }
  }

  let analyzer: Analyzer
  private var entries: [Entry] = []
  private var bytes: [UInt8] = []
  private var key: [UInt8] = []
  private var text: [UInt8] = []
  /// Texts that were there before, in the same words and of the same kind.
  private(set) var repeated = 0
  /// Texts that were written.
  private(set) var written = 0

  init(analyzer: Analyzer) { self.analyzer = analyzer }

  var isEmpty: Bool { entries.isEmpty }
  /// Memory in use, in bytes.
  var size: Int { entries.count * Self.sizeOfText + bytes.count }
  /// Memory for a text beside its bytes: sorting needs as much again.
  static let sizeOfText = MemoryLayout<Entry>.stride * 2

  /// How a text folds.
  func key(of text: [UInt8]) -> [UInt8] { analyzer.foldedKey(of: text) }

  /// Makes room for so many more texts of so many bytes altogether.
  mutating func reserve(texts: Int, bytes more: Int) {
    entries.reserveCapacity(entries.count + texts)
    bytes.reserveCapacity(bytes.count + more)
  }

  /// Adds a text; false, and nothing is added, if it folds to nothing.
  mutating func add(_ written: ByteView, weight: UInt64, kind: EntryKind) -> Bool {
    let start = bytes.count
    if written.count > 0 && written.count <= 255, let plain = addPlainKey(of: written) {
      if plain.form == .other { unsafe bytes.append(contentsOf: written.buffer) }
      entries.append(
        Entry(
          head: plain.head, weight: weight, start: UInt32(truncatingIfNeeded: start),
          textLength: plain.form == .other ? UInt16(truncatingIfNeeded: written.count) : 0,
          keyLength: UInt8(truncatingIfNeeded: written.count), form: plain.form, kind: kind))
      return true
    }
    squeeze(written)
    fold()
    if key.isEmpty { return false }
    let form = DisplayForm(of: text, key: key)
    let entry = Entry(
      head: key.withView { $0.head }, weight: weight, start: UInt32(truncatingIfNeeded: bytes.count),
      textLength: form == .other ? UInt16(truncatingIfNeeded: text.count) : 0,
      keyLength: UInt8(truncatingIfNeeded: key.count), form: form, kind: kind)
    bytes += key
    if form == .other { bytes += text }
    entries.append(entry)
    return true
  }

  /// Appends the key of a text of ASCII with single spaces between its words and no controls, which is the text in small
  /// letters; nil, and nothing is appended, for any other text.
  ///
  /// Nearly all texts are such, and this is some ten times as fast as folding one.
  private mutating func addPlainKey(of written: ByteView) -> (head: UInt64, form: DisplayForm)? {
    let start = bytes.count
    unsafe bytes.append(contentsOf: written.buffer)
    // Bytes that keep the text from being plain, and letters that keep it from being of a form.
    var (foreign, capital, capitals, upper, key) = (0, 0, 0, 0, 0)
    var head: UInt64 = 0
    unsafe bytes.withUnsafeMutableBufferPointer { bytes in
      var last: UInt8 = 0x20
      for index in start..<start + written.count {
        let byte = unsafe bytes[index]
        let lower = byte &- 0x41 < 26 ? byte | 0x20 : byte
        let (isUpper, isLetter) = (lower != byte, lower &- 0x61 < 26)
        let isStart = last == 0x20
        foreign &+= byte &- 0x20 > 0x5E || isStart && byte == 0x20 ? 1 : 0
        key &+= isUpper ? 1 : 0
        capital &+= isLetter && isUpper != (index == start) ? 1 : 0
        capitals &+= isLetter && isUpper != isStart ? 1 : 0
        upper &+= isLetter && !isUpper ? 1 : 0
        if index &- start < 8 { head |= UInt64(lower) &<< UInt64(truncatingIfNeeded: 56 &- 8 &* (index &- start)) }
        last = byte
        unsafe bytes[index] = lower
      }
      foreign &+= last == 0x20 ? 1 : 0
    }
    if foreign > 0 {
      bytes.removeLast(written.count)
      return nil
    }
    let form: DisplayForm =
      key == 0 ? .key : capital == 0 ? .capital : capitals == 0 ? .capitals : upper == 0 ? .upper : .other
    return (head, form)
  }

  /// Whether more would not be addressable.
  var isFull: Bool { bytes.count > Int(UInt32.max) - (1 << 16) || entries.count > Int(UInt32.max) - 1 }

  /// One space between words, none at the ends; controls count as spaces.
  private mutating func squeeze(_ written: ByteView) {
    text.removeAll(keepingCapacity: true)
    unsafe CompletionKey.squeeze(written.bytes, into: &text)
    if text.last == 0x20 { text.removeLast() }
  }

  /// The key of `text`.
  private mutating func fold() {
    if text.count <= 255 && !text.contains(where: { $0 >= 0x80 }) {
      key.removeAll(keepingCapacity: true)
      for byte in text { key.append(byte &- 0x41 < 26 ? byte | 0x20 : byte) }
    } else {
      key = analyzer.completionKey(of: text)
    }
  }

  /// Sorts the texts and writes their sections; nothing without texts.
  mutating func finish(folder: String?, into writer: inout ArtifactWriter) throws(SystemError) {
    if entries.isEmpty { return }
    let entries = sorted()
    self.entries = []
    var table = EntryTableWriter(weights: entries.map(\.weight), folder: folder)
    var alike = 0
    var last: ByteView?
    var failure: SystemError?
    unsafe bytes.withUnsafeBytes { all in
      for entry in entries {
        let start = Int(entry.start)
        let end = start + Int(entry.keyLength)
        let key = unsafe ByteView(UnsafeRawBufferPointer(rebasing: all[start..<end]))
        let readable = all.count - start
        let text =
          entry.form == .other
          ? unsafe ByteView(UnsafeRawBufferPointer(rebasing: all[end..<end + Int(entry.textLength)])) : nil
        if let last, last.compare(key) == 0 { alike += 1 } else { alike = 0 }
        last = key
        do throws(SystemError) {
          if alike == 0 {
            try append(entry, key, readable: readable, text, to: &table)
          } else {
            if alike > 0xFFFF { throw SystemError("offer", "more than 65,536 texts that fold alike", code: 27) }
            let own = key.array + [0, UInt8(alike >> 8), UInt8(alike & 255)]
            try own.withView { (view) throws(SystemError) in try append(entry, view, readable: 0, text, to: &table) }
          }
        } catch {
          failure = error
          return
        }
      }
    }
    if let failure { throw failure }
    bytes = []
    try table.finish(into: &writer)
  }

  private func append(
    _ entry: Entry, _ key: ByteView, readable: Int, _ text: ByteView?, to table: inout EntryTableWriter
  ) throws(SystemError) {
    try table.append(
      key: key, readable: readable, form: entry.form, text: text, weight: entry.weight, kind: entry.kind)
  }

  /// By key, those that fold alike by weight; each text once.
  private mutating func sorted() -> [Entry] {
    var entries = entries
    self.entries = []
    // Entries that stay move to the front.
    var kept = 0
    var repeated = 0
    unsafe bytes.withUnsafeBytes { all in
      func key(_ a: Entry, _ b: Entry) -> Int {
        if a.head != b.head { return a.head < b.head ? -1 : 1 }
        if a.keyLength <= 8 && b.keyLength <= 8 { return Int(a.keyLength) - Int(b.keyLength) }
        return unsafe Self.view(all, a.start, Int(a.keyLength)).compare(Self.view(all, b.start, Int(b.keyLength)))
      }
      func text(_ a: Entry, _ b: Entry) -> Int {
        if a.form != b.form { return Int(a.form.rawValue) - Int(b.form.rawValue) }
        if a.form != .other { return 0 }
        return unsafe Self.view(all, a.start + UInt32(a.keyLength), Int(a.textLength)).compare(
          Self.view(all, b.start + UInt32(b.keyLength), Int(b.textLength)))
      }
      entries.sort { a, b in
        let keys = key(a, b)
        if keys != 0 { return keys < 0 }
        let texts = text(a, b)
        return texts != 0 ? texts < 0 : a.kind.rawValue < b.kind.rawValue
      }
      for index in entries.indices {
        let entry = entries[index]
        if kept > 0, case let last = entries[kept - 1], key(last, entry) == 0, text(last, entry) == 0,
          last.mayMerge(with: entry)
        {
          if entry.kind == .listed { repeated += 1 }
          entries[kept - 1].merge(entry)
        } else {
          entries[kept] = entry
          kept += 1
        }
      }
      entries.removeLast(entries.count - kept)
      let left = Self.settle(&entries) { key($0, $1) == 0 }
      entries.removeLast(left)
    }
    self.repeated = repeated
    written = entries.count
    return entries
  }

  /// Puts texts that fold alike in the order of their weights, and leaves phrases out that others say; returns how many.
  private static func settle(_ kept: inout [Entry], areAlike: (Entry, Entry) -> Bool) -> Int {
    var first = 0
    var written = 0
    for index in kept.indices where index + 1 == kept.count || !areAlike(kept[index], kept[index + 1]) {
      if index == first {
        kept[written] = kept[index]
        written += 1
      } else {
        for entry in ranked(Array(kept[first...index])) {
          kept[written] = entry
          written += 1
        }
      }
      first = index + 1
    }
    return kept.count - written
  }

  /// Texts that fold alike, the heaviest first; a phrase only if none is a title, a heading or of the author's list.
  ///
  /// A title counts where it is one and a phrase wherever it stands, which are as many documents or more: so the heaviest
  /// title takes the larger weight of both. What the author lists has the weight that he says.
  private static func ranked(_ alike: [Entry]) -> [Entry] {
    // Stable, so that equal weights stay in the order of the texts.
    var texts = alike.filter { $0.kind != .phrase }.sorted { $0.weight > $1.weight }
    guard let phrase = alike.filter({ $0.kind == .phrase }).max(by: { $0.weight < $1.weight }) else { return texts }
    if texts.isEmpty { return [phrase] }
    if !texts.contains(where: { $0.kind == .listed }) { texts[0].weight = max(texts[0].weight, phrase.weight) }
    return texts
  }

  private static func view(_ all: UnsafeRawBufferPointer, _ start: UInt32, _ count: Int) -> ByteView {
    unsafe ByteView(UnsafeRawBufferPointer(rebasing: all[Int(start)..<Int(start) + count]))
  }
}
