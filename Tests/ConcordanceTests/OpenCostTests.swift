// Opening costs the same whatever the size, and a query touches few pages: counts, not times.

import CTestSupport
import ConcordBuild
import ConcordBytes
import ConcordTestSupport
import Concordance
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct OpenCostTests {
  private static let sizes = [(documents: 20, words: 50), (documents: 6000, words: 120)]

  @Test func `opening allocates the same few kilobytes for a small and a large file`() async {
    // A process of its own: other tests allocate meanwhile.
    await #expect(processExitsWith: .success) {
      let folder = TemporaryFolder()
      var random = SeededRandom(seed: 3)
      var costs: [Int] = []
      var lengths: [Int] = []
      for (number, size) in Self.sizes.enumerated() {
        let documents = RandomDocuments.large(size.documents, words: size.words, &random)
        let path = try RandomDocuments.build(documents, in: folder, "\(number).ccx")
        lengths.append(try MappedFile.contents(of: path).count)
        // The first opening makes tables that the process keeps.
        var last = try SearchIndex(path: path)
        let before = Int(concord_test_heap_bytes())
        let index = try SearchIndex(path: path)
        costs.append(Int(concord_test_heap_bytes()) - before)
        last = index
        #expect(last.documentCount == size.documents)
      }
      #expect(lengths[1] > 40 * lengths[0], "\(lengths)")
      #expect(costs.allSatisfy { $0 < 256 << 10 }, "\(costs) bytes")
      #expect(abs(costs[1] - costs[0]) < 4 << 10, "\(costs) bytes for files of \(lengths)")
    }
  }

  @Test func `opening reads a few pages, a query a few more, whatever the size`() throws {
    let folder = TemporaryFolder()
    var random = SeededRandom(seed: 4)
    for (number, size) in Self.sizes.enumerated() {
      let documents = RandomDocuments.large(size.documents, words: size.words, &random)
      let path = try RandomDocuments.build(documents, in: folder, "\(number).ccx")
      let pages = try MappedFile.contents(of: path).count / 4096
      let index = try SearchIndex(path: path)
      // Settings, statistics and the heads of four tables, each with its leaf of the checksum tree at most.
      #expect(index.touchedPages <= 16, "\(index.touchedPages) of \(pages)")
      let opened = index.touchedPages
      #expect(try index.hits(for: documents[0].title, limit: 1).count == 1)
      // Dictionary and postings of one word, the norms, one record, its id, and up to 16 pages of one store block.
      #expect(index.touchedPages - opened <= 64, "\(index.touchedPages) of \(pages)")
    }
  }

  @Test func `opening and closing 500 times keeps no memory and no descriptor`() async {
    await #expect(processExitsWith: .success) {
      let folder = TemporaryFolder()
      var random = SeededRandom(seed: 5)
      let documents = RandomDocuments.large(100, words: 50, &random)
      let path = try RandomDocuments.build(documents, in: folder)
      func once() throws -> Int { try SearchIndex(path: path).hits(for: documents[0].title).count }
      for _ in 0..<100 { _ = try once() }
      let before = Int(concord_test_heap_bytes())
      var found = 0
      for _ in 0..<500 { found += try once() }
      #expect(found >= 500)
      #expect(Int(concord_test_heap_bytes()) - before < 64 << 10)
      // The lowest free number: those that leaked would be below it.
      let lowest = dup(0)
      #expect(lowest < 32)
      close(lowest)
    }
  }
}
