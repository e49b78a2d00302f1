// Where a growing document begins: after a byte order mark and front matter, which may be known only later.

import ConcordBytes
import ConcordYAML

/// Watches the first bytes of a growing document.
///
/// Only a line of marks can end front matter, so the text is looked at as YAML when such a line comes, and no longer than
/// YAML may be. A last line that is not whole may look like one and then not be one; until that is known, all is open.
struct DocumentStart: BitwiseCopyable {
  /// The first byte of the document, as far as is known.
  private(set) var offset = 0
  /// Whether more bytes may change that.
  private(set) var isOpen = true
  /// The first line that was not looked at whole.
  private var line = 0
  /// Where the text between the marks begins, -1 while the first line is not whole.
  private var textStart = -1

  init() {}

  /// Looks at the bytes so far; `isWhole` says that there are no more.
  mutating func look(at bytes: MarkdownBytes, readsFrontMatter: Bool, isWhole: Bool) {
    if !isOpen { return }
    let hasMark = bytes.has("\u{FEFF}", at: 0)
    let mark = hasMark ? 3 : 0
    offset = mark
    if !hasMark && bytes.count < 3 && bytes.count > 0 && !isWhole {
      if bytes[0] == 0xEF && (bytes.count < 2 || bytes[1] == 0xBB) { return }
    }
    if !readsFrontMatter {
      isOpen = bytes.count == 0
    } else {
      isOpen = lookForFrontMatter(bytes, mark, isWhole)
    }
    if isWhole { isOpen = false }
  }

  /// Sets the start after front matter that is there; returns whether more bytes may change that.
  private mutating func lookForFrontMatter(_ bytes: MarkdownBytes, _ mark: Int, _ isWhole: Bool) -> Bool {
    line = max(line, mark)
    while true {
      if textStart >= 0 && line &- textStart > YAMLMapping.sizeLimit { return false }
      var end = line
      while end < bytes.count && bytes[end] != 0x0A && bytes[end] != 0x0D { end &+= 1 }
      // A carriage return at the end may be half of a line break.
      let isLineWhole = isWhole || end < bytes.count && (bytes[end] == 0x0A || end &+ 1 < bytes.count)
      let isMark = Self.isMark(bytes, line, end, isFirst: textStart < 0)
      if textStart < 0 {
        if !isLineWhole { return Self.mayBecomeMark(bytes, line, end) }
        if !isMark { return false }
      } else if isMark {
        let view = unsafe ByteView(UnsafeRawBufferPointer(start: bytes.pointer, count: bytes.count))
        if let matter = MarkdownFrontMatter(view, from: mark) { offset = matter.lines.upperBound }
        return !isLineWhole
      }
      if !isLineWhole || end >= bytes.count { return !isWhole }
      line = end &+ (bytes[end] == 0x0D && bytes[end &+ 1] == 0x0A ? 2 : 1)
      if textStart < 0 { textStart = line }
    }
  }

  private static func isMark(_ bytes: MarkdownBytes, _ start: Int, _ end: Int, isFirst: Bool) -> Bool {
    let byte = bytes[start]
    if end &- start < 3 || byte != UInt8(ascii: "-") && (isFirst || byte != UInt8(ascii: ".")) { return false }
    for offset in start..<end {
      let found = bytes[offset]
      if offset < start &+ 3 ? found != byte : found != space && found != tab { return false }
    }
    return true
  }

  private static func mayBecomeMark(_ bytes: MarkdownBytes, _ start: Int, _ end: Int) -> Bool {
    for offset in start..<end {
      let found = bytes[offset]
      if offset < start &+ 3 ? found != UInt8(ascii: "-") : found != space && found != tab { return false }
    }
    return true
  }
}
