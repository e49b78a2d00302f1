// Checks and times completion on a list that was built with `concord build --completions`.

import ConcordArtifact
import ConcordBytes
import ConcordSearch
import ConcordTestSupport
import ConcordText

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
    try list.weights.heaviest(10, of: range, into: &found) { n throws(ArtifactError) in try entries.weight(of: n) }
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
        try list.weights.heaviest(10, of: range, into: &found) { n throws(ArtifactError) in try entries.weight(of: n) }
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
      for _ in 0..<(arguments.count > 3 ? Int(arguments[3]) ?? 300 : 300) {
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
case "quality":
  // Misspellings one edit away from a word of the list: where the correction stands.
  let most = 1
  for isWhole in [true, false] {
    var (pairs, first, five) = (0, 0, 0)
    let file = try MappedFile.contents(of: arguments[3])
    for line in String(decoding: file, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: "\t")
      if parts.count != 2 || parts[1].contains(",") || !parts[0].utf8.allSatisfy({ $0 < 128 }) { continue }
      let (wrong, right) = (String(parts[0]), String(parts[1]))
      guard try Array(right.utf8).withView({ try list.find($0) }) != nil else { continue }
      if try Array(wrong.utf8).withView({ try list.find($0) }) != nil && arguments.count > 4 { continue }
      guard let automaton = EditAutomaton(wrong.unicodeScalars.map(\.value)) else { continue }
      var state = automaton.start
      for scalar in right.unicodeScalars { state = automaton.step(state, automaton.places(of: scalar.value)) }
      if automaton.distance(state) != most { continue }
      pairs += 1
      var query = CompletionQuery(wrong)
      query.isWhole = isWhole
      query.limit = 10
      let answer = try contents.completions(query).completions.map(\.text).filter { $0 != wrong || arguments.count > 4 }
      if answer.first == right { first += 1 }
      if answer.prefix(5).contains(right) { five += 1 }
    }
    print("\(isWhole ? "whole" : "completion"): \(pairs) pairs, first \(Double(first) / Double(max(1, pairs))), in five \(Double(five) / Double(max(1, pairs)))")
  }
case "similar":
  // The ten most similar of some misspellings, against scoring every text.
  let file = try MappedFile.contents(of: arguments[3])
  let lines = String(decoding: file, as: UTF8.self).split(separator: "\n")
  var times: [Double] = []
  var wrong = 0
  for index in stride(from: 17, to: lines.count, by: lines.count / 60) {
    let word = String(lines[index].split(separator: "\t")[0]).lowercased()
    let start = clock.now
    let found = try contents.texts(like: word, limit: 10, above: nil)
    times.append(Double(start.duration(to: clock.now).components.attoseconds) / 1e12)
    if times.count > 20 { continue }
    let prepared = PreparedJaroWinkler(word)
    var best: [Double] = []
    for whole in texts {
      // NUL and a number follow texts that fold alike.
      let text = Array(whole.prefix { $0 != 0 })
      let score = unsafe text.withUnsafeBufferPointer { unsafe prepared.similarity(of: $0) }
      if best.count < 10 || score > best[9] {
        best.append(score)
        best.sort(by: >)
        if best.count > 10 { best.removeLast() }
      }
    }
    if best != found.map(\.similarity) { wrong += 1 }
  }
  print("similar: p50 \(percentile(times, 0.5)) p99 \(percentile(times, 0.99)) µs, \(wrong) wrong")
case "session":
  // The lines of a file typed letter by letter: a session against calls of their own, the same answers.
  let file = try MappedFile.contents(of: arguments[3])
  var (cold, warm) = (0.0, 0.0)
  var (calls, wrong) = (0, 0)
  for line in String(decoding: file, as: UTF8.self).split(separator: "\n").prefix(1000) {
    var memory = CompletionMemory()
    var typed = ""
    for letter in line {
      typed.append(letter)
      let query = CompletionQuery(typed)
      let start = clock.now
      let own = try contents.completions(query)
      let middle = clock.now
      let session = try contents.completions(query, &memory)
      warm += Double(middle.duration(to: clock.now).components.attoseconds) / 1e12
      cold += Double(start.duration(to: middle).components.attoseconds) / 1e12
      calls += 1
      if own.completions != session.completions { wrong += 1 }
    }
  }
  print("\(calls) keystrokes: cold \(cold / Double(calls)) µs, session \(warm / Double(calls)) µs each, \(wrong) wrong")
default: fatalError("prefix or fuzzy")
}
