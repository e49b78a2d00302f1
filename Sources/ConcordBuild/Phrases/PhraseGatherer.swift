// The words of documents, put together to phrases.

import ConcordBytes
import ConcordText

/// Finds the phrases of a stream of documents and counts their documents.
///
/// A phrase is 2 to 4 words of a title or a body with nothing between two neighbours but a space or a line break inside of a
/// paragraph, so that no end of a sentence and no mark of Markdown is in one. Each word has a letter, and the first
/// and the last are no function words. Code and HTML have none, nor have scripts without spaces: a word of those is not told.
///
/// Memory: the table's 8 MB, and a buffer for the file of texts. Nothing is allocated per phrase.
final class PhraseGatherer {
  /// Words that a phrase has at most.
  static let mostWords = 4
  /// Bytes that the text of a phrase has at most.
  static let longestText = 96

  let table: PhraseTable
  var texts: PhraseTexts
  private let functionWords: WordHashSet
  private var document: UInt32 = 0
  private var run = PhraseRun()
  private var structure = PhraseStructure.unknown
  private var fence = FenceScan()

  /// - Parameter functionWords: their folded keys.
  init(functionWords: Set<[UInt8]>, capacity: Int = PhraseTable.usualCapacity, folder: String) throws(SystemError) {
    self.functionWords = WordHashSet(functionWords)
    table = try PhraseTable(capacity: capacity)
    texts = try PhraseTexts(folder: folder)
  }

  /// Begins a text of a document; documents come one after another.
  func begin(_ document: UInt32, from offset: Int, _ structure: PhraseStructure) {
    self.document = document
    self.structure = structure
    run = PhraseRun()
    fence = FenceScan(end: offset)
  }

  /// Takes the next tokens of the text.
  func add(_ batch: borrowing TokenBatch, of text: ByteView) throws(SystemError) {
    // Local copies: fields of a class are loaded and checked at every use.
    var (run, structure, fence) = (run, structure, fence)
    let (tokens, keys) = unsafe (batch.tokens, batch.keys)
    let bytes = unsafe text.bytes
    for index in 0..<batch.count {
      let token = unsafe tokens[index]
      if token.flags & Token.part != 0 { continue }
      let (start, end) = (Int(token.sourceStart), Int(token.sourceEnd))
      if !structure.isKnown, unsafe fence.isCode(at: start, end, bytes) { continue }
      if token.termClass != .folded || token.flags & Token.cut != 0 || structure.isAside(start) { continue }
      let key = unsafe keys + Int(token.keyStart)
      let length = Int(token.keyLength)
      let word = unsafe PhraseHash.word(key, length)
      if word.isASCII ? !word.hasLetter : unsafe !WordLetters.isWord(key, length) { continue }
      let form = unsafe WordForm.of(bytes, start, end, key, length)
      if run.mayEnd { unsafe count(run, bytes) }
      if unsafe !run.continues(to: start, bytes, &structure) { run.restart() }
      run.append(word.hash, isEdge: !functionWords.contains(word.hash), form: form, start: start, end: end)
      if run.mayEnd {
        for words in 2...Self.mostWords where run.begins(words) { table.prefetch(run.hash(words)) }
      }
    }
    if run.mayEnd {
      unsafe count(run, bytes)
      run.wasCounted()
    }
    (self.run, self.structure, self.fence) = (run, structure, fence)
    try texts.flushIfLong()
  }

  /// The phrases to offer, after all documents; `key` says how a text folds.
  func finish(
    most: Int = PhraseSelection.most, key: ([UInt8]) -> [UInt8]
  ) throws(SystemError) -> [FrequentPhrase] {
    guard let file = try texts.finish() else { return [] }
    var selection = PhraseSelection(table)
    let chosen: [FrequentPhrase]
    do { chosen = try selection.choose(from: file.view, most: most, key: key) } catch { throw texts.damage }
    // Pages that a failing disk lost read as zeros.
    if file.isDamaged { throw texts.damage }
    return chosen
  }

  /// Counts the phrases that end with the last word.
  @inline(__always)
  private func count(_ run: PhraseRun, _ bytes: UnsafeBufferPointer<UInt8>) {
    for words in 2...Self.mostWords where run.begins(words) {
      if table.add(run.hash(words), words: words, document: document, form: run.form(words)) {
        unsafe keep(run, words, bytes)
      }
    }
  }

  @inline(never)
  private func keep(_ run: PhraseRun, _ words: Int, _ bytes: UnsafeBufferPointer<UInt8>) {
    let range = run.range(words)
    // Each run of white space becomes one space.
    var length = 0
    var wasSpace = false
    for offset in range {
      let isSpace = unsafe bytes[offset] <= 0x20
      length += isSpace && wasSpace ? 0 : 1
      wasSpace = isSpace
    }
    texts.begin(run.hash(words), form: run.form(words), words: words, length: length)
    for place in (0..<words).reversed() { texts.add(word: run.word(place)) }
    wasSpace = false
    for offset in range {
      let isSpace = unsafe bytes[offset] <= 0x20
      if !(isSpace && wasSpace) { texts.add(byte: unsafe isSpace ? 0x20 : bytes[offset]) }
      wasSpace = isSpace
    }
  }
}

