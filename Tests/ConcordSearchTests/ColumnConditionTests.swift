// Conditions against a look at every document.

import ConcordArtifact
import ConcordBuild
import ConcordSearch
import ConcordTestSupport
import Testing

@Suite struct ColumnConditionTests {
  private func check(
    _ contents: IndexContents, _ condition: QueryNode, _ expected: [UInt32], _ what: String
  ) throws {
    let result = try contents.documents(where: condition)
    #expect(result.problems.isEmpty, "\(what)")
    let found = try contents.numbers(in: result.documents)
    if found != expected { Issue.record("\(what): \(found.count) found, \(expected.count) expected") }
  }

  /// Every way to bound a field by two of its values.
  private func checkRanges(
    _ contents: IndexContents, _ model: ColumnModel, _ field: String, _ random: inout SeededRandom
  ) throws {
    let values = (model.values[field] ?? []).flatMap { $0 }
    for _ in 0..<8 {
      guard let a = values.randomElement(using: &random), let b = values.randomElement(using: &random) else { return }
      // A day as a bound is all of the day, and values of the field have no times.
      let (low, high) = ColumnValue.precedes(b, a) ? (b, a) : (a, b)
      for (isLow, isHigh) in [(true, true), (true, false), (false, true), (false, false)] {
        let expected = model.numbers(field) { value in
          (isLow ? !ColumnValue.precedes(value, low) : ColumnValue.precedes(low, value))
            && (isHigh ? !ColumnValue.precedes(high, value) : ColumnValue.precedes(value, high))
        }
        let condition = QueryNode.range(
          field: field, lower: QueryBound("\(low)", isInclusive: isLow),
          upper: QueryBound("\(high)", isInclusive: isHigh))
        try check(contents, condition, expected, "\(field) \(low) \(isLow) to \(high) \(isHigh)")
      }
      let below = model.numbers(field) { ColumnValue.precedes($0, low) }
      let open = QueryNode.range(field: field, lower: nil, upper: QueryBound("\(low)", isInclusive: false))
      try check(contents, open, below, "\(field) below \(low)")
      let equal = model.numbers(field) { !ColumnValue.precedes($0, a) && !ColumnValue.precedes(a, $0) }
      try check(contents, .equals(field: field, value: "\(a)"), equal, "\(field) = \(a)")
    }
    let any = model.numbers(field) { _ in true }
    try check(contents, .range(field: field, lower: nil, upper: nil), any, "\(field) is there")
  }

  @Test(arguments: [1, 127, 128, 129, 1_000], [false, true])
  func `ranges and values are what comparing says`(size: Int, optimizes: Bool) throws {
    var random = SeededRandom(seed: UInt64(size))
    let model = ColumnModel(size, &random)
    let contents = try model.contents(&random, optimizes: optimizes)
    for field in ColumnModel.fields where contents.columns[field] != nil && contents.columns[field]?.type != .null {
      try checkRanges(contents, model, field, &random)
    }
  }

  @Test func `ties at the ends of blocks are on the right side`() throws {
    let documents = (0..<512).map { number in
      NewDocument(
        id: "d\(1_000 + number)", body: "x",
        attributes: [Attribute(name: "block", value: .integer(Int64((number + 1) / 128)))])
    }
    let contents = try TestIndex.contents(documents, profile: .plain)
    for value in 0...4 {
      let expected = (0..<512 as Range<UInt32>).filter { ($0 + 1) / 128 == value }
      try check(contents, .equals(field: "block", value: "\(value)"), expected, "\(value)")
      let above = QueryNode.range(field: "block", lower: QueryBound("\(value)", isInclusive: false), upper: nil)
      try check(contents, above, (0..<512 as Range<UInt32>).filter { ($0 + 1) / 128 > value }, "above \(value)")
    }
  }

