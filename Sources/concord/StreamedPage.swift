// Markdown that arrives, written into a pipe or a file: what can no longer change, as soon as that is known.

import ConcordBytes
import ConcordMarkdown

/// A page that is written while its text arrives.
protocol StreamedPage: ~Copyable {
  /// Adds bytes.
  mutating func append(_ bytes: ByteView) throws(MarkdownError)
  /// Says that nothing follows.
  mutating func finish()
  /// What can no longer change and was not taken before.
  mutating func takeFinal() -> [UInt8]
  var isCapped: Bool { get }
}

extension StreamedPage where Self: ~Copyable {
  /// Copies a text to standard output as a page; returns whether something was left out.
  ///
  /// What became final is handed over when there is nothing to be read at once. After an error in reading, the text so far
  /// is written as if it were all.
  mutating func copy(_ input: FileDescriptor) throws -> Bool {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    do {
      while true {
        let count = unsafe try chunk.withUnsafeMutableBytes { buffer throws(SystemError) in
          unsafe try input.readNext(into: buffer)
        }
        if count == 0 { break }
        try Array(chunk[..<count]).withView { view throws(MarkdownError) in try append(view) }
        Output.write(takeFinal())
        if !(try input.wait(orFor: -1, milliseconds: 0).here) { Output.flush() }
      }
    } catch {
      finish()
      Output.write(takeFinal())
      throw error
    }
    finish()
    Output.write(takeFinal())
    return isCapped
  }
}

/// A page in HTML.
struct StreamedHTML: StreamedPage, ~Copyable {
  private var stream: MarkdownStream

  init(unsafe passesHTML: Bool, isEager: Bool) {
    stream = MarkdownStream(
      extensions: [.gitHub, .frontMatter], options: MarkdownHTMLOptions(passesHTML: passesHTML), isEager: isEager)
  }

  mutating func append(_ bytes: ByteView) throws(MarkdownError) { try stream.append(bytes) }
  mutating func finish() { stream.finish() }
  mutating func takeFinal() -> [UInt8] { stream.takeFinal() }
  var isCapped: Bool { stream.isCapped }
}

/// A page as lines.
struct StreamedLines: StreamedPage, ~Copyable {
  private var stream: TerminalStream

  init(options: TerminalOptions, isEager: Bool) {
    stream = TerminalStream(extensions: [.gitHub, .frontMatter], options: options, isEager: isEager)
  }

  mutating func append(_ bytes: ByteView) throws(MarkdownError) {
    try stream.append(bytes)
    stream.read()
  }

  mutating func finish() {
    stream.finish()
    stream.read()
  }

  mutating func takeFinal() -> [UInt8] { stream.takeFinal() }
  var isCapped: Bool { stream.isCapped }
}
