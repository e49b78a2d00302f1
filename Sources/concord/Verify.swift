// concord verify: every byte of an artifact.

import ArgumentParser
import Concordance

/// The command `concord verify FILE`.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check every byte of an index file.",
    discussion: """
      EXAMPLES
        concord verify docs.ccx
        concord verify docs.ccx --json
      """)

  @Argument(help: "The index file.")
  var file: String

  @Flag(help: "Print the outcome as JSON.")
  var json = false

  func run() throws {
    var progress = Progress(isQuiet: json)
    let problems = SearchIndex.verify(path: file) { progress.show("checking", $0) }
    progress.end()
    if json {
      var writer = JSONWriter()
      writer.object { writer in
        writer.key("ok")
        writer.bool(problems.isEmpty)
        writer.key("problems")
        writer.array { writer in for problem in problems { writer.string("\(problem)") } }
      }
      Output.write(writer.text + "\n")
    } else if problems.isEmpty {
      Output.write("\(Printable.line(file)): every byte is as it was written\n")
    } else {
      for problem in problems { Output.error("concord: \(Printable.line("\(problem)"))\n") }
    }
    if !problems.isEmpty { throw ExitCode(2) }
  }
}
