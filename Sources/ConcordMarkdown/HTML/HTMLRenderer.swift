// HTML from the events of a walk, in the form that the CommonMark specification writes its examples in.

/// Writes a page while it is walked over.
struct HTMLRenderer: ~Copyable {
  let options: MarkdownHTMLOptions
  var output: HTMLBuffer
  /// How many images the text stands in; within one, text is a description and has no tags.
  var imageDepth = 0
  var hasTableBody = false
  /// What of a growing page was kept.
  var kept = (output: 0, hasTableBody: false)
  /// The footnote that is written, 0 for none, and how often the page refers to it.
  private var footnote = 0
  private var footnoteUses = 0
  var scratch = FlatArray<UInt8>()

  init(_ options: MarkdownHTMLOptions, capacity: Int, movesPages: Bool = false) {
    self.options = options
    output = HTMLBuffer(capacity: capacity, movesPages: movesPages)
  }

  /// Ends the line unless it is empty.
  @inline(__always)
  mutating func endLine() {
    if output.last != 0x0A { output.write(0x0A) }
  }

  // MARK: Tables

  private mutating func enterRow(_ isHeader: Bool) {
    if isHeader {
      output.write("<thead>\n")
    } else if !hasTableBody {
      output.write("<tbody>\n")
      hasTableBody = true
    }
    output.write("<tr>\n")
  }

  private mutating func enterCell(_ node: BlockNode) {
    output.write(node.flags.contains(.header) ? "<th" : "<td")
    switch MarkdownAlignment(rawValue: UInt8(truncatingIfNeeded: node.level)) ?? .none {
    case .none: break
    case .left: output.write(" align=\"left\"")
    case .center: output.write(" align=\"center\"")
    case .right: output.write(" align=\"right\"")
    }
    output.write(UInt8(ascii: ">"))
  }

  // MARK: Footnotes

  private mutating func writeReturns() {
    for use in 1...max(1, footnoteUses) {
      if use > 1 { output.write(space) }
      output.write("<a href=\"#fnref")
      writeNumber(footnote, use)
      output.write("\" class=\"footnote-backref\">\u{21A9}")
      if use > 1 {
        output.write("<sup class=\"footnote-ref\">")
        output.write(number: use)
        output.write("</sup>")
      }
      output.write("</a>")
    }
    footnote = 0
  }

  private mutating func writeNumber(_ number: Int, _ use: Int) {
    output.write(number: number)
    if use > 1 {
      output.write(UInt8(ascii: "-"))
      output.write(number: use)
    }
  }
}

extension HTMLRenderer: MarkdownSink {
  mutating func enter(_ block: BlockEvent) {
    let node = block.node
    switch node.kind {
    case .paragraph:
      if !block.isTight {
        endLine()
        output.write("<p>")
      } else if output.last == UInt8(ascii: ">") && block.index != Int(node.parent) &+ 1 {
        endLine()
      }
      if block.parent.flags.contains(.task) && block.index == Int(node.parent) &+ 1 {
        let isTicked = block.parent.flags.contains(.ticked)
        output.write(
          isTicked
            ? "<input type=\"checkbox\" checked=\"\" disabled=\"\" /> " : "<input type=\"checkbox\" disabled=\"\" /> ")
      }
    case .tableCell: enterCell(node)
    case .tableRow: enterRow(node.flags.contains(.header))
    default:
      endLine()
      enterOther(node)
    }
  }

  private mutating func enterOther(_ node: BlockNode) {
    switch node.kind {
    case .heading:
      output.write("<h")
      output.write(UInt8(truncatingIfNeeded: node.level) &+ 0x30)
      output.write(UInt8(ascii: ">"))
    case .thematicBreak: output.write("<hr />\n")
    case .quote: output.write("<blockquote>\n")
    case .item: output.write("<li>")
    case .list:
      if !node.flags.contains(.ordered) {
        output.write("<ul>\n")
      } else if node.payload == 1 {
        output.write("<ol>\n")
      } else {
        output.write("<ol start=\"")
        output.write(number: Int(node.payload))
        output.write("\">\n")
      }
    case .indentedCode: output.write("<pre><code>")
    case .fencedCode: output.write("<pre><code")
    case .html: if !options.passesHTML { output.write("<p>") }
    case .table:
      output.write("<table>\n")
      hasTableBody = false
    default: break
    }
  }

