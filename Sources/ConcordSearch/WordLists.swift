// Which list a word is found by: without stems its own, with stems that of its form.

package import ConcordArtifact
internal import ConcordBytes
package import ConcordText

extension TermInfo {
  /// Whether the term has a list; a word that is found by its stem has none.
  package var hasList: Bool { postingsLength > 0 }
}

extension IndexContents {
  /// The class of the keys of forms: words, or in an index with stems whatever words are found by.
  ///
  /// A key of that class may be absent while the word of the same text has the list: then no other word has that form.
  package var formClass: TermClass { settings.stemmer == nil ? .folded : .stem }

  /// The list that a key (class byte first) stands for; nil if no document has it.
  ///
  /// One or two looks into the dictionary. For a word of an index with stems it makes a stemmer; who has many words calls
  /// ``list(ofWord:_:_:)``.
  package func list(of key: [UInt8]) throws(ArtifactError) -> TermInfo? {
    if let info = try find(key) {
      if info.hasList { return info }
      return try list(ofWord: Array(key.dropFirst()), info, WordForms(analyzer))
    }
    guard key.first == TermClass.stem.rawValue else { return nil }
    let word = try find([TermClass.folded.rawValue] + key.dropFirst())
    return word.flatMap { $0.hasList ? $0 : nil }
  }

  /// The list that a word of the dictionary is found by.
  package func list(
    ofWord word: [UInt8], _ info: TermInfo, _ forms: WordForms
  ) throws(ArtifactError) -> TermInfo {
    if info.hasList { return info }
    let form = unsafe word.withUnsafeBufferPointer { unsafe forms.form(of: $0) } ?? word
    guard let list = try find([TermClass.stem.rawValue] + form), list.hasList else {
      throw dictionary.table.damaged("term \(info.term) has no list, and neither has its stem")
    }
    return list
  }

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
