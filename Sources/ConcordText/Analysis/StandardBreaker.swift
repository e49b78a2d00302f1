// The standard profile: words of prose and of code, bigrams of scripts without spaces, emoji.

import CKernels

/// The loop of the standard profile.
///
/// Like the plain one it reads ASCII words off bit masks of 64 bytes, and finds the parts of identifiers with a handful of
/// shifts for all words of the window at once. Whatever holds a byte above 0x7F, an inner apostrophe or a decimal point,
/// or does not end within its window, goes scalar by scalar (``WordScan``).
struct StandardBreaker {
  let text: TextBytes
  var cursor: Analyzer.Cursor
  var stems = false

  init(_ text: TextBytes, _ cursor: Analyzer.Cursor) {
    self.text = text
    self.cursor = cursor
  }

  mutating func run(_ batch: inout TokenBatch, stems: Bool) {
    self.stems = stems
    if !cursor.isBetweenWords && batch.hasRoom { resumeInsideWord(&batch) }
    while cursor.offset < text.count && batch.hasRoom {
      let slow = fastWindow(&batch)
      if slow >= 0 { cursor.offset = segment(at: slow, &batch) }
    }
  }

  // MARK: - ASCII

  /// Takes the ASCII words of one window and moves the cursor; returns where to go on slowly, or -1.
  private mutating func fastWindow(_ batch: inout TokenBatch) -> Int {
    let count = text.count
    let base = unsafe text.base
    let offset = cursor.offset
    // SAFETY: the first form reads 64 bytes, which there are; the second as many as there are.
    let m =
      count &- offset >= 64
      ? unsafe ck_byte_masks_of(base + offset)
      : unsafe ck_byte_masks_tail(base + offset, UInt64(truncatingIfNeeded: count &- offset))
    let letters = m.upper | m.lower
    let solid = letters | m.digit
    let word = solid | m.underscore
    // Bit i: a part starts at byte i, provided that the byte before belongs to the same word.
    let camel = (m.upper & (m.lower &<< 1)) | (m.upper & (m.upper &<< 1) & (m.lower &>> 1))
    let mixed = (m.digit & (letters &<< 1)) | (letters & (m.digit &<< 1))
    let borders = camel | mixed | (solid & (m.underscore &<< 1))
    // A joiner matters only with a word byte, or anything beyond ASCII, on both sides.
    let beside = solid | m.high
    let joins = m.joiner & (solid &<< 1) & (beside &>> 1 | 1 &<< 63)
    var rest = solid | m.high
    var position = cursor.position
    while rest != 0 {
      let start = rest.trailingZeroBitCount
      let run = (~(word &>> UInt64(start))).trailingZeroBitCount
      let end = start &+ run
      if end >= 64 {
        cursor.position = position
        if start == 0 { return offset }
        cursor.offset = offset &+ start  // look again with the word at the front of the window
        return -1
      }
      if ((m.high | joins) &>> UInt64(end)) & 1 != 0 {
        cursor.position = position
        return offset &+ start
      }
      let inside = ~(~UInt64(0) &<< UInt64(run)) &<< UInt64(start)
      let stop = 64 &- (solid & inside).leadingZeroBitCount
      let from = offset &+ start
      let length = stop &- start
      let key = batch.keyCount
      lowerCopy(from, length, &batch)
      batch.append(key: key, length: length, from: from, to: offset &+ stop, position: position, .folded)
      let breaks = borders & inside & ~(1 &<< UInt64(start))
      if stems && inside & word & ~letters & ~(~UInt64(0) &<< UInt64(stop)) == 0 {
        batch.appendStem(key: key, length: length, from: from, to: offset &+ stop, position: position, flags: 0)
      }
      if breaks == 0 {
        position &+= 1
      } else {
        position = asciiParts(breaks, solid, letters, start, stop, offset, key, position, &batch)
      }
      rest &= ~UInt64(0) &<< UInt64(end)
    }
    cursor.position = position
    cursor.offset = min(offset &+ 64, count)
    return -1
  }

