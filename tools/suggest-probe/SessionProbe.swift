// Sessions against single calls.

import ConcordSearch

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
}
