// Every record of the corpus before any of it is read: its id and its place, sorted into canonical order.

import ConcordBytes

/// Where a record is.
struct RecordPlace {
  /// Number of its source.
  var source: UInt32
  /// Line of a JSON-lines file, row of a CSV file, 0 for a whole file.
  var line: UInt32
  /// Byte range in the source.
  var offset: Int
  var length: Int
}

/// The records of a corpus.
///
/// Listing them first is what puts documents into canonical order without permuting postings: 40 bytes and the id a
/// record are kept, and everything after happens in the order of ids.
struct Catalogue {
  private var ids: [UInt8] = []
  private var ends: [Int] = []
  private(set) var places: [RecordPlace] = []
  /// The numbers of the records in canonical order.
  private(set) var order: [UInt32] = []

  /// Number of records.
  var count: Int { places.count }

  /// Bytes that the list takes.
  var size: Int { ids.capacity + ends.capacity * 8 + places.capacity * MemoryLayout<RecordPlace>.stride + count * 4 }

  /// Longest id, in bytes.
  static let longestID = 4000

  mutating func append(id: ByteView, _ place: RecordPlace) {
    unsafe ids.append(contentsOf: id.buffer)
    ends.append(ids.count)
    places.append(place)
  }

  /// Runs `body` over the id of a record.
  func withID<Result, Failure: Error>(
    _ record: Int, _ body: (ByteView) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let start = record == 0 ? 0 : ends[record - 1]
    let length = ends[record] - start
    return try ids.withView { (view) throws(Failure) -> Result in
      try body((try? view.slice(start, length)) ?? .empty)
    }
  }

  /// Sorts the records by the bytes of their ids; equal ids stay in the order in which they were listed.
  mutating func sort() {
    var order = unsafe [UInt32](unsafeUninitializedCapacity: count) { buffer, filled in
      for index in 0..<count { unsafe buffer[index] = UInt32(index) }
      filled = count
    }
    ids.withView { view in
      func id(_ record: UInt32) -> ByteView {
        let start = record == 0 ? 0 : ends[Int(record) - 1]
        return (try? view.slice(start, ends[Int(record)] - start)) ?? .empty
      }
      let isSorted = zip(order, order.dropFirst()).allSatisfy { id($0).compare(id($1)) <= 0 }
      if isSorted { return }
      order.sort { a, b in
        let difference = id(a).compare(id(b))
        return difference != 0 ? difference < 0 : a < b
      }
    }
    self.order = order
  }

  /// Drops records from the order.
  mutating func keepInOrder(where keeps: (Int) -> Bool) { order.removeAll { !keeps(Int($0)) } }
}
