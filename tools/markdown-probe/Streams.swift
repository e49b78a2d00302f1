// Feeds documents in pieces: times each piece, and compares pages with those of one shot.

import ConcordTestSupport
import ConcordBytes
import ConcordMarkdown
import MarkdownTestCases

/// Feeds a document in pieces; the times of all pieces in nanoseconds, and the bytes of HTML that patches brought.
func feed(_ bytes: [UInt8], _ size: Int) -> (times: [Double], patched: Int, patches: Int) {
  var stream = MarkdownStream(extensions: extensions, options: options)
  var times: [Double] = []
  times.reserveCapacity(bytes.count / size + 2)
  var (patched, patches) = (0, 0)
  bytes.withView { view in
    var offset = 0
    while offset < view.count {
      guard let part = try? view.slice(offset, min(size, view.count - offset)) else { return }
      let start = Double(ThreadTime.now())
      try? stream.append(part)
      times.append(Double(ThreadTime.now()) - start)
      patches += stream.patchCount
      patched += stream.patchedBytes
      offset += size
    }
    let start = Double(ThreadTime.now())
    stream.finish()
    times.append(Double(ThreadTime.now()) - start)
  }
  if stream.html != html(bytes, extensions, options) { print("THE PAGE DIFFERS FROM ONE SHOT") }
  return (times, patched, patches)
}

/// The same of lines for a terminal: what became final and the last 50 lines of the rest are made after each piece.
///
/// With `--slowest` the pieces that take longest say how many bytes they handed out.
func feedTerminal(_ bytes: [UInt8], _ size: Int) -> (times: [Double], patched: Int, patches: Int) {
  var sizes: [Int] = []
  let options = terminalOptions(.dark)
  var stream = TerminalStream(extensions: [.gitHub, .frontMatter], options: options)
  var times: [Double] = []
  times.reserveCapacity(bytes.count / size + 2)
  var (drawn, page) = (0, [UInt8]())
  bytes.withView { view in
    var offset = 0
    while offset <= view.count {
      guard let part = try? view.slice(offset, min(size, view.count - offset)) else { return }
      let start = Double(ThreadTime.now())
      if part.count > 0 { try? stream.append(part) } else { stream.finish() }
      stream.read()
      let (final, tail) = (stream.takeFinal(), stream.tail(lines: 50))
      times.append(Double(ThreadTime.now()) - start)
      drawn += final.count + tail.count
      sizes.append(final.count)
      page += final
      offset = offset < view.count ? min(offset + size, view.count) : view.count + 1
    }
  }
  if page != terminal(bytes, options) { print("THE PAGE DIFFERS FROM ONE SHOT") }
  if arguments.contains("--slowest") {
    for index in times.indices.sorted(by: { times[$0] > times[$1] }).prefix(8) {
      print("piece \(index) of \(times.count): \(rounded(times[index] / 1000)) us, \(sizes[index]) bytes final")
    }
  }
  return (times, drawn, times.count)
}

/// Prints what a document costs in pieces, and one shot beside it.
func stream(_ path: String, _ size: Int) -> Int32 {
  guard let bytes = contents(path), size > 0 else { return 2 }
  let feed = isTerminal ? feedTerminal : feed
  _ = feed(Array(bytes.prefix(100_000)), size)
  let (times, patched, patches) = feed(bytes, size)
  let sorted = times.sorted()
  func at(_ share: Double) -> Double {
    rounded(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] / 1000)
  }
  let total = times.reduce(0, +)
  let start = Double(ThreadTime.now())
  _ = isTerminal ? terminal(bytes, terminalOptions(.dark)) : html(bytes, extensions, options)
  let once = Double(ThreadTime.now()) - start
  print(
    "\(bytes.count) bytes in \(times.count) pieces of \(size): \(rounded(total / 1e6)) ms,",
    "\(rounded(Double(bytes.count) / total * 1000)) MB/s; a piece p50 \(at(0.5)) p99 \(at(0.99)) p99.9 \(at(0.999))",
    "max \(at(1)) us; \(patches) patches of \(patched) bytes; one shot \(rounded(once / 1e6, 1000)) ms")
  return 0
}

/// The page of a text in the form that is asked for.
func page(_ bytes: [UInt8]) -> [UInt8] {
  isTerminal ? terminal(bytes, terminalOptions(.dark)) : html(bytes, extensions, options)
}

/// What differs when a document is cut there, nil if nothing does.
func difference(_ bytes: [UInt8], _ cuts: [Int], _ pages: [[UInt8]]) -> String? {
  var stream = MarkdownStream(extensions: extensions, options: options)
  var lines = TerminalStream(extensions: [.gitHub, .frontMatter], options: terminalOptions(.dark))
  var (from, given) = (0, [UInt8]())
  // At the end comes what follows the last cut, and then nothing.
  let ends = cuts + [bytes.count, bytes.count]
  for (index, cut) in ends.enumerated() {
    let isEnd = index == ends.count - 1
    Array(bytes[from..<cut]).withView { view in
      if isTerminal { try? lines.append(view) } else { try? stream.append(view) }
    }
    from = cut
    if isEnd && !isTerminal { stream.finish() }
    if isEnd && isTerminal { lines.finish() }
    if isTerminal {
      lines.read()
      given += lines.takeFinal()
    }
    // A few lines first: a table may make them without the others.
    let last = isTerminal ? lines.tail(lines: 4) : []
    let found = isTerminal ? given + lines.tail() : stream.html
    if found != pages[cut] || !found.suffix(last.count).elementsEqual(last) {
      return """
        \(String(decoding: bytes, as: UTF8.self).debugDescription) cut at \(cuts), after \(cut)
          \(String(decoding: found, as: UTF8.self).debugDescription)
          \(String(decoding: pages[cut], as: UTF8.self).debugDescription)
        """
    }
  }
  return nil
}

/// Every cut in two and one byte at a time of the documents of a list, or of random ones, with random cuts in three.
func chunks(_ documents: [[UInt8]], isWhole: Bool) -> Int32 {
  var (failures, cuts) = (0, 0)
  var random = UInt64(1)
  func below(_ limit: Int) -> Int {
    random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(random >> 33) % limit
  }
  for bytes in documents {
    // Pages of long documents are made where they are cut only.
    var pages = [[UInt8]](repeating: [], count: bytes.count + 1)
    var plans: [[Int]] = []
    if isWhole {
      plans = [Array(0..<bytes.count)] + (0...bytes.count).map { [$0] }
    } else {
      plans = (0..<4).map { _ in [below(bytes.count + 1), below(bytes.count + 1)].sorted() }
    }
    for plan in plans {
      for cut in plan + [bytes.count] where pages[cut].isEmpty {
        pages[cut] = page(Array(bytes[..<cut]))
      }
      cuts += 1
      guard let found = difference(bytes, plan, pages) else { continue }
      failures += 1
      if failures < 5 { print(found) }
      break
    }
  }
  print("\(documents.count) documents, \(cuts) ways to cut them, \(failures) documents with a page that differs")
  return failures == 0 ? 0 : 1
}

func chunks() -> Int32 {
  if arguments.count > 1, arguments[1] == "random" {
    var random = RandomMarkdown(seed: UInt64(number(after: "--seed", default: 1)))
    return chunks((0..<number(after: "random", default: 1000)).map { _ in random.document() }, isWhole: true)
  }
  guard arguments.count > 1, let names = contents(arguments[1]) else { return 2 }
  let files = names.split(separator: 0x0A).compactMap { contents(String(decoding: $0, as: UTF8.self)) }
  return chunks(files, isWhole: arguments.contains("--whole"))
}
