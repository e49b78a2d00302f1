// What a search says it cost.

import ConcordBuild
import ConcordTestSupport
import Concordance
import Synchronization
import Testing

@Suite struct ReceiptTests {
  private let folder = TemporaryFolder()

  private func index() throws -> SearchIndex {
    var random = SeededRandom(seed: 41)
    return try SearchIndex(
      path: RandomDocuments.build(RandomDocuments.documents(300, words: 5...60, &random), in: folder))
  }

  @Test func `work, bytes and times are told, and bytes are verified once`() throws {
    let index = try index()
    let first = try index.search("lamp storm", limit: 10).receipt
    #expect(first.work.blocksDecoded > 0 && first.work.postingsBytes > 0)
    #expect(first.unitsVerified > 0)
    #expect(first.planning > .zero && first.ranking > .zero && first.fetching > .zero)
    let second = try index.search("lamp storm", limit: 10).receipt
    #expect(second.work == first.work)
    #expect(second.unitsVerified == 0)
    let none = try index.search("", limit: 10).receipt
    #expect(none.work.blocksDecoded == 0 && none.work.postingsBytes == 0)
  }

  @Test func `allocations are the difference of the counter that is brought along`() throws {
    let index = try index()
    #expect(try index.search("lamp").receipt.allocations == nil)
    let count = Mutex<UInt64>(1000)
    var options = SearchOptions()
    options.allocationCount = {
      count.withLock { count in
        count += 7
        return count
      }
    }
    #expect(try index.search(index.query("lamp"), options).receipt.allocations == 7)
    #expect(count.withLock { $0 } == 1014)
  }
}
