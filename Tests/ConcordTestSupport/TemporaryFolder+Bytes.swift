// Files of a temporary folder as bytes, by name.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension TemporaryFolder {
  /// Names in the folder, sorted, hidden ones included.
  package var names: [String] { TestFiles.names(in: path) }

  /// The path of a name in the folder.
  package func file(_ name: String) -> String { path + "/" + name }

  /// Writes a file and returns its path.
  @discardableResult
  package func write(_ name: String, _ bytes: [UInt8]) -> String {
    let path = file(name)
    if let stream = unsafe fopen(path, "wb") {
      unsafe fwrite(bytes, 1, bytes.count, stream)
      unsafe fclose(stream)
    }
    return path
  }

  /// The bytes of a file, nil if there is none.
  package func read(_ name: String) -> [UInt8]? { TestFiles.bytes(file(name)) }
}
