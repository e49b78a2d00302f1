// A folder that goes away with its owner.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A fresh folder, removed with all that is in it.
package final class TemporaryFolder {
  /// Its path.
  package let path: String

  /// Creates a folder.
  package init() throws {
    let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    var name = Array("\(parent)/concord-test-XXXXXX".utf8CString)
    let made = unsafe name.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
    }
    if !made { throw FolderError(code: errno) }
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  private static func remove(_ path: String) {
    if let handle = unsafe opendir(path) {
      var names: [String] = []
      while let entry = unsafe readdir(handle) {
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
          unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
        }
        if name != "." && name != ".." { names.append(name) }
      }
      unsafe closedir(handle)
      for name in names {
        let inner = "\(path)/\(name)"
        if unsafe unlink(inner) != 0 { remove(inner) }
      }
    }
    unsafe rmdir(path)
  }
}

/// A folder that could not be made.
package struct FolderError: Error { package let code: Int32 }
