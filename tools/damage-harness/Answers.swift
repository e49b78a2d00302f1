// Everything that an index answers to the questions, and whether another index answers the same.

import Concordance

/// One answer of any kind.
enum Answer: Equatable {
  case hits([Hit], total: Int)
  case completions([Completion])
  case document(Document)
  case golden([GoldenQuestion])
  case missing
}

/// What came of the questions to one artifact.
enum Verdict: Int {
  case same, typedError, wrong
}

enum Answers {
  static let count = SampleIndex.queries.count * 2 + SampleIndex.prefixes.count + SampleIndex.ids.count + 1

  /// The answer to question number `number`; throws only the typed error.
  static func answer(_ number: Int, from index: SearchIndex) throws(ConcordanceError) -> Answer {
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
  static func all(from index: SearchIndex) throws(ConcordanceError) -> [Answer] {
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
        do throws(ConcordanceError) {
          if try answer(number, from: index) != expected[number] { return .wrong }
        } catch { verdict = .typedError }
      }
    } catch { return .typedError }
    return verdict
  }
}
