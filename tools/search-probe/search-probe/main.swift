// Counts and times what only a program of its own can: allocations of queries, and how soon stopped searches return.
//
//   search-probe allocations INDEX QUERY...   allocations of a search in steady state, one line a query: count TAB matches
//   search-probe steady FEW MANY              fails unless queries allocate as often on an index of many matches as on one of few
//   search-probe random INDEX N               answers N random texts of up to 4 KB: a result or a typed error each
//   search-probe doubling INDEX               fails if texts of twice the length take more than 2.6 times the CPU
//   search-probe deadline INDEX MS N          CPU after the deadline of N unions of 64 frequent terms, and of a bare sleep
//   search-probe cancel INDEX N               time from N cancellations at random moments to the return of the search

import CAllocationCount
import ConcordArtifact
import ConcordBytes
import ConcordSearch
import ConcordTestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

enum Clock {
  static func now(_ clock: clockid_t) -> Double {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
  }
  static var wall: Double { now(CLOCK_MONOTONIC) }
  static var cpu: Double { now(CLOCK_THREAD_CPUTIME_ID) }
}

func percentile(_ values: [Double], _ share: Double) -> Double {
  let sorted = values.sorted()
  return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
}

func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

/// The plan of a query in steady state: terms are looked up before, as a caller with a prepared query does.
func allocations(_ contents: IndexContents, _ text: String) throws -> (count: Int, matches: Int) {
  let query = try SearchQuery(parsing: text, fields: contents.queryFields)
  let plan = try contents.compile(query).plan
  let request = SearchRequest(limit: 10, counts: false)
  for _ in 0..<20 { _ = try contents.search(plan, request) }
  var least = Int.max
  for _ in 0..<20 {
    let before = concord_allocations()
    _ = try contents.search(plan, request)
    least = min(least, Int(concord_allocations() - before))
  }
  return (least, try contents.search(plan, SearchRequest(limit: 1, counts: true)).ranked.total ?? 0)
}

/// Whether every kind of query allocates as often with many matches as with few; prints what does not.
func isSteady(_ few: IndexContents, _ many: IndexContents) throws -> Bool {
  var isSteady = true
  for text in ["w1", "w1 w2 w3", "+w1 +w2", "\"w1 w2\"", "w1 -w2", "+w1 title:t", "(w1 OR w2) AND w3", "w1 w*"] {
    let (a, b) = (try allocations(few, text), try allocations(many, text))
    // A buffer may be a size larger; sixty times as many matches may not cost more than that.
    let isSame = abs(a.count - b.count) <= 2 && b.count < 80 && b.matches > 20 * a.matches
    print("\(isSame ? "ok" : "WRONG")\t\(a.count) for \(a.matches), \(b.count) for \(b.matches)\t\(text)")
    isSteady = isSteady && isSame
  }
  return isSteady
}

/// A text of random bytes, of the language's marks and words, or a valid query with bytes changed.
func randomText(_ random: inout SeededRandom) -> String {
  let pieces = [
    "w1", "w2", "title:", "body:", "\"", "(", ")", "+", "-", " ", " ", " ", "*", "~", "^", "2", "AND ", "OR ", "NOT ",
    "[", " TO ", "]",
    "..", ">=", "\\", "é", "東京", "👩‍👧", "year:", "2010", ":", "\u{0}", "\u{202E}", "a_b", "parseHTTPHeader", "'",
  ]
  let count = random.below(random.below(12) == 0 ? 900 : 40)
  if random.below(4) == 0 {
    return String(decoding: (0..<count * 4).map { _ in UInt8(truncatingIfNeeded: random.next()) }, as: UTF8.self)
  }
  return String((0..<count).map { _ in pieces[random.below(pieces.count)] }.joined().prefix(4096))
}

/// Answers a text as the library does, up to the hits and their passages.
func answer(_ contents: IndexContents, _ text: String) throws {
  let query: SearchQuery
  do { query = try SearchQuery(parsing: text, fields: contents.queryFields) } catch { return }
  let compiled = try contents.compile(query)
  let found = try contents.search(compiled.plan, SearchRequest(limit: 3, counts: true)).ranked
  for hit in found.hits { _ = try contents.passages(of: Int(hit.document), for: compiled.highlights) }
  _ = try contents.suggestion(for: query, compiled, hits: found.total ?? 0)
}

