// concord bench: latencies of many queries, in the rows that the drivers of other engines print.

import ArgumentParser
import Concordance
import ConcordArtifact
import ConcordBytes
import ConcordSearch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The command `concord bench FILE QUERIES`.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time queries, each on this thread alone.",
    discussion: """
      QUERIES has one query a line: class TAB band TAB terms separated by one space. Classes: term, and, or, phrase, prefix_docs.

      EXAMPLES
        concord bench docs.ccx queries.txt
        concord bench docs.ccx queries.txt --reps 21 --out rows.json --hits answers.jsonl
      """)

  @Argument(help: "The index file.")
  var file: String

  @Argument(help: "The queries.")
  var queries: String

  @Option(help: "Repetitions of each query.")
  var reps = 11

  @Option(help: "Seconds of CPU for the warm-up.")
  var warm = 2.0

  @Option(help: "Write the rows as JSON to this file.")
  var out: String?

  @Option(help: "Write the answers as JSON lines to this file.")
  var hits: String?

  @Flag(help: "Print the rows as JSON.")
  var json = false

  func validate() throws {
    if reps < 1 { throw ValidationError("--reps must be at least 1") }
  }

  func run() throws {
    let index = try SearchIndex(path: file)
    var run = BenchRun(index: index, reps: reps)
    try run.read(queries)
    try run.measureOpen(file)
    try run.warmUp(seconds: warm)
    try run.measure(keepsAnswers: hits != nil)
    if let out { try run.writeRows(to: out) }
    if let hits { try run.writeAnswers(to: hits) }
    run.reportLeftOut()
    json ? Output.write(run.rowsAsJSON + "\n") : run.printRows()
  }
}

/// What is measured for a class of queries.
private struct Operation {
  let name: String
  let limit: Int
  let counts: Bool
  let fetches: Bool

  static let top10 = Operation(name: "top10", limit: 10, counts: false, fetches: false)
  static let top100 = Operation(name: "top100", limit: 100, counts: false, fetches: false)
  static let counted = Operation(name: "top10+count", limit: 10, counts: true, fetches: false)
  static let fetched = Operation(name: "top10+docs", limit: 10, counts: false, fetches: true)

  static func all(of kind: String) -> [Operation] {
    switch kind {
    case "term": [top10, top100]
    case "and": [top10, top100, counted]
    case "or": [top10, top100, counted, fetched]
    case "phrase", "prefix_docs": [top10]
    default: []
    }
  }
}

/// One run of the benchmark.
private struct BenchRun {
  let index: SearchIndex
  let reps: Int
  private var leftOut: [String: Int] = [:]
  private var plan: [(kind: String, band: String, text: String, keys: [[UInt8]])] = []
  private var rows: [(key: String, kind: String, band: String, name: String, best: [Double], hits: Int)] = []
  private var answers = ""
  private var overhead = 0.0
  private var opening = Double.infinity

  init(index: SearchIndex, reps: Int) { (self.index, self.reps) = (index, reps) }

