// concord suggest and the lists of concord build: what they print, where, and with which exit code.

import ConcordTestSupport
import Testing

@Suite struct SuggestCommandTests {
  let folder = TemporaryFolder()
  var index: String { "\(folder.path)/index.ccx" }

  private func build(_ list: String?, _ options: String...) throws -> ProcessOutcome {
    folder.write(
      "---\ntitle: Keeping the Lamp\n---\n# Keeping the lamp\n\nOil for the lamp, a storm.\n\n## Oil and wick\n\nlamps\n",
      to: "docs/a.md")
    folder.write("# Oil and wick\n\nThe keeper of lamps.\n", to: "docs/b.md")
    var arguments = ["build", "\(folder.path)/docs", "-o", index] + options
    if let list {
      try Concord.write(list, to: "\(folder.path)/list.tsv")
      arguments += ["--completions", "\(folder.path)/list.tsv"]
    }
    return try ChildProcess(Concord.path, arguments).wait()
  }

  private func lines(_ arguments: String...) throws -> [String] {
    let outcome = try ChildProcess(Concord.path, ["suggest", index] + arguments).wait()
    #expect(outcome.errorText.isEmpty, "\(outcome.errorText)")
    #expect(outcome.code == (outcome.text.isEmpty ? 1 : 0), "\(arguments)")
    return outcome.text.split(separator: "\n").map(String.init)
  }

  @Test func `texts of lists, titles and headings are offered, the list first`() throws {
    let built = try build(
      "Lamp oil\t9\nlamp oil\t3\nOil lamp\t7\nlamp oil\t2\n", "--offer", "titles", "--offer", "headings", "--json")
    #expect(built.code == 0, "\(built.errorText)")
    #expect(built.errorText.contains("1 lines repeat a completion"))
    #expect(built.text.contains("\"completions\":6,"), "\(built.text)")
    let listed = ["Lamp oil\t9", "Oil lamp\t7", "lamp oil\t3"]
    #expect(try lines("la") == listed + ["Keeping the lamp\t1", "Keeping the Lamp\t1", "lamps\t2", "lamp\t1"])
    #expect(try lines("la", "-n", "2") == ["Lamp oil\t9", "Oil lamp\t7"])
    #expect(try lines("LAMP O", "--limit", "1") == ["Lamp oil\t9"])
    #expect(try lines("wi") == ["Oil and wick\t3", "wick\t2"])
    #expect(try lines("la", "-n", "0") == [])
    #expect(try lines("zzz") == [])
    #expect(try lines("").first == "Lamp oil\t9")
    #expect(try lines().first == "Lamp oil\t9")
    let inspected = try Concord.run("inspect", index)
    for name in ["ENTI", "ENTR", "ENTW", "ENTT", "ENTS", "ENTV", "WORW", "WORT"] {
      #expect(inspected.text.contains(name))
    }
    #expect(try Concord.run("verify", index).code == 0)
  }