/// Families of texts whose work must grow with their length.
nonisolated let families: [(name: String, text: @Sendable (Int) -> String)] = [
  ("open parentheses", { String(repeating: "(", count: $0) + "w1" }),
  ("quotes", { String(repeating: "\"", count: $0) }),
  ("minus signs", { String(repeating: "- ", count: $0) + "w1" }),
  ("words", { String(repeating: "w1 ", count: $0 / 8) }),
  ("and", { String(repeating: "w1 AND ", count: $0 / 8) }),
  ("or groups", { String(repeating: "w1 OR (", count: $0 / 8) }),
  ("one long word", { String(repeating: "a", count: $0) }),
  ("one long fuzzy word", { String(repeating: "a", count: $0) + "~2" }),
  ("a phrase", { "\"" + String(repeating: "w1 w2 ", count: $0 / 16) + "\"" }),
  ("combining marks", { "a" + String(repeating: "\u{301}", count: $0) }),
  ("exclusions", { "w1" + String(repeating: " -w2", count: $0 / 16) }),
  ("backslashes", { String(repeating: "\\", count: $0) }),
  ("prefixes", { String(repeating: "w* ", count: $0 / 64) }),
  ("script without spaces", { String(repeating: "灯", count: $0) }),
]

/// Compares the CPU of texts of n and 2n bytes or so; the least of a few runs counts.
func isLinear(_ contents: IndexContents) throws -> Bool {
  var isLinear = true
  for (name, text) in families {
    func cost(_ size: Int) throws -> Double {
      let text = text(size)
      var best = Double.infinity
      for _ in 0..<7 {
        let start = Clock.cpu
        try answer(contents, text)
        best = min(best, Clock.cpu - start)
      }
      return best
    }
    var (one, two) = (try cost(2048), try cost(4096))
    // Below a tenth of a millisecond the clock decides.
    var growth = [two / max(one, 0.1)]
    // A machine may change its speed between the two; what looks slow is timed again, and the median counts.
    while growth[0] > 2.6 && growth.count < 9 {
      (one, two) = (try cost(2048), try cost(4096))
      growth.append(two / max(one, 0.1))
    }
    let isFine = growth.sorted()[growth.count / 2] <= 2.6
    print("\(isFine ? "ok" : "WRONG")\t\(rounded(one)) ms, \(rounded(two)) ms\t\(name)")
    isLinear = isLinear && isFine
  }
  return isLinear
}

/// The 64 words that most documents have.
func frequentUnion(_ contents: IndexContents) throws -> Plan {
  var best: [TermInfo] = []
  var cursor = TermInfoCursor(contents.dictionary, from: 0)
  // A word whose stem has the list has none of its own.
  while let info = try cursor.next() {
    if !info.hasList { continue }
    if best.count < 64 || info.documentCount > best[63].documentCount {
      best.append(info)
      best.sort { $0.documentCount > $1.documentCount }
      if best.count > 64 { best.removeLast() }
    }
  }
  return .group(PlannedGroup(should: best.map { .term(PlannedTerm(info: $0)) }))
}