/// The last words of a run of words that may be a phrase, by number from the last one, 0.
struct PhraseRun {
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  /// Hashes of the last 2, 3 and 4 words.
  private var hashes: (UInt64, UInt64, UInt64) = (0, 0, 0)
  private var starts: (Int, Int, Int, Int) = (0, 0, 0, 0)
  /// Whether each is no function word, a bit a word.
  private var edges: UInt8 = 0
  /// How each is written, two bits a word.
  private var forms: UInt8 = 0
  /// Words of the run, 4 for more.
  private var count = 0
  private var end = -1
  private var isCounted = false

  @inline(__always)
  mutating func restart() { count = 0 }

  @inline(__always)
  mutating func append(_ hash: UInt64, isEdge: Bool, form: UInt8, start: Int, end: Int) {
    hashes = (
      PhraseHash.appending(hash, to: words.0), PhraseHash.appending(hash, to: hashes.0),
      PhraseHash.appending(hash, to: hashes.1)
    )
    words = (hash, words.0, words.1, words.2)
    starts = (start, starts.0, starts.1, starts.2)
    edges = edges << 1 | (isEdge ? 1 : 0)
    forms = forms << 2 | form
    count = min(PhraseGatherer.mostWords, count &+ 1)
    self.end = end
    isCounted = false
  }

  /// Whether phrases may end with the last word, and are not counted yet.
  @inline(__always)
  var mayEnd: Bool { count > 1 && edges & 1 != 0 && !isCounted }

  @inline(__always)
  mutating func wasCounted() { isCounted = true }

  /// Whether a phrase of the last so many words may begin.
  @inline(__always)
  func begins(_ words: Int) -> Bool {
    words <= count && edges >> UInt8(truncatingIfNeeded: words &- 1) & 1 != 0
      && range(words).count <= PhraseGatherer.longestText
  }

  @inline(__always)
  func hash(_ words: Int) -> UInt64 { words == 2 ? hashes.0 : words == 3 ? hashes.1 : hashes.2 }

  @inline(__always)
  func form(_ words: Int) -> UInt8 {
    words == PhraseGatherer.mostWords ? forms : forms & (1 << UInt8(truncatingIfNeeded: words &* 2) &- 1)
  }

  @inline(__always)
  func range(_ words: Int) -> Range<Int> {
    let start = words == 2 ? starts.1 : words == 3 ? starts.2 : starts.3
    return start..<max(start, end)
  }

  func word(_ place: Int) -> UInt64 {
    switch place {
    case 0: words.0
    case 1: words.1
    case 2: words.2
    default: words.3
    }
  }

  /// Whether the word at `start` comes right after the last one of the run: behind a space, or a line break that ends no block.
  @inline(__always)
  func continues(to start: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ structure: inout PhraseStructure) -> Bool {
    if count == 0 || start <= end { return false }
    // SAFETY: words lie in the text, one behind the other.
    if start == end &+ 1, unsafe bytes[end] == 0x20 { return true }
    return unsafe continuesBehindBreak(start, bytes, &structure)
  }

  @inline(never)
  private func continuesBehindBreak(
    _ start: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ structure: inout PhraseStructure
  ) -> Bool {
    var offset = end
    if unsafe bytes[offset] == 0x0D { offset += 1 }
    guard offset < start, unsafe bytes[offset] == 0x0A else { return false }
    offset += 1
    // Only Markdown says that an indented line goes on.
    let most = structure.isKnown ? 16 : 0
    if start - offset > most { return false }
    while offset < start, unsafe bytes[offset] == 0x20 { offset += 1 }
    return offset == start && !structure.endsHeading(end, start)
  }
}

/// How a word is written, compared with its key.
enum WordForm {
  static var key: UInt8 { 0 }
  static var capital: UInt8 { 1 }
  static var upper: UInt8 { 2 }
  static var other: UInt8 { 3 }

  @inline(__always)
  static func of(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, _ key: UnsafePointer<UInt8>, _ length: Int
  ) -> UInt8 {
    if end &- start != length { return other }
    if unsafe isSame(bytes, start, key, length) { return self.key }
    var differ = 0
    for index in 0..<length {
      // SAFETY: the word lies in the text, and the key has `length` bytes.
      let (written, folded) = unsafe (bytes[start &+ index], key[index])
      if written == folded { continue }
      if written ^ folded != 0x20 || written &- 0x41 >= 26 { return other }
      if index == differ { differ &+= 1 } else { return other }
    }
    return differ == 0 ? self.key : differ == 1 ? capital : differ == length ? upper : other
  }

  /// Whether a word is written like its key, as most are.
  @inline(__always)
  private static func isSame(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ key: UnsafePointer<UInt8>, _ length: Int
  ) -> Bool {
    // Near the end of the text the slow way tells.
    guard start &+ length &+ 8 <= bytes.count, let base = bytes.baseAddress else { return false }
    var at = 0
    while at < length {
      // SAFETY: eight bytes from any of the word's lie in the text, and the key is followed by 16 readable bytes.
      let written = unsafe UnsafeRawPointer(base + (start &+ at)).loadUnaligned(as: UInt64.self)
      let folded = unsafe UnsafeRawPointer(key + at).loadUnaligned(as: UInt64.self)
      let differ = UInt64(littleEndian: written ^ folded)
      let left = length &- at
      if (left >= 8 ? differ : differ & (1 << UInt64(truncatingIfNeeded: left &* 8) &- 1)) != 0 { return false }
      at &+= 8
    }
    return true
  }
}
