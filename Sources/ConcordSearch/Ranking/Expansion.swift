// Terms that a query names by their beginning: every document that has one of them.

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
    let terms = try dictionary.terms(withPrefix: prefix)
    var cursor = TermInfoCursor(dictionary, from: terms.lowerBound)
    let room = PostingsScratch.capacity(fields: settings.scoring.fields.count)
    let memory = UnsafeMutablePointer<UInt32>.allocate(capacity: room)
    defer { unsafe memory.deallocate() }
    for number in terms {
      if number & 63 == 63 && control.shouldStop() { break }
      guard let info = try cursor.next() else { break }
      try insert(info, fields: fields, into: set, scratch: unsafe PostingsScratch(base: memory), control: control)
    }
    return set
  }

  /// A phrase of keys (class byte first), one word behind the other; nothing if one of them is in no document.
  package func phrase(of keys: [[UInt8]], slop: UInt32 = 0) throws(ArtifactError) -> Plan {
    var words: [PhraseWord] = []
    for (offset, key) in keys.enumerated() {
      guard let info = try key.withView({ (view) throws(ArtifactError) in try dictionary.find(view) }) else {
        return .nothing
      }
      words.append(PhraseWord(info: info, offset: UInt32(offset)))
    }
    return .phrase(PlannedPhrase(words: words, slop: slop))
  }
}
