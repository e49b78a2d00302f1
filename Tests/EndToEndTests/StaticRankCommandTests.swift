// Static ranks from the command line: built, shown, weighed, switched off, and refused where there is nothing to rank by.

import ConcordTestSupport
import Testing

@Suite struct StaticRankCommandTests {
  let folder = TemporaryFolder()

  private func corpus() throws -> String {
    let path = "\(folder.path)/pages.jsonl"
    let lines = [
      #"{"id":"a","body":"lamp","links":1,"lang":"en"}"#, #"{"id":"b","body":"lamp","links":2.5,"lang":"en"}"#,
      #"{"id":"c","body":"lamp","links":[1000000,7],"lang":"de"}"#, #"{"id":"d","body":"lamp","links":"many"}"#,
      #"{"id":"e","body":"oil","links":900}"#,
    ]
    try Concord.write(lines.joined(separator: "\n"), to: path)
    return path
  }

  /// The ids of the hits in the JSON of an answer, in order.
  private func ids(_ text: String) -> [String] {
    text.split(separator: "{").filter { $0.hasPrefix("\"id\":\"") }.map { String($0.dropFirst(6).prefix(1)) }
  }

  @Test(arguments: [[], ["--optimize"]]) func `ranks lift what matches`(options: [String]) throws {
    let index = "\(folder.path)/pages.ccx"
    let build = ["build", try corpus(), "-o", index, "--rank-field", "links"] + options
    let built = try ChildProcess(Concord.path, build).wait()
    #expect(built.code == 0)
    #expect(built.errorText == "concord: 1 values of links are no numbers and rank nothing\n")
    let inspected = try Concord.run("inspect", index)
    #expect(inspected.text.contains("rank       links\n"))
    #expect(inspected.text.contains("RANK            5"))
    #expect(ids(try Concord.run("search", index, "lamp", "--json").text) == ["c", "b", "a", "d"])
    #expect(ids(try Concord.run("search", index, "lamp", "--rank-weight", "0", "--json").text) == ["a", "b", "c", "d"])
    // Conditions alone: the highest ranks first. An order of its own does not look at ranks.
    #expect(ids(try Concord.run("search", index, "lang:en", "--json").text) == ["b", "a"])
    #expect(ids(try Concord.run("search", index, "lamp", "--sort", "lang", "--json").text) == ["c", "a", "b", "d"])
    let explained = try Concord.run("search", index, "lamp", "-n", "2", "--explain", "--rank-weight", "3")
    #expect(explained.text.contains("3.0  rank 255 of 255 by links"))
    #expect(explained.text.contains("1.0  rank 85 of 255 by links"))
    #expect(try Concord.run("verify", index).code == 0)
  }

  @Test func `what cannot be ranked is refused with what helps`() throws {
    let (corpus, index) = (try corpus(), "\(folder.path)/none.ccx")
    for (field, message) in [
      ("lang", "name one of links, or leave --rank-field out"), ("link", "no document has a number"),
    ] {
      let refused = try Concord.run("build", corpus, "-o", index, "--rank-field", field)
      #expect(refused.code == 2)
      #expect(refused.errorText.contains(message), "\(refused.errorText)")
    }
    #expect(Concord.names(in: folder.path) == ["pages.jsonl"])
    #expect(try Concord.run("build", corpus, "-q", "-o", index).code == 0)
    #expect(try Concord.run("inspect", index).text.contains("rank       none\n"))
    let without = try Concord.run("search", index, "lamp", "--rank-weight", "2")
    #expect(without.code == 2 && without.errorText.contains("build it with --rank-field"))
    for weight in ["-1", "nan", "1e7", "x"] {
      #expect(try Concord.run("search", index, "lamp", "--rank-weight=\(weight)").code == 2, "\(weight)")
    }
  }
}
