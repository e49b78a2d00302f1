// An index with stems: every form has one list, whoever names it, and words without a stem weigh as much as others.

#if Stemming
  import ConcordArtifact
  import ConcordBuild
  import ConcordBytes
  import ConcordSearch
  import ConcordTestSupport
  import ConcordText
  import Testing

  @Suite struct StemmedIndexTests {
    private static let bases = ["lamp", "use", "run", "happy", "keep", "2019", "x86", "wax", "light", "été", "漢字"]
    private static let endings = ["", "", "s", "ed", "ing", "ly", "er"]

    private static func word(_ random: inout SeededRandom) -> String {
      bases[random.below(bases.count)] + endings[random.below(endings.count)]
    }

    private static func documents(_ seed: UInt64, _ count: Int) -> [NewDocument] {
      var random = SeededRandom(seed: seed)
      return (0..<count).map { number in
        NewDocument(
          id: "\(number)", title: word(&random),
          body: (0..<random.below(12)).map { _ in word(&random) }.joined(separator: " "))
      }
    }

    /// The documents of each form, from the analyzer alone.
    private static func model(_ documents: [NewDocument], _ analyzer: Analyzer) -> [[UInt8]: Set<Int>] {
      var lists: [[UInt8]: Set<Int>] = [:]
      for document in documents.indices {
        for text in [documents[document].title, documents[document].body] {
          let bytes = Array(text.utf8)
          var batch = TokenBatch()
          var cursor = Analyzer.Cursor()
          unsafe bytes.withUnsafeBufferPointer { unsafe analyzer.analyze($0, from: &cursor, into: &batch) }
          for index in 0..<batch.count {
            let token = unsafe batch.tokens[index]
            if token.flags & Token.inflected != 0 || token.termClass == .exact || token.termClass == .ngram { continue }
            lists[batch.key(at: index), default: []].insert(document)
          }
        }
      }
      return lists
    }

    private func found(_ list: TermInfo, in contents: IndexContents) throws -> Set<Int> {
      Set(
        try ReferenceScorer.postings(of: list, in: contents).map {
          let document = try contents.order?.document(atSlot: Int($0.document)) ?? Int($0.document)
          return Int(String(decoding: try contents.identifiers.key(document), as: UTF8.self)) ?? -1
        })
    }

    @Test(arguments: [false, true]) func `words and stems lead to the documents of the form`(optimizes: Bool) throws {
      for seed in 0..<UInt64(Trials.of(20)) {
        let documents = Self.documents(seed, 1 + Int(seed) * 13)
        var options = BuildOptions()
        options.stemmer = "en"
        options.optimizes = optimizes
        let contents = try IndexContents(ArtifactBytes(bytes: TestIndex.bytes(documents, options: options)))
        let analyzer = try Analyzer(profile: .standard, language: "en")
        let model = Self.model(documents, analyzer)
        let forms = WordForms(analyzer)
        for (form, expected) in model {
          let list = try #require(try contents.list(of: [TermClass.stem.rawValue] + form))
          #expect(try found(list, in: contents) == expected)
          #expect(list.positionsLength > 0)
        }
        for number in 0..<contents.words.count {
          let word = try contents.words.text(number)
          let form = unsafe word.withUnsafeBufferPointer { unsafe forms.form(of: $0) } ?? word
          let list = try contents.list(of: contents.dictionary.info(number))
          #expect(try found(list, in: contents) == model[form])
          #expect(try contents.list(of: [TermClass.folded.rawValue] + word) == list)
        }
        // One list a form: no two terms have lists of the same form.
        let listed = try (0..<contents.dictionary.table.count).filter { try contents.dictionary.info($0).hasList }
        #expect(listed.count - (try grams(contents)) == model.count)
      }
    }

    /// Terms that are neither words nor stems.
    private func grams(_ contents: IndexContents) throws -> Int {
      try (0..<contents.dictionary.table.count).count {
        try contents.dictionary.table.key($0)[0] > TermClass.stem.rawValue
      }
    }

    private func hits(_ contents: IndexContents, _ text: String) throws -> [String] {
      let query = try SearchQuery(parsing: text, fields: contents.queryFields)
      return try contents.search(contents.compile(query).plan, SearchRequest(limit: 10, counts: false)).ranked.hits
        .map { String(decoding: try contents.identifiers.key(Int($0.document)), as: UTF8.self) }
    }

    private static let lamps = [
      NewDocument(id: "a", title: "", body: "lamps 2019 burned"),
      NewDocument(id: "b", title: "", body: "lamps 2016 burn"),
      NewDocument(id: "c", title: "", body: "a lamp for 2019"), NewDocument(id: "d", title: "", body: "burning"),
    ]

    @Test func `numbers and identifiers are required, stand in phrases and weigh like words`() throws {
      let contents = try TestIndex.contents(Self.lamps, profile: .standard, stemmer: "en")
      #expect(try hits(contents, "+lamp +2019").sorted() == ["a", "c"])
      #expect(try hits(contents, "\"lamp 2019\"") == ["a"])
      #expect(try hits(contents, "2016 burned").first == "b")
      let both = try contents.compile(SearchQuery(parsing: "2019 lamps", fields: contents.queryFields)).parts
      #expect(both.flatMap(\.terms).map(\.kind) == [.word, .stem])
      #expect(both.flatMap(\.terms).map(\.boost) == [1, 1])
      #expect(both.flatMap(\.terms).map(\.word) == ["2019", "lamps"])
    }

    @Test func `a prefix and a typo find the other forms of their words, and mark them`() throws {
      let contents = try TestIndex.contents(Self.lamps, profile: .standard, stemmer: "en")
      #expect(try hits(contents, "burned*").sorted() == ["a", "b", "d"])
      #expect(try hits(contents, "burnd~1").sorted() == ["a", "b", "d"])
      let query = try SearchQuery(parsing: "burned*", fields: contents.queryFields)
      let highlights = try contents.compile(query).highlights
      let number = try #require(try contents.document(withID: Array("d".utf8)))
      #expect(try contents.matches(of: number, for: highlights) == [0..<7])
      #expect(try contents.titleMatches(of: number, for: highlights).isEmpty)
    }

    @Test func `absent words are reported as they were written`() throws {
      let contents = try TestIndex.contents(Self.lamps, profile: .standard, stemmer: "en")
      let query = try SearchQuery(parsing: "lighthouses", fields: contents.queryFields)
      #expect(try contents.compile(query).parts.flatMap(\.absent) == ["lighthouses"])
    }
  }
#endif
