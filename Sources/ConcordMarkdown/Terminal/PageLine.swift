// A line of a page for a terminal, as the terminal sees it.

/// How much room a line takes.
package enum PageLine {
  /// Columns of a line of a page; O(its bytes).
  ///
  /// Sequences in it are those of ours: SGR and OSC 8.
  package static func columns(_ line: ArraySlice<UInt8>) -> Int {
    var text = FlatArray<UInt8>(capacity: line.count)
    var index = line.startIndex
    while index < line.endIndex {
      if line[index] != 0x1B {
        text.append(line[index])
        index += 1
        continue
      }
      // SGR ends with its letter, an address with another escape and a backslash.
      let isStyle = index + 1 < line.endIndex && line[index + 1] == UInt8(ascii: "[")
      let last = isStyle ? UInt8(ascii: "m") : 0x1B
      repeat { index += 1 } while index < line.endIndex && line[index] != last
      index += isStyle ? 1 : 2
    }
    return unsafe DisplayCluster.width(MarkdownBytes(text.pointer, count: text.count), 0, text.count)
  }
}
