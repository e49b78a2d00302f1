// Why there is no stemmer.

/// Why a stemmer cannot be had.
package enum StemmerError: Error, Equatable, Sendable {
  /// This build has no stemmers at all.
  case notBuilt(asked: String)
  /// libstemmer knows no such language.
  case unknownLanguage(String)
  /// libstemmer found no memory for its state.
  case outOfMemory
}

extension StemmerError: CustomStringConvertible {
  /// What happened, and the cure.
  package var description: String {
    switch self {
    case .notBuilt(let asked):
      "The stemmer \"\(asked)\" is not in this build: it was made without the package trait Stemming. "
        + "Build with --traits Stemming (and libstemmer-dev installed), or index without a stemmer."
    case .unknownLanguage(let name):
      "There is no stemmer for \"\(name)\". Use one of: \(Stemmer.languages.joined(separator: ", "))."
    case .outOfMemory:
      "libstemmer found no memory for its state; free some and try again."
    }
  }
}
