// A strict reader of the HTML that safe mode may write: what it does not know is a finding.

/// Checks pages byte by byte against lists of tags, attributes and schemes.
package enum SafeHTMLCheck {
  private static let attributes: [String: Set<String>] = [
    "p": [], "br": [], "hr": [], "em": [], "strong": [], "del": [], "ul": [], "blockquote": [], "pre": [], "table": [],
    "thead": [], "tbody": [], "tr": [], "h1": [], "h2": [], "h3": [], "h4": [], "h5": [], "h6": [],
    "a": ["href", "title", "id", "class"], "img": ["src", "alt", "title"], "ol": ["start"], "li": ["id"],
    "code": ["class"], "th": ["align"], "td": ["align"], "input": ["type", "checked", "disabled"],
    "section": ["class"], "sup": ["class"],
  ]
  private static let empty: Set<String> = ["br", "hr", "img", "input"]
  private static let whiteSpace: Set<UInt8> = [0x09, 0x0A, 0x0C, 0x0D, 0x20]
  private static let entities: Set<String> = ["amp", "lt", "gt", "quot", "#x27"]

  /// What is wrong with a page, nil if nothing is.
  package static func problem(_ page: [UInt8]) -> String? {
    var reader = Reader(page: page)
    while reader.position < page.count {
      if let problem = reader.readNext() { return problem }
    }
    return reader.open.isEmpty ? nil : "open at the end: \(reader.open)"
  }

  private struct Reader {
    let page: [UInt8]
    var position = 0
    var open: [String] = []

    var byte: UInt8 { position < page.count ? page[position] : 0 }

    mutating func readNext() -> String? {
      switch byte {
      case UInt8(ascii: "<"): return readTag()
      case UInt8(ascii: "&"): return readEntity()
      case UInt8(ascii: ">"), UInt8(ascii: "\""): return "a bare \(Character(Unicode.Scalar(byte))) at \(position)"
      case 0: return "a NUL at \(position)"
      default:
        position += 1
        return nil
      }
    }

    mutating func readEntity() -> String? {
      guard let end = page[position...].prefix(8).firstIndex(of: UInt8(ascii: ";")) else {
        return "a bare & at \(position)"
      }
      let name = String(decoding: page[position + 1..<end], as: UTF8.self)
      if !entities.contains(name) { return "the entity \(name) at \(position)" }
      position = end + 1
      return nil
    }

    mutating func readName() -> String {
      let start = position
      while (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "-") { position += 1 }
      return String(decoding: page[start..<position], as: UTF8.self)
    }

    mutating func readTag() -> String? {
      let start = position
      position += 1
      if byte == UInt8(ascii: "/") {
        position += 1
        let name = readName()
        if byte != UInt8(ascii: ">") { return "a closing tag that goes on at \(start)" }
        position += 1
        return open.popLast() == name ? nil : "</\(name)> closes something else at \(start)"
      }
      let name = readName()
      guard let allowed = attributes[name] else { return "the tag \(name) at \(start)" }
      while byte == 0x20, position + 1 < page.count, page[position + 1] != UInt8(ascii: "/") {
        position += 1
        if let problem = readAttribute(allowed) { return problem }
      }
      if empty.contains(name) {
        if byte != 0x20 { return "<\(name)> is not empty at \(start)" }
        position += 2
      } else {
        open.append(name)
      }
      if byte != UInt8(ascii: ">") { return "<\(name) goes on at \(position)" }
      position += 1
      return nil
    }

    mutating func readAttribute(_ allowed: Set<String>) -> String? {
      let name = readName()
      if !allowed.contains(name) { return "the attribute \(name) at \(position)" }
      guard byte == UInt8(ascii: "="), page.count > position + 1, page[position + 1] == UInt8(ascii: "\"") else {
        return "an attribute without a value at \(position)"
      }
      position += 2
      let start = position
      while byte != UInt8(ascii: "\"") {
        if position >= page.count { return "a value that does not end at \(start)" }
        if byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == 0 {
          return "a bare byte in a value at \(position)"
        }
        if byte == UInt8(ascii: "&") {
          if let problem = readEntity() { return problem }
        } else {
          position += 1
        }
      }
      let value = page[start..<position]
      position += 1
      if name == "class" && value.contains(where: SafeHTMLCheck.whiteSpace.contains) {
        return "two classes in one at \(start)"
      }
      if (name == "href" || name == "src") && !SafeHTMLCheck.isSafeAddress(value) {
        return "the address \(String(decoding: value, as: UTF8.self)) at \(start)"
      }
      return nil
    }
  }

  /// Whether a browser would see no scheme or one of the list.
  private static func isSafeAddress(_ value: ArraySlice<UInt8>) -> Bool {
    if value.contains(where: { $0 <= 0x20 || $0 >= 0x7F }) { return false }
    guard let colon = value.firstIndex(of: UInt8(ascii: ":")) else { return true }
    let before = value[..<colon]
    if before.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) {
      return true
    }
    return ["http", "https", "mailto", "tel", "ftp"].contains(String(decoding: before, as: UTF8.self).lowercased())
  }
}
