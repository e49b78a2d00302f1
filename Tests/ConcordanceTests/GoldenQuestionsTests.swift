// Golden questions: what a build was answered is answered again, and what is not is said.

import ConcordArtifact
import ConcordBuild
import ConcordBytes
import ConcordTestSupport
import Concordance
import Testing

@Suite struct GoldenQuestionsTests {
  let folder = TemporaryFolder()
  private let asked = "# first\nlamp\n\n\"lamp oil\"\r\nstorm -keeper\n  \nabsent\n灯\ntitle:lamp oil~\n*\n"

  private func documents(_ count: Int, seed: UInt64 = 81) -> [NewDocument] {
    var random = SeededRandom(seed: seed)
    return RandomDocuments.documents(count, words: 0...60, &random)
  }

  private func build(
    _ documents: [NewDocument], _ questions: String, optimizes: Bool = false, _ name: String = "index.ccx"
  ) throws -> (path: String, summary: BuildSummary) {
    var options = BuildOptions()
    options.optimizes = optimizes
    let path = "\(folder.path)/\(name)"
    let golden = try GoldenQuestions(parsing: Array(questions.utf8))
    let summary = try IndexBuilder(options: options).build(documents: documents, to: path, golden: golden.answers)
    return (path, summary)
  }

  @Test func `questions are kept with their answers and asked again`() throws {
    let (path, summary) = try build(documents(200), asked)
    let index = try SearchIndex(path: path)
    #expect(summary.identity == index.identity)
    #expect(summary.bytes == (try MappedFile.contents(of: path)).count)
    let kept = try index.goldenQuestions()
    #expect(kept.map(\.text) == ["lamp", "\"lamp oil\"", "storm -keeper", "absent", "灯", "title:lamp oil~", "*"])
    for question in kept {
      let answer = try index.search(question.text, limit: 10)
      #expect(question.expected.total == answer.total)
      #expect(question.expected.hits.map(\.id) == answer.hits.map(\.id))
      #expect(question.expected.hits.map(\.score) == answer.hits.map(\.score))
    }
    #expect(kept.first?.expected.hits.count == 10)
    #expect(try index.verifyGolden() == [])
    #expect(SearchIndex.verify(path: path).isEmpty)
  }

  @Test func `an index with questions is the one without, and they do not depend on the order of slots`() throws {
    let documents = documents(300)
    let (path, _) = try build(documents, asked)
    let plain = try SearchIndex(path: RandomDocuments.build(documents, in: folder, "plain.ccx"))
    let index = try SearchIndex(path: path)
    #expect(index.contentIdentity == plain.contentIdentity)
    #expect(index.identity != plain.identity)
    let optimized = try SearchIndex(path: build(documents, asked, optimizes: true, "optimized.ccx").path)
    #expect(try optimized.goldenQuestions() == index.goldenQuestions())
    #expect(try optimized.verifyGolden() == [])
    let again = try build(documents, asked, "again.ccx").path
    #expect(try MappedFile.contents(of: again) == MappedFile.contents(of: path))
  }

  /// An index with the golden answers of another one.
  private func foreign() throws -> SearchIndex {
    let other = try build(documents(200, seed: 82), asked, "other.ccx").path
    let opened = try ArtifactBytes(path: other)
    // A view is good only as long as the artifact is.
    let answers = try withExtendedLifetime(opened) { try opened.section(.golden).all().array }
    let path = "\(folder.path)/foreign.ccx"
    _ = try IndexBuilder().build(documents: documents(200), to: path, golden: { _ in answers })
    return try SearchIndex(path: path)
  }

  @Test func `an answer that differs is said with both answers`() throws {
    let index = try foreign()
    let differences = try index.verifyGolden()
    #expect(differences.map(\.question.text).contains("lamp"))
    #expect(!differences.map(\.question.text).contains("absent"))
    for difference in differences {
      let answer = try index.search(difference.question.text, limit: 10)
      #expect(difference.found?.hits.map(\.id) == answer.hits.map(\.id))
      #expect(difference.found != difference.question.expected)
      #expect(difference.remark == nil)
    }
  }

