// Front matter: YAML by itself, and between marks at the top of a file.

import ConcordBytes
import ConcordMarkdown
import ConcordYAML
import FuzzSupport

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  if unsafe Canary.refuses(data, count) { return -1 }
  let bytes = unsafe UnsafeBufferPointer(start: data, count: count)
  do throws(YAMLError) {
    let mapping = unsafe try YAMLMapping(bytes)
    if mapping.members.count > YAMLMapping.eventLimit { finding("\(mapping.members.count) members") }
    if Set(mapping.members.map(\.key)).count != mapping.members.count { finding("a key twice") }
    for member in mapping.members { Canary.look(at: member.key.utf8) }
  } catch { _ = "\(error)" }
  let file = unsafe Array("---\n".utf8) + Array(bytes) + Array("\n---\nbody\n".utf8)
  file.withView { view in
    let outline = MarkdownOutline(view)
    if outline.bodyStart > file.count { finding("a body outside") }
    _ = outline.frontMatter?.fields
  }
  return 0
}
