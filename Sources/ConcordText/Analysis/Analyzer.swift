// Bytes in, tokens out: the one place that decides what a word is.

package import ConcordStemmer
import CKernels

/// How text becomes tokens.
package enum AnalyzerProfile: UInt8, Sendable, CaseIterable {
  /// Runs of letters and digits, lower-cased; nothing else. The rule of the engines Concordance is compared with.
  case plain = 0
  /// Words as people write them in prose and in code, folded for search.
  case standard = 1
}

/// Turns text into tokens.
///
/// An analyzer is a value without state; what it needs to work with lives in the ``TokenBatch``. The same analyzer
/// serves documents and queries, which is why a query finds what the document says.
///
/// ## plain
/// The tokens of `re.findall(r"[^\W_]+", text.lower())` in Python, on the Unicode version of the tables: maximal runs
/// of letters (L\*) and of whatever has a numeric value, after full lower-casing of the text, with final sigma. "İ"
/// becomes "i" and a combining dot that ends the run, as it does there. A token of more than 40 UTF-8 bytes is dropped
/// but its position is used up, as tantivy's RemoveLong filter does, so that a phrase does not close over the gap.
///
/// ## standard
/// See ``AnalyzerProfile/standard`` and the article "Words" in ``WordClass``.
package struct Analyzer: Sendable {
  /// The profile.
  package let profile: AnalyzerProfile
  /// The stemmer, if stems are wanted.
  package let stemmer: StemmerName?

  /// The version of the rules.
  ///
  /// Raised by hand with every change that gives other tokens.
  package static let version: UInt32 = 2

  /// The identity of rules and tables: an artifact made under another one must be built again.
  package static var fingerprint: UInt64 {
    (ck_unicode_identity() ^ UInt64(version)) &* 0x9E37_79B9_7F4A_7C15
  }

  /// The version of Unicode in the tables.
  package static var unicodeVersion: Int { Int(CK_UNICODE_MAJOR) }

  /// Makes an analyzer.
  ///
  /// - Throws: ``StemmerError`` if the stemmer cannot be had in this build.
  package init(profile: AnalyzerProfile, stemmer: StemmerName? = nil) throws(StemmerError) {
    self.profile = profile
    self.stemmer = stemmer
    if let stemmer { _ = try Stemmer(stemmer) }
  }

  /// Makes an analyzer without stems.
  package init(profile: AnalyzerProfile) {
    self.profile = profile
    stemmer = nil
  }

  /// Where to go on in a text.
  package struct Cursor: Sendable, Equatable {
    /// The byte to go on from.
    package var offset: Int
    /// The position of the next token.
    package var position: UInt32
    /// Whether `offset` is known to lie between words, since the analyzer itself left it there.
    var isBetweenWords: Bool

    /// The start of a text, or the start of any token in it with that token's position.
    package init(offset: Int = 0, position: UInt32 = 0) {
      self.offset = offset
      self.position = position
      isBetweenWords = offset == 0
    }
  }

  /// Appends tokens of `text` from `cursor` on until the text ends or the batch is full.
  ///
  /// The text has ended when `cursor.offset == text.count`. Otherwise empty the batch and call again. A cursor at the
  /// `sourceStart` of any token with its `position` gives the same tokens from that one on. Linear in the bytes
  /// passed; allocates nothing after the first call. Bytes that are not UTF-8 separate words.
  ///
  /// - Precondition: the text is shorter than 4 GiB, and the cursor lies in it.
  package func analyze(
    _ text: UnsafeBufferPointer<UInt8>, from cursor: inout Cursor, into batch: inout TokenBatch
  ) {
    precondition(text.count < Int(UInt32.max), "The analyzer takes texts below 4 GiB; cut the document.")
    precondition(cursor.offset >= 0 && cursor.offset <= text.count, "The cursor lies outside of the text.")
    guard let base = text.baseAddress, cursor.offset < text.count else { return }
    let bytes = unsafe TextBytes(base, text.count)
    switch profile {
    case .plain:
      var breaker = PlainBreaker(bytes, cursor)
      breaker.run(&batch)
      cursor = breaker.cursor
    case .standard:
      var breaker = StandardBreaker(bytes, cursor)
      if let stemmer { batch.prepareStems(stemmer) }
      breaker.run(&batch, stems: stemmer != nil)
      cursor = breaker.cursor
    }
    cursor.isBetweenWords = true
  }
}
