// Prints the tokens of documents, and times the analyzer: the hook of the checks in tools/.

import ConcordStemmer
import ConcordText

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Everything that standard input or a file holds.
func contents(of path: String) -> [UInt8] {
  let descriptor = path == "-" ? 0 : unsafe open(path, O_RDONLY)
  var bytes: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 1 << 20)
  while true {
    let count = unsafe read(descriptor, &block, block.count)
    if count <= 0 { break }
    bytes.append(contentsOf: block[0..<count])
  }
  return bytes
}

func emit(_ bytes: [UInt8]) {
  var done = 0
  while done < bytes.count {
    let count = unsafe bytes.withUnsafeBytes {
      unsafe write(1, $0.baseAddress.map { unsafe $0 + done }, bytes.count - done)
    }
    if count <= 0 { exit(1) }
    done += count
  }
}

func threadSeconds() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Every document of the input, a 4-byte little-endian length before each: one line of tokens per document.
func printTokens(_ input: [UInt8], _ analyzer: Analyzer, verbose: Bool) {
  var batch = TokenBatch()
  var out: [UInt8] = []
  var offset = 0
  unsafe input.withUnsafeBufferPointer { input in
    while offset + 4 <= input.count {
      let length = (0..<4).reduce(0) { unsafe $0 | Int(input[offset + $1]) << (8 * $1) }
      offset += 4
      let text = unsafe UnsafeBufferPointer(rebasing: input[offset..<offset + length])
      var cursor = Analyzer.Cursor()
      while cursor.offset < length {
        batch.reset()
        unsafe analyzer.analyze(text, from: &cursor, into: &batch)
        for i in 0..<batch.count {
          let token = unsafe batch.tokens[i]
          if verbose {
            out += Array("\(token.position):\(token.termClass.rawValue):\(token.sourceStart)-\(token.sourceEnd):".utf8)
          }
          out += batch.key(at: i)
          out.append(verbose ? 10 : 32)
        }
        if out.count > 1 << 20 {
          emit(out)
          out = []
        }
      }
      out.append(10)
      offset += length
    }
  }
  emit(out)
}

/// Megabytes per second of thread time, best of `rounds`, with the tokens counted so that nothing is optimised away.
func time(_ input: [UInt8], _ analyzer: Analyzer, _ label: String, rounds: Int = 7) {
  var batch = TokenBatch()
  var best = Double.infinity
  var tokens = 0
  var sum: UInt64 = 0
  unsafe input.withUnsafeBufferPointer { text in
    for _ in 0..<rounds {
      tokens = 0
      let begin = threadSeconds()
      var cursor = Analyzer.Cursor()
      while cursor.offset < text.count {
        batch.reset()
        unsafe analyzer.analyze(text, from: &cursor, into: &batch)
        tokens += batch.count
        // The loop a builder writes: every token, its class and the bytes of its key.
        let tokens = unsafe batch.tokens
        let keys = unsafe batch.keys
        for i in 0..<batch.count {
          let token = unsafe tokens[i]
          sum &+= UInt64(token.position) ^ UInt64(unsafe keys[Int(token.keyStart)]) ^ UInt64(token.termClass.rawValue)
        }
      }
      best = min(best, threadSeconds() - begin)
    }
  }
  print(
    label, Int(Double(input.count) / 1e6 / best), "MB/s", tokens, "tokens", Int(best * 1e9) / max(tokens, 1), "ns each",
    sum & 1)
}

let arguments = CommandLine.arguments
switch arguments.dropFirst().first {
case "plain": printTokens(contents(of: "-"), Analyzer(profile: .plain), verbose: false)
case "show":
  let text = contents(of: "-")
  let head = (0..<4).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
  printTokens(
    head + text, try Analyzer(profile: .standard, stemmer: arguments.count > 2 ? StemmerName(arguments[2]) : nil),
    verbose: true)
case "bench":
  let text = contents(of: arguments[2])
  time(text, Analyzer(profile: .plain), "plain")
  time(text, Analyzer(profile: .standard), "standard")
  time(text, try Analyzer(profile: .standard, stemmer: StemmerName("en")), "standard+english", rounds: 3)
default:
  print("usage: analysis-probe plain < documents | show [LANGUAGE] < text | bench FILE")
}
