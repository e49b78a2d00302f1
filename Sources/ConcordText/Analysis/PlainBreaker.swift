// The plain profile: runs of letters and digits, lower-cased, exactly as Python's `[^\W_]+` sees them.

import CKernels

/// The loop of the plain profile.
///
/// 64 bytes at a time become bit masks (SSE2, about half a cycle per byte), and words are read off the masks with
/// trailing-zero counts, so that the cost is per word and not per byte. A word with a byte above 0x7F, or one that
/// does not end within its 64 bytes, takes the slow way: scalar by scalar through a table.
struct PlainBreaker {
  let text: TextBytes
  var cursor: Analyzer.Cursor

  static var longest: Int { 40 }

  init(_ text: TextBytes, _ cursor: Analyzer.Cursor) {
    self.text = text
    self.cursor = cursor
  }

  mutating func run(_ batch: inout TokenBatch) {
    let count = text.count
    let base = unsafe text.base
    var offset = cursor.offset
    var position = cursor.position
    while offset < count && batch.hasRoom {
      // SAFETY: the first form reads 64 bytes, which there are; the second as many as there are.
      let masks =
        count &- offset >= 64
        ? unsafe ck_byte_masks_of(base + offset)
        : unsafe ck_byte_masks_tail(base + offset, UInt64(truncatingIfNeeded: count &- offset))
      let word = masks.upper | masks.lower | masks.digit
      let high = masks.high
      var rest = word | high
      var next = min(offset &+ 64, count)
      let tokens = unsafe batch.tokenBase
      let keys = unsafe batch.keyBase
      var tokenCount = batch.tokenCount
      var keyCount = batch.keyCount
      while rest != 0 {
        let start = rest.trailingZeroBitCount
        let length = (~(word &>> UInt64(start))).trailingZeroBitCount
        let end = start &+ length
        if end >= 64 {
          if start > 0 {
            next = offset &+ start  // look again with the word at the front of the window
          } else {
            next = -1
          }
          break
        }
        if (high &>> UInt64(end)) & 1 != 0 {
          next = -1 &- start
          break
        }
        if length <= Self.longest {
          let source = offset &+ start
          // SAFETY: a key takes 48 bytes at most with its tail, and `hasRoom` left far more; the text is read beyond
          // the word only where it goes on for 48 bytes.
          if source &+ 48 <= count {
            unsafe ck_lower16(keys + keyCount, base + source)
            if length > 16 {
              unsafe ck_lower16(keys + keyCount + 16, base + source + 16)
              unsafe ck_lower16(keys + keyCount + 32, base + source + 32)
            }
          } else {
            for i in 0..<length {
              let byte = text[source &+ i]
              unsafe keys[keyCount &+ i] = byte &- 0x41 < 26 ? byte | 0x20 : byte
            }
          }
          unsafe tokens[tokenCount] = Token(
            keyStart: UInt32(truncatingIfNeeded: keyCount), sourceStart: UInt32(truncatingIfNeeded: source),
            sourceEnd: UInt32(truncatingIfNeeded: source &+ length), position: position,
            keyLength: UInt16(truncatingIfNeeded: length), termClass: .folded, flags: 0)
          tokenCount &+= 1
          keyCount &+= length
        }
        position &+= 1
        rest &= ~UInt64(0) &<< UInt64(end)
      }
      batch.tokenCount = tokenCount
      batch.keyCount = keyCount
      if next < 0 {
        offset = slowRun(from: offset &+ (-1 &- next), &position, &batch)
      } else {
        offset = next
      }
    }
    cursor.offset = offset
    cursor.position = position
  }

  private static var isAlphanumeric: UInt32 { 1 << 21 }
  private static var isCased: UInt32 { 1 << 22 }
  private static var isCaseIgnorable: UInt32 { 1 << 23 }
  private static var lowerMask: UInt32 { (1 << 21) - 1 }

  /// Passes separators and one word, scalar by scalar, and returns where the word ends.
  ///
  /// Separators are passed only as long as they are not ASCII: then the window is the faster way again.
  private func slowRun(from start: Int, _ position: inout UInt32, _ batch: inout TokenBatch) -> Int {
    var offset = start
    while offset < text.count && text[offset] >= 0x80 {
      let step = text.scalar(at: offset)
      if ck_plain_props_of(step.value) & Self.isAlphanumeric != 0 { break }
      offset &+= step.length
    }
    let from = offset
    let key = batch.keyCount
    var length = 0
    while offset < text.count {
      let step = text.scalar(at: offset)
      let props = ck_plain_props_of(step.value)
      if props & Self.isAlphanumeric == 0 { break }
      var lower = props & Self.lowerMask
      if lower == 0 { lower = step.value }
      if step.value == 0x3A3 && isFinalSigma(at: offset) { lower = 0x3C2 }
      offset &+= step.length
      // SAFETY: at most 40 + 4 bytes are written, then only counted on.
      if length <= Self.longest { length &+= unsafe writeUTF8(lower, to: batch.keyBase + (key &+ length)) }
      if step.value == 0x130 { break }  // lowers to "i" and U+0307, and that one is no letter
    }
    if offset > from {
      if length <= Self.longest {
        batch.append(key: key, length: length, from: from, to: offset, position: position, .folded)
        batch.keyCount &+= length
      }
      position &+= 1
    }
    return offset
  }

  /// Whether the capital sigma at `offset` ends a word: a cased letter before, none after (Unicode 3.13, table 3-17).
  ///
  /// Looks over case-ignorable characters on both sides. Sigma itself is not ignorable, so all looks together are
  /// linear in the text.
  private func isFinalSigma(at offset: Int) -> Bool {
    var before = offset
    var props: UInt32 = 0
    while before > 0 {
      let step = text.scalar(before: before)
      before &-= step.length
      props = ck_plain_props_of(step.value)
      if props & Self.isCaseIgnorable == 0 { break }
      props = 0
    }
    if props & Self.isCased == 0 { return false }
    var after = offset &+ 2
    while after < text.count {
      let step = text.scalar(at: after)
      let props = ck_plain_props_of(step.value)
      if props & Self.isCaseIgnorable == 0 { return props & Self.isCased == 0 }
      after &+= step.length
    }
    return true
  }

  /// Appends the lower case of one scalar, for prefixes typed by a user.
  static func lower(_ text: TextBytes, _ offset: Int, _ step: ScalarStep, into key: inout [UInt8]) {
    if step.value == ScalarStep.invalid { return }
    var lower = ck_plain_props_of(step.value) & lowerMask
    if lower == 0 { lower = step.value }
    if key.count < TokenBatch.longestKey - 4, let scalar = Unicode.Scalar(lower) {
      key.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
    }
  }
}
