// Analyzers made from settings: a language by its name, and how to tell that two analyzers agree.

internal import ConcordStemmer

/// An analyzer that cannot be had.
package struct AnalyzerError: Error, Equatable, CustomStringConvertible {
  /// What is missing, and the cure.
  package let description: String
}

extension Analyzer {
  /// Makes an analyzer that stems words of `language`, a name or an ISO 639 code; nil for no stems.
  package init(profile: AnalyzerProfile, language: String?) throws(AnalyzerError) {
    guard let language else {
      self.init(profile: profile)
      return
    }
    do { try self.init(profile: profile, stemmer: StemmerName(language)) } catch {
      throw AnalyzerError(description: error.description)
    }
  }

  /// Name of the stemmer's algorithm, nil without one.
  package var stemmerName: String? { stemmer?.algorithm }

  /// Hash of what the stemmer makes of 1,000 probe words; 0 without one.
  ///
  /// About 0.1 ms.
  package var stemmerFingerprint: UInt64 {
    guard let stemmer, let made = try? Stemmer(stemmer) else { return 0 }
    return made.fingerprint()
  }
}
