// concord render: Markdown as a page.

import ArgumentParser
import ConcordBytes
import ConcordMarkdown

/// The command `concord render [FILE|-]`.
struct Render: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turn Markdown into HTML.",
    discussion: """
      CommonMark 0.31.2 with GitHub's tables, strikethrough, task lists, autolinks and footnotes; YAML at the top is left
      out. The HTML is the body of a page. It is safe to show: raw HTML appears as text, and links lead only to http,
      https, mailto, tel, ftp and relative addresses. HTML is the only form as yet, and --html asks for it.

      EXAMPLES
        concord render --html README.md
        model | concord render --html -
        concord render --unsafe-html trusted.md

      A warning goes to standard error if a page was cut because a small document would have made a very large one.
      """)

  @Argument(help: "The Markdown file; - or nothing for standard input.")
  var file = "-"

  @Flag(help: "Write HTML, the only form as yet.")
  var html = false

  @Flag(help: "Write HTML and let raw HTML and all addresses through: for input that is trusted.")
  var unsafeHtml = false

  func validate() throws {
    if !html && !unsafeHtml { throw ValidationError("HTML is the only form as yet: add --html") }
  }

  func run() throws {
    let bytes = try contents()
    let page = try bytes.withView { (view) throws(MarkdownError) -> (html: [UInt8], isCapped: Bool) in
      var document = try MarkdownDocument(view, extensions: [.gitHub, .frontMatter])
      return (document.html(MarkdownHTMLOptions(passesHTML: unsafeHtml)), document.isCapped)
    }
    Output.write(page.html)
    if page.isCapped {
      Output.error(
        "concord: \(Printable.line(file)): left out table cells or links that would have grown without bound\n")
    }
  }

  /// All of the file or of standard input, as far as a document may go.
  private func contents() throws -> [UInt8] {
    let input = file == "-" ? FileDescriptor.standardInput() : try FileDescriptor.reading(file)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while bytes.count <= MarkdownDocument.sizeLimit {
      let count = unsafe try chunk.withUnsafeMutableBytes { buffer throws(SystemError) in
        unsafe try input.readNext(into: buffer)
      }
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    return bytes
  }
}
