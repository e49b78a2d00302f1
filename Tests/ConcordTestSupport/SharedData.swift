// Where the shared test data lies, which is never part of the repository.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The data folder: `CONCORDANCE_DATA` if set, else `../shared/data` beside the package.
public enum SharedData {
  /// The folder's path, without a slash at the end.
  public static let root: String = {
    if let value = unsafe getenv("CONCORDANCE_DATA") { return unsafe String(cString: value) }
    // This file is <package>/Tests/ConcordTestSupport/SharedData.swift.
    let parts = #filePath.split(separator: "/").dropLast(3)
    return "/" + parts.joined(separator: "/") + "/../shared/data"
  }()

  /// Whether a file or folder of the data is there; prints why its tests are skipped if it is not.
  public static func has(_ path: String) -> Bool {
    if unsafe access(root + "/" + path, R_OK) == 0 { return true }
    print("skipped: \(root)/\(path) is not there; set CONCORDANCE_DATA to the folder with the shared data")
    return false
  }

  /// The names of what a folder holds, sorted; those that begin with a dot are left out.
  public static func names(in path: String) -> [String] {
    TestFiles.names(in: root + "/" + path).filter { !$0.hasPrefix(".") }
  }

  /// The bytes of a file, or nil if it cannot be read.
  public static func bytes(of path: String) -> [UInt8]? { TestFiles.bytes(root + "/" + path) }
}
