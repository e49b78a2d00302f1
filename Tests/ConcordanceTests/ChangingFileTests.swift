// An index file that shrinks, is overwritten or is replaced while threads ask it: no death, no wrong answer.

import ConcordBuild
import ConcordBytes
import ConcordTestSupport
import Concordance
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What happens to the file.
private enum Change: CaseIterable, Sendable {
  case truncation
  case overwriting
  case replacement
}

/// A question and what the undamaged index says to it.
private struct Question: Sendable {
  enum Kind: Sendable { case search(String), document(String), complete(String), inspect }
  let kind: Kind

  /// The answer as text.
  func ask(_ index: SearchIndex) throws(ConcordanceError) -> String {
    switch kind {
    case .search(let text):
      let results = try index.search(text, limit: 5)
      return "\(results.total) \(results.hits)"
    case .document(let id): return "\(try index.document(withID: id))"
    case .complete(let prefix): return "\(try index.completions(of: prefix, limit: 20))"
    case .inspect: return "\(try index.inspection(biggestTerms: 3).terms)"
    }
  }
}

/// What a thread saw.
private struct Outcome: Sendable {
  var right = 0
  var refused: [String: Int] = [:]
  var wrong: [String] = []
}

/// Asks random questions until it is told to stop.
private struct Asker: Sendable {
  let index: SearchIndex
  let path: String
  let questions: [(question: Question, answer: String)]
  let stop: Lock<Bool>
  let seed: UInt64

  func run() -> Outcome {
    var outcome = Outcome()
    var random = SeededRandom(seed: seed)
    while !stop.withLock({ $0 }) {
      guard let (question, answer) = questions.randomElement(using: &random) else { break }
      do throws(ConcordanceError) {
        // One in eight opens the file anew, whatever state it is in.
        let asked = UInt8.random(in: 0..<8, using: &random) == 0 ? try SearchIndex(path: path) : index
        let given = try question.ask(asked)
        if given == answer { outcome.right += 1 } else { outcome.wrong.append("\(question): \(given.prefix(300))") }
      } catch {
        outcome.refused[error.code.rawValue, default: 0] += 1
      }
    }
    return outcome
  }
}

@Suite struct ChangingFileTests {
  /// Codes that a file that changes may give; anything else is a wrong answer.
  private static let allowed: Set<String> = ["changedWhileOpen", "damaged", "wrongLength", "notAnArtifact"]

