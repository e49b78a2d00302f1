// Columns of built artifacts: which type follows from which values, and that nothing else matters.

import ConcordArtifact
import ConcordBytes
import ConcordTestSupport
import Testing

@testable import ConcordBuild

@Suite struct ColumnBuildTests {
  /// The bytes of an artifact of one file.
  private func artifact(
    _ lines: [String], name: String = "docs.jsonl", _ change: (inout BuildOptions) -> Void = { _ in }
  ) throws -> [UInt8] {
    let folder = TemporaryFolder()
    folder.write(lines.joined(separator: "\n") + "\n", to: name)
    var options = BuildOptions()
    options.memory = 16 << 20
    change(&options)
    _ = try IndexBuilder(options: options).build(["\(folder.path)/\(name)"], to: "\(folder.path)/out.ccx")
    return try MappedFile.contents(of: "\(folder.path)/out.ccx")
  }

  private func columns(_ bytes: [UInt8], documents: Int) throws -> ColumnTable {
    try ColumnTable(ArtifactBytes(bytes: bytes), documents: documents)
  }

  /// The column of these JSON values, one a document.
  private func column(_ values: [String]) throws -> Column {
    let lines = values.enumerated().map { "{\"id\":\"d\(100 + $0.offset)\",\"body\":\"x\",\"v\":\($0.element)}" }
    return try #require(try columns(artifact(lines), documents: values.count)["v"])
  }

  private func words(_ column: Column) throws -> [String] {
    try (0..<column.slots).map { slot in
      try column.values(ofSlot: slot).map(\.description).joined(separator: "+")
    }
  }

  @Test(arguments: [
    (["true", "null", "false"], ColumnType.bool, ["true", "", "false"]),
    (["true", "7"], .integer, ["1", "7"]),
    (["7", "-9223372036854775808", "9223372036854775807"], .integer, ["7", "\(Int64.min)", "\(Int64.max)"]),
    (["1", "2.5"], .double, ["1.0", "2.5"]),
    (["true", "2.5"], .double, ["1.0", "2.5"]),
    (["-0.0", "1e400", "0.0"], .double, ["0.0", "", "0.0"]),
    (["1", "\"x\"", "true", "0.5"], .keyword, ["1", "x", "true", "0.5"]),
    (["\"2024\"", "\"07\""], .keyword, ["2024", "07"]),
    (["\"2024-01-31\"", "null"], .date, ["2024-01-31", ""]),
    (["\"2024-01-31\"", "\"2024-01-31T12:00:00+01:00\""], .date, ["2024-01-31T00:00:00Z", "2024-01-31T11:00:00Z"]),
    (["\"2024-01-31\"", "\"soon\""], .keyword, ["2024-01-31", "soon"]),
    (["\"2024-01-31\"", "2024"], .keyword, ["2024-01-31", "2024"]),
    (["\"2024-02-30\""], .keyword, ["2024-02-30"]),
    (["[\"b\",\"a\",\"b\"]", "\"c\"", "[]"], .keyword, ["a+b", "c", ""]),
    (["[3,1,2.5]", "7"], .double, ["1.0+2.5+3.0", "7.0"]),
    (["[null,1]", "null"], .integer, ["1", ""]),
    (["\"\"", "\"a\\u0000b\""], .keyword, ["", "a\0b"]),
  ]) func `the type is the least that all values fit`(values: [String], type: ColumnType, expected: [String]) throws {
    for order in [values, values.reversed()] {
      let column = try column(order)
      #expect(column.type == type)
      #expect(try words(column).sorted() == expected.sorted())
    }
  }

  @Test func `what no column can hold is counted`() throws {
    let column = try column(["{\"a\":1}", "[1,[2]]", "[{}]", "5", "null"])
    #expect(column.type == .integer)
    #expect(column.entry.leftOut == 3)
    #expect(column.entry.documents == 1)
    let none = try self.column(["{}", "null"])
    #expect(none.type == .null && none.entry.leftOut == 1)
  }

  @Test func `a long keyword is cut, and counted`() throws {
    let long = String(repeating: "ü", count: 700)
    let column = try column(["\"\(long)\"", "\"\(long)x\"", "\"k\""])
    #expect(column.entry.cut == 2 && column.entry.keys == 2)
    #expect(try column.keywordRank(Array((long + "x").utf8)).isPresent)
  }

  @Test func `names of any length and number are taken or left alone`() throws {
    let long = String(repeating: "n", count: 256)
    let members = (0..<1_100).map { "\"m\(10_000 + $0)\":1" }.joined(separator: ",")
    let table = try columns(artifact(["{\"id\":\"a\",\"body\":\"x\",\"\(long)\":1,\(members)}"]), documents: 1)
    #expect(table.columns.count == ColumnLimits.columns)
    #expect(table[long] == nil)
    #expect(table["m10000"] != nil && table["m11099"] == nil)
  }

  @Test func `a name that a record has twice has both values`() throws {
    let table = try columns(artifact(["{\"id\":\"a\",\"body\":\"x\",\"v\":2,\"v\":1}"]), documents: 1)
    #expect(try table["v"]?.values(ofSlot: 0) == [.integer(1), .integer(2)])
  }

  @Test func `texts of CSV files are what they look like`() throws {
    let rows = [
      "id,title,year,price,zip,when,ok,empty", "a,x,2010,3.50,00123,2024-01-31,true,",
      "b,y,1990,4,99,2023-05-01,false,",
      "c,z,,,,,,",
    ]
    let table = try columns(artifact(rows, name: "docs.csv"), documents: 3)
    let types = table.columns.map { "\($0.name) \($0.type)" }
    #expect(types == ["empty null", "ok bool", "price double", "when date", "year integer", "zip keyword"])
    #expect(try words(#require(table["zip"])) == ["00123", "99", ""])
    #expect(try words(#require(table["price"])) == ["3.5", "4.0", ""])
  }

  @Test func `front matter has columns`() throws {
    let folder = TemporaryFolder()
    folder.write("---\ntags: [x, y]\ndate: 2024-01-31\nweight: 3\n---\n# A\n\ntext\n", to: "a.md")
    folder.write("# B\n\ntext\n", to: "b.md")
    _ = try IndexBuilder().build([folder.path], to: "\(folder.path)/out.ccx")
    let table = try columns(MappedFile.contents(of: "\(folder.path)/out.ccx"), documents: 2)
    #expect(table.columns.map { "\($0.name) \($0.type)" } == ["date date", "tags keyword", "weight integer"])
    #expect(try words(#require(table["tags"])) == ["x+y", ""])
  }

  @Test func `documents without attributes have no sections of columns`() throws {
    let bytes = try artifact(["{\"id\":\"a\",\"body\":\"x\"}"])
    #expect(try ArtifactBytes(bytes: bytes).sectionIfPresent(.columnIndex) == nil)
  }

  @Test(arguments: [false, true]) func `order of lines, threads and memory change no byte`(optimizes: Bool) throws {
    var random = SeededRandom(seed: 3)
    var lines = (0..<700).map { number in
      "{\"id\":\"d\(number)\",\"body\":\"word\(number % 9)\",\"n\":\(number * 37 % 101),\"k\":\"key\(number * 7)\","
        + "\"t\":[\"a\(number % 3)\",\"b\(number % 5)\"]}"
    }
    let first = try artifact(lines) { $0.optimizes = optimizes }
    lines.shuffle(using: &random)
    let second = try artifact(lines) {
      ($0.optimizes, $0.threads, $0.memory) = (optimizes, 3, 64 << 20)
    }
    #expect(first == second)
  }
}
