// Each command on good input: what it prints where, and its exit code.

import ConcordTestSupport
import Testing

@Suite struct CommandTests {
  let folder: TemporaryFolder
  let index: String

  init() throws {
    folder = TemporaryFolder()
    index = "\(folder.path)/index.ccx"
    let built = try Concord.run("build", "\(Concord.package)/Fixtures/corpus", "-o", index, "--lines")
    try #require(built.code == 0, "\(built.errorText)")
  }

  @Test func `build prints one line and leaves nothing but the index`() throws {
    let again = try Concord.run("build", "\(Concord.package)/Fixtures/corpus", "-o", index)
    #expect(again.code == 0)
    #expect(again.text.split(separator: "\n").count == 1)
    #expect(again.text.contains("14 documents"), "\(again.text)")
    #expect(again.errorText.isEmpty)
    #expect(Concord.names(in: folder.path) == ["index.ccx"])
  }

  @Test func `a dry run lists what would be indexed and writes nothing`() throws {
    let listed = try Concord.run("build", "\(Concord.package)/Fixtures/corpus", "--dry-run")
    #expect(listed.code == 0)
    let lines = listed.text.split(separator: "\n")
    #expect(lines.count == 14)
    #expect(lines.contains { $0.hasSuffix("guide/lamps.md") })
    #expect(!listed.text.contains("drafts"))
    #expect(Concord.names(in: folder.path) == ["index.ccx"])
  }

  @Test func `search shows titles, places and passages`() throws {
    let found = try Concord.run("search", index, "lamp", "oil")
    #expect(found.code == 0)
    #expect(found.text.contains("Keeping the lamp lit"))
    #expect(found.text.contains("data/ships.jsonl:2"))
    #expect(found.text.contains("supply of lamp oil"))
    #expect(found.errorText.contains(" documents in "))
  }

  @Test func `search finds words in many scripts`() throws {
    for word in ["strasse", "φαρος", "елка", "灯台", "灯", "แสง", "المنارة", "등대가", "ısıklı", "🗼", "osaka", "CAFÉ"] {
      #expect(try Concord.run("search", index, word).code == 0, "\(word)")
    }
  }

  @Test func `search answers as JSON`() throws {
    let found = try Concord.run("search", index, "lamp", "--json", "-n", "1")
    #expect(found.code == 0)
    #expect(found.text.hasPrefix("{\"took_ns\":"))
    for key in [
      "\"total\":", "\"hits\":[{\"id\":", "\"path\":", "\"title\":", "\"score\":", "\"snippets\":[{\"text\":",
    ] {
      #expect(found.text.contains(key), "\(key) in \(found.text)")
    }
  }

  @Test func `nothing found is exit code 1 and no error`() throws {
    let nothing = try Concord.run("search", index, "zeppelin")
    #expect(nothing.code == 1)
    #expect(nothing.text.isEmpty)
    #expect(try Concord.run("suggest", index, "zeppelin").code == 1)
    #expect(try Concord.run("search", index, "").code == 1)
    #expect(try Concord.run("search", index, String(repeating: "?!", count: 2048)).code == 1)
  }

