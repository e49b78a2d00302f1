// Files open with a sentence, stay short, and never say what traps or waits for later.

import Testing

struct StyleTests {
  private func file(_ text: String) -> TextFile { TextFile(path: "Sources/Made/Made.swift", text: text) }

  @Test func `every Swift file in Sources opens with a sentence`() {
    #expect(SourceTree.files(in: "Sources").filter(\.isSwift).compactMap(Style.opening) == [])
  }

  @Test func `a file of more than 400 lines says why`() {
    let ends = [".swift", ".c", ".h"]
    let files = SourceTree.files(in: "Sources").filter { file in ends.contains { file.path.hasSuffix($0) } }
    #expect(files.compactMap(Style.length) == [])
  }

  @Test func `no source file traps on purpose or waits for later`() {
    #expect(SourceTree.files(in: "Sources").filter { !$0.path.hasSuffix(".md") }.flatMap(Style.words) == [])
  }

  @Test func `no file names a folder of one machine`() {
    #expect(SourceTree.files(in: "").flatMap(Style.machinePaths) == [])
  }

  @Test(arguments: ["", "import Glibc\n", "/// A lock.\nstruct Lock {}\n", "//Lock.swift\n", "// Lock.swift\n"])
  func `canary: a file without a sentence is reported`(text: String) {
    #expect(Style.opening(file(text)) != nil)
  }

  @Test func `canary: a long file is reported unless its head says why`() {
    let lines = String(repeating: "let x = 1\n", count: 400)
    #expect(Style.length(file("// One table.\n" + lines)) != nil)
    #expect(Style.length(file("// One table.\n// More than 400 lines, since it is data.\n" + lines)) == nil)
    #expect(Style.length(file(lines)) == nil)
  }

  @Test(
    arguments: [
      "let a = try" + "! b()", "let a = b as" + "! C", "fatal" + "Error(\"x\")", "// TO" + "DO: all", "// FIX" + "ME",
    ])
  func `canary: a forbidden word is reported with its line`(line: String) {
    #expect(Style.words(file("// A sentence.\n" + line)).count == 1)
    #expect(Style.words(file("// A sentence.\n" + line)).first?.hasPrefix("Sources/Made/Made.swift:2:") == true)
  }

  @Test(arguments: ["work", "root", "home"])
  func `canary: a folder of one machine is reported`(name: String) {
    #expect(Style.machinePaths(file("// Lies in /" + name + "/data.")).count == 1)
    #expect(Style.machinePaths(file("// Lies in \(name)/data.")) == [])
  }
}
