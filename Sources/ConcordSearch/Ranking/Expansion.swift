// Terms that a query names by their beginning: every document that has one of them.

internal import CKernels
package import ConcordArtifact
internal import ConcordBytes

extension IndexContents {
  /// The documents that have a term whose key (class byte first) begins with `prefix`.
  ///
  /// O(matching terms + their postings); what a deadline cuts off is missing.
  package func documents(
    withPrefix prefix: [UInt8], fields: UInt8 = .max, control: SearchControl = .none
  ) throws(ArtifactError) -> DocumentSet {
    let set = DocumentSet(capacity: statistics.documents)
    _ = try insert(termsWithPrefix: prefix, fields: fields, into: set, control: control)
    return set
  }

  /// Adds the documents of all terms that begin with `prefix`, and of all forms of words that do.
  ///
  /// - Returns: how many terms begin so, and the lists of forms that stand for words without one, ascending.
  func insert(
    termsWithPrefix prefix: [UInt8], fields: UInt8, into set: DocumentSet, control: SearchControl
  ) throws(ArtifactError) -> (terms: Int, forms: [Int]) {
    let terms = try dictionary.terms(withPrefix: prefix)
    var lists = ListUnion(postings: postings, set: set, fields: fields, control: control)
    var words = TermInfoCursor(dictionary, from: terms.lowerBound)
    var forms: [Int] = []
    for number in terms {
      if number & 63 == 63 && control.shouldStop() { break }
      guard let info = try words.next() else { break }
      if info.hasList { try lists.insert(info, in: self) } else { forms.append(stemNumber(of: info)) }
    }
    forms = Self.distinct(forms)
    // In order, so that those of a block of the dictionary are read together.
    var stems = TermInfoCursor(dictionary, from: forms.first ?? 0)
    for (index, number) in forms.enumerated() {
      if index & 63 == 63 && control.shouldStop() { break }
      let info = try stems.info(number)
      if !info.hasList { throw dictionary.table.damaged("neither a word of term \(number) nor the term has a list") }
      try lists.insert(info, in: self)
    }
    lists.finish()
    return (terms.count, forms)
  }

  /// The numbers in order, each once: by a bit each, as words with a common beginning have stems that lie together.
  private static func distinct(_ numbers: [Int]) -> [Int] {
    guard let low = numbers.min(), let high = numbers.max() else { return [] }
    if high - low > 1024 * numbers.count { return Array(Set(numbers)).sorted() }
    var bits = [UInt64](repeating: 0, count: (high - low) / 64 + 1)
    for number in numbers { bits[(number - low) >> 6] |= 1 << UInt64((number - low) & 63) }
    var ordered: [Int] = []
    for (word, value) in bits.enumerated() {
      var rest = value
      while rest != 0 {
        ordered.append(low + word << 6 + rest.trailingZeroBitCount)
        rest &= rest &- 1
      }
    }
    return ordered
  }

  /// The keys that begin with `prefix`, in byte order.
  func keys(withPrefix prefix: [UInt8], limit: Int) throws(ArtifactError) -> [[UInt8]] {
    var keys: [[UInt8]] = []
    var cursor = try prefix.withView { (view) throws(ArtifactError) in try dictionary.table.cursor(from: view) }
    while keys.count < limit, try cursor.next(), cursor.key.starts(with: prefix) { keys.append(cursor.key) }
    return keys
  }

  /// The terms under a prefix that the most documents have, those first; of equals the first in byte order.
  ///
  /// O(matching terms).
  func mostFrequent(
    withPrefix prefix: [UInt8], limit: Int
  ) throws(ArtifactError) -> [(key: [UInt8], info: TermInfo)] {
    let terms = try dictionary.terms(withPrefix: prefix)
    var cursor = TermInfoCursor(dictionary, from: terms.lowerBound)
    var best: [TermInfo] = []
    for _ in terms {
      guard let info = try cursor.next() else { break }
      if best.count == limit, let last = best.last, last.documentCount >= info.documentCount { continue }
      let place = best.firstIndex { $0.documentCount < info.documentCount } ?? best.count
      best.insert(info, at: place)
      if best.count > limit { best.removeLast() }
    }
    var found: [(key: [UInt8], info: TermInfo)] = []
    for info in best { found.append((try dictionary.table.key(info.term), info)) }
    return found
  }

  /// A phrase of keys (class byte first), one word behind the other; nothing if one of them is in no document.
  package func phrase(of keys: [[UInt8]], slop: UInt32 = 0) throws(ArtifactError) -> Plan {
    var words: [PhraseWord] = []
    for (offset, key) in keys.enumerated() {
      guard let info = try list(of: key) else { return .nothing }
      words.append(PhraseWord(info: info, offset: UInt32(offset)))
    }
    return .phrase(PlannedPhrase(words: words, slop: slop))
  }
}

/// The documents of many lists, gathered one list after another.
@safe private struct ListUnion: ~Copyable {
  private let postings: PostingsReader
  private let set: DocumentSet
  private let fields: UInt8
  private let control: SearchControl
  private let memory: UnsafeMutablePointer<UInt32>
  /// Once many postings were seen, long lists set bytes, which are made bits at the end: a quarter of the time of setting
  /// bits, but a byte a document to be cleared and packed.
  private var marks: UnsafeMutablePointer<UInt8>?
  private var seen = 0

  init(postings: PostingsReader, set: DocumentSet, fields: UInt8, control: SearchControl) {
    (self.postings, self.set, self.fields, self.control) = (postings, set, fields, control)
    unsafe memory = .allocate(capacity: PostingsScratch.capacity(fields: postings.fields))
    unsafe marks = nil
  }

  deinit {
    unsafe memory.deallocate()
    unsafe marks?.deallocate()
  }

  /// Adds the documents of a list.
  mutating func insert(_ info: TermInfo, in contents: IndexContents) throws(ArtifactError) {
    if fields != .max {
      try contents.insert(
        info, fields: fields, into: set, scratch: unsafe PostingsScratch(base: memory), control: control)
    } else if info.documentCount < PostingsCursor.shortest {
      unsafe set.insert(memory, try postings.decodeShort(info, into: memory))
    } else {
      try insertLong(info)
    }
  }

  private mutating func insertLong(_ info: TermInfo) throws(ArtifactError) {
    seen += info.documentCount
    if seen > set.capacity / 2, unsafe marks == nil { unsafe marks = Self.zeros(set.wordCount * 64) }
    let scratch = unsafe PostingsScratch(base: memory)
    var list = try PostingsCursor(info, in: postings, scratch: scratch)
    for block in 0..<list.blockCount {
      try list.decodeDocuments(block: block)
      if let bytes = unsafe marks {
        unsafe concord_set_marks(bytes, scratch.documents, UInt32(truncatingIfNeeded: list.count), 0)
      } else {
        unsafe set.insert(scratch.documents, list.count)
      }
    }
  }

  /// Makes bits of what was set in bytes.
  func finish() {
    if let bytes = unsafe marks { unsafe concord_pack_marks(bytes, set.wordCount * 64, set.words) }
  }

  private static func zeros(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
    unsafe bytes.initialize(repeating: 0, count: count)
    return unsafe bytes
  }
}
