// Runs a tool of the system to its end and reads what it writes.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program of PATH that a test needs once.
public enum Tool {
  /// Runs a program of PATH to its end; it reads the file `input` as its standard input.
  ///
  /// - Returns: its exit status, -1 after a signal, and what it wrote to standard output; nil if it cannot be run.
  ///   Standard error is thrown away.
  public static func run(
    _ program: String, _ arguments: [String], environment: [String] = [], input: String = "/dev/null"
  ) -> (status: Int32, output: [UInt8])? {
    var ends: [Int32] = [0, 0]
    guard unsafe pipe(&ends) == 0 else { return nil }
    defer { close(ends[0]) }
    _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
    _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    let path = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/usr/bin:/bin"
    var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
    var settings = unsafe (["PATH=\(path)"] + environment).map { unsafe strdup($0) } + [nil]
    defer { unsafe (words + settings).forEach { word in unsafe free(word) } }
    var child = pid_t()
    let problem = unsafe posix_spawnp(&child, program, &actions, nil, &words, &settings)
    close(ends[1])
    if problem != 0 { return nil }
    let output = readAll(ends[0])
    var status: Int32 = 0
    while unsafe waitpid(child, &status, 0) < 0 { if errno != EINTR { return nil } }
    return (status & 0x7F == 0 ? status >> 8 & 0xFF : -1, output)
  }

  private static func readAll(_ descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return bytes }
      bytes += chunk[..<count]
    }
  }
}
