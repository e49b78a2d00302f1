// Sessions against single calls, and the most similar texts against scoring every one.

import ConcordArtifact
import ConcordBytes
import ConcordSearch
import ConcordText

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Probe {
  /// Types the lines of a file letter by letter; false if a session answers otherwise than a call of its own.
  func session(_ path: String) throws -> Bool {
    var (cold, warm) = (0.0, 0.0)
    var (keystrokes, wrong) = (0, 0)
    for line in try lines(of: path).prefix(1000) {
      var memory = CompletionMemory()
      var typed = ""
      for letter in String(decoding: line, as: UTF8.self) {
        typed.append(letter)
        let query = CompletionQuery(typed)
        let start = nanoseconds(CLOCK_THREAD_CPUTIME_ID)
        let own = try contents.completions(query)
        let middle = nanoseconds(CLOCK_THREAD_CPUTIME_ID)
        let session = try contents.completions(query, &memory)
        warm += nanoseconds(CLOCK_THREAD_CPUTIME_ID) - middle
        cold += middle - start
        keystrokes += 1
        if own.completions != session.completions { wrong += 1 }
      }
    }
    let count = Double(max(1, keystrokes))
    report([
      "keystrokes": keystrokes, "cold µs": cold / 1e3 / count, "session µs": warm / 1e3 / count, "wrong": wrong,
    ])
    return wrong == 0
  }

  /// The ten texts most similar to each of some misspellings; false if scoring every text gives other scores.
  func similar(_ path: String) throws -> Bool {
    let misspellings = try lines(of: path)
    var times: [Double] = []
    var wrong = 0
    for index in stride(from: 17, to: misspellings.count, by: max(1, misspellings.count / 60)) {
      let word = String(decoding: misspellings[index].prefix { $0 != 9 }, as: UTF8.self).lowercased()
      let start = nanoseconds(CLOCK_THREAD_CPUTIME_ID)
      let found = try contents.texts(like: word, limit: 10, above: nil)
      times.append((nanoseconds(CLOCK_THREAD_CPUTIME_ID) - start) / 1e3)
      if times.count > 20 { continue }
      let prepared = PreparedJaroWinkler(word)
      var best: [Double] = []
      for number in 0..<list.count {
        let text = try entries.key(number)
        let score = unsafe text.withUnsafeBufferPointer { unsafe prepared.similarity(of: $0) }
        if best.count < 10 || score > best[9] {
          best.append(score)
          best.sort(by: >)
          if best.count > 10 { best.removeLast() }
        }
      }
      if best.filter({ $0 > 0 }) != found.map(\.similarity) { wrong += 1 }
    }
    report(["similar p50 µs": percentile(times, 0.5), "p99 µs": percentile(times, 0.99), "wrong": wrong])
    return wrong == 0
  }
}
