// Reads id, title and body of every line of a JSON-lines file, with our scanner and with Foundation's decoder.
//
//     swift run -c release --package-path tools/bench json-bench FILE.jsonl [rounds]
//
// First every record is read by both and compared; then rounds of both alternate, and one line of JSON tells the
// median of the ratios of their thread CPU time. `null_ratio` is ours against ours, the noise of the measurement.

import ConcordText
import Foundation

private struct Record: Decodable {
  let id: String
  let title: String
  let body: String
}

private func threadSeconds() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

private func seconds(_ body: () throws -> Void) rethrows -> Double {
  let start = threadSeconds()
  try body()
  return threadSeconds() - start
}

private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

/// The three texts of one line, as the builder would take them.
@safe private struct Fields {
  var id: UnsafeBufferPointer<UInt8>
  var title: UnsafeBufferPointer<UInt8>
  var body: UnsafeBufferPointer<UInt8>
}

private struct MissingField: Error { let line: Int }

@inline(__always)
private func read(
  _ line: UnsafeBufferPointer<UInt8>, number: Int, scratch: inout TextScratch
) throws -> Fields {
  var record = unsafe JSONRecordScanner(line)
  var id: JSONValue?
  var title: JSONValue?
  var body: JSONValue?
  while let member = try record.nextMember() {
    if record.key(of: member, is: "id") {
      id = member.value
    } else if record.key(of: member, is: "title") {
      title = member.value
    } else if record.key(of: member, is: "body") {
      body = member.value
    }
  }
  guard let id, let title, let body else { throw MissingField(line: number) }
  scratch.removeAll()
  return unsafe Fields(
    id: record.text(of: id, scratch: &scratch), title: record.text(of: title, scratch: &scratch),
    body: record.text(of: body, scratch: &scratch))
}

@main
enum JSONBench {
  static func main() throws {
    guard CommandLine.arguments.count >= 2 else {
      print("usage: json-bench FILE.jsonl [rounds]")
      exit(2)
    }
    let path = CommandLine.arguments[1]
    let rounds = max(5, CommandLine.arguments.count > 2 ? Int(CommandLine.arguments[2]) ?? 5 : 5)
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    let bytes = [UInt8](data)
    try unsafe bytes.withUnsafeBufferPointer { bytes in try unsafe run(path: path, bytes, rounds: rounds) }
  }

  private static func run(path: String, _ bytes: UnsafeBufferPointer<UInt8>, rounds: Int) throws {
    // Foundation gets its lines ready cut, each a Data of its own, so that only decoding is measured.
    var lines: [Data] = []
    var splitter = unsafe LineSplitter(bytes)
    while let line = splitter.nextLine() { lines.append(unsafe Data(buffer: splitter.bytes(of: line))) }
    try unsafe verify(bytes, lines)

    var ours: [Double] = []
    var theirs: [Double] = []
    var again: [Double] = []
    var checks: [Double] = []
    for _ in 0..<rounds {
      ours.append(try seconds { try unsafe readAll(bytes) })
      theirs.append(try seconds { try decodeAll(lines) })
      again.append(try seconds { try unsafe readAll(bytes) })
      checks.append(try seconds { try unsafe validateAll(bytes) })
    }
    let ratios = zip(ours, theirs).map { $1 / $0 }
    let megabytes = Double(bytes.count) / 1e6
    print(
      """
      {"file": "\(path)", "records": \(lines.count), "megabytes": \(rounded(megabytes)), "identical": true, \
      "rounds": \(rounds), "ratio_median": \(rounded(median(ratios))), \
      "ratio_min": \(rounded(ratios.min() ?? 0)), "ratio_max": \(rounded(ratios.max() ?? 0)), \
      "null_ratio": \(rounded(median(zip(ours, again).map { $1 / $0 }))), \
      "ours_mb_s": \(rounded(megabytes / median(ours))), "foundation_mb_s": \(rounded(megabytes / median(theirs))), \
      "validate_mb_s": \(rounded(megabytes / median(checks)))}
      """)
  }

  private static func verify(_ bytes: UnsafeBufferPointer<UInt8>, _ lines: [Data]) throws {
    let decoder = JSONDecoder()
    var scratch = TextScratch()
    var splitter = unsafe LineSplitter(bytes)
    var index = 0
    while let line = splitter.nextLine() {
      let fields = try unsafe read(splitter.bytes(of: line), number: line.number, scratch: &scratch)
      let record = try decoder.decode(Record.self, from: lines[index])
      guard unsafe fields.id.elementsEqual(record.id.utf8), unsafe fields.title.elementsEqual(record.title.utf8),
        unsafe fields.body.elementsEqual(record.body.utf8)
      else {
        print("{\"identical\": false, \"line\": \(line.number)}")
        exit(1)
      }
      index += 1
    }
    guard index == lines.count, index > 0 else { exit(1) }
  }

  @inline(never)
  private static func readAll(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    var scratch = TextScratch()
    var splitter = unsafe LineSplitter(bytes)
    var total = 0
    while let line = splitter.nextLine() {
      let fields = try unsafe read(splitter.bytes(of: line), number: line.number, scratch: &scratch)
      unsafe total &+= fields.id.count &+ fields.title.count &+ fields.body.count
    }
    consume(total)
  }

  @inline(never)
  private static func validateAll(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    var splitter = unsafe LineSplitter(bytes)
    var total = 0
    while let line = splitter.nextLine() { total &+= try unsafe JSONText.validate(splitter.bytes(of: line)).end }
    consume(total)
  }

  @inline(never)
  private static func decodeAll(_ lines: [Data]) throws {
    let decoder = JSONDecoder()
    var total = 0
    for line in lines {
      let record = try decoder.decode(Record.self, from: line)
      total &+= record.id.utf8.count &+ record.title.utf8.count &+ record.body.utf8.count
    }
    consume(total)
  }

  /// Keeps a result alive without printing it.
  @inline(never) @_optimize(none)
  private static func consume(_ value: Int) { precondition(value >= 0) }
}
