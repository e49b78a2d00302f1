// Every combination of clauses against the definition: the same documents, the same order, the same scores.

import ConcordArtifact
import ConcordBuild
import ConcordBytes
import ConcordSearch
import ConcordTestSupport
import Testing

/// Makes plans of the terms of an index.
struct RandomPlans {
  let contents: IndexContents
  let fields: Int

  init(_ contents: IndexContents) {
    self.contents = contents
    fields = contents.settings.scoring.fields.count
  }

  func info(_ random: inout SeededRandom) throws -> TermInfo? {
    let key = [0] + Array(RandomCorpus.word(&random).utf8)
    return try key.withView { try contents.dictionary.find($0) }
  }

  func term(_ random: inout SeededRandom, scoped: Bool) throws -> Plan {
    guard let info = try info(&random) else { return .nothing }
    let boosts: [Float] = [1, 1, 1, 0.25, 3, 40, 1000]
    var term = PlannedTerm(info: info, boost: boosts.randomElement(using: &random) ?? 1)
    if scoped { term.fields = UInt8(1 + random.below(1 << fields - 1)) }
    return .term(term)
  }

  func phrase(_ random: inout SeededRandom) throws -> Plan {
    var words: [PhraseWord] = []
    for offset in 0..<(1 + random.below(3)) {
      guard let info = try info(&random) else { return .nothing }
      words.append(PhraseWord(info: info, offset: UInt32(offset)))
    }
    var phrase = PlannedPhrase(words: words, slop: random.below(2) == 0 ? 0 : UInt32(random.below(6)))
    if random.below(4) == 0 { phrase.fields = UInt8(1 + random.below(1 << fields - 1)) }
    return .phrase(phrase)
  }

  func set(_ random: inout SeededRandom) -> Plan {
    let set = DocumentSet(capacity: contents.statistics.documents)
    let one = 1 + random.below(6)
    for slot in 0..<UInt32(contents.statistics.documents) where random.below(one) == 0 { set.insert(slot) }
    return .set(set, score: Int64(random.below(3)) << 20)
  }

  /// A flat group of terms, with sets and excluded terms beside them: what the fast loops take.
  func flat(_ random: inout SeededRandom) throws -> Plan {
    var group = PlannedGroup()
    for _ in 0..<random.below(4) { group.must.append(try term(&random, scoped: false)) }
    for _ in 0..<random.below(6) { group.should.append(try term(&random, scoped: false)) }
    if random.below(3) == 0 { group.mustNot.append(try term(&random, scoped: random.below(2) == 0)) }
    if random.below(3) == 0 { group.filter.append(set(&random)) }
    return .group(group)
  }

  func any(_ random: inout SeededRandom, depth: Int) throws -> Plan {
    switch random.below(depth == 0 ? 4 : 7) {
    case 0: return try term(&random, scoped: true)
    case 1: return try phrase(&random)
    case 2: return set(&random)
    case 3: return try flat(&random)
    default:
      var group = PlannedGroup()
      for _ in 0..<random.below(3) { group.must.append(try any(&random, depth: depth - 1)) }
      for _ in 0..<random.below(4) { group.should.append(try any(&random, depth: depth - 1)) }
      for _ in 0..<random.below(2) { group.mustNot.append(try any(&random, depth: depth - 1)) }
      for _ in 0..<random.below(2) { group.filter.append(try any(&random, depth: depth - 1)) }
      return .group(group)
    }
  }
}

@Suite struct PlanTests {
  private func check(
    _ contents: IndexContents, _ reference: ReferenceScorer, _ plan: Plan, _ weights: [Float]?, _ comment: Comment
  ) throws {
    for limit in [1, 10, 100] {
      let expected = try reference.search(plan, limit: limit, weights: weights)
      for counts in [true, false] {
        let request = SearchRequest(limit: limit, counts: counts, fieldWeights: weights)
        let found = try contents.search(plan, request).ranked
        let isSame = found.hits == expected.hits && found.total == (counts ? expected.total : nil)
        #expect(isSame, comment)
      }
    }
  }

