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
  /// - Returns: how many terms begin so, and the lists of forms that stand for words without one.
  func insert(
    termsWithPrefix prefix: [UInt8], fields: UInt8, into set: DocumentSet, control: SearchControl
  ) throws(ArtifactError) -> (terms: Int, forms: Set<Int>) {
    let terms = try dictionary.terms(withPrefix: prefix)
    var forms: Set<Int> = []
    var cursor = TermInfoCursor(dictionary, from: terms.lowerBound)
    let room = PostingsScratch.capacity(fields: postings.fields)
    let memory = UnsafeMutablePointer<UInt32>.allocate(capacity: room)
    defer { unsafe memory.deallocate() }
    // Once many postings were seen, long lists set bytes, which are made bits at the end: a quarter of the time of setting
    // bits, but a byte a document to be cleared and packed.
    var seen = 0
    var marks: UnsafeMutablePointer<UInt8>?
    defer { unsafe marks?.deallocate() }
    for number in terms {
      if number & 63 == 63 && control.shouldStop() { break }
      guard var info = try cursor.next() else { break }
      if !info.hasList {
        if !forms.insert(stemNumber(of: info)).inserted { continue }
        info = try list(of: info)
      }
      if fields != .max {
        try insert(info, fields: fields, into: set, scratch: unsafe PostingsScratch(base: memory), control: control)
      } else if info.documentCount < PostingsCursor.shortest {
        unsafe set.insert(memory, try postings.decodeShort(info, into: memory))
      } else {
        seen += info.documentCount
        if seen > set.capacity / 2, unsafe marks == nil { unsafe marks = Self.zeros(set.wordCount * 64) }
        var list = try PostingsCursor(info, in: postings, scratch: unsafe PostingsScratch(base: memory))
        for block in 0..<list.blockCount {
          try list.decodeDocuments(block: block)
          if let bytes = unsafe marks {
            unsafe concord_set_marks(bytes, memory, UInt32(truncatingIfNeeded: list.count), 0)
          } else {
            unsafe set.insert(memory, list.count)
          }
        }
      }
    }
    if let bytes = unsafe marks { unsafe concord_pack_marks(bytes, set.wordCount * 64, set.words) }
    return (terms.count, forms)
  }

  private static func zeros(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
    unsafe bytes.initialize(repeating: 0, count: count)
    return unsafe bytes
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
