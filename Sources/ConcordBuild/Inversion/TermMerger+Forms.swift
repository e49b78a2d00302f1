// Merging with stems: every form of a word has one list, wherever only one text has that form under that text.
//
// A word that is its own stem, and the only one with it, keeps its list, as it would without stems. Where a stem stands for
// several words, or for one with another text, its list is that of class `stem`, and the words have none: the dictionary
// keeps them with the number of their documents, for completion, prefixes and typos.

import ConcordArtifact
import ConcordBytes
import ConcordText

/// Where the occurrences of a word go.
private enum WordRole {
  /// Into a list of its own.
  case own
  /// Nowhere: they are those of its stem already.
  case inflected
  /// To the other words of which it is the stem.
  case base
}

extension TermMerger {
  /// Encodes the terms of a table that never left memory and whose words have stems.
  ///
  /// Memory: the stems that are not their only words, and the occurrences of one term.
  mutating func mergeForms(_ table: TermTable) throws(SystemError) {
    let sorted = table.sorted().map(Int.init)
    func key(_ index: Int) -> (termClass: UInt8, text: [UInt8]) {
      let bytes = table.key(index).array
      return (bytes[0], Array(bytes.dropFirst()))
    }
    let words = sorted.prefix { key($0).termClass == TermClass.folded.rawValue }
    let others = sorted.dropFirst(words.count)
    let stems = Set(others.lazy.map(key).prefix { $0.termClass == TermClass.stem.rawValue }.map(\.text))
    /// Words that are the stems of others, in the order in which those stems come.
    var bases: [Int] = []
    for index in words {
      let isBase = !table.isInflected(index) && stems.contains(key(index).text)
      if isBase { bases.append(index) }
      let stream = table.stream(index)
      if isBase || table.isInflected(index) {
        try endWord(table.key(index), documents: OccurrenceStream.documentCount(stream))
      } else {
        try add(stream, of: table.key(index))
        try endTerm(table.key(index))
      }
    }
    var next = 0
    for index in others {
      var stream = table.stream(index)
      if next < bases.count, case (TermClass.stem.rawValue, key(bases[next]).text) = key(index) {
        stream = OccurrenceStream.merged(table.stream(bases[next]), stream)
        next += 1
      }
      try add(stream, of: table.key(index))
      try endTerm(table.key(index))
    }
  }

  /// Encodes the terms of runs whose words have stems.
  ///
  /// Memory: 8 bytes and a half per stem that is not its only word, and the occurrences of one term.
  mutating func merge(
    _ files: [FileDescriptor], forms: WordForms, memory: Int, folder: String
  ) throws(SystemError) {
    let bases = try mergeWords(files, forms: forms, stems: Self.stems(in: files, memory: memory), memory, folder)
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
    _ files: [FileDescriptor], forms: WordForms, stems: Set<UInt64>, _ memory: Int, _ folder: String
  ) throws(SystemError) -> FileDescriptor {
    var bases = try RunWriter(folder: folder)
    var role: WordRole?
    var occurrences = OccurrenceWriter()
    var documents = 0
    func findRole(of key: ByteView) -> WordRole {
      guard let word = try? key.slice(1, key.count - 1) else { return .own }
      if unsafe forms.form(of: word.bytes) != nil { return .inflected }
      return stems.contains(Self.hash(key)) ? .base : .own
    }
    try RunMerge.forEachTerm(of: files, classes: 0...TermClass.folded.rawValue, memory: memory) {
      (stream, _, key) throws(SystemError) in
      let known = role ?? findRole(of: key)
      role = known
      if known == .own { return try add(stream, of: key) }
      documents += OccurrenceStream.documentCount(stream)
      if known == .base { occurrences.append(stream) }
    } end: { (key) throws(SystemError) in
      if role == .own {
        try endTerm(key)
      } else {
        try endWord(key, documents: documents)
        if role == .base {
          try Self.asStem(key).withView { (key) throws(SystemError) in
            try bases.append(key: key, stream: occurrences.bytes)
          }
        }
      }
      occurrences.removeAll()
      (role, documents) = (nil, 0)
    }
    return try bases.finish()
  }

  /// Hashes of all stems that are not the words they come from; two of one hash do no harm.
  private static func stems(in files: [FileDescriptor], memory: Int) throws(SystemError) -> Set<UInt64> {
    var found: Set<UInt64> = []
    for file in files {
      let reader = RunReader(file, bufferSize: max(1 << 16, min(1 << 20, memory)))
      var isStem = try reader.next(from: TermClass.stem.rawValue)
      while isStem && reader.key[0] == TermClass.stem.rawValue {
        reader.key.withView { _ = found.insert(Self.hash($0)) }
        reader.skipStream()
        isStem = try reader.next()
      }
    }
    return found
  }

  /// Hash of a key without its class.
  private static func hash(_ key: ByteView) -> UInt64 {
    guard let text = try? key.slice(1, key.count - 1) else { return 0 }
    return Checksum.xxh128(text).low
  }

  private static func asStem(_ key: ByteView) -> [UInt8] {
    var bytes = key.array
    bytes[0] = TermClass.stem.rawValue
    return bytes
  }
}
