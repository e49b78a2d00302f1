// One document as all kinds of pages: safe HTML has nothing but what it may, a page for a terminal nothing but ours.

import ConcordBytes
import ConcordMarkdown
import FuzzSupport
import MarkdownTestCases

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  if unsafe Canary.refuses(data, count) { return -1 }
  let file = unsafe ByteView(UnsafeRawBufferPointer(start: data, count: count))
  let extensions: MarkdownExtensions = count % 8 == 7 ? .commonMark : [.gitHub, .frontMatter]
  guard var document = try? ParsedMarkdown(file, extensions: extensions) else { finding("not read") }
  let isText = String(validating: file.array, as: UTF8.self) != nil

  let page = document.html()
  if let problem = SafeHTMLCheck.problem(page) { finding("safe HTML: \(problem)") }
  if isText && String(validating: page, as: UTF8.self) == nil { finding("HTML that is no UTF-8") }
  Canary.look(at: page)
  if Canary.isOn { return 0 }

  let open = document.html(MarkdownHTMLOptions(passesHTML: true, filtersTags: count % 2 == 0))
  if isText && String(validating: open, as: UTF8.self) == nil { finding("raw HTML that is no UTF-8") }

  let width = count % 3 == 0 ? 80 : 1 + count % 23
  let theme: TerminalTheme = count % 2 == 0 ? .dark : .light
  let styled = document.terminal(TerminalOptions(width: width, theme: theme))
  if let problem = TerminalCheck.problem(styled, isPlain: false) { finding("terminal: \(problem)") }
  let plain = document.terminal(TerminalOptions(width: width))
  if let problem = TerminalCheck.problem(plain, isPlain: true) { finding("plain text: \(problem)") }
  checkSources(document.styledPage(width: width, followsLinks: false), plain, file)
  checkOutline(file)
  return 0
}

/// The pieces of a page are its text, and come from within the document.
private func checkSources(_ page: StyledPage, _ plain: [UInt8], _ file: ByteView) {
  if Array(page.text.utf8) != plain { finding("two plain pages of one document") }
  for line in page.lines {
    for run in line.runs {
      guard let source = run.source else { continue }
      if source.upperBound > file.count || run.text.isEmpty { finding("\(run.text.debugDescription) from \(source)") }
      if run.isLiteral && source.count != run.text.utf8.count { finding("literal text of \(source)") }
    }
  }
  if page.marking([0..<file.count]).text != page.text { finding("marks that change a page") }
}

/// Everything in an outline lies within the file.
private func checkOutline(_ file: ByteView) {
  let outline = MarkdownOutline(file)
  for heading in outline.headings {
    if heading.text.upperBound > file.count || heading.lines.upperBound > file.count { finding("a heading outside") }
    _ = MarkdownText.plain(heading.text, of: file)
  }
  for block in outline.blocks where block.lines.upperBound > file.count { finding("a block outside") }
}