  mutating func read(_ path: String) throws {
    let text = String(decoding: try MappedFile.contents(of: path), as: UTF8.self)
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      if parts.count != 3 { throw ValidationError("\(path): a query is class TAB band TAB terms, not \"\(line)\"") }
      if Operation.all(of: parts[0]).isEmpty {
        leftOut[parts[0], default: 0] += 1
        continue
      }
      plan.append((parts[0], parts[1], parts[2], parts[2].split(separator: " ").map { [0] + Array($0.utf8) }))
    }
  }

  private func run(_ kind: String, _ keys: [[UInt8]], _ operation: Operation) throws -> RankedHits {
    let ranked: RankedHits
    let request = SearchRequest(limit: operation.limit, counts: operation.counts)
    switch kind {
    case "phrase": ranked = try index.contents.search(index.contents.phrase(of: keys), request).ranked
    case "prefix_docs":
      let set = try index.contents.documents(withPrefix: keys[0])
      ranked = try index.contents.search(.set(set, score: 1 << 20), request).ranked
    default:
      let query = Query(terms: keys.map { QueryTerm(key: $0) }, match: kind == "and" ? .all : .any)
      ranked = try index.contents.search(query, limit: operation.limit, counts: operation.counts)
    }
    if operation.fetches {
      for hit in ranked.hits { _ = try index.body(of: Int(hit.document)) }
    }
    return ranked
  }

  /// Opens the file again and again; the best time counts, as for queries.
  mutating func measureOpen(_ path: String) throws {
    for _ in 0..<reps {
      let wall = Self.now(CLOCK_MONOTONIC)
      _ = try SearchIndex(path: path)
      opening = min(opening, Self.now(CLOCK_MONOTONIC) - wall)
    }
  }

  func warmUp(seconds: Double) throws {
    let start = Self.now(CLOCK_PROCESS_CPUTIME_ID)
    repeat {
      for entry in plan {
        for operation in Operation.all(of: entry.kind) { _ = try run(entry.kind, entry.keys, operation) }
      }
    } while Self.now(CLOCK_PROCESS_CPUTIME_ID) - start < seconds * 1e9
  }

  mutating func measure(keepsAnswers: Bool) throws {
    for entry in plan {
      for operation in Operation.all(of: entry.kind) {
        var best = Double.infinity
        var result = RankedHits(hits: [], total: nil)
        for repetition in 0..<reps {
          let thread = Self.now(CLOCK_THREAD_CPUTIME_ID)
          let wall = Self.now(CLOCK_MONOTONIC)
          result = try run(entry.kind, entry.keys, operation)
          var took = Self.now(CLOCK_MONOTONIC) - wall
          // A long query may have been preempted: the machine is shared.
          if took > 200_000 { took = min(took, Self.now(CLOCK_THREAD_CPUTIME_ID) - thread) }
          best = min(best, took)
          if best * Double(repetition) > 400_000_000 { break }
        }
        note(entry.kind, entry.band, operation, best, result)
        if keepsAnswers && (operation.name == "top10" || operation.name == "top10+count") {
          try keep(entry.kind, entry.band, entry.text, operation, result)
        }
      }
    }
    var samples: [Double] = []
    for _ in 0..<5000 {
      let wall = Self.now(CLOCK_MONOTONIC)
      _ = try run("or", [], .top10)
      samples.append(Self.now(CLOCK_MONOTONIC) - wall)
    }
    overhead = Self.percentile(samples, 0.5) / 1000
  }

  private mutating func note(
    _ kind: String, _ band: String, _ operation: Operation, _ best: Double, _ result: RankedHits
  ) {
    let key = "\(kind)\t\(band)\t\(operation.name)"
    let place: Int
    if let found = rows.firstIndex(where: { $0.key == key }) {
      place = found
    } else {
      place = rows.count
      rows.append((key, kind, band, operation.name, [], 0))
    }
    rows[place].best.append(best)
    rows[place].hits += result.total ?? result.hits.count
  }

  private mutating func keep(
    _ kind: String, _ band: String, _ text: String, _ operation: Operation, _ result: RankedHits
  ) throws {
    var writer = JSONWriter()
    try writer.object { writer in
      for (key, value) in [("engine", "concord"), ("class", kind), ("band", band), ("q", text), ("op", operation.name)]
      {
        writer.key(key)
        writer.string(value)
      }
      writer.key("total")
      if let total = result.total { writer.integer(total) } else { writer.null() }
      writer.key("hits")
      try writer.array { writer in
        for hit in result.hits {
          let id = try index.identifier(of: Int(hit.document))
          writer.array { writer in
            writer.string(id)
            writer.number(Double(hit.score) / 1_048_576)
          }
        }
      }
    }
    answers += writer.text + "\n"
  }

  private static func now(_ clock: clockid_t) -> Double {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }

  private static func percentile(_ values: [Double], _ share: Double) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
  }

  private static func tenth(_ nanoseconds: Double) -> Double { (nanoseconds / 100).rounded() / 10 }

  func writeRows(to path: String) throws { try TextFile.write(rowsAsJSON + "\n", to: path) }

  var rowsAsJSON: String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.key("engine")
      writer.string("concord")
      writer.key("version")
      writer.string(Concord.version)
      writer.key("call_overhead_us")
      writer.number((overhead * 100).rounded() / 100)
      writer.key("open_us")
      writer.number(Self.tenth(opening))
      writer.key("rows")
      writer.array { writer in
        for row in rows {
          writer.object { writer in
            for (key, value) in [
              ("engine", "concord"), ("version", Concord.version), ("class", row.kind), ("band", row.band),
              ("op", row.name),
            ] {
              writer.key(key)
              writer.string(value)
            }
            writer.key("n")
            writer.integer(row.best.count)
            writer.key("p50_us")
            writer.number(Self.tenth(Self.percentile(row.best, 0.5)))
            writer.key("p99_us")
            writer.number(Self.tenth(Self.percentile(row.best, 0.99)))
            writer.key("mean_us")
            writer.number(Self.tenth(row.best.reduce(0, +) / Double(row.best.count)))
            writer.key("hits_mean")
            writer.number((Double(row.hits) / Double(row.best.count) * 10).rounded() / 10)
          }
        }
      }
    }
    return writer.text
  }

  func writeAnswers(to path: String) throws { try TextFile.write(answers, to: path) }

  func reportLeftOut() {
    for (kind, count) in leftOut.sorted(by: { $0.key < $1.key }) {
      Output.error("concord: left out \(count) queries of class \(kind), which this version cannot answer\n")
    }
  }

  func printRows() {
    Output.write(
      "# concord \(Concord.version)  call overhead (empty query) \((overhead * 100).rounded() / 100) us, "
        + "open \(Self.tenth(opening)) us\n")
    for row in rows {
      let p50 = Self.tenth(Self.percentile(row.best, 0.5))
      let p99 = Self.tenth(Self.percentile(row.best, 0.99))
      Output.write("\(row.kind)\t\(row.band)\t\(row.name)\t\(row.best.count)\t\(p50)\t\(p99)\n")
    }
  }
}

/// Small files that a command writes beside its output.
enum TextFile {
  static func write(_ text: String, to path: String) throws {
    if (try? FileKind(path: path)) == .other {
      let device = try FileDescriptor.device(path)
      return try Array(text.utf8).withView { view in try device.write(view) }
    }
    let file = try PublishedFile(target: path)
    try Array(text.utf8).withView { view in try file.write(view) }
    try file.publish()
  }
}
