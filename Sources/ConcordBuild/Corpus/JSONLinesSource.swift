// JSON lines: one object a line with id, title and body; other members become attributes.

import ConcordArtifact
import ConcordBytes
import ConcordText

/// A JSON-lines file, mapped.
struct JSONLinesSource {
  let file: MappedFile
  /// The name under which the artifact knows it.
  let name: String

  /// Lists the records of the file.
  ///
  /// Only the id is looked for; the rest of a line is checked when it is indexed.
  func list(
    source: UInt32, maximumDocument: Int, into catalogue: inout Catalogue, skipped: inout [Skipped]
  ) {
    var scratch = TextScratch()
    var lines = unsafe LineSplitter(file.view.bytes)
    while let line = lines.nextLine() {
      if line.range.count > maximumDocument {
        skipped.append(
          Skipped(path: name, line: line.number, reason: Reason.tooLong(line.range.count, maximumDocument)))
        continue
      }
      guard let bytes = try? file.view.slice(line.range.lowerBound, line.range.count) else { continue }
      let place = RecordPlace(
        source: source, line: UInt32(clamping: line.number), offset: line.range.lowerBound, length: line.range.count)
      do throws(JSONError) {
        scratch.removeAll()
        if let id = try unsafe Self.id(of: bytes, scratch: &scratch) {
          if id.count > Catalogue.longestID {
            skipped.append(Skipped(path: name, line: line.number, reason: Reason.longID(id.count)))
          } else {
            catalogue.append(id: unsafe ByteView(UnsafeRawBufferPointer(id)), place)
          }
        } else {
          skipped.append(Skipped(path: name, line: line.number, reason: "no member \"id\" that is text or a number"))
        }
      } catch {
        skipped.append(Skipped(path: name, line: line.number, reason: "\(error)"))
      }
    }
  }

  /// The first id of a record, as text; nil if there is none.
  private static func id(
    of bytes: ByteView, scratch: inout TextScratch
  ) throws(JSONError) -> UnsafeBufferPointer<UInt8>? {
    var record = unsafe JSONRecordScanner(bytes.bytes)
    while let member = try record.nextMember() {
      if record.key(of: member, is: "id") {
        if member.value.kind != .string && member.value.kind != .number { return nil }
        let text = unsafe record.text(of: member.value, scratch: &scratch)
        return text.isEmpty ? nil : unsafe text
      }
    }
    return nil
  }

  /// Reads a record and hands it on; nothing is handed on if any of it is not JSON.
  func read(
    _ place: RecordPlace, id: ByteView, origin: (number: Int, line: Int), scratch: inout TextScratch,
    _ body: (borrowing SourceDocument) throws(BuildError) -> Void
  ) throws(BuildError) -> Skipped? {
    guard let bytes = try? file.view.slice(place.offset, place.length) else { return nil }
    scratch.removeAll()
    var document = SourceDocument()
    document.id = id
    document.source = origin
    do throws(JSONError) {
      var record = unsafe JSONRecordScanner(bytes.bytes)
      while let member = try record.nextMember() {
        if record.key(of: member, is: "id") { continue }
        if record.key(of: member, is: "title"), let text = Self.text(record, member, &scratch) {
          document.title = text
        } else if record.key(of: member, is: "body"), let text = Self.text(record, member, &scratch) {
          document.body = text
        } else {
          document.attributes.append(Self.attribute(record, member))
        }
      }
    } catch {
      return Skipped(path: name, line: Int(place.line), reason: "\(error)")
    }
    try body(document)
    return nil
  }

  /// A title or body: text; nothing for null; any other type is kept as an attribute instead.
  private static func text(
    _ record: borrowing JSONRecordScanner, _ member: JSONMember, _ scratch: inout TextScratch
  ) -> ByteView? {
    switch member.value.kind {
    case .string: return unsafe ByteView(UnsafeRawBufferPointer(record.text(of: member.value, scratch: &scratch)))
    case .null: return .empty
    default: return nil
    }
  }

  private static func attribute(_ record: borrowing JSONRecordScanner, _ member: JSONMember) -> Attribute {
    let name = String(decoding: record.decoded(member.key), as: UTF8.self)
    let text = String(decoding: record.decoded(member.value), as: UTF8.self)
    let value: AttributeValue
    switch member.value.kind {
    case .null: value = .null
    case .bool: value = .bool(record.bool(of: member.value) ?? false)
    case .number:
      let number = record.number(of: member.value)
      if let integer = number?.int64 {
        value = .integer(integer)
      } else if let double = number?.double {
        value = .double(double)
      } else {
        // Too large for a double: kept as it was written.
        value = .json(text)
      }
    case .string: value = .keyword(text)
    case .object, .array: value = .json(text)
    }
    return Attribute(name: name, value: value)
  }
}

/// Words for why something was skipped.
enum Reason {
  static func tooLong(_ size: Int, _ limit: Int) -> String {
    "\(size) bytes, the limit is \(limit); raise it with --max-document"
  }

  static func longID(_ size: Int) -> String { "an id of \(size) bytes, the limit is \(Catalogue.longestID)" }
}
