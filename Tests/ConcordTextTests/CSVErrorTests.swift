// Errors of CSV records say where, and the scanner goes on behind them.

import ConcordText
import Testing

struct CSVErrorTests {
  private func read(_ text: String) -> (rows: [[String]], errors: [CSVError]) { csvRows(Array(text.utf8)) }

  @Test func `a record of the wrong width is reported, and the next one is read`() {
    let (rows, errors) = read("a,b\n1\n\n2,3,4\n5,6")
    #expect(rows == [["a", "b"], ["5", "6"]])
    #expect(
      errors == [
        .wrongFieldCount(expected: 2, found: 1, record: CSVPosition(row: 2, line: 2, offset: 4)),
        .wrongFieldCount(expected: 2, found: 3, record: CSVPosition(row: 3, line: 4, offset: 7)),
      ])
  }

  @Test func `an unclosed quote is an error of the record that opened it`() {
    let (rows, errors) = read("a,b\nc,\"d\ne,f\n")
    #expect(rows == [["a", "b"]])
    #expect(errors == [.unclosedQuote(record: CSVPosition(row: 2, line: 2, offset: 4), offset: 6)])
    #expect(read("\"").errors == [.unclosedQuote(record: CSVPosition(row: 1, line: 1, offset: 0), offset: 0)])
    #expect(read("\"a\"\"").errors == [.unclosedQuote(record: CSVPosition(row: 1, line: 1, offset: 0), offset: 0)])
  }

  @Test func `text after a closing quote is an error, and the next line is read`() {
    let (rows, errors) = read("a,b\n\"x\ny\"z,1\nc,d")
    #expect(rows == [["a", "b"], ["c", "d"]])
    let place = CSVPosition(row: 2, line: 2, offset: 4)
    #expect(errors == [.textAfterQuote(0x7A, record: place, line: 3, offset: 9)])
    #expect(read("\"a\" ").errors.count == 1)
    #expect(read("\"a\"\rb\nc").rows == [["c"]])
  }

  @Test func `a sentence tells a person where to look`() {
    let place = CSVPosition(row: 2, line: 3, offset: 40)
    let errors: [CSVError] = [
      .unclosedQuote(record: place, offset: 44), .textAfterQuote(0x7A, record: place, line: 4, offset: 50),
      .wrongFieldCount(expected: 3, found: 1, record: place),
    ]
    #expect(
      errors.map(\.description) == [
        "row 2 (line 3, byte 40): expected a closing quote for the one at byte 44, found the end of the file",
        "row 2 (line 3, byte 40): expected a delimiter or a line break after the closing quote on line 4, found 'z' at "
          + "byte 50",
        "row 2 (line 3, byte 40): expected 3 fields, found 1",
      ])
    #expect(errors.map(\.offset) == [44, 50, 40])
    #expect(errors.allSatisfy { $0.record == place })
  }
}
