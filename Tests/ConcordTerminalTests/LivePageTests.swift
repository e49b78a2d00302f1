// A page that grows on a screen ends as the page of one shot, is painted at most once a frame, and loses nothing.

import ConcordBytes
import ConcordMarkdown
import ConcordTestSupport
import MarkdownTestCases
import Testing

@testable import ConcordTerminal

/// A time that stands still until it is told.
private final class HandClock {
  var now = ContinuousClock.now
  /// What it takes to look at the time.
  var cost = Duration.zero

  func look() -> ContinuousClock.Instant {
    now = now.advanced(by: cost)
    return now
  }
}

private func oneShot(_ bytes: [UInt8], _ options: TerminalOptions) -> [UInt8] {
  bytes.withView { view in
    guard var document = try? ParsedMarkdown(view, extensions: .gitHub) else { return [] }
    return document.terminal(options)
  }
}

private func append(_ bytes: some Collection<UInt8>, to page: inout LivePage<ContinuousClock.Instant>) {
  Array(bytes).withView { view in try? page.append(view) }
}

/// The bytes of a text up to a character of UTF-8 that has more of them.
private func wholeCharacters(_ bytes: [UInt8]) -> [UInt8] {
  var count = 0
  for length in 1...3 where length <= bytes.count {
    let first = bytes[bytes.count - length]
    let wanted = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 1
    let isFirst = first & 0xC0 != 0x80
    if isFirst && count == 0 { count = length < wanted ? length : 4 }
  }
  return count == 4 ? bytes : Array(bytes.dropLast(count))
}

struct `a page that grows on a terminal` {
  private let clock = HandClock()

  /// Shows a text in pieces, and what is wrong with the screen then or in between; nil if nothing.
  private func problem(_ bytes: [UInt8], _ cuts: [Int], _ size: TerminalSize, _ theme: TerminalTheme?) -> String? {
    var page = LivePage<ContinuousClock.Instant>(theme: theme, size: size)
    var screen = Screen(columns: size.columns, rows: size.rows)
    var from = 0
    for cut in cuts + [bytes.count] {
      append(bytes[from..<cut], to: &page)
      from = cut
      screen.write(page.frame(clock.look))
      // A character that is cut is not shown.
      let wanted = shown(wholeCharacters(Array(bytes[..<cut])), size, theme)
      if !screen.isClean { return "the screen after \(cut): \(screen.unknown), \(screen.text)" }
      // The last rows are those of the text so far, whatever waits above them.
      if screen.text.suffix(size.rows - 1) != wanted.suffix(min(screen.text.count, size.rows - 1)) {
        return "the last rows after \(cut): \(screen.text), not \(wanted)"
      }
    }
    page.finish()
    screen.write(page.frame(clock.look))
    let wanted = shown(bytes, size, theme)
    if page.isComplete && screen.isClean && screen.text == wanted { return nil }
    return "the end: \(screen.text), not \(wanted)"
  }

  private func shown(_ bytes: [UInt8], _ size: TerminalSize, _ theme: TerminalTheme?) -> [String] {
    var screen = Screen(columns: size.columns, rows: size.rows)
    screen.write(oneShot(bytes, TerminalOptions(width: size.columns, theme: theme)))
    return screen.text
  }

  @Test func `ends as the page of one shot on a screen of any size, and shows its last rows meanwhile`() {
    var random = RandomMarkdown(seed: 41)
    var places = SeededRandom(seed: 42)
    let sizes = [(80, 24), (20, 5), (9, 3), (40, 2), (12, 100)].map { TerminalSize(columns: $0.0, rows: $0.1) }
    for index in 0..<Trials.of(400) {
      let bytes = index % 2 == 0 ? random.document() : random.document() + Array("\n\n".utf8) + random.document()
      let size = sizes[index % sizes.count]
      let cuts =
        index % 3 == 0 ? Array(0..<bytes.count) : (0..<4).map { _ in places.below(bytes.count + 1) }.sorted()
      if let found = problem(bytes, cuts, size, index % 2 == 0 ? nil : .dark) {
        Issue.record("\(String(decoding: bytes, as: UTF8.self).debugDescription) at \(cuts) on \(size): \(found)")
      }
    }
  }

  @Test func `writes nothing when nothing changes, and the lines that change`() {
    var page = LivePage<ContinuousClock.Instant>(theme: nil, size: TerminalSize(columns: 20, rows: 10))
    #expect(page.delay(clock.now) == nil)
    append(Array("- one\n- two\n- th".utf8), to: &page)
    let first = String(decoding: page.frame(clock.look), as: UTF8.self)
    #expect(first == "\u{1B}[?2026h\r\u{1B}[?7l\u{2022} one\n\u{2022} two\n\u{2022} th\n\u{1B}[?7h\u{1B}[?2026l")
    #expect(page.delay(clock.now) == nil)
    append(Array("ree".utf8), to: &page)
    let second = String(decoding: page.frame(clock.look), as: UTF8.self)
    #expect(second == "\u{1B}[?2026h\r\u{1B}[1A\u{1B}[?7l\u{1B}[K\u{2022} three\n\u{1B}[?7h\u{1B}[?2026l")
    append(Array("\n".utf8), to: &page)
    #expect(page.frame(clock.look).isEmpty)
  }

