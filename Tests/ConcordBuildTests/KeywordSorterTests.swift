// Keywords in order, whether the memory holds them all or none.

import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordBuild

@Suite struct KeywordSorterTests {
  @Test(arguments: [0, 100, 3_000, 1 << 20]) func `places are those of a sorted list`(memory: Int) throws {
    var random = SeededRandom(seed: UInt64(memory))
    let folder = TemporaryFolder()
    for count in [0, 1, 2, 500] {
      let words = (0..<count).map { _ in
        (0..<Int.random(in: 0...12, using: &random)).map { _ in UInt8.random(in: 97...99, using: &random) }
      }
      var sorter = KeywordSorter(memory: memory, folder: folder.path)
      let numbers = try words.map { word in
        try word.withView { (view) throws(SystemError) in try sorter.number(of: view) }
      }
      var sorted: [[UInt8]] = []
      let (ranks, distinct) = try sorter.finish { (key) throws(SystemError) in sorted.append(key.array) }
      #expect(sorted == Set(words).sorted { $0.lexicographicallyPrecedes($1) })
      #expect(distinct == sorted.count)
      for (word, number) in zip(words, numbers) { #expect(sorted[Int(ranks[Int(number)])] == word) }
    }
  }

  @Test func `a text without a type is a number only as JSON spells it`() {
    func kinds(_ text: String) -> ColumnKinds {
      Array(text.utf8).withView { GatheredValue.untyped($0).kinds }
    }
    for text in ["0", "-1", "42", "9223372036854775807"] { #expect(kinds(text) == .integer, "\(text)") }
    for text in ["0.5", "-1.25", "1e5", "1.5E-3", "2e+1"] { #expect(kinds(text) == .double, "\(text)") }
    for text in ["true", "false"] { #expect(kinds(text) == .bool) }
    for text in [
      "", "-", "+1", "007", "1.", ".5", "1e", "e5", "0x10", "nan", "inf", "1_0", " 1", "9223372036854775808", "1.5.2",
      "1-2", "True", "tru", "1e999", "１",
    ] { #expect(kinds(text) == .keyword, "\(text)") }
    #expect(kinds("2024-01-31") == .day)
    #expect(kinds("2024-01-31T10:00Z") == .time)
  }
}
