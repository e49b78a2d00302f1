// Which list a word is found by: without stems its own, with stems that of its form.

package import ConcordArtifact
internal import ConcordBytes
package import ConcordText

extension IndexContents {
  /// The class of the keys of forms: words, or in an index with stems whatever words are found by.
  ///
  /// A key of that class may be absent while the word of the same text has the list: then no other word has that form.
  package var formClass: TermClass { settings.stemmer == nil ? .folded : .stem }

  /// The list that a key (class byte first) stands for; nil if no document has it.
  ///
  /// One or two looks into the dictionary.
  package func list(of key: [UInt8]) throws(ArtifactError) -> TermInfo? {
    if let info = try find(key) { return try list(of: info) }
    guard key.first == TermClass.stem.rawValue else { return nil }
    // A word without a list has another form than its own text: the stem of that text would have been there.
    let word = try find([TermClass.folded.rawValue] + key.dropFirst())
    return word.flatMap { $0.hasList ? $0 : nil }
  }

  /// The list that a term of the dictionary is found by: its own, or that of its stem.
  package func list(of info: TermInfo) throws(ArtifactError) -> TermInfo {
    if info.hasList { return info }
    let list = try dictionary.info(stemNumber(of: info))
    if !list.hasList { throw dictionary.table.damaged("term \(info.term) has no list, and neither has its stem") }
    return list
  }

  /// Calls `body` with each token of a text and its key, without the class, until it returns false.
  func forEachToken(_ view: ByteView, from position: UInt32 = 0, _ body: (Token, [UInt8]) -> Bool) {
    scratches.use { scratch in
      var cursor = Analyzer.Cursor(offset: 0, position: position)
      while cursor.offset < view.count {
        scratch.tokens.reset()
        unsafe analyzer.analyze(view.bytes, from: &cursor, into: &scratch.tokens)
        for index in 0..<scratch.tokens.count {
          if !body(unsafe scratch.tokens.tokens[index], scratch.tokens.key(at: index)) { return }
        }
      }
    }
  }

  /// Calls `body` with each token of a text and the key that it is looked up by, class byte first, until it returns false.
  func forEachForm(_ view: ByteView, from position: UInt32, _ body: (Token, [UInt8]) -> Bool) {
    forEachToken(view, from: position) { token, key in body(token, formKey(of: token, key)) }
  }

  /// The number of the term that a word without a list is found by: stems come behind all words.
  func stemNumber(of word: TermInfo) -> Int { words.count + word.postingsOffset }

  /// The key (class byte first) that a token is looked up by.
  func formKey(of token: Token, _ key: [UInt8]) -> [UInt8] {
    let isForm = token.termClass == .folded && token.flags & Token.inflected == 0
    return [isForm ? formClass.rawValue : token.termClass.rawValue] + key
  }

  /// The key of the form that a list is of.
  func formKey(of list: TermInfo) throws(ArtifactError) -> [UInt8] {
    var key = try dictionary.table.key(list.term)
    if key.first == TermClass.folded.rawValue { key[0] = formClass.rawValue }
    return key
  }

  private func find(_ key: [UInt8]) throws(ArtifactError) -> TermInfo? {
    try key.withView { (view) throws(ArtifactError) in try dictionary.find(view) }
  }
}
