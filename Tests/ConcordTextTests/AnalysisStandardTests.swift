// The standard profile: words, identifiers, folding, scripts, stems, by example.

import ConcordStemmer
import ConcordTestSupport
import ConcordText
import Testing

@Suite struct `the standard profile` {
  let analyzer = Analyzer(profile: .standard)

  @Test(arguments: [
    ("Hello, World!", ["0:hello", "1:world"]),
    ("can't can\u{2019}t", ["0:can't", "1:can't"]),
    ("the dog's", ["0:the", "1:dog", "1:2:dog's"]),
    ("dogs' 'tis ''", ["0:dogs", "1:tis"]),
    ("3.14 1,000 1.a a.1 1..2", ["0:3.14", "1:1,000", "2:1", "3:a", "4:a", "5:1", "6:1", "7:2"]),
    ("foo.bar std::move", ["0:foo", "1:bar", "2:std", "3:move"]),
    ("l'homme", ["0:l'homme", "0:l", "1:homme"]),
    ("_emphasis_ __init__ ___", ["0:emphasis", "1:init"]),
    ("rock'n'roll", ["0:rock'n'roll"]),
    ("col·lecció", ["0:colleccio", "0:2:col·lecció"]),
    ("", []),
  ])
  func `breaks words`(text: String, expected: [String]) {
    #expect(analyzer.short(text) == expected)
  }

  @Test(arguments: [
    ("camelCase x", ["0:camelcase", "0:camel", "1:case", "2:x"]),
    ("HTTPServer", ["0:httpserver", "0:http", "1:server"]),
    ("snake_case__here", ["0:snake_case__here", "0:snake", "1:case", "2:here"]),
    ("utf8 x86_64", ["0:utf8", "0:utf", "1:8", "2:x86_64", "2:x", "3:86", "4:64"]),
    (
      "parseHTTP2Server's",
      [
        "0:parsehttp2server", "0:2:parsehttp2server's", "0:parse", "1:http", "2:2", "3:server",
      ]
    ),
    (
      "éclairÉtoile",
      [
        "0:eclairetoile", "0:2:éclairétoile", "0:eclair", "0:2:éclair", "1:etoile", "1:2:étoile",
      ]
    ),
    ("H₂O v1.2.3", ["0:h2o", "0:h", "1:2", "2:o", "3:v1.2.3", "3:v", "4:1.2.3"]),
    ("ABC Word WORD iOS", ["0:abc", "1:word", "2:word", "3:ios", "3:i", "4:os"]),
  ])
  func `breaks identifiers into parts`(text: String, expected: [String]) {
    #expect(analyzer.short(text) == expected)
  }

  @Test(arguments: [
    ("café", ["0:cafe", "0:2:café"]),
    ("cafe\u{301}", ["0:cafe", "0:2:café"]),
    ("Straße STRASSE", ["0:strasse", "1:strasse"]),
    ("ＦＵＬＬ ﬁn", ["0:full", "1:fin"]),
    ("İstanbul ışık", ["0:istanbul", "0:2:i\u{307}stanbul", "1:isik", "1:2:ışık"]),
    ("Łódź søren", ["0:lodz", "0:2:łódź", "1:soren", "1:2:søren"]),
    ("Ἀθήνας", ["0:αθηνασ", "0:2:ἀθήνασ"]),
    ("τῷ ᾼ", ["0:τω", "0:2:τῷ", "1:α", "1:2:ᾳ"]),
    ("ёлка", ["0:елка", "0:2:ёлка"]),
    ("שָׁלוֹם", ["0:שלום", "0:2:שָׁלוֹם"]),
    ("مُحَمَّد مـحمد", ["0:محمد", "0:2:مُحَمَّد", "1:محمد"]),
    ("हिन्दी", ["0:हिन्दी"]),
    ("١٢٣", ["0:123"]),
    ("한국어 \u{1112}\u{1161}\u{11AB}", ["0:한국어", "1:한"]),
    ("soft\u{AD}hyphen", ["0:softhyphen"]),
  ])
  func `folds`(text: String, expected: [String]) {
    // Compared as bytes: Swift's == would take precomposed and decomposed for the same.
    #expect(analyzer.short(text).map { Array($0.utf8) } == expected.map { Array($0.utf8) })
  }

  @Test(arguments: [
    ("東京都", ["0:3:東京", "1:3:京都", "2:3:都"]),
    ("中 文", ["0:3:中", "1:3:文"]),
    ("3月 Tシャツ", ["0:3", "1:3:月", "2:t", "3:3:シャ", "4:3:ャツ", "5:3:ツ"]),
    ("か\u{3099}き", ["0:3:がき", "1:3:き"]),
    ("ｶﾞ", ["0:3:ガ"]),
    ("ไทย", ["0:3:ไท", "1:3:ทย", "2:3:ย"]),
    (
      "👍🏽 👨‍👩‍👧 🇫🇷🇩🇪 ❤\u{FE0F}",
      [
        "0:👍", "0:2:👍🏽", "1:👨‍👩‍👧", "2:🇫🇷", "3:🇩🇪", "4:❤",
      ]
    ),
  ])
  func `breaks scripts without spaces and emoji`(text: String, expected: [String]) {
    #expect(analyzer.short(text).map { Array($0.utf8) } == expected.map { Array($0.utf8) })
  }

