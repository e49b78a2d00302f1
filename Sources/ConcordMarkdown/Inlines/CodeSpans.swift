// Code spans: where a run of as many backticks comes next, and what lies between.

/// The runs of backticks of a text, found once.
///
/// A span passes all runs up to the one that closes it, and a run without a partner is known as such from the last run of
/// its length; so all spans of a text together cost its length once.
struct CodeSpans: ~Copyable {
  private static let short = 64
  private var starts = FlatArray<UInt32>()
  private var lengths = FlatArray<UInt32>()
  /// For each length the last place of such a run.
  private var last = FlatArray<UInt32>(capacity: 64)
  private var lastLong: [UInt32: UInt32] = [:]
  private var isKnown = false
  private var next = 0

  init() {
    for _ in 0..<Self.short { last.append(0) }
  }

  /// Forgets the text.
  @inline(__always)
  mutating func reset() { isKnown = false }

  /// What is shown of `start..<end`, between the backticks of a span.
  ///
  /// Without one space at each end, if it is not all spaces; line ends count as spaces.
  static func content(of text: MarkdownBytes, _ start: Int, _ end: Int) -> (Int, Int) {
    if end &- start < 2 || !isSpace(text[start]) || !isSpace(text[end &- 1]) { return (start, end) }
    var offset = start
    while offset < end && isSpace(text[offset]) { offset &+= 1 }
    return offset < end ? (start &+ 1, end &- 1) : (start, end)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == space || byte == 0x0A }

  /// After the run of `length` backticks that closes the one at `place`, nil without one.
  mutating func end(in text: MarkdownBytes, from place: Int, length: Int) -> Int? {
    if !isKnown { findRuns(in: text, from: place) }
    let size = UInt32(truncatingIfNeeded: length)
    let lastPlace = length < Self.short ? last[length] : lastLong[size] ?? 0
    if Int(lastPlace) <= place { return nil }
    while next < starts.count && Int(starts[next]) < place &+ length { next &+= 1 }
    var index = next
    while index < starts.count {
      if lengths[index] == size {
        next = index &+ 1
        return Int(starts[index]) &+ length
      }
      index &+= 1
    }
    return nil
  }

  private mutating func findRuns(in text: MarkdownBytes, from place: Int) {
    starts.truncate(to: 0)
    lengths.truncate(to: 0)
    for index in 0..<Self.short { last[index] = 0 }
    if !lastLong.isEmpty { lastLong = [:] }
    next = 0
    isKnown = true
    var offset = place
    while offset < text.count {
      let length = text.run(of: UInt8(ascii: "`"), at: offset)
      let start = UInt32(truncatingIfNeeded: offset)
      starts.append(start)
      lengths.append(UInt32(truncatingIfNeeded: length))
      if length < Self.short { last[length] = start } else { lastLong[UInt32(truncatingIfNeeded: length)] = start }
      offset = text.next(UInt8(ascii: "`"), from: offset &+ length)
    }
  }
}
