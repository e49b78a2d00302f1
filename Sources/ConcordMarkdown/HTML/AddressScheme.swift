// Which addresses a safe page leads to.

/// The schemes that links of a safe page may have.
enum AddressScheme {
  /// Whether an address, with its backslashes and entities resolved, has no scheme or one of the list.
  ///
  /// A browser drops control characters and white space before it looks for the scheme; an address with such a thing in
  /// front of a colon is not allowed, whatever it is meant to be. A colon after `/`, `?` or `#` ends no scheme.
  static func isAllowed(_ bytes: MarkdownBytes, _ start: Int, _ end: Int) -> Bool {
    var scheme: UInt64 = 0
    var count = 0
    for offset in start..<end {
      let byte = bytes[offset]
      switch byte {
      case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"): return true
      case UInt8(ascii: ":"): return isListed(scheme, count)
      default:
        count &+= 1
        // Longer than any of the list: what is kept of it does not matter.
        if count <= 8 { scheme = scheme << 8 | UInt64(ByteClass.isLetter(byte) ? byte | 0x20 : byte) }
      }
    }
    return true
  }

  /// Whether an address has a scheme, and that is one of the list: where a relative address leads nowhere.
  static func isNamedAndAllowed(_ bytes: MarkdownBytes, _ start: Int, _ end: Int) -> Bool {
    for offset in start..<min(end, start &+ 8) {
      switch bytes[offset] {
      case UInt8(ascii: ":"): return isAllowed(bytes, start, end)
      case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"): return false
      default: break
      }
    }
    return false
  }

  private static func isListed(_ scheme: UInt64, _ count: Int) -> Bool {
    switch (scheme, count) {
    case (0x6874_7470, 4), (0x6874_7470_73, 5), (0x6D61_696C_746F, 6), (0x7465_6C, 3), (0x66_7470, 3): true
    default: false
    }
  }
}

/// Tags that GitHub does not let through: GFM 0.29, chapter 6.11.
///
/// There a `/` ends a name only before `>`; here anywhere, as for a browser, to which `<script/x>` is a script.
enum TagFilter {
  private static let names: [StaticString] = [
    "title", "textarea", "style", "xmp", "iframe", "noembed", "noframes", "script", "plaintext",
  ]

  /// Whether the `<` at `place` begins such a tag.
  static func catches(_ bytes: MarkdownBytes, _ place: Int) -> Bool {
    let start = bytes[place &+ 1] == UInt8(ascii: "/") ? place &+ 2 : place &+ 1
    for name in names where matches(bytes, start, name) {
      let end = start &+ name.utf8CodeUnitCount
      let next = bytes[end]
      if ByteClass.isWhiteSpace(next) || next == UInt8(ascii: ">") || next == UInt8(ascii: "/") { return true }
      if end >= bytes.count { return true }
    }
    return false
  }

  private static func matches(_ bytes: MarkdownBytes, _ start: Int, _ name: StaticString) -> Bool {
    for index in 0..<name.utf8CodeUnitCount {
      if unsafe bytes[start &+ index] | 0x20 != name.utf8Start[index] { return false }
    }
    return true
  }
}

/// Backslashes and entities in places that hold no other syntax.
enum Unescaping {
  /// Writes to `output` what a part of a text stands for.
  static func append(_ bytes: MarkdownBytes, _ start: Int, _ end: Int, to output: inout FlatArray<UInt8>) {
    output.truncate(to: 0)
    let text = bytes.slice(0, end)
    var offset = start
    while offset < end {
      let byte = text[offset]
      if byte == UInt8(ascii: "\\") && ByteClass.isPunctuation(text[offset &+ 1]) {
        output.append(text[offset &+ 1])
        offset &+= 2
      } else if byte == UInt8(ascii: "&"), let entity = Entity(in: text, at: offset) {
        Entity.append(entity.value, to: &output)
        offset = entity.end
      } else {
        output.append(byte)
        offset &+= 1
      }
    }
  }
}
