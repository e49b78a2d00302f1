// Damages a small artifact in every way and counts what a reader makes of it.
//
//   damage-harness [--sample K] [--hostile N] [--seconds S] [--seed X] [--replay STATE] [--plant] [--optimize]
//
// Two artifacts: one of an ordinary build, then an optimized one with a twentieth of the mutants, as texts inflate slowly
// there; --optimize takes the second alone, so that --replay knows which it was.
//
// K: one mutant in K (1). N: random hostile cases (200,000), for at most S seconds (60). --replay repeats one of them.
// --plant pretends that the reader checks nothing: the run must then end red, or the harness itself is broken.

import ConcordArtifact
import ConcordBytes
import Concordance

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a line at once: what was found must be on record when the next case traps.
func report(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  unsafe write(1, bytes, bytes.count)
}

struct Options {
  var sample = 1
  var hostile = 200_000
  var seconds = 60.0
  var seed: UInt64 = 1
  var replay: UInt64?
  var plants = false
  var optimizes = false

  init(_ arguments: [String]) {
    var rest = arguments.dropFirst()
    while let name = rest.popFirst() {
      switch name {
      case "--sample": sample = rest.popFirst().flatMap { Int($0) } ?? 1
      case "--hostile": hostile = rest.popFirst().flatMap { Int($0) } ?? 0
      case "--seconds": seconds = rest.popFirst().flatMap { Double($0) } ?? 60
      case "--seed": seed = rest.popFirst().flatMap { UInt64($0) } ?? 1
      case "--replay": replay = rest.popFirst().flatMap { UInt64($0) }
      case "--plant": plants = true
      case "--optimize": optimizes = true
      default: report("unknown option \(name)")
      }
    }
  }
}

@main
struct DamageHarness {
  let options: Options
  let intact: [UInt8]
  let expected: [Answer]
  var isRed = false

  static func main() throws {
    let options = Options(CommandLine.arguments)
    Watch.begin()
    var isRed = false
    if !options.optimizes { isRed = try run(options) }
    if options.optimizes || options.replay == nil {
      var options = options
      options.optimizes = true
      options.sample *= 20
      options.seconds /= 4
      if try run(options) { isRed = true }
    }
    exit(isRed ? 1 : 0)
  }

  /// Runs everything on one artifact; true if a promise was broken.
  private static func run(_ options: Options) throws -> Bool {
    let intact = try SampleIndex.build(optimizes: options.optimizes)
    let expected = try Answers.all(from: SearchIndex(bytes: intact))
    var harness = DamageHarness(options: options, intact: intact, expected: expected)
    if let state = options.replay {
      var hostile = Hostile(intact, seed: 0)
      hostile.replay(state)
      report("no trap; \(hostile.slowest) s")
      return false
    }
    harness.describe()
    harness.verifyMutants()
    harness.askMutants()
    harness.attack()
    return harness.isRed
  }

  private func describe() {
    let parts = Resealer(intact).parts.map { "\(SectionKind(code: $0.kind)) \($0.bytes.count)" }
    report(
      "\(options.optimizes ? "optimized " : "")artifact of \(intact.count) bytes, seed \(options.seed), one mutant in \(options.sample)"
    )
    report("sections: " + parts.joined(separator: ", "))
    report("\(Answers.count) questions a mutant")
  }

  /// Runs `body` over every mutant of the sample: bytes changed, then truncations, then extensions.
  private func forEachMutant(_ body: (_ bytes: [UInt8], _ name: String) -> Void) {
    var bytes = intact
    var number = 0
    for offset in intact.indices {
      for mask in [0x01, 0x80, 0xff] as [UInt8] {
        number += 1
        if number % options.sample != 0 { continue }
        bytes[offset] ^= mask
        body(bytes, "byte \(offset) ^ \(mask)")
        bytes[offset] ^= mask
      }
    }
    for length in stride(from: 0, to: intact.count, by: options.sample) {
      body(Array(intact.prefix(length)), "first \(length) bytes")
    }
    for more in [1, 2, 15, 16, 63, 64, 4_095, 4_096] {
      body(intact + [UInt8](repeating: 0, count: more), "\(more) zeros behind")
      body(intact + intact.suffix(more), "\(more) of its own bytes behind")
    }
  }

  /// Promise P1: `verify` finds any damage.
  private mutating func verifyMutants() {
    let start = Watch.now()
    var (count, missed) = (0, [String]())
    forEachMutant { bytes, name in
      count += 1
      Watch.start("verify, \(name)")
      do throws(ArtifactError) {
        if try ArtifactBytes(bytes: bytes).verifyEverything().isEmpty { missed.append(name) }
      } catch {}
    }
    alarm(0)
    report("verify: \(count) mutants, \(count - missed.count) detected, \(missed.count) missed, \(elapsed(start)) s")
    for name in missed.prefix(5) { report("  missed: \(name)") }
    if !missed.isEmpty { isRed = true }
  }

  /// Promise P2: no wrong answer from a damaged file.
  private mutating func askMutants() {
    let start = Watch.now()
    var tally = [0, 0, 0]
    var (hangs, slowest) = (0, 0.0)
    var wrong: [String] = []
    var expected = expected
    if options.plants { expected[0] = .missing }
    forEachMutant { bytes, name in
      Watch.start("ask, \(name)")
      let before = Watch.now()
      let verdict = Answers.compare(bytes, with: expected)
      let took = Watch.now() - before
      slowest = max(slowest, took)
      if took > Watch.limit { hangs += 1 }
      tally[verdict.rawValue] += 1
      if verdict == .wrong { wrong.append(name) }
    }
    alarm(0)
    // A trap ends the process, so that whoever reads this line knows that there was none.
    report("| mutants | same | typed error | wrong | trap | hang | seconds |")
    report("|---|---|---|---|---|---|---|")
    report("| \(tally.reduce(0, +)) | \(tally[0]) | \(tally[1]) | \(tally[2]) | 0 | \(hangs) | \(elapsed(start)) |")
    report("slowest mutant \(Int(slowest * 1e6)) µs")
    for name in wrong.prefix(5) { report("  wrong: \(name)") }
    if tally[2] > 0 || hangs > 0 { isRed = true }
  }

  /// Promise P3: content made to hurt neither traps nor hangs.
  private mutating func attack() {
    if options.hostile == 0 { return }
    var hostile = Hostile(intact, seed: options.seed)
    for (name, run) in [
      (
        "fields of page and table",
        { [options] (h: inout Hostile) in
          h.fields(one: max(1, options.sample / 12))
        }
      ),
      ("numbers of sections", { [options] (h: inout Hostile) in h.numbers(one: options.sample) }),
      ("random, resealed", { [options] (h: inout Hostile) in h.cases(options.hostile, seconds: options.seconds) }),
    ] {
      let start = Watch.now()
      let (opened, refused) = (hostile.opened, hostile.refused)
      let count = run(&hostile)
      alarm(0)
      report(
        "hostile, \(name): \(count) cases, \(hostile.opened - opened) opened, \(hostile.refused - refused) refused, "
          + "0 traps, \(elapsed(start)) s")
    }
    report("slowest hostile case \(Int(hostile.slowest * 1e6)) µs: \(hostile.slowestCase)")
    if hostile.slowest > Watch.limit { isRed = true }
  }

  private func elapsed(_ start: Double) -> Double { ((Watch.now() - start) * 10).rounded() / 10 }
}
