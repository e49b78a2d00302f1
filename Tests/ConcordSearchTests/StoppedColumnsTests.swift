// Facets and orders that are stopped: within 2,048 documents, with what was seen until then.

import ConcordArtifact
import ConcordBuild
import ConcordTestSupport
import Testing

@testable import ConcordSearch

@Suite struct StoppedColumnsTests {
  private static let size = 12_345

  /// Documents with one number and some tags each.
  private func contents() throws -> IndexContents {
    var random = SeededRandom(seed: 71)
    let documents = (0..<Self.size).map { number in
      NewDocument(
        id: "d\(100_000 + number)", body: "x",
        attributes: [
          Attribute(name: "year", value: .integer(Int64(random.below(900)))),
          Attribute(name: "tags", value: .json("[\"t\(random.below(9))\",\"u\(random.below(9))\"]")),
        ])
    }
    return try TestIndex.contents(documents, profile: .plain)
  }

  private func cancelled() -> SearchControl {
    let cancellation = SearchCancellation()
    cancellation.cancel()
    return SearchControl(timeout: nil, cancellation: cancellation)
  }

  /// The members of a set below a slot.
  private func beginning(_ set: DocumentSet, _ end: Int) -> DocumentSet {
    let rest = DocumentSet(capacity: set.capacity)
    set.forEach { if $0 < end { rest.insert($0) } }
    return rest
  }

  @Test func `a walk over blocks ends within 2,048 slots of being cancelled`() throws {
    for size in [1, 128, 2_048, 2_049, Self.size] {
      let set = DocumentSet.everything(size)
      for stop in [0, 1, 15, 16, 50, 95] where stop < (size + 127) / 128 {
        let cancellation = SearchCancellation()
        var seen = 0
        let passed = try set.forEachBlock(SearchControl(timeout: nil, cancellation: cancellation)) { block, low, high in
          seen += low.nonzeroBitCount + high.nonzeroBitCount
          if block == stop { cancellation.cancel() }
        }
        #expect(passed == min(size, (stop / 16 + 1) * 2_048))
        #expect(seen == passed)
      }
      #expect(try set.forEachBlock(cancelled()) { _, _, _ in Issue.record("nothing is walked over") } == 0)
      #expect(try set.forEachBlock(.none) { _, _, _ in } == size)
    }
  }

  @Test(arguments: ["year", "tags"]) func `values are counted until somebody loses interest`(name: String) throws {
    let contents = try contents()
    let column = try #require(contents.columns[name])
    for stop in [1, 2_000, 5_000, 12_000] {
      let cancellation = SearchCancellation()
      var seen = 0
      let walk = try contents.forEachValue(of: column, in: nil, SearchControl(timeout: nil, cancellation: cancellation))
      {
        _ in
        seen += 1
        if seen == stop { cancellation.cancel() }
      }
      let documents = name == "year" ? stop : (stop + 1) / 2
      #expect(walk.documents + walk.missing == min(Self.size, (documents + 2_047) / 2_048 * 2_048))
      #expect(walk.examined == Double(walk.documents + walk.missing) / Double(Self.size))
    }
    let none = try contents.facets(of: column, limit: 5, control: cancelled())
    #expect(none.entries.isEmpty && none.documents == 0 && none.examined == 0)
    let ranges = try contents.ranges(of: column, buckets: 3, control: cancelled())
    #expect(ranges == nil || ranges?.buckets.isEmpty == true && ranges?.examined == 0)
  }

  @Test(arguments: ["year", "tags"]) func `what a deadline leaves is right for the documents before it`(name: String)
    throws
  {
    let contents = try contents()
    let column = try #require(contents.columns[name])
    let set = DocumentSet(capacity: Self.size)
    for slot in 0..<UInt32(Self.size) where slot % 3 != 1 { set.insert(slot) }
    var (early, halfway) = (0, 0)
    let clock = ContinuousClock()
    let start = clock.now
    let whole = try contents.sort(set, by: column, isDescending: true, limit: 40, after: nil, control: .none)
    let took = start.duration(to: clock.now)
    #expect(whole.examined == 1 && whole.documents.count == 40)
    for step in 0..<150 {
      let timeout = took / 100 * step
      let sorted = try contents.sort(
        set, by: column, isDescending: true, limit: 40, after: nil,
        control: SearchControl(timeout: timeout, cancellation: nil))
      let passed = Int((sorted.examined * Double(Self.size)).rounded())
      #expect(passed == Self.size || passed % 2_048 == 0)
      let expected = try contents.documents(
        sortedBy: column, isDescending: true, in: beginning(set, passed), limit: 40)
      #expect(sorted.documents == expected)
      if passed == 0 { early += 1 } else if passed < Self.size { halfway += 1 }
      var facets = try contents.facets(
        of: column, in: set, limit: 5, control: SearchControl(timeout: timeout, cancellation: nil))
      let end = Int((facets.examined * Double(Self.size)).rounded())
      facets.examined = 1
      #expect(try facets == contents.facets(of: column, in: beginning(set, end), limit: 5))
    }
    #expect(early > 0)
    // A machine that stands still for long may stop all of them before they begin.
    if halfway == 0 { print("note: no sort was stopped halfway") }
  }
}
