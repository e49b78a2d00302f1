// The content of a leaf as one run of bytes, copied only where prefixes or line breaks stand between its lines.

/// Joins lines of content.
enum LineGatherer {
  /// Lines as one text with line feeds between them: the source itself where that is what stands there, else a copy.
  ///
  /// O(lines) without a copy, O(bytes) with one.
  static func content(
    _ bytes: MarkdownBytes, _ lines: borrowing FlatArray<ContentLine>, _ first: Int, _ count: Int,
    _ scratch: inout FlatArray<UInt8>
  ) -> MarkdownBytes {
    if count == 0 { return bytes.slice(0, 0) }
    var previous = lines[first]
    let start = Int(previous.start)
    var isWhole = true
    for index in first &+ 1..<first &+ count {
      let line = lines[index]
      if Int(line.start) != previous.end &+ 1 || bytes[previous.end] != 0x0A {
        isWhole = false
        break
      }
      previous = line
    }
    if isWhole { return bytes.slice(start, lines[first &+ count &- 1].end) }
    scratch.truncate(to: 0)
    for index in first..<first &+ count {
      if index > first { scratch.append(0x0A) }
      let line = bytes.slice(Int(lines[index].start), lines[index].end)
      unsafe scratch.append(from: line.pointer, line.count)
    }
    return unsafe MarkdownBytes(scratch.pointer, count: scratch.count)
  }
}
