// A progress bar on standard error, only where a person can see it.

/// Draws a bar at most ten times a second.
struct Progress {
  private let isShown: Bool
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant?

  init(isQuiet: Bool = false) { isShown = Output.isErrorTerminal && !isQuiet }

  /// Shows a share (0...1) of a stage.
  mutating func show(_ stage: String, _ share: Double?) {
    if !isShown { return }
    let now = clock.now
    if let last, last.duration(to: now) < .milliseconds(100) { return }
    last = now
    guard let share else {
      Output.error("\r\u{1B}[K\(stage)")
      return
    }
    let filled = Int(min(1, max(0, share)) * 30)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
    Output.error("\r\u{1B}[K\(stage) \(bar) \(Int(share * 100)) %")
  }

  /// Clears the line.
  func end() {
    if isShown && last != nil { Output.error("\r\u{1B}[K") }
  }
}
