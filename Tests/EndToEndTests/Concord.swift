// The program under test, as a process.

import ConcordTestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs `concord`, which the build puts beside the tests.
enum Concord {
  static let path: String = {
    var buffer = [CChar](repeating: 0, count: 4096)
    let length = unsafe readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let own = String(decoding: buffer.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let folder = own.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    // Swift Testing runs inside a helper of the toolchain; the bundle's path is then the first argument.
    for candidate in [folder]
      + CommandLine.arguments.map({ argument in
        argument.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
      }) where unsafe access("\(candidate)/concord", X_OK) == 0
    {
      return "\(candidate)/concord"
    }
    return "\(folder)/concord"
  }()

  /// The folder of the package.
  static let package: String = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  /// Runs a command to its end.
  static func run(
    _ arguments: String..., input: [UInt8] = [], environment: [String] = []
  ) throws -> ProcessOutcome {
    let process = try ChildProcess(path, arguments, input: input, environment: environment)
    return try process.wait()
  }

  static func write(_ text: String, to path: String) throws { try ChildProcess.write(Array(text.utf8), to: path) }

  /// Names in a folder, hidden ones too.
  static func names(in folder: String) -> [String] { TestFiles.names(in: folder) }

  /// The bytes of a file.
  static func bytes(_ path: String) -> [UInt8] { TestFiles.bytes(path) ?? [] }
}
