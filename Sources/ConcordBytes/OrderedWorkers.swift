// Threads that turn inputs into outputs, which come back in the order of the inputs.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A small pool for work that is independent piece by piece, where the order of the results matters.
///
/// Without threads the work is done in `submit`. The results are the same, whatever the number of threads.
@safe package final class OrderedWorkers<Input: Sendable, Output: Sendable>: @unchecked Sendable {
  private let work: @Sendable (Input) -> Output
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private var threads: [pthread_t] = []
  private var waiting: [(number: Int, input: Input)] = []
  private var done: [Int: Output] = [:]
  private var submitted = 0
  private var taken = 0
  private var isClosed = false

  /// Starts `threads` threads.
  package init(threads count: Int, work: @escaping @Sendable (Input) -> Output) {
    self.work = work
    unsafe mutex = .allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe pthread_mutex_init(mutex, nil)
    unsafe changed = .allocate(capacity: 1)
    unsafe changed.initialize(to: pthread_cond_t())
    unsafe pthread_cond_init(changed, nil)
    for _ in 0..<count { start() }
  }

  /// Ends the threads; results that nobody took are dropped.
  package func close() {
    unsafe pthread_mutex_lock(mutex)
    isClosed = true
    waiting.removeAll()
    unsafe pthread_cond_broadcast(changed)
    unsafe pthread_mutex_unlock(mutex)
    for thread in threads { pthread_join(thread, nil) }
    threads.removeAll()
    // Nobody is left to work off what was waiting, so `next` must not wait for it either.
    done.removeAll()
    taken = submitted
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(mutex)
    unsafe changed.deallocate()
    unsafe mutex.deallocate()
  }

  /// Results that were submitted and not yet taken.
  package var inFlight: Int { submitted - taken }

  /// Hands an input to the threads.
  package func submit(_ input: Input) {
    let number = submitted
    submitted += 1
    if threads.isEmpty {
      done[number] = work(input)
      return
    }
    unsafe pthread_mutex_lock(mutex)
    waiting.append((number, input))
    unsafe pthread_cond_broadcast(changed)
    unsafe pthread_mutex_unlock(mutex)
  }

  /// Takes the result of the oldest input, waiting for it; nil if all were taken.
  package func next() -> Output? {
    if inFlight == 0 { return nil }
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    while true {
      if let output = done.removeValue(forKey: taken) {
        taken += 1
        return output
      }
      unsafe pthread_cond_wait(changed, mutex)
    }
  }

  private func start() {
    let argument = unsafe Unmanaged.passRetained(ThreadBody { [self] in run() })
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    // SAFETY: the thread takes over the reference that `passRetained` made.
    let failed = unsafe pthread_create(&thread, nil, threadMain, argument.toOpaque())
    if failed != 0 {
      // Without a thread the work is done in `submit`: slower, not wrong.
      unsafe argument.release()
      return
    }
    #if canImport(Darwin)
      if let thread = unsafe thread { threads.append(thread) }
    #else
      threads.append(thread)
    #endif
  }

  private func run() {
    while true {
      unsafe pthread_mutex_lock(mutex)
      while waiting.isEmpty && !isClosed { unsafe pthread_cond_wait(changed, mutex) }
      if isClosed {
        unsafe pthread_mutex_unlock(mutex)
        return
      }
      let (number, input) = waiting.removeFirst()
      unsafe pthread_mutex_unlock(mutex)
      let output = work(input)
      unsafe pthread_mutex_lock(mutex)
      done[number] = output
      unsafe pthread_cond_broadcast(changed)
      unsafe pthread_mutex_unlock(mutex)
    }
  }
}

/// What a new thread runs.
private final class ThreadBody: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

#if canImport(Darwin)
  private func threadMain(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().body()
    return nil
  }
#else
  private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().body()
    return nil
  }
#endif
