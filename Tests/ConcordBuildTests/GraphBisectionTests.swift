// The order of documents: a permutation, the same whatever the threads, cheaper than the one it began with.

import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordBuild

struct GraphBisectionTests {
  /// Lists of the documents of each term.
  private typealias Lists = [[UInt32]]

  private func order(_ lists: Lists, documents: Int, threads: Int = 1) throws -> [UInt32] {
    let folder = TemporaryFolder()
    let builder = try ForwardIndexBuilder(documents: documents, folder: folder.path)
    for list in lists { try builder.append(list) }
    let order = try GraphBisection(builder.finish(), threads: threads, folder: folder.path).order()
    #expect(TestFiles.names(in: folder.path) == [])
    return order
  }

  /// Documents of topics with words of their own and words of all, the topics mixed.
  private func clustered(_ documents: Int, topics: Int, seed: UInt64) -> Lists {
    var random = SeededRandom(seed: seed)
    var lists = Lists(repeating: [], count: 50 * topics + 200)
    for document in 0..<UInt32(documents) {
      let topic = random.below(topics)
      var words = Set<Int>()
      for _ in 0..<20 { words.insert(50 * topic + random.below(50)) }
      for _ in 0..<20 { words.insert(50 * topics + random.below(200)) }
      for word in words { lists[word].append(document) }
    }
    return lists
  }

  /// The cost that bisection lowers: bits of the gaps' logarithms, here by the library's whole-number one.
  private func cost(_ lists: Lists, in order: [UInt32]) -> Int {
    var slots = [Int](repeating: 0, count: order.count)
    for (slot, document) in order.enumerated() { slots[Int(document)] = slot }
    var bits = 0
    for list in lists {
      var last = -1
      for slot in list.map({ slots[Int($0)] }).sorted() {
        bits += Int.bitWidth - (slot - last).leadingZeroBitCount
        last = slot
      }
    }
    return bits
  }

  @Test(arguments: [0, 1, 2, 3, 4, 5, 8, 9, 17, 100, 1_023, 2_500])
  func `the order is a permutation, the same for any number of threads`(documents: Int) throws {
    let lists = clustered(documents, topics: 5, seed: UInt64(documents))
    let one = try order(lists, documents: documents)
    #expect(one.sorted() == Array(0..<UInt32(documents)))
    for threads in [1, 2, 3, 7] { #expect(try order(lists, documents: documents, threads: threads) == one) }
  }

  @Test func `topics are found again and the gaps get shorter`() throws {
    let documents = 1_200
    let lists = clustered(documents, topics: 4, seed: 77)
    let found = try order(lists, documents: documents)
    let before = cost(lists, in: Array(0..<UInt32(documents)))
    let after = cost(lists, in: found)
    #expect(Double(after) < Double(before) * 0.85, "\(after) bits, \(before) before")
    // The words of a topic stand in one stretch of about a quarter of the slots.
    var slots = [Int](repeating: 0, count: documents)
    for (slot, document) in found.enumerated() { slots[Int(document)] = slot }
    let stretches = lists.prefix(200).map { list -> Int in
      let places = list.map { slots[Int($0)] }.sorted()
      // The middle nine tenths: a few documents may have gone astray.
      return places[places.count * 95 / 100] - places[places.count * 5 / 100]
    }
    #expect(stretches.reduce(0, +) / stretches.count < documents * 2 / 5)
  }

  @Test func `copies of lists change nothing`() throws {
    // More postings than a copy holds at the top, fewer below.
    var random = SeededRandom(seed: 78)
    let documents = 1_500
    let lists: Lists = (0..<600).map { _ in
      let share = 1 + random.below(100)
      return (0..<UInt32(documents)).filter { _ in random.below(100) < share }
    }
    #expect(lists.reduce(0) { $0 + $1.count } > GraphBisection.copiedPostings)
    let whole = try order(lists, documents: documents)
    #expect(whole.sorted() == Array(0..<UInt32(documents)))
    #expect(try order(lists, documents: documents, threads: 4) == whole)
  }

  @Test func `without terms, or with terms of all documents only, the order is that of the numbers in small parts`()
    throws
  {
    let all = Array(0..<UInt32(64))
    #expect(try order([], documents: 64) == all)
    #expect(try order([all, all, []], documents: 64) == all)
    // Three documents are too few to have a say.
    #expect(try order([[1, 60, 63], [2, 61, 62]], documents: 64) == all)
  }

  @Test func `a forward index has the terms of each document in ascending order`() throws {
    var random = SeededRandom(seed: 79)
    let folder = TemporaryFolder()
    let lists: Lists = (0..<40).map { _ in (0..<UInt32(90)).filter { _ in random.below(9) == 0 } }
    let builder = try ForwardIndexBuilder(documents: 90, folder: folder.path)
    for list in lists { try builder.append(list) }
    let index = try builder.finish()
    let kept = lists.filter { $0.count >= ForwardIndexBuilder.fewestDocuments }
    #expect(index.terms == kept.count)
    for document in 0..<90 {
      let expected = kept.indices.filter { kept[$0].contains(UInt32(document)) }.map { UInt32($0) }
      let range = unsafe Int(index.offsets[document])..<Int(index.offsets[document + 1])
      let found = unsafe Array(UnsafeBufferPointer(start: index.lists + range.lowerBound, count: range.count))
      #expect(found == expected)
    }
  }
}
