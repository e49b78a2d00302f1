// Texts and records of an optimizing build, which wait in nameless files until the order of the documents is known.

import ConcordArtifact
import ConcordBytes

/// Documents that are written last: the store holds them in the order of slots, where similar ones stand together, and
/// their records say where.
///
/// Memory: 17 bytes a document, and the dictionary's samples.
final class DeferredDocuments {
  private let folder: String
  private let texts: FileDescriptor
  private let records: FileDescriptor
  private var pendingText: [UInt8] = []
  private var pendingRecords = ByteWriter()
  private var scratch = ByteWriter()
  private var ends: [Int] = []
  private var mayEndBlock: [Bool] = []
  private var recordsLength = 0
  private var sampler = DictionarySampler()
  private static let bufferSize = 1 << 18

  init(folder: String) throws(SystemError) {
    self.folder = folder
    texts = try FileDescriptor.anonymous(in: folder)
    records = try FileDescriptor.anonymous(in: folder)
  }

  /// Keeps the next document; `record` does not know yet where the text will be.
  func append(
    _ record: DocumentRecord, attributes: ByteView, body: ByteView, id: ByteView, hash: Hash128
  ) throws(SystemError) {
    for part in [attributes, body] {
      if part.count >= Self.bufferSize {
        // A long text is written from where it is: a copy of it would count against the memory.
        try flushText()
        try texts.write(part)
      } else {
        unsafe pendingText.append(contentsOf: part.buffer)
        if pendingText.count >= Self.bufferSize { try flushText() }
      }
    }
    ends.append((ends.last ?? 0) + attributes.count + body.count)
    mayEndBlock.append(StoreBlocks.ends(after: id))
    scratch.removeAll()
    record.encode(into: &scratch)
    pendingRecords.writeCounted(scratch.bytes)
    if pendingRecords.count >= Self.bufferSize { try flushRecords() }
    sampler.offer(body, hash: hash)
  }

  private func flushText() throws(SystemError) {
    try pendingText.withView { (view) throws(SystemError) in try texts.write(view) }
    pendingText.removeAll(keepingCapacity: true)
  }

  private func flushRecords() throws(SystemError) {
    try pendingRecords.withView { (view) throws(SystemError) in try records.write(view) }
    recordsLength += pendingRecords.count
    pendingRecords.removeAll()
  }

  /// Writes the store in the order of slots, its dictionary, and the records.
  func write(
    in order: SlotOrder, fields: Int, threads: Int, table: inout DocumentTableWriter,
    into artifact: inout ArtifactWriter
  ) throws(SystemError) {
    try flushText()
    try flushRecords()
    let offsets = try writeStore(in: order, threads: threads, into: &artifact)
    let file = try Self.map(records, length: recordsLength)
    try file.withView { (view) throws(SystemError) in
      var cursor = ByteCursor(view)
      for offset in offsets {
        var record: DocumentRecord
        do { record = try DocumentRecord(try cursor.readCounted(), fields: fields) } catch {
          throw SystemError("read back", records.path, code: 5)
        }
        record.storeOffset = offset
        try table.append(record)
      }
    }
  }

  /// Returns where each document's text begins in the stream.
  private func writeStore(
    in order: SlotOrder, threads: Int, into artifact: inout ArtifactWriter
  ) throws(SystemError) -> [Int] {
    let dictionary = sampler.dictionary(streamLength: ends.last ?? 0)
    if !dictionary.isEmpty {
      let section = SectionSpool(.dictionary)
      try section.append(dictionary)
      artifact.add(section)
    }
    let store = StoreAssembler(
      .optimized, codec: StoreCodec(level: StoreCodec.optimizedLevel, dictionary: dictionary), threads: threads,
      folder: folder)
    var offsets = [Int](repeating: 0, count: ends.count)
    let file = try Self.map(texts, length: ends.last ?? 0)
    try file.withView { (view) throws(SystemError) in
      for number in order.documents {
        let document = Int(number)
        let start = document == 0 ? 0 : ends[document - 1]
        offsets[document] = store.length
        guard let text = try? view.slice(start, ends[document] - start) else {
          throw SystemError("read back", texts.path, code: 5)
        }
        try store.append(text)
        try store.endDocument(mayEndBlock: mayEndBlock[document])
      }
    }
    try store.finish(into: &artifact)
    return offsets
  }

  /// A disk that loses bytes must not change the corpus unseen: sections have checksums, these copies have none.
  private static func map(_ file: FileDescriptor, length: Int) throws(SystemError) -> MappedFile {
    if try file.length() != length { throw SystemError("write", file.path, code: 5) }
    return try MappedFile(file)
  }
}
