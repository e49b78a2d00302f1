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
  /// Whether the rarest term is one word, and another one is compared with it at once.
  let isPaired: Bool
  /// Whether no place between two words is as long as that between two fields, so that a phrase is in one field.
  let isTight: Bool
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
    isPaired = unsafe terms.count > 1 && groups[1] == 1
    isTight = zip(phrase.words, phrase.words.dropFirst()).allSatisfy { $1.offset - $0.offset < Settings.fieldGap }
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

  /// Begins with the positions of one word, each less the word's offset, at which a second word stands at its offset.
  @inline(__always)
  mutating func propose(
    _ values: UnsafePointer<UInt32>, _ size: Int, offset: UInt32, followedBy others: UnsafePointer<UInt32>,
    offset other: UInt32
  ) -> Int {
    if size > capacity { grow(to: size) }
    return Int(
      unsafe concord_keep_followed(starts, values, UInt32(truncatingIfNeeded: size), offset, other, others))
  }

  /// Keeps the starts at which another word stands at its offset; `values` are those of a `PositionsBuffer`.
  @inline(__always)
  func keep(_ count: Int, _ values: UnsafePointer<UInt32>, offset: UInt32) -> Int {
    Int(unsafe concord_keep_followed(starts, starts, UInt32(truncatingIfNeeded: count), 0, offset, values))
  }
}

/// Which of up to 128 candidates can have a phrase only in the field that most occurrences are in: one of its words is in no
/// other field of theirs.
@safe struct DenseOnly {
  /// 1 for each of those, else 0.
  let flags: UnsafeMutablePointer<UInt8>
  let field: Int
  /// Whether the next term is the first of the phrase that is looked at.
  var isFirst = false

  init(flags: UnsafeMutablePointer<UInt8>, field: Int) { unsafe (self.flags, self.field) = (flags, field) }

  @inline(__always)
  subscript(candidate: Int) -> Bool { unsafe flags[candidate] != 0 }

  /// Adds those that a term says, in postings of its decoded block, at `places`; the flags of `candidates`, or of those from
  /// `start` on, become those from `start` on, none of which is behind.
  @inline(__always)
  func add(
    _ cursor: PostingsCursor, _ places: UnsafePointer<UInt32>, _ count: Int, of candidates: UnsafePointer<UInt32>?,
    from start: Int
  ) {
    if isFirst {
      unsafe (flags + start).update(repeating: 0, count: count)
    } else if let candidates = unsafe candidates {
      for index in 0..<count { unsafe flags[start + index] = flags[Int(candidates[index])] }
    }
    var others = cursor.fieldMask & ~(1 << UInt8(field))
    let flags = unsafe flags + start
    if others == 0 {
      unsafe flags.update(repeating: 1, count: count)
      return
    }
    // One field, or two of three: no inner loop for what nearly all schemas have.
    let first = unsafe cursor.scratch.frequencies + others.trailingZeroBitCount * 128
    others &= others &- 1
    let second = others == 0 ? unsafe first : unsafe cursor.scratch.frequencies + others.trailingZeroBitCount * 128
    if others & (others &- 1) != 0 { return }
    for index in 0..<count {
      let place = unsafe Int(places[index])
      unsafe flags[index] |= first[place] | second[place] == 0 ? 1 : 0
    }
  }
}
