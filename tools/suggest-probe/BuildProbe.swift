// Writing the sections of completions from texts and weights that are sorted and in memory.

import ConcordArtifact
import ConcordBytes
import ConcordSearch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Probe {
  /// A text as the writer is given it: its key and the written text in one array, each with its end.
  private struct Line {
    let key: Int
    let keyLength: Int
    /// Nil if the form says the text.
    let textLength: Int?
    let weight: UInt64
    let form: DisplayForm
    let kind: EntryKind
  }

  /// Writes the sections again and times the writer alone; false if they are not those of the file.
  func build(repeats: Int) throws -> Bool {
    var bytes: [UInt8] = []
    var lines: [Line] = []
    for number in 0..<list.count {
      let key = try list.text(number)
      let entry = try entries.entry(number)
      let form = DisplayForm(of: entry.text, key: Array(key.prefix { $0 != 0 }))
      let shown = form == .other ? entry.text : []
      lines.append(
        Line(
          key: bytes.count, keyLength: key.count, textLength: form == .other ? shown.count : nil, weight: entry.weight,
          form: form,
          kind: entry.kind))
      bytes += key + shown
    }
    let weights = lines.map(\.weight)
    var times: [Double] = []
    var file: [UInt8] = []
    for _ in 0..<max(1, repeats) {
      let start = nanoseconds(CLOCK_THREAD_CPUTIME_ID)
      var table = EntryTableWriter(weights: weights, folder: nil)
      try unsafe bytes.withUnsafeBytes { try unsafe Self.write(lines, $0, to: &table) }
      var writer = ArtifactWriter()
      try table.finish(into: &writer)
      times.append((nanoseconds(CLOCK_THREAD_CPUTIME_ID) - start) / 1e6)
      if file.isEmpty {
        _ = try writer.write(contentIdentity: contents.artifact.contentIdentity) {
          unsafe file.append(contentsOf: $0.buffer)
        }
      }
    }
    let again = try ArtifactBytes(bytes: file)
    var isSame = true
    for section in again.sections where section.kind != .checksums {
      isSame = try isSame && again.section(section.kind).all() == contents.artifact.section(section.kind).all()
    }
    report(["mode": "build", "texts": list.count, "cpu_ms": percentile(times, 0.5), "same": isSame ? 1 : 0])
    return isSame
  }

  private static func write(
    _ lines: [Line], _ bytes: UnsafeRawBufferPointer, to table: inout EntryTableWriter
  ) throws {
    let all = unsafe ByteView(bytes)
    for line in lines {
      let key = try all.slice(line.key, line.keyLength)
      let text =
        if let length = line.textLength { try all.slice(line.key + line.keyLength, length) } else { ByteView?.none }
      try table.append(
        key: key, readable: all.count - line.key, form: line.form, text: text, weight: line.weight, kind: line.kind)
    }
  }
}
