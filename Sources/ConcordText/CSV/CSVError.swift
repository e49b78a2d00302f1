// What can be wrong with one record of a CSV file, and where.

/// Where a record begins; a scanner of the same bytes can come back to it.
@frozen public struct CSVPosition: Sendable, Equatable {
  /// The record's number, counted from 1, the header included, blank lines not.
  public let row: Int
  /// The number of its first line in the file, counted from 1.
  public let line: Int
  /// The offset of its first byte in the file.
  public let offset: Int

  /// Creates the position of a record that was noted down elsewhere.
  public init(row: Int, line: Int, offset: Int) {
    self.row = row
    self.line = line
    self.offset = offset
  }
}

/// Why a record cannot be taken as it is; the scanner stands at the next record when it has thrown one of these.
public enum CSVError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file ends inside of a quoted field, which began at `offset`; the rest of the file was taken for its content.
  case unclosedQuote(record: CSVPosition, offset: Int)
  /// A closing quote at `line` is followed by something other than a delimiter or a line break; the rest of that line
  /// is passed over.
  case textAfterQuote(UInt8, record: CSVPosition, line: Int, offset: Int)
  /// The record has more or fewer fields than the first one; its fields have been read all the same.
  case wrongFieldCount(expected: Int, found: Int, record: CSVPosition)

  /// The record that is wrong.
  public var record: CSVPosition {
    switch self {
    case .unclosedQuote(let record, _), .textAfterQuote(_, let record, _, _), .wrongFieldCount(_, _, let record):
      record
    }
  }

  /// The byte of the file to look at.
  public var offset: Int {
    switch self {
    case .unclosedQuote(_, let offset), .textAfterQuote(_, _, _, let offset): offset
    case .wrongFieldCount(_, _, let record): record.offset
    }
  }

  /// A sentence for people.
  public var description: String {
    let place = "row \(record.row) (line \(record.line), byte \(record.offset))"
    return switch self {
    case .unclosedQuote(_, let offset):
      "\(place): expected a closing quote for the one at byte \(offset), found the end of the file"
    case .textAfterQuote(let byte, _, let line, let offset):
      "\(place): expected a delimiter or a line break after the closing quote on line \(line), found "
        + "\(describe(byte)) at byte \(offset)"
    case .wrongFieldCount(let expected, let found, _):
      "\(place): expected \(expected) fields, found \(found)"
    }
  }
}
