// The rest of a query while its last word is typed: only completions that some document has beside it are offered.

internal import ConcordArtifact
internal import ConcordBytes
internal import ConcordText

/// The documents that the rest of a query finds; the set is not changed any more.
struct CompletionContext: @unchecked Sendable {
  private let contents: IndexContents
  private let documents: DocumentSet

  /// The documents of the query that was given beside what is typed; nil without one.
  init?(_ contents: IndexContents, _ completion: CompletionQuery) throws(ArtifactError) {
    guard let query = completion.context else { return nil }
    self.contents = contents
    let compiled = try contents.compile(query, control: completion.control)
    documents = try contents.matches(compiled.plan, control: completion.control).set
  }

  /// The documents that have all words before the last one, of those of a context; nil if there is no such word in the index.
  ///
  /// A word that no document has says nothing about the others.
  init?(
    _ contents: IndexContents, lead: String, within: CompletionContext?, control: SearchControl
  ) throws(ArtifactError) {
    var left: DocumentSet?
    for word in lead.utf8.split(whereSeparator: { $0 <= 0x20 || $0 == 0x7F }) {
      let key = [TermClass.folded.rawValue] + contents.analyzer.foldedKey(of: Array(word))
      let own: DocumentSet
      if let info = try contents.list(of: key) {
        own = try contents.documents(of: info, control: control)
      } else if let found = try contents.documents(ofWords: Array(word)[...], control: control), found.count > 0 {
        own = found
      } else {
        continue
      }
      if let left { own.formIntersection(left) }
      left = own
    }
    guard let left else { return nil }
    if let within { left.formIntersection(within.documents) }
    self.contents = contents
    documents = left
  }

  /// Whether a document has the word beside the rest.
  ///
  /// Reads postings up to the first such document.
  func allows(word number: Int, _ control: SearchControl) throws(ArtifactError) -> Bool {
    let info = try contents.list(of: contents.dictionary.info(number))
    return try contents.meets(info, documents, control: control)
  }

  /// Whether a document has all words of a text beside the rest.
  func allows(text: [UInt8], _ control: SearchControl) throws(ArtifactError) -> Bool {
    var left = documents
    var isEmpty = true
    for part in text.split(separator: 0x20) {
      let key = [TermClass.folded.rawValue] + contents.analyzer.foldedKey(of: Array(part))
      let own: DocumentSet
      if let info = try contents.list(of: key) {
        own = try contents.documents(of: info, control: control)
      } else if let found = try contents.documents(ofWords: part, control: control) {
        own = found
      } else {
        continue
      }
      isEmpty = false
      own.formIntersection(left)
      left = own
      if left.count == 0 { return false }
    }
    return !isEmpty
  }
}

extension IndexContents {
  /// The weight of a word: the documents that have it.
  func weight(ofWord number: Int) throws(ArtifactError) -> UInt64 {
    let known = try words.weights.weights(of: words.weights.code(of: number))
    return known.isExact ? known.smallest : UInt64(try dictionary.info(number).documentCount)
  }

  /// The documents that have what a search would make of a part of a text, as of "(lamp," or a word of a script without
  /// spaces; nil if that is nothing.
  func documents(ofWords part: ArraySlice<UInt8>, control: SearchControl) throws(ArtifactError) -> DocumentSet? {
    let root = QueryNode.group([QueryClause(.must, .word(String(decoding: part, as: UTF8.self)))])
    let compiled = try compile(SearchQuery(root), control: control)
    if compiled.parts.allSatisfy({ $0.terms.isEmpty && $0.absent.isEmpty }) { return nil }
    // What a plan of one set gives is that set itself, and others may have it.
    return try matches(compiled.plan, control: control).set.copy()
  }

  /// The documents of a term.
  func documents(of info: TermInfo, control: SearchControl) throws(ArtifactError) -> DocumentSet {
    let set = DocumentSet(capacity: statistics.documents)
    let memory = UnsafeMutablePointer<UInt32>.allocate(capacity: PostingsScratch.capacity(fields: postings.fields))
    defer { unsafe memory.deallocate() }
    try insert(info, into: set, scratch: unsafe PostingsScratch(base: memory), control: control)
    return set
  }

  /// Whether a term is in one of the documents of a set.
  ///
  /// Block by block up to the first one.
  func meets(_ info: TermInfo, _ set: DocumentSet, control: SearchControl) throws(ArtifactError) -> Bool {
    let memory = UnsafeMutablePointer<UInt32>.allocate(capacity: PostingsScratch.capacity(fields: postings.fields))
    defer { unsafe memory.deallocate() }
    var cursor = try PostingsCursor(info, in: postings, scratch: unsafe PostingsScratch(base: memory))
    for block in 0..<cursor.blockCount {
      if block & 7 == 7 && control.shouldStop() { return false }
      try cursor.decodeDocuments(block: block)
      for index in 0..<cursor.count where set.contains(unsafe cursor.scratch.documents[index]) { return true }
    }
    return false
  }
}
