// A strict reader of pages for a terminal: printable text and sequences of ours, nothing else.

/// Finds what should not be on a page for a terminal.
package enum TerminalCheck {
  /// What is wrong with a page, nil if nothing; a plain one has no sequences at all.
  ///
  /// A sequence is SGR that begins with 0, or OSC 8 with an address of printable ASCII and a scheme of the list. At the end
  /// of each line all is off.
  package static func problem(_ page: [UInt8], isPlain: Bool) -> String? {
    guard let text = String(validating: page, as: UTF8.self) else { return "no UTF-8" }
    for scalar in text.unicodeScalars where isForbidden(scalar.value) { return "U+\(String(scalar.value, radix: 16))" }
    var offset = 0
    var (isStyled, isLinked) = (false, false)
    while offset < page.count {
      if page[offset] == 0x0A && (isStyled || isLinked) { return "styled at the end of a line" }
      if page[offset] != 0x1B {
        offset += 1
        continue
      }
      if isPlain { return "a sequence on a plain page" }
      if let end = afterStyle(page, offset) {
        isStyled = end - offset > 4
        offset = end
      } else if let end = afterAddress(page, offset) {
        let address = page[offset + 5..<end - 2]
        if isLinked == !address.isEmpty { return "a link within a link" }
        if !address.isEmpty && !hasScheme(Array(address)) { return "an address without a scheme of the list" }
        isLinked = !address.isEmpty
        offset = end
      } else {
        return "a sequence of somebody else at \(offset)"
      }
    }
    return page.last ?? 0x0A == 0x0A ? nil : "no line feed at the end"
  }

  private static func isForbidden(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x0A, 0x1B: false
    case 0..<0x20, 0x7F...0x9F, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x206F: true
    default: false
    }
  }

  private static func afterStyle(_ page: [UInt8], _ start: Int) -> Int? {
    guard page[start...].starts(with: Array("\u{1B}[0".utf8)) else { return nil }
    var offset = start + 3
    while offset < page.count, page[offset] == UInt8(ascii: ";") || page[offset] &- 0x30 < 10 { offset += 1 }
    return offset < page.count && page[offset] == UInt8(ascii: "m") ? offset + 1 : nil
  }

  private static func afterAddress(_ page: [UInt8], _ start: Int) -> Int? {
    guard page[start...].starts(with: Array("\u{1B}]8;;".utf8)) else { return nil }
    var offset = start + 5
    while offset < page.count, page[offset] &- 0x21 < 0x5E { offset += 1 }
    return page[offset...].starts(with: [0x1B, UInt8(ascii: "\\")]) ? offset + 2 : nil
  }

  private static func hasScheme(_ address: [UInt8]) -> Bool {
    guard let colon = address.firstIndex(of: UInt8(ascii: ":")) else { return false }
    let scheme = String(decoding: address[..<colon], as: UTF8.self).lowercased()
    return ["http", "https", "mailto", "tel", "ftp"].contains(scheme)
  }
}
