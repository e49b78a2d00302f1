// Standard output for data, standard error for everything else.

import ConcordTerminal

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The two streams of the program.
///
/// Used from one thread.
enum Output {
  nonisolated(unsafe) private static var pending: [UInt8] = []

  /// Adds text to standard output.
  static func write(_ text: String) { write(Array(text.utf8)) }

  /// Adds bytes to standard output.
  static func write(_ bytes: [UInt8]) {
    unsafe pending += bytes
    if unsafe pending.count > 1 << 16 { flush() }
  }

  /// Hands over what was added.
  static func flush() {
    unsafe send(pending, to: STDOUT_FILENO)
    unsafe pending.removeAll(keepingCapacity: true)
  }

  /// Writes to standard error at once, after what was added to standard output: on a terminal both are one stream.
  static func error(_ text: String) {
    flush()
    send(Array(text.utf8), to: STDERR_FILENO)
  }

  private static func send(_ bytes: [UInt8], to descriptor: Int32) {
    var done = 0
    while done < bytes.count {
      let written = unsafe bytes.withUnsafeBytes { buffer -> Int in
        guard let base = buffer.baseAddress else { return 0 }
        #if canImport(Glibc)
          return unsafe Glibc.write(descriptor, base + done, buffer.count - done)
        #else
          return unsafe Darwin.write(descriptor, base + done, buffer.count - done)
        #endif
      }
      if written < 0 && errno == EINTR { continue }
      // Nobody listens any more: there is nothing left to do and nobody to tell.
      if written <= 0 { return }
      done += written
    }
  }

  /// Whether standard output is a terminal.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Columns of the terminal that standard output is; nil if it is none or does not say.
  static var width: Int? {
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Columns and rows of the terminal that standard output is; those that it does not say are 80 and 24.
  static var size: TerminalSize {
    var size = winsize()
    let isKnown = unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0
    return TerminalSize(
      columns: isKnown && size.ws_col > 0 ? Int(size.ws_col) : 80,
      rows: isKnown && size.ws_row > 0 ? Int(size.ws_row) : 24)
  }

  /// Whether standard output is a terminal that knows how to move its cursor.
  static var canRepaint: Bool { isTerminal && !isDumb }

  private static var isDumb: Bool {
    guard let value = unsafe getenv("TERM") else { return true }
    return unsafe value.pointee == 0 || String(cString: value) == "dumb"
  }

  /// Whether standard error is a terminal.
  static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Whether to use colours: on a terminal, unless NO_COLOR says otherwise.
  static var usesColor: Bool {
    if let value = unsafe getenv("NO_COLOR"), unsafe value.pointee != 0 { return false }
    if let value = unsafe getenv("TERM"), unsafe String(cString: value) == "dumb" { return false }
    return isTerminal
  }
}
