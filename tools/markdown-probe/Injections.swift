// Pages of script-injection payloads, for a checker in another language.

import ConcordMarkdown
import MarkdownTestCases

/// Writes every page: a line with the place, the bytes of the document and those of the page, then both.
func injections() {
  var output: [UInt8] = []
  for position in InjectionPosition.all {
    for payload in InjectionPayloads.all {
      let document = Array(position.document(payload).utf8)
      let page = html(document, [.gitHub, .frontMatter], options)
      output += Array("\(position.name)\t\(document.count)\t\(page.count)\n".utf8) + document + page
    }
    write(output)
    output.removeAll(keepingCapacity: true)
  }
}
