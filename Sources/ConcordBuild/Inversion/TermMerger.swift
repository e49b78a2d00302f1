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
  private var words = CompletionListWriter()
  private let starts: FieldStarts
  private let keepsPositions: @Sendable (UInt8) -> Bool
  private(set) var counts = MergeCounts()
  private var places: [UInt32] = []
  private let order: SlotOrder?
  /// With an order: the streams of all runs of the current term, and where each of its documents begins in them.
  private var whole: [UInt8] = []
  private var slots: [UInt64] = []

  init(
    encoder: PostingsEncoder, dictionary: TermDictionaryWriter, starts: FieldStarts, order: SlotOrder? = nil,
    keepsPositions: @escaping @Sendable (UInt8) -> Bool
  ) {
    self.encoder = encoder
    self.dictionary = dictionary
    self.starts = starts
    self.order = order
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
    try RunMerge.forEachTerm(of: files, memory: memory) { (stream, _, key) throws(SystemError) in
      try add(stream, of: key)
    } end: { (key) throws(SystemError) in
      try endTerm(key)
    }
  }

  /// Takes occurrences of the current term, whose documents come behind those before.
  mutating func add(_ stream: [UInt8], of key: ByteView) throws(SystemError) {
    if let order { try keep(stream, order) } else { encode(stream, of: key) }
  }

  /// Ends a term whose occurrences were added.
  mutating func endTerm(_ key: ByteView) throws(SystemError) {
    if let order { encodeBySlot(order, of: key) }
    try end(key)
  }

  /// Writes a word without a list: it is found by a stem, whose number among stems is given.
  mutating func endWord(_ key: ByteView, documents: Int, stem: Int) throws(SystemError) {
    try write(key, EncodedList(documentCount: documents, stem: stem))
  }

  /// Writes the dictionary's index, and the weights and beginnings of its words.
  mutating func finish(
    index: SectionSpool, wordWeights: SectionSpool, wordTrie: SectionSpool
  ) throws(SystemError) {
    try dictionary.finish(index: index)
    try words.finish(weights: wordWeights, trie: wordTrie)
  }

  private mutating func end(_ key: ByteView) throws(SystemError) {
    let ended = try encoder.endTerm()
    try write(key, ended)
    counts.postings += ended.documentCount
  }

  private mutating func write(_ key: ByteView, _ ended: EncodedList) throws(SystemError) {
    try dictionary.append(key: key, ended)
    if let kind = try? key.u8(at: 0), kind == TermClass.folded.rawValue, let text = try? key.slice(1, key.count - 1) {
      words.append(text, weight: UInt64(ended.documentCount))
    }
    counts.terms += 1
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
        let word = unsafe OccurrenceStream.readVarint(bytes, &at)
        if word & 1 != 0 {
          if !places.isEmpty { flush(document, at: document, keeps) }
          document &+= UInt32(truncatingIfNeeded: word >> 1)
          position = unsafe UInt32(truncatingIfNeeded: OccurrenceStream.readVarint(bytes, &at))
        } else {
          position &+= UInt32(truncatingIfNeeded: word >> 1)
        }
        places.append(position)
      }
    }
    if !places.isEmpty { flush(document, at: document, keeps) }
  }

  /// Keeps a run's occurrences of the current term until those of all runs are there.
  private mutating func keep(_ stream: [UInt8], _ order: SlotOrder) throws(SystemError) {
    let base = whole.count
    // Half a word of 64 bits says where a document's occurrences begin.
    if base + stream.count > Int(UInt32.max) { throw SystemError("order", "the occurrences of a term", code: 27) }
    unsafe stream.withUnsafeBufferPointer { bytes in
      unsafe OccurrenceStream.forEachDocument(of: bytes) { document, offset in
        slots.append(UInt64(order.slots[Int(document)]) << 32 | UInt64(base + offset))
      }
    }
    whole += stream
  }

  /// Hands the documents of a term to the encoder in the order of their slots.
  ///
  /// Memory: the compressed occurrences, which the encoder holds once more, and 8 bytes a document.
  private mutating func encodeBySlot(_ order: SlotOrder, of key: ByteView) {
    let keeps = keepsPositions((try? key.u8(at: 0)) ?? 0)
    let whole = whole
    places.removeAll(keepingCapacity: true)
    slots.sort()
    unsafe whole.withUnsafeBufferPointer { bytes in
      for word in slots {
        let slot = UInt32(word >> 32)
        var at = Int(word & 0xFFFF_FFFF)
        _ = unsafe OccurrenceStream.readVarint(bytes, &at)
        var position = unsafe UInt32(truncatingIfNeeded: OccurrenceStream.readVarint(bytes, &at))
        places.append(position)
        // The word that begins the next document is odd.
        while at < bytes.count, unsafe bytes[at] & 1 == 0 {
          position &+= unsafe UInt32(truncatingIfNeeded: OccurrenceStream.readVarint(bytes, &at) >> 1)
          places.append(position)
        }
        flush(order.documents[Int(slot)], at: slot, keeps)
      }
    }
    slots.removeAll(keepingCapacity: true)
    self.whole.removeAll(keepingCapacity: true)
  }

  @inline(__always)
  private mutating func flush(_ document: UInt32, at slot: UInt32, _ keeps: Bool) {
    unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: PostingsLayout.maximumFields) { buffer in
      guard let fieldCounts = buffer.baseAddress else { return }
      unsafe places.withUnsafeBufferPointer { places in
        unsafe starts.count(places, of: Int(document), into: fieldCounts)
        unsafe encoder.append(
          document: slot, counts: fieldCounts, places: keeps ? places : UnsafeBufferPointer(start: nil, count: 0))
      }
    }
    if keeps { counts.positions += places.count }
    places.removeAll(keepingCapacity: true)
  }
}