  @inline(__always)
  private func lowerCopy(_ from: Int, _ length: Int, _ batch: inout TokenBatch) {
    let key = batch.keyCount
    // SAFETY: at most 64 bytes are written, which `hasRoom` left; 64 are read only where the text has them.
    if from &+ 64 <= text.count {
      unsafe ck_lower16(batch.keyBase + key, text.base + from)
      var done = 16
      while done < length {
        unsafe ck_lower16(batch.keyBase + (key &+ done), text.base + (from &+ done))
        done &+= 16
      }
    } else {
      for i in 0..<length {
        let byte = text[from &+ i]
        unsafe batch.keyBase[key &+ i] = byte &- 0x41 < 26 ? byte | 0x20 : byte
      }
    }
    batch.keyCount = key &+ length
  }

  /// Appends the parts of the identifier at `start..<stop` of a window; their keys lie within the key of the whole.
  @inline(never)
  private func asciiParts(
    _ breaks: UInt64, _ solid: UInt64, _ letters: UInt64, _ start: Int, _ stop: Int, _ offset: Int, _ key: Int,
    _ position: UInt32, _ batch: inout TokenBatch
  ) -> UInt32 {
    var position = position
    var partStart = start
    var breaks = breaks
    while partStart < stop {
      let next = breaks == 0 ? stop : breaks.trailingZeroBitCount
      let within = solid & ~(~UInt64(0) &<< UInt64(next))
      let partEnd = 64 &- within.leadingZeroBitCount
      let partKey = key &+ partStart &- start
      let (from, to) = (offset &+ partStart, offset &+ partEnd)
      batch.append(
        key: partKey, length: partEnd &- partStart, from: from, to: to, position: position, .folded, flags: Token.part)
      if stems && (letters &>> UInt64(partStart)) & 1 != 0 {
        batch.appendStem(
          key: partKey, length: partEnd &- partStart, from: from, to: to, position: position, flags: Token.part)
      }
      position &+= 1
      partStart = next
      breaks &= breaks &- 1
    }
    return position
  }

  // MARK: - Everything else

  /// Passes some separators and then a word, a run or an emoji; returns where that ends.
  private mutating func segment(at offset: Int, _ batch: inout TokenBatch) -> Int {
    var offset = offset
    while offset < text.count {
      let step = text.scalar(at: offset)
      switch ScalarProperties(step.value).kind {
      case WordClass.upper, WordClass.lower, WordClass.otherLetter, WordClass.digit:
        return word(at: offset, &batch)
      case WordClass.spaceless: return spacelessRun(at: offset, &batch)
      case WordClass.emoji, WordClass.regional: return emoji(at: offset, step, &batch)
      default: offset &+= step.length
      }
    }
    return offset
  }

  private mutating func word(at offset: Int, _ batch: inout TokenBatch) -> Int {
    // SAFETY: normalisation uses the first 1,100 slots of the scratch, the parts those behind 1,200.
    let scan = unsafe WordScan(text, at: offset, parts: batch.scratch + 1200)
    let first = cursor.position
    form(offset, scan.keyEnd, scan.end, scan.flags, 0, &batch)
    if scan.borders == 0 {
      cursor.position = first &+ 1
      return scan.resume
    }
    for i in 0..<scan.borders {
      let part = scan.part(i)
      form(part.start, part.end, part.end, scan.flags, Token.part, &batch)
      cursor.position &+= 1
    }
    return scan.resume
  }

