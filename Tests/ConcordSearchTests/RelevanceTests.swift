// Judged queries: the searcher equals the reference scorer on all of them, and finds what people called relevant.

import ConcordArtifact
import ConcordBuild
import ConcordBytes
import ConcordSearch
import ConcordTestSupport
import ConcordText
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct RelevanceTests {
  /// A collection, and the nDCG@10 of BM25 over stems without anything else, which the defaults must exceed.
  struct Collection: CustomTestStringConvertible {
    let name: String
    let floor: Double
    var testDescription: String { name }
  }

  static let collections = [Collection(name: "cranfield", floor: 0.424), Collection(name: "cacm", floor: 0.480)]

  @Test(.enabled(if: SharedData.has("relevance")), arguments: collections)
  func `judged queries answer like the reference and reach the floor`(_ collection: Collection) throws {
    let folder = TemporaryFolder()
    let data = "\(SharedData.root)/relevance/\(collection.name)"
    let queries = try Self.table("\(data)/queries.tsv")
    for stems in [false, true] {
      var options = BuildOptions()
      options.stems = stems
      let path = "\(folder.path)/\(collection.name).ccx"
      _ = try IndexBuilder(options: options).build(["\(data)/corpus.jsonl"], to: path)
      let contents = try IndexContents(ArtifactBytes(path: path))
      let reference = try ReferenceScorer(contents)
      var answers: [String: [String]] = [:]
      for row in queries {
        let query = try contents.query(row[1])
        let found = try contents.search(query, limit: 10, counts: true)
        #expect(try found == reference.search(query, limit: 10), "query \(row[0])")
        answers[row[0]] = try found.hits.map {
          String(decoding: try contents.identifiers.key(Int($0.document)), as: UTF8.self)
        }
      }
      let gain = try Self.meanGain(answers, judgements: Self.table("\(data)/qrels.tsv"))
      #expect(contents.settings.stemmer == (stems ? "english" : nil))
      print(
        "\(collection.name), stemmer \(contents.settings.stemmer ?? "none"): nDCG@10 \((gain * 10000).rounded() / 10000)"
      )
      if stems { #expect(gain > collection.floor) }
    }
  }

  private static func table(_ path: String) throws -> [[String]] {
    String(decoding: try MappedFile.contents(of: path), as: UTF8.self).split(separator: "\n")
      .map { $0.split(separator: "\t").map(String.init) }
  }

  /// nDCG@10 with linear gain, the mean over queries that have relevant documents (Järvelin, Kekäläinen, 2002).
  private static func meanGain(_ answers: [String: [String]], judgements: [[String]]) throws -> Double {
    var relevance: [String: [String: Double]] = [:]
    for row in judgements where row.count == 3 {
      if let grade = Double(row[2]), grade > 0 { relevance[row[0], default: [:]][row[1]] = grade }
    }
    var sum = 0.0
    for (query, grades) in relevance {
      func discounted(_ gains: some Sequence<Double>) -> Double {
        gains.enumerated().reduce(0) { $0 + $1.element / log2(Double($1.offset) + 2) }
      }
      let ideal = discounted(grades.values.sorted(by: >).prefix(10))
      sum += discounted((answers[query] ?? []).map { grades[$0] ?? 0 }) / ideal
    }
    return sum / Double(relevance.count)
  }
}
