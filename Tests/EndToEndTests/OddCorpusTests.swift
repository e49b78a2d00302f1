// Whatever lies in a folder: no crash, no hang, what is left out is listed with its reason, and the exit code says it.

import ConcordTestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct OddCorpusTests {
  let folder = TemporaryFolder()
  var corpus: String { "\(folder.path)/corpus" }
  var target: String { "\(folder.path)/index.ccx" }

  init() { folder.makeFolder("corpus") }

  /// Runs the program, which may take a minute: `timeout` ends one that hangs with code 124.
  private func run(_ arguments: String...) throws -> ProcessOutcome {
    try ChildProcess("/usr/bin/timeout", ["60", Concord.path] + arguments).wait()
  }

  /// A build that succeeds, with this many documents and a line on standard error for each of the reasons.
  private func expectBuilt(
    _ documents: Int, leavingOut reasons: [String], location: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try run("build", corpus, "-o", target, "--json")
    #expect(outcome.code == 0, "\(outcome.errorText)", sourceLocation: location)
    #expect(outcome.text.contains("\"documents\":\(documents),"), "\(outcome.text)", sourceLocation: location)
    let lines = outcome.errorText.split(separator: "\n")
    #expect(lines.count == reasons.count, "\(outcome.errorText)", sourceLocation: location)
    for reason in reasons {
      #expect(lines.contains { $0.contains(reason) }, "\(reason) in \(outcome.errorText)", sourceLocation: location)
    }
    #expect(try run("verify", target).code == 0, sourceLocation: location)
  }

  @Test func `pipes, sockets, links that loop or leave are listed, the rest is indexed`() throws {
    folder.write("word", to: "corpus/good.md")
    #expect(unsafe mkfifo("\(corpus)/pipe.md", 0o600) == 0)
    #expect(unsafe mkfifo("\(corpus)/pipe.jsonl", 0o600) == 0)
    #expect(unsafe mknod("\(corpus)/socket.md", S_IFSOCK | 0o600, 0) == 0)
    folder.link("corpus/a.md", to: "b.md")
    folder.link("corpus/b.md", to: "a.md")
    folder.link("corpus/self", to: ".")
    folder.link("corpus/null.md", to: "/dev/null")
    folder.link("corpus/out.md", to: "/etc/passwd")
    folder.link("corpus/none.md", to: "nowhere.md")
    try expectBuilt(
      1,
      leavingOut: [
        "pipe.md: a named pipe", "pipe.jsonl: a named pipe", "socket.md: a socket", "a.md: a symbolic link",
        "b.md: a symbolic link", "self: a symbolic link to a folder", "null.md: a symbolic link to something",
        "out.md: a symbolic link out of the folder", "none.md: a symbolic link to nothing",
      ])
  }

  @Test func `a pipe, a device or a socket as the corpus is an error at once`() throws {
    #expect(unsafe mkfifo("\(corpus)/pipe.jsonl", 0o600) == 0)
    for path in ["\(corpus)/pipe.jsonl", "/dev/null", "/dev/zero"] {
      let outcome = try run("build", path, "-o", target)
      #expect(outcome.code == 2, "\(outcome)")
      #expect(outcome.errorText.contains("neither a file nor a folder"), "\(outcome.errorText)")
      #expect(try run("search", path, "word").code == 2)
    }
  }

  @Test func `names that terminals and text cannot bear`() throws {
    folder.write("first word", toBytes: Array("corpus/line\nbreak.md".utf8))
    folder.write("second word", toBytes: Array("corpus/esc\u{1B}[2Jape.md".utf8))
    folder.write("third word", toBytes: Array("corpus/bad\u{1}".utf8) + [0xFF, 0xFE] + Array(".md".utf8))
    folder.write("fourth word", toBytes: Array("corpus/  -o .md".utf8))
    try expectBuilt(3, leavingOut: ["file name is not UTF-8"])
    for arguments in [["build", corpus, "-o", target], ["build", corpus, "--dry-run"], ["search", target, "word"]] {
      let outcome = try ChildProcess(Concord.path, arguments).wait()
      let shown = (outcome.text + outcome.errorText).unicodeScalars
      #expect(!shown.contains { $0.properties.generalCategory == .control && $0 != "\n" }, "\(arguments)")
      #expect(!outcome.text.contains("line\nbreak"))
    }
    #expect(try run("show", target, "line\nbreak.md").text == "first word")
    #expect(try run("show", target, "esc\u{1B}[2Jape.md").text == "second word")
  }

  @Test func `texts in other encodings are listed or kept byte for byte`() throws {
    func write(_ name: String, _ bytes: [UInt8]) throws { try ChildProcess.write(bytes, to: "\(corpus)/\(name)") }
    try write("little.txt", [0xFF, 0xFE] + Array("word".utf8).flatMap { [$0, 0] })
    try write("big.md", [0xFE, 0xFF] + Array("word".utf8).flatMap { [0, $0] })
    try write("latin.txt", Array("caf".utf8) + [0xE9] + Array(" word".utf8))
    try write("nul.txt", [0, 0, 0] + Array(" word ".utf8) + [0])
    try write("mark.txt", [0xEF, 0xBB, 0xBF] + Array("word\r\n".utf8))
    try write("empty.txt", [])
    try expectBuilt(4, leavingOut: ["little.txt: UTF-16", "big.md: UTF-16"])
    #expect(try run("search", target, "word", "--json").text.contains("\"total\":3"))
    for name in ["latin.txt", "nul.txt", "mark.txt", "empty.txt"] {
      #expect(try run("show", target, name).output == Concord.bytes("\(corpus)/\(name)"), "\(name)")
    }
  }

  @Test func `nesting and fields beyond all measure`() throws {
    let deep = String(repeating: "[", count: 2_000_000)
    folder.write(
      "{\"id\":\"deep\",\"x\":\(deep)\n\(deep)\n{\"id\":\"ok\",\"body\":\"word\"}\n\0\0\0\n\n", to: "corpus/deep.jsonl")
    folder.write("id,body\n1,\"\(String(repeating: "word ", count: 500_000))\"\n2,short\n", to: "corpus/huge.csv")
    folder.write(String(repeating: "> ", count: 300_000) + "word", to: "corpus/quotes.md")
    folder.write(
      String(repeating: "*", count: 300_000) + "word" + String(repeating: "*", count: 300_000), to: "corpus/s.md")
    folder.write(String(repeating: "e\u{301}\u{302}", count: 300_000), to: "corpus/marks.md")
    try expectBuilt(6, leavingOut: ["deep.jsonl:1: ", "deep.jsonl:2: ", "deep.jsonl:4: "])
    #expect(try run("search", target, "word", "--json").text.contains("\"total\":4"))
  }

  @Test func `folders deeper than a path can say are listed and left out`() throws {
    let name = String(repeating: "d", count: 200)
    let script = "cd \"$0\" && for i in $(seq 60); do mkdir \(name) && cd \(name) && echo word > f.md; done"
    #expect(try ChildProcess("/bin/bash", ["-c", script, corpus]).wait().code == 0)
    let outcome = try run("build", corpus, "-o", target, "--json")
    #expect(outcome.code == 0, "\(outcome.errorText.prefix(300))")
    #expect(outcome.errorText.contains("longer than the system allows"), "\(outcome.errorText.prefix(300))")
    #expect(try run("search", target, "word").code == 0)
  }

  @Test func `files that vanish, grow and turn into pipes while they are read`() throws {
    for number in 0..<2000 { folder.write("word number \(number)", to: "corpus/f\(number).md") }
    // 1 MB and more is mapped, not copied.
    folder.write(String(repeating: "growing text ", count: 100_000), to: "corpus/log.txt")
    let script = """
      cd "$0"; for i in $(seq 1999 -3 0); do rm -f f$i.md; echo more >> f$((i - 1)).md
      rm -f f$((i - 2)).md; mkfifo f$((i - 2)).md 2>/dev/null; done; echo more >> log.txt
      """
    for _ in 0..<3 {
      let vandal = try ChildProcess("/bin/bash", ["-c", script, corpus])
      let outcome = try run("build", corpus, "-o", target, "--json")
      _ = try vandal.wait()
      #expect(outcome.code == 0 || outcome.code == 2, "\(outcome)")
      if outcome.code == 2 {
        #expect(outcome.errorText.contains("it changed while it was read"), "\(outcome.errorText.suffix(300))")
      } else {
        #expect(try run("verify", target).code == 0)
      }
    }
  }

  @Test func `a search in a file that is truncated meanwhile ends with an answer or an error`() throws {
    let lines = (0..<20_000).map { "{\"id\":\"d\($0)\",\"body\":\"word\($0 % 977) and word\($0 % 91) of many\"}" }
    try Concord.write(lines.joined(separator: "\n"), to: "\(corpus)/many.jsonl")
    try expectBuilt(20_000, leavingOut: [])
    let good = Concord.bytes(target)
    try Concord.write((0..<400).map { "\($0)\tword\($0) many\n" }.joined(), to: "\(folder.path)/queries.tsv")
    var random = SeededRandom(seed: 66)
    var failed = 0
    for _ in 0..<20 {
      try ChildProcess.write(good, to: target)
      let search = try ChildProcess(Concord.path, ["search", target, "--batch", "\(folder.path)/queries.tsv"])
      usleep(UInt32.random(in: 0...150_000, using: &random))
      #expect(unsafe truncate(target, off_t(Int.random(in: 0..<good.count, using: &random))) == 0)
      let outcome = try search.wait()
      #expect(outcome.code == 0 || outcome.code == 2, "\(outcome.signal ?? 0) \(outcome.errorText)")
      if outcome.code == 2 {
        failed += 1
        #expect(outcome.errorText.split(separator: "\n").count == 1, "\(outcome.errorText)")
      }
    }
    #expect(failed > 0)
  }
}
