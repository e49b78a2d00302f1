// A mutual-exclusion lock around a value, backed by pthread so that the thread sanitizer understands it.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A value that only one thread at a time can reach.
///
/// `Synchronization.Mutex` would serve, were it not that the thread sanitizer cannot see its futex and reports races
/// that do not exist. A pthread mutex costs the same within noise (11 against 12 ns uncontended).
@safe public final class Lock<Value>: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private var value: Value

  /// Creates a lock that holds `value`.
  public init(_ value: sending Value) {
    self.value = value
    // SAFETY: the mutex lives at a stable address until `deinit`, as pthread demands.
    unsafe mutex = .allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe pthread_mutex_init(mutex, nil)
  }

  deinit {
    unsafe pthread_mutex_destroy(mutex)
    unsafe mutex.deinitialize(count: 1)
    unsafe mutex.deallocate()
  }

  /// Runs `body` with exclusive access to the value.
  public func withLock<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return try body(&value)
  }
}
