// concord show: a document as it was indexed.

import ArgumentParser
import Concordance

/// The command `concord show FILE ID`.
struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print a document as it was indexed.",
    discussion: """
      To a pipe the text comes byte for byte; on a terminal, control characters are made visible.

      EXAMPLES
        concord show docs.ccx guide/mmap.md
        concord show data.ccx 4711 --json
      """)

  @Argument(help: "The index file.")
  var file: String

  @Argument(help: "The document's id, as `search` prints it.")
  var id: String

  @Flag(help: "Print the document with its fields as JSON.")
  var json = false

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
    } else if Output.isTerminal {
      let text = String(decoding: document.body, as: UTF8.self)
      Output.write(Printable.lines(text) + (text.hasSuffix("\n") ? "" : "\n"))
    } else {
      Output.write(document.body)
    }
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
