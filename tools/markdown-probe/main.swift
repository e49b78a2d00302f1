// Writes, times and checks the HTML of Markdown.
//
//   markdown-probe render [--commonmark] [--safe]   the HTML of standard input

import ConcordBytes
import ConcordMarkdown

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

func standardInput() -> [UInt8] {
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = unsafe read(STDIN_FILENO, &buffer, buffer.count)
    if count <= 0 { return bytes }
    bytes += buffer[..<count]
  }
}

func html(_ bytes: [UInt8], _ extensions: MarkdownExtensions, _ options: MarkdownHTMLOptions) -> [UInt8] {
  bytes.withView { view in
    guard var document = try? MarkdownDocument(view, extensions: extensions) else { return [] }
    return document.html(options)
  }
}

let arguments = CommandLine.arguments.dropFirst()
let isSafe = arguments.contains("--safe")
let page = html(
  standardInput(), arguments.contains("--commonmark") ? .commonMark : .gitHub,
  MarkdownHTMLOptions(passesHTML: !isSafe, filtersTags: arguments.contains("--filter")))
unsafe page.withUnsafeBytes { unsafe _ = write(STDOUT_FILENO, $0.baseAddress, $0.count) }
