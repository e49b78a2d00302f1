// Writes, times and checks the HTML of Markdown.
//
//   markdown-probe render [--commonmark] [--safe] [--filter]   the HTML of standard input
//   markdown-probe html LIST [--rounds N] [--commonmark]       times HTML of the files named in LIST; prints MB/s and a digest
//   markdown-probe each LIST [--commonmark]                    a line per file: FNV-1a of its HTML, and its name
//   markdown-probe escapes COUNT [SEED]                        random documents for a terminal: text and our sequences alone
//   markdown-probe strict LIST                                 the same of files
//   markdown-probe doubling [LIMIT] [NAME] [--terminal]                   documents known to be hostile, twice as large again and again
//   markdown-probe page [--width N] [--theme dark|light|none]  standard input for a terminal, plain without a theme
//   markdown-probe terminal LIST [--rounds N] [--width N]      times pages for a terminal, as `html` does for HTML
//   markdown-probe random COUNT [SEED]                         random documents; a trap is the finding
//   markdown-probe injections [--safe] [--filter]              a page for every payload at every place, for `tools/check-injections`
//   markdown-probe stream FILE SIZE [--terminal]               thread CPU time of a growing page, in pieces of SIZE bytes;
//                                                              of lines for a terminal the last 50 are made each time
//   markdown-probe chunks LIST [--whole]                       each file in pieces against one shot: 4 random cuts in three,
//                                                              or every cut in two and one byte at a time
//   markdown-probe chunks random COUNT [--seed N]              the same, whole, of random documents; both with --terminal
//                                                              for lines, those that were handed out and the tail

import ConcordTestSupport
import ConcordBytes
import ConcordMarkdown
import MarkdownTestCases

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

func contents(_ descriptor: Int32) -> [UInt8] {
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = unsafe read(descriptor, &buffer, buffer.count)
    if count <= 0 { return bytes }
    bytes += buffer[..<count]
  }
}

func contents(_ path: String) -> [UInt8]? {
  let descriptor = unsafe open(path, O_RDONLY)
  if descriptor < 0 { return nil }
  defer { close(descriptor) }
  return contents(descriptor)
}

func html(_ bytes: [UInt8], _ extensions: MarkdownExtensions, _ options: MarkdownHTMLOptions) -> [UInt8] {
  bytes.withView { view in
    guard var document = try? ParsedMarkdown(view, extensions: extensions) else { return [] }
    return document.html(options)
  }
}

func rounded(_ value: Double, _ places: Double = 100) -> Double { (value * places).rounded() / places }

// MARK: Modes

let arguments = Array(CommandLine.arguments.dropFirst())
let isPlain = arguments.contains("--commonmark")
let extensions: MarkdownExtensions = isPlain ? .commonMark : .gitHub
let options = MarkdownHTMLOptions(
  passesHTML: !arguments.contains("--safe"), filtersTags: arguments.contains("--filter"))

func number(after flag: String, default value: Int) -> Int {
  guard let index = arguments.firstIndex(of: flag), index + 1 < arguments.count else { return value }
  return Int(arguments[index + 1]) ?? value
}

func write(_ page: [UInt8]) {
  var done = 0
  while done < page.count {
    let count = unsafe page.withUnsafeBytes {
      unsafe write(STDOUT_FILENO, $0.baseAddress.unsafelyUnwrapped + done, $0.count - done)
    }
    if count <= 0 { return }
    done += count
  }
}

/// The choices for a page for a terminal; plain where nothing is said of a theme.
func terminalOptions(_ theme: TerminalTheme?) -> TerminalOptions {
  var theme = theme
  if let index = arguments.firstIndex(of: "--theme"), index + 1 < arguments.count {
    theme = ["dark": .dark, "light": .light, "none": .none][arguments[index + 1]]
  }
  return TerminalOptions(width: number(after: "--width", default: 80), theme: theme)
}

func terminal(_ bytes: [UInt8], _ options: TerminalOptions) -> [UInt8] {
  bytes.withView { view in
    guard var document = try? ParsedMarkdown(view, extensions: [.gitHub, .frontMatter]) else { return [] }
    return document.terminal(options)
  }
}

