// Attributes of documents, sorted by their names while the documents come in.

import ConcordArtifact
import ConcordBytes
import ConcordText

/// A name and what was gathered of its values.
struct GatheredColumn {
  let name: [UInt8]
  var kinds: ColumnKinds = []
  var leftOut = 0
  /// Whether a record has the field: front matter alone does not make every text a keyword.
  var isOfRecords = false
  fileprivate var pending = ByteWriter()
  fileprivate var chunks: [Range<Int>] = []
  fileprivate var lastDocument = 0

  fileprivate init(name: [UInt8]) { self.name = name }

  /// Calls `body` with every value and the number of its document, in the order of documents.
  func forEach(in spool: ByteView, _ body: (Int, GatheredValue) -> Void) throws(BytesError) {
    var document = 0
    for chunk in chunks {
      var cursor = ByteCursor(try spool.slice(chunk.lowerBound, chunk.count))
      while cursor.remaining > 0 {
        document += try cursor.readVarint(upTo: Int(UInt32.max))
        body(document, try GatheredValue(&cursor))
      }
    }
  }
}

/// Gathers the attributes of documents that come in ascending order of their numbers.
///
/// 4 MB of memory and a nameless file: values wait there until all are known, because the type of a column is.
struct ColumnGatherer {
  private let folder: String
  private var numbers: [String: Int] = [:]
  private(set) var columns: [GatheredColumn] = []
  private var file: FileDescriptor?
  private var written = 0
  private var held = 0
  private var scratch = ByteWriter()
  /// Attributes whose names are longer than a column's may be, or came after the last that got a column.
  private(set) var unnamed = 0

  private static let bufferSize = 4 << 20

  init(folder: String) { self.folder = folder }

  /// Takes the attributes of a document; `areTyped` is false if their texts may be numbers and Booleans.
  mutating func add(
    _ attributes: [Attribute], areTyped: Bool, areOfRecord: Bool = true, document: Int
  ) throws(SystemError) {
    for attribute in attributes {
      guard let number = number(of: attribute.name) else { continue }
      if areOfRecord { columns[number].isOfRecords = true }
      switch attribute.value {
      case .null: break
      case .bool(let value): append(.bool(value), number, document)
      case .integer(let value): append(.integer(value), number, document)
      case .double(let value): append(.double(value), number, document)
      case .keyword(let text):
        // A source without types has no other way to say that there is nothing.
        if !areTyped && text.isEmpty { break }
        Array(text.utf8).withView { append(areTyped ? .text($0) : .untyped($0), number, document) }
      case .json(let text): append(json: text, number, document)
      }
    }
    if held >= Self.bufferSize { try flush() }
  }

  private mutating func number(of name: String) -> Int? {
    if let number = numbers[name] { return number }
    if name.utf8.count > ColumnLimits.name || columns.count == ColumnLimits.columns {
      unnamed += 1
      return nil
    }
    numbers[name] = columns.count
    columns.append(GatheredColumn(name: Array(name.utf8)))
    return columns.count - 1
  }

  private mutating func append(_ value: GatheredValue, _ number: Int, _ document: Int) {
    if case .double(let value) = value, value.isNaN {
      columns[number].leftOut += 1
      return
    }
    columns[number].kinds.formUnion(value.kinds)
    scratch.removeAll()
    scratch.writeVarint(document - columns[number].lastDocument)
    value.encode(into: &scratch)
    columns[number].lastDocument = document
    columns[number].pending.writeBytes(scratch.bytes)
    held += scratch.count
  }

  /// An array of scalars is as many values; nothing else is one.
  private mutating func append(json text: String, _ number: Int, _ document: Int) {
    // The scanner reads records, so the value is made the only member of one.
    let record = Array(#"{"":"#.utf8) + Array(text.utf8) + [UInt8(ascii: "}")]
    let isArray = record.withView { view -> Bool in
      var scanner = unsafe JSONRecordScanner(view.bytes)
      guard let member = try? scanner.nextMember(), var elements = scanner.elements(of: member.value) else {
        return false
      }
      var values: [JSONValue] = []
      do throws(JSONError) {
        while let element = try elements.nextElement() {
          if element.kind == .object || element.kind == .array { return false }
          values.append(element)
        }
      } catch { return false }
      for value in values { append(value, of: scanner, number, document) }
      return true
    }
    if !isArray { columns[number].leftOut += 1 }
  }

  private mutating func append(
    _ value: JSONValue, of record: borrowing JSONRecordScanner, _ number: Int, _ document: Int
  ) {
    switch value.kind {
    case .bool: append(.bool(record.bool(of: value) ?? false), number, document)
    case .number:
      let literal = record.number(of: value)
      if let integer = literal?.int64 {
        append(.integer(integer), number, document)
      } else {
        append(.double(literal?.double ?? .nan), number, document)
      }
    case .string: record.decoded(value).withView { append(.text($0), number, document) }
    case .null, .object, .array: break
    }
  }

  private mutating func flush() throws(SystemError) {
    let target: FileDescriptor
    if let file { target = file } else { target = try FileDescriptor.anonymous(in: folder) }
    file = target
    for index in columns.indices where columns[index].pending.count > 0 {
      let count = columns[index].pending.count
      try columns[index].pending.withView { (view) throws(SystemError) in try target.write(view) }
      columns[index].chunks.append(written..<written + count)
      columns[index].pending.removeAll()
      written += count
    }
    held = 0
  }

  /// The file that the values wait in; nothing is added from then on.
  mutating func finish() throws(SystemError) -> MappedFile? {
    if held > 0 { try flush() }
    for index in columns.indices { columns[index].pending = ByteWriter() }
    return try file.map { (file) throws(SystemError) in try MappedFile(file) }
  }
}
