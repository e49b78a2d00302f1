// One word found scalar by scalar: its extent, what folding it needs, and where an identifier breaks into parts.

/// The scan of one word; see ``WordClass`` for the rules.
///
/// Part borders go to a buffer of the batch, as pairs of offsets.
@safe
struct WordScan {
  let text: TextBytes
  let start: Int
  /// The byte after the last letter, digit or mark of the word.
  var end: Int
  /// Where to go on: behind underscores that turned out to trail.
  var resume: Int
  /// The properties of all scalars, or'ed.
  var flags: UInt32 = 0
  /// Where the folded key ends: before a possessive 's.
  var keyEnd: Int
  /// How many parts there are; 0 if there was no border.
  var borders = 0

  private let parts: UnsafeMutablePointer<UInt32>
  private var partStart: Int
  private var last = WordClass.separator
  private var caseOf = WordClass.separator
  private var pendingUnderscore = false
  private var upperRun = 0
  private var lastUpper = 0
  private var apostrophe = -1

  /// Source bytes beyond which a word has no parts.
  static var longestIdentifier: Int { 255 }

  /// Scans the word that starts at `start`, which holds a letter or a digit.
  init(_ text: TextBytes, at start: Int, parts: UnsafeMutablePointer<UInt32>) {
    self.text = text
    self.start = start
    end = start
    resume = start
    keyEnd = start
    partStart = start
    unsafe self.parts = parts
    scan()
    keyEnd = end
    if apostrophe >= 0 && text[end &- 1] | 0x20 == 0x73 {
      let mark = text.scalar(at: apostrophe)
      if apostrophe &+ mark.length == end &- 1 { keyEnd = apostrophe }
    }
    if end &- start > Self.longestIdentifier { borders = 0 }
    if borders > 0 { close(at: max(partStart, keyEnd)) }
  }

  /// The start and end of part `index`; there are ``borders`` of them.
  func part(_ index: Int) -> (start: Int, end: Int) {
    unsafe (Int(parts[2 &* index]), Int(parts[2 &* index &+ 1]))
  }

  private mutating func close(at end: Int) {
    // SAFETY: an identifier of 255 bytes has at most 255 parts; `borders` stops at 256, the buffer holds 424 pairs.
    if borders < 256 {
      unsafe parts[2 &* borders] = UInt32(truncatingIfNeeded: partStart)
      unsafe parts[2 &* borders &+ 1] = UInt32(truncatingIfNeeded: end)
      borders &+= 1
    }
  }

  private mutating func split(partEnd: Int, next: Int) {
    close(at: partEnd)
    partStart = next
  }

  private mutating func scan() {
    var offset = start
    while offset < text.count {
      let step = text.scalar(at: offset)
      let bits = ScalarProperties(step.value).bits
      let kind = bits & 15
      let after = offset &+ step.length
      switch kind {
      case WordClass.upper, WordClass.lower, WordClass.otherLetter:
        letter(kind, offset)
        end = after
      case WordClass.digit:
        if pendingUnderscore {
          split(partEnd: end, next: offset)
        } else if WordClass.isLetter(last) {
          split(partEnd: offset, next: offset)
        }
        pendingUnderscore = false
        last = WordClass.digit
        caseOf = WordClass.separator
        upperRun = 0
        end = after
      case WordClass.mark, WordClass.format:
        if !pendingUnderscore { end = after }
      case WordClass.underscore:
        pendingUnderscore = true
      case WordClass.apostrophe, WordClass.middleDot, WordClass.numberJoiner:
        if !joins(kind, offset, after) {
          resume = offset
          return
        }
      default:
        resume = offset
        return
      }
      flags |= bits
      offset = after
    }
    resume = offset
  }

  private mutating func letter(_ kind: UInt32, _ offset: Int) {
    if pendingUnderscore {
      split(partEnd: end, next: offset)
      upperRun = 0
    } else if last == WordClass.digit {
      split(partEnd: offset, next: offset)
    } else if kind == WordClass.upper && caseOf == WordClass.lower {
      split(partEnd: offset, next: offset)
    } else if kind == WordClass.lower && upperRun >= 2 {
      split(partEnd: lastUpper, next: lastUpper)
    }
    pendingUnderscore = false
    upperRun = kind == WordClass.upper ? upperRun &+ 1 : 0
    lastUpper = offset
    caseOf = kind
    last = kind
  }

  /// Whether a mark within a word joins what stands on both of its sides; takes the elision border with it.
  private mutating func joins(_ kind: UInt32, _ offset: Int, _ after: Int) -> Bool {
    if pendingUnderscore || after >= text.count { return false }
    let step = text.scalar(at: after)
    let next = ScalarProperties(step.value).kind
    if kind == WordClass.numberJoiner { return last == WordClass.digit && next == WordClass.digit }
    guard WordClass.isLetter(last), WordClass.isLetter(next) else { return false }
    if kind == WordClass.apostrophe {
      if isElision(offset), after &+ step.length < text.count,
        WordClass.isLetter(ScalarProperties(text.scalar(at: after &+ step.length).value).kind)
      {
        split(partEnd: offset, next: after)
      }
      apostrophe = offset
    }
    caseOf = WordClass.separator
    upperRun = 0
    return true
  }

  /// Whether what stands between the start of the word and `offset` is an elided article or pronoun.
  private func isElision(_ offset: Int) -> Bool {
    let first = text[start] | 0x20
    if offset &- start == 2 { return first == 0x71 && text[start &+ 1] | 0x20 == 0x75 }
    guard offset &- start == 1 else { return false }
    switch first {
    case 0x63, 0x64, 0x6A, 0x6C, 0x6D, 0x6E, 0x73, 0x74: return true
    default: return false
    }
  }
}
