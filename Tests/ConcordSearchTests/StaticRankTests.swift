// Searches with static ranks against the definition: the same documents, the same order, the same scores.

import ConcordArtifact
import ConcordBuild
import ConcordBytes
import ConcordSearch
import ConcordTestSupport
import Testing

@Suite struct StaticRankTests {
  /// Random documents, of which most have a number.
  private func documents(_ count: Int, _ random: inout SeededRandom) -> [NewDocument] {
    RandomCorpus.documents(count, &random).map { document in
      var document = document
      if random.below(6) > 0 { document.attributes.append(Attribute(name: "links", value: .integer(number(&random)))) }
      return document
    }
  }

  /// A few large numbers among many small ones.
  private func number(_ random: inout SeededRandom) -> Int64 {
    Int64(random.below(4) == 0 ? random.below(1_000_000) : random.below(20))
  }

  private func contents(
    _ documents: [NewDocument], _ profile: BuildOptions.Profile = .standard, optimizes: Bool = false,
    field: String? = "links"
  ) throws -> IndexContents {
    var options = BuildOptions()
    options.profile = profile
    options.rankField = field
    options.optimizes = optimizes
    options.memory = 16 << 20
    return try IndexContents(ArtifactBytes(bytes: TestIndex.bytes(documents, options: options)))
  }

  private static let weights: [Double] = [1, 0, 0.37, 5, 1e6]

  @Test(arguments: [BuildOptions.Profile.plain, .standard], [false, true])
  func `any plan with any weight`(_ profile: BuildOptions.Profile, optimizes: Bool) throws {
    var random = SeededRandom(seed: 21)
    for size in [1, 300, 4_500] {
      let contents = try contents(documents(size, &random) + [lamp], profile, optimizes: optimizes)
      let reference = try ReferenceScorer(contents)
      let plans = RandomPlans(contents)
      for round in 0..<Trials.of(size > 1_000 ? 5 : 24) {
        let plan = round % 2 == 0 ? try plans.flat(&random) : try plans.any(&random, depth: 2)
        let weights = random.below(3) == 0 ? (0..<plans.fields).map { _ in Float(random.below(5)) / 2 } : nil
        let rankWeight = Self.weights[round % Self.weights.count]
        for limit in [1, 10, 100] {
          let expected = try reference.search(plan, limit: limit, weights: weights, rankWeight: rankWeight)
          for counts in [true, false] {
            let request = SearchRequest(limit: limit, counts: counts, fieldWeights: weights, rankWeight: rankWeight)
            let found = try contents.search(plan, request).ranked
            let isSame = found.hits == expected.hits && found.total == (counts ? expected.total : nil)
            #expect(isSame, "\(size) documents, round \(round), weight \(rankWeight)")
          }
        }
      }
    }
  }

  /// A document that has a rank whatever the random ones have.
  private let lamp = NewDocument(
    id: "lamp", body: "lamp", attributes: [Attribute(name: "links", value: .integer(3))])

  @Test func `ranks are those of the numbers by hand, and only lift`() throws {
    var random = SeededRandom(seed: 22)
    let documents = documents(700, &random)
    let ids = documents.map(\.id).sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    var numbers: [String: Int64] = [:]
    for document in documents {
      if case .integer(let number) = document.attributes.first?.value { numbers[document.id] = number }
    }
    let distinct = Set(numbers.values)
    for optimizes in [false, true] {
      let contents = try contents(documents, optimizes: optimizes)
      let plain = try self.contents(documents, optimizes: optimizes, field: nil)
      #expect(plain.ranks == nil)
      let ranks = try #require(contents.ranks)
      for (document, id) in ids.enumerated() {
        let rank = try ranks.rank(ofSlot: Int(contents.slot(ofDocument: UInt32(document))))
        let below = numbers[id].map { number in distinct.count { $0 < number } }
        #expect(Int(rank) == below.map { 1 + 254 * $0 / (distinct.count - 1) } ?? 0)
      }
      // Ranks lift documents and find none; without a weight the answer is that of an index without ranks.
      for _ in 0..<40 {
        let text = "\(RandomCorpus.word(&random)) \(RandomCorpus.word(&random))"
        let query = try SearchQuery(parsing: text, fields: contents.queryFields)
        let compiled = try contents.compile(query)
        let request = SearchRequest(limit: 700, counts: true, rankWeight: 0)
        let bare = try plain.search(plain.compile(query).plan, request)
        #expect(try contents.search(compiled.plan, request).ranked == bare.ranked)
        let lifted = try contents.search(compiled.plan, SearchRequest(limit: 700, counts: true)).ranked
        #expect(lifted.total == bare.ranked.total)
        let scores = Dictionary(uniqueKeysWithValues: bare.ranked.hits.map { ($0.document, $0.score) })
        for hit in lifted.hits {
          let more = hit.score - (scores[hit.document] ?? .min)
          #expect(more >= 0 && more <= 1 << 20)
        }
      }
    }
  }

  @Test func `an optimized index gives the same answers`() throws {
    var random = SeededRandom(seed: 23)
    let documents = documents(900, &random)
    let (ordinary, optimized) = (try contents(documents), try contents(documents, optimizes: true))
    #expect(optimized.order != nil)
    #expect(optimized.artifact.contentIdentity == ordinary.artifact.contentIdentity)
    for round in 0..<60 {
      let (a, b) = (RandomCorpus.word(&random), RandomCorpus.word(&random))
      let text = [a, "\(a) \(b)", "+\(a) -\(b)", "\"\(a) \(b)\"~2", "\(a.prefix(2))*", "links:>5"][round % 6]
      let query = try SearchQuery(parsing: text, fields: ordinary.queryFields)
      for limit in [1, 10, 900] {
        let request = SearchRequest(limit: limit, counts: true, rankWeight: Self.weights[round % Self.weights.count])
        let expected = try ordinary.search(ordinary.compile(query).plan, request).ranked
        #expect(try optimized.search(optimized.compile(query).plan, request).ranked == expected, "\(text)")
      }
    }
  }

  @Test func `pages by score put together are the whole answer`() throws {
    var random = SeededRandom(seed: 24)
    let contents = try contents(documents(400, &random))
    let query = try SearchQuery(parsing: "links:>=0 OR wbx", fields: contents.queryFields)
    let plan = try contents.compile(query).plan
    let whole = try contents.search(plan, SearchRequest(limit: 400, counts: false)).ranked.hits
    #expect(whole.count > 200)
    var pages: [ScoredDocument] = []
    while true {
      let request = SearchRequest(limit: 7, counts: false, after: pages.last)
      let page = try contents.search(plan, request).ranked.hits
      if page.isEmpty { break }
      pages += page
    }
    #expect(pages == whole)
  }

  @Test func `a field that no document has a number in names those that have`() throws {
    let lists: [(attributes: [Attribute], others: [String])] = [
      ([], []), ([Attribute(name: "links", value: .keyword("many"))], []),
      ([Attribute(name: "links", value: .null), Attribute(name: "stars", value: .integer(1))], ["stars"]),
      (
        [
          Attribute(name: "year", value: .double(1.5)), Attribute(name: "day", value: .keyword("2024-01-31")),
          Attribute(name: "lang", value: .keyword("en")), Attribute(name: "links", value: .json("{}")),
        ], ["day", "year"]
      ),
    ]
    for (attributes, others) in lists {
      #expect(throws: BuildError.noRanks(field: "links", others: others)) {
        try contents([NewDocument(id: "a", body: "x", attributes: attributes)])
      }
    }
  }
}
