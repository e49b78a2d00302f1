// concord suggest: texts that go on from what was typed.

import ArgumentParser
import Concordance

/// The command `concord suggest FILE TEXT`.
struct Suggest: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Complete what was typed.",
    discussion: """
      The texts that go on from TEXT, the most wanted first: words of the documents by the number of documents that have
      them, and what the index was told to offer by its weight. Where they are few, texts that go on but for a typo follow.
      Of several words the last is completed, beside the others. Without TEXT, or with an empty one, the most wanted of all.

      EXAMPLES
        concord suggest docs.ccx mem
        concord suggest docs.ccx "memory al" -n 3 --json
        concord suggest docs.ccx recieve --whole
        concord suggest docs.ccx al --context "title:guide"

      Prints a text and its weight, with a tab between. Exit code 1 if there is none.
      """)

  @Argument(help: "The index file.")
  var file: String

  @Argument(help: "What was typed.")
  var text = ""

  @Option(name: [.customShort("n"), .long], help: "How many texts.")
  var limit = 10

  @Option(
    help: ArgumentHelp(
      "Typos that are forgiven: 0, 1, 2, or auto for as many as the length allows.", valueName: "edits"))
  var fuzzy = "auto"

  @Flag(help: "Compare whole texts: what was typed is finished.")
  var whole = false

  @Option(help: ArgumentHelp("Offer only what still finds a document beside this query.", valueName: "query"))
  var context: String?

  @Option(help: ArgumentHelp("Stop after this time, with what is known by then.", valueName: "milliseconds"))
  var timeout: Double?

  @Flag(help: "Print the answer as JSON.")
  var json = false

  func validate() throws {
    if limit < 0 || limit > 100_000 { throw ValidationError("--limit must be 0 to 100000") }
    if let timeout, !(timeout >= 0 && timeout < 1e9) { throw ValidationError("--timeout is a number of milliseconds") }
    if !["auto", "0", "1", "2"].contains(fuzzy) {
      throw ValidationError("--fuzzy must be 0, 1, 2 or auto, not \(Printable.line(fuzzy))")
    }
  }

  func run() throws {
    let index = try SearchIndex(path: file)
    var options = CompletionOptions(limit: limit)
    options.distance = Int(fuzzy)
    options.isWhole = whole
    options.context = context
    if let timeout { options.timeout = .nanoseconds(Int64(timeout * 1e6)) }
    let completions = try index.completions(of: text, options)
    if json {
      Output.write(Self.json(completions) + "\n")
    } else {
      for completion in completions { Output.write("\(Printable.line(completion.text))\t\(completion.weight)\n") }
    }
    if completions.isEmpty { throw ExitCode(1) }
  }

  private static func json(_ completions: [Completion]) -> String {
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
            writer.key("kind")
            writer.string(completion.kind.rawValue)
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
    return writer.text
  }
}
