// Entities and numeric characters: CommonMark 0.31, chapter 2.5.

/// An entity of a text.
struct Entity {
  /// A scalar's value, or, below zero, the place of a name: -2 minus its index.
  let value: Int
  /// After its semicolon.
  let end: Int

  private init(value: Int, end: Int) { (self.value, self.end) = (value, end) }

  /// The entity whose `&` is at `place`.
  init?(in text: MarkdownBytes, at place: Int) {
    if text[place &+ 1] == UInt8(ascii: "#") {
      let isHex = text[place &+ 2] | 0x20 == UInt8(ascii: "x")
      self.init(in: text, digitsAt: place &+ (isHex ? 3 : 2), radix: isHex ? 16 : 10)
      return
    }
    var end = place &+ 1
    let limit = end &+ EntityTable.longestName
    while end < limit && ByteClass.isAlphanumeric(text[end]) { end &+= 1 }
    guard text[end] == UInt8(ascii: ";"), end > place &+ 1 else { return nil }
    guard let index = EntityTable.shared.index(text, place &+ 1..<end) else { return nil }
    self.init(value: -2 &- index, end: end &+ 1)
  }

  private init?(in text: MarkdownBytes, digitsAt start: Int, radix: Int) {
    var number = 0
    var end = start
    let limit = start &+ (radix == 16 ? 6 : 7)
    while end < limit, let digit = Self.digit(text[end]), digit < radix {
      number = number &* radix &+ digit
      end &+= 1
    }
    guard end > start, text[end] == UInt8(ascii: ";") else { return nil }
    let scalar = Unicode.Scalar(UInt32(truncatingIfNeeded: number))
    self.init(value: number == 0 || scalar == nil ? 0xFFFD : number, end: end &+ 1)
  }

  private static func digit(_ byte: UInt8) -> Int? {
    if ByteClass.isDigit(byte) { return Int(byte) &- 0x30 }
    let letter = (byte | 0x20) &- 0x61
    return letter < 6 ? Int(letter) &+ 10 : nil
  }

  /// Adds what an entity stands for to `output`.
  static func append(_ value: Int, to output: inout FlatArray<UInt8>) {
    if value >= 0 {
      guard let scalar = Unicode.Scalar(UInt32(truncatingIfNeeded: value)), let bytes = UTF8.encode(scalar) else {
        return
      }
      for byte in bytes { output.append(byte) }
      return
    }
    let index = -2 &- value
    if index < 0 { return output.append(UInt8(ascii: ";")) }
    let names = EntityTable.shared.names
    for offset in names.text(index) { output.append(names.byte(at: offset)) }
  }
}
