// What people and disks get wrong: one line on standard error, the right exit code, never a trap.

import ConcordTestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct BadInputTests {
  let folder: TemporaryFolder
  var target: String { "\(folder.path)/index.ccx" }

  init() throws { folder = TemporaryFolder() }

  private func file(_ name: String, _ text: String) throws -> String {
    let path = "\(folder.path)/\(name)"
    try Concord.write(text, to: path)
    return path
  }

  /// An error: exit code 2, nothing on standard output, one line that has all the words.
  private func expectError(_ outcome: ProcessOutcome, _ words: String..., location: SourceLocation = #_sourceLocation) {
    #expect(outcome.code == 2, "\(outcome)", sourceLocation: location)
    #expect(outcome.text.isEmpty, sourceLocation: location)
    #expect(outcome.errorText.split(separator: "\n").count == 1, "\(outcome.errorText)", sourceLocation: location)
    for word in words {
      #expect(outcome.errorText.contains(word), "\(word) in \(outcome.errorText)", sourceLocation: location)
    }
  }

  @Test func `an empty corpus gives an index without documents`() throws {
    let source = try file("empty.jsonl", "")
    let built = try Concord.run("build", source, "-o", target)
    #expect(built.code == 0)
    #expect(try Concord.run("search", target, "word").code == 1)
    #expect(try Concord.run("suggest", target, "").code == 1)
    #expect(try Concord.run("verify", target).code == 0)
    #expect(try Concord.run("inspect", target).code == 0)
  }

  @Test func `golden questions that cannot be asked are named by their line, and the old index stays`() throws {
    let source = try file("docs.jsonl", "{\"id\":1,\"body\":\"word\"}\n")
    #expect(try Concord.run("build", source, "-o", target).code == 0)
    let old = Concord.bytes(target)
    func refused(_ questions: String, _ words: String...) throws {
      let path = try file("questions.txt", questions)
      let outcome = try Concord.run("build", source, "-o", target, "--golden", path)
      expectError(outcome, "questions.txt")
      for word in words { #expect(outcome.errorText.contains(word), "\(outcome.errorText)") }
      #expect(Concord.bytes(target) == old)
      #expect(Concord.names(in: folder.path) == ["docs.jsonl", "index.ccx", "questions.txt"])
    }
    try refused("# none\n", "no question")
    try refused("word\n" + String(repeating: "a", count: 65_537), "line 2", "65536")
    try refused("\n" + (0..<1_025).map { "w\($0)" }.joined(separator: " "), "line 2", "1024")
    try refused(String(repeating: "word\n", count: 10_001), "line 10001")
    expectError(
      try Concord.run("build", source, "-o", target, "--golden", "\(folder.path)/missing"), "missing", "No such file")
    #expect(Concord.bytes(target) == old)
  }

  @Test func `one bad line among many is listed and the others are indexed`() throws {
    let lines = (1...50).map { $0 == 17 ? "{\"id\":\"x\", bad}" : "{\"id\":\"\($0)\",\"body\":\"word\"}" }
    let source = try file("many.jsonl", lines.joined(separator: "\n"))
    let built = try Concord.run("build", source, "-o", target, "--json")
    #expect(built.code == 0)
    #expect(built.text.contains("\"documents\":49"))
    #expect(built.text.contains("\"skipped\":[{\"path\":\"many.jsonl\",\"line\":17,"))
    #expect(built.errorText.contains("many.jsonl:17"))
    expectError(try Concord.run("build", source, "-o", "\(target)2", "--strict"), "many.jsonl:17", "--strict")
    #expect(!Concord.names(in: folder.path).contains("index.ccx2"))
  }

  @Test func `ids that come twice are an error with both places, or the last wins`() throws {
    let source = try file("twice.jsonl", "{\"id\":\"a\",\"body\":\"first\"}\n{\"id\":\"a\",\"body\":\"second\"}\n")
    expectError(try Concord.run("build", source, "-o", target), "twice.jsonl:1", "twice.jsonl:2", "--last-wins")
    #expect(try Concord.run("build", source, "-o", target, "--last-wins").code == 0)
    #expect(try Concord.run("search", target, "first").code == 1)
    #expect(try Concord.run("search", target, "second").code == 0)
  }

  @Test func `odd records are listed with their reasons`() throws {
    let source = try file(
      "odd.jsonl",
      "[1]\n{\"body\":\"no id\"}\n{\"id\":null,\"body\":\"x\"}\n{\"id\":\"nul\",\"body\":\"a\\u0000b\"}\n{\"id\":\"n\",\"body\":5}\n"
    )
    let built = try Concord.run("build", source, "-o", target, "--json")
    #expect(built.code == 0)
    #expect(built.text.contains("\"documents\":2"))
    for line in 1...3 { #expect(built.errorText.contains("odd.jsonl:\(line): "), "\(built.errorText)") }
  }

  @Test func `a CSV with an unclosed quote or a short row keeps its good rows`() throws {
    let source = try file("bad.csv", "id,title,body\n1,One,first\n2,Two\n3,Three,third\n4,\"Four,never closed\n")
    let built = try Concord.run("build", source, "-o", target, "--json")
    #expect(built.code == 0)
    #expect(built.text.contains("\"documents\":2"), "\(built.text)")
    #expect(built.errorText.split(separator: "\n").count == 2, "\(built.errorText)")
    expectError(
      try Concord.run("build", try file("none.csv", "a,b\n1,2\n"), "-o", target), "none.csv", "--body-column")
    let mapped = try Concord.run(
      "build", try file("named.csv", "text,key\nhello,k1\n"), "-o", target, "--body-column", "text", "--id-column",
      "key")
    #expect(mapped.code == 0)
    #expect(try Concord.run("show", target, "k1").text == "hello")
  }

  @Test func `a document over the limit is listed, not read`() throws {
    let source = try file("long.txt", String(repeating: "word ", count: 1000))
    let built = try Concord.run("build", folder.path, "-o", target, "--max-document", "1KB", "--json")
    #expect(built.code == 0)
    #expect(built.text.contains("\"documents\":0"))
    #expect(built.errorText.contains("--max-document"))
    #expect(source.hasSuffix("long.txt"))
  }

  @Test func `more files than may be open are read all the same`() throws {
    for number in 0..<80 {
      _ = try file("f\(number).jsonl", "{\"id\":\"\(number)\",\"body\":\"word\"}")
    }
    let built = try ChildProcess(
      "/bin/sh", ["-c", "ulimit -Sn 40; exec \"$0\" build \"$1\" -o \"$2\" --json", Concord.path, folder.path, target])
    let outcome = try built.wait()
    #expect(outcome.code == 0)
    #expect(outcome.text.contains("\"documents\":80"), "\(outcome)")
  }

  @Test func `a long line without a word border is one cut token`() throws {
    let source = try file("long.txt", String(repeating: "a", count: 3_000_000))
    #expect(try Concord.run("build", source, "-o", target).code == 0)
    #expect(try Concord.run("search", target, String(repeating: "a", count: 300)).code == 0)
  }

  @Test func `paths that lead nowhere or elsewhere are errors that name them`() throws {
    expectError(try Concord.run("build", "\(folder.path)/absent", "-o", target), "absent", "No such file")
    expectError(try Concord.run("build", try file("a.pdf", "x"), "-o", target), "a.pdf", ".md")
    let source = try file("a.txt", "word")
    expectError(try Concord.run("build", source, "-o", "\(folder.path)/missing/i.ccx"), "missing")
    expectError(try Concord.run("build", source, "-o", folder.path), "directory")
    expectError(try Concord.run("search", "\(folder.path)/absent.ccx", "x"), "absent.ccx", "No such file")
    expectError(try Concord.run("search", folder.path, "x"), "directory")
    expectError(try Concord.run("verify", "\(folder.path)/absent.ccx"), "No such file")
  }

  @Test func `a full disk is an error and leaves nothing behind`() throws {
    let source = try file("a.txt", "word")
    let outcome = try Concord.run("build", source, "-o", "/dev/full/x.ccx")
    #expect(outcome.code == 2)
    // A limit on file sizes fails a write in the same place as a full disk does.
    let limited = try ChildProcess(
      "/bin/sh", ["-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" build \"$1\" -o \"$2\"", Concord.path, source, target])
    let failed = try limited.wait()
    #expect(failed.code == 2, "\(failed)")
    #expect(failed.errorText.contains("write"), "\(failed.errorText)")
    #expect(Concord.names(in: folder.path) == ["a.txt"])
  }

  @Test func `a file that is no artifact says so`() throws {
    expectError(try Concord.run("search", try file("text.ccx", "plain text, long enough"), "x"), "not an artifact")
    expectError(try Concord.run("search", try file("none.ccx", ""), "x"), "not an artifact", "empty")
    expectError(try Concord.run("verify", try file("text.ccx", "plain text")), "not an artifact")
  }

  @Test func `a truncated, a newer and a damaged artifact are different errors`() throws {
    let source = try file("a.txt", "some words to find")
    #expect(try Concord.run("build", source, "-o", target).code == 0)
    let good = Concord.bytes(target)
    try ChildProcess.write(Array(good.prefix(good.count - 100)), to: target)
    expectError(try Concord.run("search", target, "words"), "truncated")
    var newer = good
    newer[8] = 9
    newer[10] = 9
    try ChildProcess.write(newer, to: target)
    expectError(try Concord.run("search", target, "words"), "newer version")
    var damaged = good
    damaged[damaged.count - 40] ^= 1
    try ChildProcess.write(damaged, to: target)
    #expect(try Concord.run("verify", target).code == 2)
    var header = good
    header[70] ^= 1
    try ChildProcess.write(header, to: target)
    expectError(try Concord.run("search", target, "words"), "damaged", "header")
  }

  @Test func `options that make no sense say what would`() throws {
    let source = try file("a.txt", "word")
    expectError(try Concord.run("build", source, "-o", target, "--memory", "1MB"), "16MB")
    expectError(try Concord.run("build", source, "-o", target, "--threads", "0"), "--threads")
    expectError(try Concord.run("build", source, "-o", target, "--stem", "klingon"), "klingon")
    expectError(try Concord.run("build", source, "-o", target, "--plain", "--stem", "en"), "--plain")
    #expect(try Concord.run("build", source).code == 2)
    #expect(try Concord.run("search").code == 2)
    #expect(try Concord.run("nonsense").code == 2)
  }

  @Test func `control characters of a corpus do not reach the terminal`() throws {
    let source = try file(
      "esc.jsonl", "{\"id\":\"e\",\"title\":\"\\u001b]0;owned\\u0007\",\"body\":\"evil \\u001b[2J word\"}\n")
    #expect(try Concord.run("build", source, "-o", target).code == 0)
    let found = try Concord.run("search", target, "evil")
    #expect(found.code == 0)
    #expect(!found.output.contains(0x1B))
    #expect(!found.output.contains(0x07))
    #expect(!(try Concord.run("search", target, "evil", "--json")).output.contains(0x1B))
  }
}
