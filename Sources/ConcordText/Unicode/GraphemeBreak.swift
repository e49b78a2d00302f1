// Where one character as people see it ends and the next begins: UAX #29, extended grapheme clusters.

import CKernels

/// The borders of extended grapheme clusters in UTF-8 text, rules GB1 to GB999 of Unicode 15.0.
///
/// Bytes that are not UTF-8 count as characters of their own, one per maximal subpart. Offsets inside of a scalar are no
/// borders. All functions look only as far as the rules make them: a step costs the length of the cluster it passes.
package enum GraphemeBreak {
  // Values of Grapheme_Cluster_Break; the rules about two neighbours are in CKernels, where a terminal's columns need them.
  private static var extend: UInt8 { UInt8(CK_GCB_EXTEND) }
  private static var joiner: UInt8 { UInt8(CK_GCB_ZWJ) }
  private static var regional: UInt8 { UInt8(CK_GCB_REGIONAL) }
  private static var pictographic: UInt8 { UInt8(CK_GCB_PICTOGRAPHIC) }

  /// Whether a border lies at `offset`.
  ///
  /// The start and the end of a text are borders.
  ///
  /// - Precondition: `offset` lies in the text or at its end.
  package static func isBoundary(_ text: UnsafeBufferPointer<UInt8>, at offset: Int) -> Bool {
    precondition(offset >= 0 && offset <= text.count, "The offset lies outside of the text.")
    guard let base = text.baseAddress, text.count > 0 else { return true }
    if offset == 0 || offset == text.count { return true }
    let bytes = unsafe TextBytes(base, text.count)
    return isScalarBoundary(bytes, offset) && breaks(bytes, offset)
  }

  /// The next border after `offset`, which is a border itself; the end of the text if there is none before.
  ///
  /// - Precondition: `offset` lies in the text or at its end.
  package static func nextBoundary(_ text: UnsafeBufferPointer<UInt8>, after offset: Int) -> Int {
    precondition(offset >= 0 && offset <= text.count, "The offset lies outside of the text.")
    guard let base = text.baseAddress, offset < text.count else { return offset }
    let bytes = unsafe TextBytes(base, text.count)
    let first = bytes.scalar(at: offset)
    var end = offset + first.length
    var cluster = ck_cluster_begin(ck_grapheme_props_of(first.value))
    while end < bytes.count {
      let step = bytes.scalar(at: end)
      cluster = ck_cluster_add(cluster, ck_grapheme_props_of(step.value))
      if cluster == CK_CLUSTER_ENDS { return end }
      end += step.length
    }
    return end
  }

  /// The first `limit` clusters of a text, as a part of its buffer.
  ///
  /// O(length of the result).
  package static func prefix(_ text: UnsafeBufferPointer<UInt8>, clusters limit: Int) -> UnsafeBufferPointer<UInt8> {
    var (end, left) = (0, limit)
    while left > 0 && end < text.count {
      end = unsafe nextBoundary(text, after: end)
      left -= 1
    }
    return unsafe UnsafeBufferPointer(rebasing: text[..<end])
  }

  /// The last border before `offset`; 0 if there is none before.
  ///
  /// - Precondition: `offset` lies in the text or at its end.
  package static func previousBoundary(_ text: UnsafeBufferPointer<UInt8>, before offset: Int) -> Int {
    precondition(offset >= 0 && offset <= text.count, "The offset lies outside of the text.")
    guard let base = text.baseAddress, offset > 0 else { return 0 }
    let bytes = unsafe TextBytes(base, text.count)
    var start = offset
    if start < text.count && !isScalarBoundary(bytes, start) {
      repeat { start -= 1 } while start > 0 && !isScalarBoundary(bytes, start)
      if start == 0 || breaks(bytes, start) { return start }
    }
    repeat {
      start -= bytes.scalar(before: start).length
    } while start > 0 && !breaks(bytes, start)
    return start
  }

  /// What two neighbours say; the two rules that look farther are left to the caller.
  private enum Pair {
    case breaks, joins, emojiSequence, flag
  }

  @inline(__always)
  private static func pair(_ last: UInt8, _ next: UInt8) -> Pair {
    switch Int(ck_grapheme_pair(last, next)) {
    case CK_GRAPHEME_BREAKS: .breaks
    case CK_GRAPHEME_JOINS: .joins
    case CK_GRAPHEME_EMOJI_SEQUENCE: .emojiSequence
    default: .flag
    }
  }

  private static func isScalarBoundary(_ text: TextBytes, _ offset: Int) -> Bool {
    if text[offset] & 0xC0 != 0x80 { return true }
    var start = offset - 1
    while start > max(0, offset - 3) && text[start] & 0xC0 == 0x80 { start -= 1 }
    return start + text.scalar(at: start).length <= offset
  }

  private static func breaks(_ text: TextBytes, _ offset: Int) -> Bool {
    let before = text.scalar(before: offset)
    let last = ck_grapheme_props_of(before.value)
    switch pair(last, ck_grapheme_props_of(text.scalar(at: offset).value)) {
    case .breaks: return true
    case .joins: return false
    case .emojiSequence:
      var start = offset - before.length
      while start > 0 {
        let step = text.scalar(before: start)
        let props = ck_grapheme_props_of(step.value)
        if props & 15 != extend { return props & pictographic == 0 }
        start -= step.length
      }
      return true
    case .flag:
      var start = offset
      var count = 0
      while start > 0 {
        let step = text.scalar(before: start)
        if ck_grapheme_props_of(step.value) & 15 != regional { break }
        count += 1
        start -= step.length
      }
      return count % 2 == 0
    }
  }
}
