// A refusal of the operating system in one line.

import ConcordBytes
import Testing

struct SystemErrorTests {
  @Test func `the line names what was tried, on what, and why`() {
    let error = SystemError("open", "a/b", code: 2)
    #expect(error.description == "cannot open a/b: No such file or directory")
    #expect(error.isNotFound)
    #expect(!SystemError("open", "a/b", code: 13).isNotFound)
  }
}
