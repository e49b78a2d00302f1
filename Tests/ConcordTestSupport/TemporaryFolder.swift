// A folder that exists for one test.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An empty folder of its own, removed with all it holds when the last reference goes.
public final class TemporaryFolder: Sendable {
  /// Its path, without a slash at the end.
  public let path: String

  /// Makes the folder.
  public init() {
    let base = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    var name = Array("\(base)/concord-test-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&name) != nil else { preconditionFailure("no temporary folder in \(base)") }
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = Tool.run("rm", ["-rf", path]) }

  /// Makes a folder in it, and those above.
  public func makeFolder(_ name: String) {
    var made = path
    for part in name.split(separator: "/") {
      made += "/" + part
      unsafe mkdir(made, 0o777)
    }
  }

  /// Writes a file in it, and makes the folders above.
  public func write(_ text: String, to name: String) {
    if let slash = name.lastIndex(of: "/") { makeFolder(String(name[..<slash])) }
    write(text, toBytes: Array(name.utf8))
  }

  /// Writes a file whose name may be anything; its folder must exist.
  public func write(_ text: String, toBytes name: [UInt8]) {
    let full = (Array(path.utf8) + [UInt8(ascii: "/")] + name + [0]).map { CChar(bitPattern: $0) }
    guard let file = unsafe fopen(full, "wb") else { preconditionFailure("cannot write \(path)/\(name)") }
    _ = unsafe fwrite(Array(text.utf8), 1, text.utf8.count, file)
    unsafe fclose(file)
  }

  /// Makes a symbolic link in it.
  public func link(_ name: String, to target: String) { _ = unsafe symlink(target, path + "/" + name) }
}
