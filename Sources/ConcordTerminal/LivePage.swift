// A page of Markdown that grows on a terminal: bytes in, at most one paint a frame out. No input, no output, no clock.

package import ConcordBytes
package import ConcordMarkdown

/// A growing Markdown page, and what is to be written to a terminal to show it.
///
/// Lines that can no longer change are written once. Of those below them that may change, the last are shown that fit the
/// screen; the others wait until they are final, so that whatever scrolls away is right.
package struct LivePage<Instant: InstantProtocol>: ~Copyable where Instant.Duration == Duration {
  /// Bytes that may wait to be taken in before it is better to read no more.
  static var backlog: Int { 1 << 20 }

  private var stream: TerminalStream
  private var painter = TailPainter()
  private let theme: TerminalTheme?
  private let width: Int?
  private var size: TerminalSize
  private let interval: Duration
  /// The time before which nothing is painted, nil before the first paint.
  private var next: Instant?
  private var isChanged = false
  /// The beginning of a character whose other bytes are still to come.
  private var cut: [UInt8] = []
  private var isFinished = false
  /// Whether the end was painted.
  package private(set) var isComplete = false

  /// Begins with nothing.
  ///
  /// - Parameters:
  ///   - theme: how styles look; nil for plain text.
  ///   - width: columns of the page; nil for those of the terminal, whatever they become.
  ///   - interval: the time between two paints, and the time that one may take to read and to make lines.
  package init(
    extensions: MarkdownExtensions = .gitHub, theme: TerminalTheme?, width: Int? = nil, size: TerminalSize,
    isEager: Bool = false, interval: Duration = .milliseconds(16)
  ) {
    (self.theme, self.width, self.size, self.interval) = (theme, width, size, interval)
    stream = TerminalStream(
      extensions: extensions, options: TerminalOptions(width: width ?? size.columns, theme: theme), isEager: isEager)
  }

  /// Adds bytes, which the next paint takes in; a character that is cut waits for its other bytes.
  ///
  /// - Throws: `MarkdownError.tooLarge`; then nothing is added.
  package mutating func append(_ bytes: ByteView) throws(MarkdownError) {
    let text = unsafe cut + Array(bytes.bytes)
    let whole = text.count - Self.cutLength(text)
    try Array(text[..<whole]).withView { view throws(MarkdownError) in try stream.append(view) }
    cut = Array(text[whole...])
    isChanged = isChanged || whole > 0
  }

  /// How many bytes at the end of a text begin a character of UTF-8 that has more bytes.
  private static func cutLength(_ text: [UInt8]) -> Int {
    for length in 1..<4 where length <= text.count {
      let byte = text[text.count - length]
      if byte & 0xC0 == 0x80 { continue }
      let wanted = byte < 0xC2 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : byte < 0xF5 ? 4 : 1
      return length < wanted ? length : 0
    }
    return 0
  }

  /// Says that nothing follows.
  package mutating func finish() {
    // With a document of the largest size these few bytes have no room, and mean nothing.
    cut.withView { view in try? stream.append(view) }
    cut = []
    stream.finish()
    (isChanged, isFinished) = (true, true)
  }

  /// Whether so much waits to be taken in that reading more should wait too.
  package var isBehind: Bool { stream.waitingBytes > Self.backlog }

  /// Says how large the terminal is now.
  package mutating func resize(_ size: TerminalSize) {
    if size == self.size { return }
    if width == nil && size.columns != self.size.columns {
      stream.restart(TerminalOptions(width: size.columns, theme: theme))
    }
    self.size = size
    isChanged = true
  }

  /// Says that others wrote to the terminal: what may change is painted anew below that.
  package mutating func repaint() {
    painter.forget()
    isChanged = true
  }

  /// How long to wait before the next ``frame(_:)``; nil if nothing changed.
  package func delay(_ now: Instant) -> Duration? {
    if !isChanged { return nil }
    guard let next, now < next, !isFinished else { return .zero }
    return now.duration(to: next)
  }

  /// Takes in what was added as long as there is time, and returns what is to be written to the terminal.
  ///
  /// What there was no time for is left for the next frame.
  package mutating func frame(_ now: () -> Instant) -> [UInt8] {
    let end = now().advanced(by: interval)
    isChanged = !stream.read { now() < end }
    next = end
    // After a change of width it takes a while until the page is again as far as what was written.
    if !stream.isCurrent { return [] }
    let final = stream.takeFinal(parts: false)
    let tail = stream.tail(lines: TailPainter.lines(of: size))
    isComplete = isFinished && !isChanged
    return painter.paint(final: final, tail: tail, size)
  }

  /// Whether something was left out, because a small document would have made a page without bounds.
  package var isCapped: Bool { stream.isCapped }
}
