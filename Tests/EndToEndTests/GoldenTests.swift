// The golden artifact of each format version: it opens, answers as it did, and is made again byte for byte.

import ConcordTestSupport
import Testing

@Suite struct GoldenTests {
  private static let folder = "\(Concord.package)/Fixtures/golden"
  private static let golden = "\(folder)/format-1.ccx"
  private static let completions = "\(folder)/completions-1.ccx"

  /// Whether this machine's codec and stemmer are those of the golden artifact; says why not.
  private static let sameLibraries: Bool = {
    let temporary = TemporaryFolder()
    let fresh = "\(temporary.path)/fresh.ccx"
    guard
      let built = try? Concord.run("build", "\(Concord.package)/Fixtures/corpus", "--stem", "en", "-o", fresh),
      built.code == 0,
      let here = try? Concord.run("inspect", fresh, "--terms", "0"),
      let there = try? Concord.run("inspect", golden, "--terms", "0")
    else { return true }
    let isOtherStemmer = there.errorText.contains("the stemmer here makes other stems")
    // One that cannot be read for any other reason is a failure, which the tests will show.
    if there.code != 0 && !isOtherStemmer { return true }
    if isOtherStemmer {
      print("skipped: the golden artifact was made with another libstemmer")
      return false
    }
    func libraries(_ report: String) -> [Substring] {
      report.split(separator: "\n").filter { $0.hasPrefix("codec ") || $0.hasPrefix("stems ") }
    }
    if libraries(here.text) == libraries(there.text) { return true }
    print("skipped: the golden artifact was made with \(libraries(there.text)), here is \(libraries(here.text))")
    return false
  }()

  @Test(.enabled(if: sameLibraries)) func `the corpus gives the golden artifact byte for byte`() throws {
    let temporary = TemporaryFolder()
    let fresh = "\(temporary.path)/fresh.ccx"
    let built = try Concord.run(
      "build", "\(Concord.package)/Fixtures/corpus", "--stem", "en", "--golden", "\(Self.folder)/golden.txt", "-o",
      fresh)
    #expect(built.code == 0)
    #expect(Concord.bytes(fresh) == Concord.bytes(Self.golden))
  }

  @Test(.enabled(if: sameLibraries)) func `lists and offered texts give the golden completions byte for byte`() throws {
    let temporary = TemporaryFolder()
    let fresh = "\(temporary.path)/fresh.ccx"
    let built = try Concord.run(
      "build", "\(Concord.package)/Fixtures/corpus", "--optimize", "--rank-field", "tonnage", "--completions",
      "\(Self.folder)/completions.tsv", "--offer", "titles", "--offer", "headings", "-o", fresh)
    #expect(built.code == 0, "\(built.errorText)")
    #expect(Concord.bytes(fresh) == Concord.bytes(Self.completions))
  }

  @Test(.enabled(if: sameLibraries)) func `what is typed has the golden completions`() throws {
    let typed = String(decoding: Concord.bytes("\(Self.folder)/typed.txt"), as: UTF8.self)
    var answers = ""
    for text in typed.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      let answered = try Concord.run("suggest", Self.completions, String(text), "--json")
      #expect(answered.code == (text == "zzzz" ? 1 : 0), "\(text): \(answered.errorText)")
      answers += answered.text
    }
    #expect(answers == String(decoding: Concord.bytes("\(Self.folder)/completions.jsonl"), as: UTF8.self))
    #expect(answers.split(separator: "\n").count == 20)
  }

  @Test(.enabled(if: sameLibraries)) func `the golden questions have the golden answers`() throws {
    let verified = try Concord.run("verify", Self.golden, "--golden")
    #expect(verified.code == 0, "\(verified.errorText)")
    #expect(verified.text.contains("22 golden questions are answered as when it was built"))
    let answered = try Concord.run("search", Self.golden, "--batch", "\(Self.folder)/questions.tsv")
    #expect(answered.code == 0)
    let answers = answered.text.split(separator: "\n").map { line -> String in
      // The time is the one thing that may differ.
      guard let start = line.firstRange(of: "\"took_ns\":"), let end = line[start.upperBound...].firstIndex(of: ",")
      else {
        return String(line)
      }
      return String(line[..<start.lowerBound]) + String(line[line.index(after: end)...])
    }
    let expected = String(decoding: Concord.bytes("\(Self.folder)/answers.jsonl"), as: UTF8.self)
    #expect(answers == expected.split(separator: "\n").map(String.init))
    #expect(answers.count == 15)
  }
}
