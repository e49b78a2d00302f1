// The rest of a query while its last word is typed: only completions that some document has beside it are offered.

internal import ConcordArtifact
internal import ConcordBytes
internal import ConcordText

/// The documents that the rest of a query finds; the set is not changed any more.
struct CompletionContext: @unchecked Sendable {
  private let contents: IndexContents
  private let documents: DocumentSet
  private let control: SearchControl

  /// The documents of the query that was given beside what is typed; nil without one.
  init?(_ contents: IndexContents, _ completion: CompletionQuery) throws(ArtifactError) {
    guard let query = completion.context else { return nil }
    self.contents = contents
    control = completion.control
    let compiled = try contents.compile(query, control: control)
    documents = try contents.matches(compiled.plan, control: control).set
  }

  /// The documents that have all words before the last one; nil if there is no such word in the index.
  ///
  /// A word that no document has says nothing about the others.
  init?(_ contents: IndexContents, lead: String, control: SearchControl) throws(ArtifactError) {
    var left: DocumentSet?
    for word in lead.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\n" }) {
      let key = [TermClass.folded.rawValue] + contents.analyzer.foldedKey(of: Array(word.utf8))
      guard let info = try key.withView({ (view) throws(ArtifactError) in try contents.dictionary.find(view) }) else {
        continue
      }
      let own = try contents.documents(of: info, control: control)
      if let left { own.formIntersection(left) }
      left = own
    }
    guard let left else { return nil }
    self.contents = contents
    self.control = control
    documents = left
  }

  /// Whether a document has the word beside the rest.
  ///
  /// Reads postings up to the first such document.
  func allows(word number: Int) throws(ArtifactError) -> Bool {
    let info = try contents.dictionary.info(number)
    return try contents.meets(info, documents, control: control)
  }

  /// Whether a document has all words of a text beside the rest.
  func allows(text: String) throws(ArtifactError) -> Bool {
    var words: [[UInt8]] = []
    for part in text.split(whereSeparator: { $0 == " " }) {
      let key = contents.analyzer.foldedKey(of: Array(part.utf8))
      if !key.isEmpty { words.append(key) }
    }
    var left = documents
    for word in words {
      let key = [TermClass.folded.rawValue] + word
      guard let info = try key.withView({ (view) throws(ArtifactError) in try contents.dictionary.find(view) }) else {
        return false
      }
      let own = try contents.documents(of: info, control: control)
      own.formIntersection(left)
      left = own
      if left.count == 0 { return false }
    }
    return !words.isEmpty
  }
}

extension IndexContents {
  /// The weight of a word: the documents that have it.
  func weight(ofWord number: Int) throws(ArtifactError) -> UInt64 {
    let known = try words.weights.weights(of: words.weights.code(of: number))
    return known.isExact ? known.smallest : UInt64(try dictionary.info(number).documentCount)
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