  @Test func `bounds mean what the type of the column says`() throws {
    var random = SeededRandom(seed: 5)
    let model = ColumnModel(900, &random)
    let contents = try model.contents(&random)
    func year(_ value: ColumnValue) -> Int64 { if case .integer(let year) = value { year } else { 0 } }
    func month(_ value: ColumnValue) -> String { String(value.description.prefix(7)) }
    func range(_ field: String, _ low: String?, _ high: String?, _ inclusive: Bool = true) -> QueryNode {
      .range(
        field: field, lower: low.map { QueryBound($0, isInclusive: inclusive) },
        upper: high.map { QueryBound($0, isInclusive: inclusive) })
    }
    try check(contents, range("year", "1999.5", nil), model.numbers("year") { year($0) > 1999 }, "above 1999.5")
    try check(contents, range("year", nil, "2e3"), model.numbers("year") { year($0) <= 2000 }, "to 2e3")
    try check(contents, range("year", "-1e30", "1e30"), model.numbers("year") { _ in true }, "all")
    try check(contents, range("year", "1e30", nil), [], "above 1e30")
    try check(contents, range("year", "2010", "2000"), [], "backwards")
    try check(contents, .equals(field: "year", value: "2000.5"), [], "no whole number")
    try check(
      contents, .equals(field: "sparse", value: "\(Int64.max)"),
      model.numbers("sparse") { $0 == .integer(.max) }, "the greatest")
    try check(contents, range("sparse", "\(Int64.max)", nil, false), [], "above the greatest")
    try check(contents, range("sparse", nil, "\(Int64.min)", false), [], "below the least")
    for field in ["day", "moment"] {
      try check(
        contents, .equals(field: field, value: "2023"),
        model.numbers(field) { $0.description.hasPrefix("2023") }, "\(field) 2023")
      try check(
        contents, range(field, "2022-11", "2023-02"),
        model.numbers(field) { ("2022-11"..."2023-02").contains(month($0)) }, "\(field) four months")
      try check(
        contents, range(field, "2022-11", "2023-02", false),
        model.numbers(field) { ("2022-12"..."2023-01").contains(month($0)) }, "\(field) two months")
    }
    try check(contents, .equals(field: "lang", value: "d"), [], "a part of a keyword")
    try check(contents, .equals(field: "lang", value: ""), model.numbers("lang") { $0 == .keyword("") }, "empty")
    try check(contents, .equals(field: "flag", value: "TRUE"), model.numbers("flag") { $0 == .bool(true) }, "true")
  }

  @Test func `what means nothing is said and holds for nothing`() throws {
    var random = SeededRandom(seed: 6)
    let contents = try ColumnModel(50, &random).contents(&random)
    func problems(_ condition: QueryNode) throws -> [ColumnProblem.Kind] {
      let result = try contents.documents(where: condition)
      if !result.problems.isEmpty { #expect(result.documents.count == 0) }
      return result.problems.map(\.kind)
    }
    #expect(try problems(.equals(field: "nope", value: "1")) == [.unknownField])
    #expect(try problems(.equals(field: "year", value: "x")) == [.badValue("x", .integer)])
    #expect(try problems(.equals(field: "price", value: "nan")) == [.badValue("nan", .double)])
    #expect(try problems(.equals(field: "price", value: "0x10")) == [.badValue("0x10", .double)])
    #expect(try problems(.equals(field: "flag", value: "maybe")) == [.badValue("maybe", .bool)])
    #expect(
      try problems(.range(field: "day", lower: QueryBound("2024-13"), upper: QueryBound("soon")))
        == [.badValue("2024-13", .date)])
    #expect(try problems(.word("x")) == [.notACondition])
    #expect(try problems(.equals(field: "lang", value: "xx")) == [])
  }

  @Test func `groups follow the rules of clauses`() throws {
    var random = SeededRandom(seed: 7)
    let model = ColumnModel(400, &random)
    let contents = try model.contents(&random, optimizes: true)
    let french = QueryNode.equals(field: "lang", value: "fr")
    let german = QueryNode.equals(field: "lang", value: "de")
    let flagged = QueryNode.equals(field: "flag", value: "true")
    let a = Set(model.numbers("lang") { $0 == .keyword("fr") })
    let b = Set(model.numbers("lang") { $0 == .keyword("de") })
    let c = Set(model.numbers("flag") { $0 == .bool(true) })
    let all = Set(0..<400 as Range<UInt32>)
    func group(_ clauses: (QueryClause.Occurrence, QueryNode)...) -> QueryNode {
      .group(clauses.map { QueryClause($0.0, $0.1) })
    }
    try check(contents, group((.should, french), (.should, german)), a.union(b).sorted(), "or")
    try check(contents, group((.must, french), (.filter, flagged)), a.intersection(c).sorted(), "and")
    try check(contents, group((.mustNot, flagged)), all.subtracting(c).sorted(), "not")
    try check(contents, group((.filter, flagged), (.should, french)), a.intersection(c).sorted(), "filter and should")
    try check(contents, group((.must, flagged), (.should, french)), c.sorted(), "must and should")
    try check(contents, group(), [], "nothing")
  }
}
