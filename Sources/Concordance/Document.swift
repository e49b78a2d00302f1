// Whole documents out of the store.

internal import ConcordArtifact
internal import ConcordBytes
internal import ConcordSearch

/// A typed value of a field.
public enum FieldValue: Sendable, Equatable {
  /// Nothing.
  case null
  /// True or false.
  case bool(Bool)
  /// A whole number that fits 64 bits.
  case integer(Int64)
  /// Any other number.
  case double(Double)
  /// Text.
  case text(String)
  /// An object or an array, as JSON text.
  case json(String)

  init(_ value: AttributeValue) {
    switch value {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .integer(value)
    case .double(let value): self = .double(value)
    case .keyword(let value): self = .text(value)
    case .json(let value): self = .json(value)
    }
  }
}

/// A field of a record besides id, title and body.
public struct Field: Sendable, Equatable {
  /// Its name.
  public let name: String
  /// Its value.
  public let value: FieldValue
}

/// A document of an index.
public struct Document: Sendable, Equatable {
  /// Its id.
  public let id: String
  /// The file that it is, or that it is a record of.
  public let path: String
  /// Line of a JSON-lines file, row of a CSV file, if the index was built to remember them.
  public let line: Int?
  /// Its title.
  public let title: String
  /// The original bytes of its text.
  public let body: [UInt8]
  /// Other fields of its record.
  public let fields: [Field]
}

extension SearchIndex {
  /// The document with an id.
  ///
  /// - Throws: `ConcordanceError` with code `noSuchDocument` if there is none.
  public func document(withID id: String) throws(ConcordanceError) -> Document {
    let number = try number(ofDocument: id)
    return try wrapping { () throws(ArtifactError) in
      let place = try place(of: number)
      let record = try contents.documents.record(number)
      let bytes = try contents.store.read(record.storeOffset, record.attributesLength)
      let attributes: [Attribute]
      do { attributes = try bytes.withView { (view) throws(BytesError) in try Attribute.decode(view) } } catch {
        throw .damaged(section: "STOR", offset: record.storeOffset, what: "attributes: \(error)")
      }
      let body = try contents.store.read(record.storeOffset + record.attributesLength, record.bodyLength)
      return Document(
        id: place.id, path: place.path, line: place.line, title: place.title, body: body,
        fields: attributes.map { Field(name: $0.name, value: FieldValue($0.value)) })
    }
  }
}

extension SearchIndex {
  /// The text of document `number`, for measurements.
  package func body(of number: Int) throws(ConcordanceError) -> [UInt8] {
    try wrapping { () throws(ArtifactError) in
      let record = try contents.documents.record(number)
      return try contents.store.read(record.storeOffset + record.attributesLength, record.bodyLength)
    }
  }

  /// The id of document `number`.
  package func identifier(of number: Int) throws(ConcordanceError) -> String {
    try wrapping { () throws(ArtifactError) in String(decoding: try contents.identifiers.key(number), as: UTF8.self) }
  }
}
