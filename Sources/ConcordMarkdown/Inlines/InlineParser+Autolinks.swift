// Addresses that stand in the text without angle brackets, as cmark-gfm finds them.

extension InlineParser {
  /// An address whose `://` is at `place`: `http`, `https` or `ftp` before it.
  mutating func readScheme(_ place: Int) {
    guard text[place &+ 1] == UInt8(ascii: "/"), text[place &+ 2] == UInt8(ascii: "/"), !isInBracket else { return }
    var start = place
    while start > floor && place &- start < 6 && ByteClass.isLetter(text[start &- 1]) { start &-= 1 }
    guard Self.isScheme(text, start, place) else { return }
    let host = place &+ 3
    guard let hostEnd = hostEnd(from: host, needsDot: false), let end = addressEnd(start, hostEnd) else { return }
    if end > host { add(.bareAddress, start, end) }
  }

  /// An address that begins with `www.` at `place`.
  mutating func readHost(_ place: Int) {
    guard text[place &+ 1] | 0x20 == UInt8(ascii: "w"), text[place &+ 2] | 0x20 == UInt8(ascii: "w") else { return }
    guard text[place &+ 3] == UInt8(ascii: "."), !isInBracket else { return }
    if place > 0 {
      switch text[place &- 1] {
      case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "("): break
      case let byte: if !ByteClass.isWhiteSpace(byte) { return }
      }
    }
    guard let hostEnd = hostEnd(from: place, needsDot: true), let end = addressEnd(place, hostEnd) else { return }
    add(.bareHost, place, end)
  }

  private static func isScheme(_ text: MarkdownBytes, _ start: Int, _ end: Int) -> Bool {
    var scheme: UInt64 = 0
    for offset in start..<end { scheme = scheme << 8 | UInt64(text[offset] | 0x20) }
    switch (scheme, end &- start) {
    case (0x6874_7470, 4), (0x6874_7470_73, 5), (0x66_7470, 3): return true
    default: return false
    }
  }

  /// After the host name that begins at `start`; nil if it is none.
  ///
  /// Of the last two parts none may have an underscore. Where one has, no name that begins before it is one, so the
  /// bytes up to it are not looked at again.
  private mutating func hostEnd(from start: Int, needsDot: Bool) -> Int? {
    if start < badHostEnd { return nil }
    var end = start
    var dots = 0
    var underscore = -1
    var underscoreBefore = -1
    while end < text.count {
      let byte = text[end]
      if byte == UInt8(ascii: "_") {
        underscore = end
      } else if byte == UInt8(ascii: ".") {
        (underscoreBefore, underscore) = (underscore, -1)
        dots &+= 1
      } else if byte >= 0x80 {
        guard let length = hostScalar(end) else { break }
        end &+= length
        continue
      } else if !ByteClass.isAlphanumeric(byte) && byte != UInt8(ascii: "-") {
        break
      }
      end &+= 1
    }
    if max(underscore, underscoreBefore) >= 0 {
      badHostEnd = max(underscore, underscoreBefore)
      return nil
    }
    return end > start && (dots > 0 || !needsDot) ? end : nil
  }

  /// The bytes of a scalar beyond ASCII that a host name may have.
  private func hostScalar(_ offset: Int) -> Int? {
    guard let scalar = text.scalar(at: offset) else { return nil }
    if ByteClass.isWhiteSpace(scalar) { return nil }
    if scalar.properties.generalCategory != .otherSymbol && ByteClass.isPunctuation(scalar) { return nil }
    return scalar == "\u{FFFD}" ? 1 : UTF8.width(scalar)
  }

  /// The end of an address whose host ends at `hostEnd`: up to white space, without punctuation at the end.
  private func addressEnd(_ start: Int, _ hostEnd: Int) -> Int? {
    var end = hostEnd
    while end < text.count, text[end] > space, text[end] != UInt8(ascii: "<") { end &+= 1 }
    end = trimmedEnd(start, end)
    return end > start ? end : nil
  }

  /// Takes off what ends a sentence rather than an address; a `)` goes if it has no partner.
  func trimmedEnd(_ start: Int, _ stop: Int) -> Int {
    var end = stop
    var unmatched: Int? = nil
    while end > start {
      switch text[end &- 1] {
      case UInt8(ascii: "?"), UInt8(ascii: "!"), UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"),
        UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "'"), UInt8(ascii: "\""):
        end &-= 1
      case UInt8(ascii: ";"):
        var name = end &- 1
        while name > start && ByteClass.isLetter(text[name &- 1]) { name &-= 1 }
        end = name > start && name < end &- 1 && text[name &- 1] == UInt8(ascii: "&") ? name &- 1 : end &- 1
      case UInt8(ascii: ")"):
        let surplus = unmatched ?? closingSurplus(start, end)
        if surplus <= 0 { return end }
        unmatched = surplus &- 1
        end &-= 1
      default: return end
      }
    }
    return end
  }

  /// How many more parentheses close than open.
  private func closingSurplus(_ start: Int, _ end: Int) -> Int {
    var surplus = 0
    for offset in start..<end {
      if text[offset] == UInt8(ascii: ")") { surplus &+= 1 }
      if text[offset] == UInt8(ascii: "(") { surplus &-= 1 }
    }
    return surplus
  }

  // MARK: Mail

  /// The mail address around the at sign of a mark, within text that is not taken: from `start` on, up to the next mark
  /// that means something.
  ///
  /// - Parameter index: the mark of the at sign.
  func mailAddress(_ index: Int, from start: Int) -> Range<Int>? {
    let place = Int(marks[index].start)
    var first = place
    while first > start, Self.isLocalByte(text[first &- 1]) { first &-= 1 }
    if first == place { return nil }
    var end = place &+ 1
    var dots = 0
    var next = index &+ 1
    while end < text.count {
      while next < marks.count && Int(marks[next].start) < end { next &+= 1 }
      if next < marks.count && Int(marks[next].start) == end && marks[next].kind != .at && marks[next].kind != .text {
        break
      }
      let byte = text[end]
      if byte == UInt8(ascii: "@") { return nil }
      if byte == UInt8(ascii: ".") {
        if !ByteClass.isAlphanumeric(text[end &+ 1]) { break }
        dots &+= 1
      } else if !ByteClass.isAlphanumeric(byte) && byte != UInt8(ascii: "-") && byte != UInt8(ascii: "_") {
        break
      }
      end &+= 1
    }
    if dots == 0 || !ByteClass.isLetter(text[end &- 1]) { return nil }
    end = trimmedEnd(first, end)
    return end > place &+ 1 ? first..<end : nil
  }

  private static func isLocalByte(_ byte: UInt8) -> Bool {
    if ByteClass.isAlphanumeric(byte) { return true }
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "_"): return true
    default: return false
    }
  }
}