  @Test func `a batch answers one line a query`() throws {
    let queries = "\(folder.path)/queries.tsv"
    try Concord.write("1\tlamp\n2\tzeppelin\n", to: queries)
    let answers = try Concord.run("search", index, "--batch", queries)
    #expect(answers.code == 0)
    let lines = answers.text.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("{\"qid\":\"1\",") == true)
    #expect(lines.last?.contains("\"total\":0") == true)
  }

  @Test func `suggest completes words, those of most documents first`() throws {
    let completed = try Concord.run("suggest", index, "La", "-n", "3")
    #expect(completed.code == 0)
    let lines = completed.text.split(separator: "\n").map { $0.split(separator: "\t") }
    #expect(lines.count == 3)
    let weights = lines.map { Int($0[1]) ?? 0 }
    #expect(weights == weights.sorted(by: >) && weights.allSatisfy { $0 > 0 }, "\(weights)")
    #expect(lines.allSatisfy { $0[0].hasPrefix("la") })
    let json = try Concord.run("suggest", index, "lam", "--json")
    #expect(json.text.contains("{\"text\":\"lamp\",\"weight\":"))
    #expect(json.text.contains("\"distance\":0,\"kind\":\"word\",\"ranges\":[[0,3]]"))
  }

  @Test func `similar lists other documents, and names the nearest id for one that is not there`() throws {
    let found = try Concord.run("similar", index, "guide/lamps.md", "-n", "3")
    #expect(found.code == 0)
    #expect(found.text.hasPrefix("1. "))
    #expect(!found.text.contains("\n   guide/lamps.md "))
    #expect(found.errorText.isEmpty)
    let json = try Concord.run("similar", index, "guide/lamps.md", "--json", "-n", "1")
    #expect(json.text.hasPrefix("{\"id\":\"guide/lamps.md\",\"hits\":[{\"id\":\""))
    let near = try Concord.run("similar", index, "guide/lamp.md")
    #expect(near.code == 1)
    #expect(near.errorText.contains("did you mean guide/lamps.md?"))
    let (source, other) = ("\(folder.path)/two.jsonl", "\(folder.path)/two.ccx")
    try Concord.write("{\"id\":\"a\",\"body\":\"\"}\n{\"id\":\"b\",\"body\":\"word\"}\n", to: source)
    #expect(try Concord.run("build", source, "-q", "-o", other).code == 0)
    let empty = try Concord.run("similar", other, "a")
    #expect(empty.code == 1 && empty.text.isEmpty && empty.errorText.isEmpty)
    #expect(try Concord.run("similar", other, "a", "--json").text == "{\"id\":\"a\",\"hits\":[]}\n")
    #expect(try Concord.run("similar", index, "guide/lamps.md", "-n", "-1").code == 2)
  }

  @Test func `show gives a file back byte for byte`() throws {
    for name in ["guide/lamps.md", "languages/crlf.md", "languages/greetings.md", "guide/empty.md"] {
      let shown = try Concord.run("show", index, name)
      #expect(shown.code == 0)
      #expect(shown.output == Concord.bytes("\(Concord.package)/Fixtures/corpus/\(name)"), "\(name)")
    }
    let record = try Concord.run("show", index, "ship-003", "--json")
    #expect(record.text.contains("\"tonnage\":9007199254740993"))
    #expect(record.text.contains("\"flag\":null"))
    #expect(try Concord.run("show", index, "no-such-id").code == 1)
  }

  @Test func `front matter is kept and typed`() throws {
    let shown = try Concord.run("show", index, "guide/lamps.md", "--json")
    #expect(shown.text.contains("\"revision\":3"))
    #expect(shown.text.contains("\"tags\":[\"lamp\",\"maintenance\"]"))
  }

  @Test func `inspect names sections, counts and terms`() throws {
    let report = try Concord.run("inspect", index)
    #expect(report.code == 0)
    for word in ["documents  14", "STOR", "POSI", "biggest terms", "analyzer"] { #expect(report.text.contains(word)) }
    #expect(try Concord.run("inspect", index, "--json").text.contains("\"sections\":[{\"name\":\"SETT\""))
  }

  @Test func `inspect says whether a build was optimized`() throws {
    let target = "\(folder.path)/optimized.ccx"
    let built = try Concord.run("build", "\(Concord.package)/Fixtures/corpus", "--optimize", "-q", "-o", target)
    #expect(built.code == 0)
    #expect(try Concord.run("verify", target).code == 0)
    let texts = [try Concord.run("inspect", index).text, try Concord.run("inspect", target).text]
    #expect(texts[0].contains("order      by id") && texts[0].contains("dictionary none"))
    #expect(texts[0].contains(" level 3\n") && texts[1].contains(" level 12\n"))
    #expect(texts[1].contains("order      optimized") && texts[1].contains("ORDR"))
    #expect(try Concord.run("inspect", target, "--json").text.contains("\"order\":\"optimized\""))
  }

  @Test func `inspect says what completions cost`() throws {
    #expect(try !Concord.run("inspect", index).text.contains("completions"))
    #expect(try !Concord.run("inspect", index, "--json").text.contains("completions"))
    let (list, target) = ("\(folder.path)/list.tsv", "\(folder.path)/listed.ccx")
    try Concord.write("Great Skellig\t7\nAr-Men\t90000\neddystone\t7\nFastnet rock\t65537\n", to: list)
    #expect(try Concord.run("build", "-q", "-o", target, "--completions", list).code == 0)
    let report = try Concord.run("inspect", target).text
    #expect(report.contains("\ncompletions   4 texts\n"), "\(report)")
    let json = try Concord.run("inspect", target, "--json").text
    #expect(json.contains("\"completions\":{\"texts\":4,\"bytes\":{\"keys\":"), "\(json)")
    // The parts are all of the sections.
    func numbers(_ text: Substring) -> Int {
      text.split { !("0"..."9").contains($0) }.compactMap { Int($0) }.reduce(0, +)
    }
    let parts = try #require(json.split(separator: "\"bytes\":{").last?.split(separator: "}").first)
    let sections = json.split(separator: "{\"name\":\"ENT").dropFirst().map { numbers($0.split(separator: "}")[0]) }
    #expect(sections.count == 7 && sections.reduce(0, +) == numbers(parts), "\(json)")
  }

  @Test func `verify accepts what build wrote`() throws {
    let verified = try Concord.run("verify", index, "--json")
    #expect(verified.code == 0)
    #expect(verified.text == "{\"ok\":true,\"problems\":[]}\n")
  }

  @Test func `golden questions are asked by build and again by verify`() throws {
    let questions = "\(folder.path)/questions.txt"
    let target = "\(folder.path)/golden.ccx"
    try Concord.write("# of the keepers\nlamp\n\n\"lamp oil\"\n", to: questions)
    let built = try Concord.run(
      "build", "\(Concord.package)/Fixtures/corpus", "-o", target, "--golden", questions, "--json")
    #expect(built.code == 0, "\(built.errorText)")
    #expect(built.text.contains("\"golden\":2,"))
    #expect(Concord.names(in: folder.path) == ["golden.ccx", "index.ccx", "questions.txt"])
    let verified = try Concord.run("verify", target, "--golden")
    #expect(verified.code == 0)
    #expect(verified.text.hasSuffix("2 golden questions are answered as when it was built\n"))
    let json = try Concord.run("verify", target, "--golden", "--json")
    #expect(json.text == "{\"ok\":true,\"problems\":[],\"golden\":{\"questions\":2,\"differences\":[]}}\n")
    #expect(try Concord.run("inspect", target).text.contains("GOLD"))
    let without = try Concord.run("verify", index, "--golden")
    #expect(without.code == 2)
    #expect(without.errorText.contains("--golden"))
    #expect(try Concord.run("verify", index, "--golden", "--json").text.hasPrefix("{\"ok\":false,\"problems\":[\""))
  }

  @Test func `standard input is JSON lines`() throws {
    let target = "\(folder.path)/in.ccx"
    let built = try Concord.run(
      "build", "-", "-o", target, "--json",
      input: Array("{\"id\":7,\"title\":\"a\",\"body\":\"stream of words\"}\n".utf8))
    #expect(built.code == 0)
    #expect(built.text.contains("\"documents\":1"))
    #expect(try Concord.run("search", target, "stream").code == 0)
  }

  @Test func `help leads with examples and completions can be made`() throws {
    for command in ["build", "search", "suggest", "similar", "show", "inspect", "verify", "bench"] {
      let help = try Concord.run(command, "--help")
      #expect(help.code == 0)
      #expect(help.text.contains("EXAMPLES"), "\(command)")
    }
    for shell in ["bash", "zsh", "fish"] {
      let script = try Concord.run("--generate-completion-script", shell)
      #expect(script.code == 0)
      #expect(script.output.count > 1000)
    }
    #expect(try Concord.run("--version").text.contains("artifact format 1"))
  }
}
