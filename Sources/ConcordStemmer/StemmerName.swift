// Names of stemmers: the canonical one of Snowball, found from ISO 639 codes as well.

/// The canonical name of a Snowball stemmer, such as `english`.
package struct StemmerName: Hashable, Sendable, CustomStringConvertible {
  /// Snowball's own name, in lower case; this is what an artifact records.
  package let algorithm: String

  /// Finds a stemmer by Snowball's name or by an ISO 639 code of two or three letters, in any case.
  ///
  /// - Throws: ``StemmerError/unknownLanguage(_:)``, or ``StemmerError/notBuilt(asked:)`` where stemmers are left out.
  package init(_ name: String) throws(StemmerError) {
    let lowered = name.lowercased()
    let full = Self.codes[lowered] ?? lowered
    if Stemmer.languages.isEmpty { throw .notBuilt(asked: name) }
    guard Stemmer.languages.contains(full) else { throw .unknownLanguage(name) }
    algorithm = full
  }

  package var description: String { algorithm }

  /// The codes that libstemmer 2.2 knows, ISO 639-1 and both forms of 639-2.
  private static let codes: [String: String] = [
    "ar": "arabic", "ara": "arabic", "hy": "armenian", "hye": "armenian", "arm": "armenian", "eu": "basque",
    "eus": "basque", "baq": "basque", "ca": "catalan", "cat": "catalan", "da": "danish", "dan": "danish",
    "nl": "dutch", "nld": "dutch", "dut": "dutch", "en": "english", "eng": "english", "fi": "finnish",
    "fin": "finnish", "fr": "french", "fra": "french", "fre": "french", "de": "german", "deu": "german",
    "ger": "german", "el": "greek", "ell": "greek", "gre": "greek", "hi": "hindi", "hin": "hindi",
    "hu": "hungarian", "hun": "hungarian", "id": "indonesian", "ind": "indonesian", "ga": "irish", "gle": "irish",
    "it": "italian", "ita": "italian", "lt": "lithuanian", "lit": "lithuanian", "ne": "nepali", "nep": "nepali",
    "nb": "norwegian", "nn": "norwegian", "no": "norwegian", "nor": "norwegian", "pt": "portuguese",
    "por": "portuguese", "ro": "romanian", "ron": "romanian", "rum": "romanian", "ru": "russian", "rus": "russian",
    "sr": "serbian", "srp": "serbian", "es": "spanish", "spa": "spanish", "esl": "spanish", "sv": "swedish",
    "swe": "swedish", "ta": "tamil", "tam": "tamil", "tr": "turkish", "tur": "turkish", "yi": "yiddish",
    "yid": "yiddish",
  ]
}
