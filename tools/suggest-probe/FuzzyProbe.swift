// Typos: the walk over the tree of beginnings, the whole answer, the definition, and how good corrections are.

import ConcordArtifact
import ConcordBytes
import ConcordSearch
import ConcordTestSupport
import ConcordText

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Probe {
  private static func scalars(_ text: [UInt8]) -> [UInt32] {
    String(decoding: text, as: UTF8.self).unicodeScalars.map(\.value)
  }

  /// Times the walk and the whole answer for every query; `out` gets the query and, for whole texts, what is near.
  func near(_ queries: String, most: Int, _ way: String, _ out: String?) throws {
    let isPrefix = way == "prefix"
    let texts = try lines(of: queries)
    let scalars = texts.map(Self.scalars)
    var ranges = 0
    let walk = try Self.times(texts.count, repeats: 5, clock: CLOCK_THREAD_CPUTIME_ID) { query in
      ranges += try list.near(scalars[query], most: most, isPrefix: isPrefix, shouldStop: { false })?.found.count ?? 0
    }
    let wanted = texts.map { text -> CompletionQuery in
      var query = CompletionQuery(String(decoding: text, as: UTF8.self))
      query.distance = most
      query.isWhole = !isPrefix
      return query
    }
    let whole = try Self.times(texts.count, repeats: 5, clock: CLOCK_THREAD_CPUTIME_ID) { query in
      _ = try contents.completions(wanted[query])
    }
    if let out, !isPrefix {
      var bytes: [UInt8] = []
      for query in texts.indices {
        bytes += texts[query]
        let near = try list.near(scalars[query], most: most, isPrefix: false, shouldStop: { false })?.found ?? []
        for number in Set(near.flatMap(\.strings)).sorted() {
          let key = try list.text(number)
          if !key.contains(0) { bytes += [9] + key }
        }
        bytes.append(10)
      }
      try write(bytes, to: out)
    }
    report([
      "mode": "near", "way": way, "distance": most, "queries": texts.count, "ranges": ranges / 5,
      "walk_p50": percentile(walk, 0.5), "walk_p99": percentile(walk, 0.99), "walk_max": walk.max() ?? 0,
      "walk_mean": walk.reduce(0, +) / Double(max(1, walk.count)), "answer_p50": percentile(whole, 0.5),
      "answer_p99": percentile(whole, 0.99), "answer_max": whole.max() ?? 0,
      "answer_mean": whole.reduce(0, +) / Double(max(1, whole.count)),
    ])
  }

  /// Writes beginnings of random texts, each with a typo.
  func typos(_ count: Int, _ out: String) throws {
    var random = SeededRandom(seed: 13)
    var bytes: [UInt8] = []
    var left = count
    while left > 0 {
      var text = Array(try list.text(random.below(list.count)).prefix(6 + random.below(7)))
      if text.count < 6 || text.contains(where: { $0 >= 0x80 || $0 <= 0x20 }) { continue }
      let place = random.below(text.count - 1)
      switch random.below(4) {
      case 0: text.swapAt(place, place + 1)
      case 1: text[place] = UInt8(ascii: "a") + UInt8(random.below(26))
      case 2: text.remove(at: place)
      default: text.insert(UInt8(ascii: "a") + UInt8(random.below(26)), at: place)
      }
      if text.count < 6 || text.count > 12 { continue }
      bytes += text + [10]
      left -= 1
    }
    try write(bytes, to: out)
  }

  /// Compares beginnings near to the first queries with a table of distances for every text.
  func define(_ queries: String, most: Int, _ count: Int) throws -> Bool {
    let texts = try keys()
    var wrong = 0
    for query in try lines(of: queries).prefix(count) {
      let typed = Self.scalars(query)
      var distances = [UInt8](repeating: 3, count: texts.count)
      for range in try list.near(typed, most: most, isPrefix: true, shouldStop: { false })?.found ?? [] {
        for number in range.strings { distances[number] = min(distances[number], UInt8(range.distance)) }
      }
      var table = DistanceTable(typed)
      for number in 0..<texts.count {
        let right = table.leastOfBeginnings(texts[number].prefix { $0 != 0 })
        if min(right, most + 1) != min(Int(distances[number]), most + 1) {
          wrong += 1
          if wrong < 5 {
            print("wrong: \(String(decoding: texts[number], as: UTF8.self)): \(distances[number]), right: \(right)")
          }
        }
      }
    }
    report(["mode": "define", "distance": most, "queries": count, "wrong": wrong])
    return wrong == 0
  }

  /// Misspellings of words of the list: where the correction stands.
  func quality(_ file: String, most: Int, all: Bool) throws {
    var pairs: [(wrong: String, right: String)] = []
    for line in try lines(of: file) {
      let parts = line.split(separator: 9).map(Array.init)
      if parts.count != 2 || parts[1].contains(UInt8(ascii: ",")) || !parts[0].allSatisfy({ $0 < 128 }) { continue }
      if try parts[1].withView({ (view) throws(ArtifactError) in try list.find(view) }) == nil { continue }
      let isText = try parts[0].withView { (view) throws(ArtifactError) in try list.find(view) } != nil
      if isText && !all { continue }
      guard let automaton = EditAutomaton(Self.scalars(parts[0])) else { continue }
      var state = automaton.start
      for scalar in Self.scalars(parts[1]) { state = automaton.step(state, automaton.places(of: scalar)) }
      if automaton.distance(state) != most { continue }
      pairs.append((String(decoding: parts[0], as: UTF8.self), String(decoding: parts[1], as: UTF8.self)))
    }
    // Some of them, evenly.
    let step = max(1, pairs.count / Self.pairs)
    let some = stride(from: 0, to: pairs.count, by: step).map { pairs[$0] }
    for isWhole in [true, false] {
      var (first, five) = (0, 0)
      for (wrong, right) in some {
        var query = CompletionQuery(wrong)
        query.distance = most == 2 ? 2 : nil
        query.isWhole = isWhole
        let answer = try contents.completions(query).completions.map(\.text).filter { $0 != wrong || all }
        if answer.first == right { first += 1 }
        if answer.prefix(5).contains(right) { five += 1 }
      }
      let count = Double(max(1, some.count))
      report([
        "mode": "quality", "way": isWhole ? "whole" : "prefix", "distance": most, "pairs": some.count,
        "first": Double(first) / count, "five": Double(five) / count,
      ])
    }
  }

  /// About how many misspellings are asked.
  private static let pairs = 3000
}

