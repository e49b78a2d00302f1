// concord verify: every byte of an artifact, and its golden answers.

import ArgumentParser
import Concordance

/// The command `concord verify FILE`.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check every byte of an index file, and its answers.",
    discussion: """
      With --golden the questions that were given to `concord build --golden` are asked again: every answer must be what it
      was there, scores to the last bit. What differs is said on standard error, and the exit code is 2.

      EXAMPLES
        concord verify docs.ccx
        concord verify docs.ccx --golden
        concord verify docs.ccx --golden --json
      """)

  @Argument(help: "The index file.")
  var file: String

  @Flag(help: "Ask the golden questions again and compare the answers.")
  var golden = false

  @Flag(help: "Print the outcome as JSON.")
  var json = false

  func run() throws {
    var progress = Progress(isQuiet: json)
    var problems = SearchIndex.verify(path: file) { progress.show("checking", $0) }
    var asked: Asked?
    // Of bytes that are not what was written no answer is worth anything.
    if golden && problems.isEmpty {
      do throws(ConcordanceError) {
        let index = try SearchIndex(path: file)
        let questions = try index.goldenQuestions().count
        asked = Asked(questions: questions, differences: try index.verifyGolden { progress.show("asking", $0) })
      } catch { problems.append(error) }
    }
    progress.end()
    json ? writeJSON(problems, asked) : show(problems, asked)
    if !problems.isEmpty || asked?.differences.isEmpty == false { throw ExitCode(2) }
  }

  /// What came of the golden questions.
  private struct Asked {
    let questions: Int
    let differences: [GoldenDifference]
  }

  private func show(_ problems: [ConcordanceError], _ asked: Asked?) {
    for problem in problems { Output.error("concord: \(Printable.line("\(problem)"))\n") }
    if !problems.isEmpty { return }
    Output.write("\(Printable.line(file)): every byte is as it was written\n")
    guard let asked else { return }
    if asked.differences.isEmpty {
      let noun = asked.questions == 1 ? "question is" : "questions are"
      Output.write("\(asked.questions) golden \(noun) answered as when it was built\n")
      return
    }
    Output.error("concord: \(asked.differences.count) of \(asked.questions) golden questions are answered otherwise\n")
    for difference in asked.differences { Output.error(Self.lines(of: difference)) }
  }

  /// What was expected and what was found, for people.
  private static func lines(of difference: GoldenDifference) -> String {
    var out = "\(TerminalText(difference.question.text))\n"
    let expected = difference.question.expected
    guard let found = difference.found else {
      return out + "  could not be asked: \(TerminalText(difference.remark ?? ""))\n"
    }
    if expected.total != found.total {
      out += "  documents: \(expected.total) expected, \(found.total) found\n"
    }
    func words(_ hits: [GoldenHit], _ number: Int) -> String {
      number < hits.count ? "\(TerminalText(hits[number].id)) \(hits[number].score)" : "nothing"
    }
    for number in 0..<max(expected.hits.count, found.hits.count) {
      let (old, new) = (words(expected.hits, number), words(found.hits, number))
      if old != new { out += "  hit \(number + 1): \(old) expected, \(new) found\n" }
    }
    return out
  }

  private func writeJSON(_ problems: [ConcordanceError], _ asked: Asked?) {
    var writer = JSONWriter()
    writer.object { writer in
      writer.key("ok")
      writer.bool(problems.isEmpty && asked?.differences.isEmpty != false)
      writer.key("problems")
      writer.array { writer in for problem in problems { writer.string("\(problem)") } }
      guard let asked else { return }
      writer.key("golden")
      writer.object { writer in
        writer.key("questions")
        writer.integer(asked.questions)
        writer.key("differences")
        writer.array { writer in for difference in asked.differences { write(difference, to: &writer) } }
      }
    }
    Output.write(writer.text + "\n")
  }

  private func write(_ difference: GoldenDifference, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("question")
      writer.string(difference.question.text)
      writer.key("expected")
      write(difference.question.expected, to: &writer)
      if let found = difference.found {
        writer.key("found")
        write(found, to: &writer)
      }
      if let remark = difference.remark {
        writer.key("remark")
        writer.string(remark)
      }
    }
  }

  private func write(_ answer: GoldenAnswer, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("total")
      writer.integer(answer.total)
      writer.key("hits")
      writer.array { writer in
        for hit in answer.hits {
          writer.object { writer in
            writer.key("id")
            writer.string(hit.id)
            writer.key("score")
            writer.number(hit.score)
          }
        }
      }
    }
  }
}
