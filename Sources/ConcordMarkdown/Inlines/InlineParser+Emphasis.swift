// Emphasis, strong emphasis and strikethrough: CommonMark 0.31, chapter 6.2, with the algorithm of its appendix.

extension InlineParser {
  /// A run of `*`, `_` or `~`: a mark for each byte, since a run may open and close several things.
  mutating func readDelimiters(_ place: Int, kind: UInt8) {
    let byte = text[place]
    let length = text.run(of: byte, at: place)
    let end = place &+ length
    position = end
    if kind == 2 && length > 2 { return }
    let (canOpen, canClose) = flanks(place, end, byte)
    if !canOpen && !canClose { return }
    let index = Int32(truncatingIfNeeded: delimiters.count)
    delimiters.append(
      Delimiter(
        mark: Int32(truncatingIfNeeded: marks.count), count: Int32(truncatingIfNeeded: length),
        length: Int32(truncatingIfNeeded: length), previous: index &- 1, next: index &+ 1,
        kind: kind == 2 && length == 2 ? 3 : kind, canOpen: canOpen, canClose: canClose))
    for offset in place..<end { marks.append(InlineMark(.text, offset, offset &+ 1)) }
    floor = end
  }

  /// Whether a run may open and close, by what stands before and after it.
  private func flanks(_ start: Int, _ end: Int, _ byte: UInt8) -> (canOpen: Bool, canClose: Bool) {
    let (spaceBefore, punctuationBefore) = classes(start == 0 ? space : text[start &- 1], before: start)
    let (spaceAfter, punctuationAfter) = classes(end >= text.count ? space : text[end], after: end)
    let isLeft = !spaceAfter && (!punctuationAfter || spaceBefore || punctuationBefore)
    let isRight = !spaceBefore && (!punctuationBefore || spaceAfter || punctuationAfter)
    if byte != UInt8(ascii: "_") { return (isLeft, isRight) }
    return (isLeft && (!isRight || punctuationBefore), isRight && (!isLeft || punctuationAfter))
  }

  @inline(__always)
  private func classes(_ byte: UInt8, before place: Int = -1, after end: Int = -1) -> (Bool, Bool) {
    if byte < 0x80 { return (ByteClass.isWhiteSpace(byte), ByteClass.isPunctuation(byte)) }
    guard let scalar = place >= 0 ? text.scalar(before: place) : text.scalar(at: end) else { return (true, false) }
    return (ByteClass.isWhiteSpace(scalar), ByteClass.isPunctuation(scalar))
  }

  /// Matches the delimiters from a place of their list on, and forgets them.
  mutating func matchDelimiters(from bottom: Int) {
    if delimiters.count <= bottom { return }
    for index in 0..<searchBottoms.count { searchBottoms[index] = Int32(truncatingIfNeeded: bottom) }
    let range = Int32(truncatingIfNeeded: bottom)..<Int32(truncatingIfNeeded: delimiters.count)
    var closer = Int32(truncatingIfNeeded: bottom)
    while closer < range.upperBound {
      let run = delimiters[Int(closer)]
      if !run.canClose {
        closer = run.next
        continue
      }
      if let opener = opener(for: run) {
        closer = match(opener, closer, range)
        continue
      }
      searchBottoms[run.searchClass] = closer
      if !run.canOpen { unlink(closer, range) }
      closer = run.next
    }
    delimiters.truncate(to: bottom)
  }

  /// The nearest run before `closer` that it may close.
  private func opener(for closer: Delimiter) -> Int32? {
    let bottom = searchBottoms[closer.searchClass]
    var index = closer.previous
    while index >= bottom {
      let run = delimiters[Int(index)]
      if run.canOpen && run.kind == closer.kind {
        // The rule of three: of runs that could do both, lengths that add up to a multiple of three do not match.
        let isBoth = closer.canOpen || run.canClose
        if closer.kind > 1 || !isBoth || closer.length % 3 == 0 || (run.length &+ closer.length) % 3 != 0 {
          return index
        }
      }
      index = run.previous
    }
    return nil
  }

  /// Turns bytes of both runs into an opening and a closing; returns the closer to go on with.
  private mutating func match(_ opener: Int32, _ closer: Int32, _ range: Range<Int32>) -> Int32 {
    var first = delimiters[Int(opener)]
    var second = delimiters[Int(closer)]
    let isStrong = first.count >= 2 && second.count >= 2
    let size: Int32 = isStrong ? 2 : 1
    let kinds: (InlineKind, InlineKind) =
      first.kind > 1
      ? (.openStrike, .closeStrike) : isStrong ? (.openStrong, .closeStrong) : (.openEmphasis, .closeEmphasis)
    let opening = Int(first.mark &+ first.count &- size)
    marks[opening].kind = kinds.0
    marks[opening].end = marks[opening].start &+ UInt32(size)
    let closing = Int(second.mark)
    marks[closing].kind = kinds.1
    marks[closing].end = marks[closing].start &+ UInt32(size)
    first.count &-= size
    second.count &-= size
    second.mark &+= size
    first.next = closer
    second.previous = opener
    delimiters[Int(opener)] = first
    delimiters[Int(closer)] = second
    if first.count == 0 { unlink(opener, range) }
    if second.count > 0 { return closer }
    unlink(closer, range)
    return second.next
  }

  private mutating func unlink(_ index: Int32, _ range: Range<Int32>) {
    let run = delimiters[Int(index)]
    if run.previous >= range.lowerBound { delimiters[Int(run.previous)].next = run.next }
    if run.next < range.upperBound { delimiters[Int(run.next)].previous = run.previous }
  }
}