  @Test func `100 files that change under two threads kill nothing and answer nothing wrong`() throws {
    let folder = TemporaryFolder()
    var random = SeededRandom(seed: 6)
    let documents = RandomDocuments.large(4000, words: 150, &random)
    let bytes = try MappedFile.contents(of: RandomDocuments.build(documents, in: folder))
    #expect(bytes.count > 3 << 20)
    let questions = try Self.questions(about: SearchIndex(bytes: bytes), &random)
    var sum: [String: Int] = [:]
    for round in 0..<100 {
      let change = Change.allCases[round % 2 == 0 ? 0 : round % 4 == 1 ? 1 : 2]
      let path = "\(folder.path)/round.ccx"
      unsafe unlink(path)
      try ChildProcess.write(bytes, to: path)
      let index = try SearchIndex(path: path)
      let stop = Lock(false)
      let workers = OrderedWorkers<UInt64, Outcome>(threads: 2) { seed in
        Asker(index: index, path: path, questions: questions, stop: stop, seed: seed).run()
      }
      for thread in 0..<2 { workers.submit(UInt64(round * 2 + thread)) }
      usleep(UInt32.random(in: 0...8000, using: &random))
      try Self.make(change, to: path, of: bytes, folder, &random)
      Self.checkAfterwards(change, index, questions)
      usleep(3000)
      stop.withLock { $0 = true }
      for _ in 0..<2 {
        guard let outcome = workers.next() else { continue }
        #expect(outcome.wrong.isEmpty, "\(change), round \(round): \(outcome.wrong.prefix(2))")
        #expect(Self.allowed.isSuperset(of: outcome.refused.keys), "\(change), round \(round): \(outcome.refused)")
        if change == .replacement { #expect(outcome.refused.isEmpty, "\(outcome.refused)") }
        sum["right", default: 0] += outcome.right
        sum.merge(outcome.refused, uniquingKeysWith: +)
      }
      workers.close()
    }
    #expect(sum["right", default: 0] > 200, "\(sum)")
    #expect(sum["changedWhileOpen", default: 0] > 200, "\(sum)")
  }

  /// From the change on every answer is refused, whatever pages it needs; a replaced file goes on to answer.
  private static func checkAfterwards(
    _ change: Change, _ index: SearchIndex, _ questions: [(question: Question, answer: String)]
  ) {
    for (question, answer) in questions.prefix(8) {
      do throws(ConcordanceError) {
        let given = try question.ask(index)
        #expect(change == .replacement && given == answer, "\(question)")
      } catch {
        #expect(change != .replacement && error.code == .changedWhileOpen, "\(question): \(error)")
      }
    }
  }

  private static func make(
    _ change: Change, to path: String, of bytes: [UInt8], _ folder: TemporaryFolder, _ random: inout SeededRandom
  ) throws {
    switch change {
    case .truncation:
      #expect(unsafe truncate(path, off_t(Int.random(in: 0..<bytes.count, using: &random))) == 0)
    case .replacement:
      let fresh = "\(folder.path)/fresh.ccx"
      try ChildProcess.write(bytes, to: fresh)
      #expect(unsafe rename(fresh, path) == 0)
    case .overwriting:
      let noise = (0..<4096).map { _ in UInt8.random(in: 0...255, using: &random) }
      let number = unsafe open(path, O_WRONLY)
      defer { close(number) }
      for _ in 0..<8 {
        let page = Int.random(in: 0..<bytes.count / 4096, using: &random)
        #expect(unsafe pwrite(number, noise, noise.count, off_t(page * 4096)) == noise.count)
      }
    }
  }

  private static func questions(
    about index: SearchIndex, _ random: inout SeededRandom
  ) throws -> [(question: Question, answer: String)] {
    var kinds: [Question.Kind] = [.inspect]
    for _ in 0..<60 {
      let words = (0..<Int.random(in: 1...4, using: &random)).map { _ in RandomDocuments.word(&random) }
      kinds.append(.search(words.joined(separator: " ")))
      kinds.append(.document("doc-\(Int.random(in: 0..<4000, using: &random))"))
      kinds.append(.complete(String(RandomDocuments.word(&random).prefix(2))))
    }
    return try kinds.shuffled(using: &random).map { kind in
      let question = Question(kind: kind)
      return (question, try question.ask(index))
    }
  }

  @Test func `a file that grew or was written to is refused, one that was only renamed is not`() throws {
    let folder = TemporaryFolder()
    var random = SeededRandom(seed: 7)
    let documents = RandomDocuments.large(50, words: 20, &random)
    let text = documents[0].body
    let path = try RandomDocuments.build(documents, in: folder)
    let bytes = try MappedFile.contents(of: path)
    let index = try SearchIndex(path: path)
    let hits = try index.hits(for: text)
    #expect(!hits.isEmpty)
    #expect(unsafe rename(path, path + "2") == 0)
    #expect(try index.hits(for: text) == hits)
    try ChildProcess.write(bytes + [0], to: path + "2")
    let error = #expect(throws: ConcordanceError.self) { try index.hits(for: text) }
    #expect(error?.code == .changedWhileOpen)
    #expect(error?.path == path)
    let absent = #expect(throws: ConcordanceError.self) { try index.document(withID: "no such document") }
    #expect(absent?.code == .changedWhileOpen, "not \"no such document\": nobody can know")
  }
}
