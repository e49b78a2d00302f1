// concord inspect: what is in an artifact.

import ArgumentParser
import Concordance

/// The command `concord inspect FILE`.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show sections, sizes, counts, settings and the biggest terms.",
    discussion: """
      EXAMPLES
        concord inspect docs.ccx
        concord inspect docs.ccx --json
      """)

  @Argument(help: "The index file.")
  var file: String

  @Option(help: "How many of the biggest terms.")
  var terms = 10

  @Flag(help: "Print everything as JSON.")
  var json = false

  func validate() throws {
    if terms < 0 || terms > 100_000 { throw ValidationError("--terms must be 0 to 100000") }
  }

  func run() throws {
    let index = try SearchIndex(path: file)
    let report = try index.inspection(biggestTerms: terms)
    json ? writeJSON(report) : show(report)
  }

  private func show(_ report: Inspection) {
    Output.write("identity   \(report.identity)\ncontent    \(report.contentIdentity)\n")
    for (name, value) in report.settings { Output.write("\(pad(name, 11))\(Printable.line(value))\n") }
    Output.write("\n")
    for (name, count) in report.counts { Output.write("\(pad(name, 11))\(count)\n") }
    Output.write("\nsection      bytes  share\n")
    for section in report.sections {
      let share = (Double(section.bytes) / Double(max(1, report.bytes)) * 1000).rounded() / 10
      let size = String(section.bytes)
      Output.write("\(section.name) \(String(repeating: " ", count: max(0, 12 - size.count)))\(size)  \(share) %\n")
    }
    showColumns(report.columns)
    if let completions = report.completions { show(completions) }
    if report.terms.isEmpty { return }
    Output.write("\nbiggest terms    documents  bytes\n")
    for term in report.terms {
      Output.write("\(pad(Printable.line(term.text), 16)) \(term.documents)  \(term.bytes)\n")
    }
  }

  private func showColumns(_ columns: [Inspection.Column]) {
    if columns.isEmpty { return }
    Output.write("\ncolumns          type     documents  distinct  bytes  from ... to\n")
    for column in columns {
      var line = pad(Printable.line(column.name), 17) + pad(column.type, 9) + pad(String(column.documents), 11)
      line += pad(String(column.distinct), 10) + pad(String(column.bytes), 7)
      if let least = column.least, let greatest = column.greatest {
        line += "\(short(least)) ... \(short(greatest))"
      }
      if column.values > column.documents { line += "  (\(column.values) values)" }
      if column.leftOut > 0 { line += "  (\(column.leftOut) values only stored)" }
      if column.cut > 0 { line += "  (\(column.cut) cut at 1024 bytes)" }
      Output.write(line + "\n")
    }
  }

  private func show(_ completions: Inspection.Completions) {
    Output.write("\ncompletions   \(completions.texts) texts\n                   bytes  a text\n")
    for (name, bytes) in completions.parts where bytes > 0 {
      let size = String(bytes)
      let padding = String(repeating: " ", count: max(0, 12 - size.count))
      Output.write("\(pad(name, 12))\(padding)\(size)  \(Self.perText(bytes, completions))\n")
    }
  }

  private static func perText(_ bytes: Int, _ completions: Inspection.Completions) -> Double {
    (Double(bytes) / Double(max(1, completions.texts)) * 1000).rounded() / 1000
  }

  private func short(_ text: String) -> String {
    let line = Printable.line(text)
    return line.count > 24 ? line.prefix(23) + "…" : line
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func writeJSON(_ report: Inspection) {
    var writer = JSONWriter()
    writer.object { writer in
      writer.key("identity")
      writer.string(report.identity)
      writer.key("content_identity")
      writer.string(report.contentIdentity)
      writer.key("bytes")
      writer.integer(report.bytes)
      writer.key("settings")
      writer.object { writer in
        for (name, value) in report.settings {
          writer.key(name)
          writer.string(value)
        }
      }
      writer.key("counts")
      writer.object { writer in
        for (name, count) in report.counts {
          writer.key(name)
          writer.integer(count)
        }
      }
      writer.key("sections")
      writer.array { writer in
        for section in report.sections {
          writer.object { writer in
            writer.key("name")
            writer.string(section.name)
            writer.key("bytes")
            writer.integer(section.bytes)
          }
        }
      }
      writer.key("columns")
      writer.array { writer in for column in report.columns { Self.write(column, to: &writer) } }
      if let completions = report.completions {
        writer.key("completions")
        writer.object { writer in Self.write(completions, to: &writer) }
      }
      writer.key("terms")
      writer.array { writer in
        for term in report.terms {
          writer.object { writer in
            writer.key("text")
            writer.string(term.text)
            writer.key("documents")
            writer.integer(term.documents)
            writer.key("bytes")
            writer.integer(term.bytes)
          }
        }
      }
    }
    Output.write(writer.text + "\n")
  }

  private static func write(_ completions: Inspection.Completions, to writer: inout JSONWriter) {
    writer.key("texts")
    writer.integer(completions.texts)
    for (name, unit) in [("bytes", true), ("bytes_a_text", false)] {
      writer.key(name)
      writer.object { writer in
        for (part, bytes) in completions.parts {
          writer.key(part == "word starts" ? "word_starts" : part)
          unit ? writer.integer(bytes) : writer.number(perText(bytes, completions))
        }
      }
    }
  }

  private static func write(_ column: Inspection.Column, to writer: inout JSONWriter) {
    writer.object { writer in
      for (name, text) in [("name", column.name), ("type", column.type)] {
        writer.key(name)
        writer.string(text)
      }
      for (name, number) in [
        ("documents", column.documents), ("values", column.values), ("distinct", column.distinct),
        ("bytes", column.bytes), ("left_out", column.leftOut), ("cut", column.cut),
      ] {
        writer.key(name)
        writer.integer(number)
      }
      for (name, text) in [("min", column.least), ("max", column.greatest)] {
        guard let text else { continue }
        writer.key(name)
        writer.string(text)
      }
    }
  }
}
