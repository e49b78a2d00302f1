// When a search has to stop: at a deadline, or when somebody lost interest.

internal import CKernels

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A flag that stops searches, from any thread.
@safe public final class SearchCancellation: @unchecked Sendable {
  private let flag: UnsafeMutablePointer<UInt64>

  /// A flag that is not raised.
  public init() {
    unsafe flag = .allocate(capacity: 1)
    unsafe flag.initialize(to: 0)
  }

  deinit { unsafe flag.deallocate() }

  /// Stops every search that was given this flag, within a block of postings.
  public func cancel() { unsafe concord_or_relaxed(flag, 1) }

  /// Whether `cancel` was called.
  public var isCancelled: Bool { unsafe concord_load_relaxed(flag) != 0 }
}

/// What a search asks for in each of its loops, once a block of postings or of terms.
package struct SearchControl: Sendable {
  /// A reading of the monotonic clock in nanoseconds; `.max` for none.
  package let deadline: UInt64
  /// The flag, if there is one.
  package let cancellation: SearchCancellation?

  /// Never stops.
  package static let none = SearchControl(deadline: .max, cancellation: nil)

  package init(deadline: UInt64, cancellation: SearchCancellation?) {
    (self.deadline, self.cancellation) = (deadline, cancellation)
  }

  /// A control whose deadline is `timeout` from now.
  package init(timeout: Duration?, cancellation: SearchCancellation?) {
    self.cancellation = cancellation
    guard let timeout else {
      deadline = .max
      return
    }
    let (seconds, attoseconds) = timeout.components
    let now = Self.now()
    if seconds < 0 || attoseconds < 0 {
      deadline = now
    } else if seconds > 1 << 32 {
      deadline = .max
    } else {
      deadline = now &+ UInt64(seconds) &* 1_000_000_000 &+ UInt64(attoseconds / 1_000_000_000)
    }
  }

  /// Nanoseconds of the monotonic clock.
  package static func now() -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  /// Whether the search has to end now.
  ///
  /// A load without a deadline, a reading of the clock (about 20 ns) with one.
  @inline(__always)
  package func shouldStop() -> Bool {
    if let cancellation, cancellation.isCancelled { return true }
    return deadline != .max && Self.now() >= deadline
  }
}
