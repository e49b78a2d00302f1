// Where a page of hits ended, as a short text that a client hands back for the next one.

internal import ConcordArtifact
package import ConcordBytes

/// Why a text is no cursor for an index.
package enum PageCursorError: Error, Sendable, Equatable {
  /// It is not what this version makes.
  case malformed
  /// It was made for an index with other documents or settings.
  case otherIndex
  /// It was made for another query, or another order.
  case otherQuery
}

extension PageCursorError: CustomStringConvertible {
  /// What is wrong, in one line, and what helps.
  package var description: String {
    switch self {
    case .malformed: "this is not a page cursor; leave it out to begin with the first page"
    case .otherIndex: "the page cursor belongs to another index, or to this one before it was built anew; begin again"
    case .otherQuery: "the page cursor belongs to another query or order; begin with the first page"
    }
  }
}

/// The last hit of a page.
///
/// Hits have a total order, by score or by a value of a column and then by canonical number, so the last hit says where the
/// next page begins. Numbers and values stay what they are in every artifact of the same content, optimized or not; any
/// other artifact refuses the cursor.
package enum PageCursor: Sendable, Equatable {
  /// The last hit of a page in the order of scores.
  case score(Int64, document: UInt32)
  /// The last hit of a page in the order of a column; nil if it has no value there.
  case value(UInt64?, document: UInt32)

  private static let version: UInt8 = 1

  /// The cursor as 47 letters, digits, "-" and "_".
  ///
  /// - Parameters:
  ///   - identity: content identity of the artifact.
  ///   - query: whatever else the order of hits depends on, such as the text of the query and the name of the column.
  package func token(identity: Hash128, query: String) -> String {
    var out = ByteWriter()
    out.writeU8(Self.version)
    let (kind, word, document): (UInt8, UInt64, UInt32) =
      switch self {
      case .score(let score, let document): (0, UInt64(bitPattern: score), document)
      case .value(let value?, let document): (1, value, document)
      case .value(nil, let document): (2, 0, document)
      }
    out.writeU8(kind)
    out.writeU32(document)
    out.writeU64(word)
    out.writeU64(identity.low)
    out.writeU64(Self.fingerprint(query))
    out.writeU32(UInt32(truncatingIfNeeded: out.withView { Checksum.xxh3($0) }))
    return Base64URL.encode(out.bytes)
  }

  private static func fingerprint(_ query: String) -> UInt64 { Array(query.utf8).withView { Checksum.xxh3($0) } }

  /// Reads a cursor that `token` made with the same identity and query.
  package init(token: String, identity: Hash128, query: String) throws(PageCursorError) {
    guard token.utf8.count <= 64, let bytes = Base64URL.decode(Array(token.utf8)) else { throw .malformed }
    do throws(BytesError) {
      self = try bytes.withView { (view) throws(BytesError) -> PageCursor in
        let body = try view.slice(0, 30)
        let sum = try view.u32(at: 30)
        if view.count != 34 || sum != UInt32(truncatingIfNeeded: Checksum.xxh3(body)) {
          throw BytesError.outOfRange(offset: 30)
        }
        return try Self.read(body)
      }
    } catch { throw .malformed }
    let (index, asked) = bytes.withView { ((try? $0.u64(at: 14)) ?? 0, (try? $0.u64(at: 22)) ?? 0) }
    if index != identity.low { throw .otherIndex }
    if asked != Self.fingerprint(query) { throw .otherQuery }
  }

  private static func read(_ body: ByteView) throws(BytesError) -> PageCursor {
    if try body.u8(at: 0) != version { throw .outOfRange(offset: 0) }
    let document = try body.u32(at: 2)
    let word = try body.u64(at: 6)
    switch try body.u8(at: 1) {
    case 0: return .score(Int64(bitPattern: word), document: document)
    case 1: return .value(word, document: document)
    case 2: return .value(nil, document: document)
    default: throw .outOfRange(offset: 1)
    }
  }
}

/// Bytes as letters that need no escape in a URL (RFC 4648, section 5, without padding).
enum Base64URL {
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    var (word, bits): (UInt32, UInt32) = (0, 0)
    for byte in bytes {
      (word, bits) = (word << 8 | UInt32(byte), bits + 8)
      while bits >= 6 {
        bits -= 6
        text.append(letters[Int(word >> bits & 63)])
      }
    }
    if bits > 0 { text.append(letters[Int(word << (6 - bits) & 63)]) }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of a text; nil if it is not what `encode` gives for any.
  static func decode(_ text: [UInt8]) -> [UInt8]? {
    var bytes: [UInt8] = []
    var (word, bits): (UInt32, UInt32) = (0, 0)
    for letter in text {
      guard let value = letters.firstIndex(of: letter) else { return nil }
      (word, bits) = (word << 6 | UInt32(value), bits + 6)
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: word >> bits))
      }
    }
    // Bits that belong to no byte are zero, and there are fewer than six of them.
    return bits < 6 && word & (1 << bits - 1) == 0 ? bytes : nil
  }
}
