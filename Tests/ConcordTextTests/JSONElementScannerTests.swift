// Elements of an array inside of a record.

import ConcordText
import Testing

struct JSONElementScannerTests {
  private func elements(_ array: String) throws -> [String]? {
    try unsafe withExactCopy(Array("{\"a\":\(array)}".utf8)) { bytes in
      var record = unsafe JSONRecordScanner(bytes)
      guard let member = try record.nextMember(), var elements = record.elements(of: member.value) else { return nil }
      var texts: [String] = []
      while let element = try elements.nextElement() {
        texts.append(String(decoding: record.decoded(element), as: UTF8.self))
      }
      let after = try elements.nextElement()
      #expect(after == nil)
      return texts
    }
  }

  @Test func `elements are read with the record's own accessors`() throws {
    #expect(try elements("[]") == [])
    #expect(try elements("[ ]") == [])
    #expect(try elements(#"["a", "\u00e9" ,1,[2,3],{"k":4},null]"#) == ["a", "é", "1", "[2,3]", "{\"k\":4}", "null"])
  }

  @Test func `what is no array has no elements, and what is no object no members`() throws {
    #expect(try elements("{}") == nil)
    #expect(try elements("\"[]\"") == nil)
    try unsafe withExactCopy(Array(#"{"a":[]}"#.utf8)) { bytes in
      var record = unsafe JSONRecordScanner(bytes)
      let member = try #require(try record.nextMember())
      #expect(record.members(of: member.value) == nil)
      #expect(record.bool(of: member.value) == nil)
      #expect(record.number(of: member.value) == nil)
    }
  }
}
