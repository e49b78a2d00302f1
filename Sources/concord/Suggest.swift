// concord suggest: words that begin with what was typed.

import ArgumentParser
import Concordance

/// The command `concord suggest FILE PREFIX`.
struct Suggest: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Complete the beginning of a word.",
    discussion: """
      EXAMPLES
        concord suggest docs.ccx mem
        concord suggest docs.ccx mem -n 3 --json
      """)

  @Argument(help: "The index file.")
  var file: String

  @Argument(help: "The beginning of a word.")
  var prefix: String

  @Option(name: [.customShort("n"), .long], help: "How many words.")
  var limit = 10

  @Flag(help: "Print the answer as JSON.")
  var json = false

  func validate() throws {
    if limit < 0 || limit > 100_000 { throw ValidationError("--limit must be 0 to 100000") }
  }

  func run() throws {
    let index = try SearchIndex(path: file)
    let completions = try index.completions(of: prefix, limit: limit)
    if json {
      var writer = JSONWriter()
      writer.object { writer in
        writer.key("completions")
        writer.array { writer in
          for completion in completions {
            writer.object { writer in
              writer.key("text")
              writer.string(completion.text)
              writer.key("weight")
              writer.integer(completion.weight)
              writer.key("distance")
              writer.integer(completion.distance)
              writer.key("ranges")
              writer.array { writer in
                for range in completion.ranges {
                  writer.array { writer in
                    writer.integer(range.lowerBound)
                    writer.integer(range.upperBound)
                  }
                }
              }
            }
          }
        }
      }
      Output.write(writer.text + "\n")
    } else {
      for completion in completions { Output.write("\(Printable.line(completion.text))\t\(completion.weight)\n") }
    }
    if completions.isEmpty { throw ExitCode(1) }
  }
}
