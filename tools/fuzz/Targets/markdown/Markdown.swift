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
  guard var document = try? MarkdownDocument(file, extensions: extensions) else { finding("not read") }
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
  checkSources(document.styledPage(width: width), plain, count)
  checkOutline(file)
  return 0
}

/// The pieces of a page come one after another, and from within the document.
private func checkSources(_ page: StyledPage, _ plain: [UInt8], _ count: Int) {
  if page.text != plain { finding("two plain pages of one document") }
  var last = 0
  for run in page.runs {
    let isOnPage = run.start >= last && run.count > 0 && run.start + run.count <= page.text.count
    if !isOnPage || run.source.upperBound > count { finding("a piece at \(run.start) from \(run.source)") }
    last = run.start + run.count
  }
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
