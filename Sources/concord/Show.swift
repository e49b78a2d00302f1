// concord show: a document as it was indexed.

import ArgumentParser
import ConcordBytes
import ConcordMarkdown
import Concordance

/// The command `concord show FILE ID`.
struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print a document as it was indexed.",
    discussion: """
      To a pipe the text comes byte for byte. On a terminal a Markdown file is shown as a page, as `concord render` does
      it, and other texts as they are; control characters are made visible. --raw shows Markdown as it is written,
      --color always a page into a pipe. --highlight lights up on a page what matches a query, as `search` found it.

      EXAMPLES
        concord show docs.ccx guide/mmap.md
        concord show docs.ccx guide/mmap.md --highlight 'map* file'
        concord show data.ccx 4711 --json
      """)

  @Argument(help: "The index file.")
  var file: String

  @Argument(help: "The document's id, as `search` prints it.")
  var id: String

  @Flag(help: "Print the document with its fields as JSON.")
  var json = false

  @Flag(help: "Print Markdown as it is written, on a terminal too.")
  var raw = false

  @Option(help: "Light up what matches this query on a page of Markdown.")
  var highlight: String?

  @OptionGroup var look: PageOptions

  func validate() throws {
    if highlight != nil && (json || raw) {
      throw ValidationError("--highlight lights up words of a page: leave out --json and --raw")
    }
  }

  func run() throws {
    let index = try SearchIndex(path: file)
    let document: Document
    do { document = try index.document(withID: id) } catch {
      if error.code != .noSuchDocument { throw error }
      Output.error("concord: \(Printable.line(error.message))\n")
      throw ExitCode(1)
    }
    if json {
      var writer = JSONWriter()
      write(document, to: &writer)
      Output.write(writer.text + "\n")
    } else if try isPage(document) {
      try writePage(document, highlight.map { try index.matches(of: index.query($0), in: id) })
    } else if Output.isTerminal {
      let text = String(decoding: document.body, as: UTF8.self)
      Output.write(Printable.lines(text) + (text.hasSuffix("\n") ? "" : "\n"))
    } else {
      Output.write(document.body)
    }
  }

  /// Whether a document is shown as a page.
  private func isPage(_ document: Document) throws -> Bool {
    let isPage = !raw && (Output.isTerminal || look.color == .always) && isMarkdown(document)
    if highlight != nil && !isPage {
      let cure = isMarkdown(document) ? "into a pipe, add --color always" : "this document is no file of Markdown"
      throw ValidationError("--highlight lights up words of a page: \(cure)")
    }
    return isPage
  }

  /// Whether a document is a file of Markdown, by its name; records come from files of other names.
  private func isMarkdown(_ document: Document) -> Bool {
    let name = document.path.lowercased()
    return name.hasSuffix(".md") || name.hasSuffix(".markdown")
  }

  /// Shows a document as a page, with what lights up on it.
  private func writePage(_ document: Document, _ matches: [Range<Int>]?) throws {
    let options = look.options()
    if let matches {
      let page = try MarkdownDocument(bytes: document.body).styledPage(width: options.width)
      return Output.write(page.marking(matches).terminal(theme: options.isStyled ? options.theme : nil))
    }
    let page = try document.body.withView { (view) throws(MarkdownError) -> [UInt8] in
      var markdown = try ParsedMarkdown(view, extensions: [.gitHub, .frontMatter])
      return markdown.terminal(options)
    }
    Output.write(page)
  }

  private func write(_ document: Document, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("id")
      writer.string(document.id)
      writer.key("path")
      writer.string(document.path)
      if let line = document.line {
        writer.key("line")
        writer.integer(line)
      }
      writer.key("title")
      writer.string(document.title)
      writer.key("body")
      writer.string(String(decoding: document.body, as: UTF8.self))
      if document.fields.isEmpty { return }
      writer.key("fields")
      writer.object { writer in
        for field in document.fields {
          writer.key(field.name)
          switch field.value {
          case .null: writer.null()
          case .bool(let value): writer.bool(value)
          case .integer(let value): writer.raw("\(value)")
          case .double(let value): writer.number(value)
          case .text(let value): writer.string(value)
          case .json(let value): writer.raw(value)
          }
        }
      }
    }
  }
}
