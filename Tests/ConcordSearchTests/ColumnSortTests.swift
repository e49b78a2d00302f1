// Orders by a column against sorting by hand, and pages against the whole.

import ConcordArtifact
import ConcordBuild
import ConcordBytes
import ConcordSearch
import ConcordTestSupport
import Testing

@Suite struct ColumnSortTests {
  private func expected(
    _ model: ColumnModel, _ field: String, _ numbers: [UInt32], _ isDescending: Bool
  ) -> [UInt32] {
    func key(_ number: UInt32) -> ColumnValue? {
      let values = model.values[field]?[Int(number)] ?? []
      return isDescending ? values.last : values.first
    }
    return numbers.sorted { a, b in
      switch (key(a), key(b)) {
      case (nil, nil): return a < b
      case (nil, _): return false
      case (_, nil): return true
      case (let x?, let y?):
        let (first, second) = isDescending ? (y, x) : (x, y)
        return ColumnValue.precedes(first, second) || !ColumnValue.precedes(second, first) && a < b
      }
    }
  }

  @Test(arguments: [129, 600], [false, true])
  func `pages put together are the whole order`(size: Int, optimizes: Bool) throws {
    var random = SeededRandom(seed: UInt64(size) + 60)
    let model = ColumnModel(size, &random)
    let contents = try model.contents(&random, optimizes: optimizes)
    let some = (0..<UInt32(size)).filter { _ in Int.random(in: 0..<4, using: &random) > 0 }
    for field in ColumnModel.fields {
      let column = try #require(contents.columns[field])
      for isDescending in [false, true] {
        let whole = expected(model, field, some, isDescending)
        let set = try contents.set(some)
        for limit in [1, 10, 1_000] where limit > 1 || field == "year" {
          var pages: [UInt32] = []
          var last: SortedDocument?
          while true {
            let page = try contents.documents(
              sortedBy: column, isDescending: isDescending, in: set, limit: limit, after: last)
            if page.isEmpty { break }
            pages += page.map(\.document)
            last = page.last
          }
          if pages != whole { Issue.record("\(field) \(isDescending ? "down" : "up") by \(limit)") }
        }
      }
    }
    let year = try #require(contents.columns["year"])
    #expect(try contents.documents(sortedBy: year, limit: 0).isEmpty)
    #expect(try contents.documents(sortedBy: year, limit: .max).count == size)
    #expect(try contents.documents(sortedBy: year, in: contents.set([]), limit: 5).isEmpty)
  }

  @Test func `an optimized index sorts and shows the same`() throws {
    var random = SeededRandom(seed: 61)
    let model = ColumnModel(300, &random)
    let (ordinary, optimized) = (try model.contents(&random), try model.contents(&random, optimizes: true))
    #expect(optimized.order != nil)
    for field in ColumnModel.fields {
      let (a, b) = (try #require(ordinary.columns[field]), try #require(optimized.columns[field]))
      #expect(try ordinary.documents(sortedBy: a, limit: 300) == optimized.documents(sortedBy: b, limit: 300))
      for number in 0..<300 as Range<UInt32> {
        let values = model.values[field]?[Int(number)] ?? []
        #expect(try ordinary.values(of: a, document: number) == values)
        #expect(try optimized.values(of: b, document: number) == values)
      }
      let distinct = Set((model.values[field] ?? []).flatMap { $0 }).count
      #expect(try ordinary.distinctValues(of: a) == distinct)
    }
    let shown = try ordinary.columnValues(ofDocument: 7)
    #expect(shown.map(\.name) == ColumnModel.fields.filter { model.values[$0]?[7].isEmpty == false })
  }
}

@Suite struct PageCursorTests {
  private let identity = Hash128(high: 3, low: 0x0123_4567_89AB_CDEF)

  @Test func `a cursor comes back`() throws {
    let cursors: [PageCursor] = [
      .score(0, document: 0), .score(.min, document: .max), .score(.max, document: 7), .value(nil, document: 9),
      .value(0, document: 1), .value(.max, document: 2),
    ]
    for cursor in cursors {
      let token = cursor.token(identity: identity, query: "a b")
      #expect(token.utf8.count <= 47)
      #expect(token.utf8.allSatisfy { $0 == 45 || $0 == 95 || $0 >= 48 && $0 <= 57 || $0 | 32 >= 97 && $0 | 32 <= 122 })
      #expect(try PageCursor(token: token, identity: identity, query: "a b") == cursor)
    }
  }

  @Test func `another index and another query are told apart`() {
    let token = PageCursor.score(5, document: 1).token(identity: identity, query: "a")
    #expect(throws: PageCursorError.otherIndex) {
      try PageCursor(token: token, identity: Hash128(high: 3, low: 4), query: "a")
    }
    #expect(throws: PageCursorError.otherQuery) { try PageCursor(token: token, identity: identity, query: "b") }
  }

  @Test func `any other text is malformed`() {
    let token = PageCursor.value(77, document: 1).token(identity: identity, query: "a")
    let letters = Array(token.utf8)
    var texts = ["", "x", "%", token + "A", String(repeating: "A", count: 10_000), String(token.dropLast())]
    for place in letters.indices {
      var changed = letters
      changed[place] = changed[place] == 65 ? 66 : 65
      texts.append(String(decoding: changed, as: UTF8.self))
    }
    for text in texts {
      #expect(throws: PageCursorError.malformed) { try PageCursor(token: text, identity: identity, query: "a") }
    }
  }
}
