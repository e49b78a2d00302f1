// Checks and times completion on a list that was built with `concord build --completions`.

import ConcordArtifact
import ConcordBytes
import ConcordSearch
import ConcordTestSupport

let arguments = CommandLine.arguments
guard arguments.count > 2 else { fatalError("suggest-probe FILE.ccx prefix|fuzzy") }
let contents = try IndexContents(ArtifactBytes(path: arguments[1]))
guard let entries = contents.entries else { fatalError("no entries") }
let list = entries.list
let clock = ContinuousClock()

func percentile(_ values: [Double], _ share: Double) -> Double {
  let sorted = values.sorted()
  return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
}

var generator = SeededRandom(seed: 7)
@MainActor func random(_ bound: Int) -> Int { generator.below(bound) }

print("\(list.count) texts, \(list.trie.nodes) nodes")
var texts: [[UInt8]] = []
var weights: [UInt64] = []
for number in 0..<list.count {
  texts.append(try list.text(number))
  weights.append(try entries.entry(number).weight)
}
var found: [HeavyString] = []
switch arguments[2] {
case "prefix":
  // Every answer against all texts, sorted.
  var wrong = 0
  let rounds = arguments.count > 3 ? Int(arguments[3]) ?? 10000 : 10000
  for _ in 0..<rounds {
    let word = texts[random(texts.count)]
    let prefix = Array(word.prefix(random(8)))
    let range = try prefix.withView { try list.strings(withPrefix: $0) }
    var low = 0
    var high = texts.count
    while low < high {
      let middle = (low + high) / 2
      if texts[middle].lexicographicallyPrecedes(prefix) { low = middle + 1 } else { high = middle }
    }
    var end = low
    while end < texts.count && texts[end].starts(with: prefix) { end += 1 }
    if range != low..<end { wrong += 1; if wrong < 5 { print("range", prefix, range, low..<end) } }
    // A selection of ten by one pass.
    var best: [Int] = []
    for number in low..<end {
      if best.count == 10 && weights[best[9]] >= weights[number] { continue }
      var place = best.count
      while place > 0 && weights[best[place - 1]] < weights[number] { place -= 1 }
      best.insert(number, at: place)
      if best.count > 10 { best.removeLast() }
    }
    try list.heaviest(10, of: range, into: &found) { n throws(ArtifactError) in try entries.weight(of: n) }
    if found.map(\.number) != best || found.contains(where: { $0.weight != nil && $0.weight != weights[$0.number] }) {
      wrong += 1
      if wrong < 5 { print("top", String(decoding: prefix, as: UTF8.self), found, best) }
    }
  }
  print("\(rounds) prefixes, \(wrong) wrong")
  let room = UnsafeMutablePointer<UInt8>.allocate(capacity: StringTable.longestKey)
  let repeats = arguments.count > 4 ? Int(arguments[4]) ?? 3 : 3
  for length in 0...6 {
    var prefixes: [[UInt8]] = []
    while prefixes.count < 2000 {
      let word = texts[random(texts.count)]
      if word.count >= length { prefixes.append(Array(word.prefix(length))) }
    }
    var times: [Double] = []
    var bytes = 0
    for _ in 0..<repeats {
      for prefix in prefixes {
        let start = clock.now
        let range = try prefix.withView { try list.strings(withPrefix: $0) }
        try list.heaviest(10, of: range, into: &found) { n throws(ArtifactError) in try entries.weight(of: n) }
        for string in found { bytes += try unsafe list.table.read(string.number, into: room) }
        let took = start.duration(to: clock.now)
        times.append(Double(took.components.attoseconds) / 1e12)
      }
    }
    print("length \(length): p50 \(percentile(times, 0.5)) p99 \(percentile(times, 0.99)) µs, \(bytes) bytes")
  }
case "fuzzy":
  for most in [1, 2] {
    for isPrefix in [false, true] {
      var times: [Double] = []
      var count = 0
      for _ in 0..<300 {
        var word = texts[random(texts.count)]
        while word.count < 6 || word.count > 12 || word.contains(where: { $0 >= 0x80 }) { word = texts[random(texts.count)] }
        word.swapAt(2, 3)
        let scalars = word.map { UInt32($0) }
        let start = clock.now
        let near = try list.near(scalars, most: most, isPrefix: isPrefix) { false }
        times.append(Double(start.duration(to: clock.now).components.attoseconds) / 1e12)
        count += near?.found.count ?? 0
      }
      print("distance \(most) \(isPrefix ? "prefix" : "whole"): p50 \(percentile(times, 0.5)) p99 \(percentile(times, 0.99)) µs, \(count) found")
    }
  }
default: fatalError("prefix or fuzzy")
}
