// What the modes of the probe share: the opened list, its texts in memory, clocks and output.

import ConcordArtifact
import ConcordBytes
import ConcordSearch
import ConcordTestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An error that the probe itself reports.
struct ProbeError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Nanoseconds of a clock.
func nanoseconds(_ clock: clockid_t) -> Double {
  var time = timespec()
  unsafe clock_gettime(clock, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

/// The value that `share` of the values do not exceed.
func percentile(_ values: [Double], _ share: Double) -> Double {
  let sorted = values.sorted()
  return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
}

/// The lines of a file, without an empty one at the end.
func lines(of path: String) throws -> [[UInt8]] {
  let bytes = try MappedFile.contents(of: path)
  return bytes.split(separator: 10, omittingEmptySubsequences: false).dropLast(bytes.last == 10 ? 1 : 0).map(Array.init)
}

extension [UInt8] {
  /// Appends a key for another program: its length as u16, then its bytes, which may be any.
  mutating func appendRecord(_ key: ArraySlice<UInt8>) {
    self += [UInt8(truncatingIfNeeded: key.count), UInt8(truncatingIfNeeded: key.count >> 8)]
    self += key
  }
}

/// The keys of a file of records.
func records(of path: String) throws -> [[UInt8]] {
  let bytes = try MappedFile.contents(of: path)
  var keys: [[UInt8]] = []
  var at = 0
  while at + 2 <= bytes.count {
    let end = at + 2 + Int(bytes[at]) + Int(bytes[at + 1]) << 8
    keys.append(Array(bytes[at + 2..<end]))
    at = end
  }
  return keys
}

/// Writes a file.
func write(_ bytes: [UInt8], to path: String) throws {
  guard let file = unsafe fopen(path, "wb") else { throw ProbeError("cannot write \(path)") }
  defer { unsafe fclose(file) }
  if unsafe fwrite(bytes, 1, bytes.count, file) != bytes.count { throw ProbeError("cannot write \(path)") }
}

/// Texts one after another.
struct FlatTexts {
  private(set) var bytes: [UInt8] = []
  private(set) var ends: [Int] = [0]
  var count: Int { ends.count - 1 }

  mutating func append(_ text: some Collection<UInt8>) {
    bytes += text
    ends.append(bytes.count)
  }

  subscript(_ number: Int) -> ArraySlice<UInt8> { bytes[ends[number]..<ends[number + 1]] }
}

/// FNV-1a of everything that answers say, so that programs can be compared.
struct Digest {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325
  mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
    for index in text.indices { unsafe value = (value ^ UInt64(text[index])) &* 0x100_0000_01B3 }
    value = (value ^ 10) &* 0x100_0000_01B3
  }
}

/// An opened list.
struct Probe {
  let contents: IndexContents
  let entries: EntryTable
  let isJSON: Bool
  var list: CompletionList { entries.list }

  init(path: String, isJSON: Bool) throws {
    contents = try IndexContents(ArtifactBytes(path: path))
    guard let table = contents.entries else { throw ProbeError("\(path) has no completions") }
    entries = table
    self.isJSON = isJSON
  }

  /// Prints a line of results: names and numbers or texts.
  func report(_ fields: KeyValuePairs<String, any CustomStringConvertible>) { Self.report(fields, isJSON) }

  static func report(_ fields: KeyValuePairs<String, any CustomStringConvertible>, _ isJSON: Bool) {
    let parts = fields.map { name, value -> String in
      var text = "\(value)"
      if let number = value as? Double { text = "\((number * 1000).rounded() / 1000)" }
      if isJSON { return "\"\(name)\":" + (value is String ? "\"\(text)\"" : text) }
      return "\(name) \(text)"
    }
    print(isJSON ? "{" + parts.joined(separator: ",") + "}" : parts.joined(separator: ", "))
  }

  /// All texts as they fold, with what tells alike ones apart.
  func keys() throws -> FlatTexts {
    var keys = FlatTexts()
    for number in 0..<list.count { keys.append(try list.text(number)) }
    return keys
  }

  /// What reading a clock twice takes.
  static func emptyTime(_ clock: clockid_t) -> Double {
    percentile(
      (0..<10_001).map { _ in
        let start = nanoseconds(clock)
        return nanoseconds(clock) - start
      }, 0.5)
  }

  /// The median microseconds of every query over `repeats` rounds through all of them.
  static func times(
    _ count: Int, repeats: Int, clock: clockid_t = CLOCK_MONOTONIC, _ body: (Int) throws -> Void
  ) rethrows -> [Double] {
    let empty = emptyTime(clock)
    var times = [[Double]](repeating: [], count: count)
    for _ in 0..<repeats {
      for query in 0..<count {
        let start = nanoseconds(clock)
        try body(query)
        times[query].append(max(0, nanoseconds(clock) - start - empty) / 1e3)
      }
    }
    return times.map { percentile($0, 0.5) }
  }
}

/// Times opening.
enum OpenProbe {
  static func run(_ path: String, repeats: Int, _ isJSON: Bool) throws {
    var times: [Double] = []
    var texts = 0
    for _ in 0..<max(1, repeats) {
      let start = nanoseconds(CLOCK_MONOTONIC)
      let contents = try IndexContents(ArtifactBytes(path: path))
      texts = contents.entries?.list.count ?? 0
      times.append((nanoseconds(CLOCK_MONOTONIC) - start) / 1e3)
    }
    Probe.report(
      ["mode": "open", "texts": texts, "p50": percentile(times, 0.5), "p99": percentile(times, 0.99)], isJSON)
  }
}
