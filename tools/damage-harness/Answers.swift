// Everything that an index answers to the questions, and whether another index answers the same.

import ConcordArtifact
import ConcordSearch
import Concordance

/// The typed errors that an index may answer with.
enum Refusal: Error {
  case index(ConcordanceError)
  case artifact(ArtifactError)
}

/// One answer of any kind.
enum Answer: Equatable {
  case hits([Hit], total: Int)
  case completions([Completion])
  case alike([AlikeText])
  case document(Document)
  case columns([String])
  case golden([GoldenQuestion])
  case missing
}

/// What came of the questions to one artifact.
enum Verdict: Int {
  case same, typedError, wrong
}

enum Answers {
  static let count =
    SampleIndex.conditions.count + SampleIndex.queries.count * 2 + SampleIndex.prefixes.count
    + SampleIndex.completions.count + SampleIndex.likeness.count + SampleIndex.ids.count + 1

  /// The answer to question number `number`; throws only the typed errors.
  static func answer(_ number: Int, from index: SearchIndex) throws(Refusal) -> Answer {
    if number < SampleIndex.conditions.count {
      let (field, condition) = SampleIndex.conditions[number]
      do { return .columns(try columns(field, condition, index.contents)) } catch { throw .artifact(error) }
    }
    do { return try answer(about: number - SampleIndex.conditions.count, from: index) } catch { throw .index(error) }
  }

  /// Which documents meet a condition, how often they have which values of a field, and which come first by it.
  private static func columns(
    _ field: String, _ condition: QueryNode, _ contents: IndexContents
  ) throws(ArtifactError) -> [String] {
    let found = try contents.documents(where: condition)
    guard let column = contents.columns[field] else { return ["no column"] }
    let facets = try contents.facets(of: column, in: found.documents, limit: 5)
    let ranges = try contents.ranges(of: column, in: found.documents, buckets: 3)
    let sorted = try contents.documents(sortedBy: column, isDescending: true, in: found.documents, limit: 7)
    return ["\(found.documents.count) \(found.problems)", "\(facets)", "\(ranges.debugDescription)", "\(sorted)"]
  }

  private static func completions(
    _ question: (text: String, distance: Int?, isWhole: Bool, context: String?), _ index: SearchIndex
  ) throws(ConcordanceError) -> [Completion] {
    var options = CompletionOptions(limit: 8)
    (options.distance, options.isWhole, options.context) = (question.distance, question.isWhole, question.context)
    return try index.completions(of: question.text, options)
  }

  private static func answer(about number: Int, from index: SearchIndex) throws(ConcordanceError) -> Answer {
    var rest = number
    if rest < SampleIndex.queries.count * 2 {
      let found = try index.search(SampleIndex.queries[rest / 2], limit: 5, match: rest % 2 == 0 ? .any : .all)
      return .hits(found.hits, total: found.total)
    }
    rest -= SampleIndex.queries.count * 2
    if rest < SampleIndex.prefixes.count {
      return .completions(try index.completions(of: SampleIndex.prefixes[rest], limit: 8))
    }
    rest -= SampleIndex.prefixes.count
    if rest < SampleIndex.completions.count {
      return .completions(try completions(SampleIndex.completions[rest], index))
    }
    rest -= SampleIndex.completions.count
    if rest < SampleIndex.likeness.count { return .alike(try index.texts(like: SampleIndex.likeness[rest], limit: 5)) }
    rest -= SampleIndex.likeness.count
    if rest == SampleIndex.ids.count {
      // Only read: to ask them again is to ask what is asked above.
      return .golden(try index.goldenQuestions())
    }
    do throws(ConcordanceError) {
      return .document(try index.document(withID: SampleIndex.ids[rest]))
    } catch {
      // That there is no such document is an answer, and may be a wrong one.
      if error.code == .noSuchDocument { return .missing }
      throw error
    }
  }

  /// The answers of an undamaged index.
  static func all(from index: SearchIndex) throws(Refusal) -> [Answer] {
    var answers: [Answer] = []
    for number in 0..<count { answers.append(try answer(number, from: index)) }
    return answers
  }

  /// Asks everything; one wrong answer is worse than any error.
  static func compare(_ bytes: [UInt8], with expected: [Answer]) -> Verdict {
    var verdict = Verdict.same
    do throws(ConcordanceError) {
      let index = try SearchIndex(bytes: bytes)
      for number in 0..<count {
        do throws(Refusal) {
          if try answer(number, from: index) != expected[number] { return .wrong }
        } catch { verdict = .typedError }
      }
    } catch { return .typedError }
    return verdict
  }
}
