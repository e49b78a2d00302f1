// Documents that a program hands over one by one, kept in a nameless file until all are known.

public import ConcordArtifact
import ConcordBytes

/// A document that a program adds to an index.
public struct NewDocument: Sendable, Equatable {
  /// Its id, unique in the index.
  public var id: String
  /// Its title; may be empty.
  public var title: String
  /// Its text.
  public var body: String
  /// Other fields.
  public var attributes: [Attribute]

  /// Describes a document.
  public init(id: String, title: String = "", body: String, attributes: [Attribute] = []) {
    (self.id, self.title, self.body, self.attributes) = (id, title, body, attributes)
  }
}

/// Writes documents into a nameless file and lists them.
struct SpoolWriter {
  private let file: FileDescriptor
  private var pending = ByteWriter()
  private var length = 0
  private static let bufferSize = 1 << 18

  init(folder: String) throws(SystemError) { file = try FileDescriptor.anonymous(in: folder) }

  /// Appends a document: title counted, attributes counted, body counted.
  mutating func append(
    _ document: NewDocument, source: UInt32, into catalogue: inout Catalogue
  ) throws(SystemError) {
    var record = ByteWriter()
    record.writeCounted(Array(document.title.utf8))
    var attributes = ByteWriter()
    Attribute.encode(document.attributes, into: &attributes)
    record.writeCounted(attributes.bytes)
    record.writeCounted(Array(document.body.utf8))
    Array(document.id.utf8).withView {
      catalogue.append(id: $0, RecordPlace(source: source, line: 0, offset: length, length: record.count))
    }
    length += record.count
    pending.writeBytes(record.bytes)
    if pending.count >= Self.bufferSize { try flush() }
  }

  private mutating func flush() throws(SystemError) {
    try pending.withView { (view) throws(SystemError) in try file.write(view) }
    pending.removeAll()
  }

  /// The documents, ready to be read in any order.
  mutating func finish() throws(SystemError) -> SpoolSource {
    try flush()
    return SpoolSource(file: try MappedFile(file))
  }
}

/// The documents of a program, mapped.
struct SpoolSource {
  let file: MappedFile

  /// Reads a document and hands it on.
  func read(
    _ place: RecordPlace, id: ByteView, _ body: (borrowing SourceDocument) throws(BuildError) -> Void
  ) throws(BuildError) {
    var document = SourceDocument()
    document.id = id
    do {
      var cursor = ByteCursor(try file.view.slice(place.offset, place.length))
      document.title = try cursor.readCounted()
      document.attributes = try Attribute.decode(try cursor.readCounted())
      document.body = try cursor.readCounted()
    } catch {
      throw .system(SystemError("read back", file.path, code: 5))
    }
    try body(document)
  }
}
