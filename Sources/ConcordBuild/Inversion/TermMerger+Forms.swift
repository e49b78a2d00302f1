// Merging with stems: every form of a word has one list, wherever only one text has that form under that text.
//
// A word that is its own stem, and the only one with it, keeps its list, as it would without stems. Where a stem stands for
// several words, or for one with another text, its list is that of class `stem`, and the words have none: the dictionary
// keeps them with the number of their documents, for completion, prefixes and typos, and with the number of that stem.

import ConcordArtifact
import ConcordBytes
import ConcordText

/// Where the occurrences of a word go.
private enum WordRole {
  /// Into a list of its own.
  case own
  /// Nowhere: they are those of its stem already, which is this one.
  case inflected(stem: Int)
  /// To the other words of which it is the stem, which is this one.
  case base(stem: Int)
}

extension TermMerger {
  /// Encodes the terms of a table that never left memory and whose words have stems.
  ///
  /// Memory: the stems that are not their only words, and the occurrences of one term.
  mutating func merge(_ table: TermTable, forms: WordForms) throws(SystemError) {
    let sorted = table.sorted().map(Int.init)
    let words = sorted.prefix { table.key($0).isOf(.folded) }
    let others = sorted.dropFirst(words.count)
    var stems = StemRanks()
    for index in others {
      if !table.key(index).isOf(.stem) { break }
      stems.append(table.key(index))
    }
    /// Words that are the stems of others, in the order in which those stems come.
    var bases: ArraySlice<Int> = []
    for index in words {
      let key = table.key(index)
      let stream = table.stream(index)
      switch Self.role(of: key, forms, stems) {
      case .own:
        try add(stream, of: key)
        try endTerm(key)
      case .inflected(let stem):
        try endWord(key, documents: OccurrenceStream.documentCount(stream), stem: stem)
      case .base(let stem):
        try endWord(key, documents: OccurrenceStream.documentCount(stream), stem: stem)
        bases.append(index)
      }
    }
    for index in others {
      let key = table.key(index)
      var stream = table.stream(index)
      if let base = bases.first, Self.asStem(table.key(base)).withView({ $0.compare(key) }) == 0 {
        stream = OccurrenceStream.merged(table.stream(base), stream)
        bases.removeFirst()
      }
      try add(stream, of: key)
      try endTerm(key)
    }
  }

  /// Encodes the terms of runs whose words have stems.
  ///
  /// Memory: the stems that are not their only words, and the occurrences of one term.
  mutating func merge(
    _ files: [FileDescriptor], forms: WordForms, memory: Int, folder: String
  ) throws(SystemError) {
    let bases = try mergeWords(files, forms, memory, folder)
    var base: [UInt8] = []
    var others = OccurrenceWriter()
    try RunMerge.forEachTerm(of: [bases] + files, classes: TermClass.stem.rawValue...255, memory: memory) {
      (stream, run, key) throws(SystemError) in
      if run == 0 {
        base = stream
      } else if base.isEmpty {
        try add(stream, of: key)
      } else {
        others.append(stream)
      }
    } end: { (key) throws(SystemError) in
      if !base.isEmpty {
        try add(OccurrenceStream.merged(base, others.bytes), of: key)
        base.removeAll(keepingCapacity: true)
        others.removeAll()
      }
      try endTerm(key)
    }
  }

  /// Encodes the words; returns a run of those that are the stems of others, as terms of that class.
  private mutating func mergeWords(
    _ files: [FileDescriptor], _ forms: WordForms, _ memory: Int, _ folder: String
  ) throws(SystemError) -> FileDescriptor {
    var stems = StemRanks()
    let stem = TermClass.stem.rawValue
    try RunMerge.forEachTerm(of: files, classes: stem...stem, memory: memory) { _, _, _ in
    } end: {
      stems.append($0)
    }
    var bases = try RunWriter(folder: folder)
    var role: WordRole?
    var occurrences = OccurrenceWriter()
    var documents = 0
    try RunMerge.forEachTerm(of: files, classes: 0...TermClass.folded.rawValue, memory: memory) {
      (stream, _, key) throws(SystemError) in
      let known = role ?? Self.role(of: key, forms, stems)
      role = known
      if case .own = known { return try add(stream, of: key) }
      documents += OccurrenceStream.documentCount(stream)
      if case .base = known { occurrences.append(stream) }
    } end: { (key) throws(SystemError) in
      switch role {
      case .own, nil: try endTerm(key)
      case .inflected(let stem): try endWord(key, documents: documents, stem: stem)
      case .base(let stem):
        try endWord(key, documents: documents, stem: stem)
        try Self.asStem(key).withView { (key) throws(SystemError) in
          try bases.append(key: key, stream: occurrences.bytes)
        }
      }
      occurrences.removeAll()
      (role, documents) = (nil, 0)
    }
    return try bases.finish()
  }

  private static func role(of key: ByteView, _ forms: WordForms, _ stems: StemRanks) -> WordRole {
    guard let word = try? key.slice(1, key.count - 1) else { return .own }
    if let form = unsafe forms.form(of: word.bytes) {
      let stem = ([TermClass.stem.rawValue] + form).withView { stems.rank(of: $0) }
      // Whoever added the word added its stem.
      return stem.map { .inflected(stem: $0) } ?? .own
    }
    return asStem(key).withView { stems.rank(of: $0) }.map { .base(stem: $0) } ?? .own
  }

  private static func asStem(_ key: ByteView) -> [UInt8] {
    var bytes = key.array
    bytes[0] = TermClass.stem.rawValue
    return bytes
  }
}

extension ByteView {
  /// Whether the key is of a class.
  fileprivate func isOf(_ termClass: TermClass) -> Bool { (try? u8(at: 0)) == termClass.rawValue }
}
