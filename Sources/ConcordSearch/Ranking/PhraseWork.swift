// What looking for a phrase needs besides the lists: which words are which term, and room that is used again for every document.

internal import CKernels
internal import ConcordArtifact

/// The words of a phrase by number and by term, and the memory that counting works in.
@safe struct PhraseLayout: ~Copyable {
  /// The distinct terms, the rarest first.
  let terms: [TermInfo]
  let words: Int
  /// Per word the number of its term, and how far behind the first word it stands.
  let termOfWord: UnsafeMutablePointer<Int>
  let offsets: UnsafeMutablePointer<UInt32>
  /// The distinct offsets, those of a term together: term `t` has `grouped[groups[t]..<groups[t + 1]]`.
  let grouped: UnsafeMutablePointer<UInt32>
  let groups: UnsafeMutablePointer<Int>
  /// Whether a term stands at several places of the phrase.
  let hasRepeats: Bool
  /// Two numbers a word, for the phrase with words in between.
  let places: UnsafeMutablePointer<Int>

  /// Lays out `phrase`.
  ///
  /// The terms come first and from a function of their own: with them in a local variable here, the optimizer of
  /// Swift 6.3.1 releases an undefined pointer.
  init(_ phrase: PlannedPhrase) {
    let byTerm = Self.byTerm(phrase.words)
    terms = Self.distinctTerms(phrase.words, byTerm)
    words = byTerm.count
    unsafe termOfWord = .allocate(capacity: words)
    unsafe offsets = .allocate(capacity: words)
    unsafe grouped = .allocate(capacity: words)
    unsafe groups = .allocate(capacity: terms.count + 1)
    unsafe places = .allocate(capacity: words * 2)
    unsafe places.initialize(repeating: 0, count: words * 2)
    var (term, filled) = (-1, 0)
    for number in byTerm {
      let word = phrase.words[number]
      if term < 0 || terms[term].term != word.info.term {
        term += 1
        unsafe (groups + term).initialize(to: filled)
      }
      unsafe (termOfWord + number).initialize(to: term)
      unsafe (offsets + number).initialize(to: word.offset)
      if unsafe filled > groups[term] && grouped[filled - 1] == word.offset { continue }
      unsafe (grouped + filled).initialize(to: word.offset)
      filled += 1
    }
    unsafe (groups + terms.count).initialize(to: filled)
    hasRepeats = filled > terms.count
  }

  /// The numbers of the words in the order of their terms, the rarest first, those of a term in the order of the phrase.
  private static func byTerm(_ words: [PhraseWord]) -> [Int] {
    words.indices.sorted { left, right in
      let (a, b) = (words[left].info, words[right].info)
      if a.documentCount != b.documentCount { return a.documentCount < b.documentCount }
      return a.term != b.term ? a.term < b.term : left < right
    }
  }

  private static func distinctTerms(_ words: [PhraseWord], _ byTerm: [Int]) -> [TermInfo] {
    var terms: [TermInfo] = []
    for number in byTerm where terms.last?.term != words[number].info.term { terms.append(words[number].info) }
    return terms
  }

  deinit {
    unsafe termOfWord.deallocate()
    unsafe offsets.deallocate()
    unsafe grouped.deallocate()
    unsafe groups.deallocate()
    unsafe places.deallocate()
  }
}

/// Where a phrase may begin, in memory that is used again for every document.
@safe struct PhraseWork: ~Copyable {
  private(set) var starts: UnsafeMutablePointer<UInt32>
  private var capacity = 256
  let frequencies: UnsafeMutablePointer<UInt32>
  private let fields: Int

  init(fields: Int) {
    self.fields = fields
    unsafe starts = .allocate(capacity: capacity)
    unsafe frequencies = .allocate(capacity: fields)
    unsafe frequencies.initialize(repeating: 0, count: fields)
  }

  deinit {
    unsafe starts.deallocate()
    unsafe frequencies.deallocate()
  }

  mutating func clear() { unsafe frequencies.update(repeating: 0, count: fields) }

  /// Begins with the positions of one word, each less the word's offset.
  @inline(__always)
  mutating func propose(_ values: UnsafePointer<UInt32>, _ size: Int, offset: UInt32) -> Int {
    if size > capacity { grow(to: size) }
    if offset == 0 {
      unsafe starts.update(from: values, count: size)
      return size
    }
    var first = 0
    while first < size, unsafe values[first] < offset { first += 1 }
    for index in first..<size { unsafe starts[index - first] = values[index] &- offset }
    return size - first
  }

  private mutating func grow(to size: Int) {
    unsafe starts.deallocate()
    capacity = max(size, capacity * 2)
    unsafe starts = .allocate(capacity: capacity)
  }

  /// Keeps the starts at which another word stands at its offset; `values` are those of a `PositionsBuffer`.
  @inline(__always)
  func keep(_ count: Int, _ values: UnsafePointer<UInt32>, offset: UInt32) -> Int {
    Int(unsafe concord_keep_followed(starts, UInt32(truncatingIfNeeded: count), offset, values))
  }
}