  @Test func `cuts long keys at a scalar border and keeps the word`() throws {
    for letter in ["a", "ü", "字", "ж", "字\u{301}", "a\u{301}\u{328}"] {
      let text = "x " + String(repeating: letter, count: 5000) + " y"
      let seen = analyzer.seen(Array(text.utf8))
      #expect(seen.first?.text == "x")
      #expect(seen.last?.text == "y")
      for token in seen {
        #expect(token.key.count <= 255)
        #expect(Array(token.text.utf8) == token.key)
        #expect((token.flags & Token.cut != 0) == (token.key.count > 250))
      }
    }
  }

  @Test func `gives a long word one position and no parts`() {
    let long = String(repeating: "aB1_", count: 100)
    #expect(analyzer.seen(Array((long + " end").utf8)).map(\.position) == [0, 1])
    let short = String(repeating: "aB1_", count: 63)
    #expect(analyzer.seen(Array(short.utf8)).filter { $0.flags & Token.part != 0 }.count == 189)
  }

  @Test func `folds prefixes as it folds words`() {
    #expect(analyzer.foldedKey(of: Array("Caf\u{E9}".utf8)) == Array("cafe".utf8))
    #expect(analyzer.foldedKey(of: Array("cafe\u{301}".utf8)) == Array("cafe".utf8))
    #expect(analyzer.foldedKey(of: Array("Snake_C".utf8)) == Array("snake_c".utf8))
    #expect(analyzer.foldedKey(of: [0xFF, 0x41]) == [0x61])
    #expect(analyzer.foldedKey(of: []) == [])
    #expect(Analyzer(profile: .plain).foldedKey(of: Array("CAF\u{C9}".utf8)) == Array("café".utf8))
    #expect(analyzer.foldedKey(of: Array(repeating: 0x41, count: 300)).count == 255)
  }

  @Test func `has an identity`() {
    #expect(Analyzer.version == 2)
    #expect(Analyzer.fingerprint != 0)
    #expect(Analyzer.unicodeVersion == 15)
  }

  #if Stemming
    @Test func `accompanies words of letters with the stems that are other texts`() throws {
      let analyzer = try Analyzer(profile: .standard, stemmer: StemmerName("en"))
      #expect(analyzer.short("Running 42") == ["0:running", "0:1:run", "1:42"])
      #expect(analyzer.short("run") == ["0:run"])
      #expect(
        analyzer.short("runningFast_2") == [
          "0:runningfast_2", "0:running", "0:1:run", "1:fast", "2:2",
        ])
      #expect(analyzer.short("résumés") == ["0:resumes", "0:1:resum", "0:2:résumés"])
    }

    @Test func `gives a word the form that its key has`() throws {
      let analyzer = try Analyzer(profile: .standard, stemmer: StemmerName("en"))
      let forms = WordForms(analyzer)
      let letters = Array("runing_stes1es²ⅧéÉs\u{301}ｉｎｇ٣Ω한'. .  😀漢".unicodeScalars)
      var random = SeededRandom(seed: 21)
      var (inflected, own) = (0, 0)
      for _ in 0..<Trials.of(20_000) {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 1...40, using: &random) { text.append(letters.randomElement(using: &random)!) }
        let tokens = analyzer.seen(Array(String(text).utf8))
        for (index, token) in tokens.enumerated() where token.termClass == .folded {
          let form = unsafe token.key.withUnsafeBufferPointer { unsafe forms.form(of: $0) }
          let next = index + 1 < tokens.count && tokens[index + 1].termClass == .stem ? tokens[index + 1] : nil
          #expect(next?.key == form, "\(token.text)")
          #expect((token.flags & Token.inflected != 0) == (form != nil))
          if form == nil { own += 1 } else { inflected += 1 }
        }
      }
      #expect(inflected > Trials.of(1000) && own > Trials.of(1000))
    }

    @Test func `stems alike with a warm and a cold cache`() throws {
      let analyzer = try Analyzer(profile: .standard, stemmer: StemmerName("en"))
      var random = SeededRandom(seed: 9)
      var text: [UInt8] = []
      for _ in 0..<60_000 {
        for _ in 0..<Int.random(in: 1...9, using: &random) {
          text.append(UInt8.random(in: 0x61...0x7A, using: &random))
        }
        text.append(contentsOf: [0x73, 0x20])
      }
      let once = analyzer.seen(text)
      let twice = analyzer.seen(text + text)
      #expect(once.map(\.key) + once.map(\.key) == twice.map(\.key))
      let stemmer = try Stemmer(language: "en")
      for (surface, stem) in zip(once, once.dropFirst()) where stem.termClass == .stem {
        #expect(stemmer.stem(surface.key) == stem.key)
      }
    }
  #endif
}
