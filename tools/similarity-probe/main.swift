// Compares Jaro-Winkler with another program's results and times it; `tools/bench/jaro-check` runs it.
//
//   similarity-probe pairs FILE    lines of: text, text, similarity, with tabs; prints the largest difference
//   similarity-probe time FILE     the same lines; prints nanoseconds a pair
//   similarity-probe best WORDS QUERIES OUT [SCORE]
//       the ten best words of a sorted list for every query, or all above a score; prints milliseconds of thread CPU time

import ConcordTestSupport
import ConcordText

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bytes of a file.
func contents(_ path: String) -> [UInt8] {
  guard let file = unsafe fopen(path, "rb") else {
    print("similarity-probe: cannot read \(path)")
    exit(2)
  }
  defer { unsafe fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = unsafe fread(&buffer, 1, buffer.count, file)
    if count == 0 { return bytes }
    bytes += buffer.prefix(count)
  }
}

/// Two texts and what the other program says of them.
struct Pair {
  var a: [UInt8]
  var b: [UInt8]
  var score: Double
}

func readPairs(_ path: String) -> [Pair] {
  contents(path).split(separator: 10).map { line in
    let fields = line.split(separator: 9, omittingEmptySubsequences: false)
    return Pair(
      a: Array(fields[0]), b: Array(fields[1]), score: Double(String(decoding: fields[2], as: UTF8.self)) ?? .nan)
  }
}

func similarity(_ a: [UInt8], _ b: [UInt8]) -> Double {
  unsafe a.withUnsafeBufferPointer { a in
    unsafe b.withUnsafeBufferPointer { b in unsafe JaroWinkler.similarity(a, b) }
  }
}

func compare(_ pairs: [Pair]) {
  var (largest, exact) = (0.0, 0)
  for pair in pairs {
    let score = similarity(pair.a, pair.b)
    let again = unsafe pair.a.withUnsafeBufferPointer { a in
      let prepared = unsafe PreparedJaroWinkler(a)
      return unsafe pair.b.withUnsafeBufferPointer { unsafe prepared.similarity(of: $0) }
    }
    if score == pair.score && again == pair.score { exact += 1 }
    // Written so that a score that is no number counts as a difference.
    for one in [score, again] where !(abs(one - pair.score) <= largest) { largest = abs(one - pair.score) }
  }
  print("\(pairs.count) pairs, \(exact) the same to the last bit, largest difference \(largest)")
  if !(largest <= 1e-12) { exit(1) }
}

/// The fastest of nine rounds over pairs of the file's words, all of them in a few kilobytes.
func time(_ pairs: [Pair]) {
  let flat = pairs.prefix(1_000).flatMap { $0.a + $0.b }
  let length = pairs[0].a.count
  let count = flat.count / length
  unsafe flat.withUnsafeBufferPointer { flat in
    var (once, prepared, total) = (Double.infinity, Double.infinity, 0.0)
    for _ in 0..<9 {
      var start = Double(ThreadTime.now())
      for i in 0..<100 {
        let a = unsafe UnsafeBufferPointer(rebasing: flat[i * length..<(i + 1) * length])
        for j in 0..<count {
          unsafe total += JaroWinkler.similarity(a, UnsafeBufferPointer(rebasing: flat[j * length..<(j + 1) * length]))
        }
      }
      once = min(once, (Double(ThreadTime.now()) - start) / Double(100 * count))
      start = Double(ThreadTime.now())
      for i in 0..<100 {
        let a = unsafe PreparedJaroWinkler(UnsafeBufferPointer(rebasing: flat[i * length..<(i + 1) * length]))
        for j in 0..<count {
          unsafe total += a.similarity(of: UnsafeBufferPointer(rebasing: flat[j * length..<(j + 1) * length]))
        }
      }
      prepared = min(prepared, (Double(ThreadTime.now()) - start) / Double(100 * count))
    }
    print("concordance: one pair \(once.rounded()) ns, prepared \(prepared.rounded()) ns (sum \(total))")
  }
}

/// A number of a sorted list, 0 to 1 of the way through.
func quantile(_ sorted: [Double], _ share: Double) -> Double { sorted[Int(Double(sorted.count - 1) * share)] }

func rounded(_ value: Double) -> Double { (value * 1_000).rounded() / 1_000 }

/// Writes the ten best words for every query, or all above a score, and prints how long that took: means of five runs.
func best(_ wordsPath: String, _ queriesPath: String, _ outPath: String, above floor: Double?) {
  let words = contents(wordsPath).split(separator: 10).map { Array($0) }
  let list = FrontCodedWords(words)
  let queries = contents(queriesPath).split(separator: 10).map { Array($0) }
  guard let out = unsafe fopen(outPath, "wb") else { exit(2) }
  defer { unsafe fclose(out) }
  var (times, counts): ([Double], [Double]) = ([], [])
  for query in queries {
    var total = 0.0
    var found: [SimilarWord] = []
    var scored = 0
    for _ in 0..<5 {
      let start = Double(ThreadTime.now())
      (found, scored) = unsafe query.withUnsafeBufferPointer { query in
        var search = unsafe SimilarWords(list, like: query)
        if let floor { return (search.all(above: floor), search.scored) }
        return (search.best(10), search.scored)
      }
      total += Double(ThreadTime.now()) - start
    }
    times.append(total / 5e6)
    counts.append(Double(scored))
    let line = found.map { "\(String(decoding: words[$0.number], as: UTF8.self)) \($0.score)" }.joined(separator: "\t")
    unsafe fputs(String(decoding: query, as: UTF8.self) + "\t" + line + "\n", out)
  }
  let mean = times.reduce(0, +) / Double(times.count)
  times.sort()
  counts.sort()
  print(
    "concordance: \(queries.count) queries, \(words.count) words; mean \(rounded(mean)) ms,",
    "median \(rounded(quantile(times, 0.5))), p90 \(rounded(quantile(times, 0.9))), most \(rounded(times.last ?? 0));",
    "scored median \(quantile(counts, 0.5)), most \(quantile(counts, 1))"
  )
}

let arguments = CommandLine.arguments
switch arguments.count > 2 ? arguments[1] : "" {
case "pairs": compare(readPairs(arguments[2]))
case "time": time(readPairs(arguments[2]))
case "best" where arguments.count >= 5:
  best(arguments[2], arguments[3], arguments[4], above: arguments.count > 5 ? Double(arguments[5]) : nil)
default:
  print("usage: similarity-probe pairs|time FILE, or best WORDS QUERIES OUT [SCORE]")
  exit(2)
}
