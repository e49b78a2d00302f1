// The processor time of a thread, which does not grow while something else runs beside a test.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Measures work of the calling thread.
package enum ThreadTime {
  /// Nanoseconds of processor time that `body` takes.
  package static func nanoseconds(of body: () -> Void) -> Int {
    let start = now()
    body()
    return now() - start
  }

  /// Nanoseconds of processor time that the thread has taken.
  package static func now() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
  }
}