  @Test(arguments: [BuildOptions.Profile.plain, .standard])
  func `terms, exclusions and filters in the fast loops`(_ profile: BuildOptions.Profile) throws {
    var random = SeededRandom(seed: 11)
    for size in [1, 127, 129, 900, 5000] {
      let contents = try TestIndex.contents(RandomCorpus.documents(size, &random), profile: profile)
      let reference = try ReferenceScorer(contents)
      let plans = RandomPlans(contents)
      for round in 0..<Trials.of(size > 1000 ? 4 : 20) {
        let weights = random.below(3) == 0 ? (0..<plans.fields).map { _ in Float(random.below(5)) / 2 } : nil
        try check(contents, reference, plans.flat(&random), weights, "\(size) documents, round \(round)")
      }
    }
  }

  @Test(arguments: [BuildOptions.Profile.plain, .standard])
  func `phrases, with and without slop`(_ profile: BuildOptions.Profile) throws {
    var random = SeededRandom(seed: 12)
    for size in [1, 128, 700, 3000] {
      let contents = try TestIndex.contents(RandomCorpus.documents(size, &random), profile: profile)
      let reference = try ReferenceScorer(contents)
      let plans = RandomPlans(contents)
      for round in 0..<Trials.of(size > 1000 ? 4 : 20) {
        try check(contents, reference, plans.phrase(&random), nil, "\(size) documents, round \(round)")
      }
    }
  }

  @Test func `phrases longer than most documents, of many and of few words`() throws {
    var random = SeededRandom(seed: 15)
    let documents = (0..<200).map { number in
      let words = 1 + random.below(40)
      let kinds = number % 2 == 0 ? 2 : 30
      return NewDocument(
        id: "\(number)", title: "",
        body: (0..<words).map { _ in "w\(random.below(kinds))" }.joined(separator: " "))
    }
    let contents = try TestIndex.contents(documents, profile: .plain)
    let reference = try ReferenceScorer(contents)
    var found = 0
    for round in 0..<200 {
      // A stretch of a document, so that long phrases are found at all.
      let words = documents[random.below(documents.count)].body.split(separator: " ")
      let start = random.below(words.count)
      var phrase = PlannedPhrase(words: [], slop: round % 3 == 0 ? UInt32(random.below(3)) : 0)
      for (offset, word) in words[start...].prefix(1 + random.below(40)).enumerated() {
        let info = try ([0] + Array(word.utf8)).withView { try contents.dictionary.find($0) }
        phrase.words.append(PhraseWord(info: try #require(info), offset: UInt32(offset)))
      }
      try check(contents, reference, .phrase(phrase), nil, "\(phrase.words.count) words, round \(round)")
      if phrase.words.count > 9 {
        found += try contents.search(.phrase(phrase), SearchRequest(limit: 1, counts: false)).ranked.hits.count
      }
    }
    #expect(found > 50)
  }

  @Test(arguments: [BuildOptions.Profile.plain, .standard])
  func `any combination`(_ profile: BuildOptions.Profile) throws {
    var random = SeededRandom(seed: 13)
    for size in [1, 300, 4500] {
      let contents = try TestIndex.contents(RandomCorpus.documents(size, &random), profile: profile)
      let reference = try ReferenceScorer(contents)
      let plans = RandomPlans(contents)
      for round in 0..<Trials.of(size > 1000 ? 5 : 30) {
        let weights = random.below(3) == 0 ? (0..<plans.fields).map { _ in Float(random.below(5)) / 2 } : nil
        try check(contents, reference, plans.any(&random, depth: 3), weights, "\(size) documents, round \(round)")
      }
    }
  }

  @Test func `sums that need more than 31 bits take the wide path and agree`() throws {
    var random = SeededRandom(seed: 14)
    let contents = try TestIndex.contents(RandomCorpus.documents(3000, &random), profile: .standard)
    let reference = try ReferenceScorer(contents)
    let plans = RandomPlans(contents)
    var group = PlannedGroup()
    for _ in 0..<60 {
      if let info = try plans.info(&random) { group.should.append(.term(PlannedTerm(info: info, boost: 1000))) }
    }
    try check(contents, reference, .group(group), nil, "sixty boosted terms")
  }
}
