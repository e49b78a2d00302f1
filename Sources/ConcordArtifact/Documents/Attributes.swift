// Fields of a record beyond id, title and body: kept as they were, with their types.
//
// Encoding: count varint | each: name counted | type u8 | value. Values: nothing for null, u8 for a Boolean, a zigzag
// varint for an integer, f64 bits u64 for a double, counted bytes for a keyword and for JSON.

package import ConcordBytes

/// A typed value of a record's field.
public enum AttributeValue: Sendable, Equatable {
  /// Nothing.
  case null
  /// True or false.
  case bool(Bool)
  /// A whole number that fits 64 bits.
  case integer(Int64)
  /// Any other number.
  case double(Double)
  /// Text.
  case keyword(String)
  /// An object, an array, or a number that is too large for a double, as JSON text.
  case json(String)
}

/// A named value.
public struct Attribute: Sendable, Equatable {
  /// Name of the field.
  public let name: String
  /// Its value.
  public let value: AttributeValue

  /// Names a value.
  public init(name: String, value: AttributeValue) { (self.name, self.value) = (name, value) }

  /// Appends attributes; an empty list takes no byte.
  package static func encode(_ attributes: [Attribute], into out: inout ByteWriter) {
    if attributes.isEmpty { return }
    out.writeVarint(attributes.count)
    for attribute in attributes {
      out.writeCounted(Array(attribute.name.utf8))
      switch attribute.value {
      case .null: out.writeU8(0)
      case .bool(let value):
        out.writeU8(1)
        out.writeU8(value ? 1 : 0)
      case .integer(let value):
        out.writeU8(2)
        out.writeVarint(UInt64(bitPattern: value << 1 ^ value >> 63))
      case .double(let value):
        out.writeU8(3)
        out.writeU64(value.bitPattern)
      case .keyword(let value):
        out.writeU8(4)
        out.writeCounted(Array(value.utf8))
      case .json(let value):
        out.writeU8(5)
        out.writeCounted(Array(value.utf8))
      }
    }
  }

  /// Reads attributes.
  package static func decode(_ bytes: ByteView) throws(BytesError) -> [Attribute] {
    if bytes.count == 0 { return [] }
    var cursor = ByteCursor(bytes)
    let count = try cursor.readVarint(upTo: bytes.count)
    var attributes: [Attribute] = []
    for _ in 0..<count {
      let name = try cursor.readCounted().string
      let at = cursor.offset
      let value: AttributeValue
      switch try cursor.readU8() {
      case 0: value = .null
      case 1: value = .bool(try cursor.readU8() != 0)
      case 2:
        let word = try cursor.readVarint()
        value = .integer(Int64(bitPattern: word >> 1) ^ -Int64(bitPattern: word & 1))
      case 3: value = .double(Double(bitPattern: try cursor.readU64()))
      case 4: value = .keyword(try cursor.readCounted().string)
      case 5: value = .json(try cursor.readCounted().string)
      default: throw .outOfRange(offset: at)
      }
      attributes.append(Attribute(name: name, value: value))
    }
    return attributes
  }
}