  /// Appends the tokens of one word or part: folded, stem, exact.
  private func form(
    _ from: Int, _ keyEnd: Int, _ to: Int, _ flags: UInt32, _ mark: UInt8, _ batch: inout TokenBatch
  ) {
    let position = cursor.position
    let key = batch.writeFolded(text, from, keyEnd, flags: flags)
    // A word of format characters and removed marks only cannot be: it starts with a letter or a digit.
    if key.length == 0 { return }
    let cut = key.isCut ? Token.cut : 0
    batch.append(
      key: key.start, length: key.length, from: from, to: to, position: position, .folded, flags: mark | cut)
    if stems && batch.isStemmable(key) {
      batch.appendStem(key: key.start, length: key.length, from: from, to: to, position: position, flags: mark)
    }
    if flags & ScalarProperties.differs == 0 && keyEnd == to { return }
    let exact = batch.writeExact(text, from, to)
    // SAFETY: both keys were just written.
    let isSame =
      exact.length == key.length
      && (0..<key.length).allSatisfy { unsafe batch.keyBase[key.start &+ $0] == batch.keyBase[exact.start &+ $0] }
    if isSame {
      batch.keyCount = exact.start
    } else {
      batch.append(
        key: exact.start, length: exact.length, from: from, to: to, position: position, .exact,
        flags: mark | (exact.isCut ? Token.cut : 0))
    }
  }

  // MARK: - Scripts without spaces

  /// The end of the unit at `offset` (a scalar and the marks after it) and the properties of its scalars.
  private func unit(at offset: Int) -> (end: Int, flags: UInt32) {
    let first = text.scalar(at: offset)
    var flags = ScalarProperties(first.value).bits
    var end = offset &+ first.length
    while end < text.count {
      let step = text.scalar(at: end)
      let bits = ScalarProperties(step.value).bits
      if bits & 15 != WordClass.mark && bits & 15 != WordClass.format { break }
      flags |= bits
      end &+= step.length
    }
    return (end, flags)
  }

  /// Bigrams of units, and the last unit alone, until the run or the batch ends.
  private mutating func spacelessRun(at offset: Int, _ batch: inout TokenBatch) -> Int {
    var from = offset
    var here = unit(at: from)
    while true {
      let continues =
        here.end < text.count && ScalarProperties(text.scalar(at: here.end).value).kind == WordClass.spaceless
      let next = continues ? unit(at: here.end) : (end: here.end, flags: 0)
      let key = batch.writeFolded(text, from, next.end, flags: here.flags | next.flags)
      if key.length > 0 {
        batch.append(
          key: key.start, length: key.length, from: from, to: next.end, position: cursor.position, .ngram,
          flags: key.isCut ? Token.cut : 0)
        cursor.position &+= 1
      }
      from = here.end
      if !continues || !batch.hasRoom { return from }
      here = next
    }
  }

  // MARK: - Emoji

  private static var joiner: UInt32 { 0x200D }

  /// One emoji: a flag, or a pictograph with its modifiers and whatever joiners tie to it.
  private mutating func emoji(at offset: Int, _ first: ScalarStep, _ batch: inout TokenBatch) -> Int {
    var end = offset &+ first.length
    var tones = false
    if ScalarProperties(first.value).kind == WordClass.regional {
      if end < text.count, case let second = text.scalar(at: end),
        ScalarProperties(second.value).kind == WordClass.regional
      {
        end &+= second.length
      }
    } else {
      while end < text.count {
        let step = text.scalar(at: end)
        let bits = ScalarProperties(step.value).bits
        let isTone = bits & ScalarProperties.skinTone != 0
        if step.value == Self.joiner, end &+ 3 < text.count, case let next = text.scalar(at: end &+ 3),
          ScalarProperties(next.value).bits & ScalarProperties.pictographic != 0
        {
          end &+= 3 &+ next.length
        } else if isTone || step.value & ~1 == 0xFE0E || (step.value >= 0xE0020 && step.value <= 0xE007F) {
          tones = tones || isTone
          end &+= step.length
        } else {
          break
        }
      }
    }
    appendEmoji(offset, end, .folded, &batch)
    if tones { appendEmoji(offset, end, .exact, &batch) }
    cursor.position &+= 1
    return end
  }

