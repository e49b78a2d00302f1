// Lines, their numbers and their ranges.

import ConcordText
import Testing

struct JSONLineSplitterTests {
  private func lines(_ text: String) -> [String] {
    unsafe withExactCopy(Array(text.utf8)) { bytes in
      var splitter = unsafe LineSplitter(bytes)
      var lines: [String] = []
      while let line = splitter.nextLine() {
        let text = unsafe String(decoding: splitter.bytes(of: line), as: UTF8.self)
        lines.append("\(line.number):\(text)")
      }
      return lines
    }
  }

  @Test(arguments: [
    ("", []), ("\n", []), ("\r\n \t\n\r", []), ("a", ["1:a"]), ("a\n", ["1:a"]), ("a\nb", ["1:a", "2:b"]),
    ("a\r\nb\r\n", ["1:a", "2:b"]), ("a\n\n  \n\r\nb\r", ["1:a", "5:b"]),
    ("\u{FEFF}a\n\u{FEFF}b", ["1:a", "2:\u{FEFF}b"]),
    ("\u{FEFF}", []), ("a\rb\n c ", ["1:a\rb", "2: c "]),
  ])
  func `lines end at LF or CRLF and blank ones are counted only`(text: String, expected: [String]) {
    #expect(lines(text) == expected)
  }

  @Test func `a range names the bytes of the line in the file`() {
    let text = Array("\u{FEFF}one\r\n\ntwo\n".utf8)
    unsafe withExactCopy(text) { bytes in
      var splitter = unsafe LineSplitter(bytes)
      #expect(splitter.nextLine()?.range == 3..<6)
      let second = splitter.nextLine()
      #expect(second?.number == 3)
      #expect(second?.range == 9..<12)
      #expect(splitter.nextLine() == nil)
      #expect(splitter.nextLine() == nil)
    }
  }
}
