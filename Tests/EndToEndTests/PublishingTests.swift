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
}
