// Golden questions: asked when an index is built, asked again where it is used, so that answers are proved and not only bytes.

internal import ConcordArtifact
internal import ConcordBytes
internal import ConcordSearch

/// Why a file of golden questions cannot be used.
public enum GoldenQuestionsError: Error, Equatable, CustomStringConvertible {
  /// A line is not UTF-8.
  case notText(line: Int)
  /// A line is longer than a query may be.
  case tooLong(line: Int, bytes: Int)
  /// A line asks for more than a query may.
  case unusable(line: Int, reason: String)
  /// There are more questions than an index keeps; this line has the first that is too many.
  case tooMany(line: Int)
  /// There is no question at all.
  case none

  /// What is wrong, where, and what helps.
  public var description: String {
    switch self {
    case .notText(let line): "line \(line) is not UTF-8"
    case .tooLong(let line, let bytes):
      "line \(line) has \(bytes) bytes; a question may have \(SearchIndex.longestQuery)"
    case .unusable(let line, let reason): "line \(line): \(reason)"
    case .tooMany(let line):
      "line \(line) has question \(GoldenSection.mostQuestions + 1); an index keeps \(GoldenSection.mostQuestions)"
    case .none: "there is no question in it: one a line, in the query language"
    }
  }
}

/// Questions for an index that is being built.
///
///     let questions = try GoldenQuestions(parsing: bytes)
///     try IndexBuilder().build(["docs"], to: "docs.ccx", golden: questions.answers)
///
/// The index then knows what it answered where it was built, and `SearchIndex.verifyGolden()` asks again where it is used.
public struct GoldenQuestions: Sendable {
  /// The questions with their lines, in their order.
  let questions: [(line: Int, text: String)]

  /// Number of questions.
  public var count: Int { questions.count }

  /// Reads one question a line, in the query language; empty lines and those that begin with `#` are skipped.
  public init(parsing bytes: [UInt8]) throws(GoldenQuestionsError) {
    var found: [(line: Int, text: String)] = []
    for (index, slice) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      let line = index + 1
      let isBlank = slice.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
      if isBlank || slice.first == UInt8(ascii: "#") { continue }
      let content = slice.last == UInt8(ascii: "\r") ? slice.dropLast() : slice
      if content.count > SearchIndex.longestQuery { throw .tooLong(line: line, bytes: content.count) }
      guard let text = String(validating: content, as: UTF8.self) else { throw .notText(line: line) }
      if found.count == GoldenSection.mostQuestions { throw .tooMany(line: line) }
      found.append((line, text))
    }
    if found.isEmpty { throw .none }
    questions = found
  }

  /// Asks the index at `path` and returns its answers as the builder stores them.
  ///
  /// - Throws: `GoldenQuestionsError` for a question that cannot be asked, `ConcordanceError` for an index that cannot be read.
  public func answers(at path: String) throws -> [UInt8] {
    let index = try SearchIndex(path: path)
    var records: [GoldenRecord] = []
    for (line, text) in questions {
      let query: SearchQuery
      do { query = try index.query(text) } catch {
        throw GoldenQuestionsError.unusable(line: line, reason: error.message)
      }
      records.append(try index.wrapping { () throws(ArtifactError) in try index.record(text, query) })
    }
    return GoldenSection.encode(records)
  }
}

/// A document of a golden answer.
public struct GoldenHit: Sendable, Equatable {
  /// Its id.
  public let id: String
  /// Its score.
  public let score: Double
}

/// What a golden question is answered.
public struct GoldenAnswer: Sendable, Equatable {
  /// How many documents match.
  public let total: Int
  /// The ten best, best first.
  public let hits: [GoldenHit]
}

/// A question that an index knows the answer of.
public struct GoldenQuestion: Sendable, Equatable {
  /// The question, in the query language.
  public let text: String
  /// What it was answered when the index was built.
  public let expected: GoldenAnswer
}

/// A golden question that is answered otherwise than when the index was built.
public struct GoldenDifference: Sendable, Equatable {
  /// The question and the answer that it had.
  public let question: GoldenQuestion
  /// The answer now; nil if it could not be asked.
  public let found: GoldenAnswer?
  /// Why it could not be asked.
  public let remark: String?
}

extension SearchIndex {
  /// The golden questions of the index, in the order in which they were given.
  ///
  /// - Throws: code `noGoldenQuestions` if it was built without.
  public func goldenQuestions() throws(ConcordanceError) -> [GoldenQuestion] {
    guard let section = contents.artifact.sectionIfPresent(.golden) else {
      throw ConcordanceError(
        .noGoldenQuestions, "the index has no golden questions; build it with --golden to give it some", path: nil)
    }
    return try wrapping { () throws(ArtifactError) in
      var questions: [GoldenQuestion] = []
      for record in try GoldenSection.decode(section, documents: documentCount) {
        questions.append(GoldenQuestion(text: record.text, expected: try answer(record)))
      }
      return questions
    }
  }

  /// Asks the golden questions again and returns those that are answered otherwise than when the index was built.
  ///
  /// No difference proves that this machine, this version and these bytes answer as the builder did, scores to the last bit.
  ///
  /// - Parameter progress: gets the share done, 0...1.
  /// - Throws: code `noGoldenQuestions` if the index was built without; otherwise what reading the file throws.
  public func verifyGolden(progress: (Double) -> Void = { _ in }) throws(ConcordanceError) -> [GoldenDifference] {
    let questions = try goldenQuestions()
    var differences: [GoldenDifference] = []
    for (number, question) in questions.enumerated() {
      progress(Double(number) / Double(questions.count))
      let query: SearchQuery
      do { query = try self.query(question.text) } catch {
        differences.append(GoldenDifference(question: question, found: nil, remark: error.message))
        continue
      }
      let found = try wrapping { () throws(ArtifactError) in try answer(record(question.text, query)) }
      if found != question.expected {
        differences.append(GoldenDifference(question: question, found: found, remark: nil))
      }
    }
    progress(1)
    return differences
  }

  /// Asks a question: all matches are counted and the best kept.
  func record(_ text: String, _ query: SearchQuery) throws(ArtifactError) -> GoldenRecord {
    let request = SearchRequest(limit: GoldenSection.keptHits, counts: true)
    let ranked = try contents.search(contents.compile(query).plan, request).ranked
    return GoldenRecord(
      text: text, total: ranked.total ?? ranked.hits.count,
      hits: ranked.hits.map { GoldenRecordHit(document: $0.document, score: $0.score) })
  }

  /// An answer with ids in place of numbers.
  private func answer(_ record: GoldenRecord) throws(ArtifactError) -> GoldenAnswer {
    var hits: [GoldenHit] = []
    for hit in record.hits {
      let id = String(decoding: try contents.identifiers.key(Int(hit.document)), as: UTF8.self)
      hits.append(GoldenHit(id: id, score: Double(hit.score) / Scoring.scale))
    }
    return GoldenAnswer(total: record.total, hits: hits)
  }
}