/// Edit distances with swaps of neighbours by the definition, a row for each scalar of a text.
private struct DistanceTable {
  private let typed: [UInt32]
  private var rows: [[Int]]
  /// The text so far and the rows that are right for it: sorted texts share most of both.
  private var text: [UInt8] = []

  init(_ typed: [UInt32]) {
    self.typed = typed
    rows = [Array(0...typed.count)]
  }

  /// The least distance of any beginning of a text.
  mutating func leastOfBeginnings(_ other: ArraySlice<UInt8>) -> Int {
    var same = 0
    if text.allSatisfy({ $0 < 128 }) && other.allSatisfy({ $0 < 128 }) {
      let start = other.startIndex
      while same < min(text.count, other.count) && text[same] == other[start + same] { same += 1 }
    }
    text = Array(other)
    let own = String(decoding: other, as: UTF8.self).unicodeScalars.map(\.value)
    rows.removeLast(rows.count - 1 - same)
    while rows.count <= own.count {
      let i = rows.count
      var row = [i]
      for j in 1...max(1, typed.count) where j <= typed.count {
        var best = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (own[i - 1] == typed[j - 1] ? 0 : 1))
        if i > 1, j > 1, own[i - 1] == typed[j - 2], own[i - 2] == typed[j - 1] {
          best = min(best, rows[i - 2][j - 2] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows.map { $0[typed.count] }.min() ?? 0
  }
}