func deadline(_ contents: IndexContents, milliseconds: Double, count: Int) throws {
  let plan = try frequentUnion(contents)
  var after: [Double] = []
  var late: [Double] = []
  var stopped = 0
  for _ in 0..<count {
    let control = SearchControl(timeout: .nanoseconds(Int64(milliseconds * 1e6)), cancellation: nil)
    let (wall, cpu) = (Clock.wall, Clock.cpu)
    let outcome = try contents.search(plan, SearchRequest(limit: 10, counts: true, control: control))
    if outcome.stopped != nil {
      stopped += 1
      // CPU after the deadline: all of it but what fits before, if the thread was never waiting.
      after.append(max(0, Clock.cpu - cpu - milliseconds))
      late.append(Clock.wall - wall - milliseconds)
    }
  }
  var sleeps: [Double] = []
  for _ in 0..<count {
    let wall = Clock.wall
    usleep(useconds_t(milliseconds * 1000))
    sleeps.append(Clock.wall - wall - milliseconds)
  }
  let full = Clock.cpu
  _ = try contents.search(plan, SearchRequest(limit: 10, counts: true))
  print(
    "deadline \(milliseconds) ms, \(stopped) of \(count) stopped, whole search \(rounded(Clock.cpu - full)) ms: CPU after it p50 "
      + "\(rounded(percentile(after, 0.5))) p99 \(rounded(percentile(after, 0.99))) ms; wall p50 "
      + "\(rounded(percentile(late, 0.5))) p99 \(rounded(percentile(late, 0.99))) ms; a bare sleep p50 "
      + "\(rounded(percentile(sleeps, 0.5))) p99 \(rounded(percentile(sleeps, 0.99))) ms")
}

/// One search on a thread of its own, and when it came back.
@safe final class CancelledSearch: @unchecked Sendable {
  let contents: IndexContents
  let plan: Plan
  let cancellation = SearchCancellation()
  var returned = 0.0
  var failed = false

  init(_ contents: IndexContents, _ plan: Plan) { (self.contents, self.plan) = (contents, plan) }

  func run() {
    let control = SearchControl(timeout: nil, cancellation: cancellation)
    do { _ = try contents.search(plan, SearchRequest(limit: 10, counts: true, control: control)) } catch {
      failed = true
    }
    returned = Clock.wall
  }
}

/// False if a search failed.
func cancel(_ contents: IndexContents, count: Int) throws -> Bool {
  let plan = try frequentUnion(contents)
  var random = SeededRandom(seed: 1)
  var delays: [Double] = []
  var (running, failed) = (0, 0)
  for _ in 0..<count {
    let search = CancelledSearch(contents, plan)
    var thread = pthread_t()
    let box = unsafe Unmanaged.passRetained(search).toOpaque()
    unsafe pthread_create(
      &thread, nil,
      { argument in
        if let argument = unsafe argument {
          unsafe Unmanaged<CancelledSearch>.fromOpaque(argument).takeRetainedValue().run()
        }
        return nil
      }, box)
    usleep(useconds_t(random.below(1500)))
    let moment = Clock.wall
    search.cancellation.cancel()
    pthread_join(thread, nil)
    if search.failed { failed += 1 }
    if search.returned > moment { running += 1 }
    delays.append(max(0, search.returned - moment))
  }
  print(
    "\(count) cancellations, \(running) of a running search, \(failed) failed: p50 \(rounded(percentile(delays, 0.5))) p99 \(rounded(percentile(delays, 0.99))) "
      + "largest \(rounded(delays.max() ?? 0)) ms")
  return failed == 0
}

let arguments = CommandLine.arguments
if arguments.count < 4 {
  print(
    "usage: search-probe allocations INDEX QUERY... | steady FEW MANY | random INDEX N | doubling INDEX - | deadline INDEX MS N | cancel INDEX N"
  )
} else {
  let contents = try IndexContents(ArtifactBytes(path: arguments[2]))
  switch arguments[1] {
  case "allocations":
    for text in arguments[3...] {
      let (count, matches) = try allocations(contents, text)
      print("\(count)\t\(matches)\t\(text)")
    }
  case "steady":
    let isSteady = try isSteady(contents, IndexContents(ArtifactBytes(path: arguments[3])))
    exit(isSteady ? 0 : 1)
  case "random":
    var random = SeededRandom(seed: 17)
    let count = Int(arguments[3]) ?? 100_000
    for _ in 0..<count { try answer(contents, randomText(&random)) }
    print("\(count) random texts answered or refused")
  case "doubling": exit(try isLinear(contents) ? 0 : 1)
  case "deadline":
    try deadline(contents, milliseconds: Double(arguments[3]) ?? 1, count: Int(arguments.last ?? "") ?? 1000)
  case "cancel": exit(try cancel(contents, count: Int(arguments[3]) ?? 1000) ? 0 : 1)
  default:
    print("search-probe: no \(arguments[1]) here")
    exit(2)
  }
}
