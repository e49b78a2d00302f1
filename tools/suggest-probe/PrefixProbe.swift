// Prefixes and look-ups: answers against sorting, and times.

import ConcordArtifact
import ConcordBytes
import ConcordSearch
import ConcordTestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Probe {
  /// Prefixes that are timed for each length.
  private static let timed = 10_000

  /// Checks answers for random prefixes, then times each length.
  func prefixes(_ count: Int, repeats: Int) throws -> Bool {
    let texts = try keys()
    var weights: [UInt64] = []
    for number in 0..<list.count { weights.append(try entries.weight(of: number)) }
    var random = SeededRandom(seed: 7)
    var wrong = 0
    let room = UnsafeMutablePointer<UInt8>.allocate(capacity: StringTable.longestKey)
    defer { unsafe room.deallocate() }
    for _ in 0..<count {
      let word = texts[random.below(texts.count)]
      let prefix = Array(word.prefix(random.below(8)))
      let range = try prefix.withView { (view) throws(ArtifactError) in try list.strings(withPrefix: view) }
      let right = Self.range(of: prefix, in: texts)
      var isRight = range == right
      // A selection of ten by one pass.
      var best: [Int] = []
      for number in right {
        if best.count == 10 && weights[best[9]] >= weights[number] { continue }
        var place = best.count
        while place > 0 && weights[best[place - 1]] < weights[number] { place -= 1 }
        best.insert(number, at: place)
        if best.count > 10 { best.removeLast() }
      }
      let found = try heaviest(of: range)
      isRight = isRight && found.map(\.number) == best
      isRight = isRight && found.allSatisfy { $0.weight == nil || $0.weight == weights[$0.number] }
      for number in range.prefix(10) {
        let length = try unsafe list.table.read(number, into: room)
        isRight = unsafe isRight && texts[number].elementsEqual(UnsafeBufferPointer(start: room, count: length))
      }
      if !isRight {
        wrong += 1
        if wrong < 5 { print("wrong: \(prefix): \(range), \(found.map(\.number)); right: \(right), \(best)") }
      }
    }
    report(["mode": "prefix", "texts": list.count, "nodes": list.trie.nodes, "prefixes": count, "wrong": wrong])
    for length in 0...6 {
      let prefixes = Self.prefixes(of: length, texts, &random)
      var found: [HeavyString] = []
      var bytes = 0
      let times = try Self.times(length == 0 ? 100 : prefixes.count, repeats: repeats) { query in
        let range = try prefixes[query].withView { (view) throws(ArtifactError) in try list.strings(withPrefix: view) }
        try list.weights.heaviest(10, of: range, into: &found) { (n) throws(ArtifactError) in
          try entries.weight(of: n)
        }
        for string in found { bytes += try unsafe list.table.read(string.number, into: room) }
      }
      report([
        "mode": "weight", "length": length, "p50": percentile(times, 0.5), "p99": percentile(times, 0.99),
        "max": times.max() ?? 0,
      ])
    }
    return wrong == 0
  }

  /// The ten heaviest texts of a range.
  private func heaviest(of range: Range<Int>) throws -> [HeavyString] {
    var found: [HeavyString] = []
    try list.weights.heaviest(10, of: range, into: &found) { (n) throws(ArtifactError) in
      try entries.weight(of: n)
    }
    return found
  }

  /// The texts that begin with a prefix, by the definition.
  private static func range(of prefix: [UInt8], in texts: FlatTexts) -> Range<Int> {
    var (low, high) = (0, texts.count)
    while low < high {
      let middle = (low + high) / 2
      if texts[middle].lexicographicallyPrecedes(prefix) { low = middle + 1 } else { high = middle }
    }
    var end = low
    while end < texts.count && texts[end].starts(with: prefix) { end += 1 }
    return low..<end
  }

  private static func prefixes(of length: Int, _ texts: FlatTexts, _ random: inout SeededRandom) -> [[UInt8]] {
    var prefixes: [[UInt8]] = []
    while prefixes.count < timed {
      let word = texts[random.below(texts.count)].prefix(length)
      if word.count == length && !word.contains(0) { prefixes.append(Array(word)) }
    }
    return prefixes
  }

  /// Writes what other programs are asked.
  func dump(to folder: String) throws {
    let texts = try keys()
    var random = SeededRandom(seed: 11)
    var all: [UInt8] = []
    var words: [UInt8] = []
    for number in 0..<texts.count {
      all.appendRecord(texts[number])
      if !texts[number].contains(0) { words += texts[number] + [10] }
    }
    try write(all, to: "\(folder)/keys.bin")
    try write(words, to: "\(folder)/words.txt")
    var (hits, misses): ([UInt8], [UInt8]) = ([], [])
    for query in 0..<500_000 {
      let text = texts[random.below(texts.count)]
      hits.appendRecord(text)
      if query < 200_000 { misses.appendRecord(text + [UInt8(ascii: "q")]) }
    }
    try write(hits, to: "\(folder)/hits.bin")
    try write(misses, to: "\(folder)/misses.bin")
    var prefixes: [UInt8] = []
    for length in 1...6 {
      for prefix in Self.prefixes(of: length, texts, &random) { prefixes.appendRecord(prefix[...]) }
    }
    try write(prefixes, to: "\(folder)/prefixes.bin")
    report(["mode": "dump", "texts": texts.count])
  }

  /// Times the first ten texts of the prefixes that `dump` wrote.
  func first(_ folder: String, repeats: Int) throws {
    let all = try records(of: "\(folder)/prefixes.bin")
    let room = UnsafeMutablePointer<UInt8>.allocate(capacity: StringTable.longestKey)
    defer { unsafe room.deallocate() }
    for length in 1...6 {
      let prefixes = all.filter { $0.count == length }
      // Answers are copied behind each other, as the other programs do.
      let out = Answers()
      let times = try Self.times(prefixes.count, repeats: repeats) { query in
        out.count = 0
        let range = try prefixes[query].withView { (view) throws(ArtifactError) in try list.strings(withPrefix: view) }
        try unsafe list.table.read(range.prefix(10), into: room) { count in
          unsafe out.append(room, count)
        }
      }
      var digest = Digest()
      for prefix in prefixes {
        let range = try prefix.withView { (view) throws(ArtifactError) in try list.strings(withPrefix: view) }
        for number in range.prefix(10) {
          unsafe digest.add(UnsafeBufferPointer(start: room, count: try list.table.read(number, into: room)))
        }
      }
      report([
        "mode": "first", "length": length, "p50": percentile(times, 0.5), "p99": percentile(times, 0.99),
        "digest": "\(digest.value)",
      ])
    }
  }

  /// Times look-ups of whole texts, both ways.
  func exact(_ folder: String) throws {
    for name in ["hits", "misses"] {
      var texts = FlatTexts()
      for line in try records(of: "\(folder)/\(name).bin") { texts.append(line) }
      var (tree, table) = (0, 0)
      let times = unsafe try texts.bytes.withUnsafeBytes { bytes throws -> (tree: Double, table: Double) in
        func look(_ find: (ByteView) throws -> Int?) throws -> (Double, Int) {
          var found = 0
          var times: [Double] = []
          for _ in 0..<3 {
            found = 0
            let start = nanoseconds(CLOCK_THREAD_CPUTIME_ID)
            for query in 0..<texts.count {
              let place = texts.ends[query]..<texts.ends[query + 1]
              let view = unsafe ByteView(UnsafeRawBufferPointer(rebasing: bytes[place]))
              if try find(view) != nil { found += 1 }
            }
            times.append((nanoseconds(CLOCK_THREAD_CPUTIME_ID) - start) / Double(texts.count))
          }
          return (percentile(times, 0.5), found)
        }
        let one = try look { try list.find($0) }
        let other = try look { try list.table.find($0) }
        (tree, table) = (one.1, other.1)
        return (one.0, other.0)
      }
      report([
        "mode": "exact", "what": name, "queries": texts.count, "found": tree, "found_by_table": table,
        "list_ns": times.tree, "table_ns": times.table,
      ])
    }
  }
}

/// Bytes of answers, one behind the other: what `extend_from_slice` and `std::string::append` are to the other programs, which
/// the generic `append(contentsOf:)` of an array is not.
@safe private final class Answers {
  private static let capacity = 1 << 16
  private let base = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
  var count = 0

  func append(_ bytes: UnsafePointer<UInt8>, _ more: Int) {
    precondition(more <= Self.capacity - count, "ten texts fit")
    unsafe (base + count).copyMemory(from: bytes, byteCount: more)
    count += more
  }

  deinit { unsafe base.deallocate() }
}
