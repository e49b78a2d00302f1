// The terms that stand for a document: against a slow count by hand.

import ConcordArtifact
import ConcordBuild
import ConcordBytes
import ConcordSearch
import ConcordTestSupport
import Testing

@Suite struct SimilarDocumentsTests {
  @Test func `terms are the heaviest that some and not most documents have`() throws {
    var random = SeededRandom(seed: 95)
    let documents = RandomCorpus.documents(200, &random).sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
    let contents = try TestIndex.contents(documents, profile: .standard)
    func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
    var containing: [String: Int] = [:]
    for document in documents {
      for word in Set(words(document.title) + words(document.body)) { containing[word, default: 0] += 1 }
    }
    for (number, document) in documents.enumerated() {
      var weights: [String: Double] = [:]
      for word in words(document.title) { weights[word, default: 0] += 2 }
      for word in words(document.body) { weights[word, default: 0] += 1 }
      let expected = weights.compactMap { word, weight -> (String, Double)? in
        let count = containing[word] ?? 0
        if count < 2 || count > 100 { return nil }
        return (word, weight * Scoring.inverseDocumentFrequency(documents: 200, containing: count))
      }.sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
      let found = try contents.characteristicTerms(of: number)
      #expect(found.map { String(decoding: $0.key.dropFirst(), as: UTF8.self) } == expected.prefix(25).map(\.0))
      #expect(found.map(\.weight) == expected.prefix(25).map(\.1))
    }
  }

  @Test func `similar documents are those of a slow union`() throws {
    var random = SeededRandom(seed: 96)
    let contents = try TestIndex.contents(RandomCorpus.documents(150, &random), profile: .standard)
    let reference = try ReferenceScorer(contents)
    for number in 0..<40 {
      let terms = try contents.characteristicTerms(of: number)
      let heaviest = terms.first?.weight ?? 1
      let query = Query(
        terms: terms.map { QueryTerm(key: $0.key, boost: Float($0.weight / heaviest)) }, match: .any)
      let all = try reference.search(query, limit: 1_000).hits
      let found = try contents.similar(to: number, limit: 12)
      #expect(found.hits == Array(all.filter { Int($0.document) != number }.prefix(12)))
      #expect(found.highlights.terms.count == terms.count)
    }
  }
}