  @Test func `waits for all of a character`() {
    var page = LivePage<ContinuousClock.Instant>(theme: nil, size: TerminalSize(columns: 20, rows: 10))
    var screen = Screen(columns: 20, rows: 10)
    for (byte, shown) in zip("a灯🚢".utf8 + [0xE7], ["a", "a", "a", "a灯", "a灯", "a灯", "a灯", "a灯🚢", "a灯🚢"]) {
      append([byte], to: &page)
      screen.write(page.frame(clock.look))
      #expect(screen.text == [shown])
    }
    page.finish()
    screen.write(page.frame(clock.look))
    #expect(screen.text == ["a灯🚢\u{FFFD}"])
  }

  @Test func `is painted once a frame, at once after a pause and at the end`() {
    var page = LivePage<ContinuousClock.Instant>(theme: nil, size: TerminalSize(columns: 20, rows: 10))
    append(Array("a".utf8), to: &page)
    #expect(page.delay(clock.now) == .zero)
    _ = page.frame(clock.look)
    append(Array("b".utf8), to: &page)
    #expect(page.delay(clock.now) == .milliseconds(16))
    clock.now = clock.now.advanced(by: .milliseconds(10))
    #expect(page.delay(clock.now) == .milliseconds(6))
    clock.now = clock.now.advanced(by: .milliseconds(10))
    #expect(page.delay(clock.now) == .zero)
    _ = page.frame(clock.look)
    page.finish()
    #expect(page.delay(clock.now) == .zero)
  }

  @Test func `takes its time for much text and goes on with what is left`() {
    let text = Array(String(repeating: "a *b* `c`\n\n- d\n\n", count: 20_000).utf8)
    let size = TerminalSize(columns: 30, rows: 8)
    var page = LivePage<ContinuousClock.Instant>(theme: nil, size: size)
    var screen = Screen(columns: size.columns, rows: size.rows)
    append(text, to: &page)
    page.finish()
    clock.cost = .milliseconds(5)
    var frames = 0
    while !page.isComplete && frames < 1000 {
      let start = clock.now
      screen.write(page.frame(clock.look))
      frames += 1
      #expect(clock.now.duration(to: start) >= .milliseconds(-30))
      #expect(screen.isClean)
    }
    #expect(frames >= text.count / TerminalStream.step / 4)
    #expect(screen.text == shown(text, size, nil))
  }

  @Test func `is laid out anew below what is finished when the terminal gets another width`() {
    var page = LivePage<ContinuousClock.Instant>(theme: nil, size: TerminalSize(columns: 20, rows: 10))
    append(Array("one two three four five\n\nsix seven eight nine ten eleven".utf8), to: &page)
    var screen = Screen(columns: 20, rows: 10)
    screen.write(page.frame(clock.look))
    #expect(screen.text == ["one two three four", "five", "", "six seven eight nine", "ten eleven"])
    page.resize(TerminalSize(columns: 12, rows: 10))
    #expect(page.delay(clock.now) != nil)
    let output = String(decoding: page.frame(clock.look), as: UTF8.self)
    // The three lines that were painted take four rows of twelve columns.
    #expect(
      output
        == "\u{1B}[?2026h\r\u{1B}[4A\u{1B}[K\n\u{1B}[K\n\u{1B}[K\n\u{1B}[K\u{1B}[3A\u{1B}[?7l\nsix seven\neight nine\nten eleven\n\u{1B}[?7h\u{1B}[?2026l"
    )
    page.finish()
    let last = String(decoding: page.frame(clock.look), as: UTF8.self)
    #expect(last.contains("\u{1B}[K\u{1B}[3A\nsix seven\neight nine\nten eleven\n") && page.isComplete == true)
  }

  @Test func `keeps its width when it was given one`() {
    var page = LivePage<ContinuousClock.Instant>(theme: nil, width: 9, size: TerminalSize(columns: 20, rows: 10))
    append(Array("one two three".utf8), to: &page)
    var screen = Screen(columns: 20, rows: 10)
    screen.write(page.frame(clock.look))
    page.resize(TerminalSize(columns: 40, rows: 10))
    screen.write(page.frame(clock.look))
    #expect(screen.text == ["one two", "three"])
  }

  @Test func `leaves what was painted when others wrote after it`() {
    var page = LivePage<ContinuousClock.Instant>(theme: nil, size: TerminalSize(columns: 20, rows: 10))
    var screen = Screen(columns: 20, rows: 10)
    append(Array("a\n\nb".utf8), to: &page)
    screen.write(page.frame(clock.look))
    screen.write(Array("stopped\n".utf8))
    page.repaint()
    screen.write(page.frame(clock.look))
    page.finish()
    screen.write(page.frame(clock.look))
    #expect(screen.text == ["a", "", "b", "stopped", "", "b"])
  }
}
