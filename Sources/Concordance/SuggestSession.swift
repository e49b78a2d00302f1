// Search as you type: keystrokes that build on each other, and the form that waits and forgets what is overtaken.

internal import ConcordArtifact
internal import ConcordBytes
internal import ConcordSearch

/// Completions while one text is typed: each keystroke goes on from where the last one led.
///
///     var session = try SuggestSession(index)
///     for typed in ["c", "co", "con"] { show(try session.completions(of: typed)) }
///
/// The answers are those of `SearchIndex.completions(of:_:)`. What is kept, the last 64 answers and the documents of the
/// words before the last one, is some kilobytes and a bit a document.
public struct SuggestSession: Sendable {
  private let index: SearchIndex
  private let options: CompletionOptions
  private let query: CompletionQuery
  private var memory = CompletionMemory()

  /// Begins a session.
  ///
  /// - Throws: `ConcordanceError` for a context that is no query.
  public init(_ index: SearchIndex, _ options: CompletionOptions = CompletionOptions()) throws(ConcordanceError) {
    self.index = index
    self.options = options
    query = try index.completionQuery("", options)
  }

  /// The completions of what is typed by now.
  public mutating func completions(of text: String) throws(ConcordanceError) -> [Completion] {
    try completions(of: text, cancellation: options.cancellation)
  }

  mutating func completions(
    of text: String, cancellation: SearchCancellation?
  ) throws(ConcordanceError) -> [Completion] {
    var query = query
    query.text = text
    query.control = SearchControl(timeout: options.timeout, cancellation: cancellation)
    let answer = try index.wrapping { () throws(ArtifactError) in try index.contents.completions(query, &memory) }
    return answer.completions
  }
}

/// A session for a user interface: waits until typing pauses, and answers the last keystroke only.
///
///     let live = try LiveSuggestions(index)
///     // for each keystroke, in a task of its own:
///     if let completions = try await live.completions(of: field.text) { show(completions) }
///
/// A call that is overtaken by a later one returns nil, whether it still waits or already searches.
public actor LiveSuggestions {
  private var session: SuggestSession
  private let pause: @Sendable () async throws -> Void
  private nonisolated let latest = LatestKeystroke()

  /// Begins a session.
  ///
  /// - Parameters:
  ///   - debounce: how long no later call may come before a search begins.
  ///   - clock: what measures it.
  public init(
    _ index: SearchIndex, _ options: CompletionOptions = CompletionOptions(),
    debounce: Duration = .milliseconds(20), clock: some Clock<Duration> = ContinuousClock()
  ) throws(ConcordanceError) {
    session = try SuggestSession(index, options)
    pause = { if debounce > .zero { try await clock.sleep(for: debounce) } }
  }

  /// The completions of a text; nil if a later call came.
  ///
  /// - Throws: `ConcordanceError`, or `CancellationError` if the calling task is cancelled while it waits.
  public nonisolated func completions(of text: String) async throws -> [Completion]? {
    let (number, cancellation) = latest.begin()
    try await pause()
    if !latest.isLatest(number) { return nil }
    let found = try await complete(text, cancellation)
    return latest.isLatest(number) ? found : nil
  }

  private func complete(_ text: String, _ cancellation: SearchCancellation) throws -> [Completion]? {
    // Others may have waited for the actor meanwhile.
    cancellation.isCancelled ? nil : try session.completions(of: text, cancellation: cancellation)
  }
}

/// The number of the last keystroke, and what stops its search.
private final class LatestKeystroke: Sendable {
  private let state = Lock((number: 0, cancellation: SearchCancellation()))

  /// Stops the keystroke before and gives the next number.
  func begin() -> (number: Int, cancellation: SearchCancellation) {
    let next = SearchCancellation()
    return state.withLock { state in
      state.cancellation.cancel()
      state = (state.number + 1, next)
      return (state.number, next)
    }
  }

  func isLatest(_ number: Int) -> Bool { state.withLock { $0.number == number } }
}