func time(_ list: String, _ page: ([UInt8]) -> [UInt8]) -> Int32 {
  guard let names = contents(list) else {
    print("markdown-probe: cannot read \(list)")
    return 2
  }
  let files = names.split(separator: 0x0A).compactMap { contents(String(decoding: $0, as: UTF8.self)) }
  let total = files.reduce(0) { $0 + $1.count }
  var (fastest, size, digest) = (Double.infinity, 0, UInt64(0))
  for _ in 0..<number(after: "--rounds", default: 3) {
    (size, digest) = (0, fnv([]))
    var spent = 0.0
    for file in files {
      let start = Double(ThreadTime.now())
      let page = page(file)
      spent += Double(ThreadTime.now()) - start
      size += page.count
      digest = fnv(page, digest)
    }
    fastest = min(fastest, spent)
  }
  let speed = rounded(Double(total) / fastest * 1000)
  print("ours \(files.count) files \(total) bytes \(speed) MB/s out \(size) digest \(String(digest, radix: 16))")
  return 0
}

func fnv(_ page: [UInt8], _ start: UInt64 = 0xCBF2_9CE4_8422_2325) -> UInt64 {
  var digest = start
  for byte in page { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
  return digest
}

func each(_ list: String) -> Int32 {
  for name in (contents(list) ?? []).split(separator: 0x0A) {
    let path = String(decoding: name, as: UTF8.self)
    guard let file = contents(path) else { continue }
    print(String(fnv(html(file, extensions, options)), radix: 16), path)
  }
  return 0
}

let isTerminal = arguments.contains("--terminal")

/// Checks pages for a terminal of random documents, at narrow widths and at 80 columns.
func escapes(_ count: Int, _ seed: UInt64) -> Int32 {
  var random = RandomMarkdown(seed: seed)
  var (size, failures) = (0, 0)
  for index in 0..<count {
    let bytes = random.terminalDocument()
    let isPlain = index % 4 == 3
    let width = index % 2 == 0 ? 80 : 1 + index / 2 % 24
    let page = terminal(bytes, TerminalOptions(width: width, theme: isPlain ? nil : index % 4 == 0 ? .dark : .light))
    size += page.count
    if let problem = TerminalCheck.problem(page, isPlain: isPlain) {
      failures += 1
      if failures < 10 {
        print("document \(index): \(problem)\n\(String(decoding: bytes, as: UTF8.self).debugDescription)")
      }
    }
  }
  print("\(count) random documents, \(size) bytes for a terminal, \(failures) not ours")
  return failures == 0 ? 0 : 1
}

/// Checks pages for a terminal, plain and styled, of the files named in a list.
func strict(_ list: String) -> Int32 {
  var (count, failures) = (0, 0)
  for name in (contents(list) ?? []).split(separator: 0x0A) {
    guard let file = contents(String(decoding: name, as: UTF8.self)) else { continue }
    count += 1
    for (width, theme) in [(80, nil), (80, TerminalTheme.dark), (23, nil)] {
      let page = terminal(file, TerminalOptions(width: width, theme: theme))
      if let problem = TerminalCheck.problem(page, isPlain: theme == nil) {
        failures += 1
        print("\(String(decoding: name, as: UTF8.self)): \(problem)")
      }
    }
  }
  print("\(count) files, \(failures) pages not ours")
  return failures == 0 ? 0 : 1
}

/// The best of several times for a page, in nanoseconds.
func fastest(_ bytes: [UInt8]) -> Double {
  var fastest = Double.infinity
  for _ in 0..<9 {
    let start = Double(ThreadTime.now())
    _ = isTerminal ? terminal(bytes, TerminalOptions(theme: .dark)) : html(bytes, .gitHub, options)
    fastest = min(fastest, Double(ThreadTime.now()) - start)
  }
  return fastest
}

/// Starts the program anew with an allocator that gives no pages back, where that is how an allocator is told.
func keepPages() {
  #if canImport(Glibc)
    if unsafe getenv("MALLOC_TRIM_THRESHOLD_") != nil { return }
    unsafe setenv("MALLOC_TRIM_THRESHOLD_", "4294967296", 1)
    unsafe setenv("MALLOC_MMAP_THRESHOLD_", "4294967296", 1)
    unsafe execv("/proc/self/exe", CommandLine.unsafeArgv)
  #endif
}

/// The median of nine ratios of the times for two pages, each pair timed in one go.
///
/// A virtual machine may change its speed from one second to the next, by more than half: what was timed in a fast second does
/// not compare with what was timed in a slow one.
func medianGrowth(_ one: [UInt8], _ two: [UInt8]) -> Double {
  (0..<9).map { _ in
    let before = fastest(one)
    return fastest(two) / before
  }.sorted()[4]
}

/// Prints each family's worst growth; 1 if one grows more than 2.6 times at a doubling or takes a second.
///
/// The allocator is told to keep what it got, or the size at which it begins to give pages back would look like a jump.
func doubling(_ limit: Int, _ name: String?) -> Int32 {
  keepPages()
  var failures = 0
  for family in HostileMarkdown.all where name == nil || name == family.name {
    // A family whose size is the square of its number doubles its size with the root of two.
    var sizes = [limit / 16, limit / 8, limit / 4, limit / 2, limit]
    if family.power == 2 { sizes = sizes.map { Int((Double($0) * 64).squareRoot()) } }
    let times = sizes.map { fastest(family.bytes($0)) }
    var worst = 0.0
    for index in 1..<times.count where times[index] > 200_000 {
      var growth = times[index] / times[index - 1]
      if growth > 2.6 { growth = medianGrowth(family.bytes(sizes[index - 1]), family.bytes(sizes[index])) }
      worst = max(worst, growth)
    }
    let last = times[times.count - 1]
    let isBad = worst > 2.6 || last > 1e9
    if isBad { failures += 1 }
    let milliseconds = times.map { "\(rounded($0 / 1e6, 1000))" }.joined(separator: " ")
    print("\(family.name)\t\(rounded(worst))x\t\(milliseconds) ms\(isBad ? "\tTOO SLOW" : "")")
  }
  print("\(failures) of \(HostileMarkdown.all.count) families grow too fast")
  return failures == 0 ? 0 : 1
}

func random(_ count: Int, _ seed: UInt64) -> Int32 {
  var random = RandomMarkdown(seed: seed)
  var (size, failures) = (0, 0)
  for index in 0..<count {
    let bytes = random.document()
    let page = html(bytes, index % 4 == 3 ? .commonMark : .gitHub, MarkdownHTMLOptions())
    size += page.count
    if let problem = SafeHTMLCheck.problem(page) {
      failures += 1
      if failures < 10 {
        print("document \(index): \(problem)\n\(String(decoding: bytes, as: UTF8.self).debugDescription)")
      }
    }
    if index % 2 == 0 { size += html(bytes, .gitHub, options).count }
  }
  print("\(count) random documents, \(size) bytes of HTML, \(failures) not safe")
  return failures == 0 ? 0 : 1
}

switch arguments.first {
case "render": write(html(contents(STDIN_FILENO), extensions, options))
case "html" where arguments.count > 1: exit(time(arguments[1]) { html($0, extensions, options) })
case "page": write(terminal(contents(STDIN_FILENO), terminalOptions(nil)))
case "terminal" where arguments.count > 1:
  let choices = terminalOptions(.dark)
  exit(time(arguments[1]) { terminal($0, choices) })
case "each" where arguments.count > 1: exit(each(arguments[1]))
case "doubling":
  let words = arguments.filter { !$0.hasPrefix("--") }.dropFirst()
  exit(doubling(words.first.flatMap { Int($0) } ?? 65_536, words.dropFirst().first))
case "strict" where arguments.count > 1: exit(strict(arguments[1]))
case "escapes":
  exit(
    escapes(arguments.count > 1 ? Int(arguments[1]) ?? 1000 : 1000, arguments.count > 2 ? UInt64(arguments[2]) ?? 1 : 1)
  )
case "random":
  exit(
    random(arguments.count > 1 ? Int(arguments[1]) ?? 1000 : 1000, arguments.count > 2 ? UInt64(arguments[2]) ?? 1 : 1))
case "injections": injections()
case "stream" where arguments.count > 2: exit(stream(arguments[1], Int(arguments[2]) ?? 16))
case "chunks": exit(chunks())
default:
  print(
    "usage: markdown-probe render | page | html LIST | terminal LIST | doubling [LIMIT] [NAME] | random COUNT [SEED] | stream FILE SIZE | chunks LIST"
  )
  exit(2)
}
