// How alike two texts are after Jaro and Winkler: for names and misspelled words.

/// The Jaro-Winkler similarity of two texts, from 0 (nothing in common) to 1 (equal).
///
/// ## Definition
/// M. Jaro (1989), W. Winkler (1990), over Unicode scalars, bit for bit what rapidfuzz's `JaroWinkler.similarity` gives:
///
/// * A scalar of one text matches an equal, still unmatched one of the other at most `max(a, b) / 2 - 1` places away, the
///   first such in order; `a` and `b` are the numbers of scalars. Let `m` be the number of matches.
/// * Where the matched scalars of both, read in order, differ in `d` places, `t = d / 2` rounded down (as in Winkler's
///   own code) is the number of transpositions.
/// * `jaro = (m / a + m / b + (m - t) / m) / 3`, 0 without a match. Two empty texts are equal: 1.
/// * Above 0.7, `l` equal scalars at the start, at most 4, take away a tenth each of what is missing to 1:
///   `jaro + 0.1 · l · (1 - jaro)`.
///
/// The measure is symmetric. No case is folded and nothing is normalised: that is for whoever calls.
///
/// ## Cost
/// Up to 64 scalars on either side a text is a set of 64-bit masks, one for each scalar of the other, so each scalar costs
/// a handful of instructions and nothing is allocated (H. Hyyrö's bit-parallel matching as rapidfuzz uses it). Longer
/// texts take O(a + b): for one scalar the places in both texts are met in order, so a place that was passed is never
/// needed again, and a list of the next place of the same scalar does without any window. More words of masks, as rapidfuzz
/// has them, would cost O(a · b / 64).
package enum JaroWinkler {
  /// The similarity of two UTF-8 texts; each ill-formed part counts as one scalar, equal to any other ill-formed part.
  ///
  /// O(a + b).
  package static func similarity(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Double {
    guard let first = a.baseAddress, let second = b.baseAddress, a.count > 0, b.count > 0 else {
      return a.count == b.count ? 1 : 0
    }
    // SAFETY: each pointer comes with the length of its buffer.
    if unsafe a.count <= 64 && b.count <= 64 && isASCII(first, a.count) && isASCII(second, b.count) {
      return unsafe short(first, a.count, second, b.count)
    }
    return unsafe JaroScalars.withScalars(of: a) { pattern in
      unsafe JaroScalars.withScalars(of: b) { text in unsafe similarity(pattern, text) }
    }
  }

  /// The similarity of two texts.
  ///
  /// O(a + b).
  package static func similarity(_ a: String, _ b: String) -> Double {
    var (a, b) = (a, b)
    return a.withUTF8 { a in b.withUTF8 { b in unsafe similarity(a, b) } }
  }

  /// The similarity of scalars.
  static func similarity(_ pattern: UnsafeBufferPointer<UInt32>, _ text: UnsafeBufferPointer<UInt32>) -> Double {
    guard let first = pattern.baseAddress, let second = text.baseAddress, pattern.count <= 64, text.count <= 64 else {
      return unsafe JaroLists.similarity(pattern, text, atLeast: 0) ?? 0
    }
    // SAFETY: the room is what ScalarMasks asks for, and both texts were seen to have at most 64 scalars.
    return unsafe ScalarMasks.withMasks(of: first, pattern.count) { masks in
      unsafe JaroMatch.similarity(first, pattern.count, second, text.count, masks, atLeast: 0) ?? 0
    }
  }

  /// The similarity of 1 to 64 ASCII bytes on either side.
  @inline(__always)
  private static func short(
    _ a: UnsafePointer<UInt8>, _ countA: Int, _ b: UnsafePointer<UInt8>, _ countB: Int
  ) -> Double {
    unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 128) { room in
      guard let table = room.baseAddress else { return 0 }
      // SAFETY: ASCII bytes are below 128. Only entries that one of the two texts names are ever read; those are set here.
      for index in 0..<countB { unsafe table[Int(b[index])] = 0 }
      for index in 0..<countA { unsafe table[Int(a[index])] = 0 }
      var bit: UInt64 = 1
      for index in 0..<countA {
        unsafe table[Int(a[index])] |= bit
        bit <<= 1
      }
      return unsafe JaroMatch.similarity(a, countA, b, countB, ASCIIMasks(table), atLeast: 0) ?? 0
    }
  }

  /// Whether all of the bytes are below 128.
  @inline(__always)
  static func isASCII(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    let raw = unsafe UnsafeRawPointer(bytes)
    var high: UInt64 = 0
    // SAFETY: every load ends at or before `count`; the last one overlaps the one before it.
    if count >= 8 {
      var index = 0
      while index < count &- 8 {
        unsafe high |= raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        index &+= 8
      }
      unsafe high |= raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
    } else if count >= 4 {
      unsafe high |= UInt64(raw.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
      unsafe high |= UInt64(raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
    } else {
      for index in 0..<count { unsafe high |= UInt64(bytes[index]) }
    }
    return high & 0x8080_8080_8080_8080 == 0
  }
}

/// The arithmetic of the score, apart so that an upper bound is computed by the very same roundings.
///
/// All functions grow with `matches` and fall with `transpositions`, after rounding too: so a bound from more matches is
/// never below the score.
enum JaroScore {
  /// Jaro's similarity of `a` and `b` scalars with at least one match.
  @inline(__always)
  static func jaro(matches: Int, transpositions: Int, _ a: Int, _ b: Int) -> Double {
    let m = Double(matches)
    return (m / Double(a) + m / Double(b) + (m - Double(transpositions)) / m) / 3
  }

  /// Winkler's bonus for `prefix` equal scalars at the start, 0 to 4.
  @inline(__always)
  static func winkler(_ jaro: Double, prefix: Int) -> Double {
    jaro > 0.7 ? jaro + Double(prefix) * 0.1 * (1 - jaro) : jaro
  }

  /// The most that `matches` matches can give.
  @inline(__always)
  static func bound(matches: Int, prefix: Int, _ a: Int, _ b: Int) -> Double {
    matches == 0 ? 0 : winkler(jaro(matches: matches, transpositions: 0, a, b), prefix: prefix)
  }
}
