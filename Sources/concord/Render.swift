// concord render: Markdown as a page, for a terminal or as HTML.

import ArgumentParser
import ConcordBytes
import ConcordMarkdown

/// The command `concord render [FILE|-]`.
struct Render: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show Markdown on the terminal, as plain text or as HTML.",
    discussion: """
      CommonMark 0.31.2 with GitHub's tables, strikethrough, task lists, autolinks and footnotes; YAML at the top is left
      out. On a terminal the page is styled and as wide as the terminal; into a pipe goes plain text of 80 columns, the
      same lines without styles. What the document says cannot act on the terminal: controls are shown as marks.

      --html writes the body of a page that is safe to show: raw HTML appears as text, and links lead only to http, https,
      mailto, tel, ftp and relative addresses.

      --stream shows a text while it arrives. What is finished is written once; below it a terminal shows what may still
      change, as much of it as the screen has room for, and a pipe gets only what can no longer change. In the end all is
      as without --stream, byte for byte. A block that asks for a label which nobody has defined yet, as [this], holds back
      what follows it until the label is defined or the text ends; with --eager it does not: such a reference is shown as
      it is written, for good, and only references to labels and footnotes that are defined before their block ends become
      links. ^C ends the text where it is.

      EXAMPLES
        concord render README.md
        concord render --color always README.md | less -R
        concord render --plain --width 60 README.md
        model | concord render --stream
        model | concord render --stream --html >answer.html
        concord render --unsafe-html trusted.md

      A warning goes to standard error if a page was cut because a small document would have made a very large one.
      """)

  @Argument(help: "The Markdown file; - or nothing for standard input.")
  var file = "-"

  @Flag(help: "Write HTML.")
  var html = false

  @Flag(help: "Write HTML and let raw HTML and all addresses through: for input that is trusted.")
  var unsafeHtml = false

  @Flag(help: "Write plain text, on a terminal too.")
  var plain = false

  @Flag(help: "Show the text while it arrives.")
  var stream = false

  @Flag(help: "With --stream: do not wait for labels that are defined later.")
  var eager = false

  @OptionGroup var look: PageOptions

  func validate() throws {
    if eager && !stream { throw ValidationError("--eager says how to --stream") }
    if plain && (html || unsafeHtml) { throw ValidationError("--plain and --html are two forms: choose one") }
  }

  func run() throws {
    if stream { return try streamed() }
    let bytes = try contents()
    let page = try bytes.withView { (view) throws(MarkdownError) -> (bytes: [UInt8], isCapped: Bool) in
      var document = try ParsedMarkdown(view, extensions: [.gitHub, .frontMatter])
      if html || unsafeHtml {
        return (document.html(MarkdownHTMLOptions(passesHTML: unsafeHtml)), document.isCapped)
      }
      return (document.terminal(look.options(isPlain: plain)), document.isCapped)
    }
    Output.write(page.bytes)
    if page.isCapped { warn() }
  }

  /// Says that something was left out.
  private func warn() {
    Output.error(
      "concord: \(Printable.line(file)): left out table cells or links that would have grown without bound\n")
  }

  private func input() throws -> FileDescriptor {
    file == "-" ? FileDescriptor.standardInput() : try FileDescriptor.reading(file)
  }

  /// Shows the text while it arrives.
  private func streamed() throws {
    let input = try input()
    let isCapped: Bool
    if html || unsafeHtml {
      var page = StreamedHTML(unsafe: unsafeHtml, isEager: eager)
      isCapped = try page.copy(input)
    } else if Output.canRepaint {
      let terminal = StreamTerminal(
        theme: look.options(isPlain: plain).isStyled ? look.theme.theme : nil, width: look.width, isEager: eager)
      isCapped = try terminal.show(input)
    } else {
      var page = StreamedLines(options: look.options(isPlain: plain), isEager: eager)
      isCapped = try page.copy(input)
    }
    if isCapped { warn() }
  }

  /// All of the file or of standard input, as far as a document may go.
  private func contents() throws -> [UInt8] {
    let input = try input()
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while bytes.count <= ParsedMarkdown.sizeLimit {
      let count = unsafe try chunk.withUnsafeMutableBytes { buffer throws(SystemError) in
        unsafe try input.readNext(into: buffer)
      }
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    return bytes
  }
}
