// An optimizing build against an ordinary one: the same documents, the same scores, the same passages.

import ConcordArtifact
import ConcordBuild
import ConcordBytes
import ConcordSearch
import ConcordTestSupport
import Testing

@Suite struct OptimizedIndexTests {
  /// Both builds of the same documents.
  private func both(
    _ documents: [NewDocument], _ profile: BuildOptions.Profile, stemmer: String? = nil
  ) throws -> (ordinary: IndexContents, optimized: IndexContents) {
    var options = BuildOptions()
    options.profile = profile
    options.stemmer = stemmer
    let ordinary = try IndexContents(ArtifactBytes(bytes: TestIndex.bytes(documents, options: options)))
    options.optimizes = true
    options.memory = 16 << 20
    let optimized = try IndexContents(ArtifactBytes(bytes: TestIndex.bytes(documents, options: options)))
    return (ordinary, optimized)
  }

  /// Postings with slots turned into numbers, in the order of numbers: slow, and by hand.
  private func postings(_ info: TermInfo, _ contents: IndexContents) throws -> [(UInt32, [UInt32])] {
    try ReferenceScorer.postings(of: info, in: contents).map { posting in
      let number = try contents.order.map { try $0.document(atSlot: Int(posting.document)) }
      return (UInt32(number ?? Int(posting.document)), posting.frequencies)
    }.sorted { $0.0 < $1.0 }
  }

  @Test(arguments: [0, 1, 2, 127, 129, 1_500])
  func `lists, norms, records and texts are the same`(size: Int) throws {
    var random = SeededRandom(seed: UInt64(size) + 90)
    let documents = RandomCorpus.documents(size, &random)
    for profile in [BuildOptions.Profile.plain, .standard] {
      let (ordinary, optimized) = try both(documents, profile)
      #expect(optimized.statistics == ordinary.statistics)
      #expect(optimized.artifact.contentIdentity == ordinary.artifact.contentIdentity)
      #expect(ordinary.order == nil)
      let order = try #require(optimized.order)
      #expect(order.count == size)
      for term in 0..<ordinary.dictionary.table.count {
        #expect(try optimized.dictionary.table.key(term) == ordinary.dictionary.table.key(term))
        let (a, b) = (try ordinary.dictionary.info(term), try optimized.dictionary.info(term))
        let (left, right) = (try postings(a, ordinary), try postings(b, optimized))
        #expect(left.elementsEqual(right) { $0 == $1 })
      }
      let fields = ordinary.settings.scoring.fields.count
      let (norms, slotNorms) = (try ordinary.artifact.section(.norms), try optimized.artifact.section(.norms))
      for document in 0..<size {
        let slot = try order.slot(ofDocument: document)
        for field in 0..<fields {
          #expect(
            try norms.bytes(field * size + document, 1).array == slotNorms.bytes(field * size + slot, 1).array)
        }
        try checkText(of: document, ordinary, optimized)
      }
    }
  }

  private func checkText(of document: Int, _ ordinary: IndexContents, _ optimized: IndexContents) throws {
    var (a, b) = (try ordinary.documents.record(document), try optimized.documents.record(document))
    #expect(try ordinary.identifiers.key(document) == optimized.identifiers.key(document))
    #expect(
      try ordinary.store.read(a.storeOffset, a.attributesLength + a.bodyLength)
        == optimized.store.read(b.storeOffset, b.attributesLength + b.bodyLength))
    (a.storeOffset, b.storeOffset) = (0, 0)
    #expect(a == b)
  }

  @Test func `scores and passages are the same`() throws {
    var random = SeededRandom(seed: 95)
    let documents = RandomCorpus.documents(900, &random)
    let (ordinary, optimized) = try both(documents, .standard, stemmer: "en")
    #expect(optimized.order != nil)
    for round in 0..<120 {
      let words = (0..<Int.random(in: 1...4, using: &random)).map { _ in RandomCorpus.word(&random) }
      let text = [
        words.joined(separator: " "), "\"\(words.prefix(2).joined(separator: " "))\"~\(round % 3)",
        "+\(words[0]) -\(RandomCorpus.word(&random))", "\(words[0].prefix(2))*", "\(words[0])~1 title:\(words[0])",
        words.joined(separator: " AND "),
      ][round % 6]
      let query = try SearchQuery(parsing: text, fields: ordinary.queryFields)
      let (left, right) = (try ordinary.compile(query), try optimized.compile(query))
      for limit in [1, 10, 900] {
        for counts in [true, false] {
          let request = SearchRequest(limit: limit, counts: counts)
          let expected = try ordinary.search(left.plan, request).ranked
          #expect(try optimized.search(right.plan, request).ranked == expected, "\(text)")
        }
      }
      for hit in try ordinary.search(left.plan, SearchRequest(limit: 5, counts: false)).ranked.hits {
        #expect(
          try optimized.passages(of: Int(hit.document), for: right.highlights, limit: 2)
            == ordinary.passages(of: Int(hit.document), for: left.highlights, limit: 2))
      }
    }
  }

  @Test func `a store with a dictionary gives every text back`() throws {
    var random = SeededRandom(seed: 96)
    let bodies = (0..<400).map { number in
      "page \(number) " + (0..<300).map { _ in RandomCorpus.word(&random) }.joined(separator: " ")
    }
    let documents = bodies.enumerated().map { number, body in NewDocument(id: "d\(number)", body: body) }
    let (ordinary, optimized) = try both(documents, .plain)
    #expect(ordinary.artifact.sectionIfPresent(.dictionary) == nil)
    let dictionary = try #require(optimized.artifact.sectionIfPresent(.dictionary))
    #expect(dictionary.length % 1_024 == 0 && dictionary.length > 0)
    for document in 0..<400 { try checkText(of: document, ordinary, optimized) }
  }
}
