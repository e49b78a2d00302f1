// Word stems through Snowball: a thin safe face over libstemmer.

#if Stemming
  import CStemmer
#endif

/// One stemmer of Snowball, for UTF-8.
///
/// A handle keeps the state of the word it works on, so it is not `Sendable`: give each thread its own. Making one
/// costs some microseconds and a few hundred bytes. libstemmer tells no version; ``fingerprint()`` stands in for it.
@safe
package struct Stemmer: ~Copyable {
  /// Which stemmer this is.
  package let name: StemmerName
  #if Stemming
    private let handle: OpaquePointer
  #endif

  /// Makes a handle.
  ///
  /// - Throws: ``StemmerError``.
  package init(_ name: StemmerName) throws(StemmerError) {
    self.name = name
    #if Stemming
      // SAFETY: the name is one of libstemmer's own list, so nil can only mean that memory ran out.
      guard let handle = unsafe sb_stemmer_new(name.algorithm, "UTF_8") else { throw .outOfMemory }
      unsafe self.handle = handle
    #else
      throw .notBuilt(asked: name.algorithm)
    #endif
  }

  /// Makes a handle for a language, by Snowball's name or an ISO 639 code.
  ///
  /// - Throws: ``StemmerError``.
  package init(language: String) throws(StemmerError) {
    try self.init(StemmerName(language))
  }

  deinit {
    #if Stemming
      unsafe sb_stemmer_delete(handle)
    #endif
  }

  /// Writes the stem of `word`, which is lower case UTF-8, and returns its length.
  ///
  /// - Returns: the bytes written, or nil if the stem does not fit, the word is longer than 1,024 bytes or memory ran
  ///   out. A stem is rarely longer than its word; 16 bytes more than the word are always enough.
  package func stem(_ word: UnsafeBufferPointer<UInt8>, into stem: UnsafeMutableBufferPointer<UInt8>) -> Int? {
    #if Stemming
      guard word.count <= 1024, let base = word.baseAddress, let to = stem.baseAddress else { return nil }
      // SAFETY: libstemmer reads `count` bytes and owns what it returns until the next call.
      guard let found = unsafe sb_stemmer_stem(handle, base, Int32(word.count)) else { return nil }
      let length = unsafe Int(sb_stemmer_length(handle))
      guard length >= 0, length <= stem.count else { return nil }
      unsafe to.update(from: found, count: length)
      return length
    #else
      return nil
    #endif
  }

  /// The stem of `word`.
  ///
  /// Convenient and slow; an empty word has an empty stem.
  package func stem(_ word: [UInt8]) -> [UInt8] {
    if word.isEmpty { return [] }
    return unsafe word.withUnsafeBufferPointer { word in
      unsafe [UInt8](unsafeUninitializedCapacity: word.count + 16) { buffer, count in
        count = unsafe stem(word, into: buffer) ?? 0
      }
    }
  }

  /// Snowball's names of the languages in this build, sorted; none without the trait Stemming.
  package static let languages: [String] = {
    #if Stemming
      var names: [String] = []
      // SAFETY: the list is constant memory of the library and ends with a null pointer.
      guard var next = unsafe sb_stemmer_list() else { return [] }
      while let name = unsafe next.pointee {
        unsafe names.append(String(cString: name))
        unsafe next += 1
      }
      return names.sorted()
    #else
      return []
    #endif
  }()

  /// A hash of the stems of 1,000 probe words: equal where two builds of libstemmer stem alike.
  ///
  /// The words are syllables put together by a fixed generator, in Latin letters with the endings that the European
  /// stemmers look at; for other scripts the hash says little more than that they leave Latin words alone.
  ///
  /// Opening an index asks for it, so nothing is allocated: about 0.1 ms.
  package func fingerprint() -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    // A probe is at most 25 bytes, and a stem is rarely longer than its word.
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 128) { room in
      let word = unsafe UnsafeMutableBufferPointer(rebasing: room[..<48])
      let stemmed = unsafe UnsafeMutableBufferPointer(rebasing: room[48...])
      for index in 0..<1000 {
        let length = unsafe ProbeWords.write(index, into: word)
        let count = unsafe stem(UnsafeBufferPointer(rebasing: word[..<length]), into: stemmed) ?? 0
        for place in 0..<count { hash = unsafe (hash ^ UInt64(stemmed[place])) &* 0x100_0000_01B3 }
        hash = hash &* 0x100_0000_01B3
      }
    }
    return hash
  }
}

/// The words of the fingerprint.
enum ProbeWords {
  private static let syllables = table([
    "con", "cor", "da", "lek", "mi", "nat", "ou", "pre", "run", "sti", "tra", "vel", "xy", "ber",
  ])
  private static let endings = table([
    "", "s", "es", "ed", "ing", "er", "est", "ly", "ness", "ation", "ational", "izer", "able", "en", "em", "ung",
    "lich", "heit", "ement", "ique", "euse", "ado", "amente", "ciones", "issimo", "ando", "ar", "ene", "het", "lar",
  ])

  private static func table(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

  /// Writes word `index`, one to three syllables and an ending, and returns its length, at most 25.
  static func write(_ index: Int, into room: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var state = UInt64(index) &* 0x9E37_79B9_7F4A_7C15 &+ 0x2545_F491_4F6C_DD1D
    func draw(_ limit: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(truncatingIfNeeded: (state >> 33) % UInt64(limit))
    }
    var length = 0
    func append(_ part: [UInt8]) {
      for byte in part {
        unsafe room[length] = byte
        length += 1
      }
    }
    for _ in 0...draw(3) { append(syllables[draw(syllables.count)]) }
    append(endings[draw(endings.count)])
    return length
  }
}
