// How a page carries where its text came from: records between the bytes of the page, which only this module sees.
//
// A page of text has no controls but line feeds, so an escape byte can begin a record: a letter and numbers of a fixed length
// in digits of six bits, none of which is a control. Records are part of the page's bytes, so whatever keeps, cuts and moves
// parts of a growing page does so with them, and a page in pieces says the same as one of one shot.
//
//   ESC R   style and flags (3 digits)   depth of quotes (2)   source (5)   bytes of the source (5)   bytes of text (5)   text
//   ESC L   bytes of an address (3)   address            what leads there follows, up to the next ESC L or the line's end

/// A piece of text of one style, before it is text.
struct RunRecord: BitwiseCopyable {
  var style: TextStyle = []
  /// Whether it came from the document, and whether byte by byte.
  var hasSource = false
  var isLiteral = false
  var quoteDepth = 0
  var source = 0
  var sourceCount = 0
  var count = 0

  static let escape: UInt8 = 0x1B
  static let run = UInt8(ascii: "R")
  static let address = UInt8(ascii: "L")
  /// Bytes before a run's text, and before an address.
  static let runBytes = 22
  static let addressBytes = 5

  private static let sourceFlag = 1 << 16
  private static let literalFlag = 1 << 17

  /// Adds the record; its text is to follow.
  func append(to output: inout FlatArray<UInt8>) {
    output.append(Self.escape)
    output.append(Self.run)
    let flags = (hasSource ? Self.sourceFlag : 0) | (isLiteral ? Self.literalFlag : 0)
    Self.append(Int(style.rawValue) | flags, 3, &output)
    Self.append(quoteDepth, 2, &output)
    Self.append(source, 5, &output)
    Self.append(sourceCount, 5, &output)
    Self.append(count, 5, &output)
  }

  /// Says afterwards how many bytes the text of a record has that begins at `place` and goes on to the end; a record without
  /// text is taken back.
  static func finish(at place: Int, _ output: inout FlatArray<UInt8>) {
    let count = output.count &- place &- runBytes
    if count <= 0 { return output.truncate(to: place) }
    for digit in 0..<5 { output[place &+ runBytes &- 1 &- digit] = Self.digit(count &>> (6 &* digit)) }
  }

  /// Reads the record whose escape byte is at an offset.
  init(_ bytes: MarkdownBytes, at offset: Int) {
    let flags = Self.number(bytes, offset &+ 2, 3)
    style = TextStyle(rawValue: UInt16(truncatingIfNeeded: flags))
    (hasSource, isLiteral) = (flags & Self.sourceFlag != 0, flags & Self.literalFlag != 0)
    quoteDepth = Self.number(bytes, offset &+ 5, 2)
    source = Self.number(bytes, offset &+ 7, 5)
    sourceCount = Self.number(bytes, offset &+ 12, 5)
    count = Self.number(bytes, offset &+ 17, 5)
  }

  init(_ style: TextStyle = [], quoteDepth: Int = 0, count: Int = 0) {
    (self.style, self.quoteDepth, self.count) = (style, quoteDepth, count)
  }

  /// Adds the record of an address, which has fewer than 2^18 bytes, and the address; none ends what leads somewhere.
  static func append(address: MarkdownBytes?, to output: inout FlatArray<UInt8>) {
    output.append(escape)
    output.append(Self.address)
    append(address?.count ?? 0, 3, &output)
    if let address { output.append(address) }
  }

  /// The number of so many digits at an offset.
  static func number(_ bytes: MarkdownBytes, _ offset: Int, _ digits: Int) -> Int {
    var value = 0
    for index in 0..<digits { value = value << 6 | Int(bytes[offset &+ index] & 0x3F) }
    return value
  }

  private static func append(_ value: Int, _ digits: Int, _ output: inout FlatArray<UInt8>) {
    for index in 1...digits { output.append(digit(value &>> (6 &* (digits &- index)))) }
  }

  /// Six bits as a byte from `@` on.
  private static func digit(_ value: Int) -> UInt8 { UInt8(truncatingIfNeeded: value & 0x3F) | 0x40 }
}
