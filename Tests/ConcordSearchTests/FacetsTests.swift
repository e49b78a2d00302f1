// Counts of values against counting by hand.

import ConcordArtifact
import ConcordBuild
import ConcordTestSupport
import Testing

@testable import ConcordSearch

@Suite struct FacetsTests {
  private func expected(
    _ model: ColumnModel, _ field: String, _ numbers: [UInt32], _ limit: Int
  ) -> FacetCounts {
    var counts: [ColumnValue: Int] = [:]
    var facets = FacetCounts()
    for number in numbers {
      let values = model.values[field]?[Int(number)] ?? []
      if values.isEmpty { facets.missing += 1 } else { facets.documents += 1 }
      for value in values { counts[value, default: 0] += 1 }
    }
    let sorted = counts.sorted { $0.value != $1.value ? $0.value > $1.value : ColumnValue.precedes($0.key, $1.key) }
    facets.entries = sorted.prefix(limit).map { FacetCounts.Entry(value: $0.key, count: $0.value) }
    facets.otherValues = sorted.dropFirst(limit).count
    facets.otherCount = sorted.dropFirst(limit).reduce(0) { $0 + $1.value }
    return facets
  }

  @Test(arguments: [129, 700], [false, true]) func `values are counted as by hand`(size: Int, optimizes: Bool) throws {
    var random = SeededRandom(seed: UInt64(size) + 20)
    let model = ColumnModel(size, &random)
    let contents = try model.contents(&random, optimizes: optimizes)
    let all = (0..<UInt32(size)).map { $0 }
    let some = all.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
    for field in ColumnModel.fields {
      let column = try #require(contents.columns[field])
      for limit in [0, 1, 3, 1_000] {
        #expect(try contents.facets(of: column, limit: limit) == expected(model, field, all, limit))
        let set = try contents.set(some)
        #expect(try contents.facets(of: column, in: set, limit: limit) == expected(model, field, some, limit))
      }
      let none = try contents.facets(of: column, in: contents.set([]), limit: 5)
      #expect(none == FacetCounts())
    }
  }

  /// What a range says about a value.
  private func contains(_ bucket: FacetRanges.Bucket, _ value: ColumnValue) -> Bool {
    !ColumnValue.precedes(value, bucket.lower)
      && (bucket.includesUpper ? !ColumnValue.precedes(bucket.upper, value) : ColumnValue.precedes(value, bucket.upper))
  }

  @Test(arguments: [1, 2, 7, 50]) func `ranges hold what lies in them, and all of it`(buckets: Int) throws {
    var random = SeededRandom(seed: UInt64(buckets) + 40)
    let model = ColumnModel(500, &random)
    let contents = try model.contents(&random)
    let some = (0..<500 as Range<UInt32>).filter { _ in Bool.random(using: &random) }
    for field in ["year", "price", "day", "moment", "sparse"] {
      let column = try #require(contents.columns[field])
      let ranges = try #require(try contents.ranges(of: column, in: contents.set(some), buckets: buckets))
      let values = some.flatMap { model.values[field]?[Int($0)] ?? [] }
      #expect(ranges.buckets.count <= buckets)
      #expect(ranges.buckets.reduce(0) { $0 + $1.count } == values.count)
      #expect(ranges.documents + ranges.missing == some.count)
      for bucket in ranges.buckets { #expect(bucket.count == values.count { contains(bucket, $0) }) }
      #expect(ranges.buckets.first?.lower == values.min { ColumnValue.precedes($0, $1) })
      #expect(ranges.buckets.last?.upper == values.max { ColumnValue.precedes($0, $1) })
    }
    let (lang, year) = (try #require(contents.columns["lang"]), try #require(contents.columns["year"]))
    #expect(try contents.ranges(of: lang, buckets: 3) == nil)
    let empty = try contents.ranges(of: year, in: contents.set([]), buckets: 3)
    #expect(empty == FacetRanges())
  }

  @Test func `doubles that differ by all there is have ranges`() throws {
    let values = [-Double.greatestFiniteMagnitude, 0, .greatestFiniteMagnitude, .infinity, -.infinity]
    for held in [Array(values.prefix(3)), values, [1, 1, 1], [0, .leastNonzeroMagnitude]] {
      let documents = held.enumerated().map {
        NewDocument(id: "d\($0.offset)", body: "x", attributes: [Attribute(name: "v", value: .double($0.element))])
      }
      let contents = try TestIndex.contents(documents, profile: .plain)
      let column = try #require(contents.columns["v"])
      let ranges = try #require(try contents.ranges(of: column, buckets: 4))
      #expect(ranges.buckets.reduce(0) { $0 + $1.count } == held.count)
    }
  }
}
