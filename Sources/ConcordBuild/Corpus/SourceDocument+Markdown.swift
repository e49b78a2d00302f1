// What the structure of a Markdown file adds to a document: title, headings, anchors, front matter.

import ConcordArtifact
import ConcordMarkdown

extension SourceDocument {
  /// Reads the structure of the body; returns the title that it gives, if it does.
  ///
  /// Front matter becomes attributes and is not searched: it says how a page is made, not what is on it.
  mutating func readStructure() -> [UInt8]? {
    let outline = MarkdownOutline(body)
    bodyStart = outline.bodyStart
    headings = outline.headings.map(\.text)
    asides = outline.blocks.map(\.lines)
    isMarkdown = true
    anchors = outline.headings.map { Anchor(offset: $0.lines.lowerBound, level: $0.level) }
    for field in outline.frontMatter?.fields ?? [] where field.name != "title" {
      isFrontMatter = true
      attributes.append(Attribute(name: field.name, value: AttributeValue(field.value)))
    }
    return outline.title.map { Array($0.utf8) }
  }
}

extension AttributeValue {
  /// A member of front matter; a list becomes a JSON array of texts.
  fileprivate init(_ value: FrontMatterField.Value) {
    switch value {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .integer(value)
    case .double(let value): self = .double(value)
    case .text(let value), .source(let value): self = .keyword(value)
    case .list(let values): self = .json("[\(values.map(Self.quoted).joined(separator: ","))]")
    }
  }

  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
