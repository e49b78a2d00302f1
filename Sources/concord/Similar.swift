// concord similar: documents like another one.

import ArgumentParser
import Concordance

/// The command `concord similar FILE ID`.
struct Similar: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find the documents that are most like another one.",
    discussion: """
      A document is compared by the words that it uses more than others do.

      EXAMPLES
        concord similar docs.ccx guide/lamps.md
        concord similar docs.ccx guide/lamps.md -n 3 --json
      """)

  @Argument(help: "The index file.")
  var file: String

  @Argument(help: "The document's id, as `search` prints it.")
  var id: String

  @Option(name: [.customShort("n"), .long], help: "How many documents.")
  var limit = 10

  @Flag(help: "Print the documents as JSON.")
  var json = false

  func validate() throws {
    if limit < 0 || limit > 100_000 { throw ValidationError("--limit must be 0 to 100000") }
  }

  func run() throws {
    let index = try SearchIndex(path: file)
    let hits: [Hit]
    do { hits = try index.similar(to: id, limit: limit) } catch {
      if error.code != .noSuchDocument { throw error }
      Output.error("concord: \(Printable.line(error.message))\n")
      throw ExitCode(1)
    }
    if json {
      var writer = JSONWriter()
      writer.object { writer in
        writer.key("id")
        writer.string(id)
        writer.key("hits")
        writer.array { writer in for hit in hits { SearchOutput.write(hit, nil, to: &writer) } }
      }
      Output.write(writer.text + "\n")
    } else {
      for (number, hit) in hits.enumerated() { SearchOutput.show(hit, number: number + 1) }
    }
    if hits.isEmpty { throw ExitCode(1) }
  }
}
