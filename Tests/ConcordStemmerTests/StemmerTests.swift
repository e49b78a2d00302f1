// The stemmer: known stems, names, errors, identity.

import ConcordStemmer
import Testing

#if Stemming
  @Suite struct `a stemmer` {
    @Test(arguments: [
      ("en", "running", "run"), ("english", "generously", "generous"), ("de", "häuser", "haus"),
      ("fra", "continuellement", "continuel"), ("ru", "книгами", "книг"), ("EN", "a", "a"),
    ])
    func `gives known stems`(language: String, word: String, expected: String) throws {
      let stemmer = try Stemmer(language: language)
      #expect(stemmer.stem(Array(word.utf8)) == Array(expected.utf8))
    }

    @Test func `resolves codes to Snowball's names`() throws {
      #expect(try StemmerName("en").algorithm == "english")
      #expect(try StemmerName("ger") == StemmerName("German"))
      #expect(try StemmerName("porter").description == "porter")
    }

    @Test func `is made for every language in the list`() throws {
      #expect(Stemmer.languages.contains("english"))
      #expect(Stemmer.languages == Stemmer.languages.sorted())
      for language in Stemmer.languages { #expect(try Stemmer(language: language).name.algorithm == language) }
    }

    @Test func `says which languages there are`() throws {
      #expect(throws: StemmerError.unknownLanguage("xx")) { try StemmerName("xx") }
      #expect(StemmerError.unknownLanguage("xx").description.contains("english"))
      #expect(throws: StemmerError.unknownLanguage("")) { try Stemmer(language: "").name }
    }

    @Test func `has a fingerprint of its own`() throws {
      var seen: Set<UInt64> = []
      for language in ["english", "german", "french", "porter"] {
        let stemmer = try Stemmer(language: language)
        #expect(stemmer.fingerprint() == stemmer.fingerprint())
        seen.insert(stemmer.fingerprint())
      }
      #expect(seen.count == 4)
    }

    @Test func `refuses what does not fit`() throws {
      let stemmer = try Stemmer(language: "en")
      var small: [UInt8] = [0, 0]
      let word = Array("running".utf8)
      let fits = unsafe small.withUnsafeMutableBufferPointer { small in
        unsafe word.withUnsafeBufferPointer { unsafe stemmer.stem($0, into: small) }
      }
      #expect(fits == nil)
      #expect(stemmer.stem([]) == [])
      #expect(stemmer.stem(Array(repeating: 0x61, count: 2000)) == [])
    }

    @Test func `survives bytes that are no text`() throws {
      for language in Stemmer.languages {
        let stemmer = try Stemmer(language: language)
        for first in UInt8(0x80)...0xFF { #expect(stemmer.stem([first, 0x61, first]).count <= 19) }
      }
    }
  }
#else
  @Suite struct `a stemmer that is not built` {
    @Test func `says the cure`() {
      #expect(throws: StemmerError.notBuilt(asked: "en")) { try StemmerName("en") }
      #expect(StemmerError.notBuilt(asked: "en").description.contains("--traits Stemming"))
      #expect(Stemmer.languages == [])
    }
  }
#endif
