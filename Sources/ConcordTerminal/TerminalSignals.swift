// Signals that a program on a terminal answers, as bytes of a pipe that can be waited for beside its input.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What happened to the program or its terminal.
package enum TerminalSignal: UInt8, Sendable {
  /// The terminal has another size.
  case resized = 1
  /// The program goes on after it was stopped.
  case resumed = 2
  /// The user wants it to end, or somebody else does.
  case interrupted = 3
  case terminated = 4
}

/// The end of the pipe that handlers write to; set once, before there are any.
nonisolated(unsafe) private var signalPipe: Int32 = -1

/// Passes a signal on; a second wish to end is obeyed at once.
private func pass(_ number: Int32) {
  let error = errno
  let what: TerminalSignal
  switch number {
  case SIGWINCH: what = .resized
  case SIGCONT: what = .resumed
  case SIGINT: what = .interrupted
  default: what = .terminated
  }
  if what == .interrupted || what == .terminated { _ = signal(number, SIG_DFL) }
  var byte = what.rawValue
  _ = unsafe write(signalPipe, &byte, 1)
  errno = error
}

/// Catches signals from the first use to the end of the program.
package struct TerminalSignals {
  /// To be waited for: it can be read when something happened.
  package let descriptor: Int32

  /// Begins to catch; -1 for the descriptor if there is none to be had, and then nothing is caught.
  package init() {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else {
      descriptor = -1
      return
    }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    descriptor = ends[0]
    unsafe signalPipe = ends[1]
    for number in [SIGWINCH, SIGCONT, SIGINT, SIGTERM] { _ = signal(number, pass) }
  }

  /// The next thing that happened, nil if nothing did; never waits.
  package func next() -> TerminalSignal? {
    var byte: UInt8 = 0
    return unsafe read(descriptor, &byte, 1) == 1 ? TerminalSignal(rawValue: byte) : nil
  }
}