  private func appendEmoji(_ from: Int, _ to: Int, _ termClass: TermClass, _ batch: inout TokenBatch) {
    let key = emojiKey(from, to, keepingTones: termClass == .exact, &batch)
    batch.append(
      key: key.start, length: key.length, from: from, to: to, position: cursor.position, termClass,
      flags: key.isCut ? Token.cut : 0)
  }

  private func emojiKey(
    _ from: Int, _ to: Int, keepingTones: Bool, _ batch: inout TokenBatch
  ) -> WrittenKey {
    var key = WrittenKey(start: batch.keyCount, length: 0, isCut: false)
    var offset = from
    while offset < to {
      let step = text.scalar(at: offset)
      let isTone = ScalarProperties(step.value).bits & ScalarProperties.skinTone != 0 && offset > from
      if step.value & ~1 != 0xFE0E && (keepingTones || !isTone) {
        if key.length &+ step.length > TokenBatch.longestKey {
          key.isCut = true
          break
        }
        // SAFETY: at most 255 bytes of the key are written, and there is room for several keys.
        unsafe (batch.keyBase + (key.start &+ key.length)).update(from: text.base + offset, count: step.length)
        key.length &+= step.length
      }
      offset &+= step.length
    }
    batch.keyCount = key.start &+ key.length
    return key
  }

  // MARK: - Resuming inside an identifier

  /// Starts at a part of an identifier: finds the word around it, and keeps what begins at the cursor or later.
  ///
  /// Only words of up to 255 bytes have parts, so the look back is as short.
  private mutating func resumeInsideWord(_ batch: inout TokenBatch) {
    let offset = cursor.offset
    let position = cursor.position
    guard var start = wordStart(around: offset), start < offset else { return }
    let firstToken = batch.tokenCount
    while start < offset {
      batch.tokenCount = firstToken
      start = segment(at: start, &batch)
    }
    var kept = firstToken
    var shift: UInt32?
    for i in firstToken..<batch.tokenCount {
      // SAFETY: `i` and `kept` are below the count.
      var token = unsafe batch.tokenBase[i]
      if Int(token.sourceStart) < offset { continue }
      let by = shift ?? position &- token.position
      shift = by
      token.position &+= by
      unsafe batch.tokenBase[kept] = token
      kept &+= 1
    }
    batch.tokenCount = kept
    cursor.position = shift.map { cursor.position &+ $0 } ?? position
    cursor.offset = start
  }

  /// Where the run of joined scalars around `offset` starts, or nil if that is not within reach.
  private func wordStart(around offset: Int) -> Int? {
    var next = ScalarProperties(text.scalar(at: offset).value).kind
    guard WordClass.isLetter(next) || next == WordClass.digit else { return nil }
    var start = offset
    while start > 0 {
      let step = text.scalar(before: start)
      let kind = ScalarProperties(step.value).kind
      if !Self.mayJoin(kind, next) { return start }
      start &-= step.length
      next = kind
      if offset &- start > WordScan.longestIdentifier &+ 4 { return nil }
    }
    return start
  }

  /// Whether two neighbours may belong to one word; never says no where the scan says yes.
  private static func mayJoin(_ kind: UInt32, _ next: UInt32) -> Bool {
    let isMark = kind == WordClass.mark || kind == WordClass.format
    let isSolid = WordClass.isLetter(kind) || kind == WordClass.digit || kind == WordClass.underscore || isMark
    switch next {
    case WordClass.upper, WordClass.lower, WordClass.otherLetter:
      return isSolid || kind == WordClass.apostrophe || kind == WordClass.middleDot
    case WordClass.digit: return isSolid || kind == WordClass.numberJoiner
    case WordClass.apostrophe, WordClass.middleDot: return WordClass.isLetter(kind) || isMark
    case WordClass.numberJoiner: return kind == WordClass.digit || isMark
    default: return isSolid
    }
  }
}
