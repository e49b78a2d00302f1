// A program that is spoken to while it runs: what it reads comes from a pipe, what it writes goes to a pipe or a terminal.

import ConcordBytes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program with a pipe for standard input, and a pipe or a terminal of its own for standard output.
package final class TalkingProcess {
  private let identifier: pid_t
  private var input: Int32
  private let output: Int32
  private let folder = TemporaryFolder()
  /// One is started at a time, or another that is started meanwhile would keep its pipe open.
  private static let starting = Lock(())

  /// Starts `path`; with a size, standard output is a terminal of so many columns and rows.
  package init(
    _ path: String, _ arguments: [String], terminal: (columns: Int, rows: Int)? = nil, environment: [String] = []
  ) throws {
    let errors = "\(folder.path)/err"
    let words = [path] + arguments
    let started = try Self.starting.withLock { _ in
      try Self.start(words, terminal: terminal, environment: environment, errors: errors)
    }
    (identifier, input, output) = started
    // The program may end before all is written to it.
    signal(SIGPIPE, SIG_IGN)
  }

  private static func start(
    _ words: [String], terminal: (columns: Int, rows: Int)?, environment: [String], errors: String
  ) throws -> (pid_t, Int32, Int32) {
    var into: [Int32] = [-1, -1]
    var out: [Int32] = [-1, -1]
    if unsafe pipe(&into) != 0 { throw SpawnError(code: errno) }
    if let terminal {
      out = try Self.terminal(terminal)
    } else if unsafe pipe(&out) != 0 {
      throw SpawnError(code: errno)
    }
    for end in into + out { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, into[0], 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, out[1], 1)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT, 0o600)
    // Threads of tests may have signals blocked, which a program inherits.
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var argv: [UnsafeMutablePointer<CChar>?] = unsafe (words.map { unsafe strdup($0) } + [nil])
    let fixed = ["PATH=/usr/bin:/bin", "SWIFT_BACKTRACE=enable=no", "ASAN_OPTIONS=detect_leaks=0", "LC_ALL=C.UTF-8"]
    var envp: [UnsafeMutablePointer<CChar>?] = unsafe ((fixed + environment).map { unsafe strdup($0) } + [nil])
    defer { unsafe (argv + envp).forEach { word in unsafe free(word) } }
    var identifier = pid_t()
    let failure = unsafe posix_spawn(&identifier, words[0], &actions, &attributes, &argv, &envp)
    close(into[0])
    close(out[1])
    if failure != 0 { throw SpawnError(code: failure) }
    return (identifier, into[1], out[0])
  }

  deinit {
    if input >= 0 { close(input) }
    close(output)
  }

  /// The two ends of a new terminal: ours, and that of the program.
  private static func terminal(_ size: (columns: Int, rows: Int)) throws -> [Int32] {
    var window = winsize()
    window.ws_col = UInt16(size.columns)
    window.ws_row = UInt16(size.rows)
    var (ours, other): (Int32, Int32) = (-1, -1)
    if unsafe openpty(&ours, &other, nil, nil, &window) != 0 { throw SpawnError(code: errno) }
    return [ours, other]
  }

  /// Writes to its standard input.
  package func write(_ text: String) { write(Array(text.utf8)) }

  package func write(_ bytes: [UInt8]) {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer -> Int in
        guard let base = buffer.baseAddress else { return -1 }
        #if canImport(Glibc)
          return unsafe Glibc.write(input, base + done, buffer.count - done)
        #else
          return unsafe Darwin.write(input, base + done, buffer.count - done)
        #endif
      }
      if count <= 0 { return }
      done += count
    }
  }

  /// Ends its standard input.
  package func closeInput() {
    if input >= 0 { close(input) }
    input = -1
  }

  /// Sends a signal.
  package func send(_ signal: Int32) { kill(identifier, signal) }

  /// Reads what it writes until that holds `text`, or ends, or ten seconds are over.
  package func read(until text: String? = nil) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    for _ in 0..<10_000 {
      if let text, String(decoding: bytes, as: UTF8.self).contains(text) { return bytes }
      var wanted = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      let ready = unsafe poll(&wanted, 1, 10_000)
      if ready < 0 && errno == EINTR { continue }
      if ready <= 0 { return bytes }
      #if canImport(Glibc)
        let count = unsafe Glibc.read(output, &chunk, chunk.count)
      #else
        let count = unsafe Darwin.read(output, &chunk, chunk.count)
      #endif
      if count <= 0 { return bytes }
      bytes += chunk[..<count]
    }
    return bytes
  }

  /// Waits for the end, twenty seconds at most; the exit code, or nil after a signal, and standard error.
  package func wait() -> (code: Int32?, errors: String) {
    var status: Int32 = 0
    var isOver = false
    for _ in 0..<4000 where !isOver {
      isOver = unsafe waitpid(identifier, &status, WNOHANG) == identifier
      if !isOver { usleep(5000) }
    }
    if !isOver {
      send(SIGKILL)
      while unsafe waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
    }
    let errors = String(decoding: TestFiles.bytes("\(folder.path)/err") ?? [], as: UTF8.self)
    return (status & 0x7f == 0 ? status >> 8 & 0xff : nil, errors)
  }
}
