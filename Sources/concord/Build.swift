// concord build: a corpus becomes one file.

import ArgumentParser
import ConcordBuild
import ConcordBytes
import Concordance

/// The command `concord build PATH… -o FILE`.
struct Build: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turn folders and files into one index file.",
    discussion: """
      Folders are read recursively: .md, .txt, .jsonl and .csv; hidden files and what ignore files name are left out.

      EXAMPLES
        concord build docs/ -o docs.ccx
        concord build docs/ --dry-run
        concord build data.jsonl -o data.ccx --stem en
        concord build docs/ -o docs.ccx --optimize
        concord build pages.jsonl -o pages.ccx --rank-field links
        concord build docs/ -o docs.ccx --golden questions.txt

      Golden questions, one a line in the query language, are asked when the file is written and kept in it with their
      answers; `concord verify --golden` asks them again.
      """)

  @Argument(help: "Folders and files to index; - for JSON lines on standard input.")
  var paths: [String] = []

  @Option(name: [.short, .long], help: "The file to write; only an artifact is replaced.")
  var output: String?

  @Flag(help: "List what would be indexed and what would be left out; write nothing.")
  var dryRun = false

  @Flag(help: "One field, lower-cased runs of letters and digits: for comparison with other engines.")
  var plain = false

  @Option(
    help: ArgumentHelp(
      "Find words by their stems in this language, so that lamps finds lamp. Without it, in the language that the documents seem to be in.",
      valueName: "language"))
  var stem: String?

  @Flag(help: "Find words only as they are spelled.")
  var noStem = false

  @Option(help: ArgumentHelp("Rank documents by the numbers of this stored field.", valueName: "field"))
  var rankField: String?

  @Flag(help: "Spend more time for a smaller file that answers the same, faster.")
  var optimize = false

  @Option(help: ArgumentHelp("Ask the questions of this file and keep them with their answers.", valueName: "file"))
  var golden: String?

  @Option(
    help: ArgumentHelp(
      "Offer the texts of this file as completions: lines of a text, a tab and a weight. May be given again.",
      valueName: "file"))
  var completions: [String] = []

  @Option(
    help: ArgumentHelp(
      "Offer titles, headings or frequent phrases as completions. May be given again.", valueName: "texts"))
  var offer: [Offered] = []

  @Option(help: "Private memory to use.")
  var memory = ByteCount(bytes: 256 << 20)

  @Option(help: "Threads to use; the file does not depend on it.")
  var threads = 1

  @Option(help: "Leave larger documents out.")
  var maxDocument = ByteCount(bytes: 64 << 20)

  @Flag(help: "Fail if anything has to be left out.")
  var strict = false

  @Flag(help: "Of documents with one id keep the last, instead of failing.")
  var lastWins = false

  @Flag(help: "Remember the line of each JSON record and CSV row; their order then shows in the file.")
  var lines = false

  @Option(help: ArgumentHelp("Column of a CSV file with the id; without one it is file#row.", valueName: "name"))
  var idColumn = "id"

  @Option(help: ArgumentHelp("Column of a CSV file with the title.", valueName: "name"))
  var titleColumn = "title"

  @Option(help: ArgumentHelp("Column of a CSV file with the text.", valueName: "name"))
  var bodyColumn = "body"

  @Flag(help: "Print the summary as JSON.")
  var json = false

  @Flag(name: [.short, .long], help: "No summary, no progress.")
  var quiet = false

  func validate() throws {
    if paths.isEmpty && completions.isEmpty {
      throw ValidationError("Name a folder or a file to index, or a list with --completions.")
    }
    if output == nil && !dryRun { throw ValidationError("Name the file to write with -o, or try --dry-run.") }
  }

  func run() throws {
    OpenFileLimit.raise()
    guard let output, !dryRun else { return try list() }
    let clock = ContinuousClock()
    let start = clock.now
    let golden = try goldenQuestions()
    var progress = Progress(isQuiet: quiet || json)
    let summary: BuildSummary
    do {
      summary = try IndexBuilder(options: options).build(paths, to: output, golden: pass(golden)) { stage in
        switch stage {
        case .listing: progress.show("listing", nil)
        case .indexing(let done, let total): progress.show("indexing", Double(done) / Double(max(1, total)))
        case .merging: progress.show("merging", nil)
        case .asking: progress.show("asking", nil)
        case .verifying(let share): progress.show("checking", share)
        }
      }
    } catch {
      progress.end()
      throw error
    }
    progress.end()
    report(summary, golden?.count, at: output, seconds: start.duration(to: clock.now).seconds)
  }

  /// The questions of the file that was named; they are read before anything is built.
  private func goldenQuestions() throws -> GoldenQuestions? {
    guard let golden else { return nil }
    let bytes = try MappedFile.contents(of: golden)
    do { return try GoldenQuestions(parsing: bytes) } catch { throw BuildError.golden("\(golden): \(error)") }
  }

  /// What asks the questions of a file that is written and not published.
  private func pass(_ questions: GoldenQuestions?) -> GoldenPass? {
    guard let questions, let golden else { return nil }
    return { path in
      do { return try questions.answers(at: path) } catch let error as GoldenQuestionsError {
        throw BuildError.unusableInput(path: golden, reason: "\(error)")
      }
    }
  }

  private var options: BuildOptions {
    var options = BuildOptions()
    options.profile = plain ? .plain : .standard
    options.stemmer = stem
    options.stems = !noStem
    options.rankField = rankField
    options.optimizes = optimize
    options.memory = memory.bytes
    options.threads = threads
    options.maximumDocument = maxDocument.bytes
    options.isStrict = strict
    options.lastWins = lastWins
    options.keepsLines = lines
    options.completions = completions
    options.offered = Set(offer.compactMap { BuildOptions.OfferedTexts(rawValue: $0.rawValue) })
    options.columns.id = idColumn
    options.columns.title = titleColumn
    options.columns.body = bodyColumn
    return options
  }

  /// What a build would do: the records in the order of the index.
  private func list() throws {
    let (records, skipped) = try IndexBuilder(options: options).list(paths)
    reportSkipped(skipped)
    if json {
      var writer = JSONWriter()
      writer.object { writer in
        writer.key("records")
        writer.array { writer in for record in records { writer.string(record) } }
        writer.key("skipped")
        write(skipped, to: &writer)
      }
      Output.write(writer.text + "\n")
    } else {
      for record in records { Output.write(Printable.line(record) + "\n") }
      Output.error("\(records.count) documents would be indexed, \(skipped.count) left out\n")
    }
    if records.isEmpty { throw ExitCode(1) }
  }

  private func reportSkipped(_ skipped: [Skipped]) {
    for skipped in skipped { Output.error("concord: left out \(Printable.line("\(skipped)"))\n") }
  }

  private func write(_ skipped: [Skipped], to writer: inout JSONWriter) {
    writer.array { writer in
      for skipped in skipped {
        writer.object { writer in
          writer.key("path")
          writer.string(skipped.path)
          if let line = skipped.line {
            writer.key("line")
            writer.integer(line)
          }
          writer.key("reason")
          writer.string(skipped.reason)
        }
      }
    }
  }

  private func report(_ summary: BuildSummary, _ questions: Int?, at output: String, seconds: Double) {
    reportSkipped(summary.skipped)
    if summary.repeatedCompletions > 0 {
      Output.error(
        "concord: \(summary.repeatedCompletions) lines repeat a completion: the largest weight counts\n")
    }
    if summary.valuesWithoutColumn > 0 {
      Output.error(
        "concord: \(summary.valuesWithoutColumn) values of fields have no column (names over 255 bytes, or more than 1,024 "
          + "names): they are stored and shown, but conditions cannot ask for them\n")
    }
    if summary.valuesWithoutRank > 0, let rankField {
      Output.error(
        "concord: \(summary.valuesWithoutRank) values of \(Printable.line(rankField)) are no numbers and rank nothing\n"
      )
    }
    if json {
      var writer = JSONWriter()
      writer.object { writer in
        writer.key("documents")
        writer.integer(summary.documents)
        writer.key("terms")
        writer.integer(summary.terms)
        writer.key("bytes")
        writer.integer(summary.bytes)
        writer.key("stemmer")
        if let stemmer = summary.stemmer { writer.string(stemmer) } else { writer.null() }
        writer.key("completions")
        writer.integer(summary.completions)
        if let questions {
          writer.key("golden")
          writer.integer(questions)
        }
        writer.key("values_without_column")
        writer.integer(summary.valuesWithoutColumn)
        if rankField != nil {
          writer.key("values_without_rank")
          writer.integer(summary.valuesWithoutRank)
        }
        writer.key("skipped")
        write(summary.skipped, to: &writer)
        writer.key("seconds")
        writer.number(seconds)
        writer.key("identity")
        writer.string(summary.identity)
      }
      Output.write(writer.text + "\n")
    } else if !quiet {
      let asked = questions.map { ", \($0) golden question\($0 == 1 ? "" : "s")" } ?? ""
      let stems = summary.stemmer.map { ", stems: \($0)" } ?? ""
      let offered = summary.completions == 0 ? "" : ", \(summary.completions) completions"
      let left = summary.skipped.isEmpty ? "" : ", \(summary.skipped.count) left out"
      Output.write(
        "\(Printable.line(output)): \(summary.documents) documents, \(summary.terms) terms, \(ByteCount.describe(summary.bytes)) "
          + "from \(ByteCount.describe(summary.textBytes))\(stems)\(offered)\(asked)\(left), \(Duration.seconds(seconds).short)\n"
      )
    }
  }
}

/// What of the documents can be offered as completions, as it is written on the command line.
enum Offered: String, CaseIterable, ExpressibleByArgument {
  case titles, headings, phrases
}
