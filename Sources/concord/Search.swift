// concord search: the best documents for a text.

import ArgumentParser
import Concordance

/// `concord search FILE QUERY`
struct Search: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find the best documents for a text.",
    discussion: """
      EXAMPLES
        concord search docs.ccx memory map
        concord search docs.ccx "memory map" -n 3 --all
        concord search docs.ccx --json map
      """)

  @Argument(help: "The index file.")
  var file: String

  @Argument(help: "What to look for.")
  var query: [String] = []

  @Option(name: [.customShort("n"), .long], help: "How many documents.")
  var limit = 10

  @Flag(help: "Only documents with all of the words.")
  var all = false

  @Flag(help: "Print the answer as JSON.")
  var json = false

  func validate() throws {
    if limit < 0 || limit > 100_000 { throw ValidationError("--limit must be 0 to 100000") }
  }

  func run() throws {
    let index = try SearchIndex(path: file)
    let clock = ContinuousClock()
    let start = clock.now
    let results = try index.search(query.joined(separator: " "), limit: limit, match: all ? .all : .any)
    let took = start.duration(to: clock.now)
    if json {
      var writer = JSONWriter()
      Self.write(results, took: took, to: &writer)
      Output.write(writer.text + "\n")
    } else {
      show(results, took: took)
    }
    if results.hits.isEmpty { throw ExitCode(1) }
  }

  static func write(_ results: SearchResults, took: Duration, identifier: String? = nil, to writer: inout JSONWriter) {
    writer.object { writer in
      if let identifier {
        writer.key("qid")
        writer.string(identifier)
      }
      writer.key("took_ns")
      writer.integer(took.nanoseconds)
      writer.key("total")
      writer.integer(results.total)
      writer.key("hits")
      writer.array { writer in
        for hit in results.hits {
          writer.object { writer in
            writer.key("id")
            writer.string(hit.id)
            writer.key("path")
            writer.string(hit.path)
            if let line = hit.line {
              writer.key("line")
              writer.integer(line)
            }
            writer.key("title")
            writer.string(hit.title)
            writer.key("score")
            writer.number(hit.score)
          }
        }
      }
    }
  }

  private func show(_ results: SearchResults, took: Duration) {
    let (bold, dim, plain) = Output.usesColor ? ("\u{1B}[1m", "\u{1B}[2m", "\u{1B}[0m") : ("", "", "")
    for (number, hit) in results.hits.enumerated() {
      let place = hit.line.map { "\(hit.path):\($0)" } ?? hit.path
      let title = hit.title.isEmpty ? hit.id : hit.title
      Output.write("\(number + 1). \(bold)\(Printable.line(title))\(plain)\n")
      Output.write("   \(dim)\(Printable.line(place))  \((hit.score * 100).rounded() / 100)\(plain)\n")
    }
    let microseconds = Double(took.nanoseconds) / 1000
    let time = microseconds < 1000 ? "\(microseconds.rounded()) µs" : "\((microseconds / 10).rounded() / 100) ms"
    Output.error("\(results.total) documents in \(time)\n")
  }
}
