// The same documents and settings give the same bytes, however they are built.

import ConcordTestSupport
import Testing

@Suite struct DeterminismTests {
  @Test(arguments: [[], ["--optimize"], ["--offer", "phrases"]])
  func `threads, memory, order of paths and order of records do not show in the bytes`(options: [String]) throws {
    let folder = TemporaryFolder()
    var random = SeededRandom(seed: 3)
    let lines = (0..<3000).map { number in
      var words = (0..<40).map { _ in "w\(Int.random(in: 0..<4000, using: &random))" }.joined(separator: " ")
      // More different phrases than are counted at a time, and some that are frequent, written in more than one way.
      words += ". \(number % 3 == 0 ? "Storm" : "storm") lamp\(Int.random(in: 0..<40, using: &random))"
      return "{\"id\":\"d\(number)\",\"title\":\"t\(number % 7)\",\"body\":\"\(words)\"}"
    }
    func write(_ lines: some Sequence<String>, _ name: String) throws -> String {
      let path = "\(folder.path)/\(name)"
      try Concord.write(lines.joined(separator: "\n"), to: path)
      return path
    }
    let one = try write(lines.prefix(1500), "a.jsonl")
    let two = try write(lines.dropFirst(1500), "b.jsonl")
    let other = TemporaryFolder()
    let permuted = "\(other.path)/a.jsonl"
    try Concord.write(lines.prefix(1500).shuffled(using: &random).joined(separator: "\n"), to: permuted)
    let questions = try write(["w1", "w2 w3", "\"w4 w5\"", "t3 -w6"], "questions.txt")
    let variants: [[String]] = [
      [one, two, "--threads", "1", "--memory", "1GB"], [two, one, "--threads", "2", "--memory", "64MB"],
      [permuted, two, "--threads", "3", "--memory", "16MB"],
    ]
    var results: [[UInt8]] = []
    for (number, variant) in variants.enumerated() {
      let target = "\(folder.path)/\(number).ccx"
      let process = try ChildProcess(Concord.path, ["build", "-o", target, "--golden", questions] + options + variant)
      let built = try process.wait()
      #expect(built.code == 0, "\(built.errorText)")
      results.append(Concord.bytes(target))
    }
    #expect(results.allSatisfy { $0 == results[0] && !$0.isEmpty })
    // Enough text for a dictionary, or that of an optimizing build would not be looked at.
    let report = try Concord.run("inspect", "\(folder.path)/0.ccx", "--terms", "0").text
    #expect(report.contains("GOLD"))
    let optimizes = options.contains("--optimize")
    #expect(report.contains("DICT") == optimizes && report.contains("ORDR") == optimizes)
    let phrases = try Concord.run("suggest", "\(folder.path)/0.ccx", "storm lamp", "--json").text
    #expect(phrases.contains("\"kind\":\"phrase\"") == options.contains("phrases"))
  }
}
