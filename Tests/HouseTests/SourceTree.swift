// The package as text: which files there are and what they say, read with plain POSIX calls.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file of the package.
struct TextFile: Sendable {
  /// Path relative to the package, such as `Sources/ConcordBytes/Lock.swift`.
  let path: String
  /// What it says.
  let text: String

  /// Its lines, without line ends.
  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// The folder below `Sources`, which is the module.
  var module: String {
    let parts = path.split(separator: "/")
    return parts.count > 2 ? String(parts[1]) : ""
  }

  /// Whether it is Swift.
  var isSwift: Bool { path.hasSuffix(".swift") }

  /// The comment that the file opens with.
  var head: String { lines.prefix { $0.hasPrefix("//") }.joined(separator: "\n") }
}

/// The package on disk.
enum SourceTree {
  /// The package's folder: this file is `Tests/HouseTests/SourceTree.swift`.
  static let root: String = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  /// All text files below a folder of the package, in the order of their paths; hidden folders are left out.
  static func files(in folder: String) -> [TextFile] {
    var found: [TextFile] = []
    var waiting = [folder]
    while let next = waiting.popLast() {
      for (name, isFolder) in entries(of: next) {
        let path = next.isEmpty ? name : next + "/" + name
        if isFolder {
          if !name.hasPrefix(".") { waiting.append(path) }
        } else if let text = text(of: path) {
          found.append(TextFile(path: path, text: text))
        }
      }
    }
    return found.sorted { $0.path < $1.path }
  }

  /// The text of a file, nil if it holds a zero byte or is larger than 1 MB.
  static func text(of path: String) -> String? {
    guard let file = unsafe fopen(root + "/" + path, "rb") else { return nil }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= 1 << 20 {
      let count = unsafe fread(&chunk, 1, chunk.count, file)
      if count == 0 { return bytes.contains(0) ? nil : String(decoding: bytes, as: UTF8.self) }
      bytes += chunk[..<count]
    }
    return nil
  }

  private static func entries(of folder: String) -> [(name: String, isFolder: Bool)] {
    guard let handle = unsafe opendir(root + "/" + folder) else { return [] }
    defer { unsafe closedir(handle) }
    var found: [(String, Bool)] = []
    while let entry = unsafe readdir(handle) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
        unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      // `.git` is a file where the package lies in a linked work tree.
      if name == "." || name == ".." || name == ".git" { continue }
      var info = stat()
      if unsafe lstat(root + "/" + folder + "/" + name, &info) != 0 { continue }
      switch info.st_mode & S_IFMT {
      case S_IFDIR: found.append((name, true))
      case S_IFREG: found.append((name, false))
      default: continue
      }
    }
    return found
  }
}
