// What a byte means to the query language: spaces, quotes, and what a backslash may stand before.

/// Quotes that belong together.
enum QuoteKind: Sendable {
  /// `"`, closed by itself.
  case straight
  /// “ ” „ ‟, closed by any of them and by `"`.
  case curly
  /// « », closed by either and by `"`.
  case angled

  /// Whether a quote of this kind is closed by one of another.
  func isClosed(by other: QuoteKind) -> Bool { other == self || other == .straight }
}

/// Looks at one character of a text; an offset is always the first byte of one.
enum QueryBytes {
  static let quote = UInt8(ascii: "\"")
  static let open = UInt8(ascii: "(")
  static let close = UInt8(ascii: ")")
  static let backslash = UInt8(ascii: "\\")
  static let colon = UInt8(ascii: ":")
  static let plus = UInt8(ascii: "+")
  static let minus = UInt8(ascii: "-")
  static let star = UInt8(ascii: "*")
  static let tilde = UInt8(ascii: "~")
  static let caret = UInt8(ascii: "^")
  static let dot = UInt8(ascii: ".")

  @inline(__always)
  private static func byte(_ bytes: [UInt8], _ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  /// Bytes of the white space at `offset`, 0 if there is none.
  static func space(_ bytes: [UInt8], _ offset: Int) -> Int {
    let first = byte(bytes, offset)
    if first < 0x80 { return first == 0x20 || first &- 9 < 5 ? 1 : 0 }
    let second = byte(bytes, offset + 1)
    if first == 0xC2 { return second == 0x85 || second == 0xA0 ? 2 : 0 }
    let third = byte(bytes, offset + 2)
    switch (first, second, third) {
    case (0xE1, 0x9A, 0x80), (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80): return 3
    case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xE2, 0x80, 0xAF): return 3
    default: return 0
    }
  }

  /// The quote at `offset` and its length in bytes.
  static func quote(_ bytes: [UInt8], _ offset: Int) -> (kind: QuoteKind, length: Int)? {
    switch byte(bytes, offset) {
    case quote: return (.straight, 1)
    case 0xC2:
      let second = byte(bytes, offset + 1)
      return second == 0xAB || second == 0xBB ? (.angled, 2) : nil
    case 0xE2:
      let isCurly = byte(bytes, offset + 1) == 0x80 && byte(bytes, offset + 2) &- 0x9C < 4
      return isCurly ? (.curly, 3) : nil
    default: return nil
    }
  }

  /// Bytes of the character at `offset` if a backslash before it takes its meaning, else 0: white space, quotes and
  /// ASCII punctuation.
  ///
  /// Before anything else a backslash is one, so that `C:\Users` keeps its words.
  static func escapable(_ bytes: [UInt8], _ offset: Int) -> Int {
    if offset >= bytes.count { return 0 }
    let first = bytes[offset]
    if first > 0x20 && first < 0x7F { return isAlphanumeric(first) ? 0 : 1 }
    let length = space(bytes, offset)
    return length > 0 ? length : quote(bytes, offset)?.length ?? 0
  }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  @inline(__always)
  static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 26 }

  /// Whether a text holds anything that an analyzer may make a token of.
  ///
  /// Says yes when in doubt: no are only punctuation, spaces, marks that stand alone, and signs that are no emoji.
  static func isSearchable(_ text: String) -> Bool {
    text.unicodeScalars.contains { scalar in
      if scalar.isASCII { return isAlphanumeric(UInt8(truncatingIfNeeded: scalar.value)) }
      let properties = scalar.properties
      switch properties.generalCategory {
      case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
        .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol:
        return properties.isEmoji
      case .spaceSeparator, .lineSeparator, .paragraphSeparator, .control, .format, .nonspacingMark, .enclosingMark:
        return false
      default: return true
      }
    }
  }
}
