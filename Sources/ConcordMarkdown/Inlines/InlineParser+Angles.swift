// What begins with `<`: addresses and HTML tags, comments, instructions, declarations, CDATA.

/// From where on a text is known to lack the end of such a thing.
struct HTMLEnds {
  var comment = Int.max
  var instruction = Int.max
  var declaration = Int.max
  var cdata = Int.max
}

extension InlineParser {
  mutating func readAngle(_ place: Int) {
    let next = text[place &+ 1]
    if let end = addressEnd(place &+ 1) { return add(.address, place, end) }
    if let end = mailEnd(place &+ 1) { return add(.mailAddress, place, end) }
    let end: Int? =
      switch next {
      case UInt8(ascii: "!"): declarationEnd(place)
      case UInt8(ascii: "?"): Self.find("?>", in: text, from: place &+ 2, &noEnd.instruction)
      case UInt8(ascii: "/"): closingTagEnd(place)
      default: openTagEnd(place)
      }
    if let end { add(.html, place, end) }
  }

  // MARK: Addresses

  /// After the `>` of an address with a scheme that begins at `start`.
  private func addressEnd(_ start: Int) -> Int? {
    if !ByteClass.isLetter(text[start]) { return nil }
    var end = start &+ 1
    while case let byte = text[end],
      ByteClass.isAlphanumeric(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
        || byte == UInt8(ascii: "-")
    {
      end &+= 1
      if end &- start > 32 { return nil }
    }
    if text[end] != UInt8(ascii: ":") || end &- start < 2 { return nil }
    while end < text.count {
      let byte = text[end]
      if byte == UInt8(ascii: ">") { return end &+ 1 }
      if byte <= space || byte == UInt8(ascii: "<") { return nil }
      end &+= 1
    }
    return nil
  }

  /// After the `>` of a mail address that begins at `start`.
  private func mailEnd(_ start: Int) -> Int? {
    var end = start
    while Self.isMailByte(text[end]) { end &+= 1 }
    if end == start || text[end] != UInt8(ascii: "@") { return nil }
    while true {
      let label = end &+ 1
      end = label
      while ByteClass.isAlphanumeric(text[end]) || text[end] == UInt8(ascii: "-") { end &+= 1 }
      if end == label || end &- label > 63 { return nil }
      if text[label] == UInt8(ascii: "-") || text[end &- 1] == UInt8(ascii: "-") { return nil }
      if text[end] == UInt8(ascii: ">") { return end &+ 1 }
      if text[end] != UInt8(ascii: ".") { return nil }
    }
  }

  private static func isMailByte(_ byte: UInt8) -> Bool {
    if ByteClass.isAlphanumeric(byte) { return true }
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
      UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "/"),
      UInt8(ascii: "="), UInt8(ascii: "?"), UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"),
      UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"), UInt8(ascii: "~"), UInt8(ascii: "-"):
      return true
    default: return false
    }
  }

  // MARK: HTML

  /// After `mark`, which is looked for once only where it is not.
  private static func find(
    _ mark: StaticString, in text: MarkdownBytes, from start: Int, _ noEnd: inout Int
  ) -> Int? {
    if start >= noEnd { return nil }
    let first = unsafe mark.utf8Start[0]
    var offset = text.next(first, from: start)
    while offset < text.count {
      if text.has(mark, at: offset) { return offset &+ mark.utf8CodeUnitCount }
      offset = text.next(first, from: offset &+ 1)
    }
    noEnd = start
    return nil
  }

  private mutating func declarationEnd(_ place: Int) -> Int? {
    if text.has("--", at: place &+ 2) {
      if text[place &+ 4] == UInt8(ascii: ">") { return place &+ 5 }
      if text.has("->", at: place &+ 4) { return place &+ 6 }
      return Self.find("-->", in: text, from: place &+ 4, &noEnd.comment)
    }
    if text.has("[CDATA[", at: place &+ 2) { return Self.find("]]>", in: text, from: place &+ 9, &noEnd.cdata) }
    return ByteClass.isLetter(text[place &+ 2]) ? Self.find(">", in: text, from: place &+ 3, &noEnd.declaration) : nil
  }

  private func nameEnd(_ start: Int) -> Int? {
    if !ByteClass.isLetter(text[start]) { return nil }
    var end = start &+ 1
    while ByteClass.isAlphanumeric(text[end]) || text[end] == UInt8(ascii: "-") { end &+= 1 }
    return end
  }

  private func closingTagEnd(_ place: Int) -> Int? {
    guard let end = nameEnd(place &+ 2) else { return nil }
    let close = text.afterWhiteSpace(end)
    return text[close] == UInt8(ascii: ">") ? close &+ 1 : nil
  }

  private func openTagEnd(_ place: Int) -> Int? {
    guard var end = nameEnd(place &+ 1) else { return nil }
    while true {
      let next = text.afterWhiteSpace(end)
      if text[next] == UInt8(ascii: ">") { return next &+ 1 }
      if text.has("/>", at: next) { return next &+ 2 }
      guard next > end, let attribute = attributeEnd(next) else { return nil }
      end = attribute
    }
  }

  /// After an attribute: a name, and a value if there is one.
  private func attributeEnd(_ start: Int) -> Int? {
    let first = text[start]
    guard ByteClass.isLetter(first) || first == UInt8(ascii: "_") || first == UInt8(ascii: ":") else { return nil }
    var end = start &+ 1
    while case let byte = text[end],
      ByteClass.isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":")
        || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    {
      end &+= 1
    }
    var offset = text.afterWhiteSpace(end)
    guard text[offset] == UInt8(ascii: "=") else { return end }
    offset = text.afterWhiteSpace(offset &+ 1)
    let quote = text[offset]
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      offset &+= 1
      while offset < text.count && text[offset] != quote { offset &+= 1 }
      return offset < text.count ? offset &+ 1 : nil
    }
    let value = offset
    while case let byte = text[offset], byte > space, !Self.isForbiddenInValue(byte) { offset &+= 1 }
    return offset > value ? offset : nil
  }

  private static func isForbiddenInValue(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"),
      UInt8(ascii: "`"):
      true
    default: false
    }
  }
}
