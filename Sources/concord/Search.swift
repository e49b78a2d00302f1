// concord search: the best documents for a text.

import ArgumentParser
import ConcordBytes
import Concordance

/// The command `concord search FILE QUERY`.
struct Search: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find the best documents for a text.",
    discussion: """
      EXAMPLES
        concord search docs.ccx memory map
        concord search docs.ccx "memory map" -n 3 --all
        concord search docs.ccx --json map
        concord search docs.ccx --batch queries.tsv -n 100 > answers.jsonl

      A batch has one query a line, id TAB text; the answers are JSON, one a line, with the id as "qid".
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

  @Option(help: ArgumentHelp("Answer every query of a file, id TAB text a line.", valueName: "file"))
  var batch: String?

  func validate() throws {
    if batch == nil && query.isEmpty { throw ValidationError("Say what to look for, or name a file with --batch.") }
    if batch != nil && !query.isEmpty { throw ValidationError("--batch takes its queries from the file alone.") }
    if limit < 0 || limit > 100_000 { throw ValidationError("--limit must be 0 to 100000") }
  }

  func run() throws {
    let index = try SearchIndex(path: file)
    if let batch { return try runBatch(batch, on: index) }
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

  private func runBatch(_ path: String, on index: SearchIndex) throws {
    let clock = ContinuousClock()
    var found = false
    let text = String(decoding: try MappedFile.contents(of: path), as: UTF8.self)
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.isEmpty { continue }
      guard let tab = line.firstIndex(of: "\t") else {
        throw ValidationError("\(path):\(number + 1): a query is id TAB text")
      }
      let start = clock.now
      let results = try index.search(String(line[line.index(after: tab)...]), limit: limit, match: all ? .all : .any)
      var writer = JSONWriter()
      Self.write(results, took: start.duration(to: clock.now), identifier: String(line[..<tab]), to: &writer)
      Output.write(writer.text + "\n")
      if !results.hits.isEmpty { found = true }
    }
    if !found { throw ExitCode(1) }
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
            writer.key("snippets")
            writer.array { writer in for snippet in hit.snippets { Self.write(snippet, to: &writer) } }
          }
        }
      }
    }
  }

  private static func write(_ snippet: Snippet, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("text")
      writer.string(snippet.text)
      writer.key("ranges")
      writer.array { writer in
        for range in snippet.ranges {
          writer.array { writer in
            writer.integer(range.lowerBound)
            writer.integer(range.upperBound)
          }
        }
      }
      writer.key("offset")
      writer.integer(snippet.offset)
    }
  }

  /// A snippet on one line, its matches marked.
  private func marked(_ snippet: Snippet) -> String {
    let (on, off) = Output.usesColor ? ("\u{1B}[1;33m", "\u{1B}[0m") : ("", "")
    let bytes = Array(snippet.text.utf8)
    var out = ""
    var at = 0
    for range in snippet.ranges {
      out += Printable.line(String(decoding: bytes[at..<range.lowerBound], as: UTF8.self))
      out += on + Printable.line(String(decoding: bytes[range], as: UTF8.self)) + off
      at = range.upperBound
    }
    out += Printable.line(String(decoding: bytes[at...], as: UTF8.self))
    return out.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
  }

  private func show(_ results: SearchResults, took: Duration) {
    let (bold, dim, plain) = Output.usesColor ? ("\u{1B}[1m", "\u{1B}[2m", "\u{1B}[0m") : ("", "", "")
    for (number, hit) in results.hits.enumerated() {
      let place = hit.line.map { "\(hit.path):\($0)" } ?? hit.path
      let title = hit.title.isEmpty ? hit.id : hit.title
      Output.write("\(number + 1). \(bold)\(Printable.line(title))\(plain)\n")
      Output.write("   \(dim)\(Printable.line(place))  \((hit.score * 100).rounded() / 100)\(plain)\n")
      for snippet in hit.snippets { Output.write("   \(marked(snippet))\n") }
    }
    Output.error("\(results.total) documents in \(took.short)\n")
  }
}
