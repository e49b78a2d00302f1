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
  /// Writes the sections again and times the writer alone; false if they are not those of the file.
  func build(repeats: Int) throws -> Bool {
    var keys = FlatTexts()
    var shown = FlatTexts()
    var forms: [DisplayForm] = []
    var kinds: [EntryKind] = []
    var weights: [UInt64] = []
    for number in 0..<list.count {
      let key = try list.text(number)
      let entry = try entries.entry(number)
      let form = DisplayForm(of: entry.text, key: Array(key.prefix { $0 != 0 }))
      keys.append(key)
      shown.append(form == .other ? entry.text : [])
      forms.append(form)
      kinds.append(entry.kind)
      weights.append(entry.weight)
    }
    var times: [Double] = []
    var bytes: [UInt8] = []
    for _ in 0..<max(1, repeats) {
      let start = nanoseconds(CLOCK_THREAD_CPUTIME_ID)
      var table = EntryTableWriter(weights: weights, folder: nil)
      try unsafe keys.bytes.withUnsafeBytes { keyBytes in
        try unsafe shown.bytes.withUnsafeBytes { shownBytes in
          for number in 0..<weights.count {
            let key = unsafe UnsafeRawBufferPointer(rebasing: keyBytes[keys.ends[number]..<keys.ends[number + 1]])
            let text = unsafe UnsafeRawBufferPointer(rebasing: shownBytes[shown.ends[number]..<shown.ends[number + 1]])
            try table.append(
              key: unsafe ByteView(key), form: forms[number],
              text: forms[number] == .other ? unsafe ByteView(text) : nil, weight: weights[number],
              kind: kinds[number])
          }
        }
      }
      var writer = ArtifactWriter()
      try table.finish(into: &writer)
      times.append((nanoseconds(CLOCK_THREAD_CPUTIME_ID) - start) / 1e6)
      if bytes.isEmpty {
        _ = try writer.write(contentIdentity: contents.artifact.contentIdentity) {
          unsafe bytes.append(contentsOf: $0.buffer)
        }
      }
    }
    let again = try ArtifactBytes(bytes: bytes)
    var isSame = true
    for section in again.sections where section.kind != .checksums {
      isSame = try isSame && again.section(section.kind).all() == contents.artifact.section(section.kind).all()
    }
    report(["mode": "build", "texts": list.count, "cpu_ms": percentile(times, 0.5), "same": isSame ? 1 : 0])
    return isSame
  }
}
