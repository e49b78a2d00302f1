// JSON for other programs: keys in the order in which they are written, ASCII controls escaped, one line.

/// Writes one JSON value.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// The text so far.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  private mutating func begin() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  /// An object whose members `body` writes.
  mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
    begin()
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
    try body(&self)
    bytes.append(UInt8(ascii: "}"))
    needsComma = true
  }

  /// An array whose elements `body` writes.
  mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
    begin()
    bytes.append(UInt8(ascii: "["))
    needsComma = false
    try body(&self)
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  /// The name of the member that follows.
  mutating func key(_ name: String) {
    begin()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  mutating func string(_ value: String) {
    begin()
    quote(value)
  }

  mutating func integer(_ value: Int) { raw(String(value)) }

  mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }

  mutating func null() { raw("null") }

  /// A number; what JSON cannot say becomes null.
  mutating func number(_ value: Double) { raw(value.isFinite ? "\(value)" : "null") }

  /// JSON text that is known to be some.
  mutating func raw(_ text: String) {
    begin()
    bytes += Array(text.utf8)
  }

  private mutating func quote(_ value: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes += Array("\\\"".utf8)
      case UInt8(ascii: "\\"): bytes += Array("\\\\".utf8)
      case 0x0A: bytes += Array("\\n".utf8)
      case 0x0D: bytes += Array("\\r".utf8)
      case 0x09: bytes += Array("\\t".utf8)
      case 0..<0x20, 0x7F:
        let digits = String(byte, radix: 16)
        bytes += Array("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
