// Counts of phrases: exact while there is room, and within the promised bounds when there is none.

import ConcordTestSupport
import Testing

@testable import ConcordBuild

@Suite struct PhraseTableTests {
  /// A stream of documents with phrases of very different frequency.
  private struct Stream {
    var documents: [[UInt64]] = []
    var counts: [UInt64: UInt32] = [:]
    /// Different phrases of each document, summed up.
    var total = 0

    init(documents count: Int, kinds: Int, _ random: inout SeededRandom) {
      // The first one has the odd tag, the second the tag that a free slot would have.
      var names: [UInt64] = [1 << 32 | 1, 7 << 32]
      while names.count < kinds { names.append(random.next()) }
      for _ in 0..<count {
        let phrases = (0..<random.below(30)).map { _ in
          // The product of three numbers makes small ones frequent.
          names[random.below(kinds) * random.below(kinds) / kinds * random.below(kinds) / kinds]
        }
        documents.append(phrases)
        for phrase in Set(phrases) { counts[phrase, default: 0] += 1 }
        total += Set(phrases).count
      }
    }

    func fill(_ table: PhraseTable) {
      for (number, phrases) in documents.enumerated() {
        for phrase in phrases { _ = table.add(phrase, words: 2, document: UInt32(number), form: 0) }
      }
    }
  }

  @Test(arguments: [1, 40, 3_000]) func `with room the counts are those of sets`(kinds: Int) throws {
    var random = SeededRandom(seed: UInt64(kinds))
    let stream = Stream(documents: 400, kinds: max(2, kinds), &random)
    let table = try PhraseTable(capacity: max(4, kinds + 2))
    stream.fill(table)
    #expect(table.loss == 0 && table.count == stream.counts.count)
    for (phrase, count) in stream.counts {
      let entry = table.entry(of: phrase)
      if entry?.count != count || entry?.missed != 0 {
        Issue.record("\(phrase): \(String(describing: entry)), not \(count)")
      }
    }
    #expect(table.entry(of: 0x1234_5678_9ABC_DEF1) == nil)
  }

  @Test(arguments: [4, 5, 16, 100, 500]) func `without room nothing frequent is missed and no count is too large`(
    capacity: Int
  ) throws {
    var random = SeededRandom(seed: UInt64(capacity))
    for _ in 0..<8 {
      let stream = Stream(documents: 600, kinds: 2_000, &random)
      let table = try PhraseTable(capacity: capacity)
      stream.fill(table)
      #expect(table.loss > 0 && table.count <= capacity)
      #expect(Double(table.loss) <= Double(stream.total) / (0.75 * Double(capacity)))
      var found = 0
      for (phrase, count) in stream.counts {
        guard let entry = table.entry(of: phrase) else {
          if count > table.loss {
            Issue.record("\(count) documents of \(phrase) are missed, the loss is \(table.loss)")
          }
          continue
        }
        found += 1
        #expect(entry.missed <= table.loss)
        if entry.count > count || count > entry.count + entry.missed {
          Issue.record("\(count) of \(phrase) are not in \(entry.count)...\(entry.count + entry.missed)")
        }
      }
      #expect(found == table.count)
    }
  }

  @Test func `the text is kept from the second document on, and again for the form that leads`() throws {
    func kept(_ forms: [UInt8]) throws -> [Int] {
      let table = try PhraseTable(capacity: 8)
      return forms.enumerated().filter { table.add(9, words: 2, document: UInt32($0.offset), form: $0.element) }
        .map(\.offset)
    }
    #expect(try kept([0]) == [])
    #expect(try kept([0, 0, 0, 0, 0]) == [1])
    #expect(try kept([1, 1, 0, 1, 1]) == [1])
    #expect(try kept([1, 0, 1, 1]) == [1, 2])
    #expect(try kept([1, 0, 0, 0, 0, 0]) == [1, 2])
    #expect(try kept([1, 1, 1, 0, 0, 0, 0, 0]) == [1, 6])
    // One document counts once.
    let table = try PhraseTable(capacity: 8)
    for _ in 0..<5 { #expect(!table.add(9, words: 2, document: 3, form: 0)) }
    #expect(table.entry(of: 9)?.count == 1)
  }
}
