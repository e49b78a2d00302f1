// Checks and times completion on a list that was built with `concord build --completions`; `tools/bench/suggest` runs it.
//
//   suggest-probe FILE.ccx prefix [N] [REPEATS]   N random prefixes against sorting, the heaviest ten and the first ten;
//                                                 then times of both for prefixes of 0 to 6 bytes
//   suggest-probe FILE.ccx dump FOLDER            for other programs: keys.bin, hits.bin, misses.bin, prefixes.bin (u16 length,
//                                                 key), and words.txt, lines of texts, those that fold alike once
//   suggest-probe FILE.ccx first FOLDER           the first ten of each of prefixes.bin
//   suggest-probe FILE.ccx exact FOLDER           look-ups of hits.bin and misses.bin
//   suggest-probe FILE.ccx build [REPEATS]        the sections again, from texts and weights in memory
//   suggest-probe FILE.ccx near QUERIES DISTANCE whole|prefix [OUT]
//                                                 the walk and the whole answer; what is near goes to OUT
//   suggest-probe FILE.ccx typos COUNT OUT        writes beginnings of 6 to 12 letters of random texts, each with a typo
//   suggest-probe FILE.ccx define QUERIES DISTANCE COUNT   beginnings near to COUNT queries, by the definition
//   suggest-probe FILE.ccx quality PAIRS DISTANCE [all]    where corrections stand; `all`: of words that are texts too
//   suggest-probe FILE.ccx session LINES           lines typed letter by letter: a session against calls of their own
//   suggest-probe FEW.ccx steady MANY.ccx         fails unless a session's keystrokes allocate as often where many texts match
//   suggest-probe FILE.ccx open [REPEATS]         how long an open takes
//
// With --json each line of output is an object. Times are medians of the repetitions of one query; percentiles are over
// queries. CPU time is the thread's.

import ConcordArtifact
import ConcordSearch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

var arguments = Array(CommandLine.arguments.dropFirst())
let isJSON = arguments.contains("--json")
arguments.removeAll { $0 == "--json" }

/// Argument `place` after the mode as a number.
func number(_ place: Int, _ otherwise: Int, _ arguments: [String]) -> Int {
  place + 2 < arguments.count ? Int(arguments[place + 2]) ?? otherwise : otherwise
}

func run(_ arguments: [String], isJSON: Bool) throws -> Bool {
  let mode = arguments[1]
  let rest = Array(arguments.dropFirst(2))
  if mode == "open" {
    try OpenProbe.run(arguments[0], repeats: number(0, 201, arguments), isJSON)
    return true
  }
  if mode == "steady", rest.count == 1 { return try SteadyProbe.run(arguments[0], rest[0]) }
  let probe = try Probe(path: arguments[0], isJSON: isJSON)
  switch (mode, rest.count) {
  case ("prefix", _): return try probe.prefixes(number(0, 10_000, arguments), repeats: number(1, 5, arguments))
  case ("dump", 1): try probe.dump(to: rest[0])
  case ("first", 1): try probe.first(rest[0], repeats: 5)
  case ("exact", 1): try probe.exact(rest[0])
  case ("build", _): return try probe.build(repeats: number(0, 3, arguments))
  case ("near", 3...): try probe.near(rest[0], most: number(1, 2, arguments), rest[2], rest.count > 3 ? rest[3] : nil)
  case ("typos", 2): try probe.typos(number(0, 200, arguments), rest[1])
  case ("define", 3): return try probe.define(rest[0], most: number(1, 2, arguments), number(2, 5, arguments))
  case ("session", 1): return try probe.session(rest[0])
  case ("quality", 2...): try probe.quality(rest[0], most: number(1, 1, arguments), all: rest.count > 2)
  default: usage()
  }
  return true
}

func usage() -> Never {
  print(
    "usage: suggest-probe FILE.ccx prefix|dump|first|exact|build|near|typos|define|quality|session|steady|open ... [--json]"
  )
  exit(2)
}

if arguments.count < 2 { usage() }
do {
  if try !run(arguments, isJSON: isJSON) { exit(1) }
} catch {
  print("suggest-probe: \(error)")
  exit(2)
}
