// Says which case was running when the process traps or hangs, so that every finding can be repeated.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Room for the name of the running case, which a signal handler can write without allocating.
nonisolated(unsafe) private let caseName = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
nonisolated(unsafe) private var caseLength = 0

enum Watch {
  /// Seconds after which a case counts as hanging.
  static let limit = 1.0

  /// Reports traps and hangs from now on; either ends the process with status 3.
  static func begin() {
    for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGALRM] {
      signal(number) { number in
        let word: StaticString = number == SIGALRM ? "\nHANG: " : "\nTRAP: "
        unsafe write(2, word.utf8Start, word.utf8CodeUnitCount)
        unsafe write(2, caseName, caseLength)
        unsafe write(2, "\n", 1)
        _exit(3)
      }
    }
  }

  /// Names the case that runs next and gives it ten seconds.
  static func start(_ name: String) {
    var length = 0
    for byte in name.utf8.prefix(250) {
      unsafe caseName[length] = byte
      length += 1
    }
    unsafe caseLength = length
    alarm(10)
  }

  /// Seconds since some moment.
  static func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
