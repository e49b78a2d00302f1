// Running a program and looking at what it printed, without Foundation.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a program did.
package struct ProcessOutcome: Sendable {
  /// The exit code, or nil if a signal ended it.
  package let code: Int32?
  /// The signal that ended it, or nil.
  package let signal: Int32?
  /// Standard output.
  package let output: [UInt8]
  /// Standard error.
  package let errors: [UInt8]

  /// Standard output as text.
  package var text: String { String(decoding: output, as: UTF8.self) }
  /// Standard error as text.
  package var errorText: String { String(decoding: errors, as: UTF8.self) }
}

/// A program that could not be started.
package struct SpawnError: Error { package let code: Int32 }

/// A program that runs.
package final class ChildProcess {
  private let identifier: pid_t
  private let folder: TemporaryFolder

  /// Starts `path` with `arguments`; its output goes to files, its input is `input`.
  package init(
    _ path: String, _ arguments: [String], input: [UInt8] = [], environment: [String] = []
  ) throws {
    folder = TemporaryFolder()
    try Self.write(input, to: "\(folder.path)/in")
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "\(folder.path)/in", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, "\(folder.path)/out", O_WRONLY | O_CREAT, 0o600)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, "\(folder.path)/err", O_WRONLY | O_CREAT, 0o600)
    let words = [path] + arguments
    var argv: [UnsafeMutablePointer<CChar>?] = unsafe (words.map { unsafe strdup($0) } + [nil])
    let fixed = ["PATH=/usr/bin:/bin", "SWIFT_BACKTRACE=enable=no", "ASAN_OPTIONS=detect_leaks=0", "LC_ALL=C.UTF-8"]
    var envp: [UnsafeMutablePointer<CChar>?] = unsafe ((fixed + environment).map { unsafe strdup($0) } + [nil])
    defer {
      for index in unsafe argv.indices { unsafe free(argv[index]) }
      for index in unsafe envp.indices { unsafe free(envp[index]) }
    }
    var identifier = pid_t()
    let failure = unsafe posix_spawn(&identifier, path, &actions, nil, &argv, &envp)
    if failure != 0 { throw SpawnError(code: failure) }
    self.identifier = identifier
  }

  /// Sends a signal.
  package func send(_ signal: Int32) { kill(identifier, signal) }

  /// Waits for the end.
  package func wait() throws -> ProcessOutcome {
    var status: Int32 = 0
    while unsafe waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7f
    return ProcessOutcome(
      code: signal == 0 ? status >> 8 & 0xff : nil, signal: signal == 0 ? nil : signal,
      output: TestFiles.bytes("\(folder.path)/out") ?? [], errors: TestFiles.bytes("\(folder.path)/err") ?? [])
  }

  /// Writes a file.
  package static func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = unsafe fopen(path, "wb") else { throw SpawnError(code: errno) }
    defer { unsafe fclose(file) }
    if unsafe fwrite(bytes, 1, bytes.count, file) != bytes.count { throw SpawnError(code: errno) }
  }
}