  @Test func `typos, whole texts and contexts`() throws {
    #expect(try build("Lamp oil\t9\nStorm lamp\t8\n").code == 0)
    #expect(try lines("stprm", "--fuzzy", "0") == [])
    #expect(try lines("stprm") == ["Storm lamp\t8", "storm\t1"])
    #expect(try lines("stprm", "--fuzzy", "1") == ["Storm lamp\t8", "storm\t1"])
    #expect(try lines("storn", "--whole", "--fuzzy", "1") == ["storm\t1"])
    #expect(try lines("storm lamp", "--whole", "--fuzzy", "0") == ["Storm lamp\t8", "storm lamp\t1"])
    let alive = ["Lamp oil\t9", "Storm lamp\t8", "lamps\t2", "lamp\t1"]
    #expect(try lines("la", "--context", "storm") == alive)
    #expect(try lines("lamp", "--context", "title:keeping") == alive)
    #expect(try lines("la", "--context", "keeper") == ["lamps\t2"])
    #expect(try lines("la", "--context", "nothing") == [])
    #expect(try lines("keeper sto") == [])
    let json = try Concord.run("suggest", index, "stprm", "--json")
    #expect(
      json.text
        == "{\"completions\":[{\"text\":\"Storm lamp\",\"weight\":8,\"distance\":1,\"kind\":\"listed\",\"ranges\":[[0,5]]},"
        + "{\"text\":\"storm\",\"weight\":1,\"distance\":1,\"kind\":\"word\",\"ranges\":[[0,5]]}]}\n")
    let none = try Concord.run("suggest", index, "zzzzzz", "--json")
    #expect(none.code == 1 && none.text == "{\"completions\":[]}\n")
    #expect(try Concord.run("suggest", index, "la", "--timeout", "0").errorText.isEmpty)
  }

  @Test func `frequent phrases are offered with the number of documents that have them`() throws {
    for (number, text) in [
      "The storm lamp of the keeper.", "A storm lamp, and a box for machine learning.", "Storm lamp. Machine learning!",
      "machine learning\n\n    storm lamp\n", "Nothing.",
    ].enumerated() {
      folder.write("# Page\n\n\(text)\n", to: "pages/\(number).md")
    }
    let built = try Concord.run("build", "\(folder.path)/pages", "-o", index, "--offer", "phrases", "--stem", "en")
    #expect(built.code == 0 && built.errorText.isEmpty, "\(built.errorText)")
    #expect(built.text.contains(", 2 completions"), "\(built.text)")
    #expect(try lines("mach") == ["machine learning\t3", "machine\t3"])
    #expect(try lines("lear") == ["machine learning\t3", "learning\t3"])
    #expect(try lines("storn lam") == ["storn lamp\t4", "storm lamp\t3"])
    #expect(try lines("storm", "--context", "keeper") == ["storm\t4", "storm lamp\t3"])
    #expect(try lines("mach", "--context", "keeper") == [])
    let json = try Concord.run("suggest", index, "storm l", "-n", "1", "--json")
    #expect(
      json.text
        == "{\"completions\":[{\"text\":\"storm lamp\",\"weight\":3,\"distance\":0,\"kind\":\"phrase\",\"ranges\":[[0,7]]}]}\n"
    )
    #expect(try Concord.run("verify", index).code == 0)
    // A corpus that says nothing often has nothing to offer, and that is no error.
    let rare = try build(nil, "--offer", "phrases")
    #expect(rare.code == 0 && rare.errorText.isEmpty && !rare.text.contains("completions"), "\(rare.text)")
    #expect(try Concord.run("build", "--help").text.contains("frequent phrases"))
  }

  @Test func `an index may be made of a list alone`() throws {
    let list = "\(folder.path)/cities.tsv"
    try Concord.write("\u{FEFF}Xi’an\t9600000\r\nSão Paulo\t12400232\r\n", to: list)
    let built = try Concord.run("build", "--completions", list, "-o", index)
    #expect(built.code == 0, "\(built.errorText)")
    #expect(built.text.contains("2 completions"), "\(built.text)")
    #expect(try lines("sao p") == ["São Paulo\t12400232"])
    #expect(try lines("paulo") == ["São Paulo\t12400232"])
    #expect(try lines("xian").contains("Xi’an\t9600000"))
    #expect(try Concord.run("search", index, "paulo").code == 1)
    try Concord.write("", to: list)
    #expect(try Concord.run("build", "--completions", list, "-o", index).code == 0)
    #expect(try lines("") == [])
  }

  @Test(
    arguments: [
      ("a\t1\nno tab\n", "list.tsv:2: no tab"), ("a\t-1\n", "list.tsv:1: "), ("\r\na\tNaN\r\n", "list.tsv:2: "),
      ("a\t1.5\n", "1.5"), ("a\t9007199254740993\n", "9007199254740992"),
      (String(repeating: "x", count: 5_000) + "\t1\n", "5000 bytes"), ("a\u{1B}[2J\u{7}\n", "no tab"),
      ("a\t\u{1B}[2J\n", "whole number"),
    ])
  func `a list with a bad line is refused with its line, and the old index stays`(list: String, message: String) throws
  {
    #expect(try build("Lamp oil\t9\n").code == 0)
    let old = Concord.bytes(index)
    let refused = try build(list)
    #expect(refused.code == 2 && refused.text.isEmpty)
    #expect(refused.errorText.split(separator: "\n").count == 1, "\(refused.errorText)")
    #expect(refused.errorText.contains(message), "\(refused.errorText)")
    #expect(!refused.output.contains(0x1B) && !refused.errorText.utf8.contains(0x1B))
    #expect(Concord.bytes(index) == old)
    #expect(Concord.names(in: folder.path) == ["docs", "index.ccx", "list.tsv"])
  }

  @Test func `bytes that are no text, lists that are not there and options that make no sense are errors`() throws {
    let list = "\(folder.path)/list.tsv"
    try ChildProcess.write([0x61, 0x09, 0x31, 0x0A, 0xFF, 0x09, 0x32, 0x0A], to: list)
    let invalid = try Concord.run("build", "--completions", list, "-o", index)
    #expect(invalid.code == 2 && invalid.errorText.contains("list.tsv:2: ") && invalid.errorText.contains("UTF-8"))
    try ChildProcess.write([0x61, 0x00, 0x09, 0x31], to: list)
    #expect(try Concord.run("build", "--completions", list, "-o", index).errorText.contains("list.tsv:1: a NUL byte"))
    let missing = try Concord.run("build", "--completions", "\(folder.path)/none.tsv", "-o", index)
    #expect(missing.code == 2 && missing.errorText.contains("none.tsv") && missing.errorText.contains("No such file"))
    #expect(try Concord.run("build", "--completions", folder.path, "-o", index).code == 2)
    #expect(try Concord.run("build", "-o", index).code == 2)
    #expect(Concord.names(in: folder.path) == ["list.tsv"])
    #expect(try build("Lamp oil\t9\n").code == 0)
    #expect(try build("Lamp oil\t9\n", "--offer", "bodies").code == 2)
    for bad in [
      ["--fuzzy", "3"], ["--fuzzy", "-1"], ["--fuzzy", "x"], ["-n", "-1"], ["-n", "x"], ["--timeout", "nan"],
      ["--timeout=-1"], ["--nonsense"], ["--context", String(repeating: "a", count: 70_000)],
    ] {
      let outcome = try ChildProcess(Concord.path, ["suggest", index, "la"] + bad).wait()
      #expect(outcome.code == 2 && outcome.text.isEmpty && !outcome.errorText.isEmpty, "\(bad): \(outcome)")
    }
    #expect(try Concord.run("suggest", "\(folder.path)/none.ccx", "la").code == 2)
    #expect(try Concord.run("suggest", index, "la", "lamp").code == 2)
    #expect(try Concord.run("suggest", index, String(repeating: "a", count: 10_000)).code == 1)
  }
}
