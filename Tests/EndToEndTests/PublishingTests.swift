// A build that is killed at any moment leaves the old artifact; the next one leaves nothing else.

import ConcordTestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct PublishingTests {
  @Test func `200 kills at random moments leave the old artifact or the new one`() throws {
    let folder = TemporaryFolder()
    let source = "\(folder.path)/corpus.jsonl"
    let target = "\(folder.path)/index.ccx"
    func write(_ word: String) throws {
      let lines = (0..<400).map { "{\"id\":\"d\($0)\",\"body\":\"\(word) number \($0) of many words\"}" }
      try Concord.write(lines.joined(separator: "\n"), to: source)
    }
    try write("old")
    #expect(try Concord.run("build", source, "-o", target).code == 0)
    let old = Concord.bytes(target)
    try write("new")
    let clock = ContinuousClock()
    let start = clock.now
    let fresh = "\(folder.path)/fresh.ccx"
    #expect(try Concord.run("build", source, "-o", fresh).code == 0)
    let length = Int((clock.now - start).components.attoseconds / 1_000_000_000_000)
    let new = Concord.bytes(fresh)
    #expect(old != new)
    var random = SeededRandom(seed: 41)
    var killed = 0
    for _ in 0..<200 {
      try ChildProcess.write(old, to: target)
      let build = try ChildProcess(Concord.path, ["build", source, "-o", target])
      usleep(UInt32.random(in: 0...UInt32(max(1000, length)), using: &random))
      build.send(SIGKILL)
      let outcome = try build.wait()
      if outcome.signal == SIGKILL { killed += 1 }
      let found = Concord.bytes(target)
      #expect(found == old || found == new)
      if outcome.signal == SIGKILL && found == new { continue }
      #expect(found == (outcome.code == 0 ? new : old))
    }
    #expect(killed > 20, "only \(killed) of 200 builds were killed in time")
    #expect(try Concord.run("build", source, "-o", target).code == 0)
    #expect(Concord.names(in: folder.path) == ["corpus.jsonl", "fresh.ccx", "index.ccx"])
    #expect(Concord.bytes(target) == new)
  }

  @Test func `an artifact never takes the place of a device or a pipe, and rows may go into one`() throws {
    let folder = TemporaryFolder()
    let source = "\(folder.path)/corpus.jsonl"
    try Concord.write("{\"id\":\"a\",\"body\":\"one word\"}\n", to: source)
    folder.link("null.ccx", to: "/dev/null")
    #expect(unsafe mkfifo("\(folder.path)/pipe.ccx", 0o600) == 0)
    for target in ["/dev/null", "\(folder.path)/null.ccx", "\(folder.path)/pipe.ccx"] {
      let outcome = try Concord.run("build", source, "-o", target)
      #expect(outcome.code == 2)
      let named = target.hasSuffix("null.ccx") ? "/dev/null" : target
      #expect(outcome.errorText == "concord: cannot replace the device or pipe \(named): Operation not permitted\n")
    }
    #expect(Concord.names(in: folder.path) == ["corpus.jsonl", "null.ccx", "pipe.ccx"])
    let index = "\(folder.path)/index.ccx"
    #expect(try Concord.run("build", source, "-o", index).code == 0)
    try Concord.write("term\tl\tone\n", to: "\(folder.path)/queries.txt")
    let rows = try Concord.run("bench", index, "\(folder.path)/queries.txt", "--reps", "1", "--out", "/dev/null")
    #expect(rows.code == 0, "\(rows.errorText)")
    var info = stat()
    #expect(unsafe stat("/dev/null", &info) == 0 && info.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func `a file that is no artifact is not replaced, be it the corpus itself`() throws {
    let folder = TemporaryFolder()
    let notes = "\(folder.path)/notes.md"
    try Concord.write("# Notes\n\nsome words\n", to: notes)
    let outcome = try Concord.run("build", notes, "-o", notes)
    #expect(outcome.code == 2)
    #expect(
      outcome.errorText == "concord: \(notes) is there and is not an artifact, so it is not replaced; "
        + "choose another name with -o, or remove it first\n")
    #expect(Concord.bytes(notes) == Array("# Notes\n\nsome words\n".utf8))
    #expect(Concord.names(in: folder.path) == ["notes.md"])
    // An empty file, as mktemp makes it, and an artifact are replaced.
    let index = "\(folder.path)/index.ccx"
    try Concord.write("", to: index)
    for _ in 0..<2 { #expect(try Concord.run("build", notes, "-o", index).code == 0) }
    try Concord.write("short", to: index)
    #expect(try Concord.run("build", notes, "-o", index).code == 2)
  }
}
