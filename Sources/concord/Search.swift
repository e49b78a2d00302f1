// concord search: the best documents for a query.

import ArgumentParser
import ConcordBytes
import Concordance

/// The command `concord search FILE QUERY`.
struct Search: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find the best documents for a query.",
    discussion: """
      EXAMPLES
        concord search docs.ccx memory map
        concord search docs.ccx '"memory map" -windows' -n 3
        concord search docs.ccx 'title:lamp OR fresnel~' --explain
        concord search docs.ccx 'lamp year:2010..2020' --json
        concord search docs.ccx lamp --facet lang --sort year:desc
        concord search docs.ccx --batch queries.tsv -n 100 > answers.jsonl

      QUERY LANGUAGE
        lamp oil        any of the words (--all: all of them)
        "lamp oil"      the words beside each other; "lamp oil"~2 with up to two words between
        +lamp -gas      must have, must not have
        a AND (b OR c)  combinations
        title:lamp      only in a field
        lam*  lamb~1    words that begin so; words within one edit
        lamp^3          counts three times
        year:>=2010     conditions on stored fields; lang:en

      What could not be used as it was written is said on standard error. A batch has one query a line, id TAB text; the
      answers are JSON, one a line, with the id as "qid".
      """)

  @Argument(help: "The index file.")
  var file: String

  @Argument(help: "What to look for.")
  var query: [String] = []

  @Option(name: [.customShort("n"), .long], help: "How many documents.")
  var limit = 10

  @Option(help: "How many documents to leave out at the start.")
  var offset = 0

  @Option(help: "How many passages of each document.")
  var snippets = 1

  @Flag(help: "Only documents with all of the words.")
  var all = false

  @Option(
    name: .customLong("weight"),
    help: ArgumentHelp("Weight of a field for this query, such as title=4.", valueName: "field=w"))
  var weights: [String] = []

  @Option(
    help: ArgumentHelp("What the largest static rank adds to a score (1); 0 leaves ranks out.", valueName: "weight"))
  var rankWeight: Double?

  @Option(
    name: .customLong("facet"),
    help: ArgumentHelp("Count the values of a stored field over all matches.", valueName: "field"))
  var facets: [String] = []

  @Option(
    help: ArgumentHelp(
      "Sort by a stored field in place of the score; field:desc for the greatest first.", valueName: "field"))
  var sort: String?

  @Option(help: ArgumentHelp("The page behind another one, by the \"next\" of that one's JSON.", valueName: "cursor"))
  var after: String?

  @Option(help: ArgumentHelp("Stop after so many milliseconds with what was found.", valueName: "ms"))
  var timeout: Double?

  @Flag(help: "Show how the query was understood and what each hit's score is made of.")
  var explain = false

  @Flag(help: "Show what the search cost.")
  var receipt = false

  @Flag(help: "Print the answer as JSON.")
  var json = false

  @Option(help: ArgumentHelp("Answer every query of a file, id TAB text a line.", valueName: "file"))
  var batch: String?

  func validate() throws {
    if batch == nil && query.isEmpty { throw ValidationError("Say what to look for, or name a file with --batch.") }
    if batch != nil && !query.isEmpty { throw ValidationError("--batch takes its queries from the file alone.") }
    if limit < 0 || limit > 100_000 { throw ValidationError("--limit must be 0 to 100000") }
    if offset < 0 || offset > 1_000_000 { throw ValidationError("--offset must be 0 to 1000000") }
    if snippets < 0 || snippets > 10 { throw ValidationError("--snippets must be 0 to 10") }
    if let timeout, !(timeout >= 0 && timeout < 1e9) { throw ValidationError("--timeout is a number of milliseconds") }
    if let rankWeight, !(rankWeight >= 0 && rankWeight <= 1e6) {
      throw ValidationError("--rank-weight is a number from 0 to 1000000")
    }
    _ = try fieldWeights()
  }

  private func fieldWeights() throws -> [String: Double] {
    var found: [String: Double] = [:]
    for weight in weights {
      guard let sign = weight.lastIndex(of: "="), let value = Double(weight[weight.index(after: sign)...]), value >= 0,
        value <= 1e6
      else {
        throw ValidationError("--weight is a field and a number from 0 to 1000000, such as title=4, not \(weight)")
      }
      found[String(weight[..<sign])] = value
    }
    return found
  }

  private func options(_ index: SearchIndex) throws -> SearchOptions {
    var options = SearchOptions(limit: limit)
    options.offset = offset
    options.snippets = snippets
    options.weights = try fieldWeights()
    options.facets = facets
    options.after = after
    if let sort {
      options.isDescending = sort.hasSuffix(":desc")
      options.sort = String(
        options.isDescending ? sort.dropLast(5) : sort.hasSuffix(":asc") ? sort.dropLast(4) : sort[...])
    }
    let known = index.queryFields
    for name in options.weights.keys.sorted() where known.kind(of: name) != .searched {
      let near = known.nearest(to: name).map { "; did you mean \($0)?" } ?? ""
      throw ValidationError("--weight: the index has no searched field \(name)\(near)")
    }
    if let rankWeight {
      if rankWeight > 0 && index.rankField == nil {
        throw ValidationError(
          "--rank-weight: the index has no static ranks; build it with --rank-field to give it some")
      }
      options.rankWeight = rankWeight
    }
    if let timeout { options.timeout = .nanoseconds(Int64(timeout * 1e6)) }
    return options
  }

  func run() throws {
    let index = try SearchIndex(path: file)
    let options = try options(index)
    if let batch { return try runBatch(batch, on: index, options) }
    let clock = ContinuousClock()
    let start = clock.now
    let results = try index.search(index.query(query.joined(separator: " "), match: all ? .all : .any), options)
    let took = start.duration(to: clock.now)
    let explanations = explain ? try index.explanations(of: results, options) : []
    if json {
      var writer = JSONWriter()
      SearchOutput.write(results, took: took, explanations, explains: explain, receipt: receipt, to: &writer)
      Output.write(writer.text + "\n")
    } else {
      SearchOutput.show(results, took: took, explanations, explains: explain, receipt: receipt, first: offset + 1)
    }
    if results.hits.isEmpty { throw ExitCode(1) }
  }

  private func runBatch(_ path: String, on index: SearchIndex, _ options: SearchOptions) throws {
    let clock = ContinuousClock()
    var found = false
    let text = String(decoding: try MappedFile.contents(of: path), as: UTF8.self)
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.isEmpty { continue }
      guard let tab = line.firstIndex(of: "\t") else {
        throw ValidationError("\(path):\(number + 1): a query is id TAB text")
      }
      let start = clock.now
      let query = try index.query(String(line[line.index(after: tab)...]), match: all ? .all : .any)
      let results = try index.search(query, options)
      var writer = JSONWriter()
      SearchOutput.write(
        results, took: start.duration(to: clock.now), explain ? try index.explanations(of: results, options) : [],
        explains: explain, receipt: receipt, identifier: String(line[..<tab]), to: &writer)
      Output.write(writer.text + "\n")
      if !results.hits.isEmpty { found = true }
    }
    if !found { throw ExitCode(1) }
  }
}