  mutating func leave(_ block: BlockEvent) {
    let node = block.node
    switch node.kind {
    case .paragraph:
      if block.isTight { return }
      if footnote > 0 && block.parent.kind == .footnoteDefinition && node.end == block.parent.end {
        output.write(space)
        writeReturns()
      }
      output.write("</p>\n")
    case .heading:
      output.write("</h")
      output.write(UInt8(truncatingIfNeeded: node.level) &+ 0x30)
      output.write(">\n")
    case .quote:
      endLine()
      output.write("</blockquote>\n")
    case .item: output.write("</li>\n")
    case .list: output.write(node.flags.contains(.ordered) ? "</ol>\n" : "</ul>\n")
    case .indentedCode, .fencedCode: output.write("</code></pre>\n")
    case .html: if !options.passesHTML { output.write("</p>\n") }
    case .tableCell: output.write(node.flags.contains(.header) ? "</th>\n" : "</td>\n")
    case .tableRow: output.write(node.flags.contains(.header) ? "</tr>\n</thead>\n" : "</tr>\n")
    case .table:
      if hasTableBody { output.write("</tbody>\n") }
      output.write("</table>\n")
    default: break
    }
  }

  /// Names the language: the first word of what stands after the fence, entities resolved before it is cut, so that no
  /// white space gets into the class and makes two of it.
  mutating func info(_ line: ContentLine, of bytes: MarkdownBytes, in block: BlockEvent) {
    Unescaping.append(bytes, Int(line.start), line.end, to: &scratch)
    let text = unsafe MarkdownBytes(scratch.pointer, count: scratch.count)
    var start = 0
    while start < text.count, ByteClass.isWhiteSpace(text[start]) { start &+= 1 }
    var end = start
    while end < text.count, !ByteClass.isWhiteSpace(text[end]) { end &+= 1 }
    if end > start {
      output.write(" class=\"")
      // Who writes the class itself means the class.
      if !text.has("language-", at: start) { output.write("language-") }
      output.writeText(text, start, end)
      output.write(UInt8(ascii: "\""))
    }
    output.write(UInt8(ascii: ">"))
  }

  mutating func line(_ line: ContentLine, of bytes: MarkdownBytes, in block: BlockEvent) {
    for _ in 0..<line.padding { output.write(space) }
    if block.node.kind == .html && options.passesHTML {
      writeHTML(bytes, Int(line.start), line.end)
    } else {
      output.writeText(bytes, Int(line.start), line.end)
    }
    output.write(0x0A)
  }

  mutating func enterFootnotes() {
    endLine()
    output.write("<section class=\"footnotes\">\n<ol>\n")
  }

  mutating func leaveFootnotes() { output.write("</ol>\n</section>\n") }

  mutating func enterFootnote(number: Int, uses: Int) {
    (footnote, footnoteUses) = (number, uses)
    output.write("<li id=\"fn")
    output.write(number: number)
    output.write("\">\n")
  }

  mutating func leaveFootnote() {
    if footnote > 0 {
      endLine()
      writeReturns()
      output.write(0x0A)
    }
    output.write("</li>\n")
  }

  mutating func footnote(_ content: InlineContent, _ start: Int, _ end: Int, number: Int, use: Int) {
    if imageDepth > 0 { return }
    output.write("<sup class=\"footnote-ref\"><a href=\"#fn")
    output.write(number: number)
    output.write("\" id=\"fnref")
    writeNumber(number, use)
    output.write("\">")
    output.write(number: number)
    output.write("</a></sup>")
  }
}