  @Test func `a question that cannot be asked any more is a difference, not an error`() throws {
    let text = (0..<1_025).map { "w\($0)" }.joined(separator: " ")
    let answers = GoldenSection.encode([GoldenRecord(text: text, total: 0, hits: [])])
    let path = "\(folder.path)/index.ccx"
    _ = try IndexBuilder().build(documents: documents(3), to: path, golden: { _ in answers })
    let differences = try SearchIndex(path: path).verifyGolden()
    #expect(differences.count == 1)
    #expect(differences.first?.found == nil)
    #expect(differences.first?.remark?.contains("1024") == true)
  }

  @Test func `every changed byte of the section is a typed error`() throws {
    let path = try build(documents(20), "lamp\nstorm oil\n").path
    let bytes = try MappedFile.contents(of: path)
    let opened = try ArtifactBytes(path: path)
    let entry = try #require(opened.sectionIfPresent(.golden)?.entry)
    let expected = try SearchIndex(bytes: bytes).goldenQuestions()
    for place in entry.offset..<(entry.offset + ChecksumTree.padded(entry.length)) {
      var damaged = bytes
      damaged[place] ^= 0x55
      let index = try SearchIndex(bytes: damaged)
      let error = #expect(throws: ConcordanceError.self) { try index.verifyGolden() }
      #expect(error?.code == .damaged)
      // Nothing else suffers.
      #expect(try index.hits(for: "lamp").map(\.id) == expected[0].expected.hits.map(\.id))
    }
  }

  @Test func `an index without questions says so`() throws {
    let index = try SearchIndex(path: RandomDocuments.build(documents(3), in: folder))
    #expect(throws: ConcordanceError.self) { try index.verifyGolden() }
    #expect(#expect(throws: ConcordanceError.self) { try index.goldenQuestions() }?.code == .noGoldenQuestions)
  }

  @Test func `lines that are no questions are named`() throws {
    func error(_ bytes: [UInt8]) -> GoldenQuestionsError? {
      #expect(throws: GoldenQuestionsError.self) { try GoldenQuestions(parsing: bytes) }
    }
    #expect(error([]) == GoldenQuestionsError.none)
    #expect(error(Array("# only\n \t\r\n".utf8)) == GoldenQuestionsError.none)
    #expect(error(Array("a\nb".utf8) + [0xff]) == .notText(line: 2))
    let long = [UInt8](repeating: UInt8(ascii: "a"), count: SearchIndex.longestQuery)
    #expect(error(Array("\n\n".utf8) + long + [UInt8(ascii: "a")]) == .tooLong(line: 3, bytes: long.count + 1))
    #expect(try GoldenQuestions(parsing: long).count == 1)
    #expect(SearchIndex.longestQuery == GoldenSection.longestText)
    let many = String(repeating: "a\n#\n", count: 10_000)
    #expect(try GoldenQuestions(parsing: Array(many.utf8)).count == 10_000)
    #expect(error(Array((many + "\nb").utf8)) == .tooMany(line: 20_002))
    #expect("\(GoldenQuestionsError.tooMany(line: 20_002))".contains("10001"))
  }

  @Test func `a pass that fails publishes nothing`() throws {
    struct Refused: Error, CustomStringConvertible { let description = "refused" }
    let (path, _) = try build(documents(5), "lamp")
    let before = try MappedFile.contents(of: path)
    #expect(throws: BuildError.golden("refused")) {
      try IndexBuilder().build(documents: documents(6), to: path, golden: { _ in throw Refused() })
    }
    #expect(try MappedFile.contents(of: path) == before)
    let words = (0..<1_025).map { "w\($0)" }.joined(separator: " ")
    let error = #expect(throws: BuildError.self) { try build(documents(6), "lamp\n#\n\(words)") }
    #expect("\(error.map { "\($0)" } ?? "")".contains("line 3"))
    #expect(try MappedFile.contents(of: path) == before)
    #expect(TestFiles.names(in: folder.path) == ["index.ccx"])
  }
}
