// CSV files: a header row names the columns; one holds the id, one the title, one the text, the others become attributes.

import ConcordArtifact
import ConcordBytes
import ConcordText

/// A CSV file, mapped.
struct CSVSource {
  let file: MappedFile
  /// The name under which the artifact knows it.
  let name: String
  private let header: [[UInt8]]
  private let idColumn: Int?
  private let titleColumn: Int?
  private let bodyColumn: Int?

  /// Reads the header row.
  init(file: MappedFile, name: String, columns: BuildOptions.ColumnMapping) throws(BuildError) {
    self.file = file
    self.name = name
    var scanner = unsafe CSVScanner(file.view.bytes)
    var record = CSVRecord()
    do {
      _ = try scanner.nextRecord(into: &record)
    } catch {
      throw .unusableInput(path: name, reason: "the header row: \(error)")
    }
    let header = record.fields.map { scanner.decoded($0) }
    self.header = header
    func column(_ name: String) -> Int? { header.firstIndex(of: Array(name.utf8)) }
    idColumn = column(columns.id)
    titleColumn = column(columns.title)
    bodyColumn = column(columns.body)
    if file.view.count > 0 && titleColumn == nil && bodyColumn == nil {
      let names = header.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ", ")
      throw .unusableInput(
        path: name,
        reason:
          "no column \"\(columns.title)\" or \"\(columns.body)\" among \(names); name them with --title-column and "
          + "--body-column")
    }
  }

  /// Lists the rows.
  ///
  /// Without an id column, the id of a row is file#row.
  func list(source: UInt32, options: BuildOptions, into catalogue: inout Catalogue, skipped: inout [Skipped]) {
    if file.view.count == 0 { return }
    var scanner = unsafe CSVScanner(file.view.bytes)
    var record = CSVRecord()
    var scratch = TextScratch()
    var isHeader = true
    while true {
      do throws(CSVError) {
        if try !scanner.nextRecord(into: &record) { break }
      } catch {
        skipped.append(Skipped(path: name, line: error.record.row, reason: "\(error)"))
        continue
      }
      if isHeader {
        isHeader = false
        continue
      }
      let row = record.position.row
      let length = (record.fields.last?.end ?? record.position.offset) - record.position.offset
      if length > options.maximumDocument {
        skipped.append(Skipped(path: name, line: row, reason: Reason.tooLong(length, options.maximumDocument)))
        continue
      }
      let place = RecordPlace(
        source: source, line: UInt32(clamping: row), offset: record.position.offset, length: length)
      guard let idColumn else {
        Array("\(name)#\(row)".utf8).withView { catalogue.append(id: $0, place) }
        continue
      }
      scratch.removeAll()
      let id = unsafe scanner.text(of: record.fields[idColumn], scratch: &scratch)
      if id.isEmpty {
        skipped.append(Skipped(path: name, line: row, reason: "the column of the id is empty"))
      } else if unsafe UTF8Validation.firstInvalidOffset(in: id) != nil {
        skipped.append(Skipped(path: name, line: row, reason: "the id is not UTF-8"))
      } else if id.count > Catalogue.longestID {
        skipped.append(Skipped(path: name, line: row, reason: Reason.longID(id.count)))
      } else {
        catalogue.append(id: unsafe ByteView(UnsafeRawBufferPointer(id)), place)
      }
    }
  }

  /// Reads a row and hands it on.
  func read(
    _ place: RecordPlace, id: ByteView, origin: (number: Int, line: Int), scratch: inout TextScratch,
    _ body: (borrowing SourceDocument) throws(BuildError) -> Void
  ) throws(BuildError) -> Skipped? {
    var scanner = unsafe CSVScanner(file.view.bytes)
    var record = CSVRecord()
    var document = SourceDocument()
    scratch.removeAll()
    do throws(CSVError) {
      // The header row tells the scanner how many fields a row has.
      _ = try scanner.nextRecord(into: &record)
      scanner.move(to: CSVPosition(row: Int(place.line), line: 0, offset: place.offset))
      _ = try scanner.nextRecord(into: &record)
    } catch {
      return Skipped(path: name, line: Int(place.line), reason: "\(error)")
    }
    document.id = id
    document.source = origin
    document.hasTypes = false
    for (column, field) in record.fields.enumerated() {
      let text = unsafe scanner.text(of: field, scratch: &scratch)
      if unsafe UTF8Validation.firstInvalidOffset(in: text) != nil {
        return Skipped(path: name, line: Int(place.line), reason: "field \(column + 1) is not UTF-8")
      }
      let view = unsafe ByteView(UnsafeRawBufferPointer(text))
      switch column {
      case idColumn: break
      case titleColumn: document.title = view
      case bodyColumn: document.body = view
      default:
        document.attributes.append(
          Attribute(name: String(decoding: header[column], as: UTF8.self), value: .keyword(view.string)))
      }
    }
    try body(document)
    return nil
  }
}
