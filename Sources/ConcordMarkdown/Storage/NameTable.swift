// Generated tables in one string each: where their records are is found out at first use.

/// Records `name NUL text ;` of a static string, sorted by name, with places for binary search.
@safe struct NameTable: @unchecked Sendable {
  private let base: UnsafePointer<UInt8>
  private var starts: [UInt32] = []
  private var texts: [UInt32] = []

  /// Reads all records once.
  init(_ source: StaticString) {
    unsafe base = source.utf8Start
    let count = source.utf8CodeUnitCount
    var start = 0
    while start < count {
      var text = start
      // SAFETY: a record has a NUL after its name and a semicolon after its text, within the string.
      while unsafe base[text] != 0 { text += 1 }
      var end = text + 1
      while unsafe base[end] != UInt8(ascii: ";") { end += 1 }
      starts.append(UInt32(start))
      texts.append(UInt32(text + 1))
      start = end + 1
    }
    starts.append(UInt32(count))
  }

  /// Number of records.
  var count: Int { texts.count }

  /// The byte of a name or text.
  func byte(at offset: Int) -> UInt8 {
    // SAFETY: only the ranges that this type hands out are asked for.
    unsafe base[offset]
  }

  /// Where the text of a record lies.
  func text(_ index: Int) -> Range<Int> { Int(texts[index])..<Int(starts[index + 1]) - 1 }

  /// The record with a name, whose bytes `byte` tells.
  func index(ofNameWith count: Int, byte: (Int) -> UInt8) -> Int? {
    var (low, high) = (0, texts.count)
    while low < high {
      let middle = (low + high) / 2
      switch compare(middle, count, byte) {
      case 0: return middle
      case let order where order < 0: low = middle + 1
      default: high = middle
      }
    }
    return nil
  }

  /// The order of a record's name and the one asked for.
  private func compare(_ index: Int, _ count: Int, _ byte: (Int) -> UInt8) -> Int {
    let start = Int(starts[index])
    let length = Int(texts[index]) - 1 - start
    for offset in 0..<min(length, count) {
      let difference = Int(self.byte(at: start + offset)) - Int(byte(offset))
      if difference != 0 { return difference }
    }
    return length - count
  }
}

/// The named entities of HTML 5.
struct EntityTable: Sendable {
  /// The one table, read at first use.
  static let shared = EntityTable()
  /// Bytes that a name has at most.
  static let longestName = 31
  let names = NameTable(source)

  /// The entity called by bytes of a text; `semi` is -1, since its text would end a record.
  func index(_ text: MarkdownBytes, _ name: Range<Int>) -> Int? {
    if name.count == 4 && text.has("semi", at: name.lowerBound) { return -1 }
    return names.index(ofNameWith: name.count) { text[name.lowerBound &+ $0] }
  }
}

/// What scalars beyond ASCII fold to.
struct CaseFoldTable: Sendable {
  /// The one table, read at first use.
  static let shared = CaseFoldTable()
  private let names = NameTable(source)

  /// Where the folded form of a scalar lies, nil if it is the scalar itself.
  func folded(_ scalar: Unicode.Scalar) -> Range<Int>? {
    let bytes = UTF8.encode(scalar).map { Array($0) } ?? []
    return names.index(ofNameWith: bytes.count) { bytes[$0] }.map { names.text($0) }
  }

  /// A byte of a folded form.
  func byte(at offset: Int) -> UInt8 { names.byte(at: offset) }
}
