// YAML between two lines of marks at the top of a Markdown file.

import ConcordBytes
package import ConcordYAML

/// Front matter: its place and its members.
package struct MarkdownFrontMatter: Equatable, Sendable {
  /// Both lines of marks and what is between them, with the line break after.
  package let lines: Range<Int>
  /// The members; none without the package trait FrontMatter.
  package let mapping: YAMLMapping

  /// Reads front matter at `start`.
  ///
  /// The first line is `---`, a later one `---` or `...`, each with nothing but white space after it, and what is
  /// between is a YAML mapping or nothing, of 64 KB at most. Anything else is ordinary text: a thematic break may begin
  /// a file as well. Without the trait FrontMatter the lines of marks alone decide.
  init?(_ file: ByteView, from start: Int) {
    guard let base = unsafe file.bytes.baseAddress else { return nil }
    var reader = unsafe LineReader(base, count: file.count, from: start)
    guard let opening = reader.next(), Self.isMark(file, opening, "-") else { return nil }
    var bodyStart: Int? = nil
    while let line = reader.next() {
      let textStart = bodyStart ?? line.start
      bodyStart = textStart
      if line.start - textStart > YAMLMapping.sizeLimit { return nil }
      guard Self.isMark(file, line, "-") || Self.isMark(file, line, ".") else { continue }
      let length = line.start - textStart
      guard let text = try? file.slice(textStart, length), let mapping = unsafe try? YAMLMapping(text.bytes) else {
        return nil
      }
      self.lines = start..<(reader.next()?.start ?? file.count)
      self.mapping = mapping
      return
    }
    return nil
  }

  /// Whether a line is three such bytes and white space.
  private static func isMark(_ file: ByteView, _ line: SourceLine, _ mark: Unicode.Scalar) -> Bool {
    let byte = UInt8(ascii: mark)
    if line.end - line.start < 3 { return false }
    for offset in line.start..<line.end {
      guard let found = try? file.u8(at: offset) else { return false }
      if offset < line.start + 3 ? found != byte : found != space && found != tab { return false }
    }
    return true
  }
}
