// FileFormat.md as data: its tables and its worked numbers.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct FormatPage {
  let lines: [Substring]

  /// Reads the page, which lies in the module's DocC catalog.
  init() {
    let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    var bytes: [UInt8] = []
    if let file = unsafe fopen(root + "/Sources/ConcordArtifact/ConcordArtifact.docc/FileFormat.md", "rb") {
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      while case let count = unsafe fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
      unsafe fclose(file)
    }
    self.init(text: String(decoding: bytes, as: UTF8.self))
  }

  init(text: String) { lines = text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// The rows of the first table below a heading, without its head.
  func table(below heading: String) -> [[String]] {
    guard let start = lines.firstIndex(of: "## \(heading)") else { return [] }
    let rest = lines[(start + 1)...].prefix { !$0.hasPrefix("## ") }
    guard let first = rest.firstIndex(where: { $0.hasPrefix("|") }) else { return [] }
    return rest[first...].prefix { $0.hasPrefix("|") }.dropFirst(2).map { line in
      line.split(separator: "|").map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
    }
  }

  /// The worked numbers: "- `what` → `result`".
  var examples: [(what: String, result: String)] {
    lines.compactMap { line in
      let parts = line.split(separator: "`", omittingEmptySubsequences: false)
      return parts.count == 5 && parts[0] == "- " && parts[2] == " → " ? (String(parts[1]), String(parts[3])) : nil
    }
  }
}
