// Allocations of a search do not grow with its matches; a program of its own counts them.

import ConcordTestSupport
import Testing

@Suite struct AllocationTests {
  private let folder = TemporaryFolder()

  private func counts(documents: Int) throws -> [(allocations: Int, matches: Int)] {
    var random = SeededRandom(seed: 5)
    var lines = ""
    for number in 0..<documents {
      let words = (0..<12).map { _ in "w\(random.below(8))" }.joined(separator: " ")
      lines += "{\"id\":\"\(number)\",\"title\":\"t\",\"body\":\"\(words)\"}\n"
    }
    try Concord.write(lines, to: "\(folder.path)/\(documents).jsonl")
    let index = "\(folder.path)/\(documents).ccx"
    #expect(try Concord.run("build", "-q", "\(folder.path)/\(documents).jsonl", "-o", index).code == 0)
    let program = Concord.path.dropLast("concord".count) + "search-probe"
    let queries = ["w1", "w1 w2 w3", "+w1 +w2", "\"w1 w2\"", "w1 -w2", "+w1 title:t", "(w1 OR w2) AND w3"]
    let outcome = try #require(Tool.run(String(program), ["allocations", index] + queries))
    return String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").map { line in
      let parts = line.split(separator: "\t")
      return (Int(parts[0]) ?? -1, Int(parts[1]) ?? -1)
    }
  }

  @Test func `a search allocates as often for 300 documents as for 20,000`() throws {
    let few = try counts(documents: 300)
    let many = try counts(documents: 20_000)
    #expect(few.count == 7 && many.count == 7)
    // Under a sanitizer nothing can be counted.
    if many.allSatisfy({ $0.allocations == 0 }) { return print("skipped: allocations cannot be counted here") }
    for (a, b) in zip(few, many) {
      #expect(b.matches > 20 * a.matches, "\(few) \(many)")
      #expect(b.allocations == a.allocations && b.allocations < 80, "\(few) \(many)")
    }
  }
}
