// Runs and the table in memory, merged term by term into the sections of the artifact.

import ConcordArtifact
import ConcordBytes
import ConcordText

/// What a merge counts.
struct MergeCounts {
  var terms = 0
  var postings = 0
  var positions = 0
}

/// Where the fields of each document begin in its position space.
struct FieldStarts {
  /// Fields of the schema.
  let fields: Int
  /// Per document the starts of the fields after the first.
  private(set) var starts: [UInt32] = []

  init(fields: Int) { self.fields = fields }

  mutating func append(_ record: DocumentRecord) {
    for field in 1..<max(1, fields) { starts.append(record.start(of: field)) }
  }

  /// Counts the ascending `places` of a document by field.
  @inline(__always)
  func count(_ places: UnsafeBufferPointer<UInt32>, of document: Int, into counts: UnsafeMutablePointer<UInt32>) {
    let more = fields - 1
    for field in 0..<fields { unsafe counts[field] = 0 }
    if more == 0 {
      unsafe counts[0] = UInt32(places.count)
      return
    }
    unsafe starts.withUnsafeBufferPointer { starts in
      var field = 0
      for index in places.indices {
        while field < more, unsafe places[index] >= starts[document * more + field] { field += 1 }
        unsafe counts[field] += 1
      }
    }
  }
}

/// Merges the terms of several sources in byte order of their keys.
struct TermMerger {
  private let encoder: PostingsEncoder
  private var dictionary: TermDictionaryWriter
  private let starts: FieldStarts
  private let keepsPositions: @Sendable (UInt8) -> Bool
  private(set) var counts = MergeCounts()
  private var places: [UInt32] = []

  init(
    encoder: PostingsEncoder, dictionary: TermDictionaryWriter, starts: FieldStarts,
    keepsPositions: @escaping @Sendable (UInt8) -> Bool
  ) {
    self.encoder = encoder
    self.dictionary = dictionary
    self.starts = starts
    self.keepsPositions = keepsPositions
  }

  /// Encodes the terms of a table that never left memory.
  mutating func merge(_ table: TermTable) throws(SystemError) {
    var stream: [UInt8] = []
    for index in table.sorted() {
      stream.removeAll(keepingCapacity: true)
      table.copyStream(Int(index), into: &stream)
      let key = table.key(Int(index))
      encode(stream, of: key)
      try end(key)
    }
  }

  /// Encodes the terms of runs whose documents ascend from run to run.
  mutating func merge(_ files: [FileDescriptor], memory: Int) throws(SystemError) {
    let size = max(1 << 16, min(1 << 20, memory / max(1, files.count)))
    var readers: [RunReader] = []
    for file in files {
      let reader = RunReader(file, bufferSize: size)
      if try reader.next() { readers.append(reader) }
    }
    var heap = RunHeap(readers)
    var stream: [UInt8] = []
    while let first = heap.first {
      let key = first.key
      // Runs come out in their own order for one key, which is the order of documents.
      while let reader = heap.first, reader.key == key {
        stream.removeAll(keepingCapacity: true)
        try reader.readStream(into: &stream)
        key.withView { encode(stream, of: $0) }
        let more = try reader.next()
        heap.replaceFirst(keeps: more)
      }
      try key.withView { (view) throws(SystemError) in try end(view) }
    }
  }

  /// Writes the dictionary's index.
  mutating func finish(index: SectionSpool) throws(SystemError) { try dictionary.finish(index: index) }

  private mutating func end(_ key: ByteView) throws(SystemError) {
    let ended = try encoder.endTerm()
    try dictionary.append(
      key: key, documentCount: ended.documentCount, postingsLength: ended.postingsLength,
      positionsLength: ended.positionsLength)
    counts.terms += 1
    counts.postings += ended.documentCount
  }

  /// Decodes a stream of occurrences and hands each document to the encoder.
  private mutating func encode(_ stream: [UInt8], of key: ByteView) {
    let keeps = keepsPositions((try? key.u8(at: 0)) ?? 0)
    var document: UInt32 = 0
    var position: UInt32 = 0
    places.removeAll(keepingCapacity: true)
    unsafe stream.withUnsafeBufferPointer { bytes in
      var at = 0
      while at < bytes.count {
        let word = unsafe Self.readVarint(bytes, &at)
        if word & 1 != 0 {
          if !places.isEmpty { flush(document, keeps) }
          document &+= UInt32(truncatingIfNeeded: word >> 1)
          position = unsafe UInt32(truncatingIfNeeded: Self.readVarint(bytes, &at))
        } else {
          position &+= UInt32(truncatingIfNeeded: word >> 1)
        }
        places.append(position)
      }
    }
    if !places.isEmpty { flush(document, keeps) }
  }

  @inline(__always)
  private static func readVarint(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while at < bytes.count {
      let byte = unsafe bytes[at]
      at &+= 1
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { break }
      shift &+= 7
    }
    return value
  }

  @inline(__always)
  private mutating func flush(_ document: UInt32, _ keeps: Bool) {
    unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: PostingsLayout.maximumFields) { buffer in
      guard let fieldCounts = buffer.baseAddress else { return }
      unsafe places.withUnsafeBufferPointer { places in
        unsafe starts.count(places, of: Int(document), into: fieldCounts)
        unsafe encoder.append(
          document: document, counts: fieldCounts, places: keeps ? places : UnsafeBufferPointer(start: nil, count: 0))
      }
    }
    if keeps { counts.positions += places.count }
    places.removeAll(keepingCapacity: true)
  }
}

/// The runs in the order of their current keys; equal keys in the order of the runs.
private struct RunHeap {
  private var items: [(order: Int, reader: RunReader)]

  init(_ readers: [RunReader]) {
    items = readers.enumerated().map { (order: $0.offset, reader: $0.element) }
    for index in stride(from: items.count / 2 - 1, through: 0, by: -1) { sink(index) }
  }

  var first: RunReader? { items.first?.reader }

  /// Restores the order after the first run moved on, or drops it at its end.
  mutating func replaceFirst(keeps: Bool) {
    if !keeps {
      items.swapAt(0, items.count - 1)
      items.removeLast()
    }
    if !items.isEmpty { sink(0) }
  }

  private func isBefore(_ a: Int, _ b: Int) -> Bool {
    let order = items[a].reader.key.withView { left in items[b].reader.key.withView { left.compare($0) } }
    return order != 0 ? order < 0 : items[a].order < items[b].order
  }

  private mutating func sink(_ start: Int) {
    var index = start
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2] where child < items.count && isBefore(child, least) { least = child }
      if least == index { return }
      items.swapAt(index, least)
      index = least
    }
  }
}
