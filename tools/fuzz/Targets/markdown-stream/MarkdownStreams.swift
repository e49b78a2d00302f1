// A document in pieces: after each the page is that of its bytes so far, patches alone make it, and what is final stays.
//
// The first byte has the number of cuts and the choices, then comes a byte for the length of each piece, then the document.

import ConcordBytes
import ConcordMarkdown
import FuzzSupport

/// What the input says beside the document.
private struct Plan {
  var extensions: MarkdownExtensions = [.gitHub, .frontMatter]
  var options = MarkdownHTMLOptions()
  var pieces: [ArraySlice<UInt8>] = []
  var document: [UInt8] = []

  init?(_ input: [UInt8]) {
    guard let first = input.first else { return nil }
    let cuts = Int(first & 15)
    if input.count < 1 + cuts { return nil }
    if first & 32 != 0 { extensions = .gitHub }
    if first & 64 != 0 { extensions = .commonMark }
    if first & 128 != 0 { options = MarkdownHTMLOptions(passesHTML: true, filtersTags: true) }
    document = Array(input[(1 + cuts)...])
    var from = 0
    if first & 16 != 0 {
      // One byte at a time as far as that is cheap.
      while from < min(document.count, 160) {
        pieces.append(document[from..<from + 1])
        from += 1
      }
    } else {
      for length in input[1..<1 + cuts] {
        let end = min(document.count, from + Int(length))
        pieces.append(document[from..<end])
        from = end
      }
    }
    pieces.append(document[from...])
  }
}

/// A page that is kept up to date by patches alone.
private struct PatchedPage {
  var blocks: [[UInt8]] = []
  var footnotes: [[UInt8]] = []

  mutating func apply(_ stream: borrowing MarkdownStream) {
    for patch in stream.patches {
      if patch.operation == .remove {
        let gone = patch.isFootnote ? footnotes.popLast() : blocks.popLast()
        if gone == nil { finding("a patch removes what is not there") }
        continue
      }
      let html = patch.isFootnote ? stream.html(ofFootnote: patch.index) : stream.html(ofBlock: patch.index)
      if patch.isFootnote { Self.put(html, patch, in: &footnotes) } else { Self.put(html, patch, in: &blocks) }
    }
  }

  private static func put(_ html: [UInt8], _ patch: MarkdownPatch, in list: inout [[UInt8]]) {
    if patch.operation == .append {
      if patch.index != list.count { finding("a patch appends at \(patch.index) of \(list.count)") }
      list.append(html)
    } else {
      if patch.index >= list.count { finding("a patch replaces \(patch.index) of \(list.count)") }
      if !list[patch.index].starts(with: html.prefix(patch.kept)) { finding("a patch keeps what was otherwise") }
      list[patch.index] = html
    }
  }

  var html: [UInt8] {
    let page = Array(blocks.joined())
    if footnotes.isEmpty { return page }
    return page + Array("<section class=\"footnotes\">\n<ol>\n".utf8) + Array(footnotes.joined())
      + Array("</ol>\n</section>\n".utf8)
  }
}

private func page(_ bytes: [UInt8], _ plan: Plan) -> [UInt8] {
  bytes.withView { view in
    guard var document = try? ParsedMarkdown(view, extensions: plan.extensions) else { finding("not read") }
    return document.html(plan.options)
  }
}

/// Compares a stream with the page of the first bytes, with its own patches and with what it said before.
private struct Checker {
  let plan: Plan
  var patched = PatchedPage()
  var final: [UInt8] = []
  var finalBlocks = 0

  mutating func check(_ stream: borrowing MarkdownStream, _ count: Int) {
    let html = stream.html
    let expected = page(Array(plan.document[..<count]), plan)
    if html != expected {
      finding(
        "after \(count) of \(shown(plan.document)) in \(plan.pieces.map(\.count)):\n\(shown(html))\n\(shown(expected))")
    }
    patched.apply(stream)
    if patched.html != html { finding("patches make another page after \(count) of \(shown(plan.document))") }
    let prefix = stream.finalPrefix
    if !html.starts(with: final) || prefix.blocks < finalBlocks {
      finding("what was final changed after \(count) of \(shown(plan.document)) in \(plan.pieces.map(\.count))")
    }
    if prefix.bytes != patched.blocks[..<prefix.blocks].reduce(0, { $0 + $1.count }) { finding("a final size") }
    (final, finalBlocks) = (Array(html.prefix(prefix.bytes)), prefix.blocks)
  }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  if unsafe Canary.refuses(data, count) { return -1 }
  guard let plan = Plan(unsafe [UInt8](UnsafeBufferPointer(start: data, count: count))) else { return -1 }
  var stream = MarkdownStream(extensions: plan.extensions, options: plan.options)
  var checker = Checker(plan: plan)
  var end = 0
  for piece in plan.pieces {
    Array(piece).withView { view in
      if (try? stream.append(view)) == nil { finding("not read") }
    }
    end += piece.count
    checker.check(stream, end)
  }
  stream.finish()
  checker.check(stream, end)
  if stream.finalPrefix.blocks != stream.blockCount { finding("not all is final at the end") }
  Canary.look(at: stream.html)
  return 0
}
